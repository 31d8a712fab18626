"""The claims of the stories about Adam's parts and about signs."""

import numpy as np

from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim


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
