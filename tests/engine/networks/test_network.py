"""Networks: the layout of their parameters, a network by hand, and gradients of every shape."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lanes import Array
from engine.networks import checks
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network

hidden = st.lists(st.integers(1, 6), min_size=0, max_size=3)


def problem(network: Network, lanes: int, seed: int) -> tuple[Array, Array, Array]:
    """Parameters of some networks, and seven examples that suit them."""
    random = np.random.RandomState(seed)
    x, y = random.randn(network.layers[0], 7), random.randn(network.layers[-1], 7)
    if network.output != "linear":
        y = (y == y.max(axis=0) if network.output == "softmax" else y > 0).astype(float)
    return random.randn(lanes, network.size), x, y


def test_parameters_lie_row_by_row_with_the_bias_last() -> None:
    network = Network((2, 3, 1))
    assert (network.size, network.shapes) == (13, ((3, 3), (1, 4)))
    first, second = network.split(np.arange(13.0))
    assert first.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert second.tolist() == [[9, 10, 11, 12]]
    assert np.flatnonzero(~network.is_weight).tolist() == [2, 5, 8, 12]


@given(layers=st.lists(st.integers(1, 9), min_size=2, max_size=5), lanes=st.integers(1, 3))
def test_splitting_views_and_joining_restores(layers: list[int], lanes: int) -> None:
    network = Network(tuple(layers))
    theta = np.random.RandomState(0).randn(lanes, network.size)
    parts = network.split(theta)
    assert all(np.shares_memory(part, theta) for part in parts)
    assert sum(part[0].size for part in parts) == network.size
    weights, biases = ([part[0, :, s] for part in parts] for s in (slice(-1), slice(-1, None)))
    assert network.join(weights, biases).tobytes() == theta[0].tobytes()
    assert not network.join(weights)[~network.is_weight].any(), "biases are zero unless given"
    norms = network.layer_norms(theta)
    squares = np.square(theta * network.is_weight).sum(axis=1)
    assert np.square(norms).sum(axis=1) == pytest.approx(squares)


def test_a_network_by_hand() -> None:
    network = Network((2, 2, 1))
    weights = [np.array([[1.0, -1], [2, 1]]), np.array([[3.0, -2]])]
    theta = network.join(weights, [np.array([0.5, -4]), np.ones(1)])
    x, y = np.array([[1.0, 0], [2, 1]]), np.array([[1.0, 0]])
    # Layer 1: (1 − 2 + 0.5, 2 + 2 − 4) = (−0.5, 0) and (−1 + 0.5, 1 − 4): ReLU leaves nothing.
    hidden, z = network.forward(theta, x)
    assert hidden.tolist() == [[0, 0], [0, 0]]
    assert z.tolist() == [[1, 1]]
    a = 1 / (1 + math.exp(-1))
    assert network.predict(theta, x) == pytest.approx(np.array([[a, a]]))
    assert network.cost(theta, x, y) == pytest.approx(-(math.log(a) + math.log(1 - a)) / 2)
    gradient = network.gradient(theta, x, y)
    assert gradient[:-1].any() == 0, "dead units pass no slope on"
    assert gradient[-1] == pytest.approx(((a - 1) + a) / 2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", OUTPUTS)
@given(sizes=hidden, units=st.integers(1, 4), seed=st.integers(0, 9), l2=st.sampled_from([0, 2.0]))
def test_gradients_are_differences_of_the_cost(
    activation: str, output: str, sizes: list[int], units: int, seed: int, l2: float
) -> None:
    network = Network((2, *sizes, units), activation, output)
    theta, x, y = problem(network, 1, seed)
    found = checks.numerical_gradient(checks.cost_of(network, x, y, l2), theta[0], 1e-6)
    assert checks.ratio(network.gradient(theta[0], x, y, l2), found) < 2e-7


@pytest.mark.parametrize("output", OUTPUTS)
@given(sizes=hidden, lanes=st.integers(2, 5), seed=st.integers(0, 9))
def test_many_parameter_vectors_at_once_are_each_alone(
    output: str, sizes: list[int], lanes: int, seed: int
) -> None:
    network = Network((2, *sizes, 3), "tanh", output)
    theta, x, y = problem(network, lanes, seed)
    costs, gradients = network.cost(theta, x, y, 0.3), network.gradient(theta, x, y, 0.3)
    for lane in range(lanes):
        assert costs[lane] == network.cost(theta[lane], x, y, 0.3)
        assert gradients[lane].tobytes() == network.gradient(theta[lane], x, y, 0.3).tobytes()


def test_the_penalty_spares_biases_and_shrinks_with_the_batch() -> None:
    network = Network((2, 3, 1))
    theta, x, y = problem(network, 1, seed=5)
    more = network.cost(theta, x, y, 0.8) - network.cost(theta, x, y)
    assert more == pytest.approx(0.8 / 14 * np.square(theta * network.is_weight).sum())
    slope = network.gradient(theta, x, y, 0.8) - network.gradient(theta, x, y)
    assert slope == pytest.approx(0.8 / 7 * theta * network.is_weight, abs=1e-15)


@pytest.mark.parametrize("factor", [0.5, 1.5])
@given(depth=st.integers(1, 12))
def test_a_chain_of_linear_layers_scales_as_a_power(factor: float, depth: int) -> None:
    network = Network((1,) * (depth + 1), "linear", "linear")
    theta = network.join([np.full((1, 1), factor)] * depth)
    assert network.predict(theta, np.ones((1, 1))).item() == factor**depth
    # So do the slopes: each weight's is the product of all the others.
    slopes = network.gradient(theta, np.ones((1, 1)), np.zeros((1, 1)))[network.is_weight]
    assert slopes == pytest.approx(factor ** (2 * depth - 1))
