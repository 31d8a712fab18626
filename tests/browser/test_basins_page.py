"""The basin map on the page: where a run ends from everywhere."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
RACE = (
    "#surface=himmelblau&steps=40&runs="
    "!((optimizer:gd,hyperparameters:(lr:0.01)),(optimizer:adam,hyperparameters:(lr:0.2)))"
)
MAP = "[data-part=stage] > canvas:first-child"

# The color of the map at a pixel of the stage's window position.
COLOR = """([selector, x, y]) => {
  const canvas = document.querySelector(selector);
  const edge = canvas.getBoundingClientRect();
  const ratio = canvas.width / edge.width;
  const at = [Math.round((x - edge.left) * ratio), Math.round((y - edge.top) * ratio)];
  return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
}"""

X_RANGE = "[...document.querySelector('[data-part=plane]')._fullLayout.xaxis.range]"


def maps(here: Visit) -> list[dict[str, Any]]:
    return [spec for spec in here.submitted if spec["kind"] == "basin"]


def mapped(here: Visit) -> list[float]:
    """The part of x that the last map spans."""
    found: list[float] = maps(here)[-1]["view"][0]
    return found


def shown(here: Visit) -> list[float]:
    """The part of x that Plotly shows."""
    found: list[float] = here.page.evaluate(X_RANGE)
    return found


def finished(here: Visit, count: int) -> None:
    here.wait(lambda: len(maps(here)) >= count, "the question")
    here.page.wait_for_selector("[data-part=basins][data-status=succeeded]")


def test_a_map_shows_where_a_run_ends(visit: Open) -> None:
    """Colors agree with the engine's minima, lie where the axes say, and hovering tells."""
    here = visit(RACE)
    here.races()
    here.plotted()
    page = here.page
    page.click("[data-plane=basins]")
    page.select_option("[data-part=basins] select >> nth=1", "64")
    here.wait(lambda: maps(here) and maps(here)[-1]["nx"] == 64, "a coarser map")
    finished(here, 1)
    spec = maps(here)[-1]
    assert spec["run"]["optimizer"] == "adam"
    with httpx2.Client(base_url=here.server.address) as client:
        made = client.post("/api/v1/experiments", json=spec)
        result = client.get(f"/api/v1/experiments/{made.json()['id']}/result").json()
    xs, ys, minima = result["starts"]["x"], result["starts"]["y"], result["minima"]
    hues: dict[int, set[tuple[int, ...]]] = {}
    for row in range(4, 64, 11):
        for column in range(4, 64, 11):
            px, py = here.pixel(xs[column], ys[row])
            color = page.evaluate(COLOR, [MAP, px, py])
            assert color[3] == 255
            hues.setdefault(minima[row][column], set()).add(dominant(color))
    known = [found for place, found in hues.items() if place >= 0]
    assert len(known) >= 3
    assert all(len(found) == 1 for found in known)
    assert len({next(iter(found)) for found in known}) == len(known)
    words = page.locator("[data-part=basins] .tip")
    x, y = result["attractors"][0][:2]
    page.mouse.move(*here.pixel(x, y))
    expect(words).to_contain_text("reaches the minimum")
    expect(page.locator("[data-part=basins] .key li").first).to_contain_text("minimum")
    page.select_option("[data-part=basins] select >> nth=2", "steps")
    expect(page.locator("[data-part=basins] .ramp")).to_be_visible()


def dominant(color: list[int]) -> tuple[int, ...]:
    """The order of the channels, which paling does not change."""
    return tuple(sorted(range(3), key=lambda channel: color[channel]))


def test_a_map_follows_the_knobs_and_the_view(visit: Open) -> None:
    """Another rate asks for another map; a zoom too; leaving the tab ends it."""
    here = visit(RACE)
    here.races()
    page = here.page
    page.click("[data-plane=basins]")
    finished(here, 1)
    here.set_rate(1, "0.05")
    here.wait(
        lambda: maps(here)[-1]["run"]["hyperparameters"]["lr"] == 0.05, "the map at the new rate"
    )
    page.select_option("[data-part=basins] select >> nth=0", "0")
    here.wait(lambda: maps(here)[-1]["run"]["optimizer"] == "gd", "the map of the other run")
    page.wait_for_selector("[data-part=basins][data-status=succeeded]")
    here.plotted()
    here.wait(lambda: mapped(here) == pytest.approx(shown(here)), "the map of the whole view")
    low, high = shown(here)
    px, py = here.pixel(0, 0)
    page.mouse.move(px, py)
    page.mouse.wheel(0, -300)
    here.wait(lambda: low < shown(here)[0] < shown(here)[1] < high, "the zoom")
    here.wait(lambda: mapped(here) == pytest.approx(shown(here)), "the map of the new view")
    page.click("[data-plane=contour]")
    expect(page.locator("[data-part=basins]")).to_be_hidden()
    expect(page.locator(MAP)).to_be_hidden()


def test_a_map_can_be_cancelled(visit: Open) -> None:
    """The server stops computing, the page says so."""
    cancelled: list[str] = []
    here = visit(
        RACE.replace("steps=40", "steps=3000"),
        prepare=lambda page: page.on(
            "request",
            lambda request: (
                cancelled.append(request.url) if request.url.endswith("/cancel") else None
            ),
        ),
    )
    here.races()
    here.page.click("[data-plane=basins]")
    here.page.select_option("[data-part=basins] select >> nth=1", "256")
    here.wait(lambda: maps(here) and maps(here)[-1]["nx"] == 256, "a long map")
    here.page.click("[data-part=basins] button")
    expect(here.page.locator("[data-part=basins] .words")).to_have_text("Cancelled.")
    here.wait(lambda: cancelled, "the server was told")
    expect(here.page.locator("[data-part=basins] progress")).to_be_hidden()


def test_the_map_fits_a_phone(visit: Open) -> None:
    """Nothing scrolls sideways."""
    here = visit(RACE, viewport={"width": 390, "height": 844}, has_touch=True)
    here.races()
    here.page.click("[data-plane=basins]")
    finished(here, 1)
    assert here.page.evaluate("document.documentElement.scrollWidth") == 390
