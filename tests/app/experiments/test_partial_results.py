"""Partial results: of an experiment that was stopped, the rows there are, and no later ones."""

import csv
import io
import json
import time
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from engine.descent.basins import basin_map
from engine.descent.race import race
from engine.training.run import train
from tests.app.support import Gated, spec, wait_until

ALL = "/api/v1/experiments"
TRAINING = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 60, "test_samples": 20},
    "network": {"layers": [2, 3, 1]},
    "batch_size": 25,
    "epochs": 300_000,
    "evaluations": 1000,
    "runs": [{"optimizer": "gd"}, {"optimizer": "adam", "hyperparameters": {"lr": 1e-3}}],
}
BASIN = {
    "kind": "basin",
    "surface": "himmelblau",
    "nx": 128,
    "ny": 128,
    "steps": 15_000,
    "run": {"optimizer": "gd", "hyperparameters": {"lr": 0.001}},
}


def stopped(client: TestClient, given: dict[str, Any], rows: int) -> tuple[str, int]:
    """An experiment cancelled once it has some rows: its path, and how many it has."""
    own = client.post(ALL, json=given).headers["location"]
    app: FastAPI = client.app  # type: ignore[assignment]
    experiment = app.state.experiments.shelf.peek(own[-32:])
    wait_until(lambda: experiment.done >= rows)
    assert client.post(f"{own}/cancel").json()["status"] == "cancelled"
    return own, experiment.done


def test_a_race_as_far_as_it_came(client: TestClient, slow_races: None) -> None:
    whole = race(spec(5000))
    own, rows = stopped(client, spec(5000), 20)
    answer = client.get(f"{own}/result")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    result = answer.json()
    assert (result["status"], result["rows"], result["id"]) == ("cancelled", rows, own[-32:])
    assert result["spec"]["steps"] == 5000
    assert rows < 5001
    for entry, run in enumerate(result["runs"]):
        assert (run["status"], run["stopped_at"]) == ("running", None)
        assert run["cost"] == whole.history[:rows, entry, 2].tolist()
    table = client.get(f"{own}/result?format=csv")
    assert f"{own[-32:-24]}-cancelled.csv" in table.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(table.text)))
    assert len(lines) == 2 * rows
    arrays = np.load(io.BytesIO(client.get(f"{own}/result?format=npz").content))
    assert np.array_equal(arrays["history"], whole.history[:rows])
    assert json.loads(str(arrays["header"]))["status"] == "cancelled"


def test_a_run_that_diverged_before_says_so(client: TestClient, slow_races: None) -> None:
    runs = [{"optimizer": "gd", "hyperparameters": {"lr": 5.0}}, {"optimizer": "adam"}]
    own, rows = stopped(client, spec(5000, runs=runs), 400)
    first, second = client.get(f"{own}/result").json()["runs"]
    assert first["status"] == "diverged"
    assert len(first["cost"]) == first["stopped_at"] < rows
    assert (second["status"], len(second["cost"])) == ("running", rows)


def test_a_training_as_far_as_it_came(client: TestClient) -> None:
    own, rows = stopped(client, TRAINING, 1500)
    result = client.get(f"{own}/result").json()
    assert (result["status"], result["rows"]) == ("cancelled", rows)
    epochs = rows // 3
    evaluated = [epoch for epoch in train_epochs() if epoch < epochs]
    whole = train(TRAINING | {"epochs": 600, "evaluations": 2})
    for entry, run in enumerate(result["runs"]):
        assert len(run["cost"]) == rows
        assert len(run["epoch_cost"]) == epochs
        assert run["evaluated_epochs"] == evaluated
        assert len(run["train_accuracy"]) == len(run["test_accuracy"]) == len(evaluated)
        assert run["train_accuracy"][0] == whole.accuracies[0][1, entry]
        assert run["cost"][:1500] == whole.history[:1500, entry, 0].tolist()
    lines = list(csv.DictReader(io.StringIO(client.get(f"{own}/result?format=csv").text)))
    assert len(lines) == 2 * rows
    arrays = np.load(io.BytesIO(client.get(f"{own}/result?format=npz").content))
    assert arrays["evaluated_epochs"].tolist() == evaluated
    assert len(arrays["parameters"]) == len(arrays["elapsed"]) == 1 + len(evaluated)


def train_epochs() -> list[int]:
    """The evaluated epochs of the training above."""
    return [300 * (k + 1) - 1 for k in range(1000)]


def test_a_map_has_no_numbers_where_it_did_not_come(client: TestClient) -> None:
    own, rows = stopped(client, BASIN, 8)
    assert rows < 128
    result = client.get(f"{own}/result").json()
    assert (result["status"], result["rows"]) == ("cancelled", rows)
    known = [row for row in result["cost"] if any(value is not None for value in row)]
    assert len(known) == rows
    whole = basin_map(BASIN | {"ny": 2, "nx": 128})
    assert result["cost"][0] == whole.numbers[0, :, 2].tolist()
    missing = [row for row in result["arrival"] if set(row) == {None}]
    assert len(missing) == 128 - rows


def test_nothing_while_it_runs_and_nothing_that_is_not_kept(
    settings: Settings, slow_gate: type[Gated]
) -> None:
    slow_gate.gate.set()
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        own = client.post(ALL, json=spec(5000)).headers["location"]
        problem = client.get(f"{own}/result")
        assert problem.status_code == 409
        assert problem.json()["experiment_status"] in {"queued", "running"}
        assert "once it has ended or is stopped" in problem.json()["detail"]
        client.post(f"{own}/cancel")
        stored_at_rest(client, own)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        problem = client.get(f"{own}/result")
        assert (problem.status_code, problem.json()["experiment_status"]) == (409, "cancelled")
        assert "post it again" in problem.json()["detail"]


def stored_at_rest(client: TestClient, own: str) -> None:
    """Wait until the store has heard that it was cancelled."""
    app: FastAPI = client.app  # type: ignore[assignment]
    store = app.state.experiments.store

    def told() -> bool:
        record = client.portal.call(store.get, own[-32:])  # type: ignore[union-attr]
        return bool(record and record.status == "cancelled")

    wait_until(told)


@pytest.mark.parametrize("accept", ["text/csv", "application/json"])
def test_posted_again_it_comes_to_its_end(
    client: TestClient, slow_races: None, accept: str
) -> None:
    own, _ = stopped(client, spec(400), 20)
    assert client.get(f"{own}/result", headers={"accept": accept}).status_code == 200
    client.post(ALL, json=spec(400), headers={"prefer": "wait=60"})
    until = time.monotonic() + 60
    while client.get(own).json()["status"] != "succeeded":
        assert time.monotonic() < until
    answer = client.get(f"{own}/result", headers={"accept": accept})
    assert "etag" in answer.headers
    if accept == "application/json":
        assert "rows" not in answer.json()
        assert len(answer.json()["runs"][0]["cost"]) == 401
