"""Attractors: the points that many starts end at, for instance the four minima of Himmelblau.

Those a surface knows come first; wherever else several starts settle is found by clustering.
Distances are in shares of the surface's view, so that they do not depend on a map's own.
Shapes: L end points, each (x, y).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array
from engine.surfaces import Surface

Index = NDArray[np.intp]
RADIUS = 0.02
FEWEST = 2
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Attractor:
    """A point, its cost, and how many of the starts end there."""

    x: float
    y: float
    cost: float
    count: int


@dataclass(frozen=True, slots=True)
class Attraction:
    """For each end point (L,) the place of its attractor in `attractors`, -1 where it has none."""

    reached: Index
    attractors: tuple[Attractor, ...]


def attraction(
    surface: Surface, x: Array, y: Array, cost: Array, settled: NDArray[np.bool_]
) -> Attraction:
    """Which attractor each end (L,) is within RADIUS of; NaN is at none.

    First come surface.minima + surface.local_minima, in that order. Where FEWEST or more of the
    other ends have `settled` beside each other, they make an attractor of their own, at the lowest
    of them; these are sorted by cost, then by how many have settled.
    """
    (x0, x1), (y0, y1) = surface.view
    scale = np.array([[x1 - x0], [y1 - y0]])
    known = np.array([*surface.minima, *surface.local_minima]).reshape(-1, 2).T
    ends = np.stack([x, y])
    reached = _nearest(ends / scale, known / scale)
    free = np.flatnonzero(reached < 0)
    groups = _settlements(ends / scale, cost, np.flatnonzero(settled & (reached < 0)))
    lowest = np.array([group[0] for group in groups], dtype=np.intp)
    beside = _nearest(ends[:, free] / scale, ends[:, lowest] / scale)
    reached[free] = np.where(beside < 0, -1, beside + known.shape[1])
    for place, group in enumerate(groups, start=known.shape[1]):
        reached[group] = place
    spots = np.hstack([known, ends[:, lowest]])
    heights = np.append([surface.value(*at) for at in known.T], cost[lowest])
    counts = np.bincount(reached[reached >= 0], minlength=len(heights))
    rows = zip(*spots.tolist(), heights.tolist(), counts.tolist(), strict=True)
    return Attraction(reached, tuple(Attractor(*row) for row in rows))


def _settlements(ends: Array, cost: Array, lanes: Index) -> list[Index]:
    """The lanes that settled beside each other, the lowest of each group first."""
    clusters = (lanes[cluster] for cluster in _clusters(ends[:, lanes]))
    groups = [group[np.argsort(cost[group], kind="stable")] for group in clusters]

    def rank(group: Index) -> tuple[float, ...]:
        # Rounded, so that minima of one cost do not change places with its last digits.
        return round(float(cost[group[0]]), DIGITS), -len(group), *ends[:, group[0]].tolist()

    return sorted((group for group in groups if len(group) >= FEWEST), key=rank)


def _nearest(ends: Array, spots: Array) -> Index:
    """For each end (2, L) the nearest of the spots (2, K), -1 where all are beyond RADIUS."""
    reached = np.full(ends.shape[1], -1, dtype=np.intp)
    least = np.full(ends.shape[1], RADIUS)
    for place, (x, y) in enumerate(spots.T):
        distance = np.hypot(ends[0] - x, ends[1] - y)
        nearer = distance <= least
        reached[nearer], least[nearer] = place, distance[nearer]
    return reached


def _clusters(ends: Array) -> list[Index]:
    """The ends (2, L) in groups: those whose cells of half a radius touch go together."""
    cells, inverse = np.unique(np.floor(ends / (RADIUS / 2)), axis=1, return_inverse=True)
    places = {cell: place for place, cell in enumerate(zip(*cells.tolist(), strict=True))}
    labels = np.full(len(places), -1, dtype=np.intp)
    for seed in range(len(places)):
        if labels[seed] >= 0:
            continue
        labels[seed] = seed
        waiting = [seed]
        while waiting:
            x, y = cells[:, waiting.pop()].tolist()
            for dx, dy in product((-1, 0, 1), repeat=2):
                place = places.get((x + dx, y + dy))
                if place is not None and labels[place] < 0:
                    labels[place] = seed
                    waiting.append(place)
    owner = labels[inverse.ravel()]
    order = np.argsort(owner, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(owner[order])) + 1)
