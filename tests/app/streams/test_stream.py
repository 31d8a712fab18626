"""Streams over real websockets: whoever follows, however, gets every step exactly once."""

import asyncio
import base64
import json
import random
from pathlib import Path

import httpx2
import numpy as np
import pytest

from app import kinds
from app.streams.frames import HEADER
from engine.descent.race import Race
from tests.app.support import (
    PATIENCE,
    Gated,
    Live,
    Story,
    connected,
    follow,
    serving,
    settings_in,
    spec,
    wait_until,
)

STEPS = 400
RUNS = [{"optimizer": "gd", "hyperparameters": {"lr": 0.02}}, {"optimizer": "adam"}]


def test_a_stream_tells_the_whole_result(live: Live, slow_gate: type[Gated]) -> None:
    experiment = live.post(spec(STEPS))

    async def scenario() -> Story:
        story = asyncio.create_task(follow(live.stream(experiment)))
        await live.followed()
        slow_gate.gate.set()
        return await story

    story = asyncio.run(scenario())
    assert story.rows == live.rows(experiment)
    assert len(story.sizes) > 3, "it came as it happened"
    assert story.messages[0] == {
        "type": "hello",
        "id": experiment,
        "kind": "descent",
        "shape": [STEPS + 1, 2, 4],
        "runs": ["GD", "Adam"],
        "entries": [
            {"run": 0, "start": 0, "label": "GD"},
            {"run": 1, "start": 0, "label": "Adam"},
        ],
        "channels": ["x", "y", "cost", "grad_norm"],
        "steps": STEPS,
        "since": 0,
        "window": 8,
    }
    assert story.messages[-1] == {"type": "end", "status": "succeeded"}
    assert story.code == 1000


class Halfway(Gated):
    """A race that comes to its gate after half its steps."""

    def advance(self, steps: int) -> int:
        left = STEPS // 2 - self.done
        return Race.advance(self, min(steps, left)) if left > 0 else super().advance(steps)


def test_a_late_joiner_gets_what_it_missed_and_what_follows(
    live: Live, gate: type[Gated], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds.RUNNERS, "descent", lambda spec, history, _: Halfway(spec, history))
    experiment = live.post(spec(STEPS))

    async def scenario() -> tuple[Story, Story]:
        await follow(live.stream(experiment), until=STEPS // 2)
        await live.followed(0)
        late = asyncio.create_task(follow(live.stream(experiment)))
        await live.followed()
        assert live.status(experiment)["status"] == "running"
        gate.gate.set()
        return await late, await follow(live.stream(experiment))

    late, after = asyncio.run(scenario())
    assert late.rows == after.rows == live.rows(experiment)
    assert late.sizes[0] == STEPS // 2, "the past comes at once"


@pytest.mark.usefixtures("slow_races")
def test_resuming_anywhere_equals_the_uninterrupted_stream(live: Live) -> None:
    experiment = live.post(spec(STEPS))

    async def interrupted(seed: int) -> bytes:
        rows, since = bytearray(), 0
        chance = random.Random(seed)
        while since <= STEPS:
            story = await follow(
                live.stream(experiment, since), until=chance.randint(since, STEPS + 1)
            )
            rows += story.rows
            since = story.next
        return bytes(rows)

    async def scenario() -> tuple[Story, list[bytes]]:
        whole = asyncio.create_task(follow(live.stream(experiment)))
        parts = await asyncio.gather(*(interrupted(seed) for seed in range(4)))
        return await whole, parts

    story, parts = asyncio.run(scenario())
    assert all(part == story.rows for part in parts)
    assert story.rows == live.rows(experiment)


def test_fifty_followers_share_one_computation(live: Live, slow_gate: type[Gated]) -> None:
    experiment = live.post(spec(STEPS))

    async def scenario() -> list[Story]:
        pauses = [0.0, 0.01, 0.05, 0.2]
        stories = asyncio.gather(
            *(follow(live.stream(experiment), pause=pauses[i % 4]) for i in range(50))
        )
        await live.followed(50)
        slow_gate.gate.set()
        return await stories

    stories = asyncio.run(scenario())
    expected = live.rows(experiment)
    assert all(story.rows == expected and story.code == 1000 for story in stories)
    frames = [len(story.sizes) for story in stories]
    assert sum(frames[3::4]) < sum(frames[0::4]), "slower readers get fewer frames"
    metrics = httpx2.get(live.url("/metrics"), timeout=PATIENCE).text
    assert 'descentlab_experiments_total{status="succeeded"} 1.0' in metrics


def test_a_reader_that_stops_for_ten_seconds_misses_nothing(
    live: Live, slow_gate: type[Gated]
) -> None:
    experiment = live.post(spec(4_000, runs=RUNS * 4))

    async def scenario() -> tuple[Story, Story]:
        story = Story()
        other = asyncio.create_task(follow(live.stream(experiment)))
        async with (
            asyncio.timeout(PATIENCE),
            connected(live.stream(experiment), max_queue=1) as reader,
        ):
            story.take(await reader.recv())
            await live.followed(2)
            reader.transport.pause_reading()  # from here on, its socket fills up
            slow_gate.gate.set()
            await asyncio.sleep(10)
            reader.transport.resume_reading()
            async for message in reader:
                story.take(message)
                if isinstance(message, bytes):  # after the end nobody waits for one
                    await reader.send(json.dumps({"type": "ack", "step": story.next}))
            story.code = reader.close_code
        return story, await other

    story, other = asyncio.run(scenario())
    assert story.rows == other.rows == live.rows(experiment)
    assert story.code == 1000
    assert len(story.sizes) < len(other.sizes)
    assert max(story.sizes) > max(other.sizes[1:]), "it caught up by larger frames"


@pytest.mark.usefixtures("slow_races")
def test_an_abrupt_disconnect_leaves_nothing_behind(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    experiment = live.post(spec(STEPS))

    async def scenario() -> Story:
        other = asyncio.create_task(follow(live.stream(experiment)))
        for _ in range(20):
            async with connected(live.stream(experiment)) as reader:
                await reader.recv()
                reader.transport.abort()
        return await other

    story = asyncio.run(scenario())
    assert story.rows == live.rows(experiment)
    wait_until(lambda: live.app.state.followers.count == 0)
    assert not caplog.records


def test_an_event_carries_the_point_that_was_tried(live: Live) -> None:
    surface = {"expression": "0.5*x^2-9*log(x)", "view": [[1, 20], [-1, 1]]}
    gd = {"optimizer": "gd", "hyperparameters": {"lr": 1.1}, "label": "GD"}
    experiment = live.post(spec(20, surface=surface, runs=[gd], start=[18, 0]))
    (event,) = asyncio.run(follow(live.stream(experiment))).of_type("event")
    assert (event["status"], event["step"]) == ("left_domain", 1)
    assert event["tried"] == pytest.approx([-1.25, 0])
    live.wait_for(experiment)
    result = live.url(f"/api/v1/experiments/{experiment}/result")
    (told,) = httpx2.get(result, timeout=PATIENCE).json()["runs"]
    assert (told["status"], told["tried"]) == ("left_domain", event["tried"])


def test_events_come_before_the_frame_with_their_step(live: Live) -> None:
    wild = {"optimizer": "gd", "hyperparameters": {"lr": 0.5}, "label": "wild"}
    experiment = live.post(spec(200, runs=[{"optimizer": "adam"}, wild], start=[[1, 1], [2, 1]]))
    story = asyncio.run(follow(live.stream(experiment)))
    events = story.of_type("event")
    assert [(event["run"], event["start"], event["entry"]) for event in events] == [
        (1, 0, 2),
        (1, 1, 3),
    ]
    assert {event["status"] for event in events} == {"diverged"}
    rows = np.frombuffer(bytes(story.rows), "<f4").reshape(201, 4, 4)
    for event in events:
        assert np.isnan(rows[event["step"] :, event["entry"]]).all()
        assert np.isfinite(rows[: event["step"], event["entry"]]).all()
    resumed = asyncio.run(follow(live.stream(experiment, events[0]["step"] + 1)))
    assert len(resumed.of_type("event")) < len(events)


def test_since_the_end_tells_only_the_end(live: Live) -> None:
    experiment = live.post(spec(50))
    live.wait_for(experiment)
    story = asyncio.run(follow(live.stream(experiment, 51)))
    assert [message["type"] for message in story.messages] == ["hello", "end"]
    assert story.code == 1000
    assert not story.rows


def test_a_cancelled_experiment_ends_its_streams(live: Live, gate: type[Gated]) -> None:
    experiment = live.post(spec(1_000))

    async def scenario() -> Story:
        story = asyncio.create_task(follow(live.stream(experiment)))
        await live.followed()
        path = f"/api/v1/experiments/{experiment}/cancel"
        answer = await asyncio.to_thread(httpx2.post, live.url(path))
        assert answer.json()["status"] == "cancelled"
        return await story

    story = asyncio.run(scenario())
    assert story.messages[-1] == {"type": "end", "status": "cancelled"}
    assert story.code == 1000
    gate.gate.set()


def test_server_sent_events_carry_the_same_frames(live: Live, slow_gate: type[Gated]) -> None:
    experiment = live.post(spec(100))
    path = live.url(f"/api/v1/experiments/{experiment}/stream")

    def read(headers: dict[str, str]) -> tuple[list[str], bytes, str]:
        names, rows, last = [], b"", ""
        with httpx2.stream("GET", path, headers=headers, timeout=PATIENCE) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    names.append(value)
                    slow_gate.gate.set()
                elif name == "id":
                    last = value
                elif name == "data" and names[-1] == "frame":
                    rows += base64.b64decode(value)[HEADER.size :]
        return names, rows, last

    names, rows, last = read({})
    assert (names[0], names[-1], last) == ("hello", "end", "101")
    assert names.count("frame") > 2
    assert rows == live.rows(experiment)
    resumed = read({"last-event-id": "40"})[1]
    assert resumed == rows[40 * 2 * 4 * 4 :]


@pytest.mark.usefixtures("slow_races")
def test_a_lost_listener_of_events_leaves_nothing_behind(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    experiment = live.post(spec(STEPS))
    path = live.url(f"/api/v1/experiments/{experiment}/stream")
    for _ in range(5):
        with httpx2.stream("GET", path, timeout=PATIENCE) as answer:
            assert next(answer.iter_lines())
    live.wait_for(experiment)
    wait_until(lambda: live.app.state.followers.count == 0)
    assert not caplog.records


def test_a_silent_event_stream_gives_signs_of_life_and_ends(
    tmp_path: Path, gate: type[Gated]
) -> None:
    with serving(settings_in(tmp_path, heartbeat=0.1, stream_timeout=0.5)) as live:
        experiment = live.post(spec(50))
        path = live.url(f"/api/v1/experiments/{experiment}/stream")
        text = httpx2.get(path, timeout=PATIENCE).text
        assert ": still here\n\n" in text
        assert "event: end" not in text
        gate.gate.set()
