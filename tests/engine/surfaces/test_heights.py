"""Landscapes: grids have the promised shape, cover the view and hold the surface's own heights."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import surfaces
from engine.surfaces import SURFACES, heights


@pytest.mark.parametrize("name", SURFACES)
@given(nx=st.integers(2, 12), ny=st.integers(2, 12))
def test_a_grid_holds_the_heights_of_its_crossings(name: str, nx: int, ny: int) -> None:
    surface = surfaces.build(name)
    grid = heights.grid(surface, nx, ny)
    assert (grid.x.shape, grid.y.shape, grid.z.shape) == ((nx,), (ny,), (ny, nx))
    assert (grid.x[0], grid.x[-1]) == surface.view[0]
    assert (grid.y[0], grid.y[-1]) == surface.view[1]
    for j in range(ny):
        row = surface.value(grid.x, np.full(nx, grid.y[j]))
        assert grid.z[j].tobytes() == row.tobytes()


def test_a_grid_over_another_view() -> None:
    grid = heights.grid(surfaces.build("bowl"), 3, 2, view=((0.0, 2.0), (1.0, 3.0)))
    np.testing.assert_array_equal(grid.z, [[1, 2, 5], [9, 10, 13]])


def test_what_is_not_finite_is_nan() -> None:
    surface = surfaces.custom("log(abs(x)) + sqrt(y)", view=((-1, 1), (-1, 1)))
    z = heights.grid(surface, 3, 3).z
    assert np.isnan(z[0]).all(), "outside the domain of sqrt"
    assert np.isnan(z[:, 1]).all(), "minus infinity"
    assert np.isfinite(z[1:, [0, 2]]).all()


def test_a_constant_surface_has_a_full_grid() -> None:
    grid = heights.grid(surfaces.custom("7"), 4, 3)
    np.testing.assert_array_equal(grid.z, np.full((3, 4), 7.0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nx": 1}, "nx: 1 is outside 2 … 1024"),
        ({"ny": 1025}, "ny: 1025 is outside"),
        ({"nx": 2.5}, "nx: 2.5 is outside"),
        ({"view": ((0.0, 0.0), (0.0, 1.0))}, "view: 0.0 … 0.0 is empty"),
        ({"view": ((0.0, 1.0), (0.0, np.inf))}, "view: 0.0 … inf is empty"),
        ({"view": ((np.nan, 1.0), (0.0, 1.0))}, "view: nan … 1.0 is empty"),
    ],
)
def test_bounds_are_checked(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        heights.grid(surfaces.build("bowl"), **({"nx": 8, "ny": 8} | changes))
