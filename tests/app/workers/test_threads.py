"""Long work leaves the threads for short work free, and is bounded."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from app.http.errors import Problem
from app.workers.threads import MOST_LONG, Threads
from tests.app.support import PATIENCE


def run(scenario: Callable[[Threads], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE), Threads() as threads:
            await scenario(threads)

    asyncio.run(bounded())


def test_long_work_leaves_short_work_free_and_is_bounded() -> None:
    async def scenario(threads: Threads) -> None:
        gate = threading.Event()
        asked = [asyncio.create_task(threads.long(gate.wait, PATIENCE)) for _ in range(MOST_LONG)]
        await asyncio.sleep(0)
        try:
            assert await threads.short(int) == 0
            with pytest.raises(Problem) as refused:
                await threads.long(int)
            assert refused.value.status == 429
            assert refused.value.headers["retry-after"]
        finally:
            gate.set()
        assert all(await asyncio.gather(*asked))
        assert await threads.long(int) == 0

    run(scenario)


def test_work_that_nobody_awaits_any_more_counts_until_it_is_done() -> None:
    """Whoever gives up leaves the thread at work; only what had not begun is dropped."""

    async def scenario(threads: Threads) -> None:
        gate, begun = threading.Event(), threading.Semaphore(0)

        def work() -> bool:
            begun.release()
            return gate.wait(PATIENCE)

        asked = [asyncio.create_task(threads.long(work)) for _ in range(MOST_LONG)]
        for _ in range(2):
            await asyncio.to_thread(begun.acquire)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        others = [asyncio.create_task(threads.long(work)) for _ in range(MOST_LONG - 2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem):
            await threads.long(int)
        gate.set()
        assert all(await asyncio.gather(*others))

    run(scenario)


def test_closing_waits_for_short_work_alone() -> None:
    gate, done = threading.Event(), threading.Event()

    def brief() -> None:
        threading.Event().wait(0.05)
        done.set()

    async def scenario(threads: Threads) -> None:
        for work in (threads.long(gate.wait, PATIENCE), threads.short(brief)):
            asyncio.ensure_future(work)  # noqa: RUF006 - what becomes of it is the point
        await asyncio.sleep(0)

    run(scenario)
    assert done.is_set()
    assert not gate.is_set(), "the long work still waits"
    gate.set()
