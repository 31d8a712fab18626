"""Losses: the slope of every cost is a − y; closed forms, no overflow, softmax among its kin."""

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import Task
from engine.lanes import Array
from engine.networks.losses import OUTPUTS, Output, softmax

EVERY = pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
NUMBERS = st.lists(st.floats(-30, 30), min_size=3, max_size=3)


def targets(output: Output, columns: int) -> Array:
    """Targets (3, B) of the kind that the output is for."""
    random = np.random.RandomState(columns)
    if output.task == "regression":
        return random.randn(3, columns)
    if output.task == "classes":
        return np.eye(3)[:, random.randint(3, size=columns)]
    return random.randint(2, size=(3, columns)).astype(float)


@EVERY
@given(z=NUMBERS)
def test_the_slope_of_the_cost_in_z_is_a_minus_y(output: Output, z: list[float]) -> None:
    at, eps = np.array(z)[:, None], 1e-6
    y = targets(output, 1)
    moves = eps * np.eye(3)[:, :, None]
    ahead, behind = (output.cost(at + move, y).sum(axis=(-2, -1)) for move in (moves, -moves))
    slopes = (ahead - behind) / (2 * eps)
    np.testing.assert_allclose((output.value(at) - y)[:, 0], slopes, rtol=1e-5, atol=3e-8)


@EVERY
@given(z=NUMBERS)
def test_a_complex_step_through_the_analytic_cost_agrees_to_the_last_digits(
    output: Output, z: list[float]
) -> None:
    at, y = np.array(z)[:, None], targets(output, 1)
    cost = output.analytic or output.cost
    found = cost(at + 1e-30j * np.eye(3)[:, :, None], y).sum(axis=(-2, -1)).imag / 1e-30
    np.testing.assert_allclose(found, (output.value(at) - y)[:, 0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(cost(at + 0j, y).real, output.cost(at, y), rtol=1e-12, atol=1e-14)


def test_costs_are_the_closed_forms() -> None:
    z, half = np.zeros((1, 1)), np.full((1, 1), 0.5)
    for label in (0.0, 1.0):
        assert OUTPUTS["sigmoid"].cost(z, np.full((1, 1), label)).item() == math.log(2)
    assert OUTPUTS["linear"].cost(z + 3, half).item() == 0.5 * 2.5**2
    y = np.eye(4)[:, :1]
    assert OUTPUTS["softmax"].cost(np.zeros((4, 1)), y).sum() == pytest.approx(math.log(4))
    shares = np.array([[0.7], [0.2], [0.1], [0.0]])
    with np.errstate(divide="ignore"):
        z = np.log(shares)
    assert softmax(z) == pytest.approx(shares)
    assert OUTPUTS["softmax"].cost(z[:3], y[:3]).sum() == pytest.approx(-math.log(0.7))


@pytest.mark.parametrize("far", [40.0, 800.0, 1e8, 1e30])
def test_sure_and_right_costs_nothing_sure_and_wrong_costs_the_distance(far: float) -> None:
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    cost: Any = OUTPUTS["sigmoid"].cost
    assert cost(far * one, one).item() == pytest.approx(0, abs=1e-17)
    assert cost(far * one, zero).item() == far
    assert cost(-far * one, one).item() == far
    several: Any = OUTPUTS["softmax"].cost
    z, right, wrong = np.array([[far], [0.0], [-far]]), np.eye(3)[:, :1], np.eye(3)[:, 2:]
    assert several(z, right).sum() == pytest.approx(0, abs=1e-17)
    assert several(z, wrong).sum() == 2 * far
    assert softmax(z).ravel().tolist() == pytest.approx([1, 0, 0], abs=1e-17)


@given(z=NUMBERS, shift=st.floats(-1e3, 1e3))
def test_softmax_adds_up_to_one_and_feels_no_shift(z: list[float], shift: float) -> None:
    at = np.array(z)[:, None]
    assert softmax(at).sum() == pytest.approx(1)
    np.testing.assert_allclose(softmax(at + shift), softmax(at), rtol=1e-11, atol=1e-13)


@given(z=st.floats(-30, 30), right=st.integers(0, 1))
def test_softmax_of_two_is_the_sigmoid_of_their_difference(z: float, right: int) -> None:
    pair, y = np.array([[0.0], [z]]), np.eye(2)[:, right : right + 1]
    assert softmax(pair)[1, 0] == pytest.approx(OUTPUTS["sigmoid"].value(z), rel=1e-12)
    one = OUTPUTS["sigmoid"].cost(np.array([[z]]), np.array([[float(right)]]))
    assert OUTPUTS["softmax"].cost(pair, y).sum() == pytest.approx(one.item(), abs=1e-13)


def test_every_task_has_exactly_one_output() -> None:
    assert sorted(output.task for output in OUTPUTS.values()) == sorted(get_args(Task))


@EVERY
def test_each_says_what_it_is(output: Output) -> None:
    fields = output.to_dict()
    assert set(fields) == {"name", "title", "help", "latex", "task"}
    assert all(fields.values())
