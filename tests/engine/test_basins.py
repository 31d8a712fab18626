"""Very many lanes at once give the numbers of each lane alone."""

import numpy as np
import pytest

from engine import surfaces
from engine.basins import descend
from engine.optimizers import OPTIMIZERS
from engine.race import race


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_lane_ends_where_its_race_does(name: str) -> None:
    starts = np.random.RandomState(2).uniform(-2, 2, (2, 50))
    ends = descend(surfaces.build("three_hump_camel"), OPTIMIZERS[name], {}, starts, 40)
    points = starts.T.tolist()
    runs = [{"optimizer": name}]
    spec = {"surface": "three_hump_camel", "start": points, "steps": 40, "runs": runs}
    last = race(spec).history[-1]
    stayed = np.isfinite(last).all(axis=1)
    assert stayed.any()
    np.testing.assert_array_equal(ends.theta.T[stayed], last[stayed, :2])
    np.testing.assert_array_equal(ends.cost[stayed], last[stayed, 2])


def test_each_lane_may_have_a_rate_of_its_own() -> None:
    rates = np.array([0.05, 0.1, 0.2])
    starts = np.ones((2, 3))
    ends = descend(surfaces.build("bowl"), OPTIMIZERS["gd"], {"lr": rates}, starts, 10)
    np.testing.assert_allclose(ends.theta[0], (1 - 2 * rates) ** 10, rtol=1e-12)
    alone = descend(surfaces.build("bowl"), OPTIMIZERS["gd"], {"lr": 0.2}, starts[:, :1], 10)
    np.testing.assert_array_equal(ends.theta[:, 2:], alone.theta)
