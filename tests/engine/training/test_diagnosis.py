"""A diagnosis finds what was broken on purpose, and nothing in networks that learn."""

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import train
from engine.datasets import DATASETS
from engine.networks import initializers
from engine.networks.network import Network
from engine.training.diagnosis import Finding, diagnose, gradient_findings, unit_findings
from engine.training.evaluations import Evaluations
from engine.training.progress import TrainingProgress
from engine.training.snapshots import snapshot
from tests.engine.datasets.test_suggestions import suggested
from tests.engine.training.trainings import WILD, training

X = np.random.RandomState(0).randn(2, 60)


def progress_of(spec: dict[str, Any]) -> TrainingProgress:
    result = train(spec)
    rows = len(result.checkpoints)
    evaluations = Evaluations(result.spec)
    evaluations.work_out(result.checkpoints, 0, rows)
    return TrainingProgress(result.spec, result.history, result.checkpoints, rows, evaluations)


def diagnosis(spec: dict[str, Any], entry: int = 0) -> list[Finding]:
    progress = progress_of(spec)
    return diagnose(progress, entry, progress.rows - 1)


def of_units(network: Network, theta: Any) -> list[tuple[str, int | None]]:
    return [(found.kind, found.layer) for found in unit_findings(network, theta, X)]


@pytest.mark.parametrize("name", DATASETS)
def test_the_suggested_trainings_are_healthy(name: str) -> None:
    progress = progress_of(suggested(name, ["gd", "momentum", "adam"], seed=3))
    for entry in progress.entries(0):
        found = [diagnose(progress, entry, index) for index in range(progress.rows)]
        assert not found[-1]
        assert sum(map(bool, found)) <= progress.rows / 50, [each for each in found if each]


def test_zeros_leave_units_alike_and_he_does_not() -> None:
    base = {"dataset": {"name": "circles"}, "batch_size": 300, "epochs": 30}
    runs = [{"optimizer": "adam", "hyperparameters": {"lr": 0.01}}]
    layers = {"layers": [2, 10, 5, 1], "activation": "relu"}
    zeros = diagnosis(training(network=layers | {"initializer": "zeros"}, runs=runs, **base))
    assert [(found.kind, found.layer) for found in zeros] == [("identical", 1), ("identical", 2)]
    assert zeros[0].text.startswith("All 10 units of layer 1 are alike and stay so")
    assert not diagnosis(training(network=layers | {"initializer": "he"}, runs=runs, **base))


@pytest.mark.parametrize("initializer", ["constant", "zeros"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_units_that_begin_alike_are_found_alike(activation: str, initializer: str) -> None:
    network = {"layers": [2, 4, 3, 1], "activation": activation, "initializer": initializer}
    found = diagnosis(training(network=network))
    assert [(each.kind, each.layer) for each in found[:2]] == [("identical", 1), ("identical", 2)]


def test_dropout_tells_alike_units_apart() -> None:
    network = {"layers": [2, 6, 1], "activation": "tanh", "initializer": "constant"}
    kinds = {each.kind for each in diagnosis(training(network=network, keep_prob=0.5))}
    assert "identical" not in kinds


@given(seed=st.integers(0, 999), dead=st.integers(0, 6), layer=st.integers(1, 2))
def test_units_without_a_positive_value_are_dead(seed: int, dead: int, layer: int) -> None:
    """A bias of −1,000 silences a unit whatever its weights; others hear at least an example."""
    network = Network((2, 6, 6, 1))
    theta = network.join(initializers.initial(network.layers, "he", seed))
    parts = network.split(theta)
    parts[layer - 1][:dead, -1] = -1000.0
    parts[layer - 1][dead:, -1] = 1000.0
    found = of_units(network, theta)
    assert (("dead", layer) in found) == (2 * dead >= 6)
    for finding in unit_findings(network, theta, X):
        if finding.layer == layer:
            some = f"{dead} of 6 units" if dead < 6 else "All 6 units"
            assert finding.text.startswith(f"{some} of layer {layer} are silent")


@given(seed=st.integers(0, 999), scale=st.sampled_from([1e-3, 1e3]))
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear", "leaky_relu"])
def test_units_saturate_where_weights_are_large(activation: str, scale: float, seed: int) -> None:
    network = Network((2, 8, 1), activation)
    theta = network.join(initializers.initial(network.layers, "he", seed)) * scale
    bounded = activation in ("tanh", "sigmoid")
    assert of_units(network, theta) == ([("saturated", 1)] if bounded and scale > 1 else [])


@given(
    norms=st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=6),
    scale=st.floats(1e-3, 1e3),
)
def test_a_gradient_vanishes_by_its_share_whatever_its_size(
    norms: list[float], scale: float
) -> None:
    def layers(values: list[float]) -> list[int | None]:
        return [found.layer for found in gradient_findings(np.array(values))]

    wanted = min(norms) * 50 < norms[-1]
    assert bool(layers(norms)) == wanted
    if abs(norms[-1] / min(norms) - 50) > 1e-6:
        assert layers([norm * scale for norm in norms]) == layers(norms)


def test_deep_sigmoids_fade() -> None:
    layers = {"layers": [2, 8, 8, 8, 8, 1], "activation": "sigmoid"}
    network = layers | {"initializer": "xavier", "seed": 1}
    progress = progress_of(training(network=network))
    (found,) = diagnose(progress, 0, 0)
    norms = progress.evaluations.gradient_norms[0, 0]
    times = re.findall(r"is (\d+) times smaller than in layer 5", found.text)
    assert (found.kind, found.layer) == ("vanishing", 1)
    assert int(times[0]) == round(norms[-1] / norms[0])


LINE = {"dataset": {"name": "mixed_units", "samples": 24}, "batch_size": 24}


@pytest.mark.parametrize(
    ("rate", "kind"), [(1e-7, "too_small"), (0.02, "exploding"), (1e3, "diverged")]
)
def test_a_rate_far_from_useful_is_named(rate: float, kind: str) -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": rate}}
    spec = training(network={"layers": [2, 1]}, epochs=8, runs=[run], **LINE)
    (found,) = diagnosis(spec)
    assert found.kind == kind
    assert "rate" in found.text


def test_a_cost_that_stays_above_its_start_is_named() -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 20.0}}
    network = {"layers": [2, 6, 1], "activation": "tanh", "seed": 1}
    progress = progress_of(training(network=network, epochs=12, runs=[run]))
    found = [each for index in range(13) for each in diagnose(progress, 0, index)]
    assert "too_large" in {each.kind for each in found}


def test_a_snapshot_carries_the_diagnosis_of_its_runs() -> None:
    network = {"layers": [2, 4, 1], "activation": "tanh", "initializer": "zeros", "seed": [1, 2]}
    progress = progress_of(training(network=network, runs=[WILD, {"optimizer": "adam"}]))
    seen = snapshot(progress, progress.rows - 1, start=1)
    assert json.dumps(seen, allow_nan=False)
    wild, other = (run for run in seen["runs"] if run["start"] == 1)
    assert other["diagnosis"][0] == diagnose(progress, 3, progress.rows - 1)[0].to_dict()
    assert other["diagnosis"][0]["kind"] == "identical"
    assert wild["diagnosis"] == [
        each.to_dict() for each in diagnose(progress, 1, progress.rows - 1)
    ]
    assert all(run["diagnosis"] == [] for run in seen["runs"] if run["start"] == 0)
