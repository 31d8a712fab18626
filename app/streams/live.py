"""Live experiments: those in memory, under way or recorded; followers read their history.

A producer, in a thread or behind one, publishes how far it is; the event loop takes that over at a
bounded rate and wakes the followers. All other state belongs to the event loop. Rows need no lock:
those before `done` are never written again, and `done` is raised only after they are.
"""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock

import numpy as np

from app.kinds import Ending, Event, Outcome, Spec, early_ends, endings_so_far, outcome
from app.streams import frames
from engine.lanes import Array


class State(StrEnum):
    """What has become of an experiment."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({State.QUEUED, State.RUNNING})
NOTHING: Array = np.empty(0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one attempt is: `done` rows of its history hold; its events only ever grow.

    The checkpoints hold as far as those rows tell.
    """

    history: Array
    done: int
    events: Sequence[Event]
    checkpoints: Array = field(default_factory=lambda: NOTHING)


class LiveExperiment:
    """One experiment that followers can read while it is computed, and afterwards."""

    def __init__(self, spec: Spec, owner: str = "", interval: float = 0.0) -> None:
        """To be made on the event loop; `interval` is the least time between two wake-ups."""
        self.spec, self.owner, self.id = spec, owner, spec.digest
        self.state = State.QUEUED
        self.history: Array | None = None
        self.checkpoints = NOTHING
        self.done = 0
        self.events: Sequence[Event] = ()
        self.endings: tuple[Ending, ...] = ()
        self.error: str | None = None
        self.created = time.time()
        self.started: float | None = None
        self.finished: float | None = None
        self.followers = 0
        self.discarded = False
        self.hung_up = False
        self.ended = asyncio.Event()
        self._grew = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._interval, self._woken = interval, -1e9
        self._lock = Lock()
        self._latest: Progress | None = None
        self._frame: tuple[int, int, bytes] = (0, 0, b"")
        self._outcome: Outcome | None = None

    @classmethod
    def recorded(
        cls, spec: Spec, history: Array, endings: Sequence[Ending], checkpoints: Array = NOTHING
    ) -> "LiveExperiment":
        """A finished experiment, to be read again."""
        experiment = cls(spec)
        experiment.history, experiment.checkpoints = history, checkpoints
        experiment.done = len(history)
        experiment.endings, experiment.events = tuple(endings), early_ends(spec, endings)
        experiment.end(State.SUCCEEDED)
        return experiment

    @property
    def unfinished(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in UNFINISHED

    @property
    def progress(self) -> float:
        """The share of its rows that is done."""
        return self.done / self.spec.rows

    @property
    def readable(self) -> bool:
        """Whether it has a result: it has ended, and its rows, or those there were, are here."""
        return not self.unfinished and self.history is not None and self.done > 0

    def result(self) -> Outcome:
        """The outcome, always the same object. Raises ValueError where it is not `readable`."""
        if self.history is None or not self.readable:
            raise ValueError(f"the experiment is {self.state}")
        if self._outcome is None:
            rows = self.history[: self.done]
            endings = self.endings or endings_so_far(self.spec, self._known_events())
            self._outcome = outcome(self.spec, rows, self.checkpoints, endings)
        return self._outcome

    def publish(self, progress: Progress) -> None:
        """Report, from any thread, how far the computation is."""
        # Only the latest report counts, so the event loop is woken for the first alone. Fifty races
        # that report a hundred times a second would keep it busy with nothing else.
        with self._lock:
            scheduled, self._latest = self._latest is not None, progress
        if not scheduled:
            self._call(self._take)

    def succeed(self, progress: Progress, endings: Sequence[Ending]) -> None:
        """Report, from any thread, that everything is computed."""
        self._call(self._succeed, progress, tuple(endings))

    def fail(self, error: str) -> None:
        """Report, from any thread, that it cannot be computed."""
        self._call(self.end, State.FAILED, error)

    def end(self, state: State, error: str | None = None) -> None:
        """End it, on the event loop, unless it has ended; a producer notices within a chunk."""
        if self.unfinished:
            self.state, self.error, self.finished = state, error, time.time()
            self.ended.set()
            self.wake()

    def hang_up(self) -> None:
        """Let every stream end here, on the event loop; the clients may come back."""
        self.hung_up = True
        self.wake()

    def wake(self) -> None:
        """Let every follower look again, on the event loop."""
        self._woken = self._loop.time()
        # A new event each time: nobody has to know when the old one could be cleared.
        grew, self._grew = self._grew, asyncio.Event()
        grew.set()

    async def grown(self, since: int) -> None:
        """Wait for rows beyond `since`, for the end, or for the stream to be hung up."""
        while self.done <= since and self.unfinished and not self.hung_up:
            await self._grew.wait()

    def frame(self, first: int, stop: int) -> bytes:
        """Rows `first` to `stop` as a frame; followers that are equally far share one encoding."""
        if self._frame[:2] != (first, stop):
            assert self.history is not None, "rows are done only where there is a history"
            self._frame = first, stop, frames.encode(first, self.history[first:stop])
        return self._frame[2]

    def events_between(self, first: int, stop: int) -> Sequence[Event]:
        """The events at steps `first` to `stop`, without the latter."""
        begin = bisect_left(self.events, first, key=lambda event: event.step)
        return self.events[begin : bisect_left(self.events, stop, key=lambda event: event.step)]

    def _known_events(self) -> Iterator[Event]:
        # Producers append to the same list until they notice that they have been stopped.
        return (event for event in list(self.events) if event.step <= self.done)

    def _take(self) -> None:
        wait = self._woken + self._interval - self._loop.time()
        if wait > 0:
            self._loop.call_later(wait, self._take)
            return
        with self._lock:
            progress, self._latest = self._latest, None
        if progress is not None and self.unfinished:
            self._absorb(progress)
            self.wake()

    def _absorb(self, progress: Progress) -> None:
        if self.state is State.QUEUED:
            self.state, self.started = State.RUNNING, time.time()
        # A repeated attempt begins anew: until it has caught up, the rows of the one before stand.
        if progress.done > self.done:
            self.history, self.done, self.events = progress.history, progress.done, progress.events
            self.checkpoints = progress.checkpoints

    def _succeed(self, progress: Progress, endings: tuple[Ending, ...]) -> None:
        if self.unfinished:
            self._absorb(progress)
            self.endings = endings
            self.end(State.SUCCEEDED)

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to hear it
            self._loop.call_soon_threadsafe(function, *arguments)
