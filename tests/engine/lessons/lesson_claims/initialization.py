"""The claims of the lesson on initial weights."""

from functools import cache

import numpy as np
import pytest

from engine.figures.figure import Figure, Line
from engine.lanes import Array
from engine.lessons.topics.circles import DATASET, EPOCHS, Start, circles
from engine.lessons.topics.circles import WAYS as STARTS
from engine.lessons.topics.initialization import (
    DATA_SEED,
    EXAMPLES,
    SEED,
    WAYS,
    WIDTH,
    Activation,
    signals,
    sizes,
)
from engine.lessons.trainings import train_once
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import initial
from engine.training.results import TrainingResult
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("initialization")

DEPTH = 30
SMALL, LARGE, XAVIER, HE, ORTHOGONAL = range(len(WAYS))
INPUTS = np.random.RandomState(DATA_SEED).randn(WIDTH, EXAMPLES)


def weights_of(way: int, depth: int) -> list[Array]:
    """The weights of the lesson's network, layer by layer."""
    return initial((WIDTH,) * (depth + 1), WAYS[way].initializer, SEED)


def size(values: Array) -> float:
    return float(np.linalg.norm(values) / np.sqrt(values.size))


def forwards(way: int, activation: str, depth: int = DEPTH) -> list[float]:
    """The sizes of all layers' values, written out."""
    x, found = INPUTS, [size(INPUTS)]
    for weight in weights_of(way, depth):
        x = ACTIVATIONS[activation].value(weight @ x)
        found.append(size(x))
    return found


def sizes_of(
    way: int, activation: Activation, depth: int = DEPTH
) -> tuple[list[float], list[float]]:
    """The sizes that the lesson shows; those of the signals are as written out."""
    there, back = sizes(depth, activation)
    np.testing.assert_allclose(there[:, way], forwards(way, activation, depth), rtol=1e-6)
    return there[:, way].tolist(), back[:, way].tolist()


def growth(of: list[float]) -> float:
    """By what factor a layer changes the size, on average."""
    return float((of[-1] / of[0]) ** (1 / (len(of) - 1)))


def heights(figure: Figure, panel: int) -> Array:
    """What the lines of a panel show."""
    lines = figure.panels[panel].layers
    return np.array([line.y for line in lines if isinstance(line, Line)])


@cache
def results() -> dict[Start, TrainingResult]:
    return {way.name: train_once(way.spec) for way in STARTS}


def right(name: Start) -> tuple[float, float]:
    """What share, in percent, the trained network tells right in training and in the test."""
    result = results()[name]
    found = []
    for data in result.spec.data:
        assert data is not None
        x = data.X
        for layer in result.spec.network.split(result.parameters[-1, 0])[:-1]:
            x = np.maximum(layer[:, :-1] @ x + layer[:, -1:], 0)
        last = result.spec.network.split(result.parameters[-1, 0])[-1]
        predictions = (last[:, :-1] @ x + last[:, -1:])[0] > 0
        found.append(100 * float((predictions == (data.y[0] > 0.5)).mean()))
    rows = circles(list(results().values())).tables[0].rows
    row = rows[[way.name for way in STARTS].index(name)]
    assert row[3:] == [f"{share:.4g}%" for share in found]
    return found[0], found[1]


def first_layer(name: Start) -> Array:
    """The first layer's [W|b] (looks, 10, 3) over the training."""
    result = results()[name]
    found: Array = result.spec.network.split(result.parameters[:, 0])[0]
    return found


@claim("summary")
def _() -> Numbers:
    ends = [sizes_of(way, "relu") for way in (SMALL, LARGE, HE)]
    assert ends[0][0][-1] < 1e-30
    assert ends[0][1][0] < 1e-30
    assert ends[1][0][-1] > 1e15
    assert ends[1][1][0] > 1e15
    assert 0.01 < ends[2][0][-1] < 10
    assert 0.01 < ends[2][1][0] < 10
    return ()


@claim("predict")
def _() -> Numbers:
    without = forwards(XAVIER, "linear")
    assert 0.5 < without[-1] / without[0] < 2
    there, _ = sizes_of(XAVIER, "relu")
    choices = np.array([1, 1 / 30, 1 / 30_000])
    right_one = int(np.argmin(np.abs(np.log(there[-1] / choices))))
    assert there[0] == pytest.approx(1, abs=0.05)
    return right_one, DEPTH, 1


@claim("check")
def _() -> Numbers:
    assert STARTS[1].initializer == {"name": "constant", "value": 0.5}
    assert np.ptp(first_layer("alike"), axis=1).max() < 1e-14
    assert np.ptp(first_layer("alike"), axis=0).max() > 0.1
    assert np.ptp(first_layer("zeros"), axis=0).max() == 0
    return 2, 0.5, 0


@claim("through")
def _() -> Numbers:
    """The slopes that the lesson shows come back through the same weights."""
    weights, activations = weights_of(HE, 3), [INPUTS]
    output = initial((WIDTH,) * 101 + (1,), WAYS[HE].initializer, SEED)[-1]
    for weight in weights:
        activations.append(np.maximum(weight @ activations[-1], 0))
    a = 1 / (1 + np.exp(-(output @ activations[-1])))
    slope, found = a - np.arange(EXAMPLES) % 2, []
    for weight, values in zip([output, *weights[:0:-1]], activations[:0:-1], strict=True):
        slope = weight.T @ slope * (values > 0)
        found.append(size(slope))
    _, back = sizes_of(HE, "relu", 3)
    np.testing.assert_allclose(back[:3][::-1], found, rtol=1e-9)
    return (WIDTH,)


@claim("again")
def _() -> Numbers:
    for way in (SMALL, LARGE, XAVIER, HE):
        there, back = sizes_of(way, "relu")
        for line in (there, back[:-1][::-1]):
            steps = np.diff(np.log(line))
            assert np.abs(steps - steps.mean()).max() < 0.8
    return ()


@claim("chain")
def _() -> Numbers:
    half, more, _ = heights(signals(), 2)
    np.testing.assert_allclose(half, 0.5 ** np.arange(DEPTH + 1))
    np.testing.assert_allclose(more, 1.5 ** np.arange(DEPTH + 1))
    assert half[-1] == pytest.approx(1e-9, rel=0.1)
    return 1.5, more[-1], DEPTH, 0.5


@claim("half")
def _() -> Numbers:
    z = initial((300, 4000), "xavier", 0)[0] @ np.random.RandomState(1).randn(300, 20)
    after = np.maximum(z, 0)
    assert (after == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert (after**2).mean() / (z**2).mean() == pytest.approx(0.5, abs=0.01)
    left = np.sqrt(0.5) ** DEPTH
    return 0, DEPTH, 1, 1 / left


@claim("drawn")
def _() -> Numbers:
    return 1, 1 / sizes_of(XAVIER, "relu")[0][-1]


@claim("he")
def _() -> Numbers:
    twice = (size(weights_of(HE, 1)[0]) / size(weights_of(XAVIER, 1)[0])) ** 2
    assert twice == pytest.approx(2)
    there, _ = sizes_of(HE, "relu")
    assert min(there) > 0.7
    assert max(there) < 3.3
    return there[-1], DEPTH


@claim("spread")
def _() -> Numbers:
    for way, factor in ((SMALL, 1 / 20), (LARGE, 5)):
        there, back = sizes_of(way, "relu")
        assert growth(there) == pytest.approx(factor, rel=0.1)
        assert growth(back[:-1][::-1]) == pytest.approx(factor, rel=0.1)
    assert signals().panels[0].y.range == (1e-12, 1e12)
    return WAYS[SMALL].initializer["scale"], WAYS[LARGE].initializer["scale"]


@claim("linear")
def _() -> Numbers:
    for there in (sizes_of(XAVIER, "linear")[0], sizes_of(HE, "relu")[0]):
        assert min(there) > 0.3
        assert max(there) < 3.3
    x = INPUTS
    for weight in weights_of(ORTHOGONAL, 100):
        x = weight @ x
    np.testing.assert_allclose(np.linalg.norm(x, axis=0), np.linalg.norm(INPUTS, axis=0))
    np.testing.assert_allclose(sizes_of(ORTHOGONAL, "linear", 100)[0], size(INPUTS))
    return ()


@claim("tanh")
def _() -> Numbers:
    there, back = sizes_of(LARGE, "tanh")
    x = INPUTS
    for weight in weights_of(LARGE, DEPTH):
        x = np.tanh(weight @ x)
    assert (np.abs(x) > 0.9).mean() > 0.7
    return 1, there[-1], back[0] / 1e6


@claim("sigmoid")
def _() -> Numbers:
    a = ACTIVATIONS["sigmoid"].value(np.linspace(-9, 9, 1001))
    assert ACTIVATIONS["sigmoid"].slope(a).max() == pytest.approx(0.25)
    _, back = sizes_of(XAVIER, "sigmoid")
    assert back[-1] == pytest.approx(0.5, abs=0.05)
    return back[0] * 1e21, 10, DEPTH


@claim("task")
def _() -> Numbers:
    assert DATASET["name"] == "circles"
    assert len(STARTS) == 4
    specs = [result.spec for result in results().values()]
    assert {(spec.network.layers, spec.epochs, spec.samples) for spec in specs} == {
        ((2, 10, 5, 1), EPOCHS, 300)
    }
    return tuple(map(float, specs[0].network.layers))


@claim("zeros")
def _() -> Numbers:
    result = results()["zeros"]
    assert (result.parameters[..., result.spec.network.is_weight] == 0).all()
    assert np.abs(result.parameters).max() < 1e-15
    np.testing.assert_allclose(result.epoch_cost, np.log(2), rtol=1e-12)
    training, test = right("zeros")
    assert training == test
    return 2, training


@claim("why")
def _() -> Numbers:
    result = results()["alike"]
    train, _ = result.spec.data
    network = result.spec.network
    for theta in result.parameters[::20, 0]:
        gradient = network.split(network.gradient(theta, train.X, train.y))
        for slopes in gradient[:-1]:
            assert np.ptp(slopes, axis=0).max() < 1e-14
    return ()


@claim("alike")
def _() -> Numbers:
    drawn_lines = heights(circles(list(results().values()), start="alike"), 2)
    assert len(drawn_lines) == 10
    assert np.ptp(drawn_lines, axis=0).max() < 1e-14
    assert np.ptp(drawn_lines[0]) > 0.01
    return 0.5, right("alike")[0]


@claim("ten")
def _() -> Numbers:
    weights = first_layer("times_ten")
    assert np.ptp(weights[0, :, :2], axis=0).min() > 1
    stream = np.random.RandomState(3).randn(10, 2) * 10
    np.testing.assert_array_equal(weights[0, :, :2], stream)
    return 10, results()["times_ten"].epoch_cost[0, 0], *right("times_ten")


@claim("best")
def _() -> Numbers:
    cost = results()["he"].epoch_cost[:, 0]
    assert cost[0] == pytest.approx(0.883054, abs=5e-7)
    assert cost[14_000] == pytest.approx(0.073579, abs=5e-7)
    return cost[0], *right("he")


@claim("formula")
def _() -> Numbers:
    n, spread = 400, 0.3
    x = 1.5 + np.random.RandomState(0).randn(n, 200)
    z = initial((n, 3000), {"name": "normal", "scale": spread}, 1)[0] @ x
    assert (z**2).mean() == pytest.approx(n * spread**2 * (x**2).mean(), rel=0.01)
    return (0,)


@claim("rules")
def _() -> Numbers:
    n_in, n_out = 300, 900
    for name, variance in (
        ("lecun", 1 / n_in),
        ("xavier", 2 / (n_in + n_out)),
        ("he", 2 / n_in),
    ):
        (weight,) = initial((n_in, n_out), name, 0)
        assert weight.var() == pytest.approx(variance, rel=0.01)
    (weight,) = initial((n_out, n_in), "lecun", 0)
    delta = np.random.RandomState(1).randn(n_out, 50)
    backwards = weight * delta.std()  # 1/n with n the number of outputs of the transposed layer
    assert backwards.var() == pytest.approx(1 / n_out, rel=0.05)
    assert size(weight @ delta) == pytest.approx(size(delta), rel=0.05)
    relu = np.maximum(initial((n_in, n_in), "he", 0)[0] @ np.abs(delta[:n_in]), 0)
    assert size(relu) == pytest.approx(size(delta[:n_in]), rel=0.1)
    return (1,)


@claim("copies")
def _() -> Numbers:
    last = first_layer("alike")[-1]
    apart = np.ptp(last, axis=0) / np.abs(last).max(axis=0)
    digits = int(np.floor(-np.log10(max(apart.max(), 1e-17))))
    assert digits >= 15
    return 0.5, 15, EPOCHS


@claim("predict-1")
def _() -> Numbers:
    z = initial((300, 4000), "xavier", 0)[0] @ np.random.RandomState(1).randn(300, 20)
    left = (np.maximum(z, 0) ** 2).mean() / (z**2).mean()
    assert left == pytest.approx(0.5, abs=0.01)
    return (DEPTH,)
