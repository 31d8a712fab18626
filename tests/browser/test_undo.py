"""Nothing is lost: undo and redo, back and forward, coming back from another page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
RACE = (
    "#surface=(name:ravine,parameters:(kappa:20))&steps=40&start=!(-4.2,1.6)"
    "&runs=!((optimizer:gd,hyperparameters:(lr:0.09)),(optimizer:momentum))"
)
TRAINING = (
    "train#dataset=(name:moons,samples:40)&network=(layers:!(2,3,1))&epochs=20"
    "&runs=!((optimizer:gd,hyperparameters:(lr:0.1)),(optimizer:adam))"
)
# Knobs and buttons of one run lie in its drawer.
DRAWER = ".run:nth-child(1) .name"


@dataclass(frozen=True)
class Case:
    """A change: how it is made, and what is said when it is undone."""

    name: str
    make: Callable[[Page], object]
    said: str


def turn(label: str, text: str) -> Callable[[Page], object]:
    """Type a value into a field."""

    def make(page: Page) -> None:
        field = page.get_by_label(label).last
        field.fill(text)
        field.press("Enter")
        field.blur()

    return make


def rate(page: Page) -> None:
    page.fill(".run:nth-child(1) > .knob .exact", "0.05")
    page.keyboard.press("Enter")
    page.locator(":focus").blur()


def opened(button: str) -> Callable[[Page], object]:
    """Press a button in the drawer of the first run."""

    def make(page: Page) -> None:
        page.click(DRAWER)
        page.locator(".drawer").get_by_role("button", name=button).click()

    return make


def select(selector: str, value: str) -> Callable[[Page], object]:
    return lambda page: page.select_option(selector, value)


def click_surface(page: Page) -> None:
    box = page.locator("[data-part=stage]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)


def preset(page: Page) -> None:
    page.click("[data-part=presets]")
    page.locator("#presets li button").nth(2).click()


def notice(page: Page) -> str:
    return page.inner_text("[data-part=undone]")


COMMON = [
    Case("rate", rate, "learning rate of GD 0.05"),
    Case("add", select("[data-part=add]", "rmsprop"), "rmsprop added"),
    Case("duplicate", opened("Duplicate"), "GD duplicated"),
    Case("remove", opened("Remove"), "GD removed"),
    Case("hide", lambda page: page.keyboard.press("2"), "hidden"),
    Case("equal rates", lambda page: sheet(page, "equal-rates"), "learning rates made equal"),
    Case("reset", lambda page: sheet(page, "all-tuned"), "settings of all runs reset"),
    Case("preset", preset, "preset “"),
]
OF_RACES = [
    Case("surface", select(".pick select", "booth"), "surface Booth"),
    Case("start", click_surface, "start"),
    Case("starts", select("[data-part=starts]", "grid"), "9 starts"),
    Case("parameter", lambda page: kappa(page), "κ 50"),
    Case("formula", lambda page: formula(page), "formula x^2 + y^2"),
    Case("tune", lambda page: sheet(page, "tune-each"), "tuned"),
]
OF_TRAININGS = [
    Case("data set", select(".pick select", "blobs"), "data set Blobs"),
    Case("activation", select("[aria-label=Activation]", "tanh"), "activation tanh"),
    Case("layers", lambda page: page.get_by_role("button", name="Add a").click(), "hidden layers"),
    Case("seed", turn("Seed of the first weights", "9"), "seed 9"),
    Case("pin", lambda page: page.click("[data-act=pin]"), "training pinned"),
]


def sheet(page: Page, act: str) -> None:
    page.click("[data-act=rates]")
    page.click(f"[data-act={act}]")


def kappa(page: Page) -> None:
    page.fill("[data-parameters] .exact", "50")
    page.keyboard.press("Enter")
    page.locator(":focus").blur()


def formula(page: Page) -> None:
    page.select_option(".pick select", label="Your own formula …")
    page.fill("[data-part=own] input[type=text] >> nth=0", "x^2 + y^2")
    page.keyboard.press("Enter")


def content(address: str) -> str:
    """What an address says of the experiment, without how it is looked at and the time."""
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


@pytest.mark.parametrize(
    ("page", "case"),
    [
        *(pytest.param(RACE, case, id=f"race, {case.name}") for case in COMMON + OF_RACES),
        *(
            pytest.param(TRAINING, case, id=f"train, {case.name}")
            for case in COMMON + OF_TRAININGS
            if case.name != "tune"
        ),
    ],
)
def test_every_change_can_be_undone_and_done_again(visit: Open, page: str, case: Case) -> None:
    here = visit(page)
    here.races()
    before = rested(here)
    case.make(here.page)
    here.wait(lambda: content(here.page.url) != before, "the change")
    after = rested(here)
    here.page.locator("body").press("Control+z")
    expect(here.page.locator("[data-part=undone]")).to_contain_text(f"Undone: ")
    assert case.said in notice(here.page)
    here.wait(lambda: content(here.page.url) == before, "the undoing")
    here.page.locator("body").press("Control+Shift+z")
    expect(here.page.locator("[data-part=undone]")).to_contain_text("Redone: ")
    here.wait(lambda: content(here.page.url) == after, "the redoing")
