"""The laboratory: every experiment of this server, whether queued, under way, in memory or stored.

All its methods belong to the event loop. What concerns one experiment happens under that
experiment's lock, so that two equal requests start one computation.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from app.experiments.records import Record, record_of, replayed
from app.experiments.shelf import Shelf
from app.experiments.store import Store, pack, unpack
from app.experiments.training_views import Looks
from app.http.errors import Problem, StoreError
from app.http.quotas import too_many
from app.kinds import Spec, read
from app.metrics import Metrics
from app.settings import Settings
from app.single_flight import Shared
from app.streams.live import UNFINISHED, LiveExperiment, State
from app.workers.compute import Compute
from engine.lanes import Array
from engine.validation import SpecError

logger = logging.getLogger("descentlab")

T = TypeVar("T")

SAVE_AGAIN = (1.0, 5.0, 30.0, 120.0)
RECOVERY_PAUSE = 0.5
HELPERS = 4
THINKERS, MOST_THOUGHTS = 2, 16
FIGURES = 512


class Unreadable(Problem):
    """A stored specification that is no longer valid."""


class Lab:
    """Experiments by id: the digest of their specification."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self.store = Store(settings.database)
        self.compute = Compute(settings, metrics)
        self.followers = 0
        self.shelf = Shelf(settings)
        self._helpers = ThreadPoolExecutor(HELPERS, "descentlab-helper")
        self._thinkers = ThreadPoolExecutor(THINKERS, "descentlab-thinker")
        self._thoughts = 0
        self.looks = Looks(self)
        self.figures: Shared[Any] = Shared(FIGURES)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        metrics.followers.set_function(lambda: self.followers)
        metrics.live.set_function(lambda: len(self.shelf.unfinished))
        metrics.numbers.set_function(lambda: self.shelf.numbers)

    async def open(self) -> None:
        """Take up what was left unfinished, as soon as the database answers."""
        self._spawn(self._recover())

    async def close(self) -> None:
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

    async def help(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run what takes milliseconds in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._helpers, function, *arguments)

    async def think(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run what takes seconds in threads of its own, so that no helper waits for it.

        Raises Problem 429 when too much of it waits already.
        """
        if self._thoughts >= MOST_THOUGHTS:
            raise too_many("Too many such questions are waiting; try again soon.", 5)
        self._thoughts += 1
        thought = asyncio.get_running_loop().run_in_executor(self._thinkers, function, *arguments)
        thought.add_done_callback(self._thought)
        return await thought

    async def submit(self, spec: Spec, owner: str) -> tuple[Record, LiveExperiment | None]:
        """Have an experiment computed unless it is or was; a stored one is its record alone."""
        async with self._lock(spec.digest):
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
            experiment = self.shelf.put(LiveExperiment(spec, owner, self.settings.frame_interval))
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

    async def experiment(self, experiment_id: str) -> LiveExperiment | None:
        """An experiment to follow or read; a stored one is loaded, an interrupted one taken up."""
        async with self._lock(experiment_id):
            experiment = self.shelf.use(experiment_id)
            if experiment is not None:
                return experiment
            record = await self.store.get(experiment_id)
            if record is None:
                return None
            spec = await self._read(record)
            if record.status in {State.FAILED, State.CANCELLED}:
                return replayed(spec, record, None)
            if record.status is State.SUCCEEDED:
                numbers = await self._load(spec, record)
                if numbers is not None:
                    return self.shelf.put(replayed(spec, record, numbers))
            experiment = self.shelf.put(LiveExperiment(spec, "", self.settings.frame_interval))
            experiment.created = record.created
            self._start(experiment)
            return experiment

    async def cancel(self, experiment_id: str) -> Record | None:
        """Stop an experiment that waits or runs; the record then says what it is."""
        async with self._lock(experiment_id):
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
        async with self._lock(experiment_id):
            stored = await self.store.delete(experiment_id)
            experiment = self.shelf.take(experiment_id)
            if experiment is not None:
                experiment.discarded = True
                experiment.end(State.CANCELLED)
            return stored or experiment is not None

    def _thought(self, _: object) -> None:
        self._thoughts -= 1

    def _lock(self, experiment_id: str) -> asyncio.Lock:
        return self._locks.setdefault(experiment_id, asyncio.Lock())

    def _start(self, experiment: LiveExperiment) -> None:
        self.compute.submit(experiment)
        self._spawn(self._keep(experiment))

    async def _keep(self, experiment: LiveExperiment) -> None:
        """Wait for an experiment's end and store it; when that fails, again later."""
        await experiment.ended.wait()
        self.metrics.experiments.labels(experiment.state.value).inc()
        self.metrics.rows.inc(experiment.done)
        for pause in (*SAVE_AGAIN, None):
            try:
                await self._save(experiment)
            except StoreError as error:
                logger.warning("experiment %s is not stored yet: %s", experiment.id, error)
            else:
                return
            if pause is not None:
                await asyncio.sleep(pause)

    async def _save(self, experiment: LiveExperiment) -> None:
        packed = None
        if experiment.state is State.SUCCEEDED and experiment.history is not None:
            packed = await self.help(pack, experiment.history, experiment.checkpoints)
        async with self._lock(experiment.id):
            current = self.shelf.peek(experiment.id)
            if not experiment.discarded and current in {None, experiment}:
                await self.store.put(record_of(experiment), packed)

    async def _read(self, record: Record) -> Spec:
        try:
            return await self.help(read, record.spec)
        except SpecError as error:
            raise Unreadable(
                409, f"This version cannot read it: {error}", kind="unreadable"
            ) from error

    async def _load(self, spec: Spec, record: Record) -> Array | None:
        packed = await self.store.history(record.id)
        if packed is None:
            return None
        try:
            return await self.help(unpack, packed, spec)
        except ValueError:
            logger.warning("the stored history of %s is damaged; it is recomputed", record.id)
            return None

    async def _recover(self) -> None:
        while True:
            try:
                unfinished = await self.store.unfinished()
                break
            except StoreError as error:
                logger.warning("cannot take up unfinished experiments yet: %s", error)
                await asyncio.sleep(SAVE_AGAIN[1])
        for record in unfinished:
            await self._take_up(record)

    async def _take_up(self, record: Record) -> None:
        """Start an interrupted experiment as soon as there is room for it."""
        while True:
            try:
                if len(self.shelf.unfinished) < self.settings.max_live:
                    await self.experiment(record.id)
                    return
            except Unreadable as error:
                logger.warning("experiment %s is no longer valid: %s", record.id, error)
                with suppress(StoreError):
                    await self.store.put(replace(record, status=State.FAILED, error=str(error)))
                return
            except (Problem, StoreError) as error:
                logger.info("experiment %s has to wait: %s", record.id, error)
            await asyncio.sleep(RECOVERY_PAUSE)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _shut_down(self) -> None:
        with suppress(RuntimeError):
            self.compute.close()
        self._helpers.shutdown(wait=True, cancel_futures=True)
        self._thinkers.shutdown(wait=False, cancel_futures=True)
        self.store.close()
