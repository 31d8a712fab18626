"""The claims of the stories about valleys, plains, cliffs and pits."""

import numpy as np

from engine.stories import STORIES
from engine.surfaces.tuned import TUNED
from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim, first


@claim("rosenbrock")
def _(race: StoryRace) -> Numbers:
    along, across = race.curving(*race.surface.minima[0])
    assert (race.strides(0)[200:] < 0.01).all()
    return (across / along,)


@claim("rosenbrock")
def _(race: StoryRace) -> Numbers:
    tuned = TUNED["rosenbrock"]
    for run in race.spec.runs:
        assert {k: run.hyperparameters[k] for k in tuned[run.optimizer]} == tuned[run.optimizer]
    ends = [float(race.distances(run)[-1]) for run in range(4)]
    left = 1.5
    assert min(ends[0], ends[2]) > left
    return race.spec.steps, ends[1], ends[3], left


@claim("beale")
def _(race: StoryRace) -> Numbers:
    costs = race.costs(0)
    steps = first(costs < 0.01 * costs[0])
    assert (np.diff(race.strides(0)[steps:]) < 0).all()
    return 99, steps


@claim("beale")
def _(race: StoryRace) -> Numbers:
    bound = 0.007
    assert all(bound < race.last(run) < bound + 0.001 for run in (0, 1))
    return race.spec.steps, bound


@claim("beale")
def _(race: StoryRace) -> Numbers:
    step = 100
    assert race.strides(2)[step] > race.strides(0)[step]
    slopes = [race.path(run)[step, 3] for run in (0, 2)]
    return step, slopes[0] / slopes[1], race.tolerance(), race.home(2)


def half_way(race: StoryRace, run: int) -> int:
    distances = race.distances(run)
    return first(distances < distances[0] / 2)


@claim("plateau")
def _(race: StoryRace) -> Numbers:
    slope, rate = race.path(0)[0, 3], race.settings(0)["lr"]
    assert np.isclose(race.strides(0)[0], rate * slope)
    wait = half_way(race, 0)
    return slope, race.strides(0)[0], rate, wait, race.home(0) - wait


@claim("plateau")
def _(race: StoryRace) -> Numbers:
    strides = [float(race.strides(run)[0]) for run in (1, 2)]
    return *strides, half_way(race, 1), half_way(race, 2)


@claim("cliff")
def _(race: StoryRace) -> Numbers:
    thrown = int(race.strides(0).argmax())
    return thrown, race.strides(0)[:thrown].max()


@claim("cliff")
def _(race: StoryRace) -> Numbers:
    thrown = int(race.strides(0).argmax())
    assert abs(race.points(0)[thrown, 0] - 1) < 0.01
    return race.path(0)[thrown, 3], race.path(0)[thrown - 1, 3], race.strides(0)[thrown]


@claim("cliff")
def _(race: StoryRace) -> Numbers:
    for run in (1, 2):
        assert race.strides(run).argmax() == 0
    return race.strides(1)[0], race.strides(2)[0]


def pits(race: StoryRace, run: int) -> list[tuple[int, int]]:
    """The pits a run visits, in order: pits lie near the points with whole coordinates."""
    visits = [(round(x), round(y)) for x, y in race.points(run).tolist()]
    return [spot for spot, before in zip(visits[1:], visits, strict=False) if spot != before]


@claim("rastrigin")
def _(race: StoryRace) -> Numbers:
    assert pits(race, 0) == []
    assert len(pits(race, 1)) > 50
    assert race.points(1)[-50:].std(axis=0).min() > 0.4
    return race.settings(0)["lr"], race.settings(1)["lr"]


@claim("rastrigin")
def _(race: StoryRace) -> Numbers:
    assert race.spec.runs[2].schedule["name"] == "cosine"
    assert race.points(2)[-50:].std(axis=0).max() < 0.02
    assert race.last(2) < race.last(0) / 5
    return ()


@claim("rastrigin")
def _(race: StoryRace) -> Numbers:
    seeds = range(1000, 1100)
    assert STORIES["rastrigin"].spec["seed"] not in seeds
    ends = [race.again(seed=seed).result.history[-1, :, 2] for seed in seeds]
    quiet = [race.again(gradient_noise=0).last(run) for run in range(3)]
    np.testing.assert_allclose(quiet, quiet[0])
    return len(ends), *np.mean(ends, axis=0), quiet[0]
