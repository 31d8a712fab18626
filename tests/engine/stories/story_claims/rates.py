"""The claims of the stories about rates and schedules."""

from functools import cache

import numpy as np

from engine import schedules
from engine.surfaces.tuned import TUNED
from tests.engine.stories.story_claims.telling import Numbers, Telling, claim


@claim("stability")
def _(told: Telling) -> Numbers:
    across = told.curving(0.0, 0.0)[1]
    return across, 2, across, 2 / across


@claim("stability")
def _(told: Telling) -> Numbers:
    y = told.points(1)[:, 1]
    assert told.settings(1)["lr"] == 0.02
    np.testing.assert_allclose(y[1:], -y[:-1])
    return (y[0],)


@claim("stability")
def _(told: Telling) -> Numbers:
    above, limit, below = (told.settings(run)["lr"] for run in range(3))
    np.testing.assert_allclose((limit / below, above / limit), 1.01, atol=2e-4)
    grow, _, shrink = (np.abs(told.points(run)[1, 1] / told.points(run)[0, 1]) for run in range(3))
    return (
        100 * (1 - shrink),
        100 * (grow - 1),
        np.abs(told.points(0)[-1, 1]),
        told.spec.steps,
    )


@claim("equal_rates")
def _(told: Telling) -> Numbers:
    assert told.settings(0)["lr"] == told.settings(1)["lr"]
    return told.settings(0)["lr"], told.last(0), told.spec.steps, told.last(1)


@claim("equal_rates")
def _(told: Telling) -> Numbers:
    for run in (2, 3):
        tuned = TUNED["ravine"][told.spec.runs[run].optimizer]
        assert {name: told.settings(run)[name] for name in tuned} == tuned
    return told.tolerance(), told.home(3), told.home(2)


@claim("equal_rates")
def _(told: Telling) -> Numbers:
    return told.settings(1)["lr"], told.strides(1)[0], told.strides(0)[0]


@claim("noise")
def _(told: Telling) -> Numbers:
    rates = [told.settings(run)["lr"] for run in (0, 1)]
    return rates[0], 1, told.below(0, 1), rates[1], told.below(1, 1)


@claim("noise")
def _(told: Telling) -> Numbers:
    large, small = (told.strides(run)[100:].mean() for run in (0, 1))
    rates = [told.settings(run)["lr"] for run in (0, 1)]
    assert large > rates[0] / rates[1] / 2 * small > 0.1
    return ()


@cache
def final_distances(told: Telling) -> tuple[float, ...]:
    """The last distance of every run, averaged over 100 seeds."""
    races = [told.again(seed=seed) for seed in range(100)]
    return tuple(float(np.mean([race.distances(run)[-1] for race in races])) for run in range(3))


@claim("noise")
def _(told: Telling) -> Numbers:
    large, small, _ = final_distances(told)
    return 100, large, told.settings(0)["lr"], small, told.settings(1)["lr"]


@claim("noise")
def _(told: Telling) -> Numbers:
    assert told.spec.runs[2].schedule["final"] == 0
    return told.settings(2)["lr"], told.below(2, 1), final_distances(told)[2]


@claim("kink")
def _(told: Telling) -> Numbers:
    costs = told.costs(0)
    assert (costs[50:] < 0.25).all()
    return told.settings(0)["lr"], costs.min()


@claim("kink")
def _(told: Telling) -> Numbers:
    decay, rate = told.spec.runs[1].schedule["decay"], told.settings(1)["lr"]
    reach, start = rate / (1 - decay), -told.spec.starts[0][0]
    assert reach < start
    assert np.isclose(told.points(1)[-1, 0], reach - start, atol=1e-4)
    return 100 * (1 - decay), reach, start


@claim("kink")
def _(told: Telling) -> Numbers:
    multiplier = schedules.multiplier(told.spec.runs[2].schedule)
    np.testing.assert_allclose(multiplier(np.array([0.0, 99.0, 1e12])), (1, 0.1, 1e-6))
    assert multiplier(np.arange(10_000.0)).sum() > 10 * multiplier(np.arange(100.0)).sum()
    return told.last(2), told.spec.steps


@claim("warm_up")
def _(told: Telling) -> Numbers:
    curvature = told.curving(*told.spec.starts[0])[1]
    assert told.settings(0)["lr"] == told.settings(2)["lr"]
    return curvature, 2 / curvature, told.settings(0)["lr"], told.lost(0)


@claim("warm_up")
def _(told: Telling) -> Numbers:
    rate, steps = told.settings(2)["lr"], told.spec.runs[2].schedule["steps"]
    curvature = told.curving(*told.points(2)[steps])[1]
    assert rate < 2 / curvature
    return rate / steps, rate, steps, curvature


@claim("warm_up")
def _(told: Telling) -> Numbers:
    assert (np.diff(told.costs(1)) < 0).all()
    return (
        told.tolerance(),
        told.home(2),
        told.settings(1)["lr"],
        told.last(1),
        told.spec.steps,
    )
