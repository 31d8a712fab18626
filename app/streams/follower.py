"""Followers: whoever reads an experiment's stream, at their own pace, by a cursor into its history.

There is no queue for each follower that could grow: a cursor is one number, the next row, and what
a follower has not read yet stays where it is, in the history that all share. A slow one therefore
gets fewer and larger frames, and one that comes back starts where it left off. Nothing here knows
about sockets: `messages` says what comes next, the window says when.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from app.streams import frames
from app.streams.live import LiveExperiment, State


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """A control message as text, and its type."""

    type: str
    text: str


class SnapshotFeed(Protocol):
    """What a stream carries beside the numbers, once so many rows have been sent."""

    async def next(self, rows: int) -> EncodedMessage | None: ...


Message: TypeAlias = dict[str, Any] | bytes | EncodedMessage


class Followers:
    """How many follow: in all, which is bounded, and each experiment."""

    def __init__(self, most: int) -> None:
        self.count, self._most = 0, most

    @property
    def full(self) -> bool:
        """Whether there is room for no more."""
        return self.count >= self._most

    @contextmanager
    def follow(self, experiment: LiveExperiment) -> Iterator[None]:
        """Count a follower while it follows; an experiment that has some stays in memory."""
        experiment.followers += 1
        self.count += 1
        try:
            yield
        finally:
            experiment.followers -= 1
            self.count -= 1


class Idle(Exception):
    """A follower acknowledges nothing for too long."""


class Window:
    """The frames in flight: sent, not yet acknowledged.

    A socket takes a frame as soon as the kernel has room for it, long before anybody has drawn it.
    Only the acknowledgement says how fast the other end really is.
    """

    def __init__(self, frames: int, patience: float) -> None:
        self.frames, self._patience = frames, patience
        self._in_flight: deque[int] = deque()
        self._moved = asyncio.Event()

    def __len__(self) -> int:
        return len(self._in_flight)

    def sending(self, stop: int) -> None:
        """A frame whose last row is the one before `stop` goes out."""
        self._in_flight.append(stop)

    def acknowledge(self, rows: int) -> None:
        """The follower has handled that many rows."""
        before = len(self._in_flight)
        while self._in_flight and self._in_flight[0] <= rows:
            self._in_flight.popleft()
        if len(self._in_flight) < before:
            self._moved.set()

    async def room(self, most: int | None = None) -> None:
        """Wait until fewer than `most` frames are in flight. Raises Idle when none returns."""
        limit = self.frames if most is None else most
        while len(self._in_flight) >= limit:
            self._moved.clear()
            try:
                async with asyncio.timeout(self._patience):
                    await self._moved.wait()
            except TimeoutError as error:
                raise Idle from error


def hello(experiment: LiveExperiment, since: int, window: Window | None) -> dict[str, Any]:
    """The first message: what the frames will hold."""
    spec = experiment.spec
    return {
        "type": "hello",
        "id": experiment.id,
        "kind": spec.kind,
        "shape": list(spec.shape),
        "runs": [entry.label for entry in spec.entries],
        "entries": [
            {"run": entry.run, "start": entry.start, "label": entry.label} for entry in spec.entries
        ],
        "channels": list(spec.channels),
        "steps": spec.steps,
        "since": since,
        "window": None if window is None else window.frames,
    }


async def messages(
    experiment: LiveExperiment,
    since: int,
    window: Window | None,
    snapshots: SnapshotFeed | None = None,
) -> AsyncGenerator[Message]:
    """Everything from row `since` on, each row once; events come before the frame with their step.

    Of a training snapshots come, too. A stream that is hung up before the experiment's end has no
    last message.
    """
    yield hello(experiment, since, window)
    most = frames.rows_that_fit(*experiment.spec.shape[1:])
    while True:
        if window is not None:
            await window.room()
        # After the wait for room, so that a frame carries all that has come meanwhile.
        await experiment.grown(since)
        if experiment.done <= since:
            break
        stop = min(experiment.done, since + most)
        for event in experiment.events_between(since, stop):
            yield {
                "type": "event",
                "entry": event.entry,
                "run": event.run,
                "start": event.start,
                "status": event.status.value,
                "step": event.step,
                "tried": event.tried,
            }
        if window is not None:
            window.sending(stop)  # before it goes out: its acknowledgement may be quick
        yield experiment.frame(since, stop)
        since = stop
        if snapshots is not None and (snapshot := await snapshots.next(since)) is not None:
            yield snapshot
    if experiment.unfinished:
        return  # hung up, and not over: an end here would keep the client from coming back
    end = {"type": "end", "status": experiment.state.value}
    yield end | ({"detail": experiment.error} if experiment.state is State.FAILED else {})
