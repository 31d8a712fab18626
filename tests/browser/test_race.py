"""The race page, as a visitor lives through it."""

import re
from collections.abc import Callable

import httpx2
import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
BLUE, BLUE_ON_DARK = "#0072b2", "#56b4e9"


def test_it_races_by_itself(visit: Open) -> None:
    """Four optimizers move on an elongated bowl, with costs and conditions in sight."""
    here = visit()
    here.races()
    before = here.step
    here.wait(lambda: here.step > before, "a further step")
    page = here.page
    expect(page.locator(".run .title")).to_have_text(["GD", "Momentum", "RMSprop", "Adam"])
    assert here.inked(BLUE)
    assert here.inked(BLUE, "[data-part=costs] canvas")
    expect(page.locator("[data-part=ledger]")).to_contain_text("Same start (−4.2, 1.9) · 120 steps")
    expect(page.locator(".mark.minimum svg")).to_be_visible()
    here.wait(lambda: here.step == 120, "the end")
    expect(page.locator(".run .status")).to_have_text(["finished"] * 4)
    assert len(here.submitted) == 1


def test_it_races_before_plotly_has_come(visit: Open) -> None:
    """The canvas needs no Plotly; the contour appears when it is there."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    here = visit(prepare=lambda page: page.route("**/assets/plotly*", hold))
    here.races()
    assert here.inked(BLUE)
    assert here.page.locator("[data-part=plane] *").count() == 0
    here.wait(lambda: held, "the request for Plotly")
    held[0].continue_()
    here.plotted()


def test_time_obeys(visit: Open) -> None:
    """Pause, step, back, scrub, reset, speed, by mouse and by keyboard."""
    here = visit()
    here.races()
    here.press("play")
    at = here.step
    here.press("step")
    assert here.step == at + 1
    here.press("back")
    here.press("back")
    assert here.step == at - 1
    here.press("reset")
    assert here.step == 0
    scrubber = here.page.get_by_role("slider", name="Step", exact=True)
    scrubber.fill("77")
    assert here.step == 77
    here.page.locator("body").click(position={"x": 700, "y": 20})
    for key, step in [("ArrowRight", 78), ("Shift+ArrowLeft", 68), ("End", 120), ("Home", 0)]:
        here.page.keyboard.press(key)
        assert here.step == step
    here.page.select_option(".speed select", label="all at once")
    here.page.keyboard.press("Space")
    here.wait(lambda: here.step == 120, "the end at once")


def test_the_cost_plot_scrubs_too(visit: Open) -> None:
    """Pressing on the cost plot goes to that step."""
    here = visit()
    here.races()
    box = here.page.locator("[data-part=costs]").bounding_box()
    assert box is not None
    here.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert abs(here.step - 56) < 8
    at = here.step
    here.page.wait_for_timeout(200)
    assert here.step == at


def test_a_race_at_rest_is_plotlys(visit: Open) -> None:
    """Plotly shows the engine's own numbers in the end; playing gives the paths back."""
    here = visit()
    here.races()
    here.plotted()
    here.rests()
    canvas = here.page.locator("[data-part=stage] > .paths")
    expect(canvas).to_be_hidden()
    with httpx2.Client(base_url=here.server.address) as client:
        made = client.post("/api/v1/experiments", json=here.submitted[0])
        result = client.get(f"/api/v1/experiments/{made.json()['id']}/result").json()
    for line, run in zip(here.lines(), result["runs"], strict=True):
        assert line["name"] == run["label"]
        np.testing.assert_array_equal(line["x"], np.float32(run["x"]))
        np.testing.assert_array_equal(line["y"], np.float32(run["y"]))
    here.page.keyboard.press("Home")
    here.page.keyboard.press("Space")
    expect(canvas).to_be_visible()
    here.wait(lambda: not here.lines(), "the way back")
    assert here.inked(BLUE)


def test_a_run_can_be_hidden(visit: Open) -> None:
    """By its swatch and by its number; the link remembers it."""
    here = visit()
    here.races()
    here.page.click(f"{here.row(1)} .toggle")
    here.wait(lambda: not here.inked(BLUE), "the disappearance")
    assert "hide=!(1)" in here.page.url
    here.page.keyboard.press("2")
    here.wait(lambda: here.inked(BLUE), "the return")
    assert "hide" not in here.page.url


def test_a_rate_can_be_changed(visit: Open) -> None:
    """A new rate races anew; one out of range is refused beside the field."""
    here = visit()
    here.races()
    here.set_rate(0, "0,11")
    here.wait(lambda: len(here.submitted) == 2, "another race")
    assert here.submitted[1]["runs"][0]["hyperparameters"]["lr"] == 0.11
    assert here.submitted[1]["runs"][1:] == here.submitted[0]["runs"][1:]
    here.set_rate(0, "-1")
    expect(here.page.locator(f"{here.row(0)} > .knob .exact")).to_have_attribute(
        "aria-invalid", "true"
    )
    here.page.wait_for_timeout(300)
    assert len(here.submitted) == 2


def test_dragging_a_slider_shows_the_whole_path(visit: Open) -> None:
    """While a slider moves the race is shown to its end; letting go races it."""
    here = visit()
    here.races()
    slider = here.page.locator(f"{here.row(3)} > .knob input[type=range]")
    box = slider.bounding_box()
    assert box is not None
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2, steps=4)
    here.wait(lambda: len(here.submitted) > 1 and here.step == 120, "the preview")
    here.page.mouse.up()
    here.wait(lambda: 2 < here.step < 120, "the race")


def test_runs_come_and_go(visit: Open) -> None:
    """Adding takes the tuned rate and a look of its own; removing keeps the others'."""
    here = visit()
    here.races()
    here.page.select_option("[data-part=add]", "lion")
    expect(here.page.locator(".run .title")).to_have_text(
        ["GD", "Momentum", "RMSprop", "Adam", "Lion"]
    )
    here.wait(lambda: len(here.submitted) == 2, "the race of five")
    here.page.click(f"{here.row(0)} .name")
    here.page.click(f"{here.row(0)} .drawer >> text=Remove")
    expect(here.page.locator(".run .title")).to_have_text(["Momentum", "RMSprop", "Adam", "Lion"])
    here.wait(lambda: len(here.submitted) == 3, "the race of four")
    assert here.submitted[2]["runs"] == here.submitted[1]["runs"][1:]


def test_a_click_sets_the_start_exactly(visit: Open) -> None:
    """The start lies where Plotly's own axes put the pixel, before and after zoom and resize."""
    here = visit()
    here.races()
    here.plotted()

    def click_at(x: float, y: float) -> None:
        count = len(here.submitted)
        px, py = here.pixel(x, y)
        here.page.mouse.click(round(px), round(py))
        here.wait(lambda: len(here.submitted) > count, "a new start")
        sent = here.submitted[-1]["start"]
        assert here.pixel(*sent) == pytest.approx((round(px), round(py)), abs=0.2)
        assert here.ring() == pytest.approx((round(px), round(py)), abs=0.6)

    click_at(2.5, -1.25)
    px, py = here.pixel(0, 0)
    before = here.page.evaluate(
        "document.querySelector('[data-part=plane]')._fullLayout.xaxis.range"
    )
    here.page.mouse.move(px, py)
    here.page.mouse.wheel(0, -300)
    here.wait(
        lambda: (
            here.page.evaluate(
                "document.querySelector('[data-part=plane]')._fullLayout.xaxis.range"
            )
            != before
        ),
        "the zoom",
    )
    here.wait(
        lambda: here.ring() == pytest.approx(here.pixel(*here.submitted[-1]["start"]), abs=0.6),
        "the same place",
    )
    # Steeper up than the start before: no run comes by, which a click would ask about.
    click_at(0.5, 2.5)
    here.page.set_viewport_size({"width": 1100, "height": 700})
    here.wait(
        lambda: here.ring() == pytest.approx(here.pixel(*here.submitted[-1]["start"]), abs=0.6),
        "the resize",
    )
    click_at(-0.5, -2.9)
    here.press("unzoom")
    here.wait(
        lambda: here.ring() == pytest.approx(here.pixel(*here.submitted[-1]["start"]), abs=0.6),
        "the way home",
    )


def test_panning_is_not_clicking(visit: Open) -> None:
    """Dragging the surface moves the view and everything on it, and keeps the start."""
    here = visit()
    here.races()
    here.plotted()
    x, y = here.pixel(1, -1)
    ring = here.ring()
    here.page.mouse.move(x, y)
    here.page.mouse.down()
    here.page.mouse.move(x + 60, y + 35, steps=5)
    here.wait(lambda: here.ring() == pytest.approx((ring[0] + 60, ring[1] + 35), abs=1), "the pan")
    here.page.mouse.up()
    here.page.wait_for_timeout(300)
    assert len(here.submitted) == 1


def test_the_start_can_be_dragged_and_nudged(visit: Open) -> None:
    """By mouse with a preview on the way, and with the arrow keys."""
    here = visit()
    here.races()
    here.plotted()
    x, y = here.ring()
    here.page.mouse.move(x, y)
    here.page.mouse.down()
    here.page.mouse.move(x + 120, y + 60, steps=6)
    here.wait(lambda: len(here.submitted) > 1, "a preview")
    assert here.ring() == pytest.approx((x + 120, y + 60), abs=1)
    here.page.mouse.up()
    here.wait(
        lambda: here.pixel(*here.submitted[-1]["start"]) == pytest.approx(here.ring(), abs=1),
        "the last place",
    )
    here.wait(lambda: 2 < here.step < 120, "the race")
    count, start = len(here.submitted), here.submitted[-1]["start"]
    here.page.locator(".start").press("ArrowUp")
    here.wait(lambda: len(here.submitted) > count, "the race from there")
    moved = here.submitted[-1]["start"]
    assert moved[0] == pytest.approx(start[0])
    assert moved[1] > start[1]


def test_another_surface(visit: Open) -> None:
    """It brings its start, budget, formula, landmarks and rates; its parameters are sliders."""
    here = visit()
    here.races()
    here.page.select_option(".pick select", "rosenbrock")
    here.wait(lambda: len(here.submitted) == 2, "the race on Rosenbrock")
    sent = here.submitted[1]
    assert sent["surface"] == {"name": "rosenbrock", "parameters": {"a": 1, "b": 100}}
    assert sent["start"] == [-1.5, 2]
    expect(here.page.locator("[data-formula] math")).to_be_visible()
    expect(here.page.locator("[data-part=caption]")).to_contain_text("valley")
    here.plotted()
    here.page.fill("[data-parameters] .knob:first-child .exact", "0.5")
    here.page.keyboard.press("Enter")
    here.wait(lambda: len(here.submitted) == 3, "the race at a = 0.5")
    mark = here.page.locator(".mark.minimum")

    def at_its_place() -> bool:
        box = mark.locator("svg").bounding_box()
        if box is None:
            return False
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return middle == pytest.approx(here.pixel(0.5, 0.25), abs=1)

    here.wait(at_its_place, "the minimum at (a, a²)")


def test_paths_that_leave_the_view_can_be_seen_whole(visit: Open) -> None:
    """A diverging run says so with its step; the view grows on demand and comes back."""
    here = visit(
        "#surface=bowl&start=!(-2,1)&steps=12&runs=!((optimizer:gd,hyperparameters:(lr:1.05)))"
    )
    expect(here.page.locator(".mark.minimum svg")).to_be_visible()
    fit, unzoom = (here.page.locator(f'[data-act="{act}"]') for act in ("fit", "unzoom"))
    fit.click()
    expect(unzoom).to_be_visible()
    expect(fit).to_be_hidden()
    unzoom.click()
    expect(fit).to_be_visible()
    here.set_rate(0, "900")
    expect(here.page.locator(".run .status")).to_have_text("diverged")
    expect(here.page.locator(".run .cost")).to_contain_text("step")


def test_every_end_has_words_of_its_own(visit: Open) -> None:
    """Out of the domain, singular and growing, in legend, table, live text, inside and time bar."""
    surface = "(expression:'0.5*x^2-9*log(x)%2By',view:!(!(-4,20),!(-3,3)))"
    runs = "!((optimizer:gd,hyperparameters:(lr:1.1)),(optimizer:newton))"
    here = visit(f"#surface={surface}&start=!(18,0)&steps=30&runs={runs}")
    page = here.page
    here.races()
    page.keyboard.press("End")
    status = page.locator(".run .status")
    expect(status).to_have_text(["left the domain", "singular Hessian"])
    expect(status.first).to_have_attribute(
        "title", "left the domain at step 1 (tried (−1.25, −1.1))"
    )
    expect(page.locator("[data-part=live]")).to_have_text(
        "After 30 steps: nobody is left. GD left the domain at step 1 (tried (−1.25, −1.1)). "
        "Newton stopped at step 1: singular Hessian."
    )
    cut = "e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right > innerWidth"
    assert not any(each.evaluate(cut) for each in status.all())
    expect(page.locator(".end-marks i")).to_have_count(2)
    page.locator("button[data-panel=table]").click()
    last = page.locator("[data-part=table] tbody td:last-child")
    expect(last.first).to_have_text("left the domain at step 1 (tried (−1.25, −1.1))")
    page.locator("button[data-panel=inside]").click()
    inside = page.locator("[data-part=inside]")
    expect(inside).to_contain_text("GD left the domain at step 1 (tried (−1.25, −1.1)).")
    expect(inside.locator("table")).to_be_hidden()


def test_a_cost_that_grows_is_not_finished(visit: Open) -> None:
    surface = "(expression:'x^2%2B10*y^2',view:!(!(-2,2),!(-2,2)))"
    rates = ",".join(
        f"(optimizer:gd,hyperparameters:(lr:{lr}),label:'{lr}')" for lr in (0.04, 0.11)
    )
    here = visit(f"#surface={surface}&start=!(1,1)&steps=60&runs=!({rates})")
    here.races()
    here.page.keyboard.press("End")
    expect(here.page.locator(".run .status")).to_have_text(["finished", "growing"])
    expect(here.page.locator("[data-part=live]")).to_contain_text("0.11 is growing.")


def test_light_and_dark(visit: Open) -> None:
    """The system's theme first, then the visitor's, which is remembered."""
    here = visit(color_scheme="dark")
    here.races()
    assert here.inked(BLUE_ON_DARK)
    dark = here.page.evaluate("getComputedStyle(document.body).backgroundColor")
    here.press("theme")
    here.wait(lambda: here.inked(BLUE), "the light theme")
    assert here.page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    here.page.reload()
    here.races()
    assert here.inked(BLUE)


def test_reduced_motion(visit: Open) -> None:
    """Nothing moves by itself: the finished race is shown, and plays on demand."""
    here = visit(reduced_motion="reduce")
    here.wait(lambda: here.step == 120, "the finished race")
    expect(here.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    here.press("play")
    here.wait(lambda: 0 < here.step < 120, "the replay")


def test_a_link_brings_the_race_back(visit: Open) -> None:
    """Reloading the address after some changes submits the same experiment."""
    here = visit()
    here.races()
    here.page.select_option(".pick select", "himmelblau")
    here.set_rate(3, "0.25")
    here.wait(lambda: len(here.submitted) == 3, "the changed race")
    here.races()
    here.wait(lambda: "lr:0.25" in here.page.url, "the link")
    again = visit(f"#{here.page.url.partition('#')[2]}")
    again.races()
    assert again.submitted[0] == here.submitted[2]


def test_the_link_brings_the_sight_back(visit: Open) -> None:
    """How the surface is seen, what the curves show and whose step is looked into."""
    here = visit()
    here.races()
    page = here.page
    page.select_option("[data-part=measure]", "gradient")
    here.press("scale")
    page.click("[data-plane=basins]")
    page.select_option("[data-part=basins] select >> nth=1", "64")
    page.select_option("[data-part=basins] select >> nth=0", "1")
    page.keyboard.press("Shift+Digit3")
    here.wait(lambda: "panel:inside" in page.url, "the link")
    again = visit(f"#{page.url.partition('#')[2]}")
    again.races()

    def seen(visitor: Visit) -> list[object]:
        pressed = visitor.page.locator(":is(.planes, .tabs) [aria-pressed=true]")
        chosen = visitor.page.locator("[data-part=basins] select, .chosen select")
        menus = chosen.evaluate_all("all => all.map((menu) => menu.selectedOptions[0]?.text)")
        return [pressed.all_inner_texts(), menus]

    sight = [["Basins", "INSIDE"], ["Momentum", "64 × 64", "by where it ends", "RMSprop"]]
    here.wait(lambda: seen(here) == sight, "the sight")
    again.wait(lambda: seen(again) == sight, "the same sight")
    assert again.submitted[0] == here.submitted[0]
    again.page.click("[data-panel=costs]")
    title = again.page.locator("[data-part=cost-title]")
    expect(title).to_have_text("Gradient norm, linear scale")
    px, py = again.pixel(0, 0)
    again.page.mouse.move(px, py)
    again.page.mouse.wheel(0, -400)
    again.wait(lambda: "box:" in again.page.url, "the zoom in the link")
    again.page.click("[data-plane=space]")
    again.page.wait_for_selector("[data-part=space][data-ready=true]")
    again.page.locator(".floor").press("ArrowLeft")
    again.wait(lambda: "eye:" in again.page.url, "the camera in the link")
    third = visit(f"#{again.page.url.partition('#')[2]}")
    third.races()
    third.wait(lambda: again.page.url.partition("&show=")[2] in third.page.url, "the same link")
    again.page.evaluate("location.hash = '#surface=bowl&runs=!((optimizer:gd))'")
    again.wait(lambda: seen(again)[0] == ["Contour", "PLOT"], "the usual sight of another link")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#surface=nowhere&runs=!((optimizer:gd))", "nowhere"),
        ("#surface=bowl&runs=!((optimizer:gd", "damaged"),
    ],
)
def test_a_damaged_link_is_explained(visit: Open, fragment: str, words: str) -> None:
    """The standard race is shown instead, with a note."""
    here = visit(fragment)
    here.races()
    assert words in here.notice
    expect(here.page.locator(".run .title")).to_have_text(["GD", "Momentum", "RMSprop", "Adam"])


def test_numbers_are_in_a_table(visit: Open) -> None:
    """Step, cost, gradient norm, distance to the minimum and status of each run."""
    here = visit()
    here.races()
    here.page.click("[data-panel=table]")
    here.page.keyboard.press("End")
    first = here.page.locator("[data-part=table] tbody tr").first
    expect(first.locator("th, td")).to_have_text(
        ["GD", "120", *[re.compile(r"\d")] * 3, "finished"]
    )


def test_help_and_conditions(visit: Open) -> None:
    """A question mark lists the keys; the ledger opens into conditions that can be changed."""
    here = visit()
    here.races()
    here.page.keyboard.press("?")
    expect(here.page.locator("#help")).to_be_visible()
    here.page.keyboard.press("Escape")
    here.press("conditions")
    here.page.fill("#conditions .knob:nth-child(1) .exact", "40")
    here.page.keyboard.press("Enter")
    here.wait(lambda: here.submitted[-1]["steps"] == 40, "forty steps")
    expect(here.page.locator("[data-part=ledger]")).to_contain_text("40 steps")


def test_on_a_phone(visit: Open) -> None:
    """Nothing scrolls sideways, time stays in reach of the thumb, a tap sets the start."""
    here = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    here.races()
    here.plotted()
    page: Page = here.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate("scrollTo(0, 10000)")
    bar = page.locator("[data-part=time]").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == pytest.approx(844, abs=1)
    for button in page.locator("[data-part=time] button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    page.evaluate("scrollTo(0, 0)")
    x, y = here.pixel(2, -2)
    page.touchscreen.tap(round(x), round(y))
    here.wait(lambda: len(here.submitted) == 2, "the start at the tap")
    assert here.pixel(*here.submitted[1]["start"]) == pytest.approx((round(x), round(y)), abs=0.5)
