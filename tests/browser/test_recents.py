"""What I ran: the drawer of the last experiments, short links, paused links, and stopped ones."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Visit
from tests.browser.test_share import saved
from tests.browser.test_undo import RACE, TRAINING, content, rested, typed

Open = Callable[..., Visit]
LONG = (
    "train#dataset=(name:moons,samples:300)&network=(layers:!(2,5,1))&batch_size=8&epochs=20000"
    "&runs=!((optimizer:gd,hyperparameters:(lr:0.1)))"
)


def entries(page: Page) -> list[str]:
    """The titles in the drawer."""
    return page.locator("#recent li b").all_inner_texts()


def noted(here: Visit, count: int) -> None:
    """Wait until so many experiments are noted."""
    size = "JSON.parse(localStorage.getItem('descentlab-recent') ?? '[]').length"
    here.wait(lambda: here.page.evaluate(size) == count, "the note")


def test_the_drawer(visit: Open) -> None:
    """Both pages' experiments, with pictures, opened again in place or on their own page."""
    here = visit(RACE)
    page = here.page
    here.races()
    noted(here, 1)
    first = rested(here)
    typed(".run:nth-child(1) > .knob .exact", "0.05")(page)
    noted(here, 2)
    page.goto(f"{here.server.address}/{TRAINING}")
    here.races()
    noted(here, 3)
    page.get_by_role("button", name="What I ran").click()
    expect(page.locator("#recent li")).to_have_count(3)
    assert entries(page) == ["Two moons, 2–3–1: GD, Adam", *["Ravine: GD, Momentum"] * 2]
    expect(page.locator("#recent li").first).to_contain_text("on stage")
    pictures = "[...document.querySelectorAll('#recent img')].map(i => i.naturalWidth > 0)"
    here.wait(lambda: page.evaluate(pictures) == [True] * 3, "the pictures")
    page.locator("#recent a").first.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/#"))
    here.races()
    assert rested(here) == first
    expect(page.locator("#recent")).to_be_hidden()
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="What I ran").click()
    page.locator("#recent li", has_text="Ravine").nth(1).locator("a").click()
    here.wait(lambda: content(page.url) != first, "the other")
    expect(page.locator(".run:nth-child(1) > .knob .exact")).to_have_value("0.05")
    assert page.evaluate("window.stayed")
    page.keyboard.press("Control+z")
    here.wait(lambda: content(page.url) == first, "undoing")


def test_the_drawer_is_tidied_and_what_went_is_put_back(visit: Open) -> None:
    here = visit(RACE)
    page = here.page
    here.races()
    noted(here, 1)
    page.get_by_role("button", name="What I ran").click()
    page.get_by_role("button", name="Remove Ravine: GD, Momentum").click()
    expect(page.locator("#recent [data-nothing]")).to_be_visible()
    expect(page.locator("#recent [data-said]")).to_contain_text("Removed.")
    page.get_by_role("button", name="Put back").press("Enter")
    expect(page.locator("#recent li")).to_have_count(1)
    expect(page.locator("#recent a")).to_be_focused()
    page.get_by_role("button", name="Clear the list").click()
    expect(page.locator("#recent li")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="What I ran")).to_be_focused()


def test_notches_are_one_experiment(visit: Open) -> None:
    """Whoever steps through a slider by keys finds where he came to, not every notch."""
    here = visit(RACE)
    here.races()
    noted(here, 1)
    slider = here.page.locator(".run:nth-child(1) > .knob input[type=range]")
    slider.focus()
    before = content(here.page.url)
    for _ in range(4):
        here.page.keyboard.press("ArrowRight")
    here.wait(lambda: content(here.page.url) != before, "the change")
    rested(here)
    noted(here, 2)


@pytest.mark.parametrize("address", [RACE, TRAINING], ids=["race", "train"])
def test_a_short_link(visit: Open, address: str) -> None:
    """It brings the same experiment to whoever opens it, on its page and at its address."""
    here = visit(address, permissions=["clipboard-read", "clipboard-write"])
    page = here.page
    here.races()
    here.press("share")
    page.click("[data-copy=short]")
    expect(page.locator("#share [data-said]")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(here.server.address) + "/r/[0-9a-f]{8}", link)
    again = visit(link.removeprefix(f"{here.server.address}/"))
    again.races()
    again.press("share")
    expect(again.page.locator("[data-short]")).to_have_value(link)
    expect(again.page.locator(".run")).to_have_count(page.locator(".run").count())
    assert page.url.partition("#")[0] == again.page.url.partition("#")[0]


def test_a_short_link_to_a_map(visit: Open) -> None:
    map_of = "&show=(plane:basins,side:64,map:0)"
    here = visit(RACE + map_of)
    here.page.wait_for_selector("[data-part=basins][data-status=succeeded]")
    ids = here.page.evaluate(
        "fetch('/api/v1/experiments').then(a => a.json())"
        ".then(({items}) => items.find(({kind}) => kind === 'basin').id)"
    )
    again = visit(f"r/{ids}")
    again.page.wait_for_selector("[data-part=basins][data-status=succeeded]")
    expect(again.page.locator(".run")).to_have_count(1)


def test_a_short_link_that_leads_nowhere(visit: Open) -> None:
    here = visit()
    here.races()
    answer = here.page.goto(f"{here.server.address}/r/00000000")
    assert answer is not None
    assert answer.status == 404
    here.races()
    assert "knows no experiment 00000000" in here.notice
    assert not here.page.url.split("#")[0].endswith("/r/00000000")
    here.troubles = [each for each in here.troubles if "404" not in each]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("address", [RACE, TRAINING], ids=["race", "train"])
def test_a_link_keeps_the_step_where_it_is_paused(visit: Open, address: str, motion: str) -> None:
    """And the speed, and whether it loops; playing goes on from there."""
    here = visit(address)
    page = here.page
    here.races()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    page.keyboard.press("+")
    here.wait(lambda: "time=" in page.url and "at:7" in page.url, "the address")
    here.wait(lambda: "loop" in page.url and "speed" in page.url, "the address")
    again = visit(page.url.removeprefix(f"{here.server.address}/"), reduced_motion=motion)
    again.wait(lambda: again.step == 7, "the step")
    for what in ("[data-part=time] select", "[data-act=loop]", "[data-act=play]"):
        look = "e => [e.value, e.ariaPressed, e.ariaLabel]"
        assert again.page.locator(what).evaluate(look) == page.locator(what).evaluate(look)
    again.page.wait_for_timeout(700)
    assert again.step == 7
    again.page.keyboard.press("ArrowRight")
    assert again.step == 8
    again.page.keyboard.press("Space")
    again.wait(lambda: again.step > 8, "the race")


def test_what_has_come_of_a_stopped_training(visit: Open, tmp_path: Path) -> None:
    """Its numbers can be saved, and while it runs a sentence says why not yet."""
    here = visit(LONG, accept_downloads=True)
    page = here.page
    here.races()
    page.get_by_role("button", name="Stop").wait_for()
    here.press("export")
    page.click("[data-result=json]")
    expect(page.locator("#export [data-said]")).to_contain_text("once it has ended or is stopped")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stop").click()
    here.wait(lambda: "stopped" in here.notice, "the end")
    here.press("export")
    path = saved(page, "[data-result=json]", tmp_path)
    expect(page.locator("#export [data-said]")).to_contain_text("was stopped")
    result = json.loads(path.read_text("utf-8"))
    assert result["status"] == "cancelled"
    assert 0 < len(result["runs"][0]["cost"]) == result["rows"] < 20000 * 38
    assert re.fullmatch(r"descentlab-moons-cancelled-[0-9a-f]{8}\.json", path.name)
    here.troubles = [each for each in here.troubles if "409" not in each]


def test_a_picture_of_a_formula_says_what_it_is(visit: Open, tmp_path: Path) -> None:
    """Its name is short, and the formula, as it was typed, is beneath the picture."""
    formula = "sin(x)*cos(y) + 0.1*(x^2 + y^2) + 0*exp(-(x - 1)^2)"
    surface = f"surface=(expression:'{formula.replace('+', '%2B')}',view:!(!(-4,4),!(-4,4)))"
    here = visit(
        f"#{surface}&steps=30&runs=!((optimizer:adam,hyperparameters:(lr:0.1)))",
        accept_downloads=True,
    )
    here.races()
    here.press("export")
    path = saved(here.page, "[data-picture=curves][data-format=svg]", tmp_path)
    assert re.fullmatch(r"descentlab-own-curves-[0-9a-f]{8}\.svg", path.name)
    text = " ".join(re.findall(r"<text[^>]*>([^<]*)<", path.read_text("utf-8")))
    assert f"f(x, y) = {formula}" in text
    assert "Adam η 0.1" in text
