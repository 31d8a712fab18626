"""The claims of the stories about saddles and passes."""

import numpy as np

from engine.lanes import Array
from tests.engine.stories.story_claims.telling import Numbers, Telling, claim, first


def half_way(told: Telling, run: int) -> int:
    """The step at which a run is nearer to the minimum at the right than to the saddle."""
    return first(told.points(run)[:, 0] > 0.5)


def gaps(told: Telling, run: int) -> Array:
    """How far a run is from the saddle at the origin."""
    x, y = told.points(run).T
    found: Array = np.hypot(x, y)
    return found


@claim("saddle")
def _(told: Telling) -> Numbers:
    near = 0.01
    assert [bool(gaps(told, run).min() < near) for run in range(4)] == [True, True, False, False]
    _, across, down = told.surface.slopes(*told.spec.starts[0])
    assert abs(across) < 1e-7 * abs(down)
    return near, half_way(told, 0), half_way(told, 1)


@claim("saddle")
def _(told: Telling) -> Numbers:
    return half_way(told, 2), half_way(told, 3)


@claim("saddle")
def _(told: Telling) -> Numbers:
    nearer = 1000
    x, y = told.spec.starts[0]
    again = told.again(start=[x / nearer, y])
    more = [half_way(again, run) - half_way(told, run) for run in (0, 2)]
    assert more[1] == 0
    return nearer, more[0]


@claim("newton_saddle")
def _(told: Telling) -> Numbers:
    assert np.abs(told.points(0)[-1]).max() < 1e-4
    assert told.surface.saddles == ((0.0, 0.0),)
    lowest = {float(told.surface.value(x, y)) for x, y in told.surface.minima}
    assert len(told.surface.minima) == 2
    return *told.points(0)[-1], told.last(0), *lowest


@claim("newton_saddle")
def _(told: Telling) -> Numbers:
    edge = 3**-0.5
    x = np.array([-edge - 1e-9, -edge + 1e-9, edge - 1e-9, edge + 1e-9])
    along = np.broadcast_to(told.surface.curvatures(x, np.full(4, 0.5))[0], 4)
    assert (np.sign(along) == (1, -1, -1, 1)).all()
    x, y = told.points(0)[:-1].T
    _, slope, _ = told.surface.slopes(x, y)
    assert (np.diff(told.points(0)[:, 0]) * slope > 0).all()
    return -edge, edge


@claim("newton_saddle")
def _(told: Telling) -> Numbers:
    return told.tolerance(), told.home(1)


FIRST_VALLEY = (-1.7475523458302893, 0.8737761729151446)


def in_the_first_valley(told: Telling, run: int) -> bool:
    assert FIRST_VALLEY in told.surface.local_minima
    return bool(np.hypot(*(told.points(run)[-1] - FIRST_VALLEY)) < 0.01)


@claim("over_the_hump")
def _(told: Telling) -> Numbers:
    x = told.points(0)[:, 0]
    assert x[1] > x[-1] + 0.5
    assert in_the_first_valley(told, 0)
    return (told.last(0),)


@claim("over_the_hump")
def _(told: Telling) -> Numbers:
    costs = told.costs(1)
    top = first(np.diff(costs)[10:] < 0) + 10
    bottom = int(costs[:top].argmin())
    assert (np.diff(costs[bottom : top + 1]) > 0).all()
    assert told.points(1)[bottom, 0] < -1.7
    assert told.points(1)[top, 0] > -1.05
    assert told.surface.minima == ((0.0, 0.0),)
    told.home(1)
    return costs[bottom], costs[top]


@claim("over_the_hump")
def _(told: Telling) -> Numbers:
    elsewhere = (-2.2, 2.0)
    assert in_the_first_valley(told.again(start=list(elsewhere), steps=500), 1)
    return elsewhere
