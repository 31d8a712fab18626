"""Bad input gets one clear problem that says where, and everybody else goes on being served."""

import json
import math
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.support import spec

ALL = "/api/v1/experiments"
COMPILE = "/api/v1/surfaces/compile"
JSON = {"content-type": "application/json"}

HUGE = "x" + "+x" * 600_000
SPECS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": (spec(speed=3), "speed"),
    "a field spelled wrongly": (spec(stepz=3), "stepz"),
    "an unknown field inside": (spec(runs=[{"optimizer": "gd", "rate": 1}]), "runs[0].rate"),
    "NaN": (spec(gradient_noise=math.nan), "gradient_noise"),
    "infinity": (spec(start=[math.inf, 0]), "start[0]"),
    "negative steps": (spec(-1), "steps"),
    "half a step": (spec(steps=1.5), "steps"),
    "a billion steps": (spec(10**9), "steps"),
    "a number of many digits": (spec(steps=10**400), "steps"),
    "steps as text": (spec(steps="5"), "steps"),
    "steps as truth": (spec(steps=True), "steps"),
    "too much in all": (spec(steps=10**6, start=[[0.1, 0.1]] * 64), "steps"),
    "an unknown optimizer": (spec(runs=[{"optimizer": "adamm"}]), "runs[0].optimizer"),
    "an optimizer that is no text": (spec(runs=[{"optimizer": []}]), "runs[0].optimizer"),
    "an unknown surface": (spec(surface="ravin"), "surface.name"),
    "an unknown kind": (spec(kind="dance"), "kind"),
    "a knob outside its range": (
        spec(runs=[{"optimizer": "gd", "hyperparameters": {"lr": -1}}]),
        "runs[0].hyperparameters.lr",
    ),
    "an unknown knob": (
        spec(runs=[{"optimizer": "gd", "hyperparameters": {"beta": 0.9}}]),
        "runs[0].hyperparameters.beta",
    ),
    "a start outside float's range": (spec(start=[1e300, 0]), "start[0]"),
    "a start of three numbers": (spec(start=[1, 2, 3]), "start"),
    "no runs": (spec(runs=[]), "runs"),
    "runs that are no list": (spec(runs={"0": 1}), "runs"),
    "a hundred thousand runs": (spec(runs=[{"optimizer": "gd"}] * 30_000), "runs"),
    "a label of ten thousand characters": (
        spec(runs=[{"optimizer": "gd", "label": "x" * 10_000}]),
        "runs[0].label",
    ),
    "a label with a control character": (
        spec(runs=[{"optimizer": "gd", "label": "a\u0000b"}]),
        "runs[0].label",
    ),
}

EXPRESSIONS = [
    "__import__('os').system('id')",
    "x.__class__",
    "(lambda: 1)()",
    "x if y else 1",
    "(" * 10_000 + "x" + ")" * 10_000,
    "9**9**9**9",
    "1/0",
    "sqrt(-1 - x^2)",
    "",
    "   ",
    "梯",
    "x + 梯",
    "k[0]",
    "f'{x}'",
    "x; y",
    "x\n^",
    "x := 1",
    "[x for x in y]",
    "x and y",
    "x < y",
    "exec('x')",
    "unknown(x)",
    "z",
    "x +",
    "x ** 1e9",
    "\u0000",
    "1e999 * x",
    "log(x - 10)",
]


@pytest.mark.parametrize("name", SPECS)
def test_a_bad_specification_names_its_field(client: TestClient, name: str) -> None:
    data, field = SPECS[name]
    answer = client.post(ALL, content=json.dumps(data), headers=JSON)
    problem = answer.json()
    assert answer.status_code == 422, problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["field"] == field
    assert problem["detail"].startswith(field)
    assert len(problem["detail"]) < 400
    assert client.get("/healthz").status_code == 200


def test_a_misspelled_name_is_answered_with_the_nearest(client: TestClient) -> None:
    for name in ("an unknown optimizer", "an unknown surface", "a field spelled wrongly"):
        detail = client.post(ALL, json=SPECS[name][0]).json()["detail"]
        assert "did you mean" in detail


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_bad_expression_names_its_column_or_part(client: TestClient, expression: str) -> None:
    answer = client.post(COMPILE, json={"expression": expression})
    problem = answer.json()
    assert answer.status_code == 422, problem
    assert problem["field"] == "expression"
    assert len(problem["detail"]) < 400
    whole = client.post(ALL, json=spec(surface={"expression": expression}))
    assert whole.status_code == 422
    nested = whole.json()
    assert nested["field"] == "surface.expression"
    assert nested.get("column") == problem.get("column")
    assert nested.get("part") == problem.get("part")
    assert problem.get("column") is None or problem["column"] >= 1


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", JSON, 422),
        (b"\xff\xfe", JSON, 422),
        (b'{"steps": 1e999}', JSON, 422),
        (b'{"steps": NaN}', JSON, 422),
        (b'{"steps": 1, "steps": 2}', JSON, 422),
        (b"[" * 500_000, JSON, 422),
        (b"null", JSON, 422),
        (b"[]", JSON, 422),
        (b'"text"', JSON, 422),
        (b"", JSON, 422),
        (json.dumps(spec()).encode(), {"content-type": "text/plain"}, 415),
        (json.dumps(spec()).encode(), {"content-type": "application/x-www-form-urlencoded"}, 415),
        (json.dumps(spec()).encode(), {"content-type": ""}, 415),
        (json.dumps(spec(surface={"expression": HUGE})).encode(), JSON, 413),
        (b" " * 1_000_001, JSON, 413),
        (b" " * 20_000_000, JSON, 413),
    ],
)
@pytest.mark.parametrize("path", [ALL, COMPILE])
def test_a_bad_body_is_refused(
    client: TestClient, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post(path, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert client.post(COMPILE, json={"expression": "x^2 + y^2"}).status_code == 200


def test_a_body_without_length_is_measured_as_it_comes(client: TestClient) -> None:
    def chunks() -> Any:
        for _ in range(50):
            yield b" " * 100_000

    assert client.post(ALL, content=chunks(), headers=JSON).status_code == 413


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "application/ld+json"])
def test_json_may_say_more_about_itself(client: TestClient, media: str) -> None:
    content = json.dumps(spec())
    assert client.post(ALL, content=content, headers={"content-type": media}).is_success


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "expression"),
        ({"expression": 5}, "expression"),
        ({"expression": None}, "expression"),
        ({"expression": "x", "view": [[1, -1], [0, 1]]}, "view[0]"),
        ({"expression": "x", "view": "all"}, "view"),
        ({"expression": "k*x", "parameters": {"k": "much"}}, "parameters.k"),
        ({"expression": "x", "parameters": {"x": 1}}, "parameters.x"),
        ({"expression": "x", "nx": 100_000}, "nx"),
        ({"expression": "x", "ny": 1}, "ny"),
        ({"expression": "x", "color": "red"}, "color"),
    ],
)
def test_a_bad_formula_request_names_its_field(
    client: TestClient, data: dict[str, Any], field: str
) -> None:
    answer = client.post(COMPILE, json=data)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("name", "query", "status", "field"),
    [
        ("ravine", "nx=1", 422, "nx"),
        ("ravine", "nx=401", 422, "nx"),
        ("ravine", "ny=x", 422, "ny"),
        ("ravine", "kappa=x", 422, "parameters.kappa"),
        ("ravine", "kappa=nan", 422, "parameters.kappa"),
        ("ravine", "kappa=1e9", 422, "parameters.kappa"),
        ("ravine", "color=1", 422, "parameters.color"),
        ("ravine", "x0=0", 422, "x0"),
        ("ravine", "x0=1&x1=0&y0=0&y1=1", 422, "view"),
        ("ravine", "x0=nan&x1=1&y0=0&y1=1", 422, "x0"),
        ("ravin", "", 404, None),
        ("..%2fravine", "", 404, None),
    ],
)
def test_a_bad_grid_request_is_refused(
    client: TestClient, name: str, query: str, status: int, field: str | None
) -> None:
    answer = client.get(f"/api/v1/surfaces/{name}/grid?{query}")
    assert answer.status_code == status, answer.text
    assert answer.json().get("field") == field
