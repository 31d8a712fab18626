"""Tapes: straight-line programs of NumPy calls that compute the roots of an expression graph.

A tape knows nothing of lanes or shapes: it runs on numbers in arrays of any shape, and on whatever
else answers NumPy's ufuncs. Whole powers are multiplications (a call of `power` costs 80 times as
much), shared parts are computed once, and the first root is computed the same way whichever roots
follow.

Some slopes are infinite where their function is not: √u, asin u and powers below 1 at an edge of
their domain. There a tape says what happens by `Edges`. The chain rule multiplies such a slope by
that of u: where u turns back (√(x² + y²), |x|^(2/3)) that is 0, and 0 shall win; where u goes
through (√x) the product shall be too large for anything to be done with it. A large number in
place of infinity does both.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.expressions.functions import FUNCTIONS
from engine.expressions.graph import Call, Constant, Node, Power, Product, Sum, Symbol, in_order

Call1: TypeAlias = Callable[..., Any]
# How the slope of √u counts at u = 0, and others like it: as 0, as LARGE or as infinite.
Edges: TypeAlias = Literal["zero", "large", "infinite"]
# 1/√tiny, exactly: the slope of √u at the smallest u of full precision.
LARGE = 2.0**511
_COMMUTES = (np.add, np.multiply)


class Tape:
    """The calls, in order; `tape(x, y)` gives a value per root, a float where it is constant."""

    def __init__(
        self,
        roots: Sequence[Node],
        edges: Edges = "zero",
        variables: Sequence[str] = ("x", "y"),
    ) -> None:
        # Whether a slope that may be infinite is among the roots.
        self.edged = False
        # The first root is the formula itself, which has no slopes in it.
        self._in_formula = True
        self._edges = edges
        self._cells: list[float | None] = [None] * len(variables)
        self._calls: list[tuple[Call1, tuple[int, ...], int]] = []
        self._known: dict[Any, int] = {}
        self._products: dict[tuple[int, ...], int] = {}
        self._variables = {name: cell for cell, name in enumerate(variables)}
        self._of: dict[Node, int] = {}
        self._roots = []
        for root in roots:
            for node in in_order(root):
                if node not in self._of:
                    self._of[node] = self._lower(node)
            self._roots.append(self._of[root])
            self._in_formula = False
        self._drop_unused()

    def __len__(self) -> int:
        return len(self._calls)

    def __call__(self, *variables: Any) -> tuple[Any, ...]:
        cells: list[Any] = [*variables, *self._cells[len(variables) :]]
        for function, operands, result in self._calls:
            cells[result] = function(*[cells[operand] for operand in operands])
        return tuple([cells[root] for root in self._roots])

    def undefined(self, *variables: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Where (n,) a root has no value for another reason than overflow, at the points (n,).

        The reason is a number that is not finite but made of finite ones: NaN, or infinite at a
        pole, as 1/0 and log 0 are. Other infinities stand for numbers too large for a float.
        """
        nowhere = np.zeros(variables[0].shape, dtype=np.bool_)
        cells: list[Any] = [*variables, *self._cells[len(variables) :]]
        undefined = [nowhere] * len(cells)
        for function, operands, result in self._calls:
            numbers = [np.broadcast_to(cells[operand], nowhere.shape) for operand in operands]
            value = cells[result] = function(*numbers)
            finite = np.logical_and.reduce([np.isfinite(number) for number in numbers])
            origin = np.isnan(value) | (np.isinf(value) & _at_pole(function, numbers))
            passed = np.logical_or.reduce([undefined[operand] for operand in operands])
            undefined[result] = ~np.isfinite(value) & np.where(finite, origin, passed)
        found: NDArray[np.bool_] = np.logical_or.reduce([undefined[r] for r in self._roots])
        return found

    def _lower(self, node: Node) -> int:
        match node:
            case Constant(value=value):
                return self._constant(value)
            case Symbol(name=name):
                return self._variables[name]
            case Sum():
                return self._sum(node)
            case Product():
                return self._quotient(node, 1.0)
            case Power(base=base, exponent=exponent):
                power = self._emit(np.power, self._of[base], self._of[exponent])
                rises = isinstance(exponent, Constant) and exponent.value > 0
                return power if rises else self._bounded(power, np.minimum, LARGE)
            case Call(function="rsqrt"):
                return self._reciprocal_root(self._of[node.argument])
            case Call(function=function, arguments=arguments):
                cells = [self._of[argument] for argument in arguments]
                result = self._emit(FUNCTIONS[function].apply, *cells)
                if function == "log":
                    return self._bounded(result, np.maximum, -LARGE)
                return self._bounded(result, np.minimum, LARGE) if function == "rcbrt2" else result
        raise TypeError(f"a tape cannot compute {node!r}")

    def _bounded(self, cell: int, bound: Call1, limit: float) -> int:
        """A part of a slope that may be infinite."""
        if self._in_formula:
            return cell
        self.edged = True
        return self._emit(bound, cell, self._constant(limit)) if self._edges == "large" else cell

    def _reciprocal_root(self, argument: int) -> int:
        # The function's own two steps, so that the root is shared with the formula's.
        root = self._emit(np.sqrt, argument)
        self.edged = True
        if self._edges == "infinite":
            return self._emit(np.divide, self._constant(1.0), root)
        if self._edges == "large":
            root = self._emit(np.maximum, root, self._constant(1 / LARGE))
        return self._emit(np.divide, root, self._emit(np.maximum, argument, self._constant(_TINY)))

    def _sum(self, node: Sum) -> int:
        sizes = {abs(coefficient) for _, coefficient in node.terms}
        # 2x + 2y is computed as 2(x + y).
        if node.constant == 0 and len(node.terms) > 1 and len(sizes) == 1 and sizes != {1.0}:
            (size,) = sizes
            units = [(term, coefficient / size) for term, coefficient in node.terms]
            return self._emit(np.multiply, self._added(0.0, units), self._constant(size))
        return self._added(node.constant, node.terms)

    def _added(self, constant: float, terms: Sequence[tuple[Node, float]]) -> int:
        total = None
        # Negative terms come last: they are subtracted, which saves turning their signs.
        for term, coefficient in sorted(terms, key=lambda pair: pair[1] < 0):
            if coefficient < 0 and total is None and constant != 0:
                total, constant = self._constant(constant), 0.0
            if total is None:
                total = self._scaled(term, coefficient)
                continue
            joined = self._scaled(term, abs(coefficient))
            total = self._emit(np.add if coefficient > 0 else np.subtract, total, joined)
        assert total is not None
        if constant != 0:
            join = np.add if constant > 0 else np.subtract
            total = self._emit(join, total, self._constant(abs(constant)))
        return total

    def _scaled(self, node: Node, coefficient: float) -> int:
        if coefficient == 1:
            return self._of[node]
        if isinstance(node, Product) and all(n < 0 for _, n in node.factors):
            return self._quotient(node, coefficient)
        if coefficient == -1:
            return self._emit(np.negative, self._of[node])
        return self._emit(np.multiply, self._of[node], self._constant(coefficient))

    def _quotient(self, node: Product, coefficient: float) -> int:
        above = [self._raised(base, n) for base, n in node.factors if n > 0]
        below = [self._divisor(base, -n) for base, n in node.factors if n < 0]
        numerator = self._multiplied(above) if above else self._constant(coefficient)
        return self._emit(np.divide, numerator, self._multiplied(below)) if below else numerator

    def _divisor(self, base: Node, n: int) -> int:
        if n == 1 and isinstance(base, Call) and base.function == "sqrt":
            return self._bounded(self._of[base], np.maximum, 1 / LARGE)
        return self._raised(base, n)

    def _raised(self, base: Node, n: int) -> int:
        if n == 1:
            return self._of[base]
        if n % 2 == 0:
            half = self._raised(base, n // 2)
            return self._emit(np.multiply, half, half)
        return self._emit(np.multiply, self._raised(base, n - 1), self._of[base])

    def _multiplied(self, cells: Sequence[int]) -> int:
        """The product of the cells, from the largest part of it that is already there."""
        rest = sorted(cells)
        total = rest[0]
        # A graph's products have few factors, so there are few parts to try.
        for size in range(len(rest), 0, -1):
            known = [part for part in combinations(rest, size) if part in self._products]
            if known:
                total = self._products[known[0]]
                part = list(known[0])
                break
        else:
            part = [total]
        for cell in part:
            rest.remove(cell)
        for cell in rest:
            total = self._emit(np.multiply, total, cell)
            part = sorted([*part, cell])
            self._products[tuple(part)] = total
        return total

    def _constant(self, value: float) -> int:
        return self._cell(("constant", value), value)

    def _emit(self, function: Call1, *operands: int) -> int:
        key = (function, *(sorted(operands) if function in _COMMUTES else operands))
        known = len(self._cells)
        cell = self._cell(key, None)
        if cell == known:
            self._calls.append((function, operands, cell))
        return cell

    def _cell(self, key: Any, value: float | None) -> int:
        if key not in self._known:
            self._known[key] = len(self._cells)
            self._cells.append(value)
        return self._known[key]

    def _drop_unused(self) -> None:
        used = set(self._roots)
        kept = []
        for call in reversed(self._calls):
            if call[2] in used:
                used.update(call[1])
                kept.append(call)
        self._calls = kept[::-1]


def _at_pole(function: Call1, numbers: Sequence[Any]) -> Any:
    """Where an infinite result of these finite numbers is a pole, not a number too large."""
    if function is np.divide:
        return numbers[1] == 0
    if function is np.power:
        return numbers[0] == 0
    # The poles of logarithms and artanh lie at 0 and ±1; exp and its kin need far more to overflow.
    return np.abs(numbers[0]) <= 1 if len(numbers) == 1 else np.False_


_TINY = float(np.finfo(np.float64).tiny)
