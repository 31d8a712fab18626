"""The pictures of the README and the card that links show, made from the running product.

A server is started, Chromium without a window visits it, and what it shows is kept in light and
dark: the first race as an animation, a race in space, a training and a lesson as stills. The
browser encodes them itself, so nothing has to be installed for it. CHROMIUM names the browser;
names as arguments make only those.
"""

import base64
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.bench.browser import FLAGS, serving
from tests.pictures.png import indexed
from tests.pictures.webp import animation

ROOT = Path(__file__).parents[2]
# Beside the code, and in no package: whoever installs the product does not load them.
PICTURES = ROOT / "docs" / "pictures"
CARD = ROOT / "static" / "card.png"
THEMES = ("light", "dark")
SIZE: ViewportSize = {"width": 1200, "height": 750}
LARGE: ViewportSize = {"width": 1400, "height": 875}
CARD_SIZE: ViewportSize = {"width": 1200, "height": 630}
LONG = 300_000
STRIDE, PACE, REST = 3, 90, 2_500
QUALITY = 0.95

SPACE = (
    "#surface=himmelblau&start=!(1.2,-1)&steps=120&runs=!("
    "(optimizer:gd,hyperparameters:(lr:0.01)),"
    "(optimizer:momentum,hyperparameters:(lr:0.003,beta:0.9,form:heavy_ball)),"
    "(optimizer:rmsprop,hyperparameters:(lr:0.1)),"
    "(optimizer:adam,hyperparameters:(lr:0.3)))"
    "&show=(plane:space,eye:!(0.14,-0.98,1.22))"
)

# Screenshots as WebP; of all but the first of several only what has changed is kept, the rest is
# transparent.
ENCODE = """async ([shots, quality]) => {
  const encoded = [];
  let before = null;
  for (const shot of shots) {
    const image = new Image();
    image.src = `data:image/png;base64,${shot}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const now = context.getImageData(0, 0, image.width, image.height);
    const pixels = new Uint32Array(now.data.buffer.slice(0));
    if (before) {
      const kept = new Uint32Array(now.data.buffer);
      for (let i = 0; i < kept.length; i += 1) if (pixels[i] === before[i]) kept[i] = 0;
      context.putImageData(now, 0, 0);
    }
    before = pixels;
    const blob = await canvas.convertToBlob({ type: "image/webp", quality });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192)
      text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    encoded.push(btoa(text));
  }
  return encoded;
}"""

# A screenshot's pixels, four bytes each.
PIXELS = """async ([shot]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${shot}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let i = 0; i < data.length; i += 8192)
    text += String.fromCharCode(...data.subarray(i, i + 8192));
  return btoa(text);
}"""

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def encoded(page: Page, shots: list[bytes], quality: float = QUALITY) -> list[bytes]:
    """Screenshots as WebP."""
    texts = [base64.b64encode(shot).decode() for shot in shots]
    found: list[str] = page.evaluate(ENCODE, [texts, quality])
    return [base64.b64decode(text) for text in found]


def settle(page: Page) -> None:
    """Wait until what is asked for has been painted."""
    page.wait_for_load_state("networkidle")
    page.evaluate(TWO_FRAMES)


def race(page: Page, address: str) -> bytes:
    """The first race from its start to its end."""
    page.goto(address)
    last = page.locator("[data-length]")
    page.wait_for_function("() => document.querySelector('[data-length]').textContent !== '0'")
    steps = int(last.inner_text())
    page.wait_for_function(
        "(steps) => document.querySelector('[data-now]').textContent === steps", arg=str(steps)
    )
    # What the page draws when it has time, such as the surface without its paths, is there now.
    page.wait_for_timeout(3_000)
    page.keyboard.press("Home")
    settle(page)
    shots = [page.screenshot()]
    for _ in range(0, steps, STRIDE):
        for _ in range(STRIDE):
            page.keyboard.press("ArrowRight")
        page.evaluate(TWO_FRAMES)
        shots.append(page.screenshot())
    pauses = [600, *[PACE] * (len(shots) - 2), REST]
    return animation(encoded(page, shots), pauses, SIZE["width"], SIZE["height"])


def space(page: Page, address: str) -> bytes:
    """A race in space, at its end."""
    page.goto(f"{address}/{SPACE}")
    page.wait_for_selector('[data-part="space"] canvas')
    page.wait_for_function("() => document.querySelector('[data-now]').textContent === '120'")
    settle(page)
    page.wait_for_timeout(2_000)
    return encoded(page, [page.screenshot()])[0]


def train(page: Page, address: str) -> bytes:
    """Three networks that have learned side by side."""
    page.set_viewport_size(LARGE)
    page.goto(f"{address}/train")
    page.wait_for_function(
        """() => {
          const [now, length] = ["[data-now]", "[data-length]"].map(
            (name) => document.querySelector(name).textContent);
          return length !== "0" && now === length;
        }""",
        timeout=LONG,
    )
    settle(page)
    page.wait_for_timeout(3_000)
    return encoded(page, [page.screenshot()])[0]


def lesson(page: Page, address: str) -> bytes:
    """A lesson after its question has been answered."""
    page.set_viewport_size(LARGE)
    page.goto(f"{address}/learn/momentum")
    page.click('[data-question="predict"] [data-right]')
    page.mouse.move(0, 0)
    settle(page)
    return encoded(page, [page.screenshot()])[0]


SCENES: dict[str, Callable[[Page, str], bytes]] = {
    "race": race,
    "space": space,
    "train": train,
    "lesson": lesson,
}

CARD_PAGE = """<!doctype html><meta charset="utf-8"><style>
* { box-sizing: border-box; margin: 0; }
body { width: 1200px; height: 630px; overflow: hidden; background: #fbfaf7; color: #1b1d21;
  font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
.plot { position: absolute; inset: 0 0 0 auto; width: 690px; height: 630px; overflow: hidden;
  border-left: 2px solid #e2dfd8; }
.plot img { position: absolute; height: 630px; left: 50%; transform: translateX(-50%); }
.words { position: absolute; left: 60px; width: 410px; top: 150px; }
svg { width: 120px; height: 75px; margin-bottom: 26px; }
h1 { font-size: 66px; line-height: 1.05; letter-spacing: -0.02em; }
p { margin-top: 26px; font-size: 31px; line-height: 1.35; color: #5f646d; }
</style><div class="words">
<svg viewBox="0 0 32 20"><path d="M2 5c4-4 6 9 10 9s4-9 8-8 4 9 7 10" fill="none" stroke="#1b1d21"
  stroke-width="2.2" stroke-linecap="round"/><circle cx="28" cy="16" r="3" fill="#d55e00"/></svg>
<h1>Descent Lab</h1><p>Watch optimizers race, under equal conditions</p></div>
<div class="plot"><img src="data:image/png;base64,SHOT"></div>"""


def card(browser: Browser, address: str) -> bytes:
    """What a link to the product shows: its name beside the first race."""
    page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    page.wait_for_function("() => document.querySelector('[data-now]').textContent === '120'")
    page.wait_for_timeout(3_000)
    shot = page.locator('[data-part="stage"]').screenshot()
    page.set_viewport_size(CARD_SIZE)
    page.set_content(CARD_PAGE.replace("SHOT", base64.b64encode(shot).decode()))
    page.evaluate("() => document.querySelector('img').decode()")
    texts = [base64.b64encode(page.screenshot()).decode()]
    raw = base64.b64decode(page.evaluate(PIXELS, texts))
    width, height = CARD_SIZE["width"], CARD_SIZE["height"]
    return indexed(np.frombuffer(raw, np.uint8).reshape(height, width, 4)[:, :, :3])


def main(names: list[str]) -> int:
    """Make the pictures of these names, or all."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, scene in SCENES.items():
            for theme in THEMES:
                if names and name not in names:
                    continue
                page = browser.new_page(
                    viewport=SIZE,
                    color_scheme="light" if theme == "light" else "dark",
                    reduced_motion="reduce",
                )
                page.set_default_timeout(LONG)
                picture = scene(page, address)
                page.close()
                (PICTURES / f"{name}-{theme}.webp").write_bytes(picture)
                print(f"{name}-{theme}.webp", len(picture))
        if not names or "card" in names:
            CARD.write_bytes(card(browser, address))
            print(CARD.name, CARD.stat().st_size)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
