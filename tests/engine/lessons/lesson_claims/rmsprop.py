"""The claims of the lesson on RMSprop."""

from typing import Any

import numpy as np

from engine import race
from engine.figures.figure import Line
from engine.lanes import Array
from engine.lessons import LESSONS
from engine.lessons.models.ravines import Ravine
from engine.lessons.models.rollouts import Rollout, rollout
from engine.lessons.topics.rmsprop import divisors, scales
from engine.optimizers import OPTIMIZERS
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("rmsprop")

ALPHA, BETA, EPS, KAPPA = 0.02, 0.9, 1e-8, 100.0
CURVATURES = np.array([1.0, KAPPA])


def scaled(kappa: float = KAPPA, turn: float = 0.0, steps: int = 240, **settings: Any) -> Rollout:
    """A run of RMSprop in a ravine."""
    ravine = Ravine(kappa, turn)
    given = {"lr": ALPHA, "beta": BETA, "eps": EPS} | settings
    return rollout("rmsprop", ravine.start, ravine.slope, steps, **given)


def plain(turn: float = 0.0) -> Rollout:
    """A run of gradient descent at the best rate there is."""
    ravine = Ravine(KAPPA, turn)
    return rollout("gd", ravine.start, ravine.slope, 240, lr=2 / (1 + KAPPA))


def first_near(run: Rollout) -> int:
    distance = np.hypot(*run.points.T)
    assert distance.min() < 0.05
    return int(np.argmax(distance < 0.05))


def written(curvatures: Array, steps: int, factor: float = 1.0) -> Array:
    """The points of the lesson's formula, in plain NumPy."""
    theta, v, points = np.ones(2), np.zeros(2), [np.ones(2)]
    for _ in range(steps):
        g = factor * curvatures * theta
        v = BETA * v + (1 - BETA) * g**2
        theta = theta - ALPHA * g / (np.sqrt(v) + EPS)
        points.append(theta)
    return np.array(points)


def floors(eps: float) -> list[float]:
    """The least divisors that the figure draws, with ε outside and inside the root."""
    layers = divisors(scaled(eps=eps), eps).layers
    return [float(layer.y.min()) for layer in layers if isinstance(layer, Line)][:2]


RUN = scaled()


@claim("summary")
def _() -> Numbers:
    np.testing.assert_allclose(
        RUN.steps, -ALPHA * RUN.slopes / (np.sqrt(RUN.after[0]) + EPS), atol=1e-15
    )
    ages = np.arange(100)
    weights = (1 - BETA) * BETA**ages
    recent = (weights[:, None] * RUN.slopes[99 - ages] ** 2).sum(0)
    np.testing.assert_allclose(RUN.after[0][99], recent, rtol=1e-3)
    return ()


@claim("predict")
def _() -> Numbers:
    x, y = np.abs(RUN.steps[0])
    right = int(np.argmin([x / y, abs(x / y - 1), y / x]))
    return right, *RUN.points[0], *RUN.slopes[0]


@claim("check")
def _() -> Numbers:
    steps = np.abs(np.diff(written(CURVATURES, 20, 100.0), axis=0) / RUN.steps[:20])
    right = int(np.argmin([np.abs(steps / factor - 1).max() for factor in (100, 10, 1)]))
    assert np.abs(steps - 1).max() < 1e-6
    return right, 100


@claim("ravine")
def _() -> Numbers:
    nudge = 1e-6 * np.eye(2)
    slopes = []
    for side in nudge:
        high, low = ((CURVATURES * (np.ones(2) + sign * side) ** 2).sum() / 2 for sign in (1, -1))
        slopes.append((high - low) / 2e-6)
    np.testing.assert_allclose(slopes, RUN.slopes[0], rtol=1e-8)
    np.testing.assert_allclose(slopes[1] / slopes[0], 100, rtol=1e-8)
    return (RUN.slopes[0, 1],)


@claim("average")
def _() -> Numbers:
    v = np.zeros(2)
    for slope, kept in zip(RUN.slopes, RUN.after[0], strict=True):
        v = BETA * v + (1 - BETA) * slope**2
        np.testing.assert_allclose(kept, v, rtol=1e-12)
    return ()


@claim("divide")
def _() -> Numbers:
    ratio = RUN.steps[:100] / (RUN.slopes / np.sqrt(RUN.after[0]))[:100]
    np.testing.assert_allclose(ratio, -ALPHA, rtol=1e-5)
    return ()


@claim("first")
def _() -> Numbers:
    np.testing.assert_allclose(RUN.after[0][0], RUN.slopes[0] ** 2 / 10)
    root = np.sqrt(RUN.after[0][0])
    quotient = RUN.slopes[0] / root
    np.testing.assert_allclose(quotient, quotient[0])
    moved = np.abs(RUN.steps[0]) / ALPHA
    np.testing.assert_allclose(moved, quotient, rtol=1e-6)
    np.testing.assert_allclose(scales().fact("first"), moved[0] * ALPHA)
    return *root, *RUN.slopes[0], quotient[0], moved[0]


@claim("damped")
def _() -> Numbers:
    rate = ALPHA / (np.sqrt(RUN.after[0]) + EPS)
    np.testing.assert_allclose(RUN.parts["rate"], rate)
    ratio = rate[:, 0] / rate[:, 1]
    np.testing.assert_allclose(ratio[:100], 100, rtol=1e-3)
    np.testing.assert_allclose(ratio, 100, rtol=0.01)
    return (ratio[0],)


@claim("sooner")
def _() -> Numbers:
    figure = scales()
    assert figure.spec is not None
    raced = race(figure.spec).history
    for entry, run in enumerate((plain(), RUN)):
        # Later RMSprop comes so close that the last bits decide when it leaves again.
        np.testing.assert_allclose(raced[:100, entry, :2], run.points[:100], atol=1e-9)
    assert (figure.fact("rmsprop"), figure.fact("gd")) == (first_near(RUN), first_near(plain()))
    return 0.05, first_near(RUN), first_near(plain())


@claim("any-ravine")
def _() -> Numbers:
    kappas = 10.0, 1000.0
    for kappa in kappas:
        np.testing.assert_allclose(scaled(kappa).points[:100], RUN.points[:100], atol=1e-6)
    return *kappas, KAPPA


@claim("grow")
def _() -> Numbers:
    rate = scaled(steps=2000).parts["rate"]
    assert (np.diff(rate[14:60], axis=0) > 0).all()
    assert (np.diff(np.abs(RUN.slopes[14:60]), axis=0) < 0).all()
    np.testing.assert_allclose(rate[-1], 2 / CURVATURES, rtol=0.01)
    return 2, *rate[-1]


@claim("hop")
def _() -> Numbers:
    longer = scaled(steps=2000)
    last = longer.points[-100:]
    assert (np.diff(np.sign(last), axis=0) != 0).all()
    np.testing.assert_allclose(np.abs(longer.steps[-100:]), ALPHA, rtol=1e-3)
    for kappa in CURVATURES:
        bowl = Ravine(kappa, 0.0)
        below, above = (
            rollout("gd", bowl.start, bowl.slope, 2000, lr=share * 2 / kappa).points[-1, 1]
            for share in (0.99, 1.01)
        )
        assert abs(below) < 1e-6
        assert abs(above) > 1e6
    return ()


@claim("settle")
def _() -> Numbers:
    spec = scales().spec
    assert spec is not None
    falling = spec["runs"][1] | {"schedule": {"name": "inverse_time", "rate": 0.02}}
    raced = race({**spec, "steps": 20_000, "runs": [spec["runs"][1], falling]}).history
    fixed, decayed = np.hypot(raced[-1000:, :, 0], raced[-1000:, :, 1]).max(0)
    assert fixed > 0.014
    assert decayed < fixed / 100
    return ()


@claim("turned")
def _() -> Numbers:
    run, turned = scaled(turn=45.0), plain(45.0)
    ratio = run.parts["rate"][:, 0] / run.parts["rate"][:, 1]
    assert 0.8 < np.median(ratio) < 1.25
    assert first_near(run) > first_near(turned)
    np.testing.assert_allclose(np.abs(run.slopes[0]), KAPPA / 2**0.5, rtol=0.02)
    return 45, first_near(turned)


@claim("outside")
def _() -> Numbers:
    assert "eps={eps})" in str(OPTIMIZERS["rmsprop"].equivalents["pytorch"])
    for eps in (1e-8, 1e-3, 1.0):
        outside, _ = floors(eps)
        assert outside >= eps
    tiny = rollout("rmsprop", np.full(2, 1e-30), lambda theta: theta, 1, lr=1.0, eps=1e-8)
    np.testing.assert_allclose(tiny.steps[0], -1e-30 / 1e-8)
    return ()


@claim("inside")
def _() -> Numbers:
    sizes = np.geomspace(1e-12, 1e3, 400)
    least = float(np.sqrt(sizes**2 + 1e-7).min())
    assert least >= 1e-7**0.5
    np.testing.assert_allclose(floors(1e-7)[1], least)
    return 10, least


@claim("large")
def _() -> Numbers:
    eps = 1e4
    run, ravine = scaled(eps=eps, lr=50.0), Ravine(KAPPA, 0.0)
    np.testing.assert_allclose(run.parts["rate"], 50.0 / eps, rtol=0.01)
    same = rollout("gd", ravine.start, ravine.slope, 240, lr=50.0 / eps)
    np.testing.assert_allclose(run.points, same.points, atol=0.01)
    # Inside the root, with slopes that are far below √ε all along.
    slopes = np.abs(run.slopes)
    inside = 50.0 / np.sqrt(0.9 * slopes**2 + 1e8)
    assert slopes.max() < 0.02 * np.sqrt(1e8)
    np.testing.assert_allclose(inside, 50.0 / np.sqrt(1e8), rtol=1e-3)
    return ()


@claim("formula")
def _() -> Numbers:
    np.testing.assert_allclose(RUN.points[:100], written(CURVATURES, 99), rtol=1e-9)
    return ()


@claim("each")
def _() -> Numbers:
    ravine = Ravine(KAPPA, 0.0)
    other = rollout(
        "rmsprop", np.array([1.0, -7.0]), ravine.slope, 50, lr=ALPHA, beta=BETA, eps=EPS
    )
    np.testing.assert_allclose(other.points[:, 0], RUN.points[:51, 0], rtol=1e-12)
    return ()


@claim("defaults")
def _() -> Numbers:
    rmsprop = OPTIMIZERS["rmsprop"]
    beta = rmsprop.defaults()["beta"]
    assert f"alpha={beta}" in str(rmsprop.equivalent("pytorch", {}))
    assert "rho=" in str(rmsprop.equivalent("keras", {}))
    assert "lecture, Keras and optax have 0.9" in rmsprop.convention
    assert "by default, optax have ε inside" in rmsprop.convention
    knobs = LESSONS["rmsprop"].experiments["scales"].knobs
    return beta, {knob.name: knob.default for knob in knobs}["beta"]


@claim("cents")
def _() -> Numbers:
    longer = 100 * CURVATURES
    np.testing.assert_allclose(written(longer, 99), RUN.points[:100], atol=1e-5)
    ravine = Ravine(KAPPA, 0.0)
    ones = rollout("gd", ravine.start, ravine.slope, 1, lr=1e-4)
    hundred = rollout("gd", ravine.start, lambda theta: 100 * ravine.slope(theta), 1, lr=1e-4)
    np.testing.assert_allclose(hundred.steps / ones.steps, 100)
    return (float((hundred.steps / ones.steps)[0, 0]),)


@claim("predict-0")
def _() -> Numbers:
    root = np.sqrt(RUN.after[0][0])
    return (root[1] / root[0],)


@claim("check-1")
def _() -> Numbers:
    factor = 100.0
    v, larger = ((1 - BETA) * (scale * RUN.slopes[0]) ** 2 for scale in (1.0, factor))
    return (larger / v)[0], np.sqrt(larger / v)[0]
