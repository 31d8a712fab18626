"""The claims of the lesson on mini-batches."""

from itertools import pairwise

import numpy as np

from engine import datasets
from engine.figures.figure import Points
from engine.lanes import Array
from engine.lessons.models.batches import (
    NETWORK,
    PASSES,
    SAMPLES,
    SIZES,
    costs_on_all,
    expected_scatter,
    learned,
    positions,
    scatter,
    times,
)
from engine.lessons.topics.last_batches import course, last_and_mean
from engine.lessons.topics.mini_batches import sizes
from engine.networks.backpropagation import BackpropPass
from engine.training.results import TrainingResult
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("mini-batches")

RATE, SIZE = 0.1, 16
BATCH, MINI, SINGLE = (learned(size, RATE) for size in (SAMPLES, SIZE, 1))
DATA = BATCH.spec.data[0]
START = BATCH.parameters[0, 0]


def example_gradients(theta: Array) -> Array:
    """The gradient of every example alone (examples, P)."""
    return np.array(
        [NETWORK.gradient(theta, DATA.X[:, [i]], DATA.y[:, [i]]) for i in range(SAMPLES)]
    )


def by_hand(size: int, rate: float, epochs: int) -> tuple[Array, Array]:
    """Costs of updates and final weights of the plain loop, in the course's order of examples."""
    theta, costs = START.copy(), []
    for epoch in range(epochs):
        order = np.random.RandomState(10 + epoch + 1).permutation(SAMPLES)
        for first in range(0, SAMPLES, size):
            x, y = (part[:, order[first : first + size]] for part in (DATA.X, DATA.y))
            costs.append(float(NETWORK.cost(theta, x, y)))
            theta = theta - rate * NETWORK.gradient(theta, x, y)
    return np.array(costs), theta


def after_five(result: TrainingResult) -> float:
    return float(costs_on_all(result)[PASSES])


def scaled() -> list[TrainingResult]:
    """Rates in proportion to the size."""
    return [learned(size, RATE * size / SIZE) for size in (SAMPLES, SIZE, 1)]


@claim("summary")
def _() -> Numbers:
    exact = NETWORK.gradient(START, DATA.X, DATA.y)
    for result, exactly in ((BATCH, True), (SINGLE, False)):
        first = result.parameters[0, 0] - result.parameters[1, 0]
        assert np.allclose(first / RATE, exact) is exactly
    assert BATCH.spec.batches < MINI.spec.batches < SINGLE.spec.batches
    return ()


@claim("predict")
def _() -> Numbers:
    for result in (MINI, SINGLE):
        np.testing.assert_array_equal(result.parameters[0], BATCH.parameters[0])
    return int(np.argmin([after_five(result) for result in (BATCH, MINI, SINGLE)])), RATE


@claim("check")
def _() -> Numbers:
    spread = scatter()
    left = spread[SIZES.index(64)] / spread[SIZES.index(16)]
    large = 10**6
    ratio = np.sqrt(16 / 64) * np.sqrt((large - 64) / (large - 16))
    assert abs(ratio - 0.5) < 1e-4
    assert abs(left - 0.5) < 0.2
    return int(np.argmin([abs(ratio - choice) for choice in (1, 1 / 2, 1 / 4)])), 64, 16


@claim("task")
def _() -> Numbers:
    assert BATCH.spec.dataset["name"] == "moons"
    return len(START), len(DATA.labels)


@claim("kinds")
def _() -> Numbers:
    each = example_gradients(START)
    np.testing.assert_allclose(
        each.mean(axis=0), NETWORK.gradient(START, DATA.X, DATA.y), atol=1e-12
    )
    order = np.random.RandomState(11).permutation(SAMPLES)
    for size, result in ((SAMPLES, BATCH), (SIZE, MINI), (1, SINGLE)):
        _, theta = by_hand(size, RATE, 1)
        np.testing.assert_allclose(result.parameters[1, 0], theta, rtol=1e-9)
    _, theta = by_hand(SAMPLES, RATE, 1)
    np.testing.assert_allclose(theta, START - RATE * each[order].mean(axis=0), rtol=1e-9)
    return ()


@claim("epoch")
def _() -> Numbers:
    return BATCH.spec.batches, MINI.spec.batches, SIZE, SINGLE.spec.batches


@claim("unbiased")
def _() -> Numbers:
    order = np.random.RandomState(5).permutation(SAMPLES)
    exact = NETWORK.gradient(START, DATA.X, DATA.y)
    for size in SIZES:
        parts = order.reshape(-1, size)
        found = [NETWORK.gradient(START, DATA.X[:, p], DATA.y[:, p]) for p in parts]
        np.testing.assert_allclose(np.mean(found, axis=0), exact, atol=1e-12)
    return ()


@claim("after-five")
def _() -> Numbers:
    for size, result in ((SIZE, MINI), (1, SINGLE)):
        _, theta = by_hand(size, RATE, PASSES)
        np.testing.assert_allclose(
            after_five(result), NETWORK.cost(theta, DATA.X, DATA.y), rtol=1e-9
        )
    return after_five(BATCH), after_five(MINI), SIZE, after_five(SINGLE)


@claim("updates")
def _() -> Numbers:
    exact = NETWORK.gradient(START, DATA.X, DATA.y)
    each = example_gradients(START)
    aim = (each @ exact) / np.linalg.norm(each, axis=1) / np.linalg.norm(exact)
    assert aim.max() < 1
    return tuple(PASSES * result.spec.batches for result in (BATCH, MINI, SINGLE))


@claim("dots")
def _() -> Numbers:
    dots = [layer for layer in sizes().panels[0].layers if isinstance(layer, Points)]
    for layer, size in zip(reversed(dots), (SAMPLES, SIZE, 1), strict=True):
        costs, _ = by_hand(size, RATE, PASSES + 1)
        drawn = np.isfinite(layer.y)
        assert drawn.sum() >= min(PASSES, len(costs))
        place = np.round(np.asarray(layer.x)[drawn] * SAMPLES / size).astype(int)
        np.testing.assert_allclose(np.asarray(layer.y)[drawn], costs[place], rtol=1e-8)
    return ()


@claim("cloud")
def _() -> Numbers:
    spreads = []
    for size in (1, SIZE):
        costs, _ = by_hand(size, RATE, PASSES)
        spreads.append(costs.reshape(PASSES, -1)[-1].std())
    return spreads[0], SIZE, spreads[1]


@claim("root")
def _() -> Numbers:
    alone = np.array(
        [NETWORK.cost(START, DATA.X[:, [i]], DATA.y[:, [i]]) for i in range(SAMPLES)]
    ).std()
    np.testing.assert_allclose(scatter()[0], alone)
    np.testing.assert_allclose(scatter()[:-1], expected_scatter(SIZES)[:-1], rtol=0.13)
    for size in (1, 2, 4, 8, 16):
        share = expected_scatter(4 * size) / expected_scatter(size)
        assert 0.34 < share < 0.5
    return (float(alone),)


@claim("by-size")
def _() -> Numbers:
    found = [after_five(result) for result in scaled()]
    shown = [row[-1] for row in sizes(rates="by_size").tables[0].rows]
    assert shown == found
    return tuple(found)


@claim("product")
def _() -> Numbers:
    for epoch in range(1, PASSES + 1):
        costs = [costs_on_all(result)[epoch] for result in scaled()]
        assert max(costs) - min(costs) < 0.04
    products = [
        float(result.spec.runs[0].hyperparameters["lr"]) * result.spec.batches
        for result in scaled()
    ]
    np.testing.assert_allclose(products, products[0])
    return ()


@claim("too-bold")
def _() -> Numbers:
    batch, single = (costs_on_all(learned(size, 1.0)) for size in (SAMPLES, 1))
    jump = int(np.argmax(np.diff(single)))
    assert jump < PASSES
    assert (np.diff(batch[: PASSES + 1]) < 0).all()
    return 1, single[jump], single[jump + 1]


@claim("calls")
def _() -> Numbers:
    theta, grad = (np.zeros((1, NETWORK.size)) for _ in range(2))
    passes = [BackpropPass(NETWORK, theta, grad, size) for size in (SAMPLES, 1)]
    assert len(passes[0]._calls) == len(passes[1]._calls)
    assert [part.x.shape[1] for part in passes] == [SAMPLES, 1]
    assert len(times()) == len(SIZES)
    assert (times() > 0).all()
    updates, _ = positions(MINI, "milliseconds")
    assert all(a < b for a, b in pairwise(updates))
    assert updates[-1] <= 1e3 * MINI.elapsed[-1]
    return (SAMPLES,)


@claim("thumb")
def _() -> Numbers:
    large = 10**9
    shares = [np.sqrt((large - size) / (large - 1) / size) for size in (32, 512)]
    return 32, 512, 100 * shares[0], 100 * shares[1]


@claim("course")
def _() -> Numbers:
    spec = course().spec
    assert [run.optimizer for run in spec.runs] == ["gd"]
    return spec.samples, spec.batch_size, spec.samples - (spec.batches - 1) * spec.batch_size


@claim("swings")
def _() -> Numbers:
    last, _ = last_and_mean()
    falls = int((np.diff(last) < 0).sum())
    assert abs(falls - len(last) / 2) < 2 * np.sqrt(len(last)) / 2
    return len(last), last.min(), last.max(), falls, len(last) - 1


@claim("smooth")
def _() -> Numbers:
    result = course()
    _, mean = last_and_mean()
    sizes_of = np.array([64, 64, 64, 64, 44])
    costs = result.history[:, 0, 0].reshape(-1, 5)
    np.testing.assert_allclose(mean, (costs * sizes_of).sum(axis=1) / 300, rtol=1e-12)
    return int((np.diff(mean) < 0).sum()), mean[0], mean[-1]


@claim("which-examples")
def _() -> Numbers:
    result = course()
    data, network = result.spec.data[0], result.spec.network
    theta = result.parameters[0, 0]
    at_rest = []
    for epoch in range(result.spec.epochs):
        chosen = np.random.RandomState(10 + epoch + 1).permutation(300)[-44:]
        at_rest.append(network.cost(theta, data.X[:, chosen], data.y[:, chosen]))
    last, mean = last_and_mean()
    assert abs(np.std(at_rest) / np.std(last - mean) - 1) < 0.25
    return ()


@claim("formula")
def _() -> Numbers:
    costs, theta = by_hand(SIZE, RATE, PASSES)
    np.testing.assert_allclose(MINI.parameters[PASSES, 0], theta, rtol=1e-9)
    np.testing.assert_allclose(MINI.history[: len(costs), 0, 0], costs, rtol=1e-9)
    return ()


@claim("formula-scatter")
def _() -> Numbers:
    # All 20 choices of 3 out of 6, without putting back.
    values = np.array([0.3, 1.0, 2.5, -1.0, 0.0, 4.0])
    n, size = 6, 3
    grid = np.array(np.meshgrid(*[range(n)] * size)).reshape(size, -1).T
    chosen = grid[(np.diff(grid, axis=1) > 0).all(axis=1)]
    written = values.std() / np.sqrt(size) * np.sqrt((n - size) / (n - 1))
    np.testing.assert_allclose(values[chosen].mean(axis=1).std(), written)
    lone = datasets.draw(BATCH.spec.dataset)[0]
    np.testing.assert_array_equal(lone.X, DATA.X)
    return ()


@claim("halves")
def _() -> Numbers:
    assert 1 / np.sqrt(4) == 0.5
    left = expected_scatter(64) / expected_scatter(16)
    return SAMPLES, float(left), 64


@claim("predict-0")
def _() -> Numbers:
    return (PASSES * BATCH.spec.batches,)


@claim("predict-1")
def _() -> Numbers:
    assert after_five(SINGLE) < after_five(MINI) < after_five(BATCH)
    return PASSES * MINI.spec.batches, PASSES * SINGLE.spec.batches
