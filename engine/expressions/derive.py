"""Derivatives of expression graphs, for instance ∂/∂x of a surface, or of its slope.

Every node is differentiated once and shares its parts, so a formula of n nodes has a gradient and
a Hessian of a constant times n nodes, however often its parts are repeated in the written-out
formula.

At kinks slopes are defined by convention: |u|′ = sign(u), which is 0 at 0; sign, floor and their
kin have slope 0 everywhere; max and min have at a tie that slope between their one-sided ones
which is nearest to 0, so that a minimum on a kink (Ackley's, |x| + |y|) counts as stationary. A
choice has the slope of the branch that is chosen. What √u and other roots do at 0 is decided where
they are computed (`tape`).
"""

from collections.abc import Callable
from typing import TypeAlias

from engine.expressions.graph import Call, Graph, Node, Power, Product, Sum, Symbol, in_order

# f′(u), given the nodes u and f = f(u).
Slope: TypeAlias = Callable[[Graph, Node, Node], Node]


def _to(name: str, factor: float = 1.0) -> Slope:
    return lambda graph, u, f: graph.scale(graph.call(name, u), factor)


def _zero(graph: Graph, u: Node, f: Node) -> Node:
    return graph.constant(0.0)


def _one_plus_square(graph: Graph, node: Node, sign: float) -> Node:
    return graph.sum([(graph.constant(1.0), 1.0), (graph.product([(node, 2)]), sign)])


def _arc(sign: float) -> Slope:
    def slope(graph: Graph, u: Node, f: Node) -> Node:
        root = graph.call("sqrt", _one_plus_square(graph, u, -1.0))
        return graph.scale(graph.product([(root, -1)]), sign)

    return slope


def _arsinh(graph: Graph, u: Node, f: Node) -> Node:
    return graph.product([(graph.call("sqrt", _one_plus_square(graph, u, 1.0)), -1)])


def _arcosh(graph: Graph, u: Node, f: Node) -> Node:
    # Two roots instead of √(u² − 1), which loses digits near u = 1.
    roots = [
        graph.call("sqrt", graph.sum([(u, 1.0), (graph.constant(one), 1.0)])) for one in (-1.0, 1.0)
    ]
    return graph.product([(root, -1) for root in roots])


def _logistic(graph: Graph, u: Node, f: Node) -> Node:
    return graph.product([(f, 1), (graph.sum([(graph.constant(1.0), 1.0), (f, -1.0)]), 1)])


def _log_to(base: float) -> Slope:
    def slope(graph: Graph, u: Node, f: Node) -> Node:
        return graph.product([(u, -1), (graph.call("log", graph.constant(base)), -1)])

    return slope


SLOPES: dict[str, Slope] = {
    "sin": _to("cos"),
    "cos": _to("sin", -1.0),
    "tan": lambda graph, u, f: _one_plus_square(graph, f, 1.0),
    "asin": _arc(1.0),
    "acos": _arc(-1.0),
    "atan": lambda graph, u, f: graph.product([(_one_plus_square(graph, u, 1.0), -1)]),
    "sinh": _to("cosh"),
    "cosh": _to("sinh"),
    "tanh": lambda graph, u, f: _one_plus_square(graph, f, -1.0),
    "asinh": _arsinh,
    "acosh": _arcosh,
    "atanh": lambda graph, u, f: graph.product([(_one_plus_square(graph, u, -1.0), -1)]),
    "exp": lambda graph, u, f: f,
    "exp2": lambda graph, u, f: graph.product(
        [(f, 1), (graph.call("log", graph.constant(2.0)), 1)]
    ),
    "expm1": _to("exp"),
    "log": lambda graph, u, f: graph.product([(u, -1)]),
    "log2": _log_to(2.0),
    "log10": _log_to(10.0),
    "log1p": lambda graph, u, f: graph.product(
        [(graph.sum([(graph.constant(1.0), 1.0), (u, 1.0)]), -1)]
    ),
    "cbrt": _to("rcbrt2", 1 / 3),
    "rcbrt2": lambda graph, u, f: graph.scale(graph.product([(f, 1), (u, -1)]), -2 / 3),
    "sqrt": _to("rsqrt", 0.5),
    "abs": _to("sign"),
    "sign": _zero,
    "floor": _zero,
    "round": _zero,
    "heaviside": _zero,
    "less": _zero,
    "at most": _zero,
    "sigmoid": _logistic,
    "softplus": _to("sigmoid"),
    "relu": _to("step"),
    "step": _zero,
    "rsqrt": lambda graph, u, f: graph.scale(graph.product([(f, 3)]), -0.5),
}


class Derivative:
    """∂/∂variable over one graph; remembers what it has differentiated."""

    def __init__(self, graph: Graph, variable: Node) -> None:
        self._graph = graph
        self._variable = variable
        self._zero = graph.constant(0.0)
        self._known: dict[Node, Node] = {}

    def __call__(self, root: Node) -> Node:
        for node in in_order(root):
            if node not in self._known:
                self._known[node] = self._of(node)
        return self._known[root]

    def _of(self, node: Node) -> Node:
        graph, known = self._graph, self._known
        match node:
            case Symbol():
                return graph.constant(1.0 if node is self._variable else 0.0)
            case Sum(terms=terms):
                return graph.sum([(known[term], coefficient) for term, coefficient in terms])
            case Product(factors=factors):
                return self._gathered([self._without(factors, i) for i in range(len(factors))])
            case Power():
                return self._of_power(node)
            case Call(function=function, arguments=(argument,)):
                inner = known[argument]
                if inner is self._zero:
                    return self._zero
                return graph.product([(SLOPES[function](graph, argument, node), 1), (inner, 1)])
            case Call():
                return self._of_many(node)
        return self._zero

    def _of_many(self, node: Call) -> Node:
        graph, zero = self._graph, self._zero
        inner = [self._known[argument] for argument in node.arguments]
        match node.function, node.arguments:
            case "where" | "tie", (condition, _, _):
                if inner[1] is zero and inner[2] is zero:
                    return zero
                return graph.call(node.function, condition, inner[1], inner[2])
            case "given", (condition, _):
                return zero if inner[1] is zero else graph.call("given", condition, inner[1])
            case "min" | "max", (u, v):
                side = 1.0 if node.function == "max" else -1.0
                if inner[0] is inner[1]:
                    return inner[0]
                return graph.call("tie", graph.sum([(u, side), (v, -side)]), *inner)
            case "mod", (u, v):
                turns = graph.call("floor", graph.product([(u, 1), (v, -1)]))
                return graph.sum(
                    [(inner[0], 1.0), (graph.product([(turns, 1), (inner[1], 1)]), -1.0)]
                )
            case "atan2", (v, u):
                cross = graph.sum(
                    [
                        (graph.product([(u, 1), (inner[0], 1)]), 1.0),
                        (graph.product([(v, 1), (inner[1], 1)]), -1.0),
                    ]
                )
                square = graph.sum([(graph.product([(part, 2)]), 1.0) for part in (u, v)])
                return graph.product([(cross, 1), (square, -1)])
        return zero

    def _without(self, factors: tuple[tuple[Node, int], ...], i: int) -> Node:
        """The product in which factor i is replaced by its slope."""
        graph = self._graph
        base, n = factors[i]
        inner = self._known[base]
        if inner is self._zero:
            return self._zero
        slope = graph.scale(graph.product([(base, n - 1), (inner, 1)]), float(n))
        return graph.product([*factors[:i], (slope, 1), *factors[i + 1 :]])

    def _of_power(self, node: Power) -> Node:
        graph, base, exponent = self._graph, node.base, node.exponent
        base_slope, exponent_slope = self._known[base], self._known[exponent]
        terms: list[Node] = []
        if base_slope is not self._zero:
            lower = graph.power(base, graph.sum([(exponent, 1.0), (graph.constant(1.0), -1.0)]))
            terms.append(graph.product([(exponent, 1), (lower, 1), (base_slope, 1)]))
        if exponent_slope is not self._zero:
            log = graph.call("log", base)
            terms.append(graph.product([(node, 1), (log, 1), (exponent_slope, 1)]))
        return self._gathered(terms)

    def _gathered(self, terms: list[Node]) -> Node:
        """The sum of the terms, with the factors that all of them have in front."""
        graph = self._graph
        total = graph.sum([(term, 1.0) for term in terms])
        if not isinstance(total, Sum) or total.constant != 0 or len(total.terms) == 1:
            return total
        common, *others = [dict(_factors(term)) for term, _ in total.terms]
        for other in others:
            common = {
                base: min(n, other[base], key=abs)
                for base, n in common.items()
                if n * other.get(base, 0) > 0
            }
        if not common:
            return total
        over = [(base, -n) for base, n in common.items()]
        rest = graph.sum([(graph.product([(term, 1), *over]), c) for term, c in total.terms])
        return graph.product([*common.items(), (rest, 1)])


def _factors(node: Node) -> tuple[tuple[Node, int], ...]:
    return node.factors if isinstance(node, Product) else ((node, 1),)
