"""Tuning: the learning rate that suits one run, found by trying many at the same budget.

All rates descend together, lane by lane, from every start and under the run's own schedule, noise
and interventions: each is the race it would be on its own. The final costs of a rate are averaged
over the starts; a rate that diverges from any of them, or leaves the
domain, has none.

The best rate is the one of lowest final cost. Costs that rounding makes different count as equal;
then the rate that was there soonest wins. A rate whose lanes end outside the view (far outside,
where no minimum is known) is not chosen: on a surface without a bottom the lowest cost is otherwise
that of the largest rate.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.descent.driver import single_run
from engine.descent.trials import Trial, descend
from engine.knobs import Knob, Scale
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.specs import DescentSpec
from engine.validation import integer

RATES = (3, 241)
USUAL_RATES = 61
MOST_STARTS = 16
MOST_WORK = 8_000_000
AROUND = 10.0
WIDER = 100.0
FINE = 25
SAME, ROUNDING = 1e-30, 1e-15
GOOD, ARRIVED = 10.0, 1e-3


@dataclass(frozen=True, slots=True)
class Sweep:
    """Final costs by rate, None where it failed, and the best rate, to three digits.

    `good` are the ends of the unbroken range around the best whose height above the lowest cost is
    at most ten times that of the best or a thousandth of the start's, and nearer to the best than
    to the start. `best` is None when every rate fails.
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


def tune(spec: DescentSpec, run: int, rates: int = USUAL_RATES) -> Sweep:
    """Sweep the learning rate of one run, from at most 16 of the starts, evenly picked.

    Long races are swept from fewer of them, so that an answer takes seconds.
    Rates are even in the logarithm over the knob's slider, stretched to ten times either side of
    the run's own rate, and further while the best lies at an end. Raises SpecError with the path
    "run" or "rates".
    """
    run = integer(run, "run", 0, len(spec.runs) - 1)
    rates = integer(rates, "rates", *RATES)
    affordable = max(1, MOST_WORK // (spec.steps * rates))
    single_spec = single(spec, run, min(MOST_STARTS, affordable))
    scale = rate_knob(spec, run)
    low, high = span(scale, float(single_spec.runs[0].hyperparameters["lr"]))
    while True:
        trial = descend(single_spec, np.geomspace(low, high, rates))
        index = best_index(single_spec, trial)
        wider = stretched(scale, low, high, index, rates)
        if wider == (low, high):
            break
        low, high = wider
    if index is None:
        return _sweep(single_spec, run, trial, None, None)
    ends = trial.rates[max(index - 1, 0)], trial.rates[min(index + 1, rates - 1)]
    fine = descend(single_spec, between(scale, *ends))
    return _sweep(single_spec, run, trial, fine, best_index(single_spec, fine, trial))


def single(spec: DescentSpec, run: int, most: int = MOST_STARTS) -> DescentSpec:
    """The experiment with this run alone, from at most so many of its starts."""
    picked = np.linspace(0, len(spec.starts) - 1, min(len(spec.starts), most))
    return single_run(spec, run, np.unique(picked.round()).astype(int).tolist())


def rate_knob(spec: DescentSpec, run: int) -> Scale:
    """What the run's learning rate may be."""
    knobs: dict[str, Knob] = {k.name: k for k in OPTIMIZERS[spec.runs[run].optimizer].knobs}
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


def floor(spec: DescentSpec, trials: Sequence[Trial]) -> float | None:
    """The lowest cost there is, as far as it is known or was seen."""
    seen = [t.final[t.stayed & np.isfinite(t.final)].min(initial=np.inf) for t in trials]
    known = spec.surface.lowest
    lowest = float(min([*seen, np.inf if known is None else known]))
    return lowest if math.isfinite(lowest) else None


def height(spec: DescentSpec, lowest: float) -> float:
    """How far the starts lie above the lowest cost, on average."""
    return max(float(np.mean([spec.surface.value(*start) for start in spec.starts])) - lowest, 0.0)


def best_index(spec: DescentSpec, trial: Trial, *others: Trial) -> int | None:
    """The index of the best rate of a trial, None where there is none."""
    fit = np.flatnonzero(trial.stayed & np.isfinite(trial.final))
    lowest = floor(spec, (trial, *others))
    if lowest is None or not fit.size:
        return None
    same = SAME * height(spec, lowest) + ROUNDING * abs(lowest)
    above = np.maximum(trial.final - lowest, same)
    return int(min(fit, key=lambda i: (above[i], trial.mean[i], -trial.rates[i])))


def _sweep(
    spec: DescentSpec, run: int, trial: Trial, fine: Trial | None, index: int | None
) -> Sweep:
    best = cost = good = None
    if fine is not None and index is not None:
        best, cost = float(fine.rates[index]), float(fine.final[index])
        good = _good(spec, trial, fine, index)
    return Sweep(
        run=run,
        optimizer=spec.runs[0].optimizer,
        steps=spec.steps,
        starts=len(spec.starts),
        rates=tuple(trial.rates.tolist()),
        costs=tuple(c if math.isfinite(c) else None for c in trial.final.tolist()),
        best=best,
        best_cost=cost,
        good=good,
    )


def _good(spec: DescentSpec, trial: Trial, fine: Trial, index: int) -> tuple[float, float]:
    """The ends of the unbroken range of good rates around the best one."""
    lowest = floor(spec, (trial, fine))
    assert lowest is not None
    tall, best_height = height(spec, lowest), fine.final[index] - lowest
    limit = max(GOOD * best_height, ARRIVED * tall)
    limit = max(min(limit, (best_height + tall) / 2), best_height)
    best = fine.rates[index]
    rates = np.concatenate([trial.rates, fine.rates])
    order = np.argsort(rates)
    with np.errstate(invalid="ignore"):
        fit = np.concatenate([(t.final - lowest <= limit) & t.stayed for t in (trial, fine)])[order]
    rates = rates[order]
    place = int(np.searchsorted(rates, best))
    bad = np.flatnonzero(~fit)
    first = bad[bad < place].max(initial=-1) + 1
    last = bad[bad > place].min(initial=len(rates)) - 1
    return float(rates[first]), float(rates[last])
