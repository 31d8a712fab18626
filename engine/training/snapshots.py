"""Snapshots: the networks of a training as they were after an epoch, to be looked at.

A snapshot has every entry's accuracy and, of the entries that share one start, what they tell
apart (the boundary), where they are in the space of parameters (the path) and what their layers are
like. Boundaries are over raw data, before any normalization.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Scaling
from engine.lanes import Array
from engine.specs.training import TrainingSpec, data_of
from engine.training.evaluations import Evaluations, alive, in_parts, numbers
from engine.training.planes import Plane, coordinate_plane, heights, principal, random_plane

SIDE = 40
LINE = 200
MARGIN = 0.12
DIGITS = 4
BINS = 24
MOST_SHOWN = 12
# Parameters × examples × points of a slice that are worked out while somebody waits, and what a
# unit's activation costs next to the product with one parameter.
MOST_WORK = 3e9
PRODUCTS_PER_UNIT = 40
FEWEST_POINTS = 9


@dataclass(frozen=True)
class Trained:
    """A training as far as it is: `rows` of its kept parameters hold."""

    spec: TrainingSpec
    history: Array
    checkpoints: Array
    rows: int
    evaluations: Evaluations = field(compare=False)

    @cached_property
    def parameters(self) -> Array:
        """The parameters (rows, E, P)."""
        kept = self.checkpoints[: self.rows, :-1]
        return kept.reshape(self.rows, len(self.spec.entries), -1)

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Which entries (rows, E) had not diverged by then."""
        return alive(self.spec, self.history, self.rows)

    def entries(self, start: int) -> list[int]:
        """The entries from one start that are shown: the first dozen runs."""
        trajectories = enumerate(self.spec.entries)
        return [entry for entry, trajectory in trajectories if trajectory.start == start][
            :MOST_SHOWN
        ]

    def points(self, entries: list[int], rows: int) -> Array:
        """Where these entries have been (N, P) while they had not diverged."""
        there = self.alive[:rows, entries]
        found: Array = self.parameters[:rows, entries][there]
        return found[np.isfinite(found).all(axis=1)]


def view(spec: TrainingSpec) -> list[tuple[float, float]]:
    """The box around all raw data, with a margin."""
    parts = [part.X for part in data_of(tuple(spec.dataset.items())) if part is not None]
    points = np.concatenate(parts, axis=1)
    low, high = points.min(axis=1), points.max(axis=1)
    room = MARGIN * np.where(high > low, high - low, 1.0)
    return list(zip((low - room).tolist(), (high + room).tolist(), strict=True))


def boundary(spec: TrainingSpec, theta: Array) -> tuple[dict[str, Any], Array] | None:
    """A lattice over the data and what networks (E, P) say there (E, ny · nx), row by row.

    The probability of class 1, of several classes the likeliest, in a regression the number; None
    unless the data have one or two features.
    """
    sides = view(spec)
    if len(sides) > 2:
        return None
    counts = (SIDE, SIDE) if len(sides) == 2 else (LINE,)
    axes = [np.linspace(*side, count) for side, count in zip(sides, counts, strict=True)]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)])
    if spec.normalize:
        points = Scaling.of(data_of(tuple(spec.dataset.items()))[0]).points(points)
    with np.errstate(all="ignore"):
        told = spec.network.predict(theta, points)
    shown = told.argmax(axis=-2) if told.shape[-2] > 1 else told[..., 0, :]
    lattice = {
        "x": list(sides[0]),
        "y": list(sides[-1]) if len(sides) == 2 else None,
        "nx": counts[0],
        "ny": counts[-1] if len(sides) == 2 else 1,
    }
    return lattice, np.round(shown.astype(np.float64), DIGITS)


def snapshot(trained: Trained, index: int, start: int = 0) -> dict[str, Any]:
    """The snapshot of evaluation `index`, 0 being the start. Raises IndexError if there is none."""
    spec = trained.spec
    if not 0 <= index < trained.rows:
        raise IndexError(f"there are evaluations 0 … {trained.rows - 1}, not {index}")
    trained.evaluations.work_out(trained.checkpoints, index, index + 1)
    chosen = trained.entries(start)
    theta = trained.parameters[index, chosen]
    seen = boundary(spec, theta)
    points = trained.points(chosen, index + 1)
    plane = principal(points) if len(points) else None
    bounds = [
        float(np.abs(layer[np.isfinite(layer)]).max(initial=1e-12))
        for layer in (part[..., :-1] for part in spec.network.split(theta))
    ]
    runs = []
    for entry, trajectory in enumerate(spec.entries):
        living = bool(trained.alive[index, entry])
        test = trained.evaluations.test[index, entry]
        told: dict[str, Any] = {
            "run": trajectory.run,
            "start": trajectory.start,
            "train_accuracy": number(trained.evaluations.train[index, entry], living),
            "test_accuracy": number(test, living),
            "boundary": None,
            "path": None,
            "layers": None,
        }
        if entry in chosen and living:
            if seen is not None:
                told["boundary"] = numbers(seen[1][chosen.index(entry)])
            if plane is not None:
                told["path"] = path(trained, plane, entry, index + 1)
            told["layers"] = layers(trained, entry, index, bounds)
        runs.append(told)
    epoch = spec.evaluated[index - 1] if index else None
    return {
        "type": "snapshot",
        "index": index,
        "epoch": epoch,
        "step": 0 if epoch is None else (epoch + 1) * spec.batches,
        "start": start,
        "runs": runs,
        "boundary": None if seen is None else seen[0],
        "plane": None if plane is None else {"explained": plane.explained},
    }


def path(trained: Trained, plane: Plane, entry: int, rows: int) -> dict[str, Any]:
    """Where an entry has been, on a plane, with its distance from the plane."""
    those = trained.parameters[:rows, entry][trained.alive[:rows, entry]]
    along, off = plane.project(those)
    x, y, away = (np.round(part, 5) for part in (along[:, 0], along[:, 1], off))
    return {"x": numbers(x), "y": numbers(y), "off": numbers(away)}


def layers(trained: Trained, entry: int, index: int, bounds: list[float]) -> list[dict[str, Any]]:
    """Each layer's norms and the histogram of its weights, over bounds that all entries share."""
    found = []
    parts = trained.spec.network.split(trained.parameters[index, entry])
    for layer, (weights, bound) in enumerate(zip(parts, bounds, strict=True)):
        counts, _ = np.histogram(weights[:, :-1], bins=BINS, range=(-bound, bound))
        found.append(
            {
                "gradient_norm": number(trained.evaluations.gradient_norms[index, entry, layer]),
                "weight_norm": number(trained.evaluations.weight_norms[index, entry, layer]),
                "histogram": {"low": -bound, "high": bound, "counts": counts.tolist()},
            }
        )
    return found


def landscape(trained: Trained, plane: Mapping[str, Any], start: int, side: int) -> dict[str, Any]:
    """The training cost over a plane, with the way of every entry from one start.

    `plane` is {"plane": "pca"}, {"plane": "random", "seed"} or {"plane": "weights", "first",
    "second"}; the latter two go through where the first run stands. Raises ValueError where
    nothing is left to look at.
    """
    spec, network = trained.spec, trained.spec.network
    chosen = [e for e in trained.entries(start) if len(trained.points([e], trained.rows))]
    if not chosen:
        raise ValueError("every run has diverged: there is nowhere to look from")
    points = trained.points(chosen, trained.rows)
    here = trained.points(chosen[:1], trained.rows)[-1]
    if plane["plane"] == "pca":
        found = principal(points)
    elif plane["plane"] == "random":
        found = random_plane(network, here, plane["seed"])
    else:
        found = coordinate_plane(here, plane["first"], plane["second"])
    paths = {entry: path(trained, found, entry, trained.rows) for entry in chosen}
    x, y = (axis(found.project(points)[0][:, k], side, spec) for k in (0, 1))
    train = spec.data[0]

    def cost(theta: Array) -> Array:
        return in_parts(
            lambda some: network.cost(some, train.X, train.y, spec.l2), theta, spec.samples
        )

    z = heights(found, x, y, cost)
    return {
        "plane": plane["plane"],
        "start": start,
        "x": x.tolist(),
        "y": y.tolist(),
        "z": numbers(z),
        "explained": found.explained,
        "runs": [
            {"run": spec.entries[entry].run, "start": start, **way} for entry, way in paths.items()
        ],
    }


def axis(along: Array, side: int, spec: TrainingSpec) -> Array:
    """Where a slice is taken along one axis: around the paths, coarser for large networks."""
    units = sum(spec.network.layers[1:])
    work = (spec.network.size + PRODUCTS_PER_UNIT * units) * spec.samples
    count = max(FEWEST_POINTS, min(side, int(np.sqrt(MOST_WORK / work))))
    low, high = along.min(), along.max()
    room = max(0.3 * (high - low), 0.25)
    return np.linspace(low - room, high + room, count)


def number(value: float, living: bool = True) -> float | None:
    """A number for JSON, None where it is not finite or belongs to an entry that is not."""
    return float(value) if living and np.isfinite(value) else None
