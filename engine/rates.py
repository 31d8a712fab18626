"""Rates: which learning rates to try for a run, and what a sweep over them came to.

Races and trainings are swept alike: over the slider of the rate's knob, wider where the run's own
rate or the best one lies at its end.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.knobs import Knob, Scale
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.specs import RunSpec

RATES = (3, 241)
USUAL_RATES = 61
AROUND = 10.0
WIDER = 100.0
FINE = 25


@dataclass(frozen=True, slots=True)
class Sweep:
    """Final costs by rate, None where it failed, and the best rate, to three digits.

    `good` are the ends of the unbroken range around the best whose costs are about as low. `best`
    is None when every rate fails. `steps` and `starts` are those of the sweep.
    """

    run: int
    optimizer: str
    steps: int
    starts: int
    rates: tuple[float, ...]
    costs: tuple[float | None, ...]
    best: float | None
    best_cost: float | None
    good: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "run": self.run,
            "optimizer": self.optimizer,
            "steps": self.steps,
            "starts": self.starts,
            "rates": list(self.rates),
            "costs": list(self.costs),
            "best": self.best,
            "best_cost": self.best_cost,
            "good": self.good and list(self.good),
            "width": self.good and self.good[1] / self.good[0],
        }


def rate_knob(run: RunSpec) -> Scale:
    """What the run's learning rate may be."""
    knobs: dict[str, Knob] = {k.name: k for k in OPTIMIZERS[run.optimizer].knobs}
    scale = knobs["lr"].scale
    assert scale is not None
    return scale


def span(scale: Scale, rate: float) -> tuple[float, float]:
    """The slider's range, stretched in whole decades to hold ten times either side of a rate."""
    low = min(scale.slider[0], 10.0 ** math.floor(math.log10(rate / AROUND)))
    high = max(scale.slider[1], 10.0 ** math.ceil(math.log10(rate * AROUND)))
    return max(low, scale.min), min(high, scale.max)


def stretched(
    scale: Scale, low: float, high: float, index: int | None, rates: int
) -> tuple[float, float]:
    """The range, two decades wider at the end where the best rate lies."""
    if index is None or index == 0:
        return max(low / WIDER, scale.min), high
    if index == rates - 1:
        return low, min(high * WIDER, scale.max)
    return low, high


def between(scale: Scale, low: float, high: float) -> Array:
    """Rates as one would write them: some of three digits and all of two, from `low` to `high`."""
    rates = {float(f"{rate:.3g}") for rate in np.geomspace(low, high, FINE)}
    decades = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    tidy = (float(f"{digits}e{decade - 1}") for decade in decades for digits in range(10, 100))
    rates |= {rate for rate in tidy if low <= rate <= high}
    return np.clip(sorted(rates), scale.min, scale.max)


def ladder(scale: Scale, low: float, high: float, rates: int) -> Array:
    """So many rates of three digits, even in the logarithm; fewer where they would coincide."""
    rounded = sorted({float(f"{rate:.3g}") for rate in np.geomspace(low, high, rates)})
    return np.unique(np.clip(rounded, scale.min, scale.max))


def unbroken(fit: NDArray[np.bool_], place: int) -> tuple[int, int]:
    """The first and last index of the run of true values around `place`, which is one."""
    bad = np.flatnonzero(~fit)
    first = bad[bad < place].max(initial=-1) + 1
    last = bad[bad > place].min(initial=len(fit)) - 1
    return int(first), int(last)
