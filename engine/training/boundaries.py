"""Boundaries: what networks tell apart, over a lattice of points that covers the data.

The lattice is over raw data, before any normalization; there is one for data of one or two
features.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.datasets import Scaling
from engine.lanes import Array
from engine.specs.training import TrainingSpec, data_of

SIDE = 40
LINE = 200
MARGIN = 0.12
DIGITS = 4


@dataclass(frozen=True)
class Boundary:
    """Values (E, ny · nx) of E networks, row by row, and the lattice: its sides and counts.

    A value is the probability of class 1, of several classes the likeliest, in a regression the
    number.
    """

    sides: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    values: Array

    def lattice(self) -> dict[str, Any]:
        """The JSON form of the lattice; y is null for data of one feature."""
        plane = len(self.sides) == 2
        return {
            "x": list(self.sides[0]),
            "y": list(self.sides[1]) if plane else None,
            "nx": self.counts[0],
            "ny": self.counts[1] if plane else 1,
        }


def view(spec: TrainingSpec) -> tuple[tuple[float, float], ...]:
    """The box around all raw data, with a margin."""
    parts = [part.X for part in data_of(tuple(spec.dataset.items())) if part is not None]
    points = np.concatenate(parts, axis=1)
    low, high = points.min(axis=1), points.max(axis=1)
    room = MARGIN * np.where(high > low, high - low, 1.0)
    return tuple(zip((low - room).tolist(), (high + room).tolist(), strict=True))


def boundary(spec: TrainingSpec, theta: Array) -> Boundary | None:
    """What networks (E, P) say over the data; None where these have more than two features."""
    sides = view(spec)
    if len(sides) > 2:
        return None
    counts = (SIDE, SIDE) if len(sides) == 2 else (LINE,)
    axes = [np.linspace(*side, count) for side, count in zip(sides, counts, strict=True)]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)])
    if spec.normalize:
        points = Scaling.of(data_of(tuple(spec.dataset.items()))[0]).points(points)
    with np.errstate(all="ignore"):
        outputs = spec.network.predict(theta, points)
    several = outputs.shape[-2] > 1
    values = outputs.argmax(axis=-2).astype(np.float64) if several else outputs[..., 0, :]
    return Boundary(sides, counts, np.round(values, DIGITS))
