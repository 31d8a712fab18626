"""The claims of the stories about valleys, plains, cliffs and pits."""

import numpy as np

from engine.stories import STORIES
from engine.surfaces.tuned import TUNED
from tests.engine.stories.story_claims.telling import Numbers, Telling, claim, first


@claim("rosenbrock")
def _(told: Telling) -> Numbers:
    along, across = told.curving(*told.surface.minima[0])
    assert (told.strides(0)[200:] < 0.01).all()
    return (across / along,)


@claim("rosenbrock")
def _(told: Telling) -> Numbers:
    tuned = TUNED["rosenbrock"]
    for run in told.spec.runs:
        assert {k: run.hyperparameters[k] for k in tuned[run.optimizer]} == tuned[run.optimizer]
    ends = [float(told.distances(run)[-1]) for run in range(4)]
    left = 1.5
    assert min(ends[0], ends[2]) > left
    return told.spec.steps, ends[1], ends[3], left


@claim("beale")
def _(told: Telling) -> Numbers:
    costs = told.costs(0)
    steps = first(costs < 0.01 * costs[0])
    assert (np.diff(told.strides(0)[steps:]) < 0).all()
    return 99, steps


@claim("beale")
def _(told: Telling) -> Numbers:
    bound = 0.007
    assert all(bound < told.last(run) < bound + 0.001 for run in (0, 1))
    return told.spec.steps, bound


@claim("beale")
def _(told: Telling) -> Numbers:
    step = 100
    assert told.strides(2)[step] > told.strides(0)[step]
    slopes = [told.path(run)[step, 3] for run in (0, 2)]
    return step, slopes[0] / slopes[1], told.tolerance(), told.home(2)


def half_way(told: Telling, run: int) -> int:
    distances = told.distances(run)
    return first(distances < distances[0] / 2)


@claim("plateau")
def _(told: Telling) -> Numbers:
    slope, rate = told.path(0)[0, 3], told.settings(0)["lr"]
    assert np.isclose(told.strides(0)[0], rate * slope)
    wait = half_way(told, 0)
    return slope, told.strides(0)[0], rate, wait, told.home(0) - wait


@claim("plateau")
def _(told: Telling) -> Numbers:
    strides = [float(told.strides(run)[0]) for run in (1, 2)]
    return *strides, half_way(told, 1), half_way(told, 2)


@claim("cliff")
def _(told: Telling) -> Numbers:
    thrown = int(told.strides(0).argmax())
    return thrown, told.strides(0)[:thrown].max()


@claim("cliff")
def _(told: Telling) -> Numbers:
    thrown = int(told.strides(0).argmax())
    assert abs(told.points(0)[thrown, 0] - 1) < 0.01
    return told.path(0)[thrown, 3], told.path(0)[thrown - 1, 3], told.strides(0)[thrown]


@claim("cliff")
def _(told: Telling) -> Numbers:
    for run in (1, 2):
        assert told.strides(run).argmax() == 0
    return told.strides(1)[0], told.strides(2)[0]


def pits(told: Telling, run: int) -> list[tuple[int, int]]:
    """The pits a run visits, in order: pits lie near the points with whole coordinates."""
    visits = [(round(x), round(y)) for x, y in told.points(run).tolist()]
    return [spot for spot, before in zip(visits[1:], visits, strict=False) if spot != before]


@claim("rastrigin")
def _(told: Telling) -> Numbers:
    assert pits(told, 0) == []
    assert len(pits(told, 1)) > 50
    assert told.points(1)[-50:].std(axis=0).min() > 0.4
    return told.settings(0)["lr"], told.settings(1)["lr"]


@claim("rastrigin")
def _(told: Telling) -> Numbers:
    assert told.spec.runs[2].schedule["name"] == "cosine"
    assert told.points(2)[-50:].std(axis=0).max() < 0.02
    assert told.last(2) < told.last(0) / 5
    return ()


@claim("rastrigin")
def _(told: Telling) -> Numbers:
    seeds = range(1000, 1100)
    assert STORIES["rastrigin"].spec["seed"] not in seeds
    ends = [told.again(seed=seed).result.history[-1, :, 2] for seed in seeds]
    quiet = [told.again(gradient_noise=0).last(run) for run in range(3)]
    np.testing.assert_allclose(quiet, quiet[0])
    return len(ends), *np.mean(ends, axis=0), quiet[0]
