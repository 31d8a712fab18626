"""Planes hold what they are made from, and heights are the cost where they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lanes import Array
from engine.networks.network import Network
from engine.training.planes import coordinate_plane, heights, principal, random_plane

NETWORK = Network((2, 4, 3, 1))


def away(seed: int) -> Array:
    return np.random.RandomState(seed).randn(NETWORK.size)


@given(seed=st.integers(0, 999), count=st.integers(3, 40))
def test_points_of_a_plane_lie_in_their_principal_plane(seed: int, count: int) -> None:
    random = np.random.RandomState(seed)
    spread = random.randn(count, 2) * [3.0, 1.0]
    points = away(seed) + spread @ random.randn(2, NETWORK.size)
    plane = principal(points)
    along, off = plane.project(points)
    assert off == pytest.approx(np.zeros(count), abs=1e-9)
    assert plane.origin + along @ plane.axes == pytest.approx(points, abs=1e-9)
    assert sum(plane.explained or ()) == pytest.approx(1)
    assert plane.axes @ plane.axes.T == pytest.approx(np.eye(2), abs=1e-12)


def test_explained_shares_are_those_of_the_covariance() -> None:
    points = np.random.RandomState(5).randn(60, NETWORK.size) * np.linspace(3, 0.1, NETWORK.size)
    values = np.sort(np.linalg.eigvalsh(np.cov(points.T)))[::-1]
    assert principal(points).explained == pytest.approx(values[:2] / values.sum())


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_few_points_and_many_have_a_plane(count: int) -> None:
    points = np.random.RandomState(2).randn(count, NETWORK.size)
    plane = principal(points)
    along, off = plane.project(points)
    assert along.shape == (count, 2)
    assert np.isfinite(along).all()
    assert np.isfinite(off).all()


def test_random_directions_are_as_long_as_the_weights_unit_by_unit() -> None:
    theta = away(1)
    plane = random_plane(NETWORK, theta, seed=7)
    for axis in plane.axes:
        for own, layer in zip(NETWORK.split(theta), NETWORK.split(axis), strict=True):
            lengths = np.linalg.norm(own[:, :-1], axis=1)
            assert np.linalg.norm(layer[:, :-1], axis=1) == pytest.approx(lengths)
            assert not layer[:, -1].any()
    assert plane.axes == pytest.approx(random_plane(NETWORK, theta, seed=7).axes)
    assert not np.allclose(plane.axes, random_plane(NETWORK, theta, seed=8).axes)


def test_a_plane_of_two_weights_has_their_values_as_coordinates() -> None:
    theta = away(3)
    plane = coordinate_plane(theta, 4, 9)
    along, off = plane.project(theta)
    assert along == pytest.approx(theta[[4, 9]])
    assert off == pytest.approx(0, abs=1e-12)


def test_heights_are_costs_and_nothing_where_there_is_none() -> None:
    random = np.random.RandomState(0)
    data, targets = random.randn(2, 20), (random.randn(1, 20) > 0).astype(float)
    plane = random_plane(NETWORK, away(6), seed=0)
    x, y = np.linspace(-1, 1, 5), np.linspace(-2, 1, 4)
    z = heights(plane, x, y, lambda theta: NETWORK.cost(theta, data, targets))
    for row, b in enumerate(y):
        for column, a in enumerate(x):
            theta = plane.origin + a * plane.axes[0] + b * plane.axes[1]
            assert z[row, column] == pytest.approx(NETWORK.cost(theta, data, targets))
    far = heights(plane, np.array([0, 1e200]), y, lambda at: NETWORK.cost(at, data, targets))
    assert np.isfinite(far[:, 0]).all()
    assert np.isnan(far[:, 1]).all()


@pytest.mark.parametrize("runs", [2, 3, 4, 6, 12])
def test_a_plane_does_not_forget_a_run_whose_points_alternate_with_others(runs: int) -> None:
    """Only the last of the runs moves, and that in the second direction."""
    points = np.zeros((runs * (2_400 // runs), 5))
    points[:, 0] = 1e-3 * np.sin(np.arange(len(points)))
    points[runs - 1 :: runs, 1] = np.linspace(0.0, 4.0, len(points) // runs)
    plane = principal(points)
    assert abs(plane.axes[0, 1]) == pytest.approx(1.0, abs=1e-6)
    assert plane.project(points)[1].max() < 1e-9
