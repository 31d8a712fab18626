"""What the page says beside its curves: for newcomers, under the pointer, and in a lecture hall."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.driving import Visit
from tests.browser.test_accessibility import findings

Open = Callable[..., Visit]
STROKE = """() => {
  const canvas = document.querySelector("[data-part=stage] > canvas.paths");
  return canvas.getContext("2d").lineWidth;
}"""


def test_newcomers_are_told_once_what_this_is(visit: Open) -> None:
    here = visit(viewport={"width": 1440, "height": 900})
    page = here.page
    here.races()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    box = heading.bounding_box()
    assert box is not None
    assert box["height"] > 12
    sentence = page.locator(".intro p")
    expect(sentence).to_contain_text("drag the ring")
    page.get_by_role("button", name="Close the introduction").click()
    expect(sentence).to_be_hidden()
    page.reload()
    here.races()
    expect(sentence).to_be_hidden()
    expect(heading).to_have_count(1)


def test_the_surface_is_read_under_the_pointer(visit: Open) -> None:
    """Cost and gradient where the pointer is, a key of the tints, values on the contours."""
    here = visit("#surface=(name:ravine,parameters:(kappa:20))&runs=!((optimizer:gd))")
    page = here.page
    here.races()
    here.plotted()
    page.mouse.move(*here.pixel(2, 1))
    key = page.locator("[data-part=key]")
    expect(key).to_contain_text("gradient")
    said = key.inner_text()
    # f = ½ (x² + 20 y²) at (2, 1), read to the pixel.
    cost = float(said.split(": cost ")[1].split(",")[0])
    assert abs(cost - 12) < 0.6
    assert said.startswith("cost 0")
    assert len(page.locator(".levels span").all_inner_texts()) >= 4
    page.mouse.move(5, 5)
    expect(key).not_to_contain_text("gradient")


def test_presenting_shows_one_figure_larger(visit: Open) -> None:
    """P and Escape; the text 1.6 times as large, the lines twice as wide, the answer by key."""
    here = visit(reduced_motion="reduce", viewport={"width": 1440, "height": 900})
    page = here.page
    here.wait(lambda: here.step == 120, "the race")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    usual, line = page.evaluate(size), page.evaluate(STROKE)
    page.keyboard.press("p")
    assert page.evaluate(size) == 1.6 * usual
    here.wait(lambda: abs(page.evaluate(STROKE) / line - 2) < 0.01, "thicker lines")
    for hidden in (".top", ".run > .knob", "[data-part=costs]", "[data-part=presets]"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".caption b")).to_be_visible()
    expect(page.locator(".run .title").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(".caption .answer")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".top")).to_be_visible()
    assert page.evaluate(size) == usual


def test_several_starts_have_one_named_statistic(visit: Open) -> None:
    """A run that loses most of its starts has a median of ∞, not the mean of the others."""
    here = visit(
        "#surface=ravine&steps=60&start=!(!(-4,1),!(3,2),!(0.5,0))"
        "&runs=!((optimizer:gd,hyperparameters:(lr:0.6)),(optimizer:adam))",
        reduced_motion="reduce",
    )
    page = here.page
    here.wait(lambda: here.step == 60, "the race")
    expect(page.locator("[data-part=cost-head]")).to_have_text("median cost")
    cost = page.locator(f"{here.row(1)} .cost")
    assert (cost.get_attribute("title") or "").startswith("median cost of 3 starts")
