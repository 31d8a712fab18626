"""The claims of the stories about Adam's parts and about signs."""

import numpy as np

from engine.descent.inside import single_update, updates
from engine.lanes import Array
from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim, first


@claim("bias_correction")
def _(race: StoryRace) -> Numbers:
    beta2 = race.settings(1)["beta2"]
    assert race.points(1)[:, 0].max() > 1
    return beta2, 1 / (1 - beta2), race.strides(1)[0] / race.strides(0)[0]


@claim("bias_correction")
def _(race: StoryRace) -> Numbers:
    beta1 = race.settings(2)["beta1"]
    return beta1, 1 / (1 - beta1), race.strides(0)[0] / race.strides(2)[0]


@claim("bias_correction")
def _(race: StoryRace) -> Numbers:
    return (race.strides(3)[0] / race.strides(0)[0],)


@claim("amsgrad")
def _(race: StoryRace) -> Numbers:
    assert max(race.last(0), race.costs(0)[10], race.costs(1)[10]) < 0.05
    return race.settings(0)["beta2"], 50, race.strides(0)[50:].max()


@claim("amsgrad")
def _(race: StoryRace) -> Numbers:
    assert race.tolerance() == 1e-6**2
    assert race.distances(1)[-1] <= 1e-6
    return (race.home(1),)


@claim("amsgrad")
def _(race: StoryRace) -> Numbers:
    beta2 = 0.999
    settings = race.settings(0) | {"beta2": beta2}
    again = race.again(runs=[{"optimizer": "adam", "hyperparameters": settings}])
    return beta2, again.home(0)


def effective(race: StoryRace, run: int) -> Array:
    """The effective rate along x of every step."""
    steps = updates(race.spec, run, 0, race.spec.steps)
    return np.array([update["rate"].numbers[0] for update in steps])


@claim("bursts")
def _(race: StoryRace) -> Numbers:
    fading = np.array([update["v"].numbers[0] for update in updates(race.spec, 0, 500, 300)])
    kept = fading[1:] / fading[:-1]
    np.testing.assert_allclose(kept, race.settings(0)["beta2"], rtol=1e-12)
    assert (np.diff(effective(race, 0)[500:800]) > 0).all()
    return (100 * (1 - kept[0]),)


@claim("bursts")
def _(race: StoryRace) -> Numbers:
    beta1, (curvature, _) = race.settings(0)["beta1"], race.curving(0, 0)
    (border, _) = single_update(race.spec, 0, 0)["border"].numbers
    np.testing.assert_allclose(border, (1 + beta1) / (1 - beta1))
    crossed = first(effective(race, 0) > border)
    assert abs(int(np.argmin(race.costs(0)[:948])) - crossed) < 5
    return curvature, 1, 1, border, crossed


@claim("bursts")
def _(race: StoryRace) -> Numbers:
    worst = 500 + int(np.argmax(race.costs(0)[500:]))
    assert race.costs(0)[887] < 1e-38
    assert (effective(race, 0)[worst:] < 19).all()
    return worst, race.costs(0)[worst], 19


@claim("bursts")
def _(race: StoryRace) -> Numbers:
    most = effective(race, 1).max()
    assert most < 0.26 < most + 0.005
    assert race.last(1) < 1e-40
    return (0.26,)


@claim("bursts")
def _(race: StoryRace) -> Numbers:
    adam = {"optimizer": "adam", "hyperparameters": {"lr": race.settings(0)["lr"]}}
    usual = race.again(steps=8000, runs=[adam])
    assert usual.costs(0)[6000] < 1e-270
    return usual.settings(0)["beta2"], 6000 + int(np.argmax(usual.costs(0)[6000:]))


@claim("signs")
def _(race: StoryRace) -> Numbers:
    angles = []
    for run in (1, 2):
        x, y = np.abs(np.diff(race.points(run)[:6], axis=0)).T
        angles.append(np.degrees(np.arctan2(y, x)))
    np.testing.assert_allclose(angles, angles[0][0])
    return (angles[0][0],)


@claim("signs")
def _(race: StoryRace) -> Numbers:
    moves = np.abs(np.diff(race.points(1), axis=0))
    np.testing.assert_allclose(moves, race.settings(1)["lr"])
    return race.settings(1)["lr"], 20, race.distances(1)[-20:].min()


@claim("signs")
def _(race: StoryRace) -> Numbers:
    assert race.settings(2)["eta_minus"] == 0.5
    assert race.tolerance() == 1e-6
    return race.home(2), race.home(0)
