"""Activations: slopes against differences of the values, closed forms, and no overflow."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lanes import Array
from engine.networks.activations import ACTIVATIONS, LEAK, Activation
from engine.program import record

# Far from the kink at 0, where a difference would straddle it.
POINTS = np.concatenate([-np.geomspace(30, 1e-3, 40), np.geomspace(1e-3, 30, 40)])
EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
CLOSED = {
    "relu": (0.0, 0.0, 2.0),
    "leaky_relu": (-2.0 * LEAK, 0.0, 2.0),
    "tanh": (-math.tanh(2), 0.0, math.tanh(2)),
    "sigmoid": (1 / (1 + math.exp(2)), 0.5, 1 / (1 + math.exp(-2))),
    "linear": (-2.0, 0.0, 2.0),
}


@EVERY
def test_values_are_the_closed_forms(activation: Activation) -> None:
    found = activation.value(np.array([-2.0, 0.0, 2.0]))
    assert found.tolist() == pytest.approx(CLOSED[activation.name], rel=1e-15)


@EVERY
def test_a_slope_is_that_of_the_value(activation: Activation) -> None:
    eps = 1e-6
    ahead, behind = activation.value(POINTS + eps), activation.value(POINTS - eps)
    slope = activation.slope(activation.value(POINTS))
    np.testing.assert_allclose(slope, (ahead - behind) / (2 * eps), rtol=1e-6, atol=1e-9)


@EVERY
def test_what_is_analytic_has_the_same_slope_by_a_complex_step(activation: Activation) -> None:
    if not activation.analytic:
        assert activation.name in {"relu", "leaky_relu"}, "the others are smooth"
        return
    exact = activation.value(POINTS + 1e-30j).imag / 1e-30
    slope = activation.slope(activation.value(POINTS))
    np.testing.assert_allclose(slope, exact, rtol=1e-12, atol=1e-15)


@EVERY
@given(z=st.floats(-1e300, 1e300))
def test_no_number_is_too_large(activation: Activation, z: float) -> None:
    value = activation.value(np.array([z]))
    assert np.isfinite(value).all()
    assert np.isfinite(activation.slope(value)).all()
    assert activation.slope(value)[0] >= 0, "none of them falls"


def test_a_dead_unit_has_no_slope_and_a_leaky_one_some() -> None:
    z = np.array([-3.0, 0.0])
    for name, slopes in (("relu", [0.0, 0.0]), ("leaky_relu", [LEAK, LEAK])):
        activation = ACTIVATIONS[name]
        assert activation.slope(activation.value(z)).tolist() == slopes


@EVERY
def test_recorded_on_arrays_it_gives_the_same_bits(activation: Activation) -> None:
    z, value, slope = POINTS.copy(), np.empty_like(POINTS), np.empty_like(POINTS)

    def both(z: Array) -> list[Array]:
        a = activation.value(z)
        return [a, activation.slope(a)]

    record(both, [z], [value, slope]).run()
    plain = activation.value(POINTS)
    assert value.tobytes() == plain.tobytes()
    assert slope.tobytes() == activation.slope(plain).tobytes()


@EVERY
def test_each_says_what_it_is(activation: Activation) -> None:
    fields = activation.to_dict()
    assert set(fields) == {"name", "title", "help", "latex", "analytic"}
    assert all(fields[name] for name in ("name", "title", "help", "latex"))
