"""The catalogue has all that forms need, for everything there is."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fastapi.testclient import TestClient

from engine import datasets, surfaces
from engine.datasets import DATASETS
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.surfaces import SURFACES, heights

CATALOGUE: dict[str, Mapping[str, Any]] = {
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "surfaces": SURFACES,
    "datasets": DATASETS,
    "initializers": INITIALIZERS,
    "activations": ACTIVATIONS,
}


def listed(client: TestClient, name: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{name}")
    assert answer.status_code == 200
    return list(answer.json())


@pytest.mark.parametrize("name", CATALOGUE)
def test_everything_is_listed(client: TestClient, name: str) -> None:
    items = listed(client, name)
    assert [item["name"] for item in items] == list(CATALOGUE[name])
    assert all(item["title"] and item["help"] for item in items)


@pytest.mark.parametrize(
    ("name", "knobs"),
    [
        ("optimizers", "hyperparameters"),
        ("schedules", "parameters"),
        ("datasets", "parameters"),
        ("initializers", "parameters"),
    ],
)
def test_every_knob_says_what_a_form_needs(client: TestClient, name: str, knobs: str) -> None:
    found = [knob for item in listed(client, name) for knob in item[knobs]]
    assert found
    for knob in found:
        assert {"name", "default", "min", "max", "scale", "help"} <= knob.keys()


def test_the_parameters_of_a_data_set_are_the_fields_it_takes(client: TestClient) -> None:
    for item in listed(client, "datasets"):
        suggested = {knob["name"]: knob["suggested"] for knob in item["parameters"]}
        assert datasets.check({"name": item["name"], **suggested})["name"] == item["name"]
        assert {"samples", "seed", "test_samples"} <= suggested.keys()


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_catalog_may_be_kept(client: TestClient, name: str) -> None:
    first = client.get(f"/api/v1/{name}")
    again = client.get(f"/api/v1/{name}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_has_a_grid(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/v1/surfaces/{name}/grid", params={"nx": 7, "ny": 5})
    assert answer.status_code == 200, answer.text
    grid = answer.json()
    expected = heights.grid(surfaces.build(name), 7, 5)
    assert (len(grid["x"]), len(grid["y"])) == (7, 5)
    z = np.array([[np.nan if z is None else z for z in row] for row in grid["z"]])
    np.testing.assert_array_equal(z, expected.z)
    assert grid["x"] == expected.x.tolist()


def test_a_grid_takes_parameters_and_another_view(client: TestClient) -> None:
    query = {"nx": 3, "ny": 2, "kappa": 100, "x0": 0, "x1": 2, "y0": 0, "y1": 1}
    grid = client.get("/api/v1/surfaces/ravine/grid", params=query).json()
    assert (grid["x"], grid["y"]) == ([0, 1, 2], [0, 1])
    assert grid["z"] == [[0, 0.5, 2], [50, 50.5, 52]]


def test_a_grid_tells_where_the_landmarks_are_at_these_parameters(client: TestClient) -> None:
    query = {"nx": 2, "ny": 2, "a": -1.2}
    grid = client.get("/api/v1/surfaces/rosenbrock/grid", params=query).json()
    assert grid["minima"] == [[-1.2, 1.44]]
    assert (grid["local_minima"], grid["saddles"], grid["lowest"]) == ([], [], 0)


def test_a_formula_is_compiled_with_what_one_should_know(client: TestClient) -> None:
    def compiled(**data: Any) -> dict[str, Any]:
        answer = client.post("/api/v1/surfaces/compile", json={"nx": 2, "ny": 2, **data})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    view = [[-2, 2], [-2, 2]]
    pasted = compiled(expression="x₁² + ½x₂²", view=view, start=[-1, 1])
    assert pasted["expression"] == "x₁² + ½x₂²"
    assert pasted["latex"] == r"x^{2} + \frac{y^{2}}{2}"
    assert pasted["notes"] == ["x1 and x2 are read as x and y"]
    assert pasted["start_problem"] is None
    rooted = compiled(expression="y^2 - sqrt(x)", view=view, start=[-1, 1])
    assert rooted["start_problem"].startswith("the surface has no finite cost and slope at (-1, 1)")
    x, y = rooted["start"]
    assert x > 0
    assert compiled(expression="y^2 - sqrt(x)", view=view, start=[x, y])["start_problem"] is None
    several = compiled(expression="-asin(x) + y^2", view=view, start=[[0, 1], [-1, 1]])
    assert "the slope is infinite at (-1, 1)" in several["start_problem"]
    assert compiled(expression="x^2", start=None)["start_problem"] is None
    assert compiled(expression="x^2", start="left")["start_problem"]
    assert compiled(expression="|x| + where(x > 0, y, 2y)")["mathml"].startswith("<math")


def test_a_formula_is_compiled(client: TestClient) -> None:
    data = {
        "expression": "k*x^2 + sqrt(y)",
        "view": [[-1, 1], [-1, 1]],
        "parameters": {"k": 3},
        "nx": 3,
        "ny": 3,
    }
    answer = client.post("/api/v1/surfaces/compile", json=data)
    assert answer.status_code == 200
    compiled = answer.json()
    assert compiled["grid"]["z"] == [[None] * 3, [3, 0, 3], [4, 1, 4]]
    assert "x" in compiled["latex"]
    assert "pmatrix" in compiled["gradient_latex"]
    for name in ("mathml", "gradient_mathml"):
        assert ET.fromstring(compiled[name]).tag.endswith("math")
    assert compiled["start"]
