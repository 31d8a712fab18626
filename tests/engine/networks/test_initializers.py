"""Initializers: the course's streams and first costs, the spread they promise, what is refused."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import datasets
from engine.lanes import Array
from engine.networks import initializers
from engine.networks.initializers import INITIALIZERS, Initializer
from engine.validation import SpecError

CIRCLES = {"name": "circles", "samples": 300, "noise": 0.05, "factor": 0.8, "seed": 1}

# The standard deviation of a weight with 300 inputs and 200 outputs, at the defaults.
SPREADS = {
    "zeros": 0.0,
    "constant": 0.0,
    "normal": 0.01,
    "uniform": 0.05 / math.sqrt(3),
    "he": math.sqrt(2 / 300),
    "xavier": math.sqrt(2 / 500),
    "lecun": math.sqrt(1 / 300),
    "orthogonal": math.sqrt(1 / 300),
}


def first_cost(spec: object) -> float:
    """The cross-entropy of an untrained 2-10-5-1 ReLU network on two circles, written out."""
    data, _ = datasets.draw(CIRCLES)
    first, second, third = initializers.initial([2, 10, 5, 1], spec, 3)
    z = third @ np.maximum(second @ np.maximum(first @ data.X, 0), 0)
    a = 1 / (1 + np.exp(-z))
    return float(-np.mean(data.y * np.log(a) + (1 - data.y) * np.log(1 - a)))


def test_an_untrained_network_costs_what_it_costs_in_the_course() -> None:
    assert first_cost("he") == pytest.approx(0.883054, abs=5e-7)
    assert first_cost("zeros") == pytest.approx(math.log(2), abs=1e-15)


def test_weights_ten_times_standard_normal_are_the_stream_times_ten() -> None:
    stream = np.random.RandomState(3)
    expected = [stream.randn(10, 2) * 10, stream.randn(5, 10) * 10, stream.randn(1, 5) * 10]
    found = initializers.initial([2, 10, 5, 1], {"name": "normal", "scale": 10}, 3)
    assert [W.tobytes() for W in found] == [W.tobytes() for W in expected]


@pytest.mark.parametrize("name", INITIALIZERS)
@given(layers=st.lists(st.integers(1, 9), min_size=2, max_size=5), seed=st.integers(0, 2**32 - 1))
def test_one_stream_serves_the_layers_in_turn(name: str, layers: list[int], seed: int) -> None:
    found = initializers.initial(layers, name, seed)
    assert [W.shape for W in found] == list(zip(layers[1:], layers[:-1], strict=True))
    assert all(W.dtype == np.float64 and W.flags.c_contiguous for W in found)
    again = initializers.initial(layers, name, seed)
    assert [W.tobytes() for W in again] == [W.tobytes() for W in found]
    # A layer more at the end leaves those before it as they were.
    longer = initializers.initial([*layers, 3], name, seed)
    assert [W.tobytes() for W in longer[:-1]] == [W.tobytes() for W in found]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_spread_as_promised(name: str) -> None:
    (W,) = initializers.initial([300, 200], name, 0)
    assert W.std() == pytest.approx(SPREADS[name], rel=0.02)
    middle = 0.5 if name == "constant" else 0.0
    assert abs(W.mean() - middle) <= 4 * SPREADS[name] / math.sqrt(W.size)


def test_constant_weights_are_what_they_are_called() -> None:
    found = initializers.initial([2, 3, 1], {"name": "constant", "value": -0.25}, 0)
    assert all((W == -0.25).all() for W in found)


@pytest.mark.parametrize("name", ["normal", "uniform", "orthogonal"])
def test_a_scale_scales(name: str) -> None:
    (one,) = initializers.initial([4, 3], {"name": name, "scale": 1.0}, 7)
    (two,) = initializers.initial([4, 3], {"name": name, "scale": 2.0}, 7)
    assert two.tobytes() == (2 * one).tobytes()


@given(n_out=st.integers(1, 12), n_in=st.integers(1, 12), seed=st.integers(0, 99))
def test_orthogonal_weights_keep_lengths(n_out: int, n_in: int, seed: int) -> None:
    (W,) = initializers.initial([n_in, n_out], "orthogonal", seed)
    small: Array = W @ W.T if n_out <= n_in else W.T @ W
    np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-12)


def test_orthogonal_weights_prefer_no_sign() -> None:
    corners = [initializers.initial([3, 3], "orthogonal", seed)[0][0, 0] for seed in range(400)]
    assert 150 < np.sum(np.array(corners) > 0) < 250


@pytest.mark.parametrize(
    ("name", "gain"), [("he", 1.0), ("lecun", 0.5), ("normal", 300 * 1e-4 / 2)]
)
def test_signals_through_relu_layers_keep_fade_or_halve(name: str, gain: float) -> None:
    """The mean square after a layer of 300 units, over that before: n_in · Var(W) / 2."""
    signal = np.abs(np.random.RandomState(1).randn(300, 50))
    W = initializers.initial([300] * 2, name, 0)[0]
    after = np.maximum(W @ signal, 0)
    assert np.mean(after**2) / np.mean(signal**2) == pytest.approx(gain, rel=0.1)


@pytest.mark.parametrize("item", INITIALIZERS.values(), ids=lambda item: item.name)
def test_the_catalogue_entry_is_json_and_explains_itself(item: Initializer) -> None:
    entry = json.loads(json.dumps(item.to_dict(), allow_nan=False))
    assert entry["title"]
    assert entry["help"].endswith(".")
    assert entry["latex"].count("{") == entry["latex"].count("}")
    assert all(knob["help"] and not knob["required"] for knob in entry["parameters"])
    assert set(entry["equivalents"]) == {"pytorch", "keras"}
    assert not any("{" in call for call in entry["equivalents"].values())
    assert len((item.rule.__doc__ or "").splitlines()) in range(1, 11)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_checked_initializer_is_complete_and_checks_to_itself(name: str) -> None:
    checked = initializers.check(name)
    assert list(checked) == ["name", *(knob.name for knob in INITIALIZERS[name].knobs)]
    assert initializers.check(json.loads(json.dumps(checked))) == checked


@pytest.mark.parametrize(
    ("spec", "path", "remedy"),
    [
        (7, "network.initializer", "expected a name"),
        ({"scale": 1}, "network.initializer.name", "is required; known: zeros"),
        ("hee", "network.initializer.name", "did you mean 'he'"),
        ({"name": "he", "scale": 2}, "network.initializer.scale", "unknown field"),
        ({"name": "normal", "scale": -1}, "network.initializer.scale", "0.01 is a good start"),
        ({"name": "normal", "scale": "big"}, "network.initializer.scale", "a number from 0"),
    ],
)
def test_what_is_no_initializer_is_refused(spec: Any, path: str, remedy: str) -> None:
    with pytest.raises(SpecError) as refused:
        initializers.check(spec, "network.initializer")
    assert refused.value.path == path
    assert remedy in refused.value.message
