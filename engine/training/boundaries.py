"""Boundaries: what networks tell apart, over a lattice of points that covers the data.

The lattice is over raw data, before any normalization. Data of one or two features are covered
whole, wider ones by a plane: of their first two principal components as the network sees them, or
of two features while the others stay at their means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.datasets import Data, Scaling
from engine.lanes import Array
from engine.specs.training import TrainingSpec, data_of
from engine.training.planes import principal

DataPlane: TypeAlias = Mapping[str, Any]

SIDE = 40
LINE = 200
MARGIN = 0.12
DIGITS = 4
WIDEST = 2


@dataclass(frozen=True)
class View:
    """A plane through raw data: `center` + a · along[0] + b · along[1], and its box.

    `across` (2, features) takes a point less the center to its coordinates (a, b). `along` may lead
    anywhere that `across` does not see, so that the two are no inverses of each other.
    """

    kind: Literal["pca", "features"]
    labels: tuple[str, ...]
    center: Array
    along: Array
    across: Array
    explained: tuple[float, float] | None = None

    def project(self, points: Array) -> Array:
        """The coordinates (2, n) of raw points (features, n)."""
        return np.asarray(self.across @ (points - self.center[:, None]))

    def lift(self, coordinates: Array) -> Array:
        """The raw points (features, n) at coordinates (2, n)."""
        return np.asarray(self.center[:, None] + self.along.T @ coordinates)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, by which anybody can put raw points on the plane."""
        return {
            "plane": self.kind,
            "labels": list(self.labels),
            "center": self.center.tolist(),
            "across": self.across.tolist(),
            "explained": self.explained and list(self.explained),
        }


@dataclass(frozen=True)
class Boundary:
    """Values (E, ny · nx) of E networks, row by row, and the lattice: its sides and counts.

    A value is the probability of class 1, of several classes the likeliest, in a regression the
    number. `view` is the plane that wide data are looked at in.
    """

    sides: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    values: Array
    view: View | None = None

    def lattice(self) -> dict[str, Any]:
        """The JSON form of the lattice; y is null for data of one feature."""
        plane = len(self.sides) == 2
        return {
            "x": list(self.sides[0]),
            "y": list(self.sides[1]) if plane else None,
            "nx": self.counts[0],
            "ny": self.counts[1] if plane else 1,
            "view": self.view and self.view.to_dict(),
        }


def is_wide(features: int) -> bool:
    """Whether data have too many features to be covered whole."""
    return features > WIDEST


def chosen_view(spec: TrainingSpec, plane: DataPlane | None) -> View | None:
    """The plane through wide data, by default that of principal components; None for others.

    The choice is {"plane": "pca"} or {"plane": "features", "first", "second"}. Raises ValueError
    where there are no such features.
    """
    train = data_of(tuple(spec.dataset.items()))[0]
    count = len(train.features)
    if not is_wide(count):
        if plane is not None:
            raise ValueError(f"data of {count} features are covered whole; leave the plane out")
        return None
    if plane is None or plane["plane"] == "pca":
        return component_view(train, spec.normalize)
    first, second = plane["first"], plane["second"]
    if first == second or max(first, second) >= count:
        raise ValueError(f"a plane is of two of the features 0 … {count - 1}")
    axes = np.zeros((2, count))
    axes[0, first] = axes[1, second] = 1.0
    center = train.X.mean(axis=1) * (axes.sum(axis=0) == 0)
    return View("features", (train.features[first], train.features[second]), center, axes, axes)


def component_view(train: Data, normalize: bool) -> View:
    """The first two principal components of the data on the scale that the network sees."""
    scaling = Scaling.of(train)
    std = scaling.std[:, 0] if normalize else np.ones(len(train.features))
    plane = principal((train.X.T - scaling.mean[:, 0]) / std)
    # Scaled points have mean 0, so that the plane's origin is the raw mean but for rounding.
    labels = ("component 1", "component 2")
    axes, center = plane.axes, scaling.mean[:, 0]
    return View("pca", labels, center, axes * std, axes / std, plane.explained)


def box(spec: TrainingSpec, view: View | None) -> tuple[tuple[float, float], ...]:
    """The box around all raw data, in the plane if there is one, with a margin."""
    parts = [part.X for part in data_of(tuple(spec.dataset.items())) if part is not None]
    points = np.concatenate(parts, axis=1)
    points = points if view is None else view.project(points)
    low, high = points.min(axis=1), points.max(axis=1)
    room = MARGIN * np.where(high > low, high - low, 1.0)
    return tuple(zip((low - room).tolist(), (high + room).tolist(), strict=True))


def boundary(spec: TrainingSpec, theta: Array, plane: DataPlane | None = None) -> Boundary:
    """What networks (E, P) say over the data, or over a plane through wide data."""
    view = chosen_view(spec, plane)
    sides = box(spec, view)
    counts = (SIDE, SIDE) if len(sides) == 2 else (LINE,)
    axes = [np.linspace(*side, count) for side, count in zip(sides, counts, strict=True)]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)])
    points = points if view is None else view.lift(points)
    if spec.normalize:
        points = Scaling.of(data_of(tuple(spec.dataset.items()))[0]).points(points)
    with np.errstate(all="ignore"):
        outputs = spec.network.predict(theta, points)
    several = outputs.shape[-2] > 1
    values = outputs.argmax(axis=-2).astype(np.float64) if several else outputs[..., 0, :]
    return Boundary(sides, counts, np.round(values, DIGITS), view)
