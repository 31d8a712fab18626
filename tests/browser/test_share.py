"""How a race leaves the page: links, slides, numbers, pictures, films and code."""

import csv
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Download, Page, Route, expect

from tests.browser.driving import PATIENCE, Visit

Open = Callable[..., Visit]
BLUE = "#0072b2"
GREEN = "#00845f"
SVG = "{http://www.w3.org/2000/svg}"
RACE = "#surface=bowl&start=!(-1.5,1)&steps=40&runs=!((optimizer:adam,label:'A \"B\" <c>'))"
READY = {
    "contour": "[data-part=stage]",
    "space": "[data-part=space][data-ready=true]",
    "basins": "[data-part=basins][data-status=succeeded]",
}
FILM = """async (address) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = address;
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(video.error);
  });
  video.currentTime = 0.8;
  await new Promise((resolve) => (video.onseeked = resolve));
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let blue = 0;
  for (let i = 0; i < data.length; i += 4)
    blue += data[i] < 60 && data[i + 1] > 80 && data[i + 1] < 150 && data[i + 2] > 140;
  return { width: canvas.width, height: canvas.height, blue };
}"""


def saved(page: Page, selector: str, folder: Path) -> Path:
    """Press something and keep the file that it saves."""
    with page.expect_download(timeout=3 * PATIENCE) as download:
        page.click(selector)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def copied(page: Page, words: str) -> bool:
    return words in clipboard(page)


def test_share(visit: Open) -> None:
    """The link that is copied brings the race back; the embed code shows it in another page."""
    here = visit(RACE, permissions=["clipboard-read", "clipboard-write"])
    page = here.page
    here.races()
    here.press("share")
    page.click("[data-copy=link]")
    expect(page.locator("#share [data-said]")).to_have_text("Copied.")
    link = clipboard(page)
    expect(page.locator("[data-link]")).to_have_value(link)
    again = visit(f"#{link.partition('#')[2]}")
    again.races()
    assert again.submitted == here.submitted

    page.check("[data-embed-loop]")
    page.click("[data-copy=embed]")
    expect(page.locator("#share [data-said]")).to_have_text("Copied.")
    code = clipboard(page)
    page.route(
        "**/api/v1/slides",
        lambda route: route.fulfill(body=f"<body>{code}", content_type="text/html"),
    )
    page.goto(f"{here.server.address}/api/v1/slides")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".top")).to_be_hidden()
    expect(frame.locator("[data-part=strip] button")).to_have_text(['A "B" <c>'])
    expect(frame.locator("[data-now]")).to_have_text(re.compile("[1-9]"))
    expect(page.locator("iframe")).to_have_attribute("title", 'A "B" <c> on Bowl')


def test_copying_where_the_clipboard_is_closed(visit: Open) -> None:
    """A class opens the page by plain http and an address; copying works there too."""
    here = visit(RACE, permissions=["clipboard-read"])
    page = here.page
    here.races()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    here.press("share")
    page.click("[data-copy=link]")
    expect(page.locator("#share [data-said]")).to_have_text("Copied.")
    expect(page.locator("[data-copy=link]")).to_be_focused()


def test_embedded(visit: Open) -> None:
    """No frame around it: surface, runs that can be switched, play control and a way out."""
    here = visit("?embed=1&loop=1#surface=bowl&steps=30", viewport={"width": 640, "height": 400})
    page = here.page
    here.wait(lambda: here.step == 30, "the end")
    here.wait(lambda: here.step < 30, "the start again")
    assert page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    ) == [640, 400]
    runs = page.locator("[data-part=strip] button")
    expect(runs).to_have_count(4)
    runs.nth(1).press("Enter")
    here.wait(lambda: not here.inked(BLUE), "the hiding")
    expect(runs.nth(1)).to_be_focused()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    out = page.get_by_role("link", name="Open in Descent Lab")
    with page.context.expect_page() as opened:
        out.click()
    assert "embed" not in opened.value.url
    assert "hide=!(1)" in opened.value.url


def test_numbers_and_pictures(visit: Open, tmp_path: Path) -> None:
    """CSV and JSON hold every step; pictures name their runs and say their conditions."""
    here = visit(RACE, accept_downloads=True)
    page = here.page
    here.races()
    here.press("export")
    table = saved(page, "[data-result=csv]", tmp_path).read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert len(rows) == 41
    result = json.loads(saved(page, "[data-result=json]", tmp_path).read_text("utf-8"))
    assert [float(row["cost"]) for row in rows] == result["runs"][0]["cost"]
    for what, words in [("surface", "Step "), ("curves", "Cost")]:
        drawing = saved(page, f"[data-picture={what}][data-format=svg]", tmp_path)
        tree = ET.parse(drawing)
        said = " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))
        assert 'A "B" <c>' in said
        assert "Same start (−1.5, 1) · 40 steps" in said
        assert words in said
        assert any(path.get("fill", "none") != "none" for path in tree.iter(f"{SVG}path"))
        image = saved(page, f"[data-picture={what}][data-format=png]", tmp_path).read_bytes()
        width, height = (int.from_bytes(image[at : at + 4], "big") for at in (16, 20))
        assert width > 1000
        assert height > 500


@pytest.mark.parametrize("plane", ["space", "basins"])
def test_pictures_of_other_views(visit: Open, tmp_path: Path, plane: str) -> None:
    """What is pixels on the page is pixels in the picture, beneath the paths and their names."""
    here = visit(f"{RACE}&show=(plane:{plane},side:64)", accept_downloads=True)
    page = here.page
    here.races()
    page.wait_for_selector(READY[plane])
    page.keyboard.press("End")
    here.press("export")
    picture = "[data-picture=surface]"
    tree = ET.parse(saved(page, f"{picture}[data-format=svg]", tmp_path))
    parts = list(tree.iter())
    pixels = next(i for i, part in enumerate(parts) if part.tag == f"{SVG}image")
    assert "data:image/png;base64,iVBOR" in "".join(parts[pixels].attrib.values())
    strokes = [part.get("stroke", "") + part.get("style", "") for part in parts[pixels:]]
    assert any(GREEN in stroke or "rgb(0, 132, 95)" in stroke for stroke in strokes)
    said = " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))
    assert 'A "B" <c>' in said
    assert ('Basins of A "B" <c>: minimum (0, 0) 100 %' in said) is (plane == "basins")
    image = saved(page, f"{picture}[data-format=png]", tmp_path).read_bytes()
    assert int.from_bytes(image[16:20], "big") > 1000


@pytest.mark.parametrize("plane", ["contour", "basins"])
def test_a_picture_waits_for_the_landmarks(visit: Open, tmp_path: Path, plane: str) -> None:
    """However late the server tells where the minimum is, no picture comes before."""
    held: list[Route] = []
    saves: list[Download] = []

    def hold(page: Page) -> None:
        page.route("**/surfaces/rosenbrock/grid*", keep)

    def keep(route: Route) -> None:
        held.append(route)

    def save(download: Download) -> None:
        saves.append(download)

    surface = "surface=(name:rosenbrock,parameters:(a:0.5))"
    runs = "runs=!((optimizer:newton))"
    show = f"show=(plane:{plane},side:64)"
    here = visit(f"#{surface}&steps=20&{runs}&{show}", prepare=hold, accept_downloads=True)
    page = here.page
    here.races()
    page.wait_for_selector(READY[plane])
    here.press("export")
    page.on("download", save)
    page.click("[data-picture=surface][data-format=svg]")
    page.wait_for_timeout(500)
    assert not saves
    for route in held:
        route.continue_()
    here.wait(lambda: bool(saves), "the picture")
    path = tmp_path / "picture.svg"
    saves[0].save_as(path)
    said = " ".join(text.text or "" for text in ET.parse(path).iter(f"{SVG}text"))
    assert ("Basins of Newton: minimum (0.5, 0.25)" in said) is (plane == "basins")


@pytest.mark.parametrize("plane", ["contour", "space", "basins"])
def test_film(visit: Open, tmp_path: Path, plane: str) -> None:
    """The recorded film can be played and shows the moving paths, however the surface is seen."""
    race = "#surface=bowl&steps=30&runs=!((optimizer:momentum))"
    here = visit(f"{race}&show=(plane:{plane},side:64)", accept_downloads=True)
    page = here.page
    here.races()
    page.wait_for_selector(READY[plane])
    here.press("export")
    film = saved(page, "[data-act=film]", tmp_path)
    assert film.suffix == ".webm"
    expect(page.locator("#export [data-said]")).to_contain_text("Saved")
    expect(page.locator("[data-act=film]")).to_be_focused()
    assert here.step == 30
    page.route("**/api/v1/film", lambda route: route.fulfill(body=film.read_bytes()))
    page.route("**/api/v1/screen", lambda route: route.fulfill(body="<title>Film</title>"))
    page.goto(f"{here.server.address}/api/v1/screen")
    shown = page.evaluate(FILM, "film")
    assert shown["width"] >= 640
    assert shown["blue"] > 60


def test_no_recorder(visit: Open) -> None:
    """A browser without one is told so, instead of a button that fails."""
    here = visit(RACE, prepare=lambda page: page.add_init_script("delete window.MediaRecorder"))
    here.races()
    here.press("export")
    expect(here.page.locator("[data-film-about]")).to_contain_text("cannot record")
    expect(here.page.locator("[data-act=film]")).to_be_disabled()


def test_code(visit: Open) -> None:
    """The same race as code in every language, ready to be copied."""
    here = visit(RACE, permissions=["clipboard-read", "clipboard-write"])
    page = here.page
    here.races()
    here.press("export")
    for language, words in [
        ("python", "from engine import race"),
        ("pytorch", "torch.optim.Adam("),
        ("keras", "keras.optimizers.Adam("),
        ("optax", "optax.adam("),
        ("curl", "/api/v1/experiments'"),
        ("spec", '"optimizer": "adam"'),
    ]:
        page.select_option("[data-language]", language)
        expect(page.locator("[data-code]")).to_contain_text(words)
        page.click("[data-copy=code]")
        here.wait(partial(copied, page, words), language)


def test_the_ledger(visit: Open) -> None:
    """Start, budget, noise and, for each run, equation, citation and the same call elsewhere."""
    here = visit()
    page = here.page
    here.races()
    here.press("conditions")
    expect(page.locator("[data-facts]")).to_contain_text("120 for each run, one a step")
    entry = page.locator("#conditions .entry").nth(1)
    expect(entry.locator("math").first).to_be_visible()
    expect(entry.locator("cite")).to_contain_text("19")
    expect(page.locator("#conditions .entry").nth(3).locator("code").first).to_contain_text(
        "torch.optim.Adam(params, lr=1"
    )
