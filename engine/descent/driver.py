"""Drivers: lanes taken through an experiment, under its noise, interventions and termination.

Races, replays of one entry, trials of many rates and basin maps all step through a driver, so that
the same noise for everybody is one function: `Noise.draw`.
Shapes: L lanes, n steps; starts (2, L), states (n, 5, L): x, y, cost, ∂x, ∂y.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.descent.lockstep import Lockstep
from engine.descent.termination import Termination
from engine.lanes import Array
from engine.specs import BasinSpec, DescentSpec, Intervention
from engine.steppers import Group, group_of


class Noise:
    """What is added to every gradient, step by step: the same numbers for all lanes."""

    def __init__(self, spec: DescentSpec | BasinSpec) -> None:
        self._scale, self._stream = spec.gradient_noise, np.random.RandomState(spec.seed)

    def draw(self, steps: int) -> Array | None:
        """The noise (steps, 2) of the coming steps, None in an experiment without."""
        # The stream is read in order, two numbers a step, however a descent is cut into stretches.
        return self._scale * self._stream.randn(steps, 2) if self._scale else None


class Driver:
    """Lanes that step under noise and interventions; nothing is kept and nothing terminates."""

    def __init__(
        self,
        spec: DescentSpec | BasinSpec,
        groups: Sequence[Group],
        starts: Array,
        interventions: Sequence[Intervention] = (),
    ) -> None:
        """An intervention's `run` is the index of its group."""
        self.lanes = Lockstep(spec.surface, groups, starts)
        self._noise = Noise(spec)
        self._interventions = interventions

    @property
    def state(self) -> Array:
        """The present state (5, L), overwritten by the next step."""
        return self.lanes.state

    @property
    def step(self) -> int:
        """How many steps have been taken."""
        return self.lanes.step

    def stretch(self, most: int) -> int:
        """How many of the coming `most` steps hold no intervention but at the first."""
        ahead = (change.step - self.step for change in self._interventions)
        return min([most, *(steps for steps in ahead if steps > 0)])

    def take(self, steps: int, out: Array | None = None) -> Array | None:
        """Take the steps of one stretch, their states into `out`; returns their noise (n, 2)."""
        for change in self._interventions:
            if change.step == self.step:
                self.lanes.intervene(change.run, change.hyperparameters)
        noise = self._noise.draw(steps)
        self.lanes.advance(steps, noise, out)
        return noise


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive steps: states (n, 5, L), rows (n, L) and the noise (n, 2) of each, if any.

    `rows` is true where a state belongs to a lane's history, which a lane that has stopped ends.
    """

    states: Array
    rows: NDArray[np.bool_]
    noise: Array | None = None


class Descent(Driver):
    """A driver of runs that end where the termination rules of their experiment say so.

    `start` is the stretch of one state before the first step.
    """

    def __init__(
        self, spec: DescentSpec, groups: Sequence[Group] | None = None, starts: Array | None = None
    ) -> None:
        """Groups (one a run) and starts, where given, stand in for those of the specification."""
        groups = [group_of(run) for run in spec.runs] if groups is None else groups
        starts = np.array(spec.starts).T if starts is None else starts
        super().__init__(spec, groups, starts, spec.interventions)
        self.termination = Termination(spec, self.state.shape[1])
        first = self.state[None].copy()
        self.start = Stretch(first, self.termination.observe(first))

    def advance(self, most: int) -> Stretch:
        """Take at most so many steps: as many as one stretch has."""
        states = np.empty((self.stretch(most), *self.state.shape))
        noise = self.take(len(states), states)
        return Stretch(states, self.termination.observe(states), noise)


def single_run(spec: DescentSpec, run: int, starts: Iterable[int]) -> DescentSpec:
    """The experiment with one run from some of its starts, whose numbers this does not change."""
    return replace(
        spec,
        runs=(spec.runs[run],),
        starts=tuple(spec.starts[start] for start in starts),
        interventions=tuple(
            replace(change, run=0) for change in spec.interventions if change.run == run
        ),
    )
