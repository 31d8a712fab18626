"""Landscapes: slices of the loss of a training, with the paths of its entries on them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.lanes import Array
from engine.networks.network import Network
from engine.specs.training import TrainingSpec
from engine.training.evaluations import in_parts, numbers
from engine.training.planes import Plane, coordinate_plane, heights, principal, random_plane
from engine.training.progress import TrainingProgress

# Parameters × examples × points of a slice that are worked out while somebody waits, and what a
# unit's activation costs next to the product with one parameter.
MOST_WORK = 3e9
PRODUCTS_PER_UNIT = 40
FEWEST_POINTS = 9


def landscape(
    progress: TrainingProgress, choice: Mapping[str, Any], start: int, side: int
) -> dict[str, Any]:
    """The training cost over a plane, with the path of every entry from one start, for JSON.

    The choice is {"plane": "pca"}, {"plane": "random", "seed"} or {"plane": "weights", "first",
    "second"}; the latter two go through where the first run stands. Raises ValueError where
    nothing is left to look at.
    """
    spec, rows = progress.spec, progress.rows
    entries = [e for e in progress.entries(start) if len(progress.points([e], rows))]
    if not entries:
        raise ValueError("every run has diverged: there is nowhere to look from")
    points = progress.points(entries, rows)
    plane = chosen_plane(choice, spec.network, points, progress.points(entries[:1], rows)[-1])
    along = plane.project(points)[0]
    x, y = (axis(along[:, k], side, spec) for k in (0, 1))
    return {
        "plane": choice["plane"],
        "start": start,
        "x": x.tolist(),
        "y": y.tolist(),
        "z": numbers(costs(spec, plane, x, y)),
        "explained": plane.explained,
        "runs": [
            {"run": spec.entries[entry].run, "start": start} | progress.path(plane, entry, rows)
            for entry in entries
        ],
    }


def chosen_plane(choice: Mapping[str, Any], network: Network, points: Array, here: Array) -> Plane:
    """The plane that is asked for, through points (N, P) or through one of them."""
    if choice["plane"] == "pca":
        return principal(points)
    if choice["plane"] == "random":
        return random_plane(network, here, choice["seed"])
    return coordinate_plane(here, choice["first"], choice["second"])


def costs(spec: TrainingSpec, plane: Plane, x: Array, y: Array) -> Array:
    """The training cost z (ny, nx) over a plane."""
    network, train = spec.network, spec.data[0]

    def cost(theta: Array) -> Array:
        return in_parts(
            lambda some: network.cost(some, train.X, train.y, spec.l2), theta, spec.samples
        )

    return heights(plane, x, y, cost)


def axis(along: Array, side: int, spec: TrainingSpec) -> Array:
    """Where a slice is taken along one axis: around the paths, coarser for large networks."""
    units = sum(spec.network.layers[1:])
    work = (spec.network.size + PRODUCTS_PER_UNIT * units) * spec.samples
    count = max(FEWEST_POINTS, min(side, int(np.sqrt(MOST_WORK / work))))
    low, high = along.min(), along.max()
    # Paths of runs that hardly moved would otherwise be seen on a slice of no width.
    room = max(0.3 * (high - low), 0.25)
    return np.linspace(low - room, high + room, count)
