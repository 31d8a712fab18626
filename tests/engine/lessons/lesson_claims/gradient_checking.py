"""The claims of the lesson on gradient checking."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.figures.figure import Points
from engine.lanes import Array
from engine.lessons.topics import check_limits
from engine.lessons.topics.check_limits import (
    price_and_dropout,
    timed,
    with_dropout,
    without_dropout,
)
from engine.lessons.topics.gradient_checking import BUGS, Code, planted_bugs
from engine.networks import checks
from engine.networks.checks import (
    EPSILONS,
    Formula,
    Method,
    cost_of,
    example,
    parts,
    passes,
    planted,
)
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("gradient-checking")

NETWORK, THETA, X, Y = example()
RIGHT = NETWORK.gradient(THETA, X, Y)


def price(theta: Array, textbook: bool = False) -> float:
    """The cost of the course's network, written out."""
    x = X
    layers = NETWORK.split(theta)
    for layer in layers[:-1]:
        x = np.maximum(layer[:, :-1] @ x + layer[:, -1:], 0)
    z = layers[-1][:, :-1] @ x + layers[-1][:, -1:]
    if textbook:
        a = 1 / (1 + np.exp(-z))
        return float((-Y * np.log(a) - (1 - Y) * np.log(1 - a)).mean())
    return float((np.logaddexp(0, z) - Y * z).mean())


def measured(eps: float, textbook: bool = False) -> Array:
    """The gradient by two-sided differences, one parameter after the other."""
    moves = eps * np.eye(len(THETA))
    ends = [(price(THETA + m, textbook), price(THETA - m, textbook)) for m in moves]
    return np.array([(ahead - behind) / (2 * eps) for ahead, behind in ends])


def apart(one: Array, other: Array) -> float:
    norm = np.linalg.norm
    return float(norm(one - other) / (norm(one) + norm(other)))


def ratio(eps: float, formula: Formula, method: Method = "two-sided") -> float:
    """The ratio of the right code."""
    return checks.check(NETWORK, THETA, X, Y, eps=eps, formula=formula, method=method).ratio


def order(method: Method, large: float, small: float) -> float:
    """The power of ε by which the error goes between these two, with the stable cost."""
    first, last = (ratio(eps, "stable", method) for eps in (large, small))
    return float(np.log(first / last) / np.log(large / small))


def dots(code: Code) -> dict[str, Array]:
    """The quotients that the lesson shows, by part."""
    panel = planted_bugs(code=code).panels[1]
    (shown,) = (layer for layer in panel.layers if isinstance(layer, Points))
    rows = np.round(shown.y).astype(int)
    return {name: shown.x[rows == row] for row, name in enumerate(panel.y.names)}


@claim("summary")
def _() -> Numbers:
    for code, bugs in BUGS.items():
        wrong = {name for name, at in dots(code).items() if (np.abs(at - 1) > 1e-3).any()}
        assert wrong == bugs.keys()
    return ()


@claim("predict")
def _() -> Numbers:
    at = {eps: apart(RIGHT, measured(eps, textbook=True)) for eps in (1e-9, 1e-5, 1e-7)}
    # A ratio this small is rounding, whose last digits belong to the machine.
    assert at[1e-7] == pytest.approx(1.19e-7, rel=0.1)
    assert planted_bugs().fact("ratio") == pytest.approx(1.19e-7, rel=0.1)
    choices = [at[1e-9] < at[1e-7], at[1e-5] < at[1e-7], False]
    assert choices.count(True) == 1
    return choices.index(True), 10, 1.19, 10


@claim("check")
def _() -> Numbers:
    assert passes(10**6) == 2 * 10**6
    return (2,)


@claim("silent")
def _() -> Numbers:
    theta, start = THETA.copy(), price(THETA)
    for _ in range(200):
        wrong = planted(NETWORK, NETWORK.gradient(theta, X, Y), BUGS["B"])
        theta -= 0.01 * wrong
    assert price(theta) < 0.9 * start
    return ()


@claim("measure")
def _() -> Numbers:
    found = checks.numerical_gradient(cost_of(NETWORK, X, Y), THETA, 1e-5)
    np.testing.assert_allclose(found, measured(1e-5), atol=1e-9)
    np.testing.assert_allclose(found, RIGHT, atol=1e-8)
    return (2,)


@claim("ratio")
def _() -> Numbers:
    g = np.random.RandomState(0).randn(9)
    twice = checks.ratio(g, 2 * g)
    np.testing.assert_allclose([twice, checks.ratio(2 * g, g)], 1 / 3)
    other = np.random.RandomState(1).randn(9)
    np.testing.assert_allclose(checks.ratio(g, other), apart(g, other))
    return checks.ratio(g, g), 1, 1 / twice


@claim("larger")
def _() -> Numbers:
    usual, large, small = (ratio(eps, "textbook") for eps in (1e-7, 1e-5, 1e-9))
    assert 30 < usual / large < 300
    assert 30 < small / usual < 300
    return 10, 10


@claim("two")
def _() -> Numbers:
    assert order("two-sided", 1e-2, 1e-4) == pytest.approx(2, abs=0.05)
    assert order("two-sided", 1e-8, 1e-12) == pytest.approx(-1, abs=0.2)
    least = min(EPSILONS, key=lambda eps: ratio(eps, "stable"))
    assert 1e-6 < least < 1e-4
    return 2, 1


@claim("found")
def _() -> Numbers:
    shown = dots("B")
    np.testing.assert_allclose(shown["W2"], 2, rtol=1e-5)
    np.testing.assert_allclose(shown["b1"], 4, rtol=1e-5)
    wrong = planted(NETWORK, RIGHT, {"W2": 2, "b1": 4})
    found = apart(wrong, measured(1e-7, textbook=True))
    assert planted_bugs(code="B").fact("ratio") == pytest.approx(found, rel=1e-5)
    assert found == pytest.approx(0.285093, abs=5e-7)
    return 2, 2, 1, 4, found


@claim("small")
def _() -> Numbers:
    np.testing.assert_allclose(dots("E")["W3"], 1.01, rtol=1e-5)
    found = [planted_bugs(code="E", eps=eps).fact("ratio") for eps in (1e-7, 1e-6, 1e-5, 1e-4)]
    np.testing.assert_allclose(found, found[0], rtol=1e-3)
    return 3, 1, found[0]


@claim("formula")
def _() -> Numbers:
    stable = apart(RIGHT, measured(1e-7))
    for found in (stable, planted_bugs(cost="stable").fact("ratio")):
        assert found == pytest.approx(1.1e-9, rel=0.3)
    a = 1 - 1e-9
    assert abs((1 - a) / 1e-9 - 1) > 1e-9  # 1 − a has lost half of its digits
    return 1, 1.1, 10


@claim("rule")
def _() -> Numbers:
    assert ratio(1e-7, "textbook") > 1e-7
    assert ratio(1e-7, "stable") < 1e-7
    assert ratio(1e-5, "textbook") < 1e-7
    assert ratio(1e-10, "stable") > 1e-7
    return (10,)


@claim("one")
def _() -> Numbers:
    assert order("one-sided", 1e-3, 1e-5) == pytest.approx(1, abs=0.05)
    return ()


@claim("complex")
def _() -> Numbers:
    small = [ratio(10.0**-k, "stable", "complex-step") for k in range(8, 16)]
    assert max(small) < 1e-15
    return (10,)


@claim("kink")
def _() -> Numbers:
    def crossed(eps: float) -> bool:
        moves = np.vstack([eps * np.eye(len(THETA)), -eps * np.eye(len(THETA))])
        there, here = NETWORK.forward(THETA + moves, X)[:-1], NETWORK.forward(THETA, X)[:-1]
        return any(((a > 0) != (b > 0)).any() for a, b in zip(there, here, strict=True))

    assert crossed(0.1)
    assert not crossed(10**-1.5)
    smooth = ratio(10**-1.5, "stable") * 10
    assert ratio(0.1, "stable") > 10 * smooth
    assert ratio(0.1, "stable", "complex-step") == pytest.approx(smooth, rel=0.2)
    return (0.1,)


@claim("zeros")
def _() -> Numbers:
    slopes = parts(NETWORK, RIGHT)
    silent = [np.flatnonzero(slopes[name] == 0) for name in ("b1", "b2")]
    values = NETWORK.forward(THETA, X)
    for layer, units in zip(values, silent, strict=False):
        assert (layer[units] == 0).all()
    first, second = silent
    unused = np.zeros((3, 5), dtype=bool)
    unused[second] = unused[:, first] = True
    assert ((slopes["W2"] == 0) == unused).all()
    np.testing.assert_array_equal(measured(1e-5)[RIGHT == 0], 0)
    assert planted_bugs().fact("zeros") == (RIGHT == 0).sum()
    doubled = np.where(RIGHT == 0, 2 * RIGHT, RIGHT)
    assert apart(doubled, measured(1e-5)) == apart(RIGHT, measured(1e-5))
    return len(RIGHT), (RIGHT == 0).sum(), 0


@claim("passes")
def _() -> Numbers:
    taken = 0

    def counted(points: NDArray[np.float64]) -> NDArray[np.float64]:
        nonlocal taken
        taken += len(points)
        return cost_of(NETWORK, X, Y)(points)

    checks.numerical_gradient(counted, THETA)
    assert taken == planted_bugs().fact("passes") == passes(len(THETA))
    for units in (1, 16):
        figure = price_and_dropout(units=units)
        assert figure.fact("passes") == 2 * figure.fact("parameters")
    return (taken / len(THETA),)


@claim("timed")
def _() -> Numbers:
    back, check = timed(8)
    assert 0 < back < check
    assert timed(8) == (back, check)
    figure = price_and_dropout()
    assert (figure.fact("back"), figure.fact("check")) == (back, check)
    return ()


@claim("fresh")
def _() -> Numbers:
    _, fresh = with_dropout(0.8)
    assert fresh.min() > 0.9
    np.testing.assert_allclose(fresh[2:], 1, atol=1e-3)
    return 2, 1


@claim("held")
def _() -> Numbers:
    held, _ = with_dropout(0.8)
    bottom = int(held.argmin())
    assert held.min() < 1e-9
    assert 0 < bottom < len(held) - 1
    assert (np.diff(held[: bottom + 1]) < 0).all()
    assert (np.diff(held[bottom:]) > 0).all()
    return ()


@claim("off")
def _() -> Numbers:
    for ratios in with_dropout(1.0):
        np.testing.assert_allclose(np.log10(ratios), np.log10(without_dropout()), atol=0.5)
    least = min(apart(RIGHT, measured(eps)) for eps in check_limits.EPSILONS)
    assert without_dropout().min() == pytest.approx(least, rel=1)
    return ()


@claim("methods")
def _() -> Numbers:
    def cost(theta: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.exp(theta).sum(axis=-1) + theta[..., 0] * theta[..., 1])

    at, eps, unit = np.array([0.3, -0.7]), 0.2, np.array([1.0, 0.0])
    written = (
        (cost(at + eps * unit) - cost(at - eps * unit)) / (2 * eps),
        (cost(at + eps * unit) - cost(at)) / eps,
        cost(at + 1j * eps * unit).imag / eps,
    )
    for method, value in zip(checks.METHODS, written, strict=True):
        found = checks.numerical_gradient(cost, at, eps, method)
        np.testing.assert_allclose(found[0], value)
    return ()


@claim("cube")
def _() -> Numbers:
    found = [
        float(checks.numerical_gradient(lambda t: t[:, 0] ** 3, np.ones(1), 0.01, method)[0])
        for method in checks.METHODS
    ]
    return 1, 3, 0.01, *found


@claim("million")
def _() -> Numbers:
    assert passes(1) == 2
    return ()


@claim("predict-0")
def _() -> Numbers:
    assert 30 < ratio(1e-9, "textbook") / ratio(1e-7, "textbook") < 300
    assert order("two-sided", 1e-2, 1e-4) > 1.5
    return 2, 10


@claim("predict-2")
def _() -> Numbers:
    assert order("two-sided", 1e-2, 1e-4) == pytest.approx(2, abs=0.2)
    assert order("two-sided", 1e-8, 1e-12) == pytest.approx(-1, abs=0.5)
    return (1,)
