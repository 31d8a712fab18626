"""Lockstep: noise may differ from lane to lane, and each lane then goes as it would alone."""

import numpy as np

from engine.descent.lockstep import Lockstep
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.steppers import Group
from engine.surfaces import build

STEPS = 30
STARTS = np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.9]])


def states(starts: Array, noise: Array) -> Array:
    """The states (steps, 5, groups, lanes) of two optimizers on one surface."""
    groups = [Group(OPTIMIZERS[name], OPTIMIZERS[name].defaults()) for name in ("gd", "adam")]
    out = np.empty((STEPS, 5, 2 * starts.shape[1]))
    Lockstep(build("himmelblau"), groups, starts).advance(STEPS, noise, out)
    return out.reshape(STEPS, 5, 2, -1)


def test_a_lane_with_noise_of_its_own_goes_as_it_would_alone() -> None:
    noise = 0.1 * np.random.RandomState(4).randn(STEPS, 2, 3)
    together = states(STARTS, noise)
    for lane in range(3):
        alone = states(STARTS[:, [lane]], noise[:, :, lane])
        np.testing.assert_array_equal(together[..., lane], alone[..., 0])


def test_noise_for_all_is_the_same_noise_for_each() -> None:
    noise = 0.1 * np.random.RandomState(5).randn(STEPS, 2)
    each = np.repeat(noise[:, :, None], 3, axis=2)
    np.testing.assert_array_equal(states(STARTS, noise), states(STARTS, each))
