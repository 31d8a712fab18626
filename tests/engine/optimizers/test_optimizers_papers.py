"""The rules against their papers: algorithms transcribed in scalars, a coordinate at a time."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.lanes import Array
from tests.engine.descent.driving import drive
from tests.engine.optimizers.problems import PROBLEMS

STEPS = 60
Update = Callable[[float, float], float]


def sign(x: float) -> float:
    return (x > 0) - (x < 0)


def lion(lr: float, beta1: float, beta2: float, weight_decay: float) -> Update:
    """Chen et al. 2023, Algorithm 2."""
    m = 0.0

    def update(theta: float, g: float) -> float:
        nonlocal m
        c = beta1 * m + (1 - beta1) * g
        theta_next = theta - lr * (sign(c) + weight_decay * theta)
        m = beta2 * m + (1 - beta2) * g
        return theta_next

    return update


def adabelief(lr: float, beta1: float, beta2: float, eps: float) -> Update:
    """Zhuang et al. 2020, Algorithm 2."""
    m, s, t = 0.0, 0.0, 0

    def update(theta: float, g: float) -> float:
        nonlocal m, s, t
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2 + eps
        m_hat = m / (1 - beta1**t)
        s_hat = s / (1 - beta2**t)
        return theta - lr * m_hat / (math.sqrt(s_hat) + eps)

    return update


def rprop(lr: float, eta_minus: float, eta_plus: float, min_step: float, max_step: float) -> Update:
    """Igel & Hüsken 2000, iRprop−, after Riedmiller & Braun 1993."""
    before, size = 0.0, lr

    def update(theta: float, g: float) -> float:
        nonlocal before, size
        if before * g > 0:
            size = min(size * eta_plus, max_step)
        elif before * g < 0:
            size = max(size * eta_minus, min_step)
            g = 0.0
        before = g
        return theta - sign(g) * size

    return update


def adam(
    lr: float, beta1: float, beta2: float, eps: float, correct_m: bool, correct_v: bool
) -> Update:
    """Kingma & Ba 2015, Algorithm 1, either correction optional."""
    m, v, t = 0.0, 0.0, 0

    def update(theta: float, g: float) -> float:
        nonlocal m, v, t
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if correct_m else m
        v_hat = v / (1 - beta2**t) if correct_v else v
        return theta - lr * m_hat / (math.sqrt(v_hat) + eps)

    return update


def momentum(lr: float, beta: float, form: str, correct: bool) -> Update:
    """The exponentially weighted average of all gradients, written as the sum it is."""
    seen: list[float] = []

    def update(theta: float, g: float) -> float:
        seen.append(g)
        weights = [beta**age for age in reversed(range(len(seen)))]
        v = sum(w * g for w, g in zip(weights, seen, strict=True))
        v *= 1 - beta if form == "averaging" else 1
        return theta - lr * v / ((1 - beta ** len(seen)) if correct else 1)

    return update


BETAS = {"beta1": 0.8, "beta2": 0.95}
CASES: list[tuple[Callable[..., Update], dict[str, Any]]] = [
    (lion, {"lr": 0.02, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0}),
    (lion, {"lr": 0.01, **BETAS, "weight_decay": 0.5}),
    (adabelief, {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-16}),
    (adabelief, {"lr": 0.02, **BETAS, "eps": 1e-3}),
    (rprop, {"lr": 0.1, "eta_minus": 0.5, "eta_plus": 1.2, "min_step": 1e-6, "max_step": 50.0}),
    (rprop, {"lr": 0.1, "eta_minus": 0.3, "eta_plus": 1.5, "min_step": 0.05, "max_step": 0.3}),
    *(
        (adam, {"lr": 0.05, **BETAS, "eps": 1e-4, "correct_m": m, "correct_v": v})
        for m in (False, True)
        for v in (False, True)
    ),
    *(
        (momentum, {"lr": 0.001, "beta": 0.7, "form": form, "correct": correct})
        for form in ("averaging", "heavy_ball")
        for correct in (False, True)
    ),
]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("make", "given"), CASES)
def test_a_trajectory_is_that_of_the_paper(
    make: Callable[..., Update], given: dict[str, Any], problem: str
) -> None:
    gradient, start = PROBLEMS[problem].gradient, PROBLEMS[problem].start
    path = drive(make.__name__, gradient, np.array(start)[:, None], STEPS, given)
    updates = [make(**given), make(**given)]
    for before, after in pairwise(path):
        slopes = gradient(before)
        for i, update in enumerate(updates):
            expected = update(float(before[i, 0]), float(slopes[i, 0]))
            assert after[i, 0] == pytest.approx(expected, rel=1e-12, abs=1e-12)


def symmetric(seed: int) -> Array:
    a, b, c = np.random.RandomState(seed).uniform(-3, 3, 3)
    return np.array([[a, b], [b, c]])


DAMPINGS = (0.0, 0.5)
SPECIAL = [
    np.diag([1.0, 100.0]),
    np.diag([1.0, -2.0]),
    np.diag([-2.0, 1.0]),
    np.diag([-3.0, -3.0]),
    np.diag([2.0, 2.0]),
    np.array([[0.0, 2.0], [2.0, 0.0]]),
]


@pytest.mark.parametrize("damping", DAMPINGS)
@pytest.mark.parametrize("matrix", [*SPECIAL, *map(symmetric, range(20))], ids=str)
def test_a_newton_step_solves_the_linear_system(matrix: Array, damping: float) -> None:
    g = np.array([[0.7], [-1.3]])
    values, vectors = np.linalg.eigh(matrix)
    absolute = vectors @ np.diag(np.abs(values) + damping) @ vectors.T
    shifted = matrix + damping * np.eye(2)
    for name, system in (("newton", shifted), ("saddle_free_newton", absolute)):
        given = {"lr": 0.5, "damping": damping}
        _, moved = drive(
            name, lambda _: g, np.zeros((2, 1)), 1, given, lambda _: matrix[:, :, None]
        )
        np.testing.assert_allclose(moved, -0.5 * np.linalg.solve(system, g), rtol=1e-10)


def test_newton_reaches_the_bottom_of_a_parabola_in_one_step() -> None:
    a = np.array([[3.0, 1.0], [1.0, 2.0]])
    starts = np.array([[5.0, -1.0], [2.0, 8.0]])
    for name in ("newton", "saddle_free_newton"):
        given = {"damping": 0.0}
        path = drive(name, lambda x: a @ x, starts, 1, given, lambda _: a[:, :, None])
        np.testing.assert_allclose(path[1], 0.0, atol=1e-14)


def test_newton_is_drawn_to_a_saddle_and_the_saddle_free_form_repelled() -> None:
    """From (0.5, 0.1) on x² − y²."""
    h = np.diag([2.0, -2.0])
    start = np.array([[0.5], [0.1]])

    def run(name: str) -> Array:
        path = drive(name, lambda x: h @ x, start, 5, {"lr": 0.5}, lambda _: h[:, :, None])
        return path[-1, :, 0]

    assert np.hypot(*run("newton")) < 0.1
    x, y = run("saddle_free_newton")
    assert abs(x) < 0.1
    assert y > 0.5


def test_a_flat_spot_stops_the_damped_form_at_no_number() -> None:
    flat = np.zeros((2, 2, 1))
    g = np.array([[1.0], [-2.0]])
    _, moved = drive(
        "saddle_free_newton", lambda _: g, np.zeros((2, 1)), 1, {"damping": 0.5}, lambda _: flat
    )
    np.testing.assert_allclose(moved, -2 * g, rtol=1e-15)


def test_a_singular_hessian_gives_an_infinite_newton_step() -> None:
    flat = np.diag([1.0, 0.0])[:, :, None]
    _, moved = drive("newton", np.ones_like, np.zeros((2, 1)), 1, None, lambda _: flat)
    assert not np.isfinite(moved).all()


def test_radam_is_plain_momentum_until_its_variance_is_known() -> None:
    """With β₂ = 0.999, ρ is above 5 from step 6 on."""
    gradient, start = PROBLEMS["bowl"].gradient, np.array([[1.5], [-2.0]])
    rectified = drive("radam", gradient, start, 6, {"lr": 0.01})
    plain = drive("momentum", gradient, start, 6, {"lr": 0.01, "correct": True})
    np.testing.assert_allclose(rectified[:6], plain[:6], rtol=1e-14)
    assert not math.isclose(rectified[6, 0, 0], plain[6, 0, 0], rel_tol=1e-6)
