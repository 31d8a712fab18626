"""Contours: closed, on the level, and as large as the region they enclose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.figures.contours import below
from engine.lanes import Array


def area(ring: Array) -> float:
    """The signed area of a polygon, positive where it runs anticlockwise."""
    x, y = ring.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def bowl(n: int = 81, side: float = 2.0) -> tuple[Array, Array, Array]:
    x = y = np.linspace(-side, side, n)
    return x, y, x**2 + y[:, None] ** 2


@pytest.mark.parametrize("level", [0.3, 1.0, 2.2])
def test_a_circle_is_one_polygon_of_its_area(level: float) -> None:
    (ring,) = below(*bowl(), level)
    assert (ring[0] == ring[-1]).all()
    assert area(ring) == pytest.approx(np.pi * level, rel=5e-3)
    np.testing.assert_allclose((ring**2).sum(1), level, atol=2e-3)


def test_a_ring_has_a_hole_that_runs_the_other_way() -> None:
    x, y, z = bowl()
    areas = sorted(area(ring) for ring in below(x, y, np.abs(z - 1), 0.5))
    assert areas == [pytest.approx(-np.pi * 0.5, rel=0.01), pytest.approx(np.pi * 1.5, rel=0.01)]


def test_a_region_beyond_the_edge_is_closed_along_it() -> None:
    x, y, z = bowl(side=1.0)
    (ring,) = below(x, y, z, 100.0)
    assert area(ring) == pytest.approx(4.0)
    assert below(x, y, z + 1, 0.5) == []


def test_what_is_no_number_is_high() -> None:
    x, y, z = bowl()
    z[:, x > 0] = np.nan
    (ring,) = below(x, y, z, 1.0)
    assert area(ring) == pytest.approx(np.pi / 2, rel=0.03)
    assert ring[:, 0].max() <= 0


@given(
    seed=st.integers(0, 10_000),
    nx=st.integers(2, 9),
    ny=st.integers(2, 9),
    share=st.floats(0.05, 0.95),
)
def test_all_polygons_close_and_their_areas_grow_with_the_level(
    seed: int, nx: int, ny: int, share: float
) -> None:
    z = np.random.RandomState(seed).rand(ny, nx)
    x, y = np.arange(float(nx)), np.arange(float(ny))
    total = 0.0
    for level in (share / 2, share):
        rings = below(x, y, z, level)
        assert all((ring[0] == ring[-1]).all() for ring in rings)
        grown = sum(area(ring) for ring in rings)
        assert total - 1e-9 <= grown <= (nx - 1) * (ny - 1) + 1e-9
        total = grown
