"""Tuning: the learning rate that suits one run, found by trying many at the same budget.

All rates descend together, lane by lane, from every start and under the run's own schedule, noise
and interventions: each is the race it would be on its own. The final costs of a rate are averaged
over the starts; a rate that diverges from any of them, or leaves the domain, has none.

The best rate is the one of lowest final cost. Costs that rounding makes different count as equal;
then the rate that was there soonest wins. A rate whose lanes end outside the view (far outside,
where no minimum is known) is not chosen: on a surface without a bottom the lowest cost is otherwise
that of the largest rate.
"""

import math
from collections.abc import Sequence

import numpy as np

from engine.descent.driver import single_run
from engine.descent.trials import Trial, descend
from engine.rates import (
    RATES,
    USUAL_RATES,
    Sweep,
    between,
    rate_knob,
    span,
    stretched,
    unbroken,
)
from engine.specs import DescentSpec
from engine.validation import integer

MOST_STARTS = 16
MOST_WORK = 8_000_000
SAME, ROUNDING = 1e-30, 1e-15
GOOD, ARRIVED = 10.0, 1e-3


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
    scale = rate_knob(spec.runs[run])
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
    """The ends of the unbroken range around the best rate whose costs are about as low.

    Their height above the lowest cost is at most ten times that of the best or a thousandth of the
    start's, and nearer to the best than to the start.
    """
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
    first, last = unbroken(fit, int(np.searchsorted(rates, best)))
    return float(rates[first]), float(rates[last])
