"""Tapes: straight-line programs of NumPy calls that compute the roots of an expression graph.

A tape knows nothing of lanes or shapes: it runs on numbers in arrays of any shape, and on whatever
else answers NumPy's ufuncs. Whole powers are multiplications (a call of `power` costs 80 times as
much), shared parts are computed once, and the first root is computed the same way whichever roots
follow.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from engine.expressions.functions import FUNCTIONS
from engine.expressions.graph import Call, Constant, Node, Power, Product, Sum, Symbol, in_order

Call1 = Callable[..., Any]
_COMMUTES = (np.add, np.multiply)


class Tape:
    """The calls, in order; `tape(x, y)` gives a value per root, a float where it is constant."""

    def __init__(self, roots: Sequence[Node], variables: Sequence[str] = ("x", "y")) -> None:
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
        self._drop_unused()

    def __len__(self) -> int:
        return len(self._calls)

    def __call__(self, *variables: Any) -> tuple[Any, ...]:
        cells: list[Any] = [*variables, *self._cells[len(variables) :]]
        for function, operands, result in self._calls:
            cells[result] = function(*[cells[operand] for operand in operands])
        return tuple([cells[root] for root in self._roots])

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
                return self._emit(np.power, self._of[base], self._of[exponent])
            case Call(function="rsqrt", argument=argument):
                # The function's own two steps, so that the root is shared with the formula's.
                root = self._emit(np.sqrt, self._of[argument])
                floor = self._emit(np.maximum, self._of[argument], self._constant(_TINY))
                return self._emit(np.divide, root, floor)
            case Call(function=function, argument=argument):
                return self._emit(FUNCTIONS[function].apply, self._of[argument])
        raise TypeError(f"a tape cannot compute {node!r}")

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
        below = [self._raised(base, -n) for base, n in node.factors if n < 0]
        numerator = self._multiplied(above) if above else self._constant(coefficient)
        return self._emit(np.divide, numerator, self._multiplied(below)) if below else numerator

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


_TINY = float(np.finfo(np.float64).tiny)
