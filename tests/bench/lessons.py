"""The lessons' benchmark: milliseconds from a turned knob to the figure that it asks for."""

from typing import Any

from playwright.sync_api import Browser, ViewportSize

from tests.bench.table import digits, show

SIZE: ViewportSize = {"width": 1440, "height": 900}
MOVES = 24

# From the slider's event to the first frame after the new figure has been painted.
TURN = """async ([title, moves]) => {
  const slider = [...document.querySelectorAll("input[type=range]")]
    .find((input) => input.getAttribute("aria-label") === `Experiment: ${title}`);
  const host = slider.closest("[data-bench]");
  const panels = () => host.querySelector("[data-piece=panels]");
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    const before = panels();
    const begun = performance.now();
    slider.value = String(40 + Math.round((320 * ((7 * move) % moves)) / moves));
    slider.dispatchEvent(new Event("input"));
    while (panels() === before && performance.now() - begun < 5000)
      await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - begun);
    await pause(30);
  }
  return times;
}"""


def turned(browser: Browser, address: str) -> list[list[str]]:
    """A row for each slider of each lesson."""
    page = browser.new_page(viewport=SIZE)
    rows = []
    page.goto(address)
    lessons: list[dict[str, Any]] = page.evaluate(
        "async () => (await fetch('/api/v1/lessons')).json()"
    )
    for lesson in lessons:
        knobs = [knob for one in lesson["experiments"] for knob in one["knobs"]]
        for knob in (knob for knob in knobs if knob["slider"]):
            page.goto(f"{address}/learn/{lesson['name']}")
            page.click("[data-act=skip]")
            page.wait_for_timeout(300)
            title = knob["name"].replace("_", " ")
            times = sorted(page.evaluate(TURN, [title, MOVES]))
            middle, late = (times[int(share * (MOVES - 1))] for share in (0.5, 0.95))
            rows.append([lesson["name"], title, digits(middle), digits(late)])
    page.close()
    return rows


def report(browser: Browser, address: str) -> None:
    """Measure and print."""
    show(
        f"From a turned knob to its figure, {MOVES} values each, milliseconds",
        ["lesson", "knob", "median", "p95"],
        turned(browser, address),
    )
