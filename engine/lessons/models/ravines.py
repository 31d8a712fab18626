"""Ravines: ½(u² + κv²) with u along and v across, turned about the origin by some degrees."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.figures.figure import Axis, Contour, Layer, Mark, Panel
from engine.lanes import Array

REACH = 1.7
LEVELS = tuple(0.08 * 4.0**k for k in range(6))
VIEW = ((-REACH, REACH), (-REACH, REACH))


@dataclass(frozen=True)
class Ravine:
    """A ravine with its minimum at the origin, to be descended from u = v = 1."""

    kappa: float
    degrees: float

    @cached_property
    def axes(self) -> Array:
        """The directions along and across, in columns."""
        angle = np.radians(self.degrees)
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    @cached_property
    def hessian(self) -> Array:
        """The curvatures (2, 2)."""
        found: Array = self.axes * (1.0, self.kappa) @ self.axes.T
        return found

    @property
    def start(self) -> Array:
        """Where runs start."""
        along, across = self.axes.T
        found: Array = along + across
        return found

    def slope(self, theta: Array) -> Array:
        """The gradient (2, L) at points (2, L), in an order of sums that is everywhere the same."""
        (a, b), (_, c) = self.hessian
        x, y = theta
        return np.stack([a * x + b * y, b * x + c * y])

    def panel(self, about: str, *layers: Layer) -> Panel:
        """The ravine from above with layers on it."""
        side = np.linspace(-REACH, REACH, 81)
        (a, b), (_, c) = self.hessian
        x, y = side, side[:, None]
        start_x, start_y = self.start
        return Panel(
            title="From above",
            about=about,
            x=Axis(label="x", range=(-REACH, REACH)),
            y=Axis(label="y", range=(-REACH, REACH)),
            layers=(
                Contour(
                    name="cost",
                    x=side,
                    y=side,
                    z=(a * x**2 + 2 * b * x * y + c * y**2) / 2,
                    levels=LEVELS,
                ),
                Mark(label="start", x=start_x, y=start_y),
                Mark(label="minimum", x=0.0, y=0.0),
                *layers,
            ),
        )

    def race(self, steps: int, *runs: dict[str, Any]) -> dict[str, Any]:
        """The same for the race page."""
        angle = float(np.radians(self.degrees))
        return {
            "surface": {
                "name": "rotated_ravine",
                "parameters": {"kappa": self.kappa, "phi": angle},
            },
            "start": self.start.tolist(),
            "steps": steps,
            "runs": list(runs),
        }
