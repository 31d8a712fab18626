"""Tuning: the learning rate that suits one run of a training, found by training at many at once.

All rates train together from the same weights, on the same mini-batches and under the run's own
schedule and interventions: each is the training it would be on its own, cut off where many of them
would take too long. Its cost is the mean over the last tenth of its epochs, the median over the
seeds; a rate that diverges from any of these has none. The best rate is the one of lowest cost.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.lanes import Array
from engine.rates import (
    RATES,
    USUAL_RATES,
    Sweep,
    ladder,
    rate_knob,
    span,
    stretched,
    unbroken,
)
from engine.specs.spec import LIMITS
from engine.specs.training import TrainingSpec
from engine.training.run import Training
from engine.validation import integer

MOST_SEEDS = 4
# Products, a unit's activation worth some of them, and updates, each of which has its own price:
# together a few seconds.
MOST_WORK = 4e9
PRODUCTS_PER_UNIT = 40
MOST_STEPS = 6_000
LAST_SHARE = 10
# Good rates leave at most this share of the way that the best one went.
NEAR = 0.05


@dataclass(frozen=True, slots=True)
class RateTrial:
    """Rates (N,), their final and mean costs (N,), infinite where diverged, and the start's."""

    rates: Array
    final: Array
    mean: Array
    start: float


def tune(spec: TrainingSpec, run: int, rates: int = USUAL_RATES) -> Sweep:
    """Sweep the learning rate of one run, from at most four of the seeds.

    Rates are those of a race's sweep, without the finer second look: costs of mini-batches scatter
    by more than that would tell. Raises SpecError with the path "run" or "rates".
    """
    run = integer(run, "run", 0, len(spec.runs) - 1)
    rates = integer(rates, "rates", *RATES)
    single_spec = shortened(single(spec, run), rates)
    scale = rate_knob(single_spec.runs[0])
    low, high = span(scale, float(single_spec.runs[0].hyperparameters["lr"]))
    while True:
        trial = train_at(single_spec, ladder(scale, low, high, rates))
        index = best_index(trial)
        wider = stretched(scale, low, high, index, len(trial.rates))
        if wider == (low, high):
            break
        low, high = wider
    best = cost = good = None
    if index is not None:
        best, cost = float(trial.rates[index]), float(trial.final[index])
        limit = cost + NEAR * max(trial.start - cost, 0.0)
        first, last = unbroken(trial.final <= limit, index)
        good = float(trial.rates[first]), float(trial.rates[last])
    return Sweep(
        run=run,
        optimizer=single_spec.runs[0].optimizer,
        steps=single_spec.steps,
        starts=len(single_spec.seeds),
        rates=tuple(trial.rates.tolist()),
        costs=tuple(c if math.isfinite(c) else None for c in trial.final.tolist()),
        best=best,
        best_cost=cost,
        good=good,
    )


def single(spec: TrainingSpec, run: int) -> TrainingSpec:
    """The training with this run alone, from at most four of its seeds, evaluated once."""
    picked = np.linspace(0, len(spec.seeds) - 1, min(len(spec.seeds), MOST_SEEDS))
    places = np.unique(picked.round()).astype(int).tolist()
    own = (replace(change, run=0) for change in spec.interventions if change.run == run)
    return replace(
        spec,
        runs=(spec.runs[run],),
        seeds=tuple(spec.seeds[place] for place in places),
        interventions=tuple(own),
        evaluations=1,
    )


def shortened(spec: TrainingSpec, rates: int) -> TrainingSpec:
    """The training of as many epochs, and as many seeds, as so many rates have time for."""
    seeds, units = spec.seeds, sum(spec.network.layers[1:])
    products = (spec.network.size + PRODUCTS_PER_UNIT * units) * spec.samples
    while True:
        entries = rates * len(seeds)
        affordable = min(
            MOST_WORK / (float(products) * entries),
            MOST_STEPS / spec.batches,
            LIMITS.numbers / (entries * spec.batches),
        )
        if affordable >= min(spec.epochs, LAST_SHARE) or len(seeds) == 1:
            break
        seeds = seeds[:-1]
    epochs = max(1, min(spec.epochs, int(affordable)))
    last = epochs * spec.batches
    kept = tuple(change for change in spec.interventions if change.step < last)
    return replace(spec, seeds=seeds, epochs=epochs, interventions=kept)


def train_at(spec: TrainingSpec, rates: Array) -> RateTrial:
    """All rates of the single run at once; entry i · seeds + j is rate i from seed j."""
    run, count = spec.runs[0], len(spec.seeds)
    settings = {**run.hyperparameters, "lr": np.repeat(rates, count)[:, None]}
    whole = replace(
        spec, runs=(replace(run, hyperparameters=settings),), seeds=spec.seeds * len(rates)
    )
    training = Training(whole)
    while not training.finished:
        training.advance(whole.steps)
    costs = training.result().epoch_cost
    last = costs[-max(1, len(costs) // LAST_SHARE) :].mean(axis=0)
    start = float(np.median(training.history[0, :count, 0]))
    return RateTrial(rates, middle(last, count), middle(costs.mean(axis=0), count), start)


def middle(costs: Array, count: int) -> Array:
    """The median of each `count` costs that belong together, infinite if one is no number."""
    together = costs.reshape(-1, count)
    finite = np.isfinite(together).all(axis=1)
    return np.where(finite, np.median(np.where(np.isfinite(together), together, 0), axis=1), np.inf)


def best_index(trial: RateTrial) -> int | None:
    """The index of the rate of lowest cost, of equal ones the sooner there; None without one."""
    fit = np.flatnonzero(np.isfinite(trial.final))
    if not fit.size:
        return None
    return int(min(fit, key=lambda i: (trial.final[i], trial.mean[i], -trial.rates[i])))
