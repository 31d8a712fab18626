"""The race page's answers: milliseconds from a moved start to its paths, from a wish to its map."""

from playwright.sync_api import Browser, Page, ViewportSize

from tests.bench.table import digits, show

SIZE: ViewportSize = {"width": 1440, "height": 900}
STEPS, MOVES = 500, 24
SIDES, RATES = (64, 128, 256), (0.1, 0.11, 0.12)

RACE = f"#surface=rosenbrock&steps={STEPS}&runs=!({{}})".format(
    ",".join(
        f"(optimizer:{name},hyperparameters:(lr:{lr}))"
        for name, lr in (("gd", 5e-4), ("momentum", 5e-4), ("rmsprop", 2e-3), ("adam", 2e-2))
    )
)
MAP = (
    "#surface=himmelblau&steps=300&runs=!((optimizer:adam,hyperparameters:(lr:{lr})))"
    "&show=(plane:basins,side:{side})"
)

# From a move of the pointer to the frame in which all paths to their ends have been drawn anew.
WATCH = """(steps) => {
  const now = document.querySelector("[data-now]");
  const whole = steps.toLocaleString("en-US");
  let moved = null;
  window.redrawn = [];
  addEventListener("pointermove", () => (moved ??= performance.now()), true);
  new MutationObserver(() => {
    if (moved === null || now.textContent !== whole) return;
    const begun = moved;
    moved = null;
    requestAnimationFrame(() => window.redrawn.push(performance.now() - begun));
  }).observe(now, { childList: true, characterData: true, subtree: true });
}"""

# From the choice of a size to its first rows on the page, and to the whole map.
WISH = """async (side) => {
  const bar = document.querySelector("[data-part=basins]");
  const [, menu] = bar.querySelectorAll("select");
  const progress = bar.querySelector("progress");
  const until = async (seen) => {
    while (!seen()) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  };
  const begun = performance.now();
  menu.value = side;
  menu.dispatchEvent(new Event("change"));
  await until(() => bar.dataset.status === "running");
  const first = await until(() => progress.value > 0);
  return [first, await until(() => bar.dataset.status === "succeeded" && progress.value === 1)];
}"""


def ready(page: Page, condition: str) -> None:
    """Wait for something to be true, by asking: the page's policy forbids Playwright's own way."""
    for _ in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(condition)


def dragged(browser: Browser, address: str) -> list[float]:
    """The start of 4 runs moved about, each time until their paths are there."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/{RACE}")
    page.wait_for_selector("[data-part=plane] .contourlayer path")
    page.keyboard.press("End")
    ready(page, f"document.querySelector('[data-now]').textContent === '{STEPS}'")
    box = page.locator(".start .ring").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH, STEPS)
    for move in range(MOVES):
        page.mouse.move(x + 8 * (1 + move % 7), y + 3 * move)
        ready(page, f"window.redrawn.length > {move}")
        page.wait_for_timeout(200)
    page.mouse.up()
    times: list[float] = page.evaluate("window.redrawn")
    page.close()
    return sorted(times)


def mapped(browser: Browser, address: str, side: int, lr: float) -> list[float]:
    """The first rows and the whole of a map that the server has not computed yet."""
    page = browser.new_page(viewport=SIZE)
    other = next(each for each in SIDES if each != side)
    page.goto(f"{address}/{MAP.format(side=other, lr=lr)}")
    page.wait_for_selector("[data-part=basins][data-status=succeeded]")
    page.wait_for_selector("[data-part=plane] .contourlayer path")
    page.wait_for_timeout(1_000)
    times: list[float] = page.evaluate(WISH, str(side))
    page.close()
    return times


def report(browser: Browser, address: str) -> None:
    """Measure and print."""
    times = dragged(browser, address)
    middle, late = (times[int(share * (len(times) - 1))] for share in (0.5, 0.95))
    show(
        f"From a move of the start to its paths, 4 runs × {STEPS} steps, {MOVES} moves, ms",
        ["", "median", "p95", "longest"],
        [["paths redrawn", digits(middle), digits(late), digits(times[-1])]],
    )
    rows = []
    for side in (128, 256):
        first, whole = (
            sorted(all_times)[len(RATES) // 2]
            for all_times in zip(*(mapped(browser, address, side, lr) for lr in RATES), strict=True)
        )
        rows.append([f"{side} × {side}", digits(first), digits(whole)])
    show(
        f"Basins of Adam on Himmelblau, 300 steps, middle of {len(RATES)}, ms",
        ["starts", "first rows", "whole map"],
        rows,
    )
