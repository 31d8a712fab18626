"""The window bounds what is in flight, and notices who is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.streams.follower import Idle, Window, messages
from tests.app.support import described, replay


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(20):
            return await scenario()

    return asyncio.run(bounded())


def test_there_is_room_until_the_window_is_full() -> None:
    async def scenario() -> None:
        window = Window(2, 0.05)
        await window.room()
        window.sending(10)
        await window.room()
        window.sending(20)
        with pytest.raises(Idle):
            await window.room()
        window.acknowledge(9)
        with pytest.raises(Idle):
            await window.room()
        window.acknowledge(10)
        await window.room()
        assert len(window) == 1

    run(scenario)


def test_one_acknowledgement_may_cover_many_frames() -> None:
    async def scenario() -> None:
        window = Window(3, 5.0)
        for stop in (1, 2, 3):
            window.sending(stop)
        waiting = asyncio.create_task(window.room(1))
        await asyncio.sleep(0)
        window.acknowledge(10**30)
        await waiting
        assert len(window) == 0

    run(scenario)


@pytest.mark.parametrize("rows", [-1, 0, 4])
def test_an_old_acknowledgement_changes_nothing(rows: int) -> None:
    async def scenario() -> int:
        window = Window(3, 5.0)
        window.sending(5)
        window.acknowledge(rows)
        return len(window)

    assert run(scenario) == 1


def test_an_acknowledgement_may_come_before_the_sender_goes_on() -> None:
    async def scenario() -> int:
        experiment = replay(described(50))
        window = Window(1, 0.05)
        frames = 0
        async for message in messages(experiment, 0, window):
            if isinstance(message, bytes):
                frames += 1
                window.acknowledge(51)
        return frames

    assert run(scenario) == 1
