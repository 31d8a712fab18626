"""What there is to learn is learned: by every optimizer, classes by the softmax, curves, iris."""

import numpy as np
import pytest

from engine.lanes import Status
from engine.training.run import train
from tests.engine.training.trainings import FIRST_ORDER, training


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_every_optimizer_of_first_order_learns_moons(name: str) -> None:
    rates = {"gd": 0.5, "momentum": 0.5, "nesterov": 0.1, "adadelta": 1.0}
    run = {"optimizer": name, "hyperparameters": {"lr": rates.get(name, 0.02)}}
    result = train(
        training(
            dataset={"name": "moons", "samples": 100, "noise": 0.1},
            network={"layers": [2, 8, 1], "activation": "tanh", "seed": [0, 1]},
            batch_size=20,
            epochs=100,
            runs=[run],
        )
    )
    assert (result.epoch_cost[-1] < 0.6 * result.epoch_cost[0]).all(), result.epoch_cost[[0, -1]]
    assert (result.accuracies[0][-1] >= 0.8).all(), result.accuracies[0][-1]


def test_iris_is_learned_by_softmax_and_told_apart_in_the_test() -> None:
    adam = {"optimizer": "adam", "hyperparameters": {"lr": 0.01}}
    result = train(
        training(
            dataset={"name": "iris", "samples": 100, "test_samples": 50},
            network={"layers": [4, 8, 3], "activation": "relu"},
            normalize=True,
            epochs=60,
            runs=[adam],
        )
    )
    train_accuracy, test_accuracy = result.accuracies
    assert test_accuracy is not None
    assert train_accuracy[-1, 0] >= 0.96
    assert test_accuracy[-1, 0] >= 0.92
    assert result.history[0, 0, 0] == pytest.approx(np.log(3), abs=1.0)


@pytest.mark.parametrize("shape", ["sine", "absolute", "step"])
def test_a_curve_is_learned(shape: str) -> None:
    data = {"name": "curve", "samples": 100, "shape": shape, "noise": 0.05, "test_samples": 50}
    network = {"layers": [1, 16, 1], "activation": "tanh", "initializer": "xavier"}
    adam = {"optimizer": "adam", "hyperparameters": {"lr": 0.03}}
    result = train(training(dataset=data, network=network, runs=[adam], epochs=300))
    train_r2, test_r2 = result.accuracies
    assert test_r2 is not None
    assert train_r2[-1, 0] > 0.9 > train_r2[0, 0]
    assert test_r2[-1, 0] > 0.8


def test_normalization_turns_a_ravine_into_a_bowl() -> None:
    """A rate that the scaled features bear makes the raw ones, 400 times as steep, diverge."""
    data = {"name": "mixed_units", "samples": 100, "ratio": 20}
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.5}}
    base = training(dataset=data, network={"layers": [2, 1]}, runs=[run], epochs=40)
    raw, scaled = (train(base | {"normalize": normalize}) for normalize in (False, True))
    assert raw.endings[0].status is Status.DIVERGED
    assert scaled.accuracies[0][-1, 0] > 0.98
