"""The registry: every experiment of this server, whether queued, under way, in memory or stored.

All its methods belong to the event loop. What concerns one experiment happens under that
experiment's lock, so that two equal requests start one computation.
"""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, Self

from app.experiments.archive import Archive
from app.experiments.locks import Locks
from app.experiments.records import Record, from_record, record_of
from app.experiments.recovery import Recovery
from app.experiments.shelf import Shelf
from app.experiments.store import Store
from app.kinds import Spec
from app.metrics import Metrics
from app.settings import Settings
from app.streams.live import UNFINISHED, LiveExperiment, State
from app.workers.compute import Compute
from app.workers.threads import Threads


class Experiments:
    """Experiments by id: the digest of their specification. Open while in use (`async with`)."""

    def __init__(self, settings: Settings, metrics: Metrics, threads: Threads) -> None:
        self.store = Store(settings.database)
        self.compute = Compute(settings, metrics)
        self.shelf = Shelf(settings)
        self.metrics, self._interval = metrics, settings.frame_interval
        self._locks = Locks()
        self._archive = Archive(self.store, self.shelf, self._locks, threads)
        self._recovery = Recovery(self.store, self.load, self.shelf.has_room)
        self._tasks: set[asyncio.Task[None]] = set()
        metrics.live.set_function(lambda: len(self.shelf.unfinished))
        metrics.numbers.set_function(lambda: self.shelf.numbers)

    async def __aenter__(self) -> Self:
        """Take up what was left unfinished, as soon as the database answers."""
        self._spawn(self._recovery.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop computing; what is unfinished is taken up at the next start."""
        self.hang_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._shut_down)

    def hang_up(self) -> None:
        """Let every stream end."""
        for experiment in self.shelf.experiments:
            experiment.hang_up()

    async def submit(self, spec: Spec, owner: str) -> tuple[Record, LiveExperiment | None]:
        """Have an experiment computed unless it is or was; a stored one is its record alone."""
        async with self._locks.of(spec.digest):
            experiment = self.shelf.use(spec.digest)
            if experiment is not None and (
                experiment.unfinished or experiment.state is State.SUCCEEDED
            ):
                return record_of(experiment), experiment
            stored = await self.store.get(spec.digest)
            if stored is not None and stored.status is State.SUCCEEDED:
                self.metrics.stored.inc()
                return stored, None
            self.shelf.check_quota(owner)
            experiment = self.shelf.put(LiveExperiment(spec, owner, self._interval))
            # Recorded before it starts: once a client has its id, no crash may lose it.
            try:
                await self.store.put(record_of(experiment))
            except BaseException:
                self.shelf.take(experiment.id)
                raise
            self._start(experiment)
            return record_of(experiment), experiment

    async def record(self, experiment_id: str) -> Record | None:
        """What is known about an experiment."""
        experiment = self.shelf.peek(experiment_id)
        return await self.store.get(experiment_id) if experiment is None else record_of(experiment)

    async def page(self, limit: int, after: tuple[float, str] | None) -> list[Record]:
        """The newest experiments, or those older than (created, id)."""
        stored = await self.store.page(limit, after)
        held = [self.shelf.peek(record.id) for record in stored]
        return [
            record if experiment is None else record_of(experiment)
            for record, experiment in zip(stored, held, strict=True)
        ]

    async def load(self, experiment_id: str) -> LiveExperiment | None:
        """An experiment to follow or read; a stored one is loaded, an interrupted one taken up."""
        async with self._locks.of(experiment_id):
            experiment = self.shelf.use(experiment_id)
            if experiment is not None:
                return experiment
            record = await self.store.get(experiment_id)
            if record is None:
                return None
            spec = await self._archive.read(record)
            if record.status in {State.FAILED, State.CANCELLED}:
                return from_record(spec, record, None)
            if record.status is State.SUCCEEDED:
                stored = await self._archive.load(spec, record)
                if stored is not None:
                    return self.shelf.put(stored)
            experiment = self.shelf.put(LiveExperiment(spec, "", self._interval))
            experiment.created = record.created
            self._start(experiment)
            return experiment

    async def cancel(self, experiment_id: str) -> Record | None:
        """Stop an experiment that waits or runs; the record then says what it is."""
        async with self._locks.of(experiment_id):
            experiment = self.shelf.peek(experiment_id)
            if experiment is not None:
                experiment.end(State.CANCELLED)
                return record_of(experiment)
            record = await self.store.get(experiment_id)
            if record is not None and record.status in UNFINISHED:
                record = replace(record, status=State.CANCELLED, finished=time.time())
                await self.store.put(record)
            return record

    async def delete(self, experiment_id: str) -> bool:
        """Stop and forget an experiment; whether there was one."""
        async with self._locks.of(experiment_id):
            stored = await self.store.delete(experiment_id)
            experiment = self.shelf.take(experiment_id)
            if experiment is not None:
                experiment.discarded = True
                experiment.end(State.CANCELLED)
            return stored or experiment is not None

    def _start(self, experiment: LiveExperiment) -> None:
        self.compute.submit(experiment)
        self._spawn(self._finish(experiment))

    async def _finish(self, experiment: LiveExperiment) -> None:
        await experiment.ended.wait()
        self.metrics.experiments.labels(experiment.state.value).inc()
        self.metrics.rows.inc(experiment.done)
        await self._archive.save(experiment)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _shut_down(self) -> None:
        with suppress(RuntimeError):
            self.compute.close()
        self.store.close()
