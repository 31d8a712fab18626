"""Expression graphs: formulas whose equal parts are one node, for instance x² in x² + sin(x²).

Nodes are made by a `Graph`, which simplifies lightly and hands out the same node for the same
formula (hash-consing). A node is younger than its parts, so sorting by `index` puts every part
before its whole.
"""

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from engine.expressions.functions import FUNCTIONS

# Wider products nest: the derivative of a flat product of n factors has n² parts, nested only n.
_WIDTH = 4

_TOO_LARGE = "the value is beyond the range of numbers"
_NOT_REAL = "the value is not a real number"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One part of a formula; equal parts of a graph are the same object."""

    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Node):
    """A finite number."""

    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Symbol(Node):
    """A variable, or a constant that keeps its name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Sum(Node):
    """constant + Σ coefficient · term; a single term without constant is a scaled node."""

    constant: float
    terms: tuple[tuple[Node, float], ...]

    @property
    def scaled(self) -> bool:
        return self.constant == 0 and len(self.terms) == 1

    @property
    def falling(self) -> bool:
        return self.constant <= 0 and all(coefficient < 0 for _, coefficient in self.terms)


@dataclass(frozen=True, slots=True, eq=False)
class Product(Node):
    """Π base^n with whole exponents n ≠ 0; a quotient is a product with negative ones."""

    factors: tuple[tuple[Node, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Power(Node):
    """base^exponent where the exponent is neither whole nor half of an odd number."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """A function of FUNCTIONS at its arguments."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def argument(self) -> Node:
        return self.arguments[0]


Made = TypeVar("Made", bound=Node)


class Graph:
    """Makes nodes. Every method raises ArithmeticError where a constant part has no finite value.

    With `exact` the functions of constants stay as written, as √2 in a formula that is to be read.
    """

    def __init__(self, exact: bool = False) -> None:
        self._exact = exact
        self._made: dict[Hashable, Node] = {}

    def constant(self, value: float) -> Node:
        if not math.isfinite(value):
            raise OverflowError(_TOO_LARGE if math.isinf(value) else _NOT_REAL)
        value += 0.0  # −0.0 and 0.0 are one constant
        return self._share(("constant", value), lambda index: Constant(index, value))

    def symbol(self, name: str) -> Node:
        return self._share(("symbol", name), lambda index: Symbol(index, name))

    def named_constant(self, name: str, value: float) -> Node:
        return self.symbol(name) if self._exact else self.constant(value)

    def sum(self, pairs: Iterable[tuple[Node, float]]) -> Node:
        """Σ coefficient · node, with like terms collected."""
        constant = 0.0
        terms: dict[Node, float] = {}
        for node, coefficient in pairs:
            if isinstance(node, Constant):
                constant += coefficient * node.value
            elif isinstance(node, Sum) and (coefficient == 1 or node.scaled):
                constant += node.constant
                for term, inner in node.terms:
                    terms[term] = terms.get(term, 0.0) + coefficient * inner
            else:
                terms[node] = terms.get(node, 0.0) + coefficient
        terms = {term: coefficient for term, coefficient in terms.items() if coefficient != 0}
        if not terms or not all(map(math.isfinite, (constant, *terms.values()))):
            return self.constant(sum(terms.values(), constant))
        if constant == 0 and list(terms.values()) == [1.0]:
            return next(iter(terms))
        key = ("sum", constant, frozenset(terms.items()))
        return self._share(key, lambda index: Sum(index, constant + 0.0, tuple(terms.items())))

    def scale(self, node: Node, coefficient: float) -> Node:
        if coefficient == -1 and isinstance(node, Sum) and node.falling:
            return self.sum(
                [(self.constant(-node.constant), 1.0), *((t, -c) for t, c in node.terms)]
            )
        return self.sum([(node, coefficient)])

    def product(self, pairs: Iterable[tuple[Node, int]]) -> Node:
        """Π node^n, with constants and like factors collected."""
        coefficient = 1.0
        factors: dict[Node, int] = {}
        for node, n in pairs:
            core: Node | None = node
            if isinstance(node, Constant):
                coefficient, core = coefficient * _power(node.value, n), None
            elif isinstance(node, Sum) and node.scaled:
                ((core, inner),) = node.terms
                coefficient *= _power(inner, n)
            if core is None:
                continue
            # (xy)² stays a power of xy, which is computed once; only plain products are opened.
            parts: tuple[tuple[Node, int], ...] = ((core, 1),)
            if isinstance(core, Product) and (abs(n) == 1 or len(core.factors) == 1):
                parts = core.factors
            factors = {base: m for base, m in factors.items() if m}
            # Too wide: what there is becomes one factor, beside which the next is kept closed.
            if len(factors.keys() | {base for base, _ in parts}) > _WIDTH and factors:
                factors = {self._multiplied(factors): 1}
                parts = ((core, 1),)
            for base, m in parts:
                factors[base] = factors.get(base, 0) + m * n
        if coefficient == 0:
            return self.constant(0.0)
        factors = {base: n for base, n in factors.items() if n}
        if not factors:
            return self.constant(coefficient)
        return self.scale(self._multiplied(factors), coefficient)

    def power(self, base: Node, exponent: Node) -> Node:
        """base^exponent; whole and half exponents become products and roots."""
        if isinstance(exponent, Constant):
            value = exponent.value
            if isinstance(base, Constant):
                return self.constant(_power(base.value, value))
            if value.is_integer():
                return self.product([(base, int(value))])
            if (2 * value).is_integer():
                root = self.call("sqrt", base)
                side = 1 if value > 0 else -1
                return self.product([(base, int(value)), (root, side)])
        elif isinstance(base, Constant) and base.value <= 0 and not self._exact:
            raise ZeroDivisionError("a varying exponent needs a base above 0")
        return self._share(("power", base, exponent), lambda index: Power(index, base, exponent))

    def call(self, function: str, *arguments: Node) -> Node:
        if not self._exact:
            values = [node.value for node in arguments if isinstance(node, Constant)]
            if len(values) == len(arguments):
                return self.constant(FUNCTIONS[function].of_constants(*values))
        return self._share(
            ("call", function, arguments), lambda index: Call(index, function, arguments)
        )

    def _multiplied(self, factors: dict[Node, int]) -> Node:
        if list(factors.values()) == [1]:
            return next(iter(factors))
        key = ("product", frozenset(factors.items()))
        return self._share(key, lambda index: Product(index, tuple(factors.items())))

    def _share(self, key: Hashable, make: Callable[[int], Node]) -> Node:
        node = self._made.get(key)
        if node is None:
            node = self._made[key] = make(len(self._made))
        return node


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes that `node` is made of directly."""
    match node:
        case Sum(terms=pairs):
            return tuple(term for term, _ in pairs)
        case Product(factors=factors):
            return tuple(base for base, _ in factors)
        case Power(base=base, exponent=exponent):
            return (base, exponent)
        case Call(arguments=arguments):
            return arguments
    return ()


def in_order(*roots: Node) -> list[Node]:
    """Every node that the roots are made of, parts before wholes."""
    found = set(roots)
    waiting = list(roots)
    while waiting:
        for part in parts_of(waiting.pop()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return sorted(found, key=lambda node: node.index)


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        raise ZeroDivisionError("this divides by zero")
    try:
        return math.pow(base, exponent)
    except OverflowError:
        raise OverflowError(_TOO_LARGE) from None
    except ValueError:
        raise ArithmeticError(_NOT_REAL) from None
