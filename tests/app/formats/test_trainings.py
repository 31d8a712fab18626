"""A training is an experiment like any other: stored, written in every format, refused, bounded."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.experiments.registry import Experiments
from app.experiments.store import pack, unpack
from app.formats.results import MEDIA_TYPES, write
from app.main import create_app
from engine import train
from engine.specs import LIMITS
from engine.training.results import TrainingResult
from tests.app.support import finished, settings_in, use, wait_until
from tests.engine.training.trainings import WILD, read, same, training

ALL = "/api/v1/experiments"
CURVE = {"name": "curve", "samples": 24, "test_samples": 9}
# One entry learns, the other diverges on its way; two seeds each.
SPEC = training(
    dataset=CURVE,
    network={"layers": [1, 5, 5, 1], "seed": [1, 2]},
    epochs=7,
    evaluations=3,
    runs=[{"optimizer": "adam", "label": "=Adam"}, WILD],
)
LISTS = ("cost", "epoch_cost", "train_accuracy", "test_accuracy")


@pytest.fixture(scope="module")
def result() -> TrainingResult:
    return train(SPEC)


def untimed(document: dict[str, Any]) -> dict[str, Any]:
    """A result without the wall clock."""
    return document | {"runs": [run | {"seconds": 0} for run in document["runs"]]}


def test_every_format_has_the_same_numbers(result: TrainingResult) -> None:
    text = {name: b"".join(write(result, name)) for name in MEDIA_TYPES}
    document = json.loads(text["json"])
    assert document == result.to_dict()
    table = list(csv.DictReader(io.StringIO(text["csv"].decode())))
    arrays = np.load(io.BytesIO(text["npz"]))
    assert json.loads(str(arrays["header"]))["spec"] == document["spec"]
    assert arrays["history"].tobytes() == result.history.tobytes()
    assert arrays["parameters"].shape == (4, 4, result.spec.network.size)
    for entry, run in enumerate(document["runs"]):
        place = str(run["run"]), str(run["start"])
        rows = [row for row in table if (row["run"], row["start"]) == place]
        found = {name: [float(row[name]) for row in rows if row[name]] for name in LISTS}
        assert found == {name: run[name] for name in LISTS}
        looked = [int(row["epoch"]) for row in rows if row["train_accuracy"]]
        assert looked == run["evaluated_epochs"]
        for name in LISTS:
            column = arrays["history"][:, entry, 0] if name == "cost" else arrays[name][:, entry]
            column = column[1:] if name.endswith("accuracy") else column
            assert column[: len(run[name])].tolist() == run[name]
            assert np.isnan(column[len(run[name]) :]).all()
    assert {row["label"] for row in table} == {"'=Adam", "wild"}


def test_without_test_data_the_cells_are_empty() -> None:
    result = train(training())
    table = csv.DictReader(io.StringIO(b"".join(write(result, "csv")).decode()))
    assert {row["test_accuracy"] for row in table} == {""}
    arrays = np.load(io.BytesIO(b"".join(write(result, "npz"))))
    assert arrays["test_accuracy"].shape == (0, 2)


def test_over_http_it_is_the_engines(client: TestClient, result: TrainingResult) -> None:
    answer = client.post(ALL, json=SPEC, headers={"prefer": "wait=60"})
    assert answer.json()["status"] == "succeeded"
    document = client.get(f"{answer.headers['location']}/result").json()
    assert untimed(document) == untimed(json.loads(json.dumps(result.to_dict())))
    assert client.post(ALL, json=document["spec"]).status_code == 200, "its own spec finds it again"


def test_it_comes_back_from_the_store_as_it_was(tmp_path: Path, result: TrainingResult) -> None:
    settings, spec = settings_in(tmp_path), read(SPEC)
    documents: list[dict[str, Any]] = []

    async def first(experiments: Experiments) -> None:
        _, experiment = await experiments.submit(spec, "me")
        assert experiment is not None
        await finished(experiments, experiment.id)
        documents.append(experiment.result().to_dict())

    async def second(experiments: Experiments) -> None:
        experiment = await experiments.load(spec.digest)
        assert experiment is not None
        again = experiment.result()
        assert isinstance(again, TrainingResult)
        same(again, result)
        assert again.to_dict() == documents[0], "the seconds, too"
        steps = [ending.stopped_at for ending in result.endings if ending.stopped_at is not None]
        assert [event.step for event in experiment.events] == sorted(steps)

    use(settings, first)
    use(settings, second)


def test_what_is_stored_is_history_and_parameters(result: TrainingResult) -> None:
    history, checkpoints = result.spec.split(
        unpack(pack(result.history, result.checkpoints), result.spec)
    )
    assert history.tobytes() == result.history.tobytes()
    assert checkpoints.tobytes() == result.checkpoints.tobytes()


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_the_command_line_trains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], result: TrainingResult, name: str
) -> None:
    source, target = tmp_path / "spec.json", tmp_path / "result"
    source.write_text(json.dumps(SPEC))
    assert main(["run", str(source), "--format", name, "--out", str(target)]) == 0
    if name == "json":
        mine = json.loads(json.dumps(result.to_dict()))
        assert untimed(json.loads(target.read_text())) == untimed(mine)
    elif name == "csv":
        assert target.read_bytes() == b"".join(write(result, "csv"))
    lines = capsys.readouterr().err.splitlines()
    stop = result.endings[2].stopped_at
    assert lines[0].startswith("=Adam: finished, cost ")
    assert f"accuracy {result.accuracies[0][-1, 0]:.4g}" in lines[0]
    assert lines[2].startswith(f"wild: diverged at step {stop}, cost ")


WRONG: list[tuple[dict[str, Any], str]] = [
    (training(network={"layers": [3, 4, 1]}), "network.layers[0]"),
    (training(network={"layers": [2, 4, 2]}), "network.layers[2]"),
    (training(network={"layers": [2, 0, 1]}), "network.layers[1]"),
    (training(network={"layers": [2, 1_000, 1_000, 1]}), "network.layers[1]"),
    (training(network={"layers": [2, 256, 256, 1]}), "network.layers"),
    (training(network={"layers": [2, 1], "output": "linear"}), "network.output"),
    (training(batch_size=25), "batch_size"),
    (training(dataset={"name": "blobs", "centers": 1}), "dataset.centers"),
    (training(dataset={"name": "moons", "test_samples": 1}), "dataset.test_samples"),
    (training(l2=float("nan")), "l2"),
    (training(epochs=10**6), "epochs"),
    (training(epoch=3), "epoch"),
    (training(runs=[{"optimizer": "newton"}]), "runs[0].optimizer"),
    (
        training(
            dataset={"name": "moons", "samples": 10_000},
            network={"layers": [2, 200, 1], "seed": list(range(64))},
            batch_size=10_000,
        ),
        "batch_size",
    ),
]


def test_what_cannot_be_trained_names_its_field_and_leaves_nothing_running(
    client: TestClient,
) -> None:
    for spec, field in WRONG:
        content = json.dumps(spec)
        answer = client.post(ALL, content=content, headers={"content-type": "application/json"})
        problem = answer.json()
        assert (answer.status_code, problem["field"]) == (422, field), problem
        assert problem["detail"].startswith(field)
        assert len(problem["detail"]) < 400
    assert client.get(ALL).json()["items"] == []
    assert "descentlab_live_experiments 0.0" in client.get("/metrics").text


def test_a_wrong_training_costs_one_line_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "spec.json"
    source.write_text(json.dumps(training(batch_size=25)))
    assert main(["run", str(source)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("descentlab: batch_size: 25 are more than the 24 examples")
    assert printed.err.count("\n") == 1


def test_memory_and_live_trainings_are_bounded(tmp_path: Path) -> None:
    endless = training(epochs=300_000)
    size = read(endless).size
    app = create_app(settings_in(tmp_path, session_max_live=1, max_live_numbers=2 * size))
    with TestClient(app, base_url="http://localhost") as client:
        own = client.post(ALL, json=endless).headers["location"]
        refused = client.post(ALL, json=training())
        assert refused.status_code == 429
        assert "of yours" in refused.json()["detail"]
        assert refused.headers["retry-after"]
        assert client.post(f"{own}/cancel").json()["status"] == "cancelled"
        large = training(epochs=300_000, runs=[{"optimizer": "gd"}] * 8)
        assert read(large).size < LIMITS.numbers
        assert "memory" in client.post(ALL, json=large).json()["detail"]
        done = client.post(ALL, json=training(), headers={"prefer": "wait=60"})
        assert done.json()["status"] == "succeeded"


def test_a_long_training_goes_to_a_worker_and_a_short_one_does_not(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, thread_budget=25_000))
    with TestClient(app, base_url="http://localhost") as client:
        compute = app.state.experiments.compute
        assert compute.is_short(read(SPEC))
        assert not compute.is_short(read(training(epochs=10_000)))
        own = client.post(ALL, json=training(epochs=20_000)).headers["location"]
        wait_until(lambda: compute.workers.pids)
        client.post(f"{own}/cancel")
