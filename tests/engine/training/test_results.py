"""Results of trainings follow from costs and kept parameters alone, and JSON has no NaN in them."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import Data, Outline
from engine.lanes import LARGEST, Array
from engine.networks.network import Network
from engine.results import ENGINE_VERSION
from engine.training import evaluations
from engine.training.evaluations import accuracy
from engine.training.run import train
from tests.engine.training.trainings import WILD, training

LISTS = ("cost", "epoch_cost", "train_accuracy", "test_accuracy")
TESTED = {"name": "moons", "samples": 24, "seed": 1, "test_samples": 15}


def regression(x: Any, y: Any) -> Data:
    """Examples of one feature."""
    return Data(np.array([x], float), np.array([y], float), Outline(("x",), ()))


def line(slope: float, intercept: float = 0.0) -> tuple[Network, Array]:
    """The network a = slope · x + intercept."""
    return Network((1, 1), "linear", "linear"), np.array([slope, intercept])


@given(batch=st.integers(1, 24), epochs=st.integers(1, 4))
def test_an_epochs_cost_is_the_mean_over_its_examples(batch: int, epochs: int) -> None:
    result = train(training(batch_size=batch, epochs=epochs, evaluations=1))
    sizes = [min(batch, 24 - first) for first in range(0, 24, batch)]
    for entry in range(2):
        costs = result.history[:, entry, 0].reshape(epochs, -1)
        expected = [np.average(row, weights=sizes) for row in costs]
        np.testing.assert_allclose(result.epoch_cost[:, entry], expected, rtol=1e-14)


@pytest.mark.parametrize("keep_prob", [1.0, 0.5])
def test_accuracy_is_the_share_told_right_with_all_units_kept(keep_prob: float) -> None:
    result = train(training(dataset=TESTED, keep_prob=keep_prob, evaluations=3))
    network = result.spec.network
    for data, found in zip(result.spec.data, result.accuracies, strict=True):
        assert data is not None
        assert found is not None
        assert found.shape == (4, 2)
        for row, entry in np.ndindex(4, 2):
            a = network.predict(result.parameters[row, entry], data.X)[0]
            assert found[row, entry] == ((a > 0.5) == data.labels).mean()


def test_of_several_classes_the_likeliest_is_told() -> None:
    result = train(
        training(dataset={"name": "blobs", "samples": 24}, network={"layers": [2, 4, 3]})
    )
    data, _ = result.spec.data
    a = result.spec.network.predict(result.parameters[-1, 1], data.X)
    assert result.accuracies[0][-1, 1] == (a.argmax(axis=0) == data.labels).mean()


def test_of_a_regression_it_is_the_share_of_the_variance_explained() -> None:
    data = regression([0, 1, 2, 3], [1, 0, 4, 5])
    for slope in (-1.0, 0.0, 1.5):
        network, theta = line(slope)
        error = np.square(data.y - slope * data.X).sum()
        assert accuracy(network, theta, data) == pytest.approx(1 - error / 17)
    network, mean = line(0.0, 2.5)
    assert accuracy(network, mean, data) == pytest.approx(0), "the mean explains nothing"


@pytest.mark.parametrize(
    ("slope", "targets", "share"),
    [
        (0.0, [2.0, 2.0], 0.0),
        (2.0, [2.0, 2.0], 1.0),
        (1e20, [1.0, 2.0], -LARGEST),
        (1e300, [1.0, 2.0], -LARGEST),
        (np.inf, [1.0, 2.0], -LARGEST),
        (np.nan, [1.0, 2.0], -LARGEST),
    ],
)
def test_a_share_that_is_no_number_is_told_as_one(
    slope: float, targets: list[float], share: float
) -> None:
    network, theta = line(slope)
    with np.errstate(all="ignore"):
        assert accuracy(network, theta, regression([1, 1], targets)) == share


@pytest.mark.parametrize("part", [1, 100, 1_000, 10**9])
def test_many_networks_are_worked_on_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    result = train(training(dataset=TESTED, epochs=7))
    whole = result.accuracies
    monkeypatch.setattr(evaluations, "PART", part)
    again = train(training(dataset=TESTED, epochs=7))
    assert [a.tobytes() for a in again.accuracies if a is not None] == [
        a.tobytes() for a in whole if a is not None
    ]


def test_the_result_is_complete_and_as_long_as_it_says() -> None:
    result = train(training(dataset=TESTED, epochs=6, evaluations=4))
    fields = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert (fields["id"], fields["kind"]) == (result.spec.digest, "training")
    assert (fields["spec"], fields["engine"]) == (result.spec.to_dict(), ENGINE_VERSION)
    for entry, run in enumerate(fields["runs"]):
        assert (run["run"], run["start"], run["seed"]) == (entry, 0, 2)
        assert (run["status"], run["stopped_at"]) == ("finished", None)
        assert [len(run[name]) for name in LISTS] == [18, 6, 4, 4]
        assert run["evaluated_epochs"] == [1, 2, 4, 5]
        assert run["seconds"] > 0
    assert (np.diff(result.elapsed) >= 0).all()
    assert result.elapsed[0] == 0


def test_without_test_data_there_is_no_test_accuracy() -> None:
    result = train(training())
    assert result.accuracies[1] is None
    assert [run["test_accuracy"] for run in result.to_dict()["runs"]] == [[], []]


def test_a_diverged_entry_ends_with_its_last_number_in_every_list() -> None:
    """It diverges in the middle of epoch 1: of epoch 0 everything is told, of epoch 1 the costs."""
    curve = {"name": "curve", "samples": 24, "test_samples": 9}
    network = {"layers": [1, 6, 6, 1]}
    result = train(training(dataset=curve, network=network, runs=[WILD], epochs=5))
    (run,) = json.loads(json.dumps(result.to_dict(), allow_nan=False))["runs"]
    stop = run["stopped_at"]
    assert stop == result.length(0)
    assert stop % 3, "in the middle of an epoch"
    assert [len(run[name]) for name in LISTS] == [stop, stop // 3, stop // 3, stop // 3]
    assert run["evaluated_epochs"] == list(range(stop // 3))
    assert result.evaluation_count(0) == stop // 3
    assert result.diverged == [True]
    for found in result.accuracies:
        assert found is not None
        assert np.isnan(found[1 + stop // 3 :]).all()
