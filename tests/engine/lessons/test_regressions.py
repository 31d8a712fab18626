"""Regressions: the quadratic is the data's own, and counted steps are those that descents take."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import Data, draw
from engine.lanes import Array
from engine.lessons.models.regressions import FAR, Regression, descend


def data(seed: int, ratio: float = 3.0) -> Data:
    return draw({"name": "mixed_units", "samples": 40, "ratio": ratio, "seed": seed})[0]


def cost(of: Data, theta: Array) -> float:
    return float(np.square(theta[:2] @ of.X + theta[2] - of.y[0]).mean() / 2)


@given(seed=st.integers(0, 999), ratio=st.floats(1, 50))
def test_the_excess_is_the_cost_above_its_least(seed: int, ratio: float) -> None:
    of = data(seed, ratio)
    regression, theta = Regression.of(of), np.random.RandomState(seed).randn(3)
    errors = (theta - regression.best) @ regression.axes
    above = cost(of, theta) - cost(of, regression.best)
    assert regression.excess(errors) == pytest.approx(above, rel=1e-6, abs=1e-9)
    np.testing.assert_allclose(regression.best + regression.axes @ errors, theta, atol=1e-9)
    np.testing.assert_allclose(regression.best + regression.axes @ regression.start, 0, atol=1e-9)


@given(seed=st.integers(0, 999), x=st.floats(-3, 3), y=st.floats(-3, 3))
def test_the_profile_has_the_best_bias(seed: int, x: float, y: float) -> None:
    of = data(seed)
    regression = Regression.of(of)
    bias = float((of.y[0] - np.array([x, y]) @ of.X).mean())
    above = cost(of, np.array([x, y, bias])) - cost(of, regression.best)
    (found,) = regression.profile(np.array([x]), np.array([y])).ravel()
    assert found == pytest.approx(above, rel=1e-6, abs=1e-9)


@given(seed=st.integers(0, 99), shares=st.lists(st.floats(0.05, 0.99), min_size=1, max_size=3))
def test_counted_steps_are_taken(seed: int, shares: list[float]) -> None:
    regression = Regression.of(data(seed))
    rates = np.array(shares) * regression.limit
    counts = regression.needed(rates, 1e-4)
    runs = descend([regression] * len(rates), rates.tolist(), int(counts.max()))
    for run, count in zip(runs, counts, strict=True):
        above = regression.excess(run)
        assert above[int(count)] < 1e-4 * (1 + 1e-9)
        assert above[int(count) - 1] >= 1e-4 * (1 - 1e-9)


def test_runs_do_not_feel_each_other_and_follow_the_slope() -> None:
    slow, fast = Regression.of(data(0)), Regression.of(data(1, ratio=1.0))
    both = descend([slow, fast], [0.05, 0.5], 20)
    assert (both[1] == descend([fast], [0.5], 20)[0]).all()
    theta = np.zeros(3)
    for error in both[0]:
        np.testing.assert_allclose(slow.best + slow.axes @ error, theta, atol=1e-12)
        theta = theta - 0.05 * slow.hessian @ (theta - slow.best)


def test_what_diverges_stays_finite_and_never_arrives() -> None:
    regression = Regression.of(data(0))
    rates = np.array([1.0, 1.5, 1e6]) * regression.limit
    assert np.isnan(regression.needed(rates, 1e-4)).all()
    runs = descend([regression] * 3, rates.tolist(), 500)
    assert np.isfinite(runs).all()
    assert np.abs(runs[2]).max() > FAR
    assert regression.limit > regression.fastest
    assert regression.condition > 1
