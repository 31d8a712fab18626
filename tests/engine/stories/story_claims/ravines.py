"""The claims of the stories about ravines."""

import numpy as np

from engine.lanes import Array
from tests.engine.stories.story_claims.telling import Numbers, Telling, claim, first

WITHIN = 1e-6


def across(told: Telling, run: int) -> Array:
    """How far from the floor of the rotated ravine a run is, and on which side."""
    x, y = told.points(run).T
    found: Array = ((x + 1j * y) * np.exp(-1j * told.surface.parameters["phi"])).imag
    return found


def changes(values: Array) -> Array:
    found: Array = np.diff(np.sign(values)) != 0
    return found


@claim("four_ways")
def _(told: Telling) -> Numbers:
    flat, steep = told.curving(0, 0)
    assert changes(across(told, 0)).all()
    return steep / flat, told.settings(0)["lr"]


@claim("four_ways")
def _(told: Telling) -> Numbers:
    assert told.settings(1)["form"] == "averaging"
    arrived = told.below(1, 1e-3)
    crossings = [changes(across(told, run)[:arrived]).sum() for run in (0, 1)]
    assert crossings[1] < crossings[0]
    return 1e-3, arrived, told.below(0, 1e-3)


@claim("four_ways")
def _(told: Telling) -> Numbers:
    first_strides = [told.strides(run)[0] for run in range(4)]
    assert min(first_strides) == first_strides[2]
    return told.below(3, 1e-3), told.below(2, 1e-3), first_strides[0] / first_strides[2]


@claim("why_momentum")
def _(told: Telling) -> Numbers:
    along, over = np.sign(told.points(0)).T
    assert (np.diff(over) != 0).all()
    assert (np.diff(along) == 0).all()
    return ()


@claim("why_momentum")
def _(told: Telling) -> Numbers:
    slopes = told.points(0)[:20] * (1, 50)
    kept = np.abs(slopes.sum(axis=0)) / np.abs(slopes).sum(axis=0)
    assert told.settings(1)["form"] == "averaging"
    np.testing.assert_allclose(kept, (1, 0), atol=0.1)
    return ()


@claim("why_momentum")
def _(told: Telling) -> Numbers:
    rate = told.settings(1)["lr"]
    told.again(runs=[{"optimizer": "gd", "hyperparameters": {"lr": rate}}]).lost(0)
    return rate, told.tolerance(), told.home(1), told.home(0)


@claim("best_rates")
def _(told: Telling) -> Numbers:
    return first(told.distances(0) < WITHIN), first(told.distances(1) < WITHIN)


@claim("best_rates")
def _(told: Telling) -> Numbers:
    slow, fast = told.distances(0), told.distances(1)
    limit = told.settings(1)["beta"] ** 0.5
    assert limit < (fast[95] / fast[75]) ** (1 / 20) < 1.02 * limit
    return float((slow[700] / slow[600]) ** 0.01), limit


@claim("best_rates")
def _(told: Telling) -> Numbers:
    costs = told.costs(1)
    assert (np.diff(told.costs(0)) < 0).all()
    return costs[0], costs.max(), int(costs.argmax())


@claim("two_forms")
def _(told: Telling) -> Numbers:
    ratio = told.strides(0)[0] / told.strides(1)[0]
    assert told.settings(0)["lr"] == told.settings(1)["lr"]
    return told.settings(1)["beta"], ratio


@claim("two_forms")
def _(told: Telling) -> Numbers:
    np.testing.assert_allclose(told.path(2), told.path(0), atol=1e-12)
    low, high = told.settings(1)["lr"], told.settings(2)["lr"]
    return high / low, high, low


@claim("two_forms")
def _(told: Telling) -> Numbers:
    return 1, told.below(0, 1), told.below(1, 1)


@claim("nesterov")
def _(told: Telling) -> Numbers:
    flips = [first(np.diff(np.sign(np.diff(told.points(run)[:, 1]))) != 0) for run in (0, 1)]
    assert flips[1] < flips[0]
    return (told.strides(1)[0] / told.strides(0)[0],)


@claim("nesterov")
def _(told: Telling) -> Numbers:
    swings = [float(np.abs(told.points(run)[10:, 1]).max()) for run in (0, 1)]
    return 10, *swings


@claim("nesterov")
def _(told: Telling) -> Numbers:
    return told.tolerance(), told.home(1), told.home(0)


@claim("too_much_momentum")
def _(told: Telling) -> Numbers:
    betas = [told.settings(run)["beta"] for run in range(3)]
    assert told.never_home(2)
    return (
        told.tolerance(),
        *(told.home(0), betas[0]),
        *(told.home(1), betas[1]),
        *(told.last(2), told.spec.steps, betas[2]),
    )


@claim("too_much_momentum")
def _(told: Telling) -> Numbers:
    beta = told.settings(2)["beta"]
    return beta, 1 / (1 - beta), told.points(2)[:, 0].max()


def along_the_axis(told: Telling) -> Telling:
    """The same ravine and the same start in it, turned until it lies along x."""
    parameters = told.surface.parameters
    x, y = told.spec.starts[0]
    turn = np.exp(-1j * parameters["phi"])
    start = complex(x, y) * turn
    surface = {"name": "rotated_ravine", "parameters": parameters | {"phi": 0}}
    return told.again(surface=surface, start=[start.real, start.imag])


@claim("askew")
def _(told: Telling) -> Numbers:
    straight = along_the_axis(told)
    return told.tolerance(), straight.home(3), straight.home(2)


@claim("askew")
def _(told: Telling) -> Numbers:
    assert told.never_home(2)
    return told.home(3), told.spec.steps


@claim("askew")
def _(told: Telling) -> Numbers:
    straight = along_the_axis(told)
    assert [straight.home(run) for run in (0, 1)] == [told.home(run) for run in (0, 1)]
    return told.home(0), told.home(1)
