"""The one-argument functions of the expression language, for instance sin, exp and sqrt.

Each is elementwise: how NumPy computes it, its slope in terms of its argument and of itself, its
LaTeX. At their kinks slopes are defined by convention: |u|′ = sign(u), which is 0 at 0; the slopes
of √u, max(0, u), sign and floor are 0 there too, so that a minimum on a kink (Ackley's, |x| + |y|)
counts as stationary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engine.expressions.graph import Graph, Node

_TINY = float(np.finfo(np.float64).tiny)

Slope = Callable[["Graph", "Node", "Node"], "Node"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language; `slope(graph, u, f)` is f′(u), given the nodes u and f = f(u)."""

    name: str
    apply: Callable[[Any], Any]
    slope: Slope
    latex: str
    public: bool = True

    def of_constant(self, value: float) -> float:
        """f(value), which may be infinite or NaN."""
        with np.errstate(all="ignore"):
            return float(self.apply(np.array([value]))[0])


def _sigmoid(u: Any) -> Any:
    return np.add(np.multiply(np.tanh(np.multiply(u, 0.5)), 0.5), 0.5)


def _reciprocal_root(u: Any) -> Any:
    return np.divide(np.sqrt(u), np.maximum(u, _TINY))


def _zero(graph: Graph, u: Node, f: Node) -> Node:
    return graph.constant(0.0)


def _one_plus_square(sign: float) -> Slope:
    return lambda graph, u, f: graph.sum(
        [(graph.constant(1.0), 1.0), (graph.product([(f, 2)]), sign)]
    )


def _arc(sign: float) -> Slope:
    def slope(graph: Graph, u: Node, f: Node) -> Node:
        inside = graph.sum([(graph.constant(1.0), 1.0), (graph.product([(u, 2)]), -1.0)])
        return graph.scale(graph.product([(graph.call("sqrt", inside), -1)]), sign)

    return slope


def _arctan(graph: Graph, u: Node, f: Node) -> Node:
    return graph.product(
        [(graph.sum([(graph.constant(1.0), 1.0), (graph.product([(u, 2)]), 1.0)]), -1)]
    )


def _logistic(graph: Graph, u: Node, f: Node) -> Node:
    return graph.product([(f, 1), (graph.sum([(graph.constant(1.0), 1.0), (f, -1.0)]), 1)])


def _to(name: str, factor: float = 1.0) -> Slope:
    return lambda graph, u, f: graph.scale(graph.call(name, u), factor)


_ALL = (
    Function("sin", np.sin, _to("cos"), r"\sin"),
    Function("cos", np.cos, _to("sin", -1.0), r"\cos"),
    Function("tan", np.tan, _one_plus_square(1.0), r"\tan"),
    Function("asin", np.arcsin, _arc(1.0), r"\arcsin"),
    Function("acos", np.arccos, _arc(-1.0), r"\arccos"),
    Function("atan", np.arctan, _arctan, r"\arctan"),
    Function("sinh", np.sinh, _to("cosh"), r"\sinh"),
    Function("cosh", np.cosh, _to("sinh"), r"\cosh"),
    Function("tanh", np.tanh, _one_plus_square(-1.0), r"\tanh"),
    Function("exp", np.exp, lambda graph, u, f: f, r"\exp"),
    Function("log", np.log, lambda graph, u, f: graph.product([(u, -1)]), r"\log"),
    Function("sqrt", np.sqrt, _to("rsqrt", 0.5), r"\sqrt"),
    Function("abs", np.absolute, _to("sign"), r"|"),
    Function("sign", np.sign, _zero, r"\operatorname{sign}"),
    Function("floor", np.floor, _zero, r"\lfloor"),
    Function("sigmoid", _sigmoid, _logistic, r"\sigma"),
    Function(
        "softplus", lambda u: np.logaddexp(u, 0.0), _to("sigmoid"), r"\operatorname{softplus}"
    ),
    Function("relu", lambda u: np.maximum(u, 0.0), _to("step"), r"\operatorname{relu}"),
    Function("step", lambda u: np.heaviside(u, 0.0), _zero, r"\operatorname{step}", public=False),
    # 1/√u, but 0 at u = 0.
    Function(
        "rsqrt",
        _reciprocal_root,
        lambda graph, u, f: graph.scale(graph.product([(f, 3)]), -0.5),
        r"\operatorname{rsqrt}",
        public=False,
    ),
)

FUNCTIONS = {function.name: function for function in _ALL}
PUBLIC = tuple(function.name for function in _ALL if function.public)
