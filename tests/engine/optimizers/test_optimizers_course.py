"""The course's closed forms: best rates, stability limits, averages and their correction."""

import math

import numpy as np
import pytest

from engine.lanes import Array
from tests.engine.descent.driving import drive

CURVATURES = np.array([[1.0], [100.0]])
KAPPA = 100.0


def slope(theta: Array) -> Array:
    """Of the quadratic with curvatures 1 and 100."""
    return CURVATURES * theta


def steps_to(path: Array, radius: float) -> int:
    inside = np.hypot(path[:, 0, 0], path[:, 1, 0]) < radius
    return int(inside.argmax())


def test_the_best_gradient_descent_needs_709_steps() -> None:
    path = drive("gd", slope, np.ones((2, 1)), 800, {"lr": 2 / (1 + KAPPA)})
    assert steps_to(path, 1e-6) == 709
    rate = (KAPPA - 1) / (KAPPA + 1)
    assert abs(path[100, 0, 0]) == pytest.approx(rate**100, rel=1e-10)


def test_the_best_momentum_needs_95_steps() -> None:
    root = math.sqrt(KAPPA)
    lr, beta = (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2
    assert round(beta, 5) == 0.66942
    given = {"lr": lr, "beta": beta, "form": "heavy_ball"}
    assert steps_to(drive("momentum", slope, np.ones((2, 1)), 200, given), 1e-6) == 95


@pytest.mark.parametrize("curvature", [1.0, 7.0, 100.0])
def test_gradient_descent_is_stable_up_to_two_over_the_curvature(curvature: float) -> None:
    lr = np.array([0.01, 0.99, 1.01]) * 2 / curvature
    path = drive("gd", lambda x: curvature * x, np.ones((2, 3)), 2000, {"lr": lr})
    assert (np.abs(path[-1, 0]) < 1e-9).tolist() == [True, True, False]
    assert abs(path[-1, 0, 2]) > 1e9


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_is_stable_up_to_two_and_two_beta_over_the_curvature(beta: float) -> None:
    lr = np.array([0.99, 1.01]) * (2 + 2 * beta) / 7
    given = {"lr": lr, "beta": beta, "form": "heavy_ball"}
    path = drive("momentum", lambda x: 7.0 * x, np.ones((2, 2)), 6000, given)
    assert abs(path[-1, 0, 0]) < 1e-9
    assert not abs(path[-1, 0, 1]) < 1e9


def test_averaging_is_the_heavy_ball_at_a_tenth_of_the_rate() -> None:
    averaging = drive("momentum", slope, np.ones((2, 1)), 100, {"lr": 0.1, "beta": 0.9})
    given = {"lr": 0.01, "beta": 0.9, "form": "heavy_ball"}
    heavy = drive("momentum", slope, np.ones((2, 1)), 100, given)
    np.testing.assert_allclose(averaging, heavy, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.98])
def test_an_average_of_a_constant_starts_low_and_correction_makes_up_for_it(beta: float) -> None:
    given = {"lr": 1.0, "beta": beta}
    plain = -np.diff(drive("momentum", np.ones_like, np.zeros((2, 1)), 60, given)[:, 0, 0])
    np.testing.assert_allclose(plain, 1 - beta ** np.arange(1, 61), rtol=1e-9)
    given["correct"] = True
    corrected = np.diff(drive("momentum", np.ones_like, np.zeros((2, 1)), 60, given)[:, 0, 0])
    np.testing.assert_allclose(corrected, -1.0, rtol=1e-12)


def test_an_average_forgets_in_about_its_window() -> None:
    """Of a slope that was 1 once, 0.9¹⁰ ≈ 0.349 is left after ten steps."""
    slopes = iter([1.0] + [0.0] * 10)
    path = drive("momentum", lambda x: np.full_like(x, next(slopes)), np.zeros((2, 1)), 11)
    steps = np.diff(path[:, 0, 0])
    assert steps[10] / steps[0] == pytest.approx(0.349, abs=5e-4)


def test_the_first_step_of_adam_is_the_rate_however_steep() -> None:
    starts = np.array([[1.0, 1e3, 1e-3], [1.0, 1.0, -1.0]])
    path = drive("adam", slope, starts, 1, {"lr": 0.25, "eps": 0.0})
    np.testing.assert_allclose(np.abs(path[1] - path[0]), 0.25, rtol=1e-12)
