"""Lockstep: groups of lanes that take every step together, such as the runs of a race.

A group is one optimizer with its settings; every group starts from the same points. The surface is
evaluated once for all groups, then each rule moves its own lanes, so no group can feel another.

Shapes: G groups of n lanes. θ and gradient are (G, 2, n), so that a group's part is contiguous,
which NumPy steps three times as fast as a slice. State is (5, G · n): x, y, cost, ∂x, ∂y.
Hyper-parameters are () or, one for each lane of the group, (n,).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.lanes import Array
from engine.optimizers import Optimizer
from engine.program import Program, record
from engine.steppers import Group, Stepper
from engine.surfaces import Surface


class Lockstep:
    """All groups at one point in time: `state` after `step` steps."""

    def __init__(self, surface: Surface, groups: Sequence[Group], starts: Array) -> None:
        """`starts` is (2, n): every group starts from each of them."""
        count, lanes = len(groups), starts.shape[1]
        self.step = 0
        self.state = np.empty((5, count * lanes))
        # A lone group's θ lies in the state itself, which saves a copy at each step.
        self._alone = count == 1
        self._theta = self.state[None, :2] if self._alone else np.empty((count, 2, lanes))
        self._theta[...] = starts
        self._grad = np.empty_like(self._theta)
        x, y, cost, dx, dy = self.state
        self._surface = record(surface.slopes, (x, y), (cost, dx, dy))
        # Views of the state in the order of θ and gradient: one copy moves all groups.
        self._at = self.state[:2].reshape(2, count, lanes).transpose(1, 0, 2)
        self._slope = self.state[3:].reshape(2, count, lanes).transpose(1, 0, 2)
        self.steppers = [
            Stepper(group, theta, grad, _record_curvatures(surface, group.optimizer, theta))
            for group, theta, grad in zip(groups, self._theta, self._grad, strict=True)
        ]
        with np.errstate(all="ignore"):
            self._evaluate()

    def intervene(self, group: int, hyperparameters: Mapping[str, float]) -> None:
        """Set hyper-parameters of one group from the next step on."""
        self.steppers[group].intervene(hyperparameters)

    def advance(self, steps: int, noise: Array | None = None, out: Array | None = None) -> None:
        """Take `steps` steps.

        `noise` (steps, 2) is added to every lane's gradient, or (steps, 2, n) to each of a group's
        lanes its own; `out` (steps, 5, G · n) receives the state after each step.
        """
        k = np.arange(self.step, self.step + steps, dtype=np.float64)
        for stepper in self.steppers:
            stepper.prepare(k)
        with np.errstate(all="ignore"):
            for step in range(steps):
                if noise is None:
                    np.copyto(self._grad, self._slope)
                else:
                    # Noise for all lanes becomes (2, 1), that of each lane (2, n).
                    np.add(self._slope, noise[step].reshape(2, -1), self._grad)
                for stepper in self.steppers:
                    stepper.move(step)
                self._evaluate()
                if out is not None:
                    out[step] = self.state
        self.step += steps

    def _evaluate(self) -> None:
        if not self._alone:
            np.copyto(self._at, self._theta)
        self._surface.run()


def _record_curvatures(
    surface: Surface, optimizer: Optimizer, theta: Array
) -> tuple[Array, Program] | None:
    """The Hessian (2, 2, n) and the program that fills it, for a rule of second order."""
    if optimizer.order < 2:
        return None
    hess = np.empty((2, 2, theta.shape[1]))

    def curvatures(x: Array, y: Array) -> tuple[Any, ...]:
        dxx, dxy, dyy = surface.curvatures(x, y)
        return dxx, dxy, dxy, dyy

    cells = [hess[i, j] for i in (0, 1) for j in (0, 1)]
    return hess, record(curvatures, tuple(theta), cells)
