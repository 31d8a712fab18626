"""The claims of the stories about ravines."""

import numpy as np

from engine.lanes import Array
from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim, first

WITHIN = 1e-6


def across(race: StoryRace, run: int) -> Array:
    """How far from the floor of the rotated ravine a run is, and on which side."""
    x, y = race.points(run).T
    found: Array = ((x + 1j * y) * np.exp(-1j * race.surface.parameters["phi"])).imag
    return found


def changes(values: Array) -> Array:
    found: Array = np.diff(np.sign(values)) != 0
    return found


@claim("four_ways")
def _(race: StoryRace) -> Numbers:
    flat, steep = race.curving(0, 0)
    assert changes(across(race, 0)).all()
    return steep / flat, race.settings(0)["lr"]


@claim("four_ways")
def _(race: StoryRace) -> Numbers:
    assert race.settings(1)["form"] == "averaging"
    arrived = race.below(1, 1e-3)
    crossings = [changes(across(race, run)[:arrived]).sum() for run in (0, 1)]
    assert crossings[1] < crossings[0]
    return 1e-3, arrived, race.below(0, 1e-3)


@claim("four_ways")
def _(race: StoryRace) -> Numbers:
    first_strides = [race.strides(run)[0] for run in range(4)]
    assert min(first_strides) == first_strides[2]
    return race.below(3, 1e-3), race.below(2, 1e-3), first_strides[0] / first_strides[2]


@claim("why_momentum")
def _(race: StoryRace) -> Numbers:
    along, over = np.sign(race.points(0)).T
    assert (np.diff(over) != 0).all()
    assert (np.diff(along) == 0).all()
    return ()


@claim("why_momentum")
def _(race: StoryRace) -> Numbers:
    slopes = race.points(0)[:20] * (1, 50)
    kept = np.abs(slopes.sum(axis=0)) / np.abs(slopes).sum(axis=0)
    assert race.settings(1)["form"] == "averaging"
    np.testing.assert_allclose(kept, (1, 0), atol=0.1)
    return ()


@claim("why_momentum")
def _(race: StoryRace) -> Numbers:
    rate = race.settings(1)["lr"]
    race.again(runs=[{"optimizer": "gd", "hyperparameters": {"lr": rate}}]).lost(0)
    return rate, race.tolerance(), race.home(1), race.home(0)


@claim("best_rates")
def _(race: StoryRace) -> Numbers:
    return first(race.distances(0) < WITHIN), first(race.distances(1) < WITHIN)


@claim("best_rates")
def _(race: StoryRace) -> Numbers:
    slow, fast = race.distances(0), race.distances(1)
    limit = race.settings(1)["beta"] ** 0.5
    assert limit < (fast[95] / fast[75]) ** (1 / 20) < 1.02 * limit
    return float((slow[700] / slow[600]) ** 0.01), limit


@claim("best_rates")
def _(race: StoryRace) -> Numbers:
    costs = race.costs(1)
    assert (np.diff(race.costs(0)) < 0).all()
    return costs[0], costs.max(), int(costs.argmax())


@claim("two_forms")
def _(race: StoryRace) -> Numbers:
    ratio = race.strides(0)[0] / race.strides(1)[0]
    assert race.settings(0)["lr"] == race.settings(1)["lr"]
    return race.settings(1)["beta"], ratio


@claim("two_forms")
def _(race: StoryRace) -> Numbers:
    np.testing.assert_allclose(race.path(2), race.path(0), atol=1e-12)
    low, high = race.settings(1)["lr"], race.settings(2)["lr"]
    return high / low, high, low


@claim("two_forms")
def _(race: StoryRace) -> Numbers:
    return 1, race.below(0, 1), race.below(1, 1)


@claim("nesterov")
def _(race: StoryRace) -> Numbers:
    flips = [first(np.diff(np.sign(np.diff(race.points(run)[:, 1]))) != 0) for run in (0, 1)]
    assert flips[1] < flips[0]
    return (race.strides(1)[0] / race.strides(0)[0],)


@claim("nesterov")
def _(race: StoryRace) -> Numbers:
    swings = [float(np.abs(race.points(run)[10:, 1]).max()) for run in (0, 1)]
    return 10, *swings


@claim("nesterov")
def _(race: StoryRace) -> Numbers:
    return race.tolerance(), race.home(1), race.home(0)


@claim("too_much_momentum")
def _(race: StoryRace) -> Numbers:
    betas = [race.settings(run)["beta"] for run in range(3)]
    assert race.never_home(2)
    return (
        race.tolerance(),
        *(race.home(0), betas[0]),
        *(race.home(1), betas[1]),
        *(race.last(2), race.spec.steps, betas[2]),
    )


@claim("too_much_momentum")
def _(race: StoryRace) -> Numbers:
    beta = race.settings(2)["beta"]
    return beta, 1 / (1 - beta), race.points(2)[:, 0].max()


def along_the_axis(race: StoryRace) -> StoryRace:
    """The same ravine and the same start in it, turned until it lies along x."""
    parameters = race.surface.parameters
    x, y = race.spec.starts[0]
    turn = np.exp(-1j * parameters["phi"])
    start = complex(x, y) * turn
    surface = {"name": "rotated_ravine", "parameters": parameters | {"phi": 0}}
    return race.again(surface=surface, start=[start.real, start.imag])


@claim("askew")
def _(race: StoryRace) -> Numbers:
    straight = along_the_axis(race)
    return race.tolerance(), straight.home(3), straight.home(2)


@claim("askew")
def _(race: StoryRace) -> Numbers:
    assert race.never_home(2)
    return race.home(3), race.spec.steps


@claim("askew")
def _(race: StoryRace) -> Numbers:
    straight = along_the_axis(race)
    assert [straight.home(run) for run in (0, 1)] == [race.home(run) for run in (0, 1)]
    return race.home(0), race.home(1)
