"""The claims of the stories about Adam's parts and about signs."""

import numpy as np

from tests.engine.stories.story_claims.telling import Numbers, Telling, claim


@claim("bias_correction")
def _(told: Telling) -> Numbers:
    beta2 = told.settings(1)["beta2"]
    assert told.points(1)[:, 0].max() > 1
    return beta2, 1 / (1 - beta2), told.strides(1)[0] / told.strides(0)[0]


@claim("bias_correction")
def _(told: Telling) -> Numbers:
    beta1 = told.settings(2)["beta1"]
    return beta1, 1 / (1 - beta1), told.strides(0)[0] / told.strides(2)[0]


@claim("bias_correction")
def _(told: Telling) -> Numbers:
    return (told.strides(3)[0] / told.strides(0)[0],)


@claim("amsgrad")
def _(told: Telling) -> Numbers:
    assert max(told.last(0), told.costs(0)[10], told.costs(1)[10]) < 0.05
    return told.settings(0)["beta2"], 50, told.strides(0)[50:].max()


@claim("amsgrad")
def _(told: Telling) -> Numbers:
    assert told.tolerance() == 1e-6**2
    assert told.distances(1)[-1] <= 1e-6
    return (told.home(1),)


@claim("amsgrad")
def _(told: Telling) -> Numbers:
    beta2 = 0.999
    settings = told.settings(0) | {"beta2": beta2}
    again = told.again(runs=[{"optimizer": "adam", "hyperparameters": settings}])
    return beta2, again.home(0)


@claim("signs")
def _(told: Telling) -> Numbers:
    angles = []
    for run in (1, 2):
        x, y = np.abs(np.diff(told.points(run)[:6], axis=0)).T
        angles.append(np.degrees(np.arctan2(y, x)))
    np.testing.assert_allclose(angles, angles[0][0])
    return (angles[0][0],)


@claim("signs")
def _(told: Telling) -> Numbers:
    moves = np.abs(np.diff(told.points(1), axis=0))
    np.testing.assert_allclose(moves, told.settings(1)["lr"])
    return told.settings(1)["lr"], 20, told.distances(1)[-20:].min()


@claim("signs")
def _(told: Telling) -> Numbers:
    assert told.settings(2)["eta_minus"] == 0.5
    assert told.tolerance() == 1e-6
    return told.home(2), told.home(0)
