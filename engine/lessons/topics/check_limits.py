"""Limits of gradient checking: what it costs, and what dropout does to it."""

import time
from functools import lru_cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from engine.figures.figure import Axis, Fact, Figure, Ink, Line, Mark, Panel
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.topics.gradient_checking import LEAST, LESSON
from engine.networks.backpropagation import BackpropPass
from engine.networks.checks import (
    METHODS,
    Cost,
    Method,
    cost_of,
    example,
    numerical_gradient,
    passes,
    ratio,
)
from engine.networks.initializers import initial
from engine.networks.network import Network

Units = Annotated[
    int,
    Scale("linear", 1, 16, (1, 16), None, "integer"),
    "Units in each of two hidden layers of the network whose check is timed.",
]
Keep = Annotated[
    float, Scale("linear", 0.3, 1.0, (0.3, 1.0)), "The share of units that dropout keeps."
]

EXAMPLES, REPEATS = 16, 5
SIZES = (1.0, 1e6)
EPSILONS = tuple(float(eps) for eps in 10.0 ** -np.arange(1.0, 13.0, 1.5))
MASK_SEED = 5


@lru_cache(32)
def timed(units: int) -> tuple[float, float]:
    """Milliseconds of back-propagation and of the check, here and when first asked for.

    The check takes one forward pass after another, as a loop does; it is long enough to be timed
    once, of back-propagation the shortest of several times counts.
    """
    network, random = Network((4, units, units, 1), "tanh"), np.random.RandomState(0)
    theta = network.join(initial(network.layers, "xavier", 0))
    x, y = random.randn(4, EXAMPLES), np.arange(float(EXAMPLES))[None] % 2
    cost = cost_of(network, x, y)

    def one_by_one(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([cost(point) for point in points])

    spans = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        network.gradient(theta, x, y)
        spans.append(time.perf_counter() - began)
    began = time.perf_counter()
    numerical_gradient(one_by_one, theta, 1e-5)
    return 1e3 * min(spans), 1e3 * (time.perf_counter() - began)


@lru_cache(64)
def with_dropout(keep: float) -> tuple[Array, Array]:
    """The ratio over EPSILONS with a mask that is held, and with one drawn anew for each pass."""
    network, theta, x, y = example()
    random = np.random.RandomState(MASK_SEED)
    everything, size = np.arange(x.shape[1]), network.size
    points, grads = np.empty((size, size)), np.empty((size, size))
    together = BackpropPass(network, points, grads, len(everything), dropout=True)
    point, grad = np.empty((1, size)), np.empty((1, size))
    alone = BackpropPass(network, point, grad, len(everything), dropout=True)

    def draw(into: BackpropPass) -> None:
        for mask in into.masks:
            mask[...] = (random.random_sample(mask.shape) < keep) / keep

    def held(moved: NDArray[np.float64]) -> NDArray[np.float64]:
        points[...] = moved
        together.run(x, y, everything)
        return together.cost.copy()

    def fresh(moved: NDArray[np.float64]) -> NDArray[np.float64]:
        costs = []
        for point[...] in moved[:, None]:
            draw(alone)
            alone.run(x, y, everything)
            costs.append(float(alone.cost[0]))
        return np.array(costs)

    draw(alone)
    for kept, mask in zip(together.masks, alone.masks, strict=True):
        kept[...] = mask
    point[...] = theta
    alone.run(x, y, everything)
    gradient = grad[0].copy()
    return sweep(held, theta, gradient), sweep(fresh, theta, gradient)


def sweep(cost: Cost, theta: Array, gradient: Array) -> Array:
    """The two-sided ratio over EPSILONS."""
    found = [ratio(gradient, numerical_gradient(cost, theta, eps)) for eps in EPSILONS]
    return np.maximum(found, LEAST)


@lru_cache(1)
def without_dropout() -> Array:
    """The two-sided ratio over EPSILONS of the same network, whole."""
    network, theta, x, y = example()
    return sweep(cost_of(network, x, y), theta, network.gradient(theta, x, y))


@LESSON.experiment()
def price_and_dropout(*, units: Units = 8, keep_prob: Keep = 0.8) -> Figure:
    """How many passes a check takes and how long they last; the ratio over ε under dropout."""
    size = Network((4, units, units, 1)).size
    back, check = timed(units)
    return Figure(
        panels=(counted(size), dropout(keep_prob)),
        facts=(
            Fact(name="parameters", label="Parameters", value=size),
            Fact(name="passes", label="Forward passes", value=passes(size), ink="blue"),
            Fact(name="back", label="Back-propagation", value=back, unit="ms", ink="green"),
            Fact(name="check", label="Its check", value=check, unit="ms", ink="blue"),
            Fact(name="times", label="Times as long", value=check / back),
        ),
    )


def counted(size: int) -> Panel:
    """Forward passes over parameters, for each method and for back-propagation."""
    styles: dict[Method, tuple[Ink, bool]] = {
        "two-sided": ("blue", False),
        "one-sided": ("vermilion", True),
        "complex-step": ("green", False),
    }
    sizes = [int(one) for one in np.geomspace(*SIZES, 7).round()]
    lines = [
        Line(name=method, x=sizes, y=[passes(one, method) for one in sizes], ink=ink, dashed=dashed)
        for method in METHODS
        for ink, dashed in [styles[method]]
    ]
    return Panel(
        title="Forward passes for one gradient",
        about="Lines that rise in proportion to the parameters, and a level one at one pass.",
        x=Axis(label="parameters", log=True, range=SIZES),
        y=Axis(label="passes", log=True, range=(0.5, 4e6)),
        layers=(
            *lines,
            Line(name="back-propagation", x=SIZES, y=(1, 1), ink="muted"),
            Mark(label="this network", x=size, y=passes(size), ink="blue"),
        ),
    )


def dropout(keep: float) -> Panel:
    """The two-sided ratio over ε under dropout and without it."""
    held, fresh = with_dropout(keep)
    styles: tuple[tuple[str, Array, Ink, bool], ...] = (
        ("a mask for each pass", fresh, "vermilion", False),
        ("one mask for all", held, "blue", False),
        ("no dropout", without_dropout(), "muted", True),
    )
    return Panel(
        title="The two-sided ratio with dropout",
        about="A held mask gives a V, as without dropout; masks drawn anew a level line high up.",
        x=Axis(label="ε", log=True, range=(1e-12, 0.5)),
        y=Axis(label="ratio", log=True, range=(1e-12, 3.0)),
        layers=tuple(
            Line(name=name, x=EPSILONS, y=ratios, ink=ink, dashed=dashed)
            for name, ratios, ink, dashed in styles
        ),
    )
