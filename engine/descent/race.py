"""Races: the runs of an experiment in lockstep, with history, statuses and events.

`race(spec)` runs one to its end; `Race` advances step by step, so that a server can stream it.
History is (steps + 1, entries, 4), channels x, y, cost and gradient norm; row 0 is the start. A
stopped entry's later rows are NaN. `engine.descent.termination` says when an entry stops.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import specs
from engine.descent.driver import Descent, Stretch
from engine.lanes import Array, Status
from engine.results import Ending, Event, Result
from engine.specs import DescentSpec, Spec

CHUNK = 128


def race(spec: Spec | Mapping[str, Any]) -> Result:
    """Run an experiment to its end. Raises SpecError for a specification that is wrong."""
    runner = Race(specs.checked(spec, DescentSpec))
    while not runner.finished:
        runner.advance(runner.spec.steps)
    return runner.result()


class Race:
    """An experiment under way. `done` rows of `history` hold; `events` grows in order of step."""

    def __init__(self, spec: DescentSpec, history: Array | None = None) -> None:
        """`history`, when given, is the (steps + 1, entries, 4) array to write into."""
        self.spec = spec
        shape = (spec.steps + 1, len(spec.entries), len(spec.channels))
        self.history: Array = np.empty(shape) if history is None else history
        if self.history.shape != shape:
            raise ValueError(
                f"history has shape {self.history.shape}; this experiment needs {shape}"
            )
        self.endings = [Ending(Status.RUNNING, None) for _ in spec.entries]
        self.events: list[Event] = []
        self._descent = Descent(spec)
        self.done = 0
        self._write(self._descent.start)

    @property
    def finished(self) -> bool:
        """Whether every row has been computed."""
        return self.done > self.spec.steps

    def advance(self, steps: int) -> int:
        """Compute at most `steps` further rows; returns how many rows hold now."""
        goal = min(self.done + steps, self.spec.steps + 1)
        while self.done < goal:
            # Nobody is left to step, and stopped entries have no rows: the rest needs no computing.
            if self._descent.termination.all:
                self.history[self.done :] = np.nan
                self.done = self.spec.steps + 1
                break
            self._write(self._descent.advance(min(goal - self.done, CHUNK)))
        return self.done

    def result(self) -> Result:
        """The outcome. Raises ValueError while rows are missing."""
        if not self.finished:
            raise ValueError(
                f"{self.done} of {self.spec.steps + 1} rows are computed; advance first"
            )
        return Result(self.spec, self.history, tuple(self.endings))

    def _write(self, stretch: Stretch) -> None:
        """Write a stretch into history, cut where an entry stops."""
        first, last = self.done, self.done + len(stretch.states)
        rows = np.where(stretch.rows[..., None], _rows(stretch.states), np.nan)
        self.history[first:last] = rows
        self.done = last
        termination = self._descent.termination
        at = termination.at
        stopped = np.flatnonzero(at >= first)
        stopped = stopped[np.argsort(at[stopped], kind="stable")]
        for entry, ending in zip(stopped.tolist(), termination.endings(stopped), strict=True):
            self._end(entry, ending)
        if self.finished:
            for entry in np.flatnonzero(at < 0).tolist():
                self._end(entry, Ending(Status.FINISHED, None))

    def _end(self, entry: int, ending: Ending) -> None:
        self.endings[entry] = ending
        if ending.stopped_at is not None:
            where = self.spec.entries[entry]
            self.events.append(
                Event(entry, where.run, where.start, ending.status, ending.stopped_at, ending.tried)
            )


def _rows(states: Array) -> Array:
    """States (n, 5, L) as rows (n, L, 4): the two slopes become the gradient norm."""
    with np.errstate(all="ignore"):
        norm = np.hypot(states[:, 3], states[:, 4])
    return np.stack([states[:, 0], states[:, 1], states[:, 2], norm], axis=-1)
