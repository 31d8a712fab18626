"""The views of a race: curves, the spotlight on one run, several starts, and space."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
BLUE, GREEN = "#0072b2", "#00845f"
CURVES = "[data-part=costs] canvas"

# How much ink of a color the paths have: 255 for a full line, less for one that recedes.
STRENGTH = """([selector, color]) => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  let most = 0;
  for (const canvas of document.querySelectorAll(selector)) {
    if (canvas.hidden || !canvas.width) continue;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
      if (near < 24) most = Math.max(most, data[i + 3]);
    }
  }
  return most;
}"""

# The middle of all that is inked in a color.
PLACE = """([selector, color]) => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const canvas = document.querySelector(selector);
  const edge = canvas.getBoundingClientRect();
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255)
      found.push([(i / 4) % canvas.width, Math.floor(i / 4 / canvas.width)]);
  if (!found.length) return null;
  const [x, y] = found[Math.floor(found.length / 2)];
  const ratio = canvas.width / edge.width;
  return [edge.left + x / ratio, edge.top + y / ratio];
}"""

# Plotly's own camera matrices, which are internal, applied to points of the scene.
GL_PIXELS = """(points) => {
  const floor = document.querySelector(".floor");
  const scene = floor._fullLayout.scene._scene;
  const { model, view, projection } = scene.glplot.cameraParams;
  const row = (m, v, i) => v.reduce((sum, c, j) => sum + m[4 * j + i] * c, 0);
  const apply = (m, v) => [0, 1, 2, 3].map((i) => row(m, v, i));
  const edge = floor.getBoundingClientRect();
  return points.map((point) => {
    const scaled = [...point.map((value, i) => value * scene.dataScale[i]), 1];
    const [x, y, , w] = apply(projection, apply(view, apply(model, scaled)));
    return [(0.5 + x / w / 2) * edge.width, (0.5 - y / w / 2) * edge.height];
  });
}"""

# The page's own projection of the same points, by the camera that Plotly documents.
OUR_PIXELS = """async ([module, points]) => {
  const { projector } = await import(module);
  const floor = document.querySelector(".floor");
  const { scene } = floor._fullLayout;
  const { eye, center, up } = scene._scene.getCamera();
  const ranges = [scene.xaxis, scene.yaxis, scene.zaxis].map(({ range }) => range);
  const project = projector({
    camera: { eye, center, up },
    aspect: scene.aspectratio,
    ranges,
    width: floor.clientWidth,
    height: floor.clientHeight,
  });
  return points.map((point) => project(...point));
}"""

CORNERS = """() => {
  const { scene } = document.querySelector(".floor")._fullLayout;
  const [x, y, z] = [scene.xaxis, scene.yaxis, scene.zaxis].map(({ range }) => range);
  return x.flatMap((a) => y.flatMap((b) => z.map((c) => [a, b, c])));
}"""


def strength(here: Visit, color: str, where: str) -> int:
    found: int = here.page.evaluate(STRENGTH, [where, color])
    return found


def point_at(here: Visit, color: str, where: str) -> None:
    """Move the pointer to where a canvas shows this color, if it does."""
    if place := here.page.evaluate(PLACE, [where, color]):
        here.page.mouse.move(*place)


def faint(here: Visit, color: str, where: str) -> bool:
    return strength(here, color, where) < 128


def test_every_measure_has_its_curve(visit: Open) -> None:
    """Cost, gradient, distance and rate; the axis changes form; the title says which it is."""
    here = visit()
    here.races()
    here.page.keyboard.press("End")
    title = here.page.locator("[data-part=cost-title]")
    for measure, words in [
        ("gradient", "Gradient norm, log scale"),
        ("distance", "Distance, log scale"),
        ("rate", "Learning rate, linear scale"),
        ("cost", "Cost, log scale"),
    ]:
        here.page.select_option("[data-part=measure]", measure)
        expect(title).to_have_text(words)
        here.wait(lambda: here.inked(BLUE, CURVES), f"the curves of {measure}")
    here.press("scale")
    expect(title).to_have_text("Cost, linear scale")
    here.page.select_option("[data-part=measure]", "rate")
    here.page.select_option("[data-part=measure]", "cost")
    expect(title).to_have_text("Cost, linear scale")


def test_a_surface_without_a_minimum_has_no_distance(visit: Open) -> None:
    """The menu does not offer what nobody can measure."""
    here = visit("#surface=saddle&runs=!((optimizer:gd))")
    here.races()
    expect(here.page.locator("[data-part=measure] [value=distance]")).to_be_disabled()


def test_a_run_that_is_looked_at_stands_out_everywhere(visit: Open) -> None:
    """By its row, its path, its curve, the keyboard and its row of numbers; the others recede."""
    here = visit()
    here.races()
    here.press("play")
    page, stage = here.page, "[data-part=stage] > .paths"

    def lit(run: int) -> None:
        expect(page.locator(here.row(run))).to_contain_class("lit")
        seen, rest = (BLUE, GREEN) if run == 1 else (GREEN, BLUE)
        for where in (stage, f"{CURVES}:nth-of-type(2)"):
            here.wait(partial(faint, here, rest, where), "the receding")
            assert strength(here, seen, where) == 255

    page.hover(f"{here.row(1)} .title")
    lit(1)
    page.mouse.move(400, 20)
    expect(page.locator(".run.lit")).to_have_count(0)
    expect(page.locator("[data-part=stage]")).not_to_contain_class("spotlit")
    here.plotted()
    here.rests()
    adam = next(line for line in here.lines() if line["name"] == "Adam")
    middle = (adam["x"][0] + adam["x"][1]) / 2, (adam["y"][0] + adam["y"][1]) / 2
    page.hover(f"{here.row(1)} .title")
    lit(1)
    page.mouse.move(*here.pixel(*middle))
    here.wait(lambda: page.locator(".run.lit").count() == 1, "a path under the pointer")
    page.mouse.move(400, 20)
    page.keyboard.press("Tab")
    page.locator(f"{here.row(2)} .toggle").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(here.row(2))).to_contain_class("lit")
    page.locator(".brand").focus()
    page.click("[data-panel=table]")
    page.hover("[data-part=table] tbody tr:nth-child(4)")
    expect(page.locator(here.row(3))).to_contain_class("lit")


def test_every_run_goes_from_every_start(visit: Open) -> None:
    """Shift and click adds a start, the menu makes rings and grids, one of many moves alone."""
    here = visit()
    here.races()
    here.plotted()
    page = here.page
    px, py = here.pixel(2, -1)
    page.keyboard.down("Shift")
    page.mouse.click(round(px), round(py))
    page.keyboard.up("Shift")
    here.wait(lambda: len(here.submitted) == 2, "two starts")
    first, second = here.submitted[1]["start"]
    assert first == here.submitted[0]["start"]
    assert second == pytest.approx([2, -1], abs=0.02)
    expect(page.locator(".start")).to_have_count(2)
    expect(page.locator(f"{here.row(0)} .status")).to_contain_text("/2 arrived")
    page.locator(".start").nth(1).press("ArrowUp")
    here.wait(lambda: len(here.submitted) == 3, "the second moved")
    assert here.submitted[2]["start"][0] == first
    assert here.submitted[2]["start"][1][1] > second[1]
    page.select_option("[data-part=starts]", "grid")
    here.wait(lambda: len(here.submitted) == 4, "a grid")
    assert len(here.submitted[3]["start"]) == 9
    expect(page.locator(".start")).to_have_count(9)
    here.wait(lambda: here.step > 2, "the race of 36")
    page.click("[data-panel=table]")
    expect(page.locator("[data-part=table] tbody tr")).to_have_count(36)
    page.select_option("[data-part=starts]", "one")
    here.wait(lambda: len(here.submitted) == 5, "one start")
    assert np.shape(here.submitted[4]["start"]) == (2,)


def test_space_is_where_the_camera_says(visit: Open) -> None:
    """Before and after orbiting, lines lie where Plotly's own matrices put them."""
    here = visit()
    here.races()
    here.press("play")
    page = here.page
    page.click("[data-plane=space]")
    page.wait_for_selector("[data-part=space][data-ready=true]")
    here.wait(lambda: here.inked(BLUE, "[data-part=space] > canvas"), "the paths in space")
    source = page.locator("link[rel=modulepreload][href$='/plot/projection.js']").get_attribute(
        "href"
    )
    corners = page.evaluate(CORNERS)

    def difference() -> float:
        ours = page.evaluate(OUR_PIXELS, [source, corners])
        theirs = page.evaluate(GL_PIXELS, corners)
        return float(np.abs(np.subtract(ours, theirs)).max())

    here.wait(lambda: difference() < 0.5, "the same pixels")
    before = np.array(page.evaluate(GL_PIXELS, corners))
    page.locator(".floor").focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    here.wait(
        lambda: (
            np.abs(page.evaluate(GL_PIXELS, corners) - before).max() > 20 and difference() < 0.5
        ),
        "the same pixels after orbiting",
    )
    turned = np.array(page.evaluate(GL_PIXELS, corners))
    box = page.locator(".floor").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    # As slow as a hand: Plotly turns on by the speed of the pointer.
    for part in (1, 2, 3):
        page.mouse.move(middle[0] + 30 * part, middle[1] + 7 * part)
        page.wait_for_timeout(150)
    page.mouse.up()
    here.wait(
        lambda: (
            np.abs(page.evaluate(GL_PIXELS, corners) - turned).max() > 20 and difference() < 0.5
        ),
        "the same pixels after dragging",
    )
    assert strength(here, BLUE, "[data-part=space] > canvas") > 40, "faint where a hill hides it"
    adam = page.locator(here.row(3))
    page.get_by_role("slider", name="Step", exact=True).fill("10")

    def pointed_at() -> bool:
        point_at(here, GREEN, "[data-part=space] > .paths")
        return "lit" in (adam.get_attribute("class") or "").split()

    here.wait(pointed_at, "the light on the run under the pointer")
    page.click("[data-plane=contour]")
    expect(page.locator("[data-part=space]")).to_be_hidden()
