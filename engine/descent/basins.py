"""Basins: where very many starts end, for instance the pixels of a basin map. No path is kept.

`basin_map(spec)` computes one map, `Basins` row by row, so that a server can stream it: coarse to
fine, in `row_order`. Its history is (ny, nx, 4): the final x, y and cost, and the arrival, which is
the first step with a gradient norm within the tolerance, NaN if there is none. A start that
fails, as in a race, is all NaN; the checkpoints (3,) count those, by FAILURES. Starts and ends are
(2, L), states (5, L).
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import specs
from engine.descent.basin_results import BasinResult, row_order
from engine.descent.driver import Driver
from engine.descent.lockstep import Lockstep
from engine.descent.termination import failures
from engine.lanes import FAILURES, LARGEST, Array, Status
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.results import Ending, Event
from engine.specs import BasinSpec, Spec
from engine.steppers import Group, group_of
from engine.surfaces import Surface
from engine.surfaces.surface import lattice

__all__ = ["BasinResult", "Basins", "Ends", "basin_map", "descend", "row_order"]

# Larger batches take less time in all (of 16,384 starts a fifth less), but rows come later.
FIRST_LANES, LANES = 1024, 4096


@dataclass(frozen=True, slots=True)
class Ends:
    """Where every lane ended: point (2, L), cost (L,), gradient (2, L); not finite if it failed."""

    theta: Array
    cost: Array
    grad: Array


def descend(
    surface: Surface,
    optimizer: Optimizer,
    hyperparameters: Mapping[str, Any],
    starts: Array,
    steps: int,
    threads: int = 1,
) -> Ends:
    """Take `steps` steps from every start (2, L); a hyper-parameter may be (L,), one a lane.

    Threads share the lanes out; that pays from some ten thousand lanes on and changes no number.
    """
    settings = {**optimizer.defaults(), **hyperparameters}
    lanes = np.array_split(np.arange(starts.shape[1]), threads)

    def work(part: NDArray[np.int_]) -> Array:
        own = {k: v[part] if np.ndim(v) else v for k, v in settings.items()}
        block = Lockstep(surface, [Group(optimizer, own)], starts[:, part])
        block.advance(steps)
        return block.state

    with ThreadPoolExecutor(threads) as pool:
        state = np.concatenate(list(pool.map(work, lanes)), axis=1)
    return Ends(state[:2], state[2], state[3:])


def basin_map(spec: Spec | Mapping[str, Any]) -> BasinResult:
    """Compute a map to its end. Raises SpecError for a specification that is wrong."""
    runner = Basins(specs.checked(spec, BasinSpec))
    runner.advance(runner.spec.rows)
    return runner.result()


class Basins:
    """A map under way. `done` rows of `history` hold, in `row_order`; it has no events."""

    def __init__(
        self, spec: BasinSpec, history: Array | None = None, checkpoints: Array | None = None
    ) -> None:
        """The arrays, when given, are written into: (ny, nx, 4) and (3,)."""
        self.spec = spec
        self.checkpoints = np.empty(len(FAILURES)) if checkpoints is None else checkpoints
        self.checkpoints[:] = 0
        self.history: Array = np.empty(spec.shape) if history is None else history
        if self.history.shape != spec.shape:
            raise ValueError(
                f"history has shape {self.history.shape}; this experiment needs {spec.shape}"
            )
        self.endings = [Ending(Status.RUNNING, None)]
        self.events: list[Event] = []
        self.done = 0
        self._computed = 0
        x, y = lattice(spec.view, spec.nx, spec.ny)
        self._x, self._y = x[0], y[row_order(spec.ny), 0]
        self._group = _tabulated(group_of(spec.run), spec.steps)

    @property
    def finished(self) -> bool:
        """Whether every row has been computed."""
        return self.done == self.spec.rows

    def advance(self, rows: int) -> int:
        """Bring out at most `rows` further rows; returns how many rows hold now.

        They are computed in batches of about LANES starts, ahead of time where need be; the first
        batches are smaller, so that a coarse map is there soon.
        """
        goal = min(self.done + rows, self.spec.rows)
        while self._computed < goal:
            least, most = (-(-lanes // self.spec.nx) for lanes in (FIRST_LANES, LANES))
            first = self._computed
            self._computed = min(first + min(max(first, least), most), self.spec.rows)
            self._compute(first, self._computed)
        self.done = goal
        if self.finished:
            self.endings = [Ending(Status.FINISHED, None)]
        return self.done

    def result(self) -> BasinResult:
        """The outcome. Raises ValueError while rows are missing."""
        if not self.finished:
            raise ValueError(f"{self.done} of {self.spec.rows} rows are computed; advance first")
        return BasinResult(self.spec, self.history, tuple(self.endings), self.checkpoints)

    def _compute(self, first: int, stop: int) -> None:
        spec, y = self.spec, self._y[first:stop]
        starts = np.stack([np.tile(self._x, len(y)), np.repeat(y, spec.nx)])
        driver = Driver(spec, [self._group], starts)
        watch = _Watch(spec, driver.state)
        watch.observe(0)
        for step in range(1, spec.steps + 1):
            driver.take(1)
            watch.observe(step)
        ends = np.stack([*driver.state[:3], watch.arrival], axis=-1)
        ends[watch.failed] = np.nan
        found = watch.failures()
        self.checkpoints += [np.count_nonzero(found == failure) for failure in FAILURES]
        self.history[first:stop] = ends.reshape(len(y), spec.nx, -1)


def _tabulated(group: Group, steps: int) -> Group:
    """The group with its schedule worked out once, instead of for every batch."""
    if group.multiplier is None:
        return group
    factors = group.multiplier(np.arange(steps, dtype=np.float64))
    return replace(group, multiplier=lambda k: factors[k.astype(np.intp)])


class _Watch:
    """Notes at every step which lanes of a state have arrived, and which have failed and why.

    Sums of squares, which are cheap, settle nearly all lanes; the rest are measured exactly.
    """

    def __init__(self, spec: BasinSpec, state: Array) -> None:
        tolerance = spec.tolerance
        self.arrival = np.full(state.shape[1], np.nan)
        self.failed = np.zeros(state.shape[1], dtype=np.bool_)
        self._surface, self._order = spec.surface, OPTIMIZERS[spec.run.optimizer].order
        self._last = np.empty_like(state)
        self._waiting = np.ones(state.shape[1], dtype=np.bool_)
        self._lanes = np.empty(state.shape[1], dtype=np.bool_)
        self._state, self._squares = state, np.empty_like(state)
        self._tolerance = tolerance
        # Bounds that no rounding can carry a lane across unseen.
        self._near = tolerance**2 * (1 + 1e-9) + 1e-300
        self._safe = LARGEST**2 / 2

    def observe(self, step: int) -> None:
        """Take notice of the state as it is after `step` steps."""
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            # Added up in place: `slope` lies in dx, `total` in x.
            x, y, cost, dx, dy = np.square(self._state, self._squares)
            slope = np.add(dx, dy, dx)
            total = np.add(np.add(np.add(x, y, x), cost, x), slope, x)
        # What is not small enough to be safe, NaN included, is measured, but not after its end.
        np.less_equal(total, self._safe, self._lanes)
        np.logical_or(self._lanes, self.failed, self._lanes)
        if not self._lanes.all():
            self._measure_size(np.flatnonzero(~self._lanes))
        np.less_equal(slope, self._near, self._lanes)
        np.logical_and(self._lanes, self._waiting, self._lanes)
        if self._lanes.any():
            self._measure_slope(np.flatnonzero(self._lanes), step)

    def failures(self) -> NDArray[np.str_]:
        """Why each of the failed lanes has."""
        last = self._last[:, self.failed]
        return failures(self._surface, last, np.full(last.shape[1], self._order))

    def _measure_size(self, lanes: NDArray[np.intp]) -> None:
        largest = np.abs(np.vstack([self._state[:3, lanes], self._norm(lanes)])).max(axis=0)
        gone = lanes[~(largest <= LARGEST)]
        self.failed[gone], self._waiting[gone] = True, False
        self._last[:, gone] = self._state[:, gone]

    def _measure_slope(self, lanes: NDArray[np.intp], step: int) -> None:
        here = lanes[self._norm(lanes) <= self._tolerance]
        self.arrival[here], self._waiting[here] = step, False

    def _norm(self, lanes: NDArray[np.intp]) -> Array:
        with np.errstate(all="ignore"):
            norm: Array = np.hypot(self._state[3, lanes], self._state[4, lanes])
        return norm
