"""Termination: where lanes end before their budget, and why, by the rules of a race.

A lane has converged at the first state within a tolerance of its experiment: by its cost, its
gradient norm, or the length of the step that led to it, which is the Euclidean norm of θ's change.
It has failed at the first state that cannot be written down: a coordinate, the cost or the gradient
norm is NaN or beyond float32. What failed follows from that state alone:

  singular      the point is not finite, and a Hessian made the step
  left_domain   the point is within float32, but the formula or its slope is undefined there: NaN,
                or infinite at a pole, such as log x at 0, or at an edge, such as the slope of √x
  diverged      whatever else: the point, or the cost or slope at it, is too large. That includes
                numbers too large for float64 on the way to a cost, such as x^400 at 10

A pole that a step leaps across, as of 1/x from 1 to −1, is no failure: the formula has a value on
either side. States are (n, 5, L): for n steps x, y, cost, ∂x, ∂y of every lane.
"""

import numpy as np
from numpy.typing import NDArray

from engine.lanes import LARGEST, Array, Status
from engine.optimizers import OPTIMIZERS
from engine.results import Ending
from engine.specs import DescentSpec
from engine.surfaces import Surface

# The order of a rule that reads the Hessian.
CURVATURE = 2


class Termination:
    """What has been seen of L lanes: `at` is the step at which each stopped, −1 while it runs.

    `failed` is true for those that stopped without arriving. The lanes of a run lie side by side.
    """

    def __init__(self, spec: DescentSpec, lanes: int) -> None:
        self.spec, self.count = spec, 0
        self.at = np.full(lanes, -1)
        self.failed = np.zeros(lanes, dtype=np.bool_)
        self._last = np.full((5, lanes), np.nan)
        self._theta = np.full((1, 2, lanes), np.nan)

    @property
    def all(self) -> bool:
        """Whether every lane has stopped."""
        return bool((self.at >= 0).all())

    def observe(self, states: Array) -> NDArray[np.bool_]:
        """Take in the next n steps; returns (n, L), true where a lane has a row of history.

        A row that fails is none, one that converges is the last.
        """
        with np.errstate(all="ignore"):
            norm = np.hypot(states[:, 3], states[:, 4])
            # Not "larger than": a NaN is no larger than anything, and has failed.
            failed = np.logical_not(
                (np.abs(states[:, :3]) <= LARGEST).all(axis=1) & (norm <= LARGEST)
            )
        converged = np.zeros_like(failed)
        if self.spec.grad_tolerance is not None:
            converged |= norm <= self.spec.grad_tolerance
        if self.spec.cost_tolerance is not None:
            converged |= states[:, 2] <= self.spec.cost_tolerance
        if self.spec.step_tolerance is not None:
            with np.errstate(all="ignore"):
                # No step leads to the start: its length is NaN, which is within no tolerance.
                before = np.concatenate([self._theta, states[:-1, :2]])
                dx, dy = np.moveaxis(states[:, :2] - before, 1, 0)
                converged |= np.hypot(dx, dy) <= self.spec.step_tolerance
            self._theta = states[-1:, :2].copy()
        met = failed | converged
        running = self.at < 0
        first = np.where(met.any(axis=0), met.argmax(axis=0), len(states))
        lost = failed[np.minimum(first, len(states) - 1), np.arange(len(first))]
        ends = np.flatnonzero(running & (first < len(states)))
        self.at[ends] = self.count + first[ends]
        self.failed[ends] = lost[ends]
        self._last[:, ends] = states[first[ends], :, ends].T
        self.count += len(states)
        length = first + np.where(lost, 0, 1)
        rows: NDArray[np.bool_] = running & (np.arange(len(states))[:, None] < length)
        return rows

    def endings(self, lanes: NDArray[np.intp]) -> list[Ending]:
        """How lanes that have stopped have ended."""
        runs = lanes * len(self.spec.runs) // len(self.at)
        orders = np.array([OPTIMIZERS[self.spec.runs[run].optimizer].order for run in runs])
        last = self._last[:, lanes]
        statuses = np.where(self.failed[lanes], failures(self.spec.surface, last, orders), "")
        return [
            Ending(
                Status(status or Status.CONVERGED),
                step,
                (x, y) if status == Status.LEFT_DOMAIN else None,
            )
            for status, step, x, y in zip(
                statuses.tolist(), self.at[lanes].tolist(), *last[:2].tolist(), strict=True
            )
        ]


def failures(surface: Surface, states: Array, orders: NDArray[np.intp]) -> NDArray[np.str_]:
    """Why lanes could not go on at states (5, n), to which rules of these orders (n,) led."""
    singular = ~np.isfinite(states[:2]).all(axis=0) & (orders == CURVATURE)
    x, y, cost, _, _ = np.abs(states)
    huge = np.isfinite(cost) & (cost > LARGEST)
    here = (x <= LARGEST) & (y <= LARGEST) & ~huge
    left = np.zeros_like(here)
    left[here] = surface.undefined(*states[:2, here])
    return np.select(
        [singular, left], [Status.SINGULAR.value, Status.LEFT_DOMAIN.value], Status.DIVERGED.value
    )
