"""Recovery: what was queued or running when the server last stopped is taken up, as room permits.

It runs beside the first requests. A database that does not answer yet, or an experiment that is no
longer valid, keeps no server from starting.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from app.experiments.archive import Unreadable
from app.experiments.records import Record
from app.experiments.store import Store
from app.http.errors import Problem, StoreError
from app.streams.live import State

logger = logging.getLogger("descentlab")

STORE_PAUSE = 5.0
ROOM_PAUSE = 0.5


class Recovery:
    """Takes up unfinished experiments, the oldest first, one at a time."""

    def __init__(
        self,
        store: Store,
        resume: Callable[[str], Awaitable[object]],
        has_room: Callable[[], bool],
    ) -> None:
        """`resume` starts an experiment by its id; `has_room` says whether it may be called."""
        self._store, self._resume, self._has_room = store, resume, has_room

    async def run(self) -> None:
        """Take up all there are; returns when each has been started or given up."""
        for record in await self._unfinished():
            await self._take_up(record)

    async def _unfinished(self) -> list[Record]:
        while True:
            try:
                return await self._store.unfinished()
            except StoreError as error:
                logger.warning("cannot take up unfinished experiments yet: %s", error)
                await asyncio.sleep(STORE_PAUSE)

    async def _take_up(self, record: Record) -> None:
        while True:
            try:
                if self._has_room():
                    await self._resume(record.id)
                    return
            except Unreadable as error:
                logger.warning("experiment %s is no longer valid: %s", record.id, error)
                with suppress(StoreError):
                    failed = replace(record, status=State.FAILED, error=str(error))
                    await self._store.put(failed)
                return
            except (Problem, StoreError) as error:
                logger.info("experiment %s has to wait: %s", record.id, error)
            await asyncio.sleep(ROOM_PAUSE)
