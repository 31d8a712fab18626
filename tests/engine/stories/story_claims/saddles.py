"""The claims of the stories about saddles and passes."""

import numpy as np

from engine.lanes import Array
from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim, first


def half_way(race: StoryRace, run: int) -> int:
    """The step at which a run is nearer to the minimum at the right than to the saddle."""
    return first(race.points(run)[:, 0] > 0.5)


def gaps(race: StoryRace, run: int) -> Array:
    """How far a run is from the saddle at the origin."""
    x, y = race.points(run).T
    found: Array = np.hypot(x, y)
    return found


@claim("saddle")
def _(race: StoryRace) -> Numbers:
    near = 0.01
    assert [bool(gaps(race, run).min() < near) for run in range(4)] == [True, True, False, False]
    _, across, down = race.surface.slopes(*race.spec.starts[0])
    assert abs(across) < 1e-7 * abs(down)
    return near, half_way(race, 0), half_way(race, 1)


@claim("saddle")
def _(race: StoryRace) -> Numbers:
    return half_way(race, 2), half_way(race, 3)


@claim("saddle")
def _(race: StoryRace) -> Numbers:
    nearer = 1000
    x, y = race.spec.starts[0]
    again = race.again(start=[x / nearer, y])
    more = [half_way(again, run) - half_way(race, run) for run in (0, 2)]
    assert more[1] == 0
    return nearer, more[0]


@claim("newton_saddle")
def _(race: StoryRace) -> Numbers:
    assert np.abs(race.points(0)[-1]).max() < 1e-4
    assert race.surface.saddles == ((0.0, 0.0),)
    lowest = {float(race.surface.value(x, y)) for x, y in race.surface.minima}
    assert len(race.surface.minima) == 2
    return *race.points(0)[-1], race.last(0), *lowest


@claim("newton_saddle")
def _(race: StoryRace) -> Numbers:
    edge = 3**-0.5
    x = np.array([-edge - 1e-9, -edge + 1e-9, edge - 1e-9, edge + 1e-9])
    along = np.broadcast_to(race.surface.curvatures(x, np.full(4, 0.5))[0], 4)
    assert (np.sign(along) == (1, -1, -1, 1)).all()
    x, y = race.points(0)[:-1].T
    _, slope, _ = race.surface.slopes(x, y)
    assert (np.diff(race.points(0)[:, 0]) * slope > 0).all()
    return -edge, edge


@claim("newton_saddle")
def _(race: StoryRace) -> Numbers:
    return race.tolerance(), race.home(1)


FIRST_VALLEY = (-1.7475523458302893, 0.8737761729151446)


def in_the_first_valley(race: StoryRace, run: int) -> bool:
    assert FIRST_VALLEY in race.surface.local_minima
    return bool(np.hypot(*(race.points(run)[-1] - FIRST_VALLEY)) < 0.01)


@claim("over_the_hump")
def _(race: StoryRace) -> Numbers:
    x = race.points(0)[:, 0]
    assert x[1] > x[-1] + 0.5
    assert in_the_first_valley(race, 0)
    return (race.last(0),)


@claim("over_the_hump")
def _(race: StoryRace) -> Numbers:
    costs = race.costs(1)
    top = first(np.diff(costs)[10:] < 0) + 10
    bottom = int(costs[:top].argmin())
    assert (np.diff(costs[bottom : top + 1]) > 0).all()
    assert race.points(1)[bottom, 0] < -1.7
    assert race.points(1)[top, 0] > -1.05
    assert race.surface.minima == ((0.0, 0.0),)
    race.home(1)
    return costs[bottom], costs[top]


@claim("over_the_hump")
def _(race: StoryRace) -> Numbers:
    elsewhere = (-2.2, 2.0)
    assert in_the_first_valley(race.again(start=list(elsewhere), steps=500), 1)
    return elsewhere
