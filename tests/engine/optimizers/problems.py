"""Problems with known gradients: values for any array library, gradients in NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lanes import Array


@dataclass(frozen=True)
class Problem:
    """A cost of two parameters, its gradient (2, L) at θ (2, L), and where to start."""

    value: Callable[[Any, Any], Any]
    gradient: Callable[[Array], Array]
    start: tuple[float, float]


def _rosenbrock_gradient(theta: Array) -> Array:
    x, y = theta
    return np.stack([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def _himmelblau_gradient(theta: Array) -> Array:
    x, y = theta
    a, b = x * x + y - 11, x + y * y - 7
    return np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def _beale_gradient(theta: Array) -> Array:
    x, y = theta
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    dx = 2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1)
    dy = 2 * a * x + 4 * b * x * y + 6 * c * x * y * y
    return np.stack([dx, dy])


PROBLEMS = {
    "bowl": Problem(lambda x, y: x**2 + y**2, lambda theta: 2 * theta, (1.5, -2.0)),
    "ravine": Problem(
        lambda x, y: (x**2 + 20 * y**2) / 2,
        lambda theta: np.stack([theta[0], 20 * theta[1]]),
        (-2.0, 1.0),
    ),
    "rosenbrock": Problem(
        lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, _rosenbrock_gradient, (-1.5, 2.0)
    ),
    "himmelblau": Problem(
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, _himmelblau_gradient, (-0.5, 0.5)
    ),
    "beale": Problem(
        lambda x, y: (
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
        ),
        _beale_gradient,
        (1.0, 1.5),
    ),
}
