"""The race page for everybody: checked by axe, used by keyboard alone, heard, enlarged, touched."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
AXE = Path(__file__).parents[1] / "js/node_modules/axe-core/axe.min.js"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
# What lies within a plot is Plotly's own, many paths that are images to those who cannot see them.
# No rule that can fail reads style sheets, so that they need not be fetched again.
FINDINGS = """async (rules) => (await axe.run({exclude: [".plane .main-svg", ".floor .main-svg"]}, {
  resultTypes: ["violations"], preload: false, ...(rules && {runOnly: rules})})).violations
  .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, any }) =>
    `${id} at ${target}: ${any.map(({ message }) => message).join("; ") || failureSummary}`))"""
SMALL = """() => [...document.querySelectorAll(
  "button, select, textarea, summary, a[href], input:not([type=range])")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".unseen, .skip, [inert]"))
  .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < 43.5)
  .map(([element, { width, height }]) => `${Math.round(width)} × ${Math.round(height)}: `
    + element.outerHTML.slice(0, 110))"""


def findings(page: Page, *rules: str) -> list[str]:
    """What axe has to say. Its script is evaluated, since the page's policy lets in no other."""
    if not page.evaluate("typeof axe === 'object'"):
        assert AXE.exists(), "axe-core is missing; `npm ci` in tests/js installs it"
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FINDINGS, list(rules) or None)
    return found


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
def test_axe_finds_nothing(visit: Open, options: dict[str, Any]) -> None:
    """Every panel and dialog, in both themes, on a laptop and on a phone."""
    here = visit(reduced_motion="reduce", **options)
    page = here.page
    here.wait(lambda: here.step == 120, "the finished race")
    here.plotted()
    assert findings(page) == []
    page.locator(".run .name").first.click()
    page.click("[data-panel=table]")
    assert findings(page) == []
    page.click("[data-panel=inside]")
    page.wait_for_selector("[data-part=inside] math")
    assert findings(page) == []
    here.press("theme")
    assert findings(page) == []
    page.keyboard.press("Escape")
    here.press("conditions")
    page.wait_for_selector("#conditions .calls dd")
    assert findings(page) == []
    page.keyboard.press("Escape")
    for act in ("export", "share", "recent", "help"):
        here.press(act)
        assert findings(page) == [], act
        page.keyboard.press("Escape")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_in_any_view(visit: Open, options: dict[str, Any]) -> None:
    """Presets and their answers, rates and tuning, a formula, space, basins; in both themes."""
    here = visit("#surface=himmelblau&steps=60&runs=!((optimizer:gd),(optimizer:adam))", **options)
    page = here.page

    def clean(state: str) -> None:
        assert findings(page) == [], state
        page.evaluate("document.querySelector('[data-act=theme]').click()")
        assert findings(page, "color-contrast") == [], f"{state} in the other theme"

    here.races()
    here.rests()
    page.click("[data-part=presets]")
    page.wait_for_selector("#presets li button")
    clean("the list of presets")
    page.locator("#presets li button").first.click()
    page.click(".caption .link")
    here.press("rates")
    clean("an answer, and the menu of rates")
    here.press("tune-each")
    page.wait_for_selector(".run .strip .line", state="attached")
    page.locator(".run .name").first.click()
    clean("strips, and a drawer")
    page.select_option(".pick select", "=")
    page.fill(".typing input", "x^2 + tan(z)*y")
    page.wait_for_selector(".words.wrong .link")
    clean("a wrong formula")
    page.fill(".typing input", "x^2 + k*y^2")
    page.click(".words.wrong .link")
    page.wait_for_selector(".gradient math")
    clean("a formula with a parameter")
    page.select_option(".pick select", "himmelblau")
    for plane, ready in [("space", "[data-ready=true]"), ("basins", "[data-status=succeeded]")]:
        page.click(f"[data-plane={plane}]")
        page.wait_for_selector(f"[data-part={plane}]{ready}")
        clean(plane)
    here.troubles[:] = [trouble for trouble in here.troubles if "422" not in trouble]


def test_by_keyboard_alone(visit: Open) -> None:
    """Everything is reached in order, dialogs keep the focus and give it back."""
    here = visit(reduced_motion="reduce")
    page = here.page
    here.wait(lambda: here.step == 120, "the finished race")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    share = page.locator('[data-act="share"]')
    for _ in range(12):
        page.keyboard.press("Tab")
        if share.evaluate("element => element === document.activeElement"):
            break
    expect(share).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#share [data-copy=link]")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, header')")
    page.keyboard.press("Escape")
    expect(share).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    keys = page.locator("#help kbd").all_inner_texts()
    assert {"Space", "← →", "Home End", "+ −", "L", "?"} <= set(keys)
    page.keyboard.press("Escape")
    expect(share).to_be_focused()

    scrubber = page.get_by_role("slider", name="Step", exact=True)
    scrubber.focus()
    for key, step in [("Home", 0), ("ArrowRight", 1), ("End", 120)]:
        page.keyboard.press(key)
        assert here.step == step
    page.keyboard.press("Space")
    here.wait(lambda: 0 < here.step < 120, "the replay")
    page.keyboard.press("Space")
    expect(page.locator("[data-act=play]")).to_have_attribute("data-playing", "false")
    speed = page.locator(".speed select")
    page.keyboard.press("+")
    expect(speed).to_have_value("60")
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(speed).to_have_value("15")
    page.keyboard.press("l")
    expect(page.locator("[data-act=loop]")).to_have_attribute("aria-pressed", "true")


def test_the_race_is_told(visit: Open) -> None:
    """At rest, and only then, a sentence says who leads at which cost and who diverged."""
    runs = (
        "!((optimizer:gd,hyperparameters:(lr:1.2)),(optimizer:adam,hyperparameters:(lr:0.5)),"
        "(optimizer:momentum,hyperparameters:(lr:0.1)))"
    )
    here = visit(f"#surface=bowl&steps=400&runs={runs}")
    live = here.page.locator("[data-part=live]")
    here.races()
    expect(live).to_have_text("")
    here.page.keyboard.press("End")
    expect(live).to_contain_text("After 400 steps: ")
    expect(live).to_contain_text(" leads with cost ")
    expect(live).to_contain_text("GD diverged at step ")
    assert live.get_attribute("aria-live") == "polite"
    quiet = here.page.evaluate(
        "[...document.querySelectorAll('[aria-live], output, [role=status], [role=alert]')]"
        ".filter((e) => e.textContent.trim() && e.dataset.part !== 'live').map((e) => e.outerHTML)"
    )
    assert quiet == [], "nothing else speaks"


def test_fingers_have_room(visit: Open) -> None:
    """On a phone everything that can be touched is 44 pixels wide and high."""
    here = visit(reduced_motion="reduce", **PHONE)
    page = here.page
    here.wait(lambda: here.step == 120, "the finished race")
    page.locator(".run .name").first.click()
    assert page.evaluate(SMALL) == []
    for act in ("share", "export", "conditions"):
        here.press(act)
        assert page.evaluate(SMALL) == [], act
        page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "height"), [(720, 450), (320, 568)])
def test_enlarged(visit: Open, width: int, height: int) -> None:
    """At twice the size and beyond, nothing scrolls sideways and time stays in reach."""
    here = visit(viewport={"width": width, "height": height}, device_scale_factor=2)
    here.races()
    page = here.page
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.locator("[data-act=play]")).to_be_in_viewport()
    for act in ("share", "export"):
        here.press(act)
        box = page.locator(f"#{act}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.locator(f"#{act}").evaluate("e => e.scrollWidth <= e.clientWidth"), act
        page.keyboard.press("Escape")


def test_forced_colors(visit: Open) -> None:
    """The paths keep the colors by which they are told apart, on a ground of their own."""
    here = visit(forced_colors="active", reduced_motion="no-preference")
    here.races()
    assert here.inked("#0072b2") or here.inked("#56b4e9")
    grounds = here.page.evaluate(
        "['stage', 'costs'].map((part) => getComputedStyle("
        "document.querySelector(`[data-part=${part}]`)).backgroundColor)"
    )
    ink = here.page.evaluate("getComputedStyle(document.querySelector('.caption')).color")
    assert ink not in grounds, json.dumps(grounds)
