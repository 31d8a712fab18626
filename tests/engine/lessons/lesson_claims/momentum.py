"""The claims of the lesson on momentum."""

import numpy as np

from engine.lanes import Array
from engine.lessons.models.heavy_ball import (
    Form,
    arrival,
    best_descent,
    best_momentum,
    border,
    descend,
    stability,
)
from engine.lessons.topics.momentum import ravine
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("momentum")

KAPPA = 100.0


def path(lr: float, beta: float, form: Form = "heavy_ball", steps: int = 800) -> Array:
    """The points (steps + 1, 2) of a run in the ravine with κ = 100."""
    return descend(KAPPA, np.array([lr]), np.array([beta]), form, steps)[:, :, 0]


def cost(points: Array) -> Array:
    found: Array = (points[:, 0] ** 2 + KAPPA * points[:, 1] ** 2) / 2
    return found


def distance(points: Array) -> Array:
    found: Array = np.hypot(*points.T)
    return found


def crossings(points: Array) -> Array:
    """At which steps the run changes the side of the ravine."""
    found: Array = np.diff(np.sign(points[:, 1])) != 0
    return found


SLOW = path(best_descent(KAPPA), 0.0)
FAST = path(*best_momentum(KAPPA))
GENTLE = path(best_descent(KAPPA), 0.9)


@claim("summary")
def _() -> Numbers:
    assert crossings(GENTLE)[:50].sum() < crossings(SLOW)[:50].sum()
    swings = [np.abs(run[1:101, 1]).reshape(10, 10).max(axis=1) for run in (GENTLE, SLOW)]
    assert (swings[0] <= swings[1]).all()
    assert swings[0][-1] < swings[1][-1] / 10
    assert (GENTLE[2:8, 0] < SLOW[2:8, 0]).all()
    return ()


@claim("predict")
def _() -> Numbers:
    slow, fast = arrival(distance(SLOW)), arrival(distance(GENTLE))
    assert slow is not None
    assert fast is not None
    choices = (1, 1 / 3, 1 / 10)
    right = int(np.argmin([abs(fast / slow - choice) for choice in choices]))
    return right, KAPPA, slow, 0.9


@claim("check")
def _() -> Numbers:
    beta, lr = 0.9, 0.2
    wanted = path(lr, beta, "averaging")
    rates = (lr, lr / 10, lr * 10)
    away = [np.abs(path(rate, beta)[:50] - wanted[:50]).max() for rate in rates]
    least, second, _ = sorted(away)
    assert least < 1e-12
    assert second > 0.1
    return int(np.argmin(away)), beta


@claim("ravine")
def _() -> Numbers:
    start, then = path(1e-3, 0.0, steps=1)
    slope = (start - then) / 1e-3
    np.testing.assert_allclose(slope[1] / slope[0], KAPPA * start[1] / start[0])
    nudge = 1e-6
    for axis in (0, 1):
        ends = [start + sign * nudge * np.eye(2)[axis] for sign in (-1, 1)]
        low, high = cost(np.array(ends))
        np.testing.assert_allclose((high - low) / (2 * nudge), slope[axis], rtol=1e-6)
    return ()


@claim("one-rate")
def _() -> Numbers:
    thrown, creeping = path(2.02 / KAPPA, 0.0), path(1.9 / KAPPA, 0.0)
    assert abs(thrown[-1, 1]) > 1e6
    assert creeping[50, 0] > 0.3
    assert abs(creeping[50, 1]) < 0.01
    return ()


@claim("cancels")
def _() -> Numbers:
    lr, beta = best_momentum(KAPPA)
    slopes = FAST[:40] * (1.0, KAPPA)
    faded = beta ** np.arange(40)[::-1, None] * slopes
    np.testing.assert_allclose((FAST[39] - FAST[40]) / lr, faded.sum(0), rtol=1e-9)
    kept = np.abs(faded.sum(0)) / np.abs(faded).sum(0)
    assert kept[0] == 1
    assert kept[1] < 0.25
    assert (np.diff(np.sign(slopes[:, 1])) != 0).sum() > 30
    return ()


@claim("steps")
def _() -> Numbers:
    return (ravine().fact("momentum"),)


@claim("rates")
def _() -> Numbers:
    slow = (distance(SLOW)[700] / distance(SLOW)[600]) ** 0.01
    # Over waves enough, the factor of their envelope.
    gentle = distance(GENTLE)
    limit = 0.9**0.5
    np.testing.assert_allclose((gentle[350] / gentle[100]) ** (1 / 250), limit, rtol=0.01)
    return slow, limit


@claim("calm")
def _() -> Numbers:
    across = np.abs(GENTLE[:, 1])
    assert across.max() == across[0]
    assert (across[50:] <= across[50:100].max()).all()
    return 50, across[50:].max(), abs(SLOW[50, 1])


@claim("fastest")
def _() -> Numbers:
    lr, beta = best_momentum(KAPPA)
    limit = beta**0.5
    fast = distance(path(lr, beta, steps=150))
    assert limit < (fast[95] / fast[75]) ** (1 / 20) < 1.02 * limit
    return ravine(alpha=lr, beta=beta).fact("momentum"), limit


@claim("swing")
def _() -> Numbers:
    lr, beta = best_momentum(KAPPA)
    assert ravine(alpha=lr, beta=beta).fact("peak") == cost(FAST).max()
    return float(np.abs(FAST[:, 1]).max()), cost(FAST)[0], cost(FAST).max()


@claim("waves")
def _() -> Numbers:
    assert crossings(SLOW)[:100].all()
    assert crossings(FAST)[1:30].all()
    return ()


@claim("border")
def _() -> Numbers:
    for form in ("heavy_ball", "averaging"):
        for kappa in (1.0, 10.0, 100.0):
            widest = 44 / kappa
            rates, betas, factor = stability(kappa, form, widest)
            limits = np.array([border(kappa, beta, form) for beta in betas[:-1]])
            share = rates[1:] / limits[:, None]
            clear = np.abs(share - 1) > 0.001
            stable = factor[:-1, 1:] < 1
            assert (stable == (share < 1))[clear].all(), (form, kappa)
            assert clear.mean() > 0.95
    return ()


@claim("gd-border")
def _() -> Numbers:
    assert border(KAPPA, 0.0, "heavy_ball") * KAPPA == 2
    limits = [border(KAPPA, beta, "heavy_ball") * KAPPA for beta in (0.0, 0.5, 0.9, 1.0)]
    assert limits == sorted(limits)
    return 0, limits[0], limits[-1]


@claim("best")
def _() -> Numbers:
    found = []
    for kappa in (10.0, KAPPA):
        lr, beta = best_momentum(kappa)
        rates, betas, factor = stability(kappa, "heavy_ball", 4.4 / kappa)
        row, column = np.unravel_index(factor.argmin(), factor.shape)
        assert abs(betas[row] - beta) < 0.1
        assert abs(rates[column] / lr - 1) < 0.1
        found += [beta, kappa]
    return tuple(found)


@claim("forms")
def _() -> Numbers:
    ball, average = path(0.02, 0.9), path(0.02, 0.9, "averaging")
    np.testing.assert_allclose(average[1] - average[0], (ball[1] - ball[0]) / 10)
    return 1, 0.9


@claim("ten")
def _() -> Numbers:
    np.testing.assert_allclose(path(0.2, 0.9, "averaging"), path(0.02, 0.9), atol=1e-12)
    return ()


@claim("formula")
def _() -> Numbers:
    follow(1.0, "heavy_ball")
    return ()


@claim("formula-average")
def _() -> Numbers:
    follow(1 - 0.7, "averaging")
    return (1,)


def follow(weight: float, form: Form) -> None:
    """The lesson's formula, step by step, leads along the engine's path."""
    lr, beta, points = 0.01, 0.7, path(0.01, 0.7, form, 30)
    theta, v = np.ones(2), np.zeros(2)
    for point in points:
        np.testing.assert_allclose(theta, point, rtol=1e-12)
        v = beta * v + weight * np.array([1.0, KAPPA]) * theta
        theta = theta - lr * v


@claim("stable")
def _() -> Numbers:
    for beta in (0.0, 0.3, 0.7, 0.95):
        limit = (2 + 2 * beta) / KAPPA
        inside, outside = path(0.99 * limit, beta, steps=4000), path(1.01 * limit, beta)
        assert distance(inside)[-1] < 1e-3
        assert distance(outside)[-1] > 10
    return ()


@claim("optimum")
def _() -> Numbers:
    lr, beta = best_momentum(KAPPA)
    np.testing.assert_allclose((lr, beta), ((2 / 11) ** 2, (9 / 11) ** 2))

    def radius(a: float, b: float) -> float:
        steps = [np.array([[1 + b - a * k, -b], [1.0, 0.0]]) for k in (1.0, KAPPA)]
        return float(max(np.abs(np.linalg.eigvals(step)).max() for step in steps))

    best = radius(lr, beta)
    tried = [
        radius(lr * (1 + da), beta * (1 + db))
        for da in (-0.05, -0.01, 0, 0.01, 0.05)
        for db in (-0.05, -0.01, 0, 0.01, 0.05)
    ]
    assert min(tried) > best - 1e-6
    return (1,)


@claim("ten-again")
def _() -> Numbers:
    np.testing.assert_allclose(path(0.1, 0.9, "averaging"), path(0.01, 0.9), atol=1e-12)
    return 1, 0.9


@claim("predict-0")
def _() -> Numbers:
    slow = best_descent(KAPPA)
    for form in ("heavy_ball", "averaging"):
        np.testing.assert_array_equal(path(slow, 0.0, form), SLOW)
    return (0,)


@claim("predict-2")
def _() -> Numbers:
    along = GENTLE[:, 0]
    assert along.min() < -0.25
    np.testing.assert_allclose(
        (distance(GENTLE)[350] / distance(GENTLE)[100]) ** (1 / 250), 0.9**0.5, rtol=0.01
    )
    return ()


@claim("check-0")
def _() -> Numbers:
    ball, average = path(0.02, 0.9), path(0.02, 0.9, "averaging")
    return (float(((ball[1] - ball[0]) / (average[1] - average[0]))[0]),)


@claim("check-2")
def _() -> Numbers:
    ball, average = path(0.2, 0.9), path(0.02, 0.9, "averaging")
    return (float(((ball[1] - ball[0]) / (average[1] - average[0]))[0]),)
