"""Driving a rule by hand: the plain loop θ ← θ + Δ that every engine around it must equal."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.lanes import Array, Point
from engine.optimizers import OPTIMIZERS


def drive(
    name: str,
    gradient: Callable[[Array], Array],
    starts: Array,
    steps: int,
    hyperparameters: Mapping[str, Any] | None = None,
    hessian: Callable[[Array], Array] | None = None,
) -> Array:
    """The points (steps + 1, 2, L) from `starts` (2, L); settings not given are the defaults."""
    optimizer = OPTIMIZERS[name]
    numbers = {knob.name for knob in optimizer.knobs if knob.kind == "number"}
    settings = optimizer.defaults() | dict(hyperparameters or {})
    given = {k: np.array(v, float) if k in numbers else v for k, v in settings.items()}
    theta = np.array(starts, float)
    memory = tuple(np.zeros_like(theta) for _ in range(optimizer.slots))
    points = [theta]
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            at = Point(theta, gradient(theta), hessian(theta) if hessian else None)
            delta, memory = optimizer.rule(at, memory, np.array(float(t)), **given)
            theta = theta + delta
            points.append(theta)
    return np.array(points)
