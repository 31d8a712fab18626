"""The runs panel: drawers, schedules, names and colors, and tuning."""

from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
PURPLE = "#b0568a"


def last_run(here: Visit, run: int) -> dict[str, Any]:
    found: dict[str, Any] = here.submitted[-1]["runs"][run]
    return found


def rates(here: Visit) -> list[float]:
    return [run["hyperparameters"]["lr"] for run in here.submitted[-1]["runs"]]


def together(here: Visit, act: str) -> None:
    """Do something with the rates of all runs."""
    here.press("rates")
    here.press(act)


def test_a_row_opens_to_every_knob(visit: Open) -> None:
    """Numbers, choices and flags go into the next race; a wrong number goes nowhere."""
    here = visit()
    here.races()
    page = here.page
    page.click(f"{here.row(1)} > .name")
    drawer = page.locator(f"{here.row(1)} .drawer")
    expect(drawer).to_be_visible()
    drawer.get_by_label("Momentum: beta, exact value").fill("0.85")
    page.keyboard.press("Enter")
    drawer.get_by_label("Momentum: form").select_option("heavy_ball")
    drawer.get_by_label("correct").check()
    here.wait(lambda: last_run(here, 1)["hyperparameters"]["correct"], "the race")
    knobs = last_run(here, 1)["hyperparameters"]
    assert (knobs["beta"], knobs["form"]) == (0.85, "heavy_ball")
    expect(drawer).to_be_visible()
    field = drawer.get_by_label("Momentum: beta, exact value")
    field.fill("2")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert last_run(here, 1)["hyperparameters"]["beta"] == 0.85


def test_a_schedule_is_chosen_and_drawn(visit: Open) -> None:
    """A warm-up, then half a cosine; the link remembers both."""
    here = visit()
    here.races()
    page = here.page
    page.click(f"{here.row(3)} > .name")
    drawer = page.locator(f"{here.row(3)} .drawer")
    curve = drawer.get_by_label("Learning rate over 120 steps")
    expect(curve).to_be_hidden()
    drawer.get_by_label("Adam: schedule").select_option("warmup")
    drawer.get_by_label("Adam: then").select_option("cosine")
    expect(curve).to_be_visible()
    whole = drawer.locator(".curve").get_attribute("d")
    drawer.get_by_label("Adam, schedule: steps, exact value").fill("40")
    page.keyboard.press("Enter")
    expect(drawer.locator(".curve")).not_to_have_attribute("d", whole or "")
    here.wait(lambda: last_run(here, 3)["schedule"].get("steps") == 40, "the race")
    assert last_run(here, 3)["schedule"]["then"]["name"] == "cosine"
    here.wait(lambda: "schedule:(name:warmup" in page.url, "the link")
    drawer.get_by_label("Adam: schedule").select_option("table")
    rows = drawer.get_by_label("Adam, schedule: steps and factors")
    rows.fill("60: 0.3, 20: 0.1")
    page.keyboard.press("Enter")
    expect(rows).to_have_attribute("aria-invalid", "true")
    rows.fill("20: 0.3, 60: 0.1")
    page.keyboard.press("Enter")
    here.wait(lambda: last_run(here, 3)["schedule"].get("table") == [[20, 0.3], [60, 0.1]], "it")


def test_runs_are_copied_named_colored_and_removed(visit: Open) -> None:
    """What is hidden and what has a color of its own stays with its run, also in the link."""
    here = visit()
    here.races()
    page = here.page
    titles = page.locator(".run .title")
    page.click(f"{here.row(3)} .toggle")
    page.click(f"{here.row(1)} > .name")
    page.click(f"{here.row(1)} .drawer >> text=Duplicate")
    expect(titles).to_have_text(["GD", "Momentum", "Momentum 2", "RMSprop", "Adam"])
    here.wait(lambda: "hide=!(4)" in page.url, "the hidden run one further down")
    page.click(f"{here.row(2)} > .name")
    name = page.locator(f"{here.row(2)} input.label")
    name.fill("Adam")
    page.keyboard.press("Enter")
    expect(titles.nth(2)).to_have_text("Momentum 2")
    name.fill("<b>Mine</b>")
    page.keyboard.press("Enter")
    expect(titles.nth(2)).to_have_text("<b>Mine</b>")
    expect(page.locator(f"{here.row(2)} .drawer")).to_be_visible()
    page.click(f"{here.row(2)} .ink[title=purple]")
    here.wait(lambda: here.inked(PURPLE), "the color")
    here.wait(lambda: "inks=!(!n,!n,purple)" in page.url, "the color in the link")
    page.click(f"{here.row(0)} > .name")
    page.click(f"{here.row(0)} .drawer >> text=Remove")
    expect(titles).to_have_text(["Momentum", "<b>Mine</b>", "RMSprop", "Adam"])
    here.wait(lambda: "inks=!(!n,purple)" in page.url, "the color beside its run")
    assert "hide=!(3)" in page.url
    page.reload()
    here.races()
    expect(titles).to_have_text(["Momentum", "<b>Mine</b>", "RMSprop", "Adam"])
    expect(page.locator(f"{here.row(3)} .toggle")).to_have_attribute("aria-pressed", "false")
    here.wait(lambda: here.inked(PURPLE), "the color after a reload")


def test_every_optimizer_can_be_added(visit: Open) -> None:
    """All that the catalogue has, each at a rate that suits the surface."""
    here = visit()
    here.races()
    with httpx2.Client(base_url=here.server.address) as client:
        names = {optimizer["name"] for optimizer in client.get("/api/v1/optimizers").json()}
    options = here.page.locator("[data-part=add] option").evaluate_all(
        "options => options.map(({ value }) => value).filter(Boolean)"
    )
    assert set(options) == names
    assert len(names) >= 17
    here.page.select_option("[data-part=add]", "lion")
    expect(here.page.locator(".run .title").last).to_have_text("Lion")
    here.wait(lambda: last_run(here, -1)["optimizer"] == "lion", "the race")


def test_rates_are_made_equal_tuned_and_reset(visit: Open) -> None:
    """A sweep on the server finds the best rate of each, and shows how much it matters."""
    here = visit()
    here.races()
    page = here.page
    usual = rates(here)
    together(here, "equal-rates")
    here.wait(lambda: rates(here) == [usual[0]] * 4, "equal rates")
    expect(page.locator(".tuned:visible")).to_have_count(0)
    together(here, "tune-each")
    expect(page.locator(".tuned:visible")).to_have_count(4)
    here.wait(lambda: len(set(rates(here))) > 1, "tuned rates")
    with httpx2.Client(base_url=here.server.address) as client:
        spec = here.submitted[-1]
        sweep = client.post("/api/v1/tune", json={"spec": spec, "run": 0}).json()
    assert rates(here)[0] == sweep["best"]
    strip = page.locator(f"{here.row(0)} .strip svg")
    expect(page.locator(f"{here.row(0)} .tuned p")).to_contain_text(f"Best {sweep['best']:g}")
    assert page.locator(f"{here.row(0)} .strip [fill^=url]").count() > 0
    box = strip.bounding_box()
    assert box is not None
    strip.click(position={"x": box["width"] * 0.3, "y": box["height"] / 2})
    here.wait(lambda: rates(here)[0] < sweep["best"] / 10, "another rate")
    page.click(f"{here.row(0)} .tuned >> text=Use it")
    here.wait(lambda: rates(here)[0] == sweep["best"], "the best rate again")
    page.click(f"{here.row(0)} .tuned >> text=Close")
    expect(page.locator(".tuned:visible")).to_have_count(3)
    together(here, "all-tuned")
    here.wait(lambda: rates(here) == usual, "the usual rates")


def test_a_sweep_leaves_when_it_is_no_longer_true(visit: Open) -> None:
    """Another budget is another sweep."""
    here = visit()
    here.races()
    page = here.page
    page.click(f"{here.row(1)} > .name")
    page.click(f"{here.row(1)} .acts >> text=/^Tune$/")
    expect(page.locator(".tuned:visible")).to_have_count(1)
    page.get_by_label("Momentum: beta, exact value").fill("0.5")
    page.keyboard.press("Enter")
    expect(page.locator(".tuned:visible")).to_have_count(0)


def test_a_knob_is_turned_on_the_way(visit: Open) -> None:
    """From the step that is shown on, once the switch says so; each turn can be taken back."""
    here = visit()
    here.races()
    page = here.page
    here.press("play")
    scrubber = page.get_by_role("slider", name="Step", exact=True)
    scrubber.fill("40")
    here.press("turn")
    before = here.submitted[-1]
    slider = page.locator(f"{here.row(1)} > .knob input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    here.wait(lambda: "step:40" in page.url and here.step > 40, "the race going on from there")
    here.wait(lambda: here.step == 120, "its end")
    scrubber.fill("80")
    here.set_rate(3, "0.2")
    here.wait(lambda: len(here.submitted[-1]["interventions"]) == 2, "the second turn")
    first, second = here.submitted[-1]["interventions"]
    assert (first["step"], first["run"]) == (40, 1)
    assert first["hyperparameters"]["lr"] < before["runs"][1]["hyperparameters"]["lr"]
    assert second == {"step": 80, "run": 3, "hyperparameters": {"lr": 0.2}}
    assert here.submitted[-1]["runs"] == before["runs"]
    here.wait(lambda: "step:80" in page.url, "the link")
    expect(page.locator(".turn-marks i")).to_have_count(2)
    expect(page.locator("[data-part=ledger]")).to_contain_text("Momentum turned at step 40")
    again = visit(f"#{page.url.partition('#')[2]}")
    again.races()
    assert again.submitted[0] == here.submitted[-1]
    expect(page.locator("[data-act=turn]")).to_have_attribute("aria-pressed", "true")
    again.wait(lambda: again.step == 120, "its end, where it rests")
    scrubber.fill("90")
    page.click(f"{here.row(3)} > .name")
    drawer = page.locator(f"{here.row(3)} .drawer")
    expect(drawer.locator(".midway")).to_have_text("turn from step 90 on")
    drawer.get_by_label("Adam: take back η 0.2 from step 80 on").click()
    here.wait(lambda: here.submitted[-1]["interventions"] == [first], "one turn less")
    expect(page.locator(".turn-marks i")).to_have_count(1)
    drawer.locator(".midway input").uncheck()
    here.set_rate(0, "0.05")
    here.wait(lambda: rates(here)[0] == 0.05, "the whole race at another rate")
    assert here.submitted[-1]["interventions"] == [first]
