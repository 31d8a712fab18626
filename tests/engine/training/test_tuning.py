"""A sweep's every rate is a training of its own, the best is the lowest, and work is bounded."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import train
from engine.optimizers import OPTIMIZERS
from engine.specs import SpecError
from engine.specs.spec import LIMITS
from engine.training.tuning import MOST_SEEDS, MOST_STEPS, shortened, single, train_at, tune
from tests.engine.training.trainings import FIRST_ORDER, examples, read, training

SEVERAL = {"layers": [2, 4, 3, 1], "activation": "tanh", "seed": [2, 5, 9]}


@pytest.mark.parametrize("schedule", [{"name": "constant"}, {"name": "inverse_sqrt"}], ids=str)
@pytest.mark.parametrize("name", FIRST_ORDER)
def test_a_rate_is_a_training_at_it_bit_for_bit(name: str, schedule: dict[str, Any]) -> None:
    """With dropout, several seeds, a penalty and a knob turned on the way."""
    knob = OPTIMIZERS[name].knobs[-1]
    turned = {knob.name: knob.suggested / 2} if knob.kind == "number" else {}
    changes = [{"step": 7, "run": 1, "hyperparameters": turned}] if turned else []
    spec = read(
        training(
            network=SEVERAL,
            keep_prob=0.8,
            l2=0.1,
            runs=[{"optimizer": "gd"}, {"optimizer": name, "schedule": schedule}],
            interventions=changes,
        )
    )
    sweep = tune(spec, 1, rates=9)
    assert (sweep.run, sweep.optimizer, sweep.starts) == (1, name, 3)
    assert sweep.steps == spec.steps
    assert json.loads(json.dumps(sweep.to_dict(), allow_nan=False))["best"] == sweep.best
    alone = single(spec, 1)
    for rate, cost in zip(sweep.rates, sweep.costs, strict=True):
        run = replace(alone.runs[0], hyperparameters={**alone.runs[0].hyperparameters, "lr": rate})
        result = train(replace(alone, runs=(run,)))
        if any(result.diverged):
            assert cost is None
        else:
            assert cost == np.median(result.epoch_cost[-1])


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_the_best_rate_is_the_lowest_and_lies_among_the_good(name: str) -> None:
    spec = read(training(epochs=30, runs=[{"optimizer": name}]))
    sweep = tune(spec, 0, rates=21)
    costs = [cost for cost in sweep.costs if cost is not None]
    assert sweep.best is not None
    assert sweep.good is not None
    assert sweep.best_cost == min(costs)
    assert sweep.rates[sweep.costs.index(sweep.best_cost)] == sweep.best
    assert sweep.good[0] <= sweep.best <= sweep.good[1]
    assert sweep.best_cost < max(costs)
    assert list(sweep.rates) == sorted(set(sweep.rates))
    assert all(float(f"{rate:.3g}") == rate for rate in sweep.rates)


def test_a_rate_that_diverges_has_no_cost() -> None:
    """Beyond 2/λ the steps of gradient descent grow, λ being the largest curvature there is."""
    spec = read(training(dataset={"name": "mixed_units", "samples": 24}, **LINEAR))
    inputs = np.vstack([examples(spec)[0], np.ones(24)])
    steepest = 2 / np.linalg.eigvalsh(inputs @ inputs.T / 24)[-1]
    sweep = tune(spec, 0)
    for rate, cost in zip(sweep.rates, sweep.costs, strict=True):
        if not steepest <= rate <= 1.5 * steepest:
            assert (cost is None) == (rate > steepest)
    assert sweep.good is not None
    assert sweep.good[1] <= steepest


LINEAR: dict[str, Any] = {
    "network": {"layers": [2, 1], "seed": 1},
    "epochs": 300,
    "batch_size": 24,
    "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 1e-3}}],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 90_000},
        {"dataset": {"name": "moons", "samples": 10_000}, "batch_size": 1, "epochs": 100},
        {"network": {"layers": [2, 120, 120, 1], "seed": list(range(16))}, "epochs": 1_000},
    ],
    ids=["long", "one_by_one", "large"],
)
def test_a_sweep_of_a_large_training_is_short(changes: dict[str, Any]) -> None:
    spec = single(read(training(**changes)), 0)
    short = shortened(spec, 61)
    assert len(short.seeds) <= MOST_SEEDS
    assert short.epochs < spec.epochs
    assert short.steps <= max(MOST_STEPS, short.batches)
    assert short.steps * 61 * len(short.seeds) <= LIMITS.numbers
    assert all(change.step < short.steps for change in short.interventions)


def test_more_seeds_are_looked_at_evenly() -> None:
    spec = read(training(network={**SEVERAL, "seed": list(range(10))}))
    assert single(spec, 1).seeds == (0, 3, 6, 9)


def test_the_last_tenth_counts_and_the_median_of_seeds() -> None:
    spec = single(read(training(network=SEVERAL, epochs=40)), 0)
    trial = train_at(spec, np.array([0.1, 0.3]))
    for place, rate in enumerate((0.1, 0.3)):
        run = replace(spec.runs[0], hyperparameters={"lr": rate})
        costs = train(replace(spec, runs=(run,))).epoch_cost
        assert trial.final[place] == np.median(costs[-4:].mean(axis=0))
        assert trial.mean[place] == np.median(costs.mean(axis=0))
        assert trial.start == pytest.approx(costs[0].mean(), rel=0.5)
        assert math.isfinite(trial.final[place])


@pytest.mark.parametrize(("field", "given"), [("run", 2), ("rates", 2), ("rates", 1_000)])
def test_what_it_cannot_sweep_is_refused(field: str, given: int) -> None:
    with pytest.raises(SpecError) as caught:
        tune(read(training()), **({"run": 0} | {field: given}))
    assert caught.value.path == field
