"""Threads: where answers are worked out while the event loop goes on, in two pools.

Short work takes milliseconds, such as reading a specification; long work takes seconds, such as a
sweep of learning rates. Each has a pool of its own, so that short work never waits for it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, Self, TypeVar

from app.http.quotas import too_many

T = TypeVar("T")

SHORT_THREADS = 4
LONG_THREADS = 2
MOST_LONG = 16
RETRY_AFTER = 5


class Threads:
    """The two pools. Open while in use (`async with`)."""

    def __init__(self) -> None:
        self._short = ThreadPoolExecutor(SHORT_THREADS, "descentlab-short")
        self._long = ThreadPoolExecutor(LONG_THREADS, "descentlab-long")
        self._lock = Lock()
        self._unfinished = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """End both pools; long work under way is not waited for, nobody will hear its answer."""
        await asyncio.to_thread(self._short.shutdown, wait=True, cancel_futures=True)
        self._long.shutdown(wait=False, cancel_futures=True)

    async def short(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run what takes milliseconds."""
        return await asyncio.get_running_loop().run_in_executor(self._short, function, *arguments)

    async def long(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run what takes seconds. Raises Problem 429 when too much of it waits or runs already."""
        if self._unfinished >= MOST_LONG:
            raise too_many("Too many such questions are waiting; try again soon.", RETRY_AFTER)
        with self._lock:
            self._unfinished += 1
        work = self._long.submit(function, *arguments)
        # The thread's own future, not asyncio's: whoever gives up waiting leaves a thread at work,
        # and that counts until it is done.
        work.add_done_callback(self._done)
        return await asyncio.wrap_future(work)

    def _done(self, _: object) -> None:
        with self._lock:
            self._unfinished -= 1
