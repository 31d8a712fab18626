"""Gradient checks: the course's figures, closed forms, every network there is, planted bugs."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.lanes import Array
from engine.networks import checks
from engine.networks.activations import ACTIVATIONS
from engine.networks.checks import EPSILONS, METHODS, ROWS, Method
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network

# What each method can be asked for: its best ε, and how near it comes there.
BEST: dict[Method, tuple[float, float]] = {
    "two-sided": (1e-5, 1e-8),
    "one-sided": (1e-8, 1e-5),
    "complex-step": (1e-20, 1e-13),
}


def cube(theta: NDArray[Any]) -> NDArray[Any]:
    found: NDArray[Any] = (theta**3).sum(axis=-1)
    return found


def approx(theta: float, eps: float, method: Method) -> float:
    return float(checks.numerical_gradient(cube, np.array([theta]), eps, method)[0])


def problem(activation: str, output: str, seed: int = 0) -> tuple[Network, Array, Array, Array]:
    """A small network with random parameters and data that suit its output."""
    random, outputs = np.random.RandomState(seed), 3 if output == "softmax" else 1
    network = Network((3, 4, 2, outputs), activation, output)
    theta, x = random.randn(network.size), random.randn(3, 6)
    if output == "softmax":
        return network, theta, x, np.eye(3)[:, [0, 1, 2, 0, 1, 2]]
    y = random.randn(1, 6) if output == "linear" else np.array([[0.0, 1, 1, 0, 1, 0]])
    return network, theta, x, y


EVERY = [(activation, output) for activation in ACTIVATIONS for output in OUTPUTS]


def test_a_linear_cost_has_the_ratio_of_the_course() -> None:
    found = checks.numerical_gradient(lambda theta: 2 * theta[:, 0], np.array([4.0]), 1e-7)
    assert f"{checks.ratio(np.array([2.0]), found):.4e}" == "2.9193e-10"


def test_a_cube_has_the_slopes_of_the_course() -> None:
    assert approx(1, 0.01, "two-sided") == pytest.approx(3.0001, abs=1e-10)
    assert approx(1, 0.01, "one-sided") == pytest.approx(3.0301, abs=1e-10)
    assert approx(1, 0.01, "complex-step") == pytest.approx(2.9999, abs=1e-10)


def test_the_network_of_the_course_has_its_ratios() -> None:
    network, theta, x, y = checks.example()
    assert network.size == 47
    textbook = checks.check(network, theta, x, y, formula="textbook")
    # A ratio this small is rounding, whose last digits belong to the machine.
    assert textbook.ratio == pytest.approx(1.19e-7, rel=0.1)
    assert textbook.passes == 94
    wrong = checks.check(network, theta, x, y, formula="textbook", bugs={"W2": 2, "b1": 4})
    assert wrong.ratio == pytest.approx(0.285093, abs=5e-7)


def test_the_rule_below_1e_7_is_about_step_and_formula_not_about_the_code() -> None:
    network, theta, x, y = checks.example()
    ratios = {
        (formula, eps): checks.check(network, theta, x, y, formula=formula, eps=eps).ratio
        for formula in checks.FORMULAS
        for eps in (1e-5, 1e-7, 1e-9)
    }
    assert ratios["textbook", 1e-7] > 1e-7 > 30 * ratios["stable", 1e-7]
    assert ratios["textbook", 1e-5] < 1e-8
    assert ratios["stable", 1e-9] > 1e-8


def test_the_example_is_one_stream_in_the_order_of_the_course() -> None:
    network, theta, x, _ = checks.example()
    stream = np.random.RandomState(1).randn(12 + 47)
    assert x.ravel().tolist() == stream[:12].tolist()
    named = checks.parts(network, theta)
    assert list(named) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    drawn = np.concatenate([part.ravel() for part in named.values()])
    assert drawn.tolist() == stream[12:].tolist()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("activation", "output"), EVERY)
def test_back_propagation_is_right_in_every_network(
    activation: str, output: str, method: Method
) -> None:
    eps, bound = BEST[method]
    network, theta, x, y = problem(activation, output)
    found = checks.check(network, theta, x, y, l2=0.7, eps=eps, method=method)
    assert found.ratio < bound
    assert max(found.by_part().values()) < 100 * bound


@pytest.mark.parametrize("part", ["W1", "b1", "W2", "b2", "W3", "b3"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_planted_bug_shows_in_its_part_and_nowhere_else(part: str, output: str) -> None:
    network, theta, x, y = problem("tanh", output)
    found = checks.check(network, theta, x, y, eps=1e-5, bugs={part: 2.0})
    ratios = found.by_part()
    assert ratios.pop(part) == pytest.approx(1 / 3, rel=1e-5)
    assert max(ratios.values()) < 1e-6
    assert found.ratio > 1e-3


def test_a_forgotten_penalty_is_found() -> None:
    network, theta, x, y = problem("relu", "sigmoid")
    forgotten = network.gradient(theta, x, y)
    found = checks.numerical_gradient(checks.cost_of(network, x, y, 0.7), theta, 1e-5)
    assert checks.ratio(forgotten, found) > 0.01
    both = [checks.cost_of(network, x, y, 0.7, formula)(theta) for formula in checks.FORMULAS]
    assert both[0] == pytest.approx(both[1], rel=1e-13)


def test_errors_fall_with_the_order_of_the_method_until_digits_run_out() -> None:
    network, theta, x, y = checks.example()
    cost, gradient = checks.cost_of(network, x, y), network.gradient(theta, x, y)
    found = checks.sweep(cost, theta, gradient)
    errors = {method: dict(zip(EPSILONS, found[method], strict=True)) for method in METHODS}

    def order(method: Method, large: float, small: float) -> float:
        """The power of ε by which the error goes between these two."""
        ends = [min(EPSILONS, key=lambda eps: abs(eps / end - 1)) for end in (large, small)]
        first, last = (errors[method][eps] for eps in ends)
        return math.log(first / last) / math.log(ends[0] / ends[1])

    assert order("two-sided", 1e-2, 1e-4) == pytest.approx(2, abs=0.05)
    assert order("one-sided", 1e-3, 1e-5) == pytest.approx(1, abs=0.05)
    assert order("complex-step", 1e-2, 1e-6) == pytest.approx(2, abs=0.05)
    for method in ("two-sided", "one-sided"):
        assert order(method, 1e-9, 1e-13) == pytest.approx(-1, abs=0.3)
    assert max(error for eps, error in errors["complex-step"].items() if eps < 2e-8) < 1e-14
    assert min(found["two-sided"]) < min(found["one-sided"]) / 10


@pytest.mark.parametrize("method", METHODS)
@given(size=st.integers(1, 2 * ROWS + 9), seed=st.integers(0, 99))
def test_a_batch_gives_what_one_parameter_after_the_other_gives(
    method: Method, size: int, seed: int
) -> None:
    theta, seen = np.random.RandomState(seed).randn(size), 0

    def counted(points: NDArray[Any]) -> NDArray[Any]:
        nonlocal seen
        assert points.shape[0] <= ROWS
        seen += len(points)
        return np.asarray(cube(points) - points[:, 0])

    found = checks.numerical_gradient(counted, theta, 1e-4, method)
    assert seen == checks.passes(size, method)
    np.testing.assert_allclose(found, 3 * theta**2 - (np.arange(size) == 0), atol=0.01)
    for index in {0, size // 2, size - 1}:
        ahead, behind = theta.copy(), theta.copy()
        ahead[index] += 1e-4
        behind[index] -= 1e-4
        if method == "two-sided":
            both = counted(ahead[None]) - counted(behind[None])
            assert found[index] == both[0] / 2e-4


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5))
def test_a_ratio_is_at_most_one_and_a_third_for_the_double(numbers: list[float]) -> None:
    one = np.array(numbers)
    if np.linalg.norm(one) < 1e-9:
        one = np.zeros(1)
        assert checks.ratio(one, one) == 0
        return
    assert checks.ratio(one, one) == 0
    assert checks.ratio(one, 2 * one) == pytest.approx(1 / 3)
    assert checks.ratio(one, -one) == pytest.approx(1)
    assert checks.ratio(np.zeros(len(one)), one) == pytest.approx(1)


def test_a_cost_without_a_number_has_no_ratio() -> None:
    network, theta, x, y = checks.example()
    far = checks.check(network, 1e3 * theta, x, y, formula="textbook")
    fields = json.loads(json.dumps(far.to_dict(), allow_nan=False))
    assert fields["ratio"] is None
    assert fields["passes"] == 94
    assert set(fields["parts"]) == {"W1", "b1", "W2", "b2", "W3", "b3"}


def test_what_makes_no_sense_is_refused() -> None:
    network, theta, x, y = problem("relu", "softmax")
    with pytest.raises(ValueError, match="stable"):
        checks.cost_of(network, x, y, formula="textbook")
    with pytest.raises(ValueError, match="known: W1, b1"):
        checks.check(network, theta, x, y, bugs={"W4": 2})
    for eps in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="eps a positive number"):
            checks.numerical_gradient(cube, theta, eps)
    with pytest.raises(ValueError, match="one parameter vector"):
        checks.numerical_gradient(cube, theta[None], 1e-7)
    with pytest.raises(ValueError, match="'two-sided' or"):
        checks.numerical_gradient(cube, theta, 1e-7, "central")  # type: ignore[arg-type]
