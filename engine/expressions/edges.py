"""Edges and kinks: where a formula has a value but its slope is no plain number, as √x at 0.

One rule for all functions. Along an axis
- the slope is the true one where there is one: (x²)^0.75 has slope 0 at 0;
- at a minimum with a kink it is 0: |x|, √(x² + y²), |x|^(2/3); so it is between one-sided slopes
  of opposite signs;
- on a ridge, a kink that is a maximum, as −|x| has at 0, it jumps: no race starts there, though a
  tape gives 0;
- at an edge of the domain, at a cusp that is no minimum and at a vertical tangent it is infinite:
  √x, asin x at 1, −|x|^(2/3), ∛x.

A tape cannot tell a cusp upwards from one downwards; `settles` looks at the values nearby.
"""

from collections.abc import Callable, Sequence

import numpy as np

from engine.expressions.tape import LARGE

# Whatever is beyond, an infinite slope has a part in.
_FAR = LARGE**0.75
_NEAR = (2.0**-8, 2.0**-14, 2.0**-20)
_ROUNDING = 16 * float(np.finfo(np.float64).eps)


def infinite(slope: np.ndarray) -> np.ndarray:
    """Slopes in which LARGE has a part as infinite ones."""
    return np.where(np.abs(slope) > _FAR, np.copysign(np.inf, slope), slope)


def settles(function: Callable[[float], float], at: float) -> bool:
    """Whether the slope of a function of one number is finite at `at`, or 0 by convention.

    Only for points where the slope may be infinite: it is judged by differences.
    """
    middle, size = function(at), max(1.0, abs(at))
    rounding = _ROUNDING * max(1.0, abs(middle))
    sides = [[function(at + direction * h) - middle for h in _NEAR] for direction in (-size, size)]
    sides = [rises for rises in sides if np.isfinite(rises).all()]
    if len(sides) == 2 and min(map(min, sides)) >= -rounding:
        return True
    return bool(sides) and all(_converges(rises, rounding) for rises in sides)


def is_ridge(function: Callable[[float], float], at: float) -> bool:
    """Whether a function of one number has a kink at `at` that is a maximum."""
    middle, size = function(at), max(1.0, abs(at))
    rounding = _ROUNDING * max(1.0, abs(middle))
    for direction in (-size, size):
        rises = [function(at + direction * h) - middle for h in _NEAR]
        if not np.isfinite(rises).all() or max(rises) >= -rounding:
            return False
        # On a smooth hill the quotients shrink with the distance.
        _, near, nearest = (rise / h for rise, h in zip(rises, _NEAR, strict=True))
        if abs(nearest) < abs(near) / 2:
            return False
    return True


def _converges(rises: Sequence[float], rounding: float) -> bool:
    """Whether the difference quotients get closer to each other the nearer they are taken."""
    far, near, nearest = (rise / h for rise, h in zip(rises, _NEAR, strict=True))
    # acos(1 − t²) has lost half of its digits at the nearest.
    trust = 0.01 * abs(nearest) + rounding / _NEAR[-1]
    return abs(nearest - near) <= abs(near - far) + trust
