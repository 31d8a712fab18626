"""Suggested trainings reach what they promise, within their epochs and whatever the first weights.

The goals are shares of right answers, in regressions R²; the rates come from a search of their own
(`make_tuned_rates`).
"""

from typing import Any

import numpy as np
import pytest

from engine import specs, train
from engine.datasets import DATASETS
from engine.datasets.tuned import TUNED
from engine.optimizers import OPTIMIZERS
from tests.engine.training.trainings import FIRST_ORDER, read

SEEDS = [0, 3, 11]
# What each optimizer reaches: gradient descent, momentum, Adam.
GOALS = {
    "moons": (0.92, 0.92, 0.92),
    "circles": (0.75, 0.9, 0.95),
    "spirals": (0.95, 0.95, 0.95),
    "blobs": (0.98, 0.98, 0.98),
    "xor": (0.85, 0.85, 0.9),
    "gaussian_quantiles": (0.9, 0.9, 0.95),
    "iris": (0.95, 0.95, 0.95),
    "curve": (0.85, 0.9, 0.9),
    "mixed_units": (0.9, 0.95, 0.95),
}


def suggested(name: str, optimizers: list[str], **network: Any) -> dict[str, Any]:
    """The training that a data set suggests."""
    given = DATASETS[name].to_dict()["suggested"]
    return {
        "kind": "training",
        "dataset": {"name": name, "test_samples": given["test_samples"]},
        "normalize": given["normalize"],
        "network": {**given["network"], **network},
        "batch_size": given["batch_size"],
        "epochs": given["epochs"],
        "runs": [
            {"optimizer": rule, "hyperparameters": given["rates"][rule]} for rule in optimizers
        ],
    }


@pytest.mark.parametrize("name", DATASETS)
def test_it_learns_what_there_is_to_learn(name: str) -> None:
    result = train(suggested(name, ["gd", "momentum", "adam"], seed=SEEDS))
    reached, tested = result.accuracies
    assert tested is not None
    worst = reached[-1].reshape(3, len(SEEDS)).min(axis=1)
    assert (worst >= GOALS[name]).all(), worst
    # What is learned holds for examples that were not learned from, on the whole.
    assert np.median(tested[-1]) > min(GOALS[name]) - 0.1


@pytest.mark.parametrize("name", DATASETS)
def test_there_is_much_to_see(name: str) -> None:
    """No training begins where it ends: the boundary has a way to go."""
    result = train(suggested(name, ["gd", "momentum", "adam"], seed=SEEDS))
    reached, _ = result.accuracies
    assert (np.median(reached[-1] - reached[0]) > 0.2).all()


@pytest.mark.parametrize("name", DATASETS)
def test_every_optimizer_has_a_rate_that_it_may_have(name: str) -> None:
    assert TUNED[name].keys() == set(FIRST_ORDER)
    spec = read(suggested(name, FIRST_ORDER))
    assert specs.from_dict(spec.to_dict()) == spec
    for run in spec.runs:
        assert run.hyperparameters["lr"] == TUNED[name][run.optimizer]
        assert OPTIMIZERS[run.optimizer].order == 1


def test_no_rate_is_of_a_data_set_that_is_gone() -> None:
    assert TUNED.keys() == set(DATASETS)
    assert set(DATASETS) == GOALS.keys()
