"""The claims of the stories about rates and schedules."""

from functools import cache

import numpy as np

from engine import schedules
from engine.surfaces.tuned import TUNED
from tests.engine.stories.story_claims.story_race import Numbers, StoryRace, claim


@claim("stability")
def _(race: StoryRace) -> Numbers:
    across = race.curving(0.0, 0.0)[1]
    return across, 2, across, 2 / across


@claim("stability")
def _(race: StoryRace) -> Numbers:
    y = race.points(1)[:, 1]
    assert race.settings(1)["lr"] == 0.02
    np.testing.assert_allclose(y[1:], -y[:-1])
    return (y[0],)


@claim("stability")
def _(race: StoryRace) -> Numbers:
    above, limit, below = (race.settings(run)["lr"] for run in range(3))
    np.testing.assert_allclose((limit / below, above / limit), 1.01, atol=2e-4)
    grow, _, shrink = (np.abs(race.points(run)[1, 1] / race.points(run)[0, 1]) for run in range(3))
    return (
        100 * (1 - shrink),
        100 * (grow - 1),
        np.abs(race.points(0)[-1, 1]),
        race.spec.steps,
    )


@claim("equal_rates")
def _(race: StoryRace) -> Numbers:
    assert race.settings(0)["lr"] == race.settings(1)["lr"]
    return race.settings(0)["lr"], race.last(0), race.spec.steps, race.last(1)


@claim("equal_rates")
def _(race: StoryRace) -> Numbers:
    for run in (2, 3):
        tuned = TUNED["ravine"][race.spec.runs[run].optimizer]
        assert {name: race.settings(run)[name] for name in tuned} == tuned
    return race.tolerance(), race.home(3), race.home(2)


@claim("equal_rates")
def _(race: StoryRace) -> Numbers:
    return race.settings(1)["lr"], race.strides(1)[0], race.strides(0)[0]


@claim("noise")
def _(race: StoryRace) -> Numbers:
    rates = [race.settings(run)["lr"] for run in (0, 1)]
    return rates[0], 1, race.below(0, 1), rates[1], race.below(1, 1)


@claim("noise")
def _(race: StoryRace) -> Numbers:
    large, small = (race.strides(run)[100:].mean() for run in (0, 1))
    rates = [race.settings(run)["lr"] for run in (0, 1)]
    assert large > rates[0] / rates[1] / 2 * small > 0.1
    return ()


@cache
def final_distances(race: StoryRace) -> tuple[float, ...]:
    """The last distance of every run, averaged over 100 seeds."""
    races = [race.again(seed=seed) for seed in range(100)]
    return tuple(float(np.mean([race.distances(run)[-1] for race in races])) for run in range(3))


@claim("noise")
def _(race: StoryRace) -> Numbers:
    large, small, _ = final_distances(race)
    return 100, large, race.settings(0)["lr"], small, race.settings(1)["lr"]


@claim("noise")
def _(race: StoryRace) -> Numbers:
    assert race.spec.runs[2].schedule["final"] == 0
    return race.settings(2)["lr"], race.below(2, 1), final_distances(race)[2]


@claim("kink")
def _(race: StoryRace) -> Numbers:
    costs = race.costs(0)
    assert (costs[50:] < 0.25).all()
    return race.settings(0)["lr"], costs.min()


@claim("kink")
def _(race: StoryRace) -> Numbers:
    decay, rate = race.spec.runs[1].schedule["decay"], race.settings(1)["lr"]
    reach, start = rate / (1 - decay), -race.spec.starts[0][0]
    assert reach < start
    assert np.isclose(race.points(1)[-1, 0], reach - start, atol=1e-4)
    return 100 * (1 - decay), reach, start


@claim("kink")
def _(race: StoryRace) -> Numbers:
    multiplier = schedules.multiplier(race.spec.runs[2].schedule)
    np.testing.assert_allclose(multiplier(np.array([0.0, 99.0, 1e12])), (1, 0.1, 1e-6))
    assert multiplier(np.arange(10_000.0)).sum() > 10 * multiplier(np.arange(100.0)).sum()
    return race.last(2), race.spec.steps


@claim("warm_up")
def _(race: StoryRace) -> Numbers:
    curvature = race.curving(*race.spec.starts[0])[1]
    assert race.settings(0)["lr"] == race.settings(2)["lr"]
    return curvature, 2 / curvature, race.settings(0)["lr"], race.lost(0)


@claim("warm_up")
def _(race: StoryRace) -> Numbers:
    rate, steps = race.settings(2)["lr"], race.spec.runs[2].schedule["steps"]
    curvature = race.curving(*race.points(2)[steps])[1]
    assert rate < 2 / curvature
    return rate / steps, rate, steps, curvature


@claim("warm_up")
def _(race: StoryRace) -> Numbers:
    assert (np.diff(race.costs(1)) < 0).all()
    return (
        race.tolerance(),
        race.home(2),
        race.settings(1)["lr"],
        race.last(1),
        race.spec.steps,
    )
