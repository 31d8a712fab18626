"""The archive: experiments that have ended, written to the store and read back into memory.

Packing and unpacking numbers takes up to a second, so both happen in threads.
"""

import asyncio
import logging

from app.experiments.locks import Locks
from app.experiments.records import Record, from_record, record_of
from app.experiments.shelf import Shelf
from app.experiments.store import Store, pack, unpack
from app.http.errors import Problem, StoreError
from app.kinds import Spec, read
from app.streams.live import LiveExperiment, State
from app.workers.threads import Threads
from engine.validation import SpecError

logger = logging.getLogger("descentlab")

RETRY_PAUSES = (1.0, 5.0, 30.0, 120.0)


class Unreadable(Problem):
    """A stored specification that is no longer valid."""


class Archive:
    """What goes between the shelf and the store."""

    def __init__(self, store: Store, shelf: Shelf, locks: Locks, threads: Threads) -> None:
        self._store, self._shelf, self._locks, self._threads = store, shelf, locks, threads

    async def save(self, experiment: LiveExperiment) -> None:
        """Store an experiment that has ended; when that fails, again after each of the pauses."""
        for pause in (*RETRY_PAUSES, None):
            try:
                await self._write(experiment)
            except StoreError as error:
                logger.warning("experiment %s is not stored yet: %s", experiment.id, error)
            else:
                return
            if pause is not None:
                await asyncio.sleep(pause)

    async def read(self, record: Record) -> Spec:
        """The specification in a record. Raises Unreadable, a Problem 409."""
        try:
            return await self._threads.short(read, record.spec)
        except SpecError as error:
            detail = f"This version cannot read it: {error}"
            raise Unreadable(409, detail, kind="unreadable") from error

    async def load(self, spec: Spec, record: Record) -> LiveExperiment | None:
        """A stored experiment with its numbers; None when they are missing or damaged."""
        packed = await self._store.history(record.id)
        if packed is None:
            return None
        try:
            numbers = await self._threads.short(unpack, packed, spec)
        except ValueError:
            logger.warning("the stored history of %s is damaged; it is recomputed", record.id)
            return None
        return from_record(spec, record, numbers)

    async def _write(self, experiment: LiveExperiment) -> None:
        packed = None
        if experiment.state is State.SUCCEEDED and experiment.history is not None:
            packed = await self._threads.short(pack, experiment.history, experiment.checkpoints)
        # While it was packed, or while an earlier attempt paused, it may have been deleted, or
        # failed and been posted again: what is on the shelf then is the one to be stored.
        async with self._locks.of(experiment.id):
            current = self._shelf.peek(experiment.id)
            if not experiment.discarded and current in {None, experiment}:
                await self._store.put(record_of(experiment), packed)
