"""Trainings over HTTP: snapshots, evaluations and landscapes are the engine's."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from engine import datasets, train
from engine.training.evaluations import Evaluations
from engine.training.landscapes import landscape
from engine.training.progress import TrainingProgress
from engine.training.snapshots import snapshot

SPEC: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 60, "noise": 0.2, "seed": 3, "test_samples": 20},
    "network": {"layers": [2, 4, 1], "seed": [1, 2]},
    "epochs": 20,
    "evaluations": 5,
    "runs": [{"optimizer": "adam"}, {"optimizer": "gd"}],
}


@pytest.fixture(scope="module")
def progress() -> TrainingProgress:
    result = train(SPEC)
    rows = len(result.checkpoints)
    return TrainingProgress(
        result.spec, result.history, result.checkpoints, rows, Evaluations(result.spec)
    )


def made(client: TestClient, spec: dict[str, Any]) -> str:
    """Have an experiment computed; returns its path."""
    answer = client.post("/api/v1/experiments", json=spec, headers={"prefer": "wait=60"})
    assert answer.json()["status"] == "succeeded", answer.text
    return f"/api/v1/experiments/{answer.json()['id']}"


def plain(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_what_is_seen_of_a_training_is_the_engines(
    client: TestClient, progress: TrainingProgress
) -> None:
    path = made(client, SPEC)
    for index, start in ((0, 0), (3, 1), (5, 0)):
        answer = client.get(f"{path}/snapshots/{index}?start={start}")
        assert answer.json() == plain(snapshot(progress, index, start))
        again = {"if-none-match": answer.headers["etag"]}
        assert (
            client.get(f"{path}/snapshots/{index}?start={start}", headers=again).status_code == 304
        )
    seen = client.get(f"{path}/evaluations?since=2").json()
    progress.evaluations.work_out(progress.checkpoints, 0, progress.rows)
    mine = plain(progress.evaluations.to_dict(progress.history, progress.checkpoints[:, -1], 2))
    assert seen["runs"] == mine["runs"]
    assert len(seen["elapsed"]) == 4
    answer = client.get(f"{path}/landscape?plane=random&seed=5&n=9&start=1")
    wanted = {"plane": "random", "seed": 5}
    assert answer.json() == plain(landscape(progress, wanted, 1, 9))


def test_wide_data_are_seen_in_the_plane_that_is_asked_for(client: TestClient) -> None:
    iris = SPEC | {"dataset": {"name": "iris"}, "network": {"layers": [4, 3, 3]}}
    path = f"{made(client, iris)}/snapshots/2"
    usual = client.get(path).json()
    assert usual == client.get(f"{path}?plane=pca").json()
    assert usual["boundary"]["view"]["plane"] == "pca"
    petals = client.get(f"{path}?plane=features&first=2&second=3")
    assert petals.json()["boundary"]["view"]["labels"] == ["petal length", "petal width"]
    assert petals.headers["etag"] != client.get(path).headers["etag"]
    assert petals.json()["runs"][0]["boundary"] != usual["runs"][0]["boundary"]
    answer = client.get(f"{path}?plane=features&first=2&second=4")
    assert (answer.status_code, answer.json()["field"]) == (422, "plane")


def test_what_is_not_there_is_said(client: TestClient) -> None:
    path = made(client, SPEC)
    for query, status, word in (
        ("snapshots/6", 404, "0 … 5"),
        ("snapshots/2?start=2", 404, "starts 0 … 1"),
        ("snapshots/-1", 422, "index"),
        ("snapshots/0?plane=pca", 422, "covered whole"),
        ("landscape?plane=flat", 422, "plane"),
        ("landscape?plane=weights&first=3&second=3", 422, "another"),
        ("landscape?plane=weights&first=3&second=99", 422, "0 … 16"),
        ("landscape?n=5000", 422, "n"),
        ("evaluations?since=-2", 422, "since"),
    ):
        answer = client.get(f"{path}/{query}")
        assert (answer.status_code, word in answer.json()["detail"]) == (status, True), answer.text
    race = made(client, {"surface": "bowl", "runs": [{"optimizer": "gd"}]})
    for name in ("snapshots/0", "evaluations", "landscape"):
        assert "only a training" in client.get(f"{race}/{name}").json()["detail"]
        missing = f"/api/v1/experiments/{'0' * 32}/{name}"
        assert client.get(missing).status_code == 404


@pytest.mark.parametrize("name", datasets.DATASETS)
@pytest.mark.parametrize("normalize", [False, True])
def test_every_data_set_can_be_drawn(client: TestClient, name: str, normalize: bool) -> None:
    asked = {"dataset": {"name": name}, "normalize": normalize}
    drawn = client.post("/api/v1/datasets/sample", json=asked).json()
    data, _ = datasets.draw({"name": name})
    assert drawn["train"]["x"] == data.X.tolist()
    assert len(drawn["train"]["y"]) == data.size
    assert (drawn["scaling"] is not None) == normalize
    assert drawn["dataset"] == datasets.check({"name": name})


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "dataset"),
        ({"dataset": {"name": "mons"}}, "dataset.name"),
        ({"dataset": {"name": "moons", "samples": 10**9}}, "dataset.samples"),
        ({"dataset": "moons", "normalize": 1}, "normalize"),
        ({"dataset": "moons", "more": 1}, "more"),
    ],
)
def test_a_wrong_data_set_is_named(client: TestClient, asked: dict[str, Any], field: str) -> None:
    answer = client.post("/api/v1/datasets/sample", json=asked)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


RACE: dict[str, Any] = {"surface": "bowl", "runs": [{"optimizer": "gd"}], "steps": 20}
MAP: dict[str, Any] = {"kind": "basin", "surface": "bowl", "nx": 4, "ny": 4, "run": RACE["runs"][0]}


@pytest.mark.parametrize("spec", [SPEC, RACE, MAP], ids=["training", "race", "map"])
def test_one_entity_tag_names_the_same_bytes(settings: Settings, spec: dict[str, Any]) -> None:
    """Computed, read again after a restart, deleted and computed anew, by several clocks."""
    named: dict[str, set[bytes]] = {}
    tags: list[tuple[str, ...]] = []

    def look(client: TestClient, path: str) -> None:
        answers = [client.get(f"{path}/result?format={name}") for name in ("json", "csv", "npz")]
        tags.append(tuple(answer.headers["etag"] for answer in answers))
        for answer in answers:
            named.setdefault(answer.headers["etag"], set()).add(answer.content)

    for _ in range(2):
        with TestClient(create_app(settings), base_url="http://localhost") as client:
            path = made(client, spec)
            look(client, path)
            if len(tags) == 2:
                client.delete(path)
                look(client, made(client, spec))
    assert all(len(bodies) == 1 for bodies in named.values())
    assert not any(etag.startswith("W/") for etag in named)
    computed, read_again, anew = tags
    assert computed == read_again
    assert (computed == anew) == (spec is not SPEC)
