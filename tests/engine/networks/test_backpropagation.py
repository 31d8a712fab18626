"""The fast form against the plain one, and no network feels its neighbours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lanes import Array
from engine.networks.activations import ACTIVATIONS
from engine.networks.backpropagation import BackpropPass
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network

shapes = st.lists(st.integers(1, 7), min_size=0, max_size=3)


def problem(network: Network, lanes: int, samples: int, seed: int) -> tuple[Array, Array, Array]:
    """Parameters of some networks, and data for them."""
    random = np.random.RandomState(seed)
    x = random.randn(network.layers[0], samples)
    y = random.randn(network.layers[-1], samples)
    if network.output == "sigmoid":
        y = (y > 0).astype(float)
    if network.output == "softmax":
        y = (y == y.max(axis=0)).astype(float)
    return random.randn(lanes, network.size), x, y


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", OUTPUTS)
@given(
    hidden=shapes,
    units=st.integers(1, 4),
    lanes=st.integers(1, 5),
    samples=st.integers(1, 70),
    l2=st.sampled_from([0.0, 0.7]),
    seed=st.integers(0, 99),
)
def test_a_pass_is_the_plain_form(
    activation: str,
    output: str,
    hidden: list[int],
    units: int,
    lanes: int,
    samples: int,
    l2: float,
    seed: int,
) -> None:
    network = Network((2, *hidden, units), activation, output)
    theta, x, y = problem(network, lanes, samples, seed)
    grad = np.empty_like(theta)
    chosen = np.random.RandomState(seed).permutation(samples)[: max(1, samples // 2)]
    fast = BackpropPass(network, theta, grad, len(chosen), l2=l2)
    for _ in range(2):
        fast.run(x, y, chosen)
    x, y = x[:, chosen], y[:, chosen]
    assert fast.cost == pytest.approx(network.cost(theta, x, y, l2), rel=1e-12)
    assert grad == pytest.approx(network.gradient(theta, x, y, l2), rel=1e-9, abs=1e-12)


@given(
    hidden=shapes,
    lanes=st.integers(2, 9),
    batch=st.integers(1, 70),
    seed=st.integers(0, 99),
)
def test_a_network_does_not_feel_its_neighbours(
    hidden: list[int], lanes: int, batch: int, seed: int
) -> None:
    network = Network((2, *hidden, 1), "tanh")
    theta, x, y = problem(network, lanes, batch, seed)
    together, alone = np.empty_like(theta), np.empty_like(theta[:1])
    all_of_them = BackpropPass(network, theta, together, batch, l2=0.1, clip_norm=0.5)
    all_of_them.run(x, y, np.arange(batch))
    for lane in range(lanes):
        one = BackpropPass(
            network, theta[lane : lane + 1].copy(), alone, batch, l2=0.1, clip_norm=0.5
        )
        one.run(x, y, np.arange(batch))
        assert one.cost[0] == all_of_them.cost[lane]
        assert np.array_equal(alone[0], together[lane])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_dropped_unit_counts_for_nothing(activation: str) -> None:
    """With whole units masked, a pass is that of a network whose weights out of them are 0."""
    network = Network((2, 6, 5, 1), activation)
    theta, x, y = problem(network, 3, 8, seed=4)
    grad = np.empty_like(theta)
    fast = BackpropPass(network, theta, grad, 8, dropout=True)
    keep = [np.array([1, 0, 1, 1, 0, 1.0]) / 0.8, np.array([0, 1, 1, 1, 1.0]) / 0.8]
    for mask, kept in zip(fast.masks, keep, strict=True):
        mask[...] = kept[:, None]
    fast.run(x, y, np.arange(8))

    def cost(at: Array) -> Array:
        scaled = at.copy()
        for layer, kept in zip(network.split(scaled)[1:], keep, strict=True):
            layer[..., :-1] *= kept
        return network.cost(scaled, x, y)

    assert fast.cost == pytest.approx(cost(theta), rel=1e-12)
    step = 1e-6 * np.eye(network.size)
    for lane in range(3):
        slopes = (cost(theta[lane] + step) - cost(theta[lane] - step)) / 2e-6
        assert grad[lane] == pytest.approx(slopes, abs=2e-8)


def test_a_long_gradient_is_cut_to_its_norm() -> None:
    network = Network((2, 4, 1))
    theta, x, y = problem(network, 4, 20, seed=2)
    full, cut = np.empty_like(theta), np.empty_like(theta)
    BackpropPass(network, theta, full, 20).run(x, y, np.arange(20))
    norms = np.linalg.norm(full, axis=1)
    limit = float(np.sort(norms)[1])
    BackpropPass(network, theta, cut, 20, clip_norm=limit).run(x, y, np.arange(20))
    for whole, shorter, norm in zip(full, cut, norms, strict=True):
        assert np.linalg.norm(shorter) == pytest.approx(min(norm, limit))
        assert shorter == pytest.approx(whole * min(1.0, limit / norm))
