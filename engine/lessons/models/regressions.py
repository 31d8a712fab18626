"""Regressions: a linear law of a few features, whose cost is a quadratic with known curvatures.

The cost is ½ mean (w·x + b − y)². Shapes: D parameters, the weights and then the bias; the Hessian
H (D, D); its eigenvalues λ (D,), ascending; L runs; rates (L,).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.datasets import Data
from engine.lanes import Array, Point
from engine.optimizers import OPTIMIZERS

# A run that comes this far out stays there, so that nothing overflows.
FAR = 1e15
MOST_DOUBLINGS = 40


@dataclass(frozen=True, eq=False)
class Regression:
    """The cost around its minimum, in the directions of its curvatures.

    `best` (D,) is where the cost is least; `axes` (D, D) has the directions in its columns; `start`
    (D,) is where zero lies from there, along the axes.
    """

    hessian: Array
    best: Array
    curvature: Array
    axes: Array
    start: Array

    @classmethod
    def of(cls, data: Data) -> Self:
        """From training data."""
        rows = np.vstack([data.X, np.ones(data.size)])
        hessian = rows @ rows.T / data.size
        best = np.linalg.solve(hessian, rows @ data.y[0] / data.size)
        curvature, axes = np.linalg.eigh(hessian)
        return cls(hessian, best, curvature, axes, -best @ axes)

    @property
    def limit(self) -> float:
        """The rate from which on gradient descent is unstable, 2/λmax."""
        return float(2 / self.curvature[-1])

    @property
    def fastest(self) -> float:
        """The rate at which the slowest direction is fastest, 2/(λmin + λmax)."""
        return float(2 / (self.curvature[0] + self.curvature[-1]))

    @property
    def condition(self) -> float:
        """λmax/λmin."""
        return float(self.curvature[-1] / self.curvature[0])

    def excess(self, errors: Array) -> Array:
        """How far the cost lies above its least, for errors (…, D) along the axes."""
        found: Array = np.square(errors) @ self.curvature / 2
        return found

    def needed(self, lr: Array, tolerance: float) -> Array:
        """How many steps (L,) take the excess below a tolerance, from zero on; NaN for never.

        A step multiplies the error along an axis by 1 − ηλ. So the excess of a stable run only
        falls, and halving an interval finds the step; zero itself must not be within tolerance.
        """
        shrink = np.minimum(np.abs(1 - np.multiply.outer(lr, self.curvature)), 1.0)
        low, high = np.zeros(len(lr)), np.full(len(lr), 2.0**MOST_DOUBLINGS)
        for _ in range(MOST_DOUBLINGS):
            middle = (low + high) // 2
            near = self.excess(self.start * shrink ** middle[:, None]) < tolerance
            low, high = np.where(near, low, middle), np.where(near, middle, high)
        return np.where(lr < self.limit, high, np.nan)

    def profile(self, x: Array, y: Array) -> Array:
        """The excess (ny, nx) over two weights, with the bias at its best for them."""
        h = self.hessian - np.outer(self.hessian[:, 2], self.hessian[2]) / self.hessian[2, 2]
        first, second = x - self.best[0], y[:, None] - self.best[1]
        found: Array = h[0, 0] * first**2 + 2 * h[0, 1] * first * second + h[1, 1] * second**2
        return found / 2


def descend(regressions: Sequence[Regression], lr: Sequence[float], steps: int) -> Array:
    """The errors (L, steps + 1, D) along the axes of gradient descent from zero, a run each.

    The engine's own rule is applied along the axes, where the gradient is λ times the error;
    gradient descent does not mind which axes it is written in.
    """
    rule, rates = OPTIMIZERS["gd"].rule, np.array(lr)
    curvature = np.stack([one.curvature for one in regressions], axis=-1)
    error = np.stack([one.start for one in regressions], axis=-1)
    errors = np.empty((steps + 1, *error.shape))
    errors[0] = error
    for t in range(1, steps + 1):
        delta, _ = rule(Point(error, curvature * error), (), np.array(t), lr=rates)
        error = error + np.where(np.abs(error) < FAR, delta, 0.0)
        errors[t] = error
    return errors.transpose(2, 0, 1)
