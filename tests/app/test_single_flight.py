"""Shared work is done once, goes on without whoever began it, and is begun anew where it failed."""

import asyncio

import pytest

from app.single_flight import SingleFlight


class Work:
    """Work that can be let go, and counts how often it was begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.free = asyncio.Event()
        self.fault: Exception | None = None

    async def __call__(self) -> int:
        self.begun += 1
        await self.free.wait()
        if self.fault is not None:
            raise self.fault
        return self.begun


def test_many_who_ask_wait_for_the_same_work_and_later_ones_find_it() -> None:
    async def body() -> None:
        shared, work = SingleFlight[int](2), Work()
        asking = [asyncio.create_task(shared.get("key", work)) for _ in range(9)]
        await asyncio.sleep(0)
        work.free.set()
        assert await asyncio.gather(*asking) == [1] * 9
        assert await shared.get("key", work) == 1

    asyncio.run(body())


def test_work_goes_on_when_whoever_began_it_is_gone() -> None:
    async def body() -> None:
        shared, work = SingleFlight[int](2), Work()
        first = asyncio.create_task(shared.get("key", work))
        await asyncio.sleep(0)
        second = asyncio.create_task(shared.get("key", work))
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        work.free.set()
        assert await second == 1

    asyncio.run(body())


def test_work_that_failed_is_begun_anew() -> None:
    async def body() -> None:
        shared, work = SingleFlight[int](2), Work()
        work.free.set()
        work.fault = ValueError("no")
        with pytest.raises(ValueError, match="no"):
            await shared.get("key", work)
        work.fault = None
        assert await shared.get("key", work) == 2

    asyncio.run(body())


def test_the_longest_unused_is_forgotten_but_nothing_under_way() -> None:
    async def body() -> None:
        shared, work = SingleFlight[int](2), Work()
        under_way = asyncio.create_task(shared.get("slow", work))
        await asyncio.sleep(0)
        quick = Work()
        quick.free.set()
        for key in ("a", "b", "c"):
            await shared.get(key, quick)
        assert await shared.get("c", quick) == 3
        assert await shared.get("a", quick) == 4
        work.free.set()
        assert await under_way == 1
        assert work.begun == 1

    asyncio.run(body())
