"""The page's benchmark: frames a second while 8 runs × 5,000 steps are drawn, and by Plotly alone.

The real page in Chromium without a window races beside its cost curves, then in 3-D; on the same
page `Plotly.extendTraces` then draws the same rows at the same pace. Then the start is moved,
basins are mapped, and the knobs of every lesson are turned. CHROMIUM names the browser.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from engine.descent.race import race
from tests.bench import answers, lessons
from tests.bench.table import digits, show

STEPS = 5_000
PACE = 1_000
RUNS = ("gd", "momentum", "nesterov", "rmsprop", "adam", "nadam", "amsgrad", "adagrad")
RATES = {"gd": 5e-4, "momentum": 5e-4, "nesterov": 2e-4}
SIZE: ViewportSize = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LONGEST = 20_000

# The moment at which the first path is on the canvas, counted from the start of the navigation.
WATCH = """addEventListener("DOMContentLoaded", () => {
  const now = document.querySelector("[data-now]");
  new MutationObserver(() => {
    if (window.firstMoved || now.textContent === "0") return;
    requestAnimationFrame(() => (window.firstMoved ??= performance.now()));
  }).observe(now, { childList: true, characterData: true, subtree: true });
})"""

# Intervals between animation frames until `over` says so.
CLOCK = """async (over, longest) => {
  const intervals = [];
  const begun = performance.now();
  let last = await new Promise(requestAnimationFrame);
  while (!over() && performance.now() - begun < longest) {
    const now = await new Promise(requestAnimationFrame);
    intervals.push(now - last);
    last = now;
  }
  return { intervals, seconds: (performance.now() - begun) / 1000 };
}"""

RACE = f"""async ([steps, longest]) => {{
  const now = document.querySelector("[data-now]");
  const text = steps.toLocaleString("en-US");
  return ({CLOCK})(() => now.textContent === text, longest);
}}"""

PLOTLY = f"""async ([rows, view, pace, longest]) => {{
  document.body.replaceChildren();
  const [left, right] = [900, 440].map((width) => {{
    const host = document.createElement("div");
    host.style.cssText = `display:inline-block;width:${{width}}px;height:700px`;
    document.body.append(host);
    return host;
  }});
  const axis = ([low, high]) =>
    Array.from({{ length: 100 }}, (_, i) => low + ((high - low) * i) / 99);
  const [x, y] = view.map(axis);
  const z = y.map((b) => x.map((a) => Math.log((1 - a) ** 2 + 100 * (b - a * a) ** 2 + 1e-9)));
  const lines = rows.map(() => ({{ x: [], y: [], mode: "lines", type: "scatter" }}));
  const still = {{ displayModeBar: false, showSendToCloud: false, plotlyServerURL: "" }};
  await Plotly.newPlot(left, [{{ type: "contour", x, y, z, showscale: false }}, ...lines],
    {{ showlegend: false, xaxis: {{ range: view[0] }}, yaxis: {{ range: view[1] }} }}, still);
  await Plotly.newPlot(right, lines.map((line) => ({{ ...line, x: [], y: [] }})),
    {{ showlegend: false, yaxis: {{ type: "log" }} }}, still);
  const steps = rows[0].x.length;
  const [every, shifted] = [rows.map((_, i) => i), rows.map((_, i) => i + 1)];
  let [shown, begun, busy] = [0, performance.now(), false];
  const draw = async () => {{
    const until = Math.min(steps, Math.floor(((performance.now() - begun) / 1000) * pace));
    if (busy || until <= shown) return;
    busy = true;
    const cut = (name) => rows.map((row) => row[name].slice(shown, until));
    const at = Array.from({{ length: until - shown }}, (_, i) => shown + i);
    shown = until;
    await Plotly.extendTraces(left, {{ x: cut("x"), y: cut("y") }}, shifted);
    await Plotly.extendTraces(right, {{ x: rows.map(() => at), y: cut("cost") }}, every);
    busy = false;
  }};
  const timer = setInterval(() => void draw(), 0);
  const told = await ({CLOCK})(() => shown >= steps && !busy, longest);
  clearInterval(timer);
  return told;
}}"""


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server as people start it."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "app", "serve", "--no-open", "--port", "0"]
        settings = {"DESCENTLAB_DATA_DIR": data, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            try:
                yield found.group().rstrip("/")
            finally:
                process.terminate()


def link() -> str:
    """The race of the benchmark as the fragment of an address."""
    runs = ",".join(
        f"(optimizer:{name},hyperparameters:(lr:{RATES.get(name, 2e-3)}))" for name in RUNS
    )
    return f"#surface=rosenbrock&steps={STEPS}&runs=!({runs})"


def trajectories() -> list[dict[str, list[float]]]:
    """The rows of the same race, for whoever else draws it."""
    runs = [
        {"optimizer": name, "hyperparameters": {"lr": RATES.get(name, 2e-3)}, "label": str(index)}
        for index, name in enumerate(RUNS)
    ]
    spec = {"kind": "descent", "surface": "rosenbrock", "steps": STEPS, "runs": runs}
    ended = race(spec).to_dict()["runs"]
    return [{name: run[name] for name in ("x", "y", "cost")} for run in ended]


def row(what: str, told: dict[str, Any]) -> list[str]:
    """Frames a second, the middle and the 95th percentile of the intervals, and the longest."""
    intervals = sorted(told["intervals"])
    count = len(intervals)
    quantiles = [intervals[int(share * (count - 1))] for share in (0.5, 0.95, 1.0)]
    return [what, digits(count / told["seconds"]), *map(digits, quantiles), digits(told["seconds"])]


def until(page: Page, expression: str) -> None:
    """Wait for something to be true, by asking: the page's policy forbids Playwright's own way."""
    for _ in range(600):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(expression)


def first_movements(browser: Browser, address: str, visits: int = 4) -> list[float]:
    """Milliseconds from opening the page to its first moving line; the first visit warms up."""
    moments = []
    for _ in range(visits):
        page = browser.new_page(viewport=SIZE)
        page.add_init_script(WATCH)
        page.goto(address)
        until(page, "window.firstMoved")
        moments.append(float(page.evaluate("window.firstMoved")))
        page.close()
    return sorted(moments[1:])


def prepared(browser: Browser, address: str) -> Page:
    """The page with the whole race arrived, at its start, its contour drawn."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/{link()}")
    page.select_option(".speed select", label="all at once")
    until(page, f"document.querySelector('[data-now]').textContent === '{STEPS:,}'")
    page.wait_for_selector("[data-part=plane] .contourlayer path")
    page.wait_for_timeout(1_000)
    page.select_option(".speed select", str(PACE))
    return page


def raced(page: Page) -> dict[str, Any]:
    """The race played from its start, timed until its end."""
    page.keyboard.press("Home")
    page.wait_for_timeout(500)
    page.click("[data-act=play]")
    told: dict[str, Any] = page.evaluate(RACE, [STEPS, LONGEST])
    return told


def main() -> None:
    """Measure and print."""
    print(f"Load average {', '.join(digits(load) for load in os.getloadavg())}")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        moments = first_movements(browser, address)
        page = prepared(browser, address)
        rows = [row("page: contour and curves", raced(page))]
        space = page.get_by_role("button", name="3-D", exact=True)
        if space.count():
            space.click()
            page.wait_for_timeout(3_000)
            rows.append(row("page: 3-D and curves", raced(page)))
        told = page.evaluate(PLOTLY, [trajectories(), [[-2, 2], [-1, 3]], PACE, LONGEST])
        rows.append(row("Plotly.extendTraces", told))
        page.close()
        answers.report(browser, address)
        lessons.report(browser, address)
        browser.close()
    show(
        f"{len(RUNS)} runs × {STEPS:,} steps at {PACE:,} steps/s, frame intervals in milliseconds",
        ["drawn by", "frames/s", "median", "p95", "longest", "seconds"],
        rows,
    )
    print(
        f"\nFirst moving line after {digits(moments[len(moments) // 2])} ms "
        f"(middle of {len(moments)} visits; server warm, browser cache cold)"
    )


if __name__ == "__main__":
    main()
