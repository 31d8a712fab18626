"""A training is streamed like a race, with snapshots on the way, whoever dies meanwhile."""

import asyncio
import base64
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest

from app.streams.frames import HEADER
from engine import train
from engine.specs import from_dict
from engine.training.results import TrainingResult
from tests.app.support import PATIENCE, Live, Story, follow, serving, settings_in, wait_until

EPOCHS, BATCHES, EVALUATIONS = 1_000, 5, 20
SPEC: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3, "test_samples": 50},
    "network": {"layers": [2, 5, 2, 1], "seed": [3, 4]},
    "batch_size": 64,
    "epochs": EPOCHS,
    "evaluations": EVALUATIONS,
    "keep_prob": 0.9,
    "runs": [
        {"optimizer": "gd", "hyperparameters": {"lr": 0.1}},
        {"optimizer": "adam", "hyperparameters": {"lr": 0.01}},
    ],
}
ENDLESS = SPEC | {"epochs": 190_000}


@pytest.fixture(scope="module")
def alone() -> TrainingResult:
    """The same training in the engine, without a server."""
    return train(SPEC)


def costs(result: TrainingResult) -> bytes:
    """A result as the stream should carry it."""
    return result.history.astype("<f4").tobytes()


def path(live: Live, experiment: str, more: str = "") -> str:
    return live.url(f"/api/v1/experiments/{experiment}{more}")


def check_snapshots(snapshots: list[dict[str, Any]], result: TrainingResult) -> None:
    """They come in order, each once and the last for certain, and say what the result says."""
    indices = [snapshot["index"] for snapshot in snapshots]
    assert indices == sorted(set(indices))
    assert indices[-1] == EVALUATIONS
    accuracies, tested = result.accuracies
    assert tested is not None
    for snapshot in snapshots:
        index = snapshot["index"]
        assert snapshot["epoch"] == (result.spec.evaluated[index - 1] if index else None)
        for entry, run in enumerate(snapshot["runs"]):
            assert run["train_accuracy"] == accuracies[index, entry]
            assert run["test_accuracy"] == tested[index, entry]


def test_a_stream_tells_every_cost_and_snapshots_on_the_way(
    live: Live, alone: TrainingResult
) -> None:
    experiment = live.post(SPEC)
    story = asyncio.run(follow(live.stream(experiment)))
    assert bytes(story.rows) == costs(alone)
    assert len(story.sizes) > 3, "it came as it happened"
    hello = story.messages[0]
    assert (hello["kind"], hello["channels"]) == ("training", ["cost"])
    assert (hello["shape"], hello["steps"]) == ([EPOCHS * BATCHES, 4, 1], EPOCHS * BATCHES)
    assert [entry["start"] for entry in hello["entries"]] == [0, 1, 0, 1]
    check_snapshots(story.of_type("snapshot"), alone)
    assert len(story.of_type("snapshot")) > 1
    assert story.messages[-1] == {"type": "end", "status": "succeeded"}
    assert story.code == 1000


def test_a_snapshot_that_cannot_be_had_does_not_end_the_stream(
    live: Live, alone: TrainingResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SPEC | {"shuffle_seed": 77}
    experiment = live.post(other)

    def singular(*_: object) -> None:
        raise np.linalg.LinAlgError("no axes")

    monkeypatch.setattr("app.experiments.training_views.snapshot", singular)
    story = asyncio.run(follow(live.stream(experiment)))
    assert len(story.rows) == len(costs(alone))
    assert not story.of_type("snapshot")
    assert story.messages[-1] == {"type": "end", "status": "succeeded"}


def test_resuming_in_the_middle_of_an_epoch_equals_the_whole(
    live: Live, alone: TrainingResult
) -> None:
    experiment = live.post(SPEC)

    async def interrupted() -> tuple[bytes, list[Story]]:
        rows, since, stories = bytearray(), 0, []
        for until in (1, 1_002, 3_333, None):
            stories.append(await follow(live.stream(experiment, since), until=until))
            rows += stories[-1].rows
            since = stories[-1].next
        return bytes(rows), stories

    rows, stories = asyncio.run(interrupted())
    assert rows == costs(alone)
    check_snapshots(stories[-1].of_type("snapshot"), alone)
    ended = asyncio.run(follow(live.stream(experiment, EPOCHS * BATCHES)))
    assert [message["type"] for message in ended.messages] == ["hello", "end"]
    assert not ended.rows


def test_server_sent_events_carry_the_same(live: Live, alone: TrainingResult) -> None:
    experiment = live.post(SPEC)

    def read(headers: dict[str, str]) -> tuple[list[str], bytes, list[dict[str, Any]]]:
        names: list[str] = []
        rows, snapshots = bytearray(), []
        stream = path(live, experiment, "/stream")
        with httpx2.stream("GET", stream, headers=headers, timeout=PATIENCE) as answer:
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    names.append(value)
                elif name == "data" and names[-1] == "frame":
                    rows += base64.b64decode(value)[HEADER.size :]
                elif name == "data" and names[-1] == "snapshot":
                    snapshots.append(json.loads(value))
        return names, bytes(rows), snapshots

    names, rows, snapshots = read({})
    assert (names[0], names[-1]) == ("hello", "end")
    assert rows == costs(alone)
    check_snapshots(snapshots, alone)
    resumed = read({"last-event-id": "1003"})[1]
    assert resumed == rows[1003 * 4 * 4 :]


def test_a_diverging_run_is_an_event_and_the_others_go_on(live: Live) -> None:
    wild = {"optimizer": "gd", "hyperparameters": {"lr": 1e3}, "label": "wild"}
    spec = SPEC | {
        "dataset": "curve",
        "network": {"layers": [1, 5, 5, 1]},
        "epochs": 40,
        "evaluations": 10,
        "runs": [wild, {"optimizer": "adam"}],
    }
    experiment = live.post(spec)
    story = asyncio.run(follow(live.stream(experiment)))
    (event,) = story.of_type("event")
    assert (event["run"], event["status"]) == (0, "diverged")
    rows = np.frombuffer(bytes(story.rows), "<f4").reshape(200, 2)
    assert np.isnan(rows[event["step"] :, 0]).all()
    assert np.isfinite(rows[: event["step"], 0]).all()
    assert np.isfinite(rows[:, 1]).all()
    last = story.of_type("snapshot")[-1]["runs"]
    assert last[0]["train_accuracy"] is None
    assert last[1]["train_accuracy"] > 0
    assert "NaN" not in httpx2.get(path(live, experiment, "/result"), timeout=PATIENCE).text


def test_followers_see_no_gap_when_workers_are_killed(
    tmp_path: Path, alone: TrainingResult
) -> None:
    with serving(settings_in(tmp_path, thread_budget=0)) as live:
        workers = live.app.state.experiments.compute.workers

        def kill() -> None:
            """Once it has sent something, and once more while it catches up."""
            wait_until(lambda: live.status(experiment)["progress"])
            killed: set[int] = set()
            while len(killed) < 2:
                if workers.pids[0] not in killed:
                    killed.add(workers.pids[0])
                    os.kill(workers.pids[0], signal.SIGKILL)
                time.sleep(0.01)

        async def scenario() -> Story:
            following = asyncio.create_task(follow(live.stream(experiment)))
            await asyncio.to_thread(kill)
            return await following

        experiment = live.post(SPEC)
        story = asyncio.run(scenario())
        assert bytes(story.rows) == costs(alone)
        assert story.messages[-1] == {"type": "end", "status": "succeeded"}
        check_snapshots(story.of_type("snapshot"), alone)
        result = live.app.state.experiments.shelf.peek(experiment).result()
        assert result.history.tobytes() == alone.history.tobytes()
        assert result.parameters.tobytes() == alone.parameters.tobytes()
        assert result.endings == alone.endings
        metrics = httpx2.get(live.url("/metrics"), timeout=PATIENCE).text
        assert "descentlab_worker_deaths_total 2.0" in metrics


def test_a_cancelled_training_ends_its_stream_and_frees_its_worker(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path, thread_budget=0)) as live:
        experiment = live.post(ENDLESS)

        async def scenario() -> Story:
            following = asyncio.create_task(follow(live.stream(experiment)))
            await asyncio.to_thread(wait_until, lambda: live.status(experiment)["progress"])
            answer = await asyncio.to_thread(httpx2.post, path(live, experiment, "/cancel"))
            assert answer.json()["status"] == "cancelled"
            return await following

        story = asyncio.run(scenario())
        assert story.messages[-1] == {"type": "end", "status": "cancelled"}
        assert 0 < story.next < from_dict(ENDLESS).rows
        assert httpx2.get(path(live, experiment, "/result")).status_code == 409
        # What it came to can still be looked at, and the worker is free for others.
        assert httpx2.get(path(live, experiment, "/evaluations")).json()["complete"] is False
        live.wait_for(live.post(SPEC | {"epochs": 50, "evaluations": 5}))
        wait_until(lambda: live.app.state.followers.count == 0)
