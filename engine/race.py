"""Races: the runs of an experiment in lockstep, with history, statuses and events.

`race(spec)` runs one to its end; `Race` advances step by step, so that a server can stream it.
History is (steps + 1, entries, 4), channels x, y, cost and gradient norm; row 0 is the start. A
stopped entry's later rows are NaN. An entry has diverged when one of its numbers leaves the
finite range of float32.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import schedules, specs
from engine.lanes import Array, Status
from engine.lockstep import Group, Lockstep
from engine.optimizers import OPTIMIZERS
from engine.results import Ending, Event, Result
from engine.specs import DescentSpec, RunSpec

CHUNK = 128
LARGEST = float(np.finfo(np.float32).max)


def race(spec: DescentSpec | Mapping[str, Any]) -> Result:
    """Run an experiment to its end. Raises SpecError for a specification that is wrong."""
    checked = spec if isinstance(spec, DescentSpec) else specs.from_dict(spec)
    runner = Race(checked)
    while not runner.finished:
        runner.advance(checked.steps)
    return runner.result()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows (n, L, 4) of history from row `first` on, not yet cut at each entry's end."""

    first: int
    rows: Array


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
        groups = [_group(run) for run in spec.runs]
        self._lanes = Lockstep(spec.surface, groups, np.array(spec.starts).T)
        self._noise = np.random.RandomState(spec.seed) if spec.gradient_noise else None
        self._turns = {
            step: list(turns)
            for step, turns in groupby(spec.interventions, key=lambda turn: turn.step)
        }
        self.done = 0
        self._keep(Chunk(0, _rows(self._lanes.state[None])))

    @property
    def finished(self) -> bool:
        """Whether every row has been computed."""
        return self.done > self.spec.steps

    def advance(self, steps: int) -> int:
        """Compute at most `steps` further rows; returns how many rows hold now."""
        goal = min(self.done + steps, self.spec.steps + 1)
        while self.done < goal:
            if all(ending.status is not Status.RUNNING for ending in self.endings):
                self.history[self.done :] = np.nan
                self.done = self.spec.steps + 1
                break
            step = self.done - 1
            for turn in self._turns.get(step, ()):
                self._lanes.turn(turn.run, turn.hyperparameters)
            until = min((at for at in self._turns if at > step), default=self.spec.steps)
            self._compute(min(goal - self.done, until - step, CHUNK))
        return self.done

    def result(self) -> Result:
        """The outcome. Raises ValueError while rows are missing."""
        if not self.finished:
            raise ValueError(
                f"{self.done} of {self.spec.steps + 1} rows are computed; advance first"
            )
        return Result(self.spec, self.history, tuple(self.endings))

    def _compute(self, steps: int) -> None:
        states = np.empty((steps, *self._lanes.state.shape))
        noise = None
        if self._noise is not None:
            noise = self.spec.gradient_noise * self._noise.randn(steps, 2)
        self._lanes.advance(steps, noise, states)
        self._keep(Chunk(self.done, _rows(states)))

    def _keep(self, chunk: Chunk) -> None:
        """Write a chunk into history, cut where an entry diverges or converges in it."""
        last = chunk.first + len(chunk.rows)
        diverged = np.logical_not((np.abs(chunk.rows) <= LARGEST).all(axis=2))
        converged = self._converged(chunk.rows)
        self.history[chunk.first : last] = chunk.rows
        found = []
        for entry in range(chunk.rows.shape[1]):
            if self.endings[entry].status is not Status.RUNNING:
                self.history[chunk.first : last, entry] = np.nan
                continue
            stops = diverged[:, entry] | converged[:, entry]
            if not stops.any():
                continue
            offset = int(stops.argmax())
            status = Status.DIVERGED if diverged[offset, entry] else Status.CONVERGED
            first_empty = chunk.first + offset + (status is Status.CONVERGED)
            self.history[first_empty:last, entry] = np.nan
            found.append((entry, status, chunk.first + offset))
        self.done = last
        for entry, status, step in sorted(found, key=lambda item: (item[2], item[0])):
            self._end(entry, status, step)
        if self.finished:
            for entry, ending in enumerate(self.endings):
                if ending.status is Status.RUNNING:
                    self._end(entry, Status.FINISHED, None)

    def _converged(self, rows: Array) -> NDArray[np.bool_]:
        met = np.zeros(rows.shape[:2], dtype=np.bool_)
        if self.spec.grad_tolerance is not None:
            met |= rows[..., 3] <= self.spec.grad_tolerance
        if self.spec.cost_tolerance is not None:
            met |= rows[..., 2] <= self.spec.cost_tolerance
        return met

    def _end(self, entry: int, status: Status, step: int | None) -> None:
        self.endings[entry] = Ending(status, step)
        if step is not None:
            place = self.spec.entries[entry]
            self.events.append(Event(entry, place.run, place.start, status, step))


def _group(run: RunSpec) -> Group:
    constant = run.schedule["name"] == "constant"
    multiplier = None if constant else schedules.multiplier(run.schedule)
    return Group(OPTIMIZERS[run.optimizer], run.hyperparameters, multiplier)


def _rows(states: Array) -> Array:
    """States (n, 5, L) as rows (n, L, 4): the two slopes become the gradient norm."""
    with np.errstate(all="ignore"):
        norm = np.hypot(states[:, 3], states[:, 4])
    return np.stack([states[:, 0], states[:, 1], states[:, 2], norm], axis=-1)
