"""Kinds of experiment, for instance a descent: how each is begun and how its history is laid out.

A new kind is one more row of RUNNERS; sessions, workers, store and streams treat all kinds alike.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from engine.lanes import Array
from engine.race import Race
from engine.results import Ending, Event, Result
from engine.specs import DescentSpec

__all__ = [
    "RUNNERS",
    "Ending",
    "Event",
    "Result",
    "Runner",
    "Spec",
    "begin",
    "effort",
    "shape",
    "stops",
]

Spec = DescentSpec


class Runner(Protocol):
    """An experiment under way, computed some steps at a time into its history."""

    history: Array
    done: int
    events: list[Event]
    endings: list[Ending]

    @property
    def finished(self) -> bool: ...

    def advance(self, steps: int) -> int: ...


RUNNERS: dict[str, Callable[[Spec, Array], Runner]] = {"descent": Race}


def shape(spec: Spec) -> tuple[int, int, int]:
    """The shape of an experiment's history: (steps + 1, entries, channels)."""
    return spec.steps + 1, len(spec.entries), len(spec.channels)


def effort(spec: Spec) -> float:
    """How long an experiment takes, in units of some ten microseconds: a run costs far more than an entry."""
    return spec.steps * (len(spec.runs) + len(spec.entries) / 64)


def begin(spec: Spec, history: Array) -> Runner:
    """Start to compute an experiment into `history`."""
    return RUNNERS[spec.kind](spec, history)


def stops(spec: Spec, endings: Sequence[Ending]) -> list[Event]:
    """The events of a finished experiment: which entries stopped early, in order of step."""
    events = [
        Event(index, entry.run, entry.start, ending.status, ending.stopped_at)
        for index, (entry, ending) in enumerate(zip(spec.entries, endings, strict=True))
        if ending.stopped_at is not None
    ]
    return sorted(events, key=lambda event: (event.step, event.entry))
