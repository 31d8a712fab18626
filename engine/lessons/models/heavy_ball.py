"""Heavy balls: momentum on ½(x² + κy²) from (1, 1), in closed form and as the engine steps it."""

from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np

from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS

Form: TypeAlias = Literal["heavy_ball", "averaging"]

NEAR = 1e-6
LOOK = 40
RATES, BETAS = 61, 51
WINDOW, APART = 40, 160


def best_descent(kappa: float) -> float:
    """The rate at which gradient descent is fastest on curvatures 1 and κ: 2/(1 + κ)."""
    return 2 / (1 + kappa)


def best_momentum(kappa: float) -> tuple[float, float]:
    """The rate and β at which the heavy ball is fastest on curvatures 1 and κ (Polyak 1964)."""
    root = np.sqrt(kappa)
    return float((2 / (root + 1)) ** 2), float(((root - 1) / (root + 1)) ** 2)


def scale(beta: float, form: Form) -> float:
    """How much of a gradient enters the velocity: all of it, or 1 − β."""
    return 1.0 if form == "heavy_ball" else 1 - beta


def border(kappa: float, beta: float, form: Form) -> float:
    """The rate from which on momentum diverges: ηλ = 2 + 2β for the largest curvature λ = κ."""
    return (2 + 2 * beta) / (kappa * scale(beta, form))


def descend(kappa: float, lr: Array, beta: Array, form: Form, steps: int) -> Array:
    """Points (steps + 1, 2, L) from (1, 1) on (x² + κy²)/2 under the engine's own rule.

    They end early once every lane has arrived; numbers that overflow are inf or NaN.
    """
    rule = OPTIMIZERS["momentum"].rule
    curvature = np.array([[1.0], [kappa]])
    theta = np.ones((2, len(lr)))
    memory: Memory = (np.zeros_like(theta),)
    points = np.empty((steps + 1, *theta.shape))
    points[0] = theta
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, steps + 1):
            at = Point(theta, curvature * theta)
            delta, memory = rule(
                at, memory, np.array(t), lr=lr, beta=beta, form=form, correct=False
            )
            theta = theta + delta
            points[t] = theta
            if t % LOOK == 0 and np.abs(points[t - 1 : t + 1]).max() < NEAR / LOOK:
                return points[: t + 1]
    return points


def arrival(distance: Array) -> int | None:
    """The first step within a millionth of the minimum, None where there is none."""
    near = np.flatnonzero(distance < NEAR)
    return int(near[0]) if len(near) else None


@lru_cache(64)
def stability(kappa: float, form: Form, widest: float) -> tuple[Array, Array, Array]:
    """Rates, βs, and the factor (βs, rates) by which the distance shrinks a step, as measured.

    Measured with the engine, not taken from the formula: the largest distances of two windows are
    compared, because a swing passes close to the minimum.
    """
    # In the averaging form the border is steep at the left, so the rates lie closer there.
    lr = widest * np.linspace(0, 1, RATES) ** (1 if form == "heavy_ball" else 2)
    beta = np.linspace(0, 1, BETAS)
    rates, betas = (grid.ravel() for grid in np.meshgrid(lr, beta))
    points = descend(kappa, rates, betas, form, APART + 2 * WINDOW)
    with np.errstate(all="ignore"):
        sizes = np.square(points).sum(1)
        early, late = sizes[WINDOW : 2 * WINDOW].max(0), sizes[-WINDOW:].max(0)
        factor = (late / early) ** (0.5 / (len(sizes) - 2 * WINDOW))
    factor[late == 0] = 0.0
    return lr, beta, np.nan_to_num(factor, nan=np.inf).reshape(BETAS, RATES)
