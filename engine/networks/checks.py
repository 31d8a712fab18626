"""Gradient checks: back-propagation held against differences of the cost itself.

Methods, over a step ε: "two-sided" (J(θ+ε) − J(θ−ε))/2ε errs by ε², "one-sided" (J(θ+ε) − J(θ))/ε
by ε; both lose digits as 1/ε. "complex-step" Im J(θ + iε)/ε subtracts nothing, so it loses none.

Costs take many parameter vectors at once, (N, P) → (N,): all the forward passes of a check are one
batch. They must give the same cost for the same θ, so dropout is off, or its mask held fixed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array
from engine.networks.network import Network

Method: TypeAlias = Literal["two-sided", "one-sided", "complex-step"]
Formula: TypeAlias = Literal["stable", "textbook"]
Cost: TypeAlias = Callable[[NDArray[Any]], NDArray[Any]]

METHODS: tuple[Method, ...] = ("two-sided", "one-sided", "complex-step")
FORMULAS: tuple[Formula, ...] = ("stable", "textbook")
EPSILONS = tuple(float(eps) for eps in 10.0 ** -np.arange(1, 15.25, 0.25))

# Parameter vectors evaluated at once; the memory of a batch stays small.
ROWS = 256


def numerical_gradient(
    cost: Cost, theta: Array, eps: float = 1e-7, method: Method = "two-sided"
) -> Array:
    """The gradient (P,) of `cost` at θ (P,), one parameter after the other moved by ε.

    A complex step needs a cost that takes complex numbers. Raises ValueError for bad arguments.
    """
    if method not in METHODS:
        raise ValueError(f"method must be {' or '.join(map(repr, METHODS))}, not {method!r}")
    if theta.ndim != 1 or not 0 < eps < np.inf:
        raise ValueError("theta must be one parameter vector, eps a positive number")
    with np.errstate(all="ignore"):
        if method == "complex-step":
            return np.asarray(_moved(cost, theta, 1j * eps).imag / eps)
        ahead = _moved(cost, theta, eps)
        if method == "one-sided":
            return np.asarray((ahead - cost(theta[None])) / eps)
        return np.asarray((ahead - _moved(cost, theta, -eps)) / (2 * eps))


def passes(size: int, method: Method = "two-sided") -> int:
    """How many forward passes the gradient of `size` parameters takes; back-propagation takes 1."""
    return {"two-sided": 2 * size, "one-sided": size + 1, "complex-step": size}[method]


def ratio(gradient: Array, approx: Array) -> float:
    """‖g − g̃‖ / (‖g‖ + ‖g̃‖): 0 where they agree, 1/3 where one is twice the other, at most 1."""
    norm = np.linalg.norm
    scale = norm(gradient) + norm(approx)
    return float(norm(gradient - approx) / scale) if scale else 0.0


def sweep(
    cost: Cost,
    theta: Array,
    gradient: Array,
    epsilons: Sequence[float] = EPSILONS,
    methods: Sequence[Method] = METHODS,
) -> dict[Method, list[float]]:
    """The ratio over ε by each method: a V, a shallower V, and a slope that ends in a floor."""
    return {
        method: [ratio(gradient, numerical_gradient(cost, theta, eps, method)) for eps in epsilons]
        for method in methods
    }


def cost_of(
    network: Network, x: Array, y: Array, l2: float = 0.0, formula: Formula = "stable"
) -> Cost:
    """The network's cost as a function of θ.

    The textbook's cross-entropy −y ln a − (1 − y) ln(1 − a) is the same number with fewer digits,
    because 1 − a loses those of an a near 1: the check of the same correct gradient then looks a
    hundred times worse. It is defined for the sigmoid output.
    """
    if formula == "stable":
        return lambda theta: network.cost(theta, x, y, l2)
    if network.output != "sigmoid":
        raise ValueError("the textbook's formula is the sigmoid output's; use formula='stable'")

    def textbook(theta: NDArray[Any]) -> NDArray[Any]:
        a = 1 / (1 + np.exp(-network.forward(theta, x)[-1]))
        losses = -y * np.log(a) - (1 - y) * np.log(1 - a)
        squares = np.square(theta[..., network.is_weight]).sum(axis=-1)
        found: NDArray[Any] = (losses.sum(axis=(-2, -1)) + l2 / 2 * squares) / x.shape[-1]
        return found

    return textbook


def parts(network: Network, theta: Array) -> dict[str, Array]:
    """Views of a parameter vector or gradient (…, P) by name: W1, b1, W2, b2, …."""
    found: dict[str, Array] = {}
    for index, layer in enumerate(network.split(theta), 1):
        found |= {f"W{index}": layer[..., :-1], f"b{index}": layer[..., -1]}
    return found


def planted(network: Network, gradient: Array, bugs: Mapping[str, float]) -> Array:
    """The gradient with mistakes: {"W2": 2, "b1": 4} doubles dW2 and takes db1 four times."""
    wrong = gradient.copy()
    named = parts(network, wrong)
    for name, factor in bugs.items():
        if name not in named:
            raise ValueError(f"there is no part {name!r}; known: {', '.join(named)}")
        named[name][...] *= factor
    return wrong


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A gradient (P,), what differences of the cost say instead, and how far they are apart."""

    network: Network
    gradient: Array
    approx: Array
    eps: float
    method: Method

    @property
    def ratio(self) -> float:
        """How far the two are apart as a whole."""
        return ratio(self.gradient, self.approx)

    @property
    def passes(self) -> int:
        """How many forward passes it took."""
        return passes(len(self.gradient), self.method)

    def by_part(self) -> dict[str, float]:
        """The ratio of each part alone, which tells where a mistake is."""
        found, approx = (parts(self.network, one) for one in (self.gradient, self.approx))
        return {name: ratio(found[name], approx[name]) for name in found}

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; a ratio is null where the cost is not finite."""
        ratios = {"all": self.ratio, **self.by_part()}
        finite = {name: one if np.isfinite(one) else None for name, one in ratios.items()}
        return {
            "eps": self.eps,
            "method": self.method,
            "passes": self.passes,
            "ratio": finite.pop("all"),
            "parts": finite,
        }


def check(
    network: Network,
    theta: Array,
    x: Array,
    y: Array,
    *,
    l2: float = 0.0,
    eps: float = 1e-7,
    method: Method = "two-sided",
    formula: Formula = "stable",
    bugs: Mapping[str, float] | None = None,
) -> Check:
    """Check the network's back-propagation at θ (P,) on examples x (features, n), y (K, n)."""
    gradient = planted(network, network.gradient(theta, x, y, l2), bugs or {})
    cost = cost_of(network, x, y, l2, formula)
    return Check(network, gradient, numerical_gradient(cost, theta, eps, method), eps, method)


def example(seed: int = 1) -> tuple[Network, Array, Array, Array]:
    """The course's network 4-5-3-1 with θ, x and y: three examples, everything standard normal.

    One stream draws x, then W1, b1, W2, b2, W3, b3.
    """
    random, network = np.random.RandomState(seed), Network((4, 5, 3, 1))
    x, theta = random.randn(4, 3), np.empty(network.size)
    for part in parts(network, theta).values():
        part[...] = random.randn(*part.shape)
    return network, theta, x, np.array([[1.0, 1.0, 0.0]])


def _moved(cost: Cost, theta: Array, step: complex) -> NDArray[Any]:
    """The costs (P,) with one parameter at a time moved by `step`."""
    costs = []
    for first in range(0, len(theta), ROWS):
        moving = np.arange(first, min(first + ROWS, len(theta)))
        points = np.tile(theta.astype(np.result_type(theta, step)), (len(moving), 1))
        points[np.arange(len(moving)), moving] += step
        costs.append(cost(points))
    return np.concatenate(costs)
