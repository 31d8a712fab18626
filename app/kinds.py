"""Kinds of experiment, for instance a descent: how each is started, and what it comes to.

A new kind is one more row of RUNNERS and of RESULTS; streams, workers and store treat all kinds
alike: as a history (rows, columns, channels) that is filled row by row, and what is kept
beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias

from engine.descent.basins import BasinResult, Basins
from engine.descent.race import Race
from engine.lanes import Array, Status
from engine.results import Ending, Event, Result
from engine.specs import Spec, from_dict
from engine.training.results import TrainingResult
from engine.training.run import Training
from engine.validation import SpecError

__all__ = [
    "RESULTS",
    "RUNNERS",
    "Ending",
    "Event",
    "Outcome",
    "Runner",
    "Spec",
    "begin",
    "early_ends",
    "effort",
    "endings_so_far",
    "outcome",
    "read",
]

LANES_PER_RUN = 64

Outcome: TypeAlias = Result | BasinResult | TrainingResult


class Runner(Protocol):
    """An experiment under way, computed some rows at a time into its history."""

    done: int
    events: list[Event]
    endings: list[Ending]

    @property
    def finished(self) -> bool: ...

    def advance(self, rows: int, /) -> int: ...

    def result(self) -> Outcome: ...


RUNNERS: dict[str, Callable[[Any, Array, Array], Runner]] = {
    "descent": lambda spec, history, _: Race(spec, history),
    "basin": Basins,
    "training": Training,
}
RESULTS: dict[str, Callable[[Any, Array, Array, tuple[Ending, ...]], Outcome]] = {
    "descent": lambda spec, history, _, endings: Result(spec, history, endings),
    "basin": lambda spec, history, checkpoints, endings: BasinResult(
        spec, history, endings, checkpoints
    ),
    "training": TrainingResult,
}


def read(data: object) -> Spec:
    """A specification of a kind that can be computed here. Raises SpecError."""
    spec = from_dict(data)
    if spec.kind not in RUNNERS:
        raise SpecError("kind", f"{spec.kind!r} is not computed here; known: {', '.join(RUNNERS)}")
    return spec


def begin(spec: Spec, history: Array, checkpoints: Array) -> Runner:
    """Start to compute an experiment into these arrays, which have the shapes it names."""
    return RUNNERS[spec.kind](spec, history, checkpoints)


def outcome(spec: Spec, history: Array, checkpoints: Array, endings: tuple[Ending, ...]) -> Outcome:
    """What an experiment came to, as far as its history goes."""
    return RESULTS[spec.kind](spec, history, checkpoints, endings)


def endings_so_far(spec: Spec, events: Iterable[Event]) -> tuple[Ending, ...]:
    """The endings of an experiment that was stopped: what has not ended was running."""
    known = {event.entry: Ending(event.status, event.step) for event in events}
    running = Ending(Status.RUNNING, None)
    return tuple(known.get(entry, running) for entry in range(len(spec.entries)))


def effort(spec: Spec) -> float:
    """About how long it takes, in tens of microseconds: a call costs far more than a lane."""
    return spec.steps * len(spec.entries) + spec.work / LANES_PER_RUN


def early_ends(spec: Spec, endings: Sequence[Ending]) -> list[Event]:
    """The events of a finished experiment: which entries stopped early, in order of step."""
    events = [
        Event(index, entry.run, entry.start, ending.status, ending.stopped_at, ending.tried)
        for index, (entry, ending) in enumerate(zip(spec.entries, endings, strict=True))
        if ending.stopped_at is not None
    ]
    return sorted(events, key=lambda event: (event.step, event.entry))
