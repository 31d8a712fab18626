"""Driving the race page: what a visitor sees and does, in the words of the page."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

PATIENCE = 60_000

# Whether each canvas layer of the stage holds any ink of a color.
INK = """([selector, color]) => [...document.querySelectorAll(selector)].some((canvas) => {
  if (canvas.hidden || !canvas.width) return false;
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) return true;
  }
  return false;
})"""

# Where Plotly itself puts a point of the plane, in pixels of the window.
PLOTLY_PIXEL = """([x, y]) => {
  const plane = document.querySelector("[data-part=plane]");
  const { xaxis, yaxis } = plane._fullLayout;
  const edge = plane.getBoundingClientRect();
  return [edge.left + xaxis._offset + xaxis.l2p(x), edge.top + yaxis._offset + yaxis.l2p(y)];
}"""

PLOTLY_LINES = """() => (document.querySelector("[data-part=plane]").data ?? [])
  .filter(({ type }) => type === "scatter")
  .map(({ name, x, y }) => ({ name, x: [...x], y: [...y] }))"""


@dataclass(frozen=True)
class Server:
    """A server that is up."""

    address: str


class Visit:
    """One visitor with one page."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.troubles: list[str] = []
        self.submitted: list[dict[str, Any]] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # The canvas is read back by these tests alone; software WebGL tells that it is slow.
        known = ("willReadFrequently", "GPU stall due to ReadPixels")
        # A map may be ready before it is told that nobody wants it any more.
        late = "409" in message.text and message.location.get("url", "").endswith("/cancel")
        heard = message.type in {"error", "warning"} and not late
        if heard and not any(text in message.text for text in known):
            self.troubles.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and not request.url.startswith(self.server.address):
            self.troubles.append(f"a request left the machine: {request.url}")
        if request.method == "POST" and parts.path == "/api/v1/experiments":
            self.submitted.append(json.loads(request.post_data or "null"))

    @property
    def step(self) -> int:
        """The step that is shown."""
        return int(self.page.inner_text("[data-now]").replace(",", ""))

    @property
    def notice(self) -> str:
        return self.page.text_content("[data-part=notice]") or ""

    @property
    def status(self) -> str:
        """What the banner over the stage says."""
        return self.page.text_content("[data-part=status]") or ""

    def wait(self, condition: Callable[[], object], what: str = "it") -> None:
        """Wait until something is so, but not for ever."""
        limit = time.monotonic() + PATIENCE / 1000
        while not condition():
            assert time.monotonic() < limit, f"{what} did not happen"
            self.page.wait_for_timeout(40)

    def races(self) -> None:
        """Wait until the race moves."""
        self.wait(lambda: self.step > 2, "a race")

    def rests(self) -> None:
        """Go to the end, once it has come, and wait until Plotly has taken the paths over."""

        def handed_over() -> bool:
            self.page.keyboard.press("End")
            return bool(self.lines())

        self.wait(handed_over, "the handover")

    def lines(self) -> list[dict[str, Any]]:
        """The trajectories that Plotly shows."""
        found: list[dict[str, Any]] = self.page.evaluate(PLOTLY_LINES)
        return found

    def inked(self, color: str, where: str = "[data-part=stage] canvas") -> bool:
        """Whether a canvas shows this color."""
        return bool(self.page.evaluate(INK, [where, color]))

    def press(self, act: str) -> None:
        """Press a button of the page; on a phone it may lie in the menu of the header."""
        button = self.page.locator(f'[data-act="{act}"]')
        if button.locator("xpath=ancestor::*[@id='more-tools']").count() and button.is_hidden():
            self.page.click(".more-tools-button")
        button.click()

    def row(self, run: int) -> str:
        """The selector of a run's row, counted from 0."""
        return f".run:nth-child({run + 1})"

    def set_rate(self, run: int, text: str) -> None:
        """Type a learning rate."""
        self.page.fill(f"{self.row(run)} > .knob .exact", text)
        self.page.keyboard.press("Enter")

    def plotted(self) -> None:
        """Wait for axes and contour."""
        self.page.wait_for_selector("[data-part=plane] .contourlayer path")

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where Plotly puts a point, in the window."""
        px, py = self.page.evaluate(PLOTLY_PIXEL, [x, y])
        return px, py

    def ring(self) -> tuple[float, float]:
        """Where the start's ring is, in the window."""
        box = self.page.locator(".start .ring").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
