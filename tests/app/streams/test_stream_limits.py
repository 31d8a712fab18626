"""Streams have limits: of time, size and number; what is beyond them is closed with a reason."""

import asyncio
import json
import socket as sockets
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.settings import Settings
from app.streams.frames import LARGEST, decode
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
        assert story.rows + rest.rows == live.rows(experiment)


@pytest.mark.parametrize(("steps", "window"), [(20_000, 1_000), (500, 1)])
def test_a_client_that_is_stuck_is_dropped_and_disturbs_nobody(
    tmp_path: Path, steps: int, window: int
) -> None:
    settings = settings_in(tmp_path, stall_timeout=1.0, window=window)
    with serving(settings) as live:
        experiment = live.post(spec(steps, runs=RUNS * 4))
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
            wait_until(lambda: live.app.state.followers.count == 1)
            story = asyncio.run(follow(live.stream(experiment)))
            wait_until(lambda: live.app.state.followers.count == 0)
        assert story.rows == live.rows(experiment)


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
