"""Steppers: groups of lanes with the optimizer that moves them, recorded on their own arrays.

A group shares an optimizer, its settings, and a schedule; a stepper owns its memory and step count
and changes θ in place, one step at a time. Shapes are those of the θ it is given, whatever they
are; hyper-parameters are () or broadcast against θ's last axis.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from engine import schedules
from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.program import Program, record
from engine.specs.spec import RunSpec

Per: TypeAlias = Literal["step", "epoch"]


@dataclass(frozen=True, slots=True)
class Group:
    """Lanes that share an optimizer, its settings, and a multiplier of lr for each k.

    `per` says whether k counts steps or epochs.
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, Any]
    multiplier: Callable[[Array], Array] | None = None
    per: Per = "step"


def group_of(run: RunSpec) -> Group:
    """A run's optimizer, settings and schedule, ready to be stepped."""
    constant = run.schedule["name"] == "constant"
    multiplier = None if constant else schedules.multiplier(run.schedule)
    return Group(OPTIMIZERS[run.optimizer], run.hyperparameters, multiplier, run.schedule["per"])


class Stepper:
    """One group's rule, recorded on the group's own θ and gradient, and its Hessian if any."""

    def __init__(
        self, group: Group, theta: Array, grad: Array, curvature: tuple[Array, Program] | None
    ) -> None:
        """`curvature` is the Hessian, for a rule that reads it, and the program that fills it."""
        knobs = {knob.name: knob.kind for knob in group.optimizer.knobs}
        settings = group.hyperparameters
        self.numbers = {
            name: np.array(settings[name], dtype=np.float64)
            for name, kind in knobs.items()
            if kind == "number"
        }
        self.options = {name: settings[name] for name in knobs if name not in self.numbers}
        self.optimizer, self.t = group.optimizer, np.zeros(())
        self.grad = grad
        self.memory: Memory = tuple(np.zeros_like(theta) for _ in range(self.optimizer.slots))
        self.multiplier, self.per = group.multiplier, group.per
        self.factors = np.empty(0)
        self.base = self.numbers["lr"].copy()
        self.hess = None if curvature is None else curvature[0]
        self.curve = None if curvature is None else curvature[1]
        self.rule = self._record_rule(theta, grad)

    def _record_rule(self, theta: Array, grad: Array) -> Program:
        """The rule as a program; lr is settled only where no schedule moves it."""
        moving = {"lr"} if self.multiplier else set()
        live = [value for name, value in self.numbers.items() if name in moving]
        settled = [value for name, value in self.numbers.items() if name not in moving]
        names = [*moving, *(name for name in self.numbers if name not in moving)]
        slots = self.memory
        extra = () if self.hess is None else (self.hess,)

        # A program knows its inputs by position: memory, the Hessian if there is one, and then the
        # knobs, of which the moving ones come first because the settled are passed as constants.
        def step(theta: Array, grad: Array, t: Array, *rest: Array) -> tuple[Array, ...]:
            memory: Memory = rest[: len(slots)]
            hess = rest[len(slots)] if extra else None
            knobs = dict(zip(names, rest[len(slots) + len(extra) :], strict=True))
            at = Point(theta, grad, hess)
            delta, memory = self.optimizer.rule(at, memory, t, **knobs, **self.options)
            return theta + delta, *memory

        inputs = (theta, grad, self.t, *slots, *extra, *live)
        return record(step, inputs, (theta, *slots), constants=settled)

    def intervene(self, hyperparameters: Mapping[str, float]) -> None:
        """Set knobs in place and redo the work that depends on them alone."""
        # The program was recorded on these very arrays, so they are written into, not replaced.
        for name, value in hyperparameters.items():
            self.numbers[name][...] = value
        self.base[...] = hyperparameters.get("lr", self.base)
        with np.errstate(all="ignore"):
            self.rule.refresh()

    def prepare(self, k: Array, epochs: Array | None = None) -> None:
        """Look up the schedule for the coming steps; k counts all steps from 0.

        `epochs` says for each of them which epoch it is in; without, every step is an epoch.
        """
        if self.multiplier:
            self.factors = self.multiplier(k if self.per == "step" or epochs is None else epochs)

    def move(self, step: int) -> None:
        """Take one of the prepared steps."""
        self.t += 1
        if self.multiplier:
            np.multiply(self.base, self.factors[step], self.numbers["lr"])
        if self.curve:
            self.curve.run()
        self.rule.run()
