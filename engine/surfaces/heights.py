"""Landscapes: heights over a grid, for instance of a surface over its view.

Shapes: x (nx,), y (ny,), z (ny, nx); row j of z lies at y[j].
"""

from dataclasses import dataclass

import numpy as np

from engine.lanes import Array
from engine.surfaces.surface import Surface, View, lattice

SMALLEST, LARGEST = 2, 1024


@dataclass(frozen=True, slots=True)
class Grid:
    """Heights at the crossings of x and y; NaN where there is none that is finite."""

    x: Array
    y: Array
    z: Array


def grid(surface: Surface, nx: int, ny: int, view: View | None = None) -> Grid:
    """The surface's heights over a view, by default its own, edges included.

    Raises ValueError unless nx and ny are whole numbers from 2 to 1024 and the view is finite and
    not empty.
    """
    for name, count in (("nx", nx), ("ny", ny)):
        if not isinstance(count, int) or not SMALLEST <= count <= LARGEST:
            raise ValueError(f"{name}: {count!r:.40} is outside {SMALLEST} … {LARGEST}")
    sides = surface.view if view is None else view
    for low, high in sides:
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise ValueError(
                f"view: {low!r:.40} … {high!r:.40} is empty; the first end is the lower one"
            )
    x, y = lattice(sides, nx, ny)
    z = np.array(surface.value(x, y))
    z[~np.isfinite(z)] = np.nan
    return Grid(x[0], y[:, 0], z)
