"""Nothing is lost: undo and redo, back and forward, coming back from another page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
Make = Callable[[Page], object]
RACE = (
    "#surface=(name:ravine,parameters:(kappa:20))&steps=40&start=!(-4.2,1.6)"
    "&runs=!((optimizer:gd,hyperparameters:(lr:0.09)),(optimizer:momentum))"
)
TRAINING = (
    "train#dataset=(name:moons,samples:40)&network=(layers:!(2,3,1))&epochs=20"
    "&runs=!((optimizer:gd,hyperparameters:(lr:0.1)),(optimizer:adam,hyperparameters:(lr:0.01)))"
)
BOTH = pytest.mark.parametrize("page", [RACE, TRAINING], ids=["race", "train"])


def typed(selector: str, text: str) -> Make:
    """Type a value into a field."""

    def make(page: Page) -> None:
        page.fill(selector, text)
        page.press(selector, "Enter")

    return make


def opened(selector: str) -> Make:
    """Press something in the drawer of the first run."""

    def make(page: Page) -> None:
        if not page.locator("#run-0").is_visible():
            page.click(".run:nth-child(1) > .name")
        page.locator("#run-0").locator(selector).click()

    return make


def select(selector: str, value: str) -> Make:
    return lambda page: page.select_option(selector, value)


def sheet(act: str) -> Make:
    """Press something in the menu of all rates."""

    def make(page: Page) -> None:
        page.click("[data-act=rates]")
        page.click(f"[data-act={act}]")

    return make


def rename(page: Page) -> None:
    opened(".label")(page)
    typed("#run-0 .label", "Mine")(page)


def click_surface(page: Page) -> None:
    box = page.locator("[data-part=stage]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)


def preset(page: Page) -> None:
    page.click("[data-part=presets]")
    page.locator("#presets li button").nth(2).click()


def own_formula(page: Page) -> None:
    page.select_option(".pick select", label="Your own formula")


def budget(page: Page) -> None:
    page.click("[data-act=conditions]")
    typed("#conditions .shared .exact >> nth=0", "60")(page)
    page.keyboard.press("Escape")


COMMON: dict[str, Make] = {
    "learning rate of GD 0.05": typed(".run:nth-child(1) > .knob .exact", "0.05"),
    "rmsprop added": select("[data-part=add]", "rmsprop"),
    "GD duplicated": opened("text=Duplicate"),
    "GD removed": opened("text=Remove"),
    "GD renamed Mine": rename,
    "GD hidden": lambda page: page.keyboard.press("1"),
    "color of GD": opened(".ink[title=purple]"),
    "learning rates made equal": sheet("equal-rates"),
    "settings of all runs reset": sheet("all-tuned"),
    "preset “": preset,
}
OWN: dict[str, dict[str, Make]] = {
    RACE: {
        "surface Booth": select(".pick select", "booth"),
        "start": click_surface,
        "9 starts": select("[data-part=starts]", "grid"),
        "κ 50": typed("[data-parameters] .exact", "50"),
        "formula ": own_formula,
        "steps 60": budget,
    },
    TRAINING: {
        "data set Blobs": select(".pick select", "blobs"),
        "activation tanh": select("[aria-label=Activation]", "tanh"),
        "hidden layers 3, 3": lambda page: page.click("[data-key=add]"),
        "hidden layers 4": lambda page: page.click("[aria-label='Hidden layer 1: one unit more']"),
        "seed 9": typed("[aria-label^=Seed]", "9"),
        "epochs 30": typed("[data-part=settings] [aria-label*=epochs].exact", "30"),
        "training pinned": lambda page: page.click("[data-act=pin]"),
    },
}


def content(address: str) -> str:
    """What an address says of the experiment, without how it is looked at and where it stands."""
    fragment = address.partition("#")[2]
    kept = [part for part in fragment.split("&") if not re.match("(time|show|story)=", part)]
    return "&".join(kept)


def rested(here: Visit) -> str:
    """The address once it has stayed the same for a moment."""
    last = ""

    def still() -> bool:
        nonlocal last
        before, last = last, content(here.page.url)
        here.page.wait_for_timeout(450)
        return bool(last) and last == before

    here.wait(still, "a rest")
    return last


def becomes(here: Visit, fragment: str, what: str) -> None:
    here.wait(lambda: content(here.page.url) == fragment, what)


def said(here: Visit, words: str) -> None:
    expect(here.page.locator("[data-part=undone]")).to_contain_text(words)


@BOTH
def test_every_change_can_be_undone_and_done_again(visit: Open, page: str) -> None:
    """By keys and by buttons, whatever was changed."""
    here = visit(page)
    here.races()
    before = rested(here)
    for words, make in (COMMON | OWN[page]).items():
        make(here.page)
        here.wait(lambda: content(here.page.url) != before, words)
        after = rested(here)
        here.page.evaluate("document.activeElement.blur()")
        here.page.keyboard.press("Control+z")
        said(here, f"Undone: {words}")
        becomes(here, before, f"undoing {words}")
        here.press("redo")
        said(here, f"Redone: {words}")
        becomes(here, after, f"redoing {words}")
        here.press("undo")
        becomes(here, before, f"undoing {words} by the button")
    here.page.keyboard.press("Control+z")
    said(here, "Nothing to undo")
    here.wait(lambda: here.submitted[-1] == here.submitted[0], "the first experiment")


@BOTH
def test_views_are_no_changes(visit: Open, page: str) -> None:
    """Another tab is not undone, and stays where it is when something else is."""
    here = visit(page)
    here.races()
    before = rested(here)
    COMMON["learning rate of GD 0.05"](here.page)
    rested(here)
    here.page.select_option("[data-part=measure]", index=1)
    here.page.click("[data-panel=table]")
    here.press("undo")
    becomes(here, before, "undoing")
    expect(here.page.locator("[data-panel=table]")).to_have_attribute("aria-pressed", "true")
    assert here.page.locator("[data-part=measure]").evaluate("menu => menu.selectedIndex") == 1
    here.page.evaluate("document.activeElement.blur()")
    here.page.keyboard.press("Control+z")
    said(here, "Nothing to undo")


def test_a_slider_is_one_change_and_typing_is_none(visit: Open) -> None:
    """Notches in quick succession are one change; in a field, letters are undone."""
    here = visit(RACE)
    here.races()
    before = rested(here)
    slider = here.page.locator(".run:nth-child(1) > .knob input[type=range]")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    here.wait(lambda: content(here.page.url) != before, "the change")
    after = rested(here)
    field = here.page.locator(".run:nth-child(1) > .knob .exact")
    field.focus()
    field.press("Control+z")
    assert rested(here) == after
    slider.focus()
    slider.press("Control+z")
    becomes(here, before, "undoing")
    said(here, "Undone: learning rate of GD")
    slider.press("Control+y")
    becomes(here, after, "redoing")


@BOTH
def test_back_and_forward(visit: Open, page: str) -> None:
    """Back is the state before, on the same page, and undoing goes on from there."""
    here = visit(page)
    here.races()
    here.page.evaluate("window.stayed = true")
    places = [rested(here)]
    for words in ("learning rate of GD 0.05", "rmsprop added"):
        COMMON[words](here.page)
        here.wait(lambda: content(here.page.url) != places[-1], words)
        places.append(rested(here))
    here.page.go_back()
    becomes(here, places[1], "back")
    expect(here.page.locator(".run")).to_have_count(2)
    here.page.go_back()
    becomes(here, places[0], "back")
    expect(here.page.locator(".run:nth-child(1) > .knob .exact")).not_to_have_value("0.05")
    here.page.go_forward()
    becomes(here, places[1], "forward")
    expect(here.page.locator(".run:nth-child(1) > .knob .exact")).to_have_value("0.05")
    here.press("redo")
    said(here, "Redone: rmsprop added")
    becomes(here, places[2], "redoing")
    here.press("undo")
    here.press("undo")
    becomes(here, places[0], "undoing")
    assert here.page.evaluate("window.stayed")


def test_from_page_to_page(visit: Open) -> None:
    """Race, Train, Learn and back by the navigation: each is as it was left; a new tab is not."""
    here = visit(RACE)
    here.races()
    COMMON["rmsprop added"](here.page)
    here.wait(lambda: "RMSprop" in here.page.url, "another run")
    race = rested(here)
    nav = here.page.get_by_role("navigation", name="Pages")
    nav.get_by_role("link", name="Train").click()
    here.races()
    here.page.select_option(".pick select", "circles")
    here.wait(lambda: "circles" in here.page.url, "the data")
    training = rested(here)
    nav.get_by_role("link", name="Learn").click()
    nav.get_by_role("link", name="Race").click()
    here.races()
    assert rested(here) == race
    expect(here.page.locator(".run")).to_have_count(3)
    nav.get_by_role("link", name="Train").click()
    here.races()
    assert rested(here) == training
    fresh = visit()
    fresh.races()
    expect(fresh.page.locator(".run")).to_have_count(4)
