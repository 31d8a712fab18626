"""Lessons as a visitor meets them: a question first, then the experiment and its knobs."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from app.figures.drawing import cell
from engine.figures.figure import Line
from engine.lessons import LESSONS
from engine.lessons.topics import adam, momentum
from tests.browser.driving import Visit
from tests.browser.test_accessibility import PHONE, SMALL, findings

Open = Callable[..., Visit]

FIGURE = "[data-piece=panels]"
# Milliseconds that a training may take on a machine with much else to do.
LONG = 180_000


def choose(page: Page, question: str, right: bool) -> None:
    """Answer a question, rightly or not."""
    chosen = "[data-right]" if right else ":not([data-right])"
    page.locator(f"[data-question={question}] [data-choice]{chosen}").first.click()


def fact(page: Page, name: str) -> Any:
    return page.locator(f"[data-fact={name}]")


def drawn(page: Page, name: str) -> int:
    """How many corners of a path are drawn."""
    path = page.locator(f"{FIGURE} path[data-name='{name}']").first.get_attribute("d")
    return len(re.findall("[ML]", path or ""))


def turn(page: Page, name: str, value: str) -> None:
    """Type a knob's value."""
    field = page.get_by_label(f"Experiment: {name}, exact value", exact=True)
    field.fill(value)
    field.press("Enter")


def test_a_lesson_asks_before_it_shows(visit: Open) -> None:
    """The answer starts the experiment; it is remembered, and the map of the chapter knows."""
    here = visit("learn/momentum")
    page = here.page
    notice = page.locator("[data-after]").first
    expect(page.locator("h1")).to_have_text("Momentum")
    expect(notice).to_be_hidden()
    expect(fact(page, "momentum")).to_be_hidden()
    here.wait(lambda: drawn(page, "momentum") == 1, "the figure at its start")
    page.keyboard.press("Tab")
    choose(page, "predict", right=False)
    expect(page.locator("[data-question=predict] [data-verdict]")).to_have_text("No.")
    expect(page.locator("[data-question=predict] .reason:visible")).to_contain_text(
        LESSONS["momentum"].predict.reasons[0]
    )
    expect(page.locator("[data-question=predict] [data-because]")).to_contain_text("246")
    expect(notice).to_be_visible()
    expect(fact(page, "momentum")).to_have_text("246 steps")
    here.wait(lambda: 1 < drawn(page, "momentum") < 700, "the experiment at play")
    page.keyboard.press("End")
    here.wait(lambda: drawn(page, "momentum") == 738, "its end")
    page.keyboard.press("ArrowLeft")
    here.wait(lambda: drawn(page, "momentum") == 737, "a step back")
    choose(page, "check", right=True)
    expect(page.locator("[data-question=check] [data-verdict]")).to_have_text("Yes.")
    page.reload()
    expect(notice).to_be_visible()
    here.wait(lambda: drawn(page, "momentum") == 738, "the whole figure")
    page.click("text=The chapter")
    expect(page.locator("[data-lesson=momentum] .state")).to_have_text("done")
    results = page.locator("[data-lesson=momentum] [data-results] > span")
    expect(results).to_have_text(["predicted wrongly", "checked rightly"])
    expect(page.locator("[data-onwards] a")).to_have_text("RMSprop")
    expect(page.locator("[data-progress]")).to_contain_text("1 of")
    page.click("[data-act=forget]")
    expect(page.locator("[data-lesson=momentum] .state")).to_have_text("")


def test_knobs_landmarks_and_the_map_turn_the_experiment(visit: Open) -> None:
    """The figure is the engine's, the address follows, and whoever opens it sees the same."""
    here = visit("learn/momentum?kappa=50")
    page = here.page
    figure = momentum.ravine(kappa=50.0)
    expect(fact(page, "momentum")).to_have_text(f"{figure.fact('momentum')} steps")
    turn(page, "kappa", "10")
    figure = momentum.ravine(kappa=10.0)
    expect(fact(page, "gd")).to_have_text(f"{figure.fact('gd')} steps")
    alpha = page.get_by_label("Experiment: alpha, exact value", exact=True)
    expect(alpha).to_have_value(f"{figure.knobs['alpha']:.3g}")
    page.get_by_label("Experiment: form").select_option("averaging")
    here.wait(lambda: "form=averaging" in page.url and "kappa=10" in page.url, "the address")
    page.click("button.place:has-text('best GD')")
    expect(alpha).to_have_value("0.182")
    expect(page.locator("button.place:has-text('best GD')")).to_be_focused()
    here.wait(lambda: "beta=0" in page.url, "the landmark in the address")
    area = page.locator("[data-turns]")
    box = area.bounding_box()
    assert box is not None
    before = fact(page, "momentum").inner_text()
    page.mouse.click(box["x"] + box["width"] / 8, box["y"] + box["height"] / 4)
    here.wait(lambda: re.search("beta=0.7[45]", page.url) is not None, "the place in the address")
    expect(fact(page, "momentum")).not_to_have_text(before)
    before = fact(page, "momentum").inner_text()
    link = page.locator("[data-part=onward] a")
    expect(link).to_have_text("Open this in Race")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(fact(page, "momentum")).to_have_text(before)
    link.click()
    here.races()
    expect(page.locator(".run .title")).to_have_text(["GD", "Momentum"])
    assert here.submitted[-1]["runs"][1]["hyperparameters"]["form"] == "averaging"
    assert here.submitted[-1]["surface"]["name"] == "ravine"
    page.click("[data-part=origin]")
    expect(page.locator("h1")).to_have_text("Momentum")
    expect(fact(page, "momentum")).to_have_text(before)


def test_a_slider_is_followed_while_it_moves(visit: Open) -> None:
    """Late answers are dropped; what is shown in the end belongs to where the slider stands."""
    here = visit("learn/averages?beta=0.5")
    page = here.page
    slider = page.get_by_label("Experiment: beta", exact=True)
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    value = float(page.get_by_label("Experiment: beta, exact value").input_value())
    assert value > 0.5
    here.wait(lambda: f"beta={value}" in page.url, "the address")
    expect(fact(page, "window")).to_have_text(f"{1 / (1 - value):.3g} days")


def test_time_is_told_in_the_units_of_the_figure(visit: Open) -> None:
    """A lesson on a series counts days; one on trainings whatever its costs are drawn along."""
    here = visit("learn/averages?beta=0.5")
    page = here.page
    step, on = page.locator(".time .step"), page.locator(".time [data-act=step]")
    expect(step).to_have_text("day 365 / 365")
    expect(on).to_have_attribute("aria-label", "One day on")
    expect(page.locator(".time select option:checked")).to_have_text("60 days/s")
    page.goto(f"{here.server.address}/learn/mini-batches?along=examples")
    expect(step).to_have_text("example 640 / 640")
    page.get_by_label("Experiment: along").select_option("epochs")
    expect(step).to_have_text("epoch 5.00 / 5.00")
    for option in page.locator(".time select option").all_inner_texts()[:-1]:
        assert re.fullmatch(r"(0\.0?)?[125]0* epochs?/s", option), option
    page.keyboard.press("Home")
    expect(step).to_have_text("epoch 0.00 / 5.00")


def test_adam_is_seen_from_inside_and_its_map_picks_whole_numbers(visit: Open) -> None:
    """The table shows the two rows of the step; a place in a map turns both knobs."""
    here = visit("learn/adam", reduced_motion="reduce")
    page = here.page
    choose(page, "predict", right=True)
    table = adam.steps().tables[0]
    shown = page.locator("[data-piece=tables] tbody tr:visible")
    for key, step in (("Home", 0), ("ArrowRight", 1), ("End", adam.STEPS)):
        page.keyboard.press(key)
        expected = table.rows[2 * step : 2 * step + 2]
        texts = ["".join(cell(value) for value in row) for row in expected]
        expect(shown).to_have_text(texts)
    area = page.locator("[data-bench=rare-slopes] [data-turns]")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    here.wait(lambda: "every=" in page.url, "the place in the address")
    every = page.get_by_label("Experiment: every, exact value", exact=True).input_value()
    assert every.isdigit()
    expect(page.locator("[data-bench=rare-slopes] [data-piece=notes]")).to_have_text("")


def test_what_cannot_be_is_told(visit: Open) -> None:
    here = visit("learn/averages?beta=7&colour=red")
    expect(here.page.locator("[data-piece=notes]")).to_contain_text("0.99 is used")
    expect(here.page.locator(".words .notice")).to_contain_text("no setting called 'colour'")


def test_the_pointer_reads_a_plot(visit: Open) -> None:
    here = visit("learn/momentum?kappa=100", reduced_motion="reduce")
    page = here.page
    area = page.locator("[data-area]").nth(1)
    box = area.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.55)
    expect(page.locator(".tip")).to_contain_text("GD, best rate: step 3")
    expect(page.locator(".spot")).to_have_count(1)
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_have_count(0)
    box = page.locator("[data-area]").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 10, box["y"] + box["height"] * 0.35)
    expect(page.locator(".tip")).to_have_text(
        re.compile(r"along −0\.6\d*, across 1\.2\d*: cost < 81\.9")
    )
    expect(page.locator(".spot")).to_have_count(0)


def test_the_pointer_reads_bars_and_names(visit: Open) -> None:
    """A bar is read at its top, though it has no name; an axis of names tells them."""
    here = visit("learn/averages?beta=0.9", reduced_motion="reduce")
    page = here.page
    area = page.locator("[data-area]").nth(1)
    box = area.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + box["height"] * 0.2)
    expect(page.locator(".tip")).to_have_text("days ago 0, weight 0.1")
    page.goto(f"{here.server.address}/learn/gradient-checking?code=A")
    area = page.locator("[data-area]").nth(1)
    box = area.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.42)
    expect(page.locator(".tip")).to_have_text(re.compile(r"quotient \S+, W2"))


def test_the_time_bar_fits_a_phone(visit: Open) -> None:
    page = visit("learn/the-assignment", reduced_motion="reduce", **PHONE).page
    page.click("[data-act=skip]")
    expect(page.locator("[data-waiting]")).to_have_count(0, timeout=LONG)
    for part in ("[data-act=loop]", ".speed select", "[data-length]"):
        expect(page.locator(f"[data-part=time] {part}")).to_be_in_viewport(ratio=1)


def test_a_figure_leaves_as_picture_and_as_numbers(visit: Open) -> None:
    here = visit("learn/momentum?kappa=50", reduced_motion="reduce", accept_downloads=True)
    page = here.page
    page.click("[data-act=export]")
    saved = {}
    for form in ("png", "svg", "csv"):
        with page.expect_download() as download:
            page.click(f"#export [data-format={form}]")
        assert download.value.suggested_filename == f"descentlab-momentum-ravine.{form}"
        saved[form] = download.value.path().read_bytes()
    assert saved["png"].startswith(b"\x89PNG")
    root = ET.fromstring(saved["svg"])
    words = " ".join("".join(text.itertext()) for text in root.findall(".//{*}text"))
    figure = momentum.ravine(kappa=50.0)
    for panel in figure.panels:
        assert panel.title in words
    assert f"Momentum needs: {figure.fact('momentum')} steps" in words
    assert "κ = 50" in words
    rows = list(csv.DictReader(io.StringIO(saved["csv"].decode())))
    distances = [row for row in rows if row["name"] == "momentum" and "Distance" in row["panel"]]
    assert len(distances) == figure.steps + 1
    drawn_line = figure.panels[1].layers[2]
    assert isinstance(drawn_line, Line)
    assert float(distances[7]["y"]) == drawn_line.y[7]
    expect(page.locator("#export [data-link]")).to_have_value(re.compile(r"momentum\?kappa=50$"))


def test_on_a_phone_the_verdict_is_in_sight(visit: Open) -> None:
    here = visit("learn/the-assignment", reduced_motion="reduce", **PHONE)
    page = here.page
    for question in ("predict", "check"):
        choose(page, question, right=False)
        asked = page.locator(f"[data-question={question}]")
        expect(asked.locator("[data-verdict]")).to_be_in_viewport(ratio=1)
        expect(asked.locator(".reason:visible")).to_be_in_viewport()


def test_nothing_dead_stands_below_a_question(visit: Open) -> None:
    """The figure has the whole height until there is something to rule it by."""
    here = visit("learn/adam", viewport={"width": 1440, "height": 900})
    page = here.page
    time, panels = page.locator("[data-part=time]"), page.locator(FIGURE).first

    def below() -> float:
        box = panels.bounding_box()
        assert box is not None
        return 900 - box["y"] - box["height"]

    expect(time).to_be_hidden()
    assert below() < 60
    page.click("[data-act=skip]")
    expect(time).to_be_visible()
    here.wait(lambda: below() > 200, "the room for knobs and numbers")


def test_a_lesson_without_time_has_no_time_bar(visit: Open) -> None:
    page = visit("learn/gradient-checking").page
    page.click("[data-act=skip]")
    expect(page.locator("[data-part=time]")).to_be_hidden()
    expect(page.locator("[data-timeless]")).to_have_count(1)


def test_without_scripts_the_lesson_remains(visit: Open) -> None:
    here = visit("learn/averages", java_script_enabled=False)
    page = here.page
    for part in ("[data-after]", "[data-because]", ".facts", "[data-part=pytorch]"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator("math").first).to_be_visible()
    assert page.locator(".panel svg").first.bounding_box()
    expect(page.locator("[data-part=time]")).to_be_hidden()


def test_embedded_and_printed(visit: Open) -> None:
    """An embedded lesson is the experiment alone; a printed one has no controls of time."""
    here = visit("learn/momentum?embed=1&kappa=20", viewport={"width": 640, "height": 400})
    page = here.page
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".play")).to_be_in_viewport()
    expect(page.locator("text=Open in Descent Lab")).to_have_attribute(
        "href", re.compile(r"/learn/momentum\?kappa=20$")
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    page.goto(f"{here.server.address}/learn/momentum?kappa=20")
    page.emulate_media(media="print")
    expect(page.locator("[data-part=time]")).to_be_hidden()
    expect(page.locator("[data-part=pytorch]")).to_be_visible()
    expect(page.locator(".panel svg").first).to_be_visible()


@pytest.mark.parametrize("topic", LESSONS)
@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
def test_axe_finds_nothing_and_fingers_have_room(
    visit: Open, topic: str, options: dict[str, Any]
) -> None:
    here = visit(f"learn/{topic}", reduced_motion="reduce", **options)
    page = here.page
    assert findings(page) == []
    choose(page, "predict", right=False)
    choose(page, "check", right=True)
    page.locator(".numbers summary").first.click()
    assert findings(page) == []
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if options is PHONE:
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
@pytest.mark.parametrize("page", ["learn", "learn/glossary"])
def test_axe_finds_nothing_among_the_lessons(
    visit: Open, page: str, options: dict[str, Any]
) -> None:
    assert findings(visit(page, reduced_motion="reduce", **options).page) == []


def test_networks_are_trained_once_and_shown_when_they_are_there(visit: Open) -> None:
    """Until then the data are there and the bench tells how far they are."""
    here = visit("learn/the-assignment")
    page = here.page
    choose(page, "predict", right=True)
    bench = page.locator("[data-bench=two-moons]")
    expect(bench.locator("path.dots")).to_have_count(2)
    expect(bench.locator("[data-waiting]")).to_have_count(0, timeout=LONG)
    expect(fact(page, "adam")).to_have_text("94.33 %")
    shown = "all => all.filter((path) => path.style.display === 'inline').length"
    films = bench.locator("path[data-since]")
    page.keyboard.press("End")
    here.wait(lambda: drawn(page, "Adam") == 201, "the whole figure")
    assert films.evaluate_all(shown) == 3
    page.keyboard.press("Home")
    here.wait(lambda: drawn(page, "Adam") == 1, "its start")
    assert films.evaluate_all(shown) == 3
    expect(page.locator("[data-waiting]")).to_have_count(0, timeout=LONG)
    table = page.locator("[data-bench=sixteen-seeds] .tables")
    expect(table.locator("tbody tr").first).to_contain_text("84.33")
    turn(page, "seed", "7")
    expect(table.locator("thead")).to_contain_text("seed 7")
