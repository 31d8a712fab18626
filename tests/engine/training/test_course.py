"""The course's experiments with networks come out here to every digit that it prints."""

import math
from typing import Any

import numpy as np
import pytest

from engine.lanes import Array
from engine.specs import TrainingSpec
from engine.training.results import TrainingResult
from engine.training.run import initial_parameters, train
from tests.engine.training.trainings import read

LR = {"lr": 7e-4}
MOONS: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3},
    "network": {"layers": [2, 5, 2, 1], "activation": "relu", "initializer": "he", "seed": 3},
    "batch_size": 64,
    "shuffle_seed": 10,
}
CIRCLES: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "circles", "samples": 300, "noise": 0.05, "factor": 0.8, "seed": 1}
    | {"test_samples": 100, "test_seed": 2},
    "batch_size": 300,
    "epochs": 15_000,
    "evaluations": 1,
    "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 0.01}}],
}
GD, MOMENTUM, ADAM, UNCORRECTED = range(4)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def moons() -> TrainingResult:
    """Section 1, and Adam without the correction of its second moment."""
    runs = [
        {"optimizer": "gd", "hyperparameters": LR},
        {"optimizer": "momentum", "hyperparameters": LR},
        {"optimizer": "adam", "hyperparameters": LR},
        {"optimizer": "adam", "hyperparameters": LR | {"correct_v": False}},
    ]
    return train(MOONS | {"epochs": 10_000, "evaluations": 2, "runs": runs})


@pytest.fixture(scope="module")
def large_rates() -> TrainingResult:
    """The three runs at large rates, each constant and then with the decay."""
    decay = {"name": "inverse_time", "rate": 1, "every": 1_000, "per": "epoch"}
    runs = [
        {"optimizer": name, "hyperparameters": {"lr": lr}, "schedule": schedule}
        for schedule in ({"name": "constant"}, decay)
        for name, lr in (("gd", 0.1), ("momentum", 0.1), ("adam", 0.01))
    ]
    return train(MOONS | {"epochs": 5_000, "evaluations": 1, "runs": runs})


def circles(initializer: object) -> TrainingResult:
    """Section 2 from these weights."""
    network = {"layers": [2, 10, 5, 1], "initializer": initializer, "seed": 3}
    return train(CIRCLES | {"network": network})


@pytest.mark.parametrize(
    ("run", "costs", "accuracies"),
    [
        (GD, ["0.702405", "0.668101", "0.573367"], ["71.67", "79.67"]),
        (MOMENTUM, ["0.702413", "0.668167", "0.573444"], ["71.67", "79.67"]),
        (ADAM, ["0.702166", "0.167845", "0.136066"], ["94.33", "94.00"]),
    ],
)
def test_the_optimizers_on_two_moons(
    moons: TrainingResult, run: int, costs: list[str], accuracies: list[str]
) -> None:
    assert [f"{cost:.6f}" for cost in moons.epoch_cost[[0, 1_000, 4_000], run]] == costs
    assert moons.spec.evaluated == (4_999, 9_999)
    assert [f"{100 * share:.2f}" for share in moons.accuracies[0][1:, run]] == accuracies


def test_the_famous_oscillations_are_those_of_the_last_mini_batch(moons: TrainingResult) -> None:
    """The mean over each epoch falls all the way; the last batch alone goes up half of the time."""
    last = moons.history.reshape(10_000, 5, -1)[:, -1, GD]
    assert [f"{cost:.6f}" for cost in last[[0, 1_000]]] == ["0.690736", "0.685273"]
    whole = moons.epoch_cost[:, GD]
    assert (np.diff(whole[::1_000]) < 0).all()
    rises, smooth = np.diff(last) > 0, np.diff(whole) > 0
    assert rises.mean() > 0.45
    assert np.abs(np.diff(last)).mean() > 20 * np.abs(np.diff(whole)).mean()
    assert smooth.mean() < rises.mean()


def last_costs(spec: TrainingSpec, epochs: tuple[int, ...]) -> list[str]:
    """The cost of the last mini-batch by the course's code: √(v + ε) and v as it is."""
    (data, _), network = spec.data, spec.network
    theta = initial_parameters(spec)[0]
    m, v, t = np.zeros_like(theta), np.zeros_like(theta), 0
    found: list[str] = []
    for epoch in range(epochs[-1] + 1):
        order = np.random.RandomState(spec.shuffle_seed + epoch + 1).permutation(300)
        for first in range(0, 300, 64):
            x, y = (part[:, order[first : first + 64]] for part in (data.X, data.y))
            if epoch in epochs and first == 256:
                found.append(f"{network.cost(theta, x, y):.6f}")
            slope, t = network.gradient(theta, x, y), t + 1
            m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
            theta = theta - 7e-4 * m / (1 - 0.9**t) / np.sqrt(v + 1e-8)
    return found


def test_an_uncorrected_second_moment_changes_the_costs_and_hardly_the_accuracy(
    moons: TrainingResult,
) -> None:
    """The course has ε inside the root; here it is outside, which moves the fourth digit."""
    epochs = (0, 1_000, 2_000)
    assert last_costs(moons.spec, epochs) == ["0.687550", "0.173593", "0.150145"]
    last = moons.history.reshape(10_000, 5, -1)[epochs, -1]
    assert last[:, UNCORRECTED] == pytest.approx([0.687550, 0.173593, 0.150145], abs=3e-4)
    assert (np.abs(last[:, ADAM] - last[:, UNCORRECTED])[:2] > 2e-3).all()
    accuracies = moons.accuracies[0][1:]
    assert accuracies[:, ADAM] == pytest.approx(accuracies[:, UNCORRECTED], abs=0.01)


def test_the_gain_credited_to_decay_comes_from_the_larger_rate(
    moons: TrainingResult, large_rates: TrainingResult
) -> None:
    small = moons.accuracies[0][1, [GD, MOMENTUM, ADAM]]
    constant, decayed = large_rates.accuracies[0][1].reshape(2, 3)
    assert (constant[:2] - small[:2] > 0.2).all(), "GD and momentum gain 20 % by the rate alone"
    assert (np.abs(decayed - constant) < 0.01).all(), "and nothing more by the decay"
    assert np.abs(constant[2] - small[2]) < 0.01, "Adam had no need of either"
    costs = large_rates.epoch_cost[-1].reshape(2, 3)
    assert (np.abs(costs[1] - costs[0]) < 0.005).all()


def test_weights_of_zero_never_part() -> None:
    result = circles("zeros")
    assert np.abs(result.history - math.log(2)).max() < 1e-12
    assert [accuracy[-1, 0] for accuracy in both(result)] == [0.5, 0.5]
    # All units of a layer are the same unit.
    for layer in result.spec.network.split(result.parameters[-1, 0]):
        assert (layer == layer[0]).all()


def test_weights_ten_times_too_large_start_at_a_cost_of_thousands_and_end_behind() -> None:
    """The course, whose cost loses all digits of a sure mistake, has infinity at first."""
    result = circles({"name": "normal", "scale": 10})
    assert result.history[0, 0, 0] > 1_000
    assert result.history[14_000, 0, 0] == pytest.approx(0.383, abs=0.05)
    assert [round(100 * a[-1, 0]) for a in both(result)] == pytest.approx([83, 86], abs=2)


def test_weights_by_he_tell_the_circles_apart() -> None:
    result = circles("he")
    costs = result.history[[0, 14_000], 0, 0]
    assert [f"{cost:.6f}" for cost in costs] == ["0.883054", "0.073579"]
    assert [f"{100 * accuracy[-1, 0]:.2f}" for accuracy in both(result)] == ["99.33", "96.00"]


def both(result: TrainingResult) -> tuple[Array, Array]:
    """Accuracy on training and on test data."""
    train_accuracy, test_accuracy = result.accuracies
    assert test_accuracy is not None
    return train_accuracy, test_accuracy


def test_a_link_to_the_course_is_a_specification() -> None:
    runs = [{"optimizer": "adam", "hyperparameters": LR}]
    spec = read(MOONS | {"epochs": 10_000, "runs": runs})
    assert (spec.batches, spec.steps, spec.network.size) == (5, 50_000, 15 + 12 + 3)
    assert read(spec.to_dict()).digest == spec.digest
