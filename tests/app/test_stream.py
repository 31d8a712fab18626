"""Streams over real websockets: whoever follows, however, gets every step exactly once."""

import asyncio
import base64
import json
import random
import socket as sockets
from contextlib import suppress
from pathlib import Path

import httpx2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.frames import HEADER, LARGEST, decode
from app.settings import Settings
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


def stored(live: Live, experiment: str) -> bytes:
    """The rows of a result as the stream should have told them."""
    answer = httpx2.get(
        live.url(f"/api/v1/experiments/{experiment}/result"), timeout=PATIENCE
    ).json()
    names = ("x", "y", "cost", "grad_norm")
    history = np.array([[run[name] for name in names] for run in answer["runs"]])
    return history.transpose(2, 0, 1).astype("<f4").tobytes()


@pytest.mark.usefixtures("slow_races")
def test_a_stream_tells_the_whole_result(live: Live) -> None:
    experiment = live.post(spec(STEPS))
    story = asyncio.run(follow(live.stream(experiment)))
    assert story.rows == stored(live, experiment)
    assert len(story.sizes) > 3, "it was told as it happened"
    assert story.messages[0] == {
        "type": "hello",
        "id": experiment,
        "runs": ["GD", "Adam"],
        "entries": [
            {"run": 0, "start": 0, "label": "GD"},
            {"run": 1, "start": 0, "label": "Adam"},
        ],
        "channels": ["x", "y", "cost", "grad_norm"],
        "steps": STEPS,
        "since": 0,
    }
    assert story.messages[-1] == {"type": "end", "status": "succeeded"}
    assert story.code == 1000


@pytest.mark.usefixtures("slow_races")
def test_a_late_joiner_gets_what_it_missed_and_what_follows(live: Live) -> None:
    experiment = live.post(spec(STEPS))

    async def scenario() -> tuple[Story, Story]:
        await follow(live.stream(experiment), until=STEPS // 3)
        assert live.status(experiment)["status"] == "running"
        late = await follow(live.stream(experiment))
        after = await follow(live.stream(experiment))
        return late, after

    late, after = asyncio.run(scenario())
    assert late.rows == after.rows == stored(live, experiment)
    assert late.sizes[0] > STEPS // 3, "the past comes at once"


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
    assert story.rows == stored(live, experiment)


@pytest.mark.usefixtures("slow_races")
def test_fifty_followers_share_one_computation(live: Live) -> None:
    experiment = live.post(spec(STEPS))

    async def scenario() -> list[Story]:
        pauses = [0.0, 0.01, 0.05, 0.2]
        return await asyncio.gather(
            *(follow(live.stream(experiment), pause=pauses[i % 4]) for i in range(50))
        )

    stories = asyncio.run(scenario())
    expected = stored(live, experiment)
    assert all(story.rows == expected and story.code == 1000 for story in stories)
    frames = [len(story.sizes) for story in stories]
    assert sum(frames[3::4]) < sum(frames[0::4]), "slower readers get fewer frames"
    metrics = httpx2.get(live.url("/metrics"), timeout=PATIENCE).text
    assert 'descentlab_experiments_total{status="succeeded"} 1.0' in metrics


@pytest.mark.usefixtures("slow_races")
def test_a_reader_that_stops_for_ten_seconds_misses_nothing(live: Live) -> None:
    experiment = live.post(spec(6_000, runs=RUNS * 8))

    async def scenario() -> tuple[Story, Story]:
        story = Story()
        other = asyncio.create_task(follow(live.stream(experiment)))
        async with (
            asyncio.timeout(PATIENCE),
            connected(live.stream(experiment), max_queue=1) as reader,
        ):
            story.take(await reader.recv())
            reader.transport.pause_reading()  # from here on, its socket fills up
            await asyncio.sleep(10)
            reader.transport.resume_reading()
            async for message in reader:
                story.take(message)
                await reader.send(json.dumps({"type": "ack", "step": story.next}))
            story.code = reader.close_code
        return story, await other

    story, other = asyncio.run(scenario())
    assert story.rows == other.rows == stored(live, experiment)
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
    assert story.rows == stored(live, experiment)
    wait_until(lambda: live.app.state.lab.followers == 0)
    assert not caplog.records


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


def test_a_follower_that_acknowledges_nothing_gets_a_window_and_no_more(
    tmp_path: Path, slow_races: None
) -> None:
    settings = settings_in(tmp_path, window=3, idle_timeout=1.0)
    with serving(settings) as live:
        experiment = live.post(spec(1_000))

        async def scenario() -> tuple[Story, int | None]:
            story = Story()
            async with asyncio.timeout(PATIENCE), connected(live.stream(experiment)) as reader:
                with suppress(ConnectionClosed):
                    async for message in reader:
                        story.take(message)
                return story, reader.close_code

        story, code = asyncio.run(scenario())
        assert len(story.sizes) == 3
        assert code == 4408
        assert live.status(experiment)["status"] in {"running", "succeeded"}
        rest = asyncio.run(follow(live.stream(experiment, story.next)))
        live.wait_for(experiment)
        assert story.rows + rest.rows == stored(live, experiment)


def test_a_client_that_is_stuck_is_dropped_and_disturbs_nobody(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, stall_timeout=1.0, window=1_000, thread_budget=10**9)
    with serving(settings) as live:
        experiment = live.post(spec(20_000, runs=RUNS * 4))
        host, port = live.http.removeprefix("http://").split(":")
        stuck = sockets.socket()
        stuck.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
        with stuck:
            stuck.connect((host, int(port)))
            stuck.sendall(
                f"GET /api/v1/experiments/{experiment}/stream HTTP/1.1\r\nHost: {host}:{port}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
            )
            assert b"101" in stuck.recv(64)
            wait_until(lambda: live.app.state.lab.followers == 1)
            story = asyncio.run(follow(live.stream(experiment)))
            wait_until(lambda: live.app.state.lab.followers == 0)
        assert story.rows == stored(live, experiment)


@pytest.mark.parametrize("experiment", ["0" * 32, "nothing", "%00", "é"])
def test_an_unknown_experiment_closes_with_4404(live: Live, experiment: str) -> None:
    story = asyncio.run(follow(live.stream(experiment)))
    assert (story.code, story.messages) == (4404, [])


@pytest.mark.parametrize("since", ["-1", "52", "x", "1.5", "1e3", "9" * 30, "١"])
def test_a_bad_since_closes_with_4422(live: Live, since: str) -> None:
    experiment = live.post(spec(50))
    assert asyncio.run(follow(live.stream(experiment, since))).code == 4422
    path = f"/api/v1/experiments/{experiment}/stream"
    answer = httpx2.get(live.url(path), params={"since": since}, timeout=PATIENCE)
    assert (answer.status_code, answer.json()["field"]) == (422, "since")


def test_since_the_end_tells_only_the_end(live: Live) -> None:
    experiment = live.post(spec(50))
    live.wait_for(experiment)
    story = asyncio.run(follow(live.stream(experiment, 51)))
    assert [message["type"] for message in story.messages] == ["hello", "end"]
    assert story.code == 1000
    assert not story.rows


@pytest.mark.parametrize(
    "message",
    ["", "ack", "[]", "{}", '{"type": "ack"}', '{"type": "ack", "step": "1"}', b"\0", "[" * 9_000],
)
def test_a_message_that_is_no_acknowledgement_closes_with_1008(
    live: Live, message: str | bytes
) -> None:
    experiment = live.post(spec(50))

    async def scenario() -> int | None:
        async with asyncio.timeout(PATIENCE), connected(live.stream(experiment)) as reader:
            await reader.send(message)
            with suppress(ConnectionClosed):
                async for _ in reader:
                    pass
            return reader.close_code

    assert asyncio.run(scenario()) == 1008


def test_a_cancelled_experiment_ends_its_streams(live: Live, gate: type[Gated]) -> None:
    experiment = live.post(spec(1_000))

    async def scenario() -> Story:
        story = asyncio.create_task(follow(live.stream(experiment)))
        await asyncio.sleep(0.2)
        path = f"/api/v1/experiments/{experiment}/cancel"
        answer = await asyncio.to_thread(httpx2.post, live.url(path))
        assert answer.json()["status"] == "cancelled"
        return await story

    story = asyncio.run(scenario())
    assert story.messages[-1] == {"type": "end", "status": "cancelled"}
    assert story.code == 1000
    gate.gate.set()


@pytest.mark.usefixtures("slow_races")
def test_server_sent_events_carry_the_same_frames(live: Live) -> None:
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
                elif name == "id":
                    last = value
                elif name == "data" and names[-1] == "frame":
                    rows += base64.b64decode(value)[HEADER.size :]
        return names, rows, last

    names, rows, last = read({})
    assert (names[0], names[-1], last) == ("hello", "end", "101")
    assert names.count("frame") > 2
    assert rows == stored(live, experiment)
    resumed = read({"last-event-id": "40"})[1]
    assert resumed == rows[40 * 2 * 4 * 4 :]


def test_frames_are_no_larger_than_promised(live: Live) -> None:
    experiment = live.post(spec(2_000, runs=RUNS * 8))
    live.wait_for(experiment)

    async def largest() -> int:
        size = 0
        async with asyncio.timeout(PATIENCE), connected(live.stream(experiment)) as reader:
            async for message in reader:
                if isinstance(message, bytes):
                    first, rows = decode(message)
                    size = max(size, len(message))
                    await reader.send(json.dumps({"type": "ack", "step": first + len(rows)}))
        return size

    assert LARGEST // 2 < asyncio.run(largest()) <= LARGEST


def test_there_is_an_end_to_the_number_of_streams(tmp_path: Path, gate: type[Gated]) -> None:
    with serving(settings_in(tmp_path, max_followers=1)) as live:
        experiment = live.post(spec(50))

        async def scenario() -> int | None:
            async with connected(live.stream(experiment)) as reader:
                await reader.recv()
                return (await follow(live.stream(experiment))).code

        assert asyncio.run(scenario()) == 4429
        gate.gate.set()


def test_a_stream_that_lasts_too_long_is_told_to_come_back(
    tmp_path: Path, gate: type[Gated]
) -> None:
    with serving(settings_in(tmp_path, stream_timeout=0.5)) as live:
        experiment = live.post(spec(50))
        assert asyncio.run(follow(live.stream(experiment))).code == 1001
        gate.gate.set()


def test_a_foreign_page_cannot_follow(live: Live, settings: Settings) -> None:
    experiment = live.post(spec(50))

    async def attempt(origin: str) -> Story:
        async with connected(live.stream(experiment), origin=origin) as reader:
            story = Story()
            story.take(await reader.recv())
            return story

    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(attempt("http://evil.example"))
    assert refused.value.response.status_code == 403
    assert asyncio.run(attempt(live.http)).messages[0]["type"] == "hello"
