"""Termination: where lanes end before their budget, converged or diverged, by the rules of a race.

States are (n, 5, L): for n steps x, y, cost, ∂x, ∂y of every lane.
"""

import numpy as np
from numpy.typing import NDArray

from engine.lanes import LARGEST, Array
from engine.specs import DescentSpec


class Termination:
    """What has been seen of L lanes: `at` is the step at which each stopped, −1 while it runs."""

    def __init__(self, spec: DescentSpec, lanes: int) -> None:
        self.spec, self.count = spec, 0
        self.at = np.full(lanes, -1)
        self.diverged = np.zeros(lanes, dtype=np.bool_)

    @property
    def all(self) -> bool:
        """Whether every lane has stopped."""
        return bool((self.at >= 0).all())

    def observe(self, states: Array) -> NDArray[np.bool_]:
        """Take in the next n steps; returns (n, L), true where a lane has a row of history.

        A row that diverges is none, one that converges is the last.
        """
        with np.errstate(all="ignore"):
            norm = np.hypot(states[:, 3], states[:, 4])
            # Not "larger than": a NaN is no larger than anything, and has diverged.
            diverged = np.logical_not(
                (np.abs(states[:, :3]) <= LARGEST).all(axis=1) & (norm <= LARGEST)
            )
        converged = np.zeros_like(diverged)
        if self.spec.grad_tolerance is not None:
            converged |= norm <= self.spec.grad_tolerance
        if self.spec.cost_tolerance is not None:
            converged |= states[:, 2] <= self.spec.cost_tolerance
        met = diverged | converged
        running = self.at < 0
        first = np.where(met.any(axis=0), met.argmax(axis=0), len(states))
        lost = diverged[np.minimum(first, len(states) - 1), np.arange(len(first))]
        ends = running & (first < len(states))
        self.at[ends] = self.count + first[ends]
        self.diverged[ends] = lost[ends]
        self.count += len(states)
        length = first + np.where(lost, 0, 1)
        rows: NDArray[np.bool_] = running & (np.arange(len(states))[:, None] < length)
        return rows
