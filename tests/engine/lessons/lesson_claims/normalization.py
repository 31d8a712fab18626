"""The claims of the lesson on normalizing inputs."""

import numpy as np

from engine.datasets import Data, Scaling, draw
from engine.lanes import Array
from engine.lessons.topics.fresh_data import fresh_data, shifted
from engine.lessons.topics.normalization import NOISE, regressions, training, two_scales
from engine.training.run import train
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("normalization")

RATIO = 10.0


def data(ratio: float = RATIO) -> tuple[Data, Data]:
    """The training data, raw and normalized by hand."""
    raw, _ = draw(training(ratio, 0.01, 1)["dataset"])
    scaled = (raw.X - raw.X.mean(1, keepdims=True)) / raw.X.std(1, keepdims=True)
    return raw, Data(scaled, raw.y, raw.outline)


def hessian(of: Data) -> Array:
    """Of the cost ½ mean (w·x + b − y)², by second differences, which are exact for a quadratic."""
    unit, zero = np.eye(3), np.zeros(3)
    found: Array = np.array(
        [[cost(of, a + b) - cost(of, a) - cost(of, b) + cost(of, zero) for b in unit] for a in unit]
    )
    return found


def cost(of: Data, theta: Array) -> float:
    return float(np.square(theta[:2] @ of.X + theta[2] - of.y[0]).mean() / 2)


def fit(of: Data) -> Array:
    """The weights and the bias of the least cost."""
    rows = np.column_stack([of.X.T, np.ones(of.size)])
    found: Array = np.linalg.lstsq(rows, of.y[0], rcond=None)[0]
    return found


def least(of: Data) -> float:
    return cost(of, fit(of))


def curvatures(of: Data) -> Array:
    return np.asarray(np.linalg.eigvalsh(hessian(of)), dtype=np.float64)


def costs(normalize: bool, lr: float, steps: int = 400) -> Array:
    """The cost before each step as the engine trains the network of the lesson."""
    spec = training(RATIO, lr, steps) | {"normalize": normalize}
    found: Array = train(spec).history[:, 0, 0]
    return found


def fastest(of: Data) -> float:
    low, *_, high = curvatures(of)
    return float(2 / (low + high))


def arrival(normalize: bool) -> int:
    """The first step within a millionth of the least cost, at the lesson's rate."""
    of = data()[normalize]
    return int(np.argmax(costs(normalize, fastest(of)) - least(of) < 1e-6))


@claim("summary")
def _() -> Numbers:
    raw, scaled = data()
    for of, together in ((raw, False), (scaled, True)):
        left = np.abs(1 - fastest(of) * np.diag(hessian(of)))
        assert (left < 0.1).all() == together
    return ()


@claim("predict")
def _() -> Numbers:
    guesses = (3, 30, 300)
    right = int(np.argmin(np.abs(np.log(arrival(normalize=False)) - np.log(guesses))))
    figure = two_scales()
    assert figure.fact("normalized_steps") == arrival(normalize=True)
    cost_there = regressions(RATIO)[1]
    every = cost_there.needed(np.linspace(0.1, 1.0, 500) * cost_there.limit, 1e-6)
    assert np.nanmin(every) == arrival(normalize=True)
    return right, RATIO, arrival(normalize=True)


@claim("check")
def _() -> Numbers:
    by_training, by_own = errors(1.5, 1)
    assert by_training < NOISE < by_own
    raw, scaled = data()
    assert cost(scaled, fit(scaled)) < NOISE < cost(raw, fit(scaled))
    return (1,)


@claim("law")
def _() -> Numbers:
    raw, _ = data()
    small, large = raw.X
    left = raw.y[0] - (small - large / RATIO)
    assert abs(left.std() / NOISE - 1) < 0.1
    assert abs(left.mean()) < 0.02
    return (round(large.std() / small.std()),)


@claim("twice")
def _() -> Numbers:
    raw, scaled = data()
    engine = Scaling.of(raw).apply(raw)
    np.testing.assert_allclose(engine.X, scaled.X)
    assert training(RATIO, 0.01, 1)["network"]["layers"] == [2, 1]
    return float(abs(engine.X.mean().round(12))), float(engine.X.std(axis=1).mean())


@claim("same")
def _() -> Numbers:
    raw, scaled = data()
    np.testing.assert_allclose(cost(raw, np.zeros(3)), cost(scaled, np.zeros(3)))
    np.testing.assert_allclose(least(raw), least(scaled))
    for of, regression in zip((raw, scaled), regressions(RATIO), strict=True):
        np.testing.assert_allclose(cost(of, regression.best), least(of))
        above = cost(of, np.zeros(3)) - least(of)
        np.testing.assert_allclose(regression.excess(regression.start), above)
    return ()


@claim("steep")
def _() -> Numbers:
    (raw, scaled), ratios = data(), []
    for of in (raw, scaled):
        along_small, along_large, _ = np.diag(hessian(of))
        ratios.append(along_large / along_small)
    assert 80 < ratios[0] < 120
    np.testing.assert_allclose(ratios[1], 1)
    return ()


@claim("steps")
def _() -> Numbers:
    figure = two_scales()
    assert figure.fact("raw_steps") == arrival(normalize=False)
    assert figure.steps > arrival(normalize=False)
    return (arrival(normalize=False),)


@claim("condition")
def _() -> Numbers:
    found = [curvatures(of)[-1] / curvatures(of)[0] for of in data()]
    np.testing.assert_allclose(found, [r.condition for r in regressions(RATIO)])
    return tuple(map(float, found))


@claim("limit")
def _() -> Numbers:
    limits = []
    for normalize, of in zip((False, True), data(), strict=True):
        limit = 2 / curvatures(of)[-1]
        inside, outside = costs(normalize, 0.98 * limit), costs(normalize, 1.02 * limit)
        assert inside[-1] < inside[0]
        assert outside[-1] > 1e3 * outside[0]
        assert (np.diff(inside) <= 1e-15).all()
        limits.append(float(limit))
    shown = [two_scales().fact(f"{name}_limit") for name in ("raw", "normalized")]
    np.testing.assert_allclose(shown, limits)
    return 2, *limits


@claim("wait")
def _() -> Numbers:
    raw, _ = data()
    lr = fastest(raw)
    above = costs(False, lr, 300) - least(raw)
    shrink = np.sqrt(above[200:] / above[199:-1])
    np.testing.assert_allclose(shrink.std(), 0, atol=1e-3)
    assert (np.abs(1 - lr * curvatures(raw)) < shrink.mean() + 1e-3).all()
    return (100 * (1 - float(shrink.mean())),)


@claim("square")
def _() -> Numbers:
    found: list[float] = []
    for ratio in (5.0, 10.0, 20.0):
        low, *_, high = curvatures(data(ratio)[0])
        found += [high / low, ratio]
    np.testing.assert_allclose([found[2] / found[0], found[4] / found[2]], 4, rtol=0.01)
    return tuple(found)


@claim("correlation")
def _() -> Numbers:
    raw, scaled = data()
    small, large = raw.X - raw.X.mean(1, keepdims=True)
    rho = float(small @ large / np.sqrt((small @ small) * (large @ large)))
    np.testing.assert_allclose(curvatures(scaled), [1 - rho, 1, 1 + rho])
    return rho, 1, rho, 1, 1, rho


def errors(shift: float, count: int) -> tuple[float, float]:
    """The root of the mean square error by the training data's numbers, and by the test data's."""
    raw, scaled = data()
    weights, test, found = fit(scaled), shifted(shift, count), []
    for of in (raw, test):
        spread = np.where(of.X.std(1, keepdims=True) > 0, of.X.std(1, keepdims=True), 1)
        seen = (test.X - of.X.mean(1, keepdims=True)) / spread
        found.append(float(np.sqrt(np.square(weights[:2] @ seen + weights[2] - test.y[0]).mean())))
    figure = fresh_data(shift=shift, examples=count)
    np.testing.assert_allclose([figure.fact("training"), figure.fact("own")], found)
    return found[0], found[1]


@claim("part")
def _() -> Numbers:
    for shift in (0.0, 1.0, 3.0):
        for count in (1, 5, 60):
            by_training, by_own = errors(shift, count)
            assert by_training < by_own
    return ()


@claim("shift")
def _() -> Numbers:
    plain, moved = shifted(0.0, 60), shifted(1.5, 60)
    np.testing.assert_allclose(moved.X - plain.X, np.outer([1.5, 0], np.ones(60)), atol=1e-12)
    np.testing.assert_allclose(moved.y - plain.y, 1.5)
    assert fresh_data().to_dict() == fresh_data(shift=1.5, examples=60).to_dict()
    by_training, _ = errors(1.5, 60)
    assert abs(by_training - NOISE) < 0.005
    return 1.5, by_training


@claim("own")
def _() -> Numbers:
    seen = [Scaling.of(test).apply(test).X for test in (shifted(0.0, 60), shifted(1.5, 60))]
    np.testing.assert_allclose(seen[0], seen[1], atol=1e-12)
    return (errors(1.5, 60)[1],)


@claim("chance")
def _() -> Numbers:
    means = shifted(0.0, 60).X.mean(1) / data()[0].X.std(1)
    assert 0.02 < np.abs(means).max() < 3 / np.sqrt(60)
    return errors(0.0, 60)[1], 60


@claim("one")
def _() -> Numbers:
    for shift in (0.0, 3.0):
        test = shifted(shift, 1)
        assert (Scaling.of(test).apply(test).X == 0).all()
    return (0,)


@claim("formula")
def _() -> Numbers:
    raw, _ = data()
    x = raw.X[1]
    mean = sum(x) / len(x)
    deviation = np.sqrt(sum((x - mean) ** 2) / len(x))
    scaled = Scaling.of(raw)
    np.testing.assert_allclose(scaled.points(raw.X)[1], (x - mean) / deviation)
    return ()


@claim("hessian")
def _() -> Numbers:
    for of in data():
        rows = np.vstack([of.X, np.ones(of.size)])
        np.testing.assert_allclose(hessian(of), rows @ rows.T / of.size, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(curvatures(data()[0]), regressions(RATIO)[0].curvature)
    return (1,)


@claim("fastest")
def _() -> Numbers:
    for of in data():
        low, *_, high = curvatures(of)
        rates = np.linspace(0.01, 1.2, 500) * 2 / high
        slowest = np.abs(1 - np.outer(rates, curvatures(of))).max(1)
        assert (slowest[rates < 2 / high] < 1).all()
        assert (slowest[rates > 2 / high] > 1).all()
        assert abs(1 - fastest(of) * low) <= slowest.min()
    return ()


@claim("alone")
def _() -> Numbers:
    test = shifted(1.5, 1)
    raw, _ = data()
    np.testing.assert_array_equal(test.X.mean(1), test.X[:, 0])
    place = Scaling.of(raw).points(test.X)
    together = Scaling.of(raw).points(np.column_stack([raw.X, test.X]))[:, -1:]
    np.testing.assert_array_equal(place, together)
    return (0,)


@claim("check-0")
def _() -> Numbers:
    test = shifted(1.5, 1)
    return (float(np.abs(test.X - test.X.mean(1, keepdims=True)).max()),)
