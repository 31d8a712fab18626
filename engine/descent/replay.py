"""Replays: one entry of a race taken again from its start, to see what a result does not keep.

The code is that of the race; since lanes do not feel each other, so are the numbers, bit for bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine import schedules
from engine.descent.lockstep import Lockstep
from engine.descent.termination import Termination
from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.specs import DescentSpec
from engine.steppers import Group
from engine.validation import SpecError

CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Update:
    """One update: state (5,) before and after, what the rule was given, memory before and after.

    `noise` (2,) is None in a race without; `settings` are the hyper-parameters in force.
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


@dataclass(slots=True)
class Sight:
    """The arrays that a recorded rule works on: at every step they hold what is in force."""

    at: Point
    memory: Memory
    numbers: Mapping[str, Array]
    options: Mapping[str, Any] = field(default_factory=dict)


class Replay:
    """One entry under way: `forward` to the step of interest, `take` the update leaving it."""

    def __init__(self, spec: DescentSpec, entry: int) -> None:
        self.spec, self.place = spec, spec.entries[entry]
        run = spec.runs[self.place.run]
        self.optimizer: Optimizer = OPTIMIZERS[run.optimizer]
        self.base_rate = float(run.hyperparameters["lr"])
        self._multiplier = schedules.multiplier(run.schedule)
        self._lanes = Lockstep(
            spec.surface,
            [
                Group(
                    replace(self.optimizer, rule=self._watched),
                    run.hyperparameters,
                    None if run.schedule["name"] == "constant" else self._multiplier,
                )
            ],
            np.array([spec.starts[self.place.start]]).T,
        )
        self._noise = np.random.RandomState(spec.seed) if spec.gradient_noise else None
        self._turns = [turn for turn in spec.interventions if turn.run == self.place.run]
        self._termination = Termination(spec, 1)
        self._termination.see(self._lanes.state[None])

    @property
    def step(self) -> int:
        """The step reached."""
        return self._lanes.taken

    @property
    def stopped(self) -> bool:
        """Whether the entry has converged or diverged."""
        return self._termination.all

    def forward(self, step: int) -> None:
        """Go on to `step`. Raises SpecError where the entry has stopped and no update leaves it."""
        while self.step < step and not self.stopped:
            later = (turn.step for turn in self._turns if turn.step > self.step)
            self._advance(min(step, self.step + CHUNK, next(later, step)) - self.step)
        self._refuse_stopped(step)

    def take(self) -> Update:
        """Take the next update. Raises SpecError where it leads out of the finite range."""
        step, state = self.step, self._lanes.state[:, 0].copy()
        old = tuple(slot.copy() for slot in self._sight.memory)
        noise = self._advance(1)
        if self._termination.diverged[0]:
            self._refuse_stopped(step)
        hess = self._sight.at.hess
        return Update(
            step=step,
            state=state,
            next_state=self._lanes.state[:, 0].copy(),
            at=Point(
                state[:2, None],
                self._sight.at.grad.copy(),
                None if hess is None else hess.copy(),
            ),
            noise=None if noise is None else noise[0],
            old=old,
            new=tuple(slot.copy() for slot in self._sight.memory),
            settings={
                **{name: float(value) for name, value in self._sight.numbers.items()},
                **self._sight.options,
            },
            base_rate=self.base_rate,
            multiplier=float(self._multiplier(np.array([float(step)]))[0]),
        )

    def _watched(self, at: Any, memory: Any, t: Any, **settings: Any) -> Any:
        """The rule itself; as it is recorded, its arguments tell which arrays they stand for."""
        fixed = {knob.name for knob in self.optimizer.knobs if knob.kind != "number"}
        self._sight = Sight(
            Point(
                at.theta.value.array(),
                at.grad.value.array(),
                None if at.hess is None else at.hess.value.array(),
            ),
            tuple(slot.value.array() for slot in memory),
            {k: v.value.array() for k, v in settings.items() if k not in fixed},
            {k: v for k, v in settings.items() if k in fixed},
        )
        return self.optimizer.rule(at, memory, t, **settings)

    def _advance(self, steps: int) -> Array | None:
        """Take steps that hold no intervention but at the first; returns their noise."""
        for turn in self._turns:
            if turn.step == self.step:
                self._lanes.turn(0, turn.hyperparameters)
                self.base_rate = turn.hyperparameters.get("lr", self.base_rate)
        noise = None
        if self._noise is not None:
            noise = self.spec.gradient_noise * self._noise.randn(steps, 2)
        states = np.empty((steps, *self._lanes.state.shape))
        self._lanes.advance(steps, noise, states)
        self._termination.see(states)
        return noise

    def _refuse_stopped(self, step: int) -> None:
        if not self.stopped:
            return
        at, diverged = int(self._termination.at[0]), bool(self._termination.diverged[0])
        fate = "diverged" if diverged else "converged"
        last = at - 1 - diverged
        remedy = f"look at the steps 0 … {last}" if last >= 0 else "it made no update to look into"
        label = self.place.label
        raise SpecError(
            "step", f"no update leaves step {step}: {label} {fate} at step {at}; {remedy}"
        )
