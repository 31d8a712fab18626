"""Trials: one run at many learning rates, all descending together, lane by lane.

A lane's numbers are those of the race it would be on its own: with the run's schedule, noise and
interventions, stopped where that race would stop.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.descent.driver import Descent, Stretch
from engine.lanes import Array
from engine.specs import DescentSpec
from engine.steppers import group_of

Mask: TypeAlias = NDArray[np.bool_]
FAR = 3.0
# The states held at a time: all rates and starts of one stretch.
NUMBERS = 400_000


@dataclass(frozen=True, slots=True)
class Trial:
    """Rates with their final and mean cost, infinite where it failed, and whether they stayed."""

    rates: Array
    final: Array
    mean: Array
    stayed: Mask


def descend(spec: DescentSpec, rates: Array) -> Trial:
    """All rates of the single run at once; lane i · starts + j is rate i from start j."""
    run, count = spec.runs[0], len(spec.starts)
    starts = np.tile(np.array(spec.starts).T, len(rates))
    settings = {**run.hyperparameters, "lr": np.repeat(rates, count)}
    descent = Descent(spec, [replace(group_of(run), hyperparameters=settings)], starts)
    termination, total = descent.termination, np.zeros(starts.shape[1])
    final = np.full((3, starts.shape[1]), np.inf)
    add(descent.start, final, total)
    while descent.step < spec.steps and not termination.all:
        most = max(NUMBERS // descent.state.size, 1)
        add(descent.advance(min(spec.steps - descent.step, most)), final, total)
    # A lane that has converged stays where it is for the rest of the budget, so means compare.
    total += final[2] * (
        spec.steps + 1 - np.where(termination.at < 0, termination.count, termination.at + 1)
    )
    final[:, termination.failed] = total[termination.failed] = np.inf
    x, y, cost = final.reshape(3, len(rates), count)
    mean = total.reshape(len(rates), count).mean(axis=1) / (spec.steps + 1)
    return Trial(rates, cost.mean(axis=1), mean, np.logical_and.reduce(at_home(spec, x, y), axis=1))


def add(stretch: Stretch, final: Array, total: Array) -> None:
    """Take in a stretch: the last row that each lane has, and the sum of its costs."""
    states, rows = stretch.states, stretch.rows
    with np.errstate(all="ignore"):
        total += np.where(rows, states[:, 2], 0.0).sum(axis=0)
    last = rows.sum(axis=0) - 1
    fresh = np.flatnonzero(last >= 0)
    final[:, fresh] = states[last[fresh], :3, fresh].T


def at_home(spec: DescentSpec, x: Array, y: Array) -> Mask:
    """Whether points lie in the box of view, starts and minima, thrice that if none is known."""
    spots = [*spec.starts, *spec.surface.minima, *zip(*spec.surface.view, strict=True)]
    low, high = np.min(spots, axis=0), np.max(spots, axis=0)
    center, reach = (low + high) / 2, (1.0 if spec.surface.minima else FAR) * (high - low) / 2
    inside: Mask = (np.abs(x - center[0]) <= reach[0]) & (np.abs(y - center[1]) <= reach[1])
    return inside
