"""Contours: where a grid of heights is below a level, as closed polygons, by marching squares.

Each cell of the grid is cut along straight lines between its corners (linear interpolation). The
grid is framed with heights above every level, so that all polygons close along its edge.
"""

from typing import Any

import numpy as np

from engine.lanes import Array

# The edges of a cell: 0 below, 1 right, 2 above, 3 left. Corners count anticlockwise from below
# left, as bits 1, 2, 4, 8; a segment keeps the low side to its left.
SEGMENTS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def below(x: Any, y: Any, z: Any, level: float) -> list[Array]:
    """The polygons (n, 2) that enclose {z < level}; holes run the other way round.

    x (nx,), y (ny,), z (ny, nx); what is not a number counts as high.
    """
    heights = np.where(np.isfinite(z), z, np.inf)
    frame = np.pad(heights, 1, constant_values=np.inf)
    xs, ys = (np.concatenate([v[:1], v, v[-1:]]) for v in (np.asarray(x, float), np.asarray(y)))
    low = frame < level
    code = low[:-1, :-1] + 2 * low[:-1, 1:] + 4 * low[1:, 1:] + 8 * low[1:, :-1]
    along = crossings(frame[:, :-1], frame[:, 1:], level) * np.diff(xs) + xs[:-1]
    up = crossings(frame[:-1], frame[1:], level) * np.diff(ys)[:, None] + ys[:-1, None]
    follow: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in np.argwhere((code > 0) & (code < 15)).tolist():
        for begin, end in SEGMENTS[int(code[row, column])]:
            follow[edge(row, column, begin)] = edge(row, column, end)

    def place(at: tuple[int, int, int]) -> tuple[float, float]:
        upright, row, column = at
        return (xs[column], up[row, column]) if upright else (along[row, column], ys[row])

    polygons = []
    while follow:
        at, then = follow.popitem()
        ring = [place(at), place(then)]
        while then in follow:
            then = follow.pop(then)
            ring.append(place(then))
        polygons.append(np.array(ring))
    return polygons


def edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """An edge by a name that both of its cells give it: (upright, row, column)."""
    return (side % 2, row + (side == 2), column + (side == 1))


def crossings(low: Array, high: Array, level: float) -> Array:
    """How far along from one height to the next the level lies; next to the frame it is at it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (level - low) / (high - low)
    share = np.where(np.isinf(high), 0.0, np.where(np.isinf(low), 1.0, share))
    found: Array = np.clip(np.nan_to_num(share), 0.0, 1.0)
    return found
