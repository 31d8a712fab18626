"""Whatever is written has room: what is cut off reads as something else, a rate as another one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.driving import Visit

Open = Callable[..., Visit]
WINDOWS = [(390, 844), (844, 390), (720, 450), (768, 1024), (1440, 900), (1920, 1080)]
SCREENS: dict[str, tuple[list[tuple[int, int]], dict[str, Any]]] = {
    "window": (WINDOWS, {}),
    "fingers": (WINDOWS[:2], {"has_touch": True, "is_mobile": True}),
}
RATES = [("gd", "0.00132"), ("momentum", "0.000065"), ("rmsprop", "0.0198"), ("adam", "0.0331")]
RUNS = [f"(optimizer:{name},hyperparameters:(lr:{rate}))" for name, rate in RATES]
PAGES = {
    "race": "",
    "small rates": f"#surface=rosenbrock&runs=!({','.join(RUNS)})",
    "64 runs": f"#surface=ravine&runs=!({','.join(16 * RUNS)})",
    "train": "train",
    "learn": "learn",
}
# What has text of its own and less room than it needs, is cut off by something around it, or lies
# beside the window.
CUT = """() => {
  const found = [];
  const brush = document.createElement("canvas").getContext("2d");
  const others = ".unseen, .skip, [inert], .plane, .floor, svg, math, .written, .label, .place";
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(others)) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width <= 1 || box.height <= 1 || parseFloat(style.fontSize) === 0) continue;
    const text = element.matches("input[type=text]") ? element.value
      : element.matches("select") ? element.selectedOptions[0]?.text ?? ""
      : [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
        ? element.textContent.trim() : "";
    if (!text) continue;
    const tell = (what) => found.push(`${what} “${text.slice(0, 40)}” ${element.outerHTML
      .slice(0, 90)}`);
    if (element.matches("select")) {
      brush.font = style.font;
      const shown = style.textTransform === "uppercase" ? text.toUpperCase() : text;
      const wide = brush.measureText(shown).width
        + (parseFloat(style.letterSpacing) || 0) * shown.length;
      const room = element.clientWidth - parseFloat(style.paddingLeft)
        - parseFloat(style.paddingRight);
      if (wide > room + 1) tell("narrow");
    } else if (style.display !== "inline" && element.scrollWidth > element.clientWidth + 1) {
      tell("narrow");
    }
    if (box.right > innerWidth + 1 || box.left < -1) tell("beside the window");
    for (let around = element.parentElement; around; around = around.parentElement) {
      if (!["hidden", "clip"].includes(getComputedStyle(around).overflowX)) continue;
      const edge = around.getBoundingClientRect();
      if (box.right > edge.right + 1 || box.left < edge.left - 1) tell("cut off");
    }
  }
  for (const row of document.querySelectorAll(".time, .bar, .head, .top, .run")) {
    const boxes = [...row.children].filter((child) => child.checkVisibility()
      && !child.matches(".unseen, .time-marks")).map((child) => child.getBoundingClientRect());
    const over = boxes.some((a, i) => boxes.some((b, j) => i < j && a.width > 1 && b.width > 1
      && a.left < b.right - 2 && b.left < a.right - 2
      && a.top < b.bottom - 2 && b.top < a.bottom - 2));
    if (over) found.push(`something covers its neighbor in ${row.outerHTML.slice(0, 60)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return found;
}"""
IN_SIGHT = """(selector) => {
  const { top, bottom, height } = document.querySelector(selector).getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}"""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(visit: Open, name: str, screen: str) -> None:
    """Text of inputs, buttons, rows and heads, on phones, laptops and projectors."""
    sizes, options = SCREENS[screen]
    here = visit(PAGES[name], reduced_motion="reduce", **options)
    page = here.page
    if name != "learn":
        here.wait(lambda: here.step > 0, "the experiment")
    found = {}
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        if cut := page.evaluate(CUT):
            found[width, height] = cut[:5]
        if name != "learn":
            assert page.evaluate(IN_SIGHT, ".play"), f"play is out of sight at {width} × {height}"
    assert not found


def test_a_number_with_many_digits_says_that_it_is_rounded(visit: Open) -> None:
    """The field shows what fits, every digit to whoever types, and the run keeps them all."""
    here = visit()
    here.races()
    field = here.page.locator(f"{here.row(0)} > .knob .exact")
    here.set_rate(0, "0.0123456789")
    here.wait(lambda: here.submitted[-1]["runs"][0]["hyperparameters"]["lr"] == 0.0123456789)
    field.blur()
    assert field.input_value() == "≈0.0123"
    field.focus()
    assert field.input_value() == "0.0123456789"
    field.blur()
    here.set_rate(0, "0.000065")
    field.blur()
    assert field.input_value() == "6.5e-5"


def test_many_runs_leave_the_curves_their_place(visit: Open) -> None:
    """The list of the runs scrolls, and what is the same of many is said once."""
    here = visit(PAGES["64 runs"], viewport={"width": 1440, "height": 900})
    here.races()
    box = here.page.locator("[data-part=costs]").bounding_box()
    assert box is not None
    assert box["height"] > 180
    assert box["y"] + box["height"] < 900
    assert here.page.inner_text("[data-part=ledger]").count("averaging form") == 1
