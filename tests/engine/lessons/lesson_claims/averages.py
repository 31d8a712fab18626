"""The claims of the lesson on averages."""

import numpy as np
import pytest

from engine.figures.figure import Bars
from engine.lanes import Array, Point
from engine.lessons import LESSONS
from engine.lessons.topics.averages import DAYS, average, temperatures, year
from engine.optimizers import OPTIMIZERS
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("averages")

NOISE = 3.0
SEASON = temperatures(0.0)
SERIES = temperatures(NOISE)


def settled(beta: float, series: Array) -> Array:
    """The average of a series that has gone on like this for years."""
    return average(np.tile(series, 6), beta, False)[-DAYS:]


def delay(beta: float) -> int:
    """By how many days the average's coldest day comes after the season's."""
    return int(settled(beta, SEASON).argmin() - SEASON.argmin())


def left_over(beta: float) -> float:
    """The share of long noise that is left in its average, in percent."""
    noise = np.random.RandomState(0).randn(400_000)
    v = average(noise, beta, False)[1000:]
    return 100 * float(v.std() / noise.std())


def memory_of(name: str, slopes: Array, **settings: float) -> tuple[Array, ...]:
    """What an optimizer remembers after these slopes."""
    optimizer = OPTIMIZERS[name]
    memory = tuple(np.zeros((1, 1)) for _ in range(optimizer.slots))
    for t, slope in enumerate(slopes, start=1):
        at = Point(np.zeros((1, 1)), np.full((1, 1), slope))
        _, memory = optimizer.rule(at, memory, np.array(float(t)), **settings)
    return memory


@claim("summary")
def _() -> Numbers:
    assert [OPTIMIZERS[name].slots for name in ("momentum", "rmsprop", "adam")] == [1, 1, 2]
    return ()


@claim("predict")
def _() -> Numbers:
    assert left_over(0.98) < left_over(0.9)
    assert delay(0.98) > delay(0.9)
    return 1, 0.9, 0.98


@claim("check")
def _() -> Numbers:
    choices = [float(text) for text in LESSONS["averages"].check.choices]
    return int(np.argmin([abs(1 / (1 - beta) - 20) for beta in choices])), 20


@claim("task")
def _() -> Numbers:
    assert len(SERIES) == DAYS
    assert SEASON.argmax() in {0, DAYS - 1}
    assert 150 < SEASON.argmin() < 215
    return ()


@claim("rule")
def _() -> Numbers:
    v = average(SERIES, 0.7, False)
    np.testing.assert_allclose(v[1:], 0.7 * v[:-1] + 0.3 * SERIES[1:], rtol=1e-13)
    return (1,)


@claim("memory")
def _() -> Numbers:
    whole = average(SERIES, 0.9, False)
    carried = float(whole[99])
    for value in SERIES[100:]:
        carried = 0.9 * carried + 0.1 * value
    np.testing.assert_allclose(carried, whole[-1], rtol=1e-13)
    return ()


@claim("used")
def _() -> Numbers:
    slopes = SERIES[:50]
    (v,) = memory_of("momentum", slopes, lr=0.1, beta=0.9)
    np.testing.assert_allclose(v, average(slopes, 0.9, False)[-1])
    (s,) = memory_of("rmsprop", slopes, lr=0.1, beta=0.9)
    np.testing.assert_allclose(s, average(slopes**2, 0.9, False)[-1])
    m, u = memory_of("adam", slopes, lr=0.1, beta1=0.9, beta2=0.99)
    np.testing.assert_allclose(m, average(slopes, 0.9, False)[-1])
    np.testing.assert_allclose(u, average(slopes**2, 0.99, False)[-1])
    return ()


@claim("smooth")
def _() -> Numbers:
    return 0.98, left_over(0.98), 0.9, left_over(0.9)


@claim("late")
def _() -> Numbers:
    ages = np.arange(5000)
    means = [float((ages * (1 - beta) * beta**ages).sum()) for beta in (0.98, 0.9)]
    return *means, delay(0.98), delay(0.9)


@claim("bars")
def _() -> Numbers:
    solid, faint = (layer for layer in year().panels[1].layers if isinstance(layer, Bars))
    weights = np.append(solid.y, faint.y)
    np.testing.assert_allclose(weights[1:] / weights[:-1], 0.9)
    pulse = average(np.append(1.0, np.zeros(len(weights) - 1)), 0.9, False)
    np.testing.assert_allclose(pulse, weights)
    return ()


@claim("window")
def _() -> Numbers:
    return 1, 1, year(beta=0.9).fact("window"), 0.9, year(beta=0.98).fact("window"), 0.98


@claim("third")
def _() -> Numbers:
    older = []
    for beta, window in ((0.9, 10), (0.98, 50)):
        ages = np.arange(window, 20_000)
        weight = float(((1 - beta) * beta**ages).sum())
        np.testing.assert_allclose(weight, year(beta=beta).fact("older"))
        np.testing.assert_allclose(weight, beta**window)
        older += [beta, weight]
    return tuple(older)


@claim("start")
def _() -> Numbers:
    first = year(beta=0.9, bias_correction=False).fact("first")
    np.testing.assert_allclose(first, SERIES[0] / 10)
    return 0.9, first, SERIES[0]


@claim("bias")
def _() -> Numbers:
    ones = average(np.ones(100), 0.9, False)
    np.testing.assert_allclose(ones, 1 - 0.9 ** np.arange(1, 101))
    np.testing.assert_allclose(average(np.ones(100), 0.9, True), 1)
    return (1,)


@claim("fades")
def _() -> Numbers:
    sums = average(np.ones(DAYS), 0.9, False)
    raw, corrected = (average(SERIES, 0.9, flag) for flag in (False, True))
    day = int(np.argmax(sums > 0.99)) + 1
    assert np.abs(corrected - raw)[day - 1 :].max() < 0.25
    return 0.9, 0.99, day


@claim("tensorboard")
def _() -> Numbers:
    # As its line chart does it: an average from zero on, and a weight that undoes the bias.
    last, smoothed = 0.0, []
    for count, value in enumerate(SERIES, start=1):
        last = last * 0.6 + (1 - 0.6) * value
        smoothed.append(last / (1 - 0.6**count))
    np.testing.assert_allclose(average(SERIES, 0.6, True), smoothed, rtol=1e-12)
    return ()


@claim("formula")
def _() -> Numbers:
    t, beta = 30, 0.8
    ages = np.arange(t)
    written = (1 - beta) * (beta**ages * SERIES[t - 1 - ages]).sum()
    np.testing.assert_allclose(average(SERIES, beta, False)[t - 1], written)
    np.testing.assert_allclose(average(SERIES, beta, True)[t - 1], written / (1 - beta**t))
    return ()


@claim("twenty")
def _() -> Numbers:
    return 1, 1, 0.95, year(beta=0.95).fact("window")


@claim("predict-2")
def _() -> Numbers:
    newest = average(np.eye(1, 3, 2)[0], 0.9, False)[-1]
    then = average(np.eye(1, 3, 2)[0], 0.98, False)[-1]
    return 1, newest, then


@claim("check-0")
def _() -> Numbers:
    return 1, 1, 0.5, 1 / (1 - 0.5)


@claim("check-1")
def _() -> Numbers:
    window = 1 / (1 - 0.9)
    assert window * 2 == pytest.approx(20)
    return 1, 1, 0.9, window


@claim("check-3")
def _() -> Numbers:
    window = 1 / (1 - 0.99)
    assert window / 5 == pytest.approx(20)
    return 1, 1, 0.99, window
