"""Insight: updates, sweeps and code over HTTP are the engine's, and bad requests are named."""

import ast
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine import race
from engine.descent.inside import single_update
from engine.descent.tuning import tune
from engine.specs import from_dict
from engine.stories import STORIES
from engine.training.tuning import tune as tune_training

SPEC: dict[str, Any] = {
    "kind": "descent",
    "surface": "rosenbrock",
    "steps": 40,
    "runs": [{"optimizer": "adam"}, {"optimizer": "gd", "hyperparameters": {"lr": 0.001}}],
}

TRAINING: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "blobs", "samples": 60},
    "network": {"layers": [2, 4, 3]},
    "epochs": 20,
    "runs": [{"optimizer": "momentum"}],
}


def read(spec: dict[str, Any]) -> Any:
    return from_dict(spec)


def test_a_sweep_is_that_of_the_engine(client: TestClient) -> None:
    answer = client.post("/api/v1/tune", json={"spec": SPEC, "run": 1, "rates": 11})
    assert answer.status_code == 200
    assert answer.json() == tune(read(SPEC), 1, 11).to_dict()


def test_a_training_is_swept_in_the_same_way(client: TestClient) -> None:
    asked = {"spec": TRAINING, "run": 0, "rates": 9}
    answer = client.post("/api/v1/tune", json=asked)
    assert answer.status_code == 200
    assert answer.json() == tune_training(read(TRAINING), 0, 9).to_dict()
    refused = client.post("/api/v1/tune", json=asked | {"run": 3})
    assert (refused.status_code, refused.json()["field"]) == (422, "run")


def test_looks_are_those_of_the_engine_with_mathml(client: TestClient) -> None:
    asked = {"spec": SPEC, "entry": 1, "first": 30, "count": 20}
    updates = client.post("/api/v1/inside", json=asked).json()["looks"]
    assert [update["step"] for update in updates] == list(range(30, 40))
    for update in updates:
        mathml = update.pop("mathml")
        assert update == single_update(read(SPEC), 1, update["step"]).to_dict()
        assert {"formula", "x", "y"} == mathml.keys()
        assert all(line.startswith("<math") for lines in mathml.values() for line in lines)


def test_the_program_runs_and_gives_the_race(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    code = client.post("/api/v1/code", json={"spec": SPEC}).json()
    exec(compile(code["python"], "program", "exec"), {})
    cost = race(SPEC).to_dict()["runs"][1]["cost"][-1]
    assert f"GD finished {cost}" in capsys.readouterr().out
    for run in code["runs"]:
        for framework in ("pytorch", "keras", "optax"):
            ast.parse(run[framework])


def test_a_map_has_a_program_and_no_constructors(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    run = {"optimizer": "adam", "hyperparameters": {"lr": 0.1}}
    basin = {"kind": "basin", "surface": "himmelblau", "nx": 8, "ny": 8, "run": run}
    code = client.post("/api/v1/code", json={"spec": basin}).json()
    exec(compile(code["python"], "program", "exec"), {})
    assert capsys.readouterr().out.startswith("[[")
    assert code["runs"] == []


def test_every_story_comes_with_a_spec_that_is_accepted(client: TestClient) -> None:
    stories = client.get("/api/v1/stories").json()
    assert [story["name"] for story in stories] == list(STORIES)
    for story in stories:
        assert from_dict(story["spec"]).to_dict() == story["spec"]
        assert story["question"].endswith("?")


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("tune", {}, "spec"),
        ("tune", {"spec": SPEC, "run": 2}, "run"),
        ("tune", {"spec": SPEC, "rates": 10**9}, "rates"),
        ("tune", {"spec": SPEC | {"steps": 20_001}}, "spec.steps"),
        ("tune", {"spec": SPEC | {"steps": -1}}, "spec.steps"),
        ("inside", {"spec": SPEC, "entry": 2}, "entry"),
        ("inside", {"spec": SPEC, "first": 40}, "step"),
        ("inside", {"spec": SPEC, "first": 10**9}, "first"),
        ("inside", {"spec": SPEC, "count": 65}, "count"),
        ("inside", {"spec": {"kind": "basin", "surface": "bowl", "run": {}}}, "spec.run.optimizer"),
        ("code", {"spec": SPEC, "laguage": "c"}, "laguage"),
    ],
)
def test_what_cannot_be_answered_names_its_field(
    client: TestClient, path: str, asked: dict[str, Any], field: str
) -> None:
    answer = client.post(f"/api/v1/{path}", json=asked)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
