"""Replays: one entry of a race taken again from its start, to see what a result does not keep.

The code is that of the race; since lanes do not feel each other, so are the numbers, bit for bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.descent.driver import Descent, single_run
from engine.expressions import ExpressionError
from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.specs import DescentSpec
from engine.validation import SpecError

CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Update:
    """One update: state (5,) before and after, what the rule was given, memory before and after.

    `noise` (2,) is None in a race without; `settings` are the hyper-parameters in force, and
    `curvature` (2,) is that of the surface along each axis, None where it cannot be computed.
    """

    step: int
    state: Array
    next_state: Array
    at: Point
    noise: Array | None
    old: Memory
    new: Memory
    settings: Mapping[str, Any]
    base_rate: float
    multiplier: float
    curvature: Array | None = None


class Replay:
    """One entry under way: `forward` to the step of interest, `take` the update leaving it."""

    def __init__(self, spec: DescentSpec, entry: int) -> None:
        self.spec, self.trajectory = spec, spec.entries[entry]
        run = spec.runs[self.trajectory.run]
        self.optimizer: Optimizer = OPTIMIZERS[run.optimizer]
        self._descent = Descent(single_run(spec, self.trajectory.run, [self.trajectory.start]))
        self._stepper = self._descent.lanes.steppers[0]
        self._termination = self._descent.termination

    @property
    def step(self) -> int:
        """The step reached."""
        return self._descent.step

    @property
    def stopped(self) -> bool:
        """Whether the entry has converged or failed."""
        return self._termination.all

    def forward(self, step: int) -> None:
        """Go on to `step`. Raises SpecError where the entry has stopped and no update leaves it."""
        while self.step < step and not self.stopped:
            self._descent.advance(min(step - self.step, CHUNK))
        self._refuse_stopped(step)

    def take(self) -> Update:
        """Take the next update. Raises SpecError where it leads to where there is no going on."""
        stepper, step, state = self._stepper, self.step, self._descent.state[:, 0].copy()
        old = tuple(slot.copy() for slot in stepper.memory)
        taken = self._descent.advance(1)
        if self._termination.failed[0]:
            self._refuse_stopped(step)
        return Update(
            step=step,
            state=state,
            next_state=taken.states[0, :, 0],
            at=Point(
                state[:2, None],
                stepper.grad.copy(),
                None if stepper.hess is None else stepper.hess.copy(),
            ),
            noise=None if taken.noise is None else taken.noise[0],
            old=old,
            new=tuple(slot.copy() for slot in stepper.memory),
            settings={
                **{name: float(value) for name, value in stepper.numbers.items()},
                **stepper.options,
            },
            base_rate=float(stepper.base),
            multiplier=float(stepper.factors[0]) if stepper.multiplier else 1.0,
            curvature=self._curvature(*state[:2].tolist()),
        )

    def _curvature(self, x: float, y: float) -> Array | None:
        try:
            dxx, _, dyy = self.spec.surface.curvatures(x, y)
        except ExpressionError:
            return None
        return np.array([dxx, dyy])

    def _refuse_stopped(self, step: int) -> None:
        if not self.stopped:
            return
        (ending,) = self._termination.endings(np.array([0]))
        assert ending.stopped_at is not None
        last = ending.stopped_at - 1 - bool(self._termination.failed[0])
        remedy = f"look at the steps 0 … {last}" if last >= 0 else "it made no update to look into"
        label = self.trajectory.label
        raise SpecError("step", f"no update leaves step {step}: {label} {ending}; {remedy}")
