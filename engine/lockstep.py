"""Lockstep: groups of lanes that take every step together, such as the runs of a race.

A group is one optimizer with its settings; every group starts from the same points. The surface is
evaluated once for all groups, then each rule moves its own lanes, so no group can feel another.

Shapes: G groups of n lanes. θ and gradient are (G, 2, n), so that a group's part is contiguous,
which NumPy steps three times as fast as a slice. State is (5, G · n): x, y, cost, ∂x, ∂y.
Hyper-parameters are () or, one for each lane of the group, (n,).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lanes import Array, Memory, Point
from engine.optimizers import Optimizer
from engine.program import Program, record
from engine.surfaces import Surface


@dataclass(frozen=True, slots=True)
class Group:
    """Lanes that share an optimizer, its settings, and a multiplier of lr for each step."""

    optimizer: Optimizer
    hyperparameters: Mapping[str, Any]
    multiplier: Callable[[Array], Array] | None = None


class Lockstep:
    """All groups at one point in time: `state` after `taken` steps."""

    def __init__(self, surface: Surface, groups: Sequence[Group], starts: Array) -> None:
        """`starts` is (2, n): every group starts from each of them."""
        count, lanes = len(groups), starts.shape[1]
        self.taken = 0
        self.state = np.empty((5, count * lanes))
        # A lone group's θ lies in the state itself, which saves a copy at each step.
        self._alone = count == 1
        self._theta = self.state[None, :2] if self._alone else np.empty((count, 2, lanes))
        self._theta[...] = starts
        self._grad = np.empty_like(self._theta)
        x, y, cost, dx, dy = self.state
        self._evaluate = record(surface.slopes, (x, y), (cost, dx, dy))
        self._at = self.state[:2].reshape(2, count, lanes).transpose(1, 0, 2)
        self._slope = self.state[3:].reshape(2, count, lanes).transpose(1, 0, 2)
        self._movers = [
            _Mover(surface, group, theta, grad)
            for group, theta, grad in zip(groups, self._theta, self._grad, strict=True)
        ]
        with np.errstate(all="ignore"):
            self._look()

    def turn(self, group: int, hyperparameters: Mapping[str, float]) -> None:
        """Set hyper-parameters of one group from the next step on."""
        self._movers[group].turn(hyperparameters)

    def advance(self, steps: int, noise: Array | None = None, out: Array | None = None) -> None:
        """Take `steps` steps.

        `noise` (steps, 2) is added to every lane's gradient; `out` (steps, 5, G · n) receives the
        state after each step.
        """
        k = np.arange(self.taken, self.taken + steps, dtype=np.float64)
        for mover in self._movers:
            mover.prepare(k)
        with np.errstate(all="ignore"):
            for step in range(steps):
                if noise is None:
                    np.copyto(self._grad, self._slope)
                else:
                    np.add(self._slope, noise[step, :, None], self._grad)
                for mover in self._movers:
                    mover.move(step)
                self._look()
                if out is not None:
                    out[step] = self.state
        self.taken += steps

    def _look(self) -> None:
        if not self._alone:
            np.copyto(self._at, self._theta)
        self._evaluate.run()


class _Mover:
    """One group's rule, recorded on the group's own θ (2, n) and gradient (2, n)."""

    def __init__(self, surface: Surface, group: Group, theta: Array, grad: Array) -> None:
        knobs = {knob.name: knob.kind for knob in group.optimizer.knobs}
        settings = group.hyperparameters
        self.numbers = {
            name: np.array(settings[name], dtype=np.float64)
            for name, kind in knobs.items()
            if kind == "number"
        }
        self.options = {name: settings[name] for name in knobs if name not in self.numbers}
        self.optimizer, self.t = group.optimizer, np.zeros(())
        self.multiplier, self.factors = group.multiplier, np.empty(0)
        self.base = self.numbers["lr"].copy()
        self.hess, self.curve = _record_curvatures(surface, group.optimizer, theta)
        self.rule = self._record_rule(theta, grad)

    def _record_rule(self, theta: Array, grad: Array) -> Program:
        """The rule as a program; lr is settled only where no schedule moves it."""
        moving = {"lr"} if self.multiplier else set()
        live = [value for name, value in self.numbers.items() if name in moving]
        settled = [value for name, value in self.numbers.items() if name not in moving]
        names = [*moving, *(name for name in self.numbers if name not in moving)]
        slots = tuple(np.zeros_like(theta) for _ in range(self.optimizer.slots))
        extra = () if self.hess is None else (self.hess,)

        def step(theta: Array, grad: Array, t: Array, *rest: Array) -> tuple[Array, ...]:
            memory: Memory = rest[: len(slots)]
            hess = rest[len(slots)] if extra else None
            knobs = dict(zip(names, rest[len(slots) + len(extra) :], strict=True))
            at = Point(theta, grad, hess)
            delta, memory = self.optimizer.rule(at, memory, t, **knobs, **self.options)
            return theta + delta, *memory

        inputs = (theta, grad, self.t, *slots, *extra, *live)
        return record(step, inputs, (theta, *slots), constants=settled)

    def turn(self, hyperparameters: Mapping[str, float]) -> None:
        """Set knobs in place and redo the work that depends on them alone."""
        for name, value in hyperparameters.items():
            self.numbers[name][...] = value
        self.base[...] = hyperparameters.get("lr", self.base)
        with np.errstate(all="ignore"):
            self.rule.refresh()

    def prepare(self, k: Array) -> None:
        """Look up the schedule for the coming steps; k counts all steps from 0."""
        if self.multiplier:
            self.factors = self.multiplier(k)

    def move(self, step: int) -> None:
        """Take one of the prepared steps."""
        self.t += 1
        if self.multiplier:
            np.multiply(self.base, self.factors[step], self.numbers["lr"])
        if self.curve:
            self.curve.run()
        self.rule.run()


def _record_curvatures(
    surface: Surface, optimizer: Optimizer, theta: Array
) -> tuple[Array | None, Program | None]:
    """The Hessian (2, 2, n) and the program that fills it, for a rule of second order."""
    if optimizer.order < 2:
        return None, None
    hess = np.empty((2, 2, theta.shape[1]))

    def curvatures(x: Array, y: Array) -> tuple[Any, ...]:
        dxx, dxy, dyy = surface.curvatures(x, y)
        return dxx, dxy, dxy, dyy

    cells = [hess[i, j] for i in (0, 1) for j in (0, 1)]
    return hess, record(curvatures, tuple(theta), cells)
