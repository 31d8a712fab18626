"""Expressions: formulas in x and y with slopes, curvatures and LaTeX, such as x^2 + k*y^2."""

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.expressions.derive import Derivative
from engine.expressions.edges import infinite, is_ridge, settles
from engine.expressions.errors import ExpressionError
from engine.expressions.graph import Constant, Graph, Node
from engine.expressions.latex import MAX_GRADIENT, column_vector, latex
from engine.expressions.parse import Partial, parse
from engine.expressions.tape import Tape
from engine.expressions.vocabulary import CONSTANTS


class Expression:
    """A checked formula. Parsed at once (raising ExpressionError); differentiated when first asked.

    `value`, `slopes` and `curvatures` are pure and elementwise over arrays of any shape, in
    float64; lane i of an array gives the same bits as lane i alone. Outside a formula's domain
    they give NaN, without warning. Objects that answer NumPy's ufuncs but are no arrays pass
    through, and constants then stay floats.
    """

    def __init__(self, text: object, parameters: Mapping[str, float] | None = None) -> None:
        self.parameters = dict(parameters or {})
        graph = Graph()
        self._x, self._y = graph.symbol("x"), graph.symbol("y")
        names = {"x": self._x, "y": self._y}
        for name, value in {**CONSTANTS, **self.parameters}.items():
            names[name] = graph.constant(value)
        self._parsed = parse(text, graph, names)
        self._root = self._parsed.root
        self.text = str(text)
        self._graph = graph
        self._lock = RLock()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __reduce__(self) -> tuple[type["Expression"], tuple[str, dict[str, float]]]:
        # A lock cannot be sent to another process; the text is parsed again there.
        return Expression, (self.text, self.parameters)

    def value(self, x: Any, y: Any) -> Any:
        """f(x, y)."""
        return _run(self._value_tape, x, y)[0]

    def slopes(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        """f, ∂f/∂x and ∂f/∂y, in one evaluation; infinite, or nearly so, at edges (`edges`)."""
        value, dx, dy = _run(self._slopes_tape, x, y)
        if self._slopes_tape.edged and _is_array(dx) and _is_array(dy):
            return value, infinite(dx)[()], infinite(dy)[()]
        return value, dx, dy

    def at_edge(self, x: float, y: float) -> bool:
        """Whether f has a value at the point and an infinite slope, by the rule of `edges`."""
        value, *slopes = self.slopes(x, y)
        if not math.isfinite(value):
            return False
        if any(map(math.isinf, slopes)):
            return True
        if not self._slopes_tape.edged:
            return False
        exact = _run(self._edge_tape, x, y)[1:]
        lines = self._lines(x, y)
        return any(
            not math.isfinite(slope) and not settles(line, at)
            for slope, (line, at) in zip(exact, lines, strict=True)
        )

    def on_ridge(self, x: float, y: float) -> bool:
        """Whether f has a kink at the point that is a maximum along an axis."""
        slopes = self.slopes(x, y)[1:]
        return any(
            slope == 0 and is_ridge(line, at)
            for slope, (line, at) in zip(slopes, self._lines(x, y), strict=True)
        )

    def _lines(self, x: float, y: float) -> tuple[tuple[Callable[[float], float], float], ...]:
        """F along each axis through the point, and where the point lies on it."""
        return ((lambda t: self.value(t, y), x), (lambda t: self.value(x, t), y))

    def tame(self, x: Any, y: Any) -> Any:
        """Where f and its slopes are finite if the slope of √u at 0 counts as 0."""
        parts = _run(Tape([self._root, *self._gradient]), x, y)
        return np.logical_and.reduce([np.isfinite(part) for part in parts])

    @property
    def notes(self) -> list[str]:
        """How the text was read where that is not plain, for instance which names are the axes."""
        return list(self._parsed.notes)

    def curvatures(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y²."""
        dxx, dxy, dyy = _run(self._curvatures_tape, x, y)
        return dxx, dxy, dyy

    def undefined(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Where f or a slope has no value, other than by exceeding all floats; for points (n,).

        An infinite slope, by the rule of `edges`, is none.
        """
        found: NDArray[np.bool_]
        with np.errstate(all="ignore"):
            found = self._slopes_tape.undefined(x, y)
            if self._slopes_tape.edged:
                for slope in self._slopes_tape(x, y)[1:]:
                    found = found | (np.isinf(infinite(slope)) & np.isfinite(slope))
        return found

    @property
    def constant(self) -> bool:
        """Whether f is the same everywhere, for neither x nor y is in it."""
        return isinstance(self._root, Constant)

    @property
    def partial(self) -> list[Partial]:
        """The parts that are undefined for some arguments, as √(x − 1)."""
        return list(self._parsed.partial)

    def argument(self, partial: Partial, x: Any, y: Any) -> Any:
        """What one of those parts is taken of."""
        return _run(Tape([partial.argument]), x, y)[0]

    @property
    def root(self) -> Node:
        """The formula's graph; its symbols are x and y."""
        return self._root

    @property
    def calls(self) -> int:
        """How many NumPy calls one evaluation of `slopes` takes."""
        return len(self._slopes_tape)

    @cached_property
    def latex(self) -> str:
        """The formula; parameters keep their names."""
        return latex(self._symbolic[1])

    @cached_property
    def gradient_latex(self) -> str | None:
        """The gradient as a column vector, or None when that would be too long to read."""
        graph, root = self._symbolic
        try:
            slopes = [Derivative(graph, graph.symbol(name))(root) for name in ("x", "y")]
            return column_vector([latex(slope, MAX_GRADIENT) for slope in slopes])
        except ArithmeticError:
            return None

    @cached_property
    def _value_tape(self) -> Tape:
        return Tape([self._root])

    @cached_property
    def _slopes_tape(self) -> Tape:
        return Tape([self._root, *self._gradient], "large")

    @cached_property
    def _edge_tape(self) -> Tape:
        return Tape([self._root, *self._gradient], "infinite")

    @cached_property
    def _curvatures_tape(self) -> Tape:
        (dx, dy), (_, by_x, by_y) = self._gradient, self._differentiated
        return Tape(self._derived(lambda: (by_x(dx), by_y(dx), by_y(dy))))

    @cached_property
    def _gradient(self) -> tuple[Node, ...]:
        return self._differentiated[0]

    @cached_property
    def _differentiated(self) -> tuple[tuple[Node, ...], Derivative, Derivative]:
        by_x, by_y = Derivative(self._graph, self._x), Derivative(self._graph, self._y)
        return self._derived(lambda: (by_x(self._root), by_y(self._root))), by_x, by_y

    def _derived(self, derive: Callable[[], tuple[Node, ...]]) -> tuple[Node, ...]:
        try:
            # Deriving adds nodes to the graph, and surfaces are shared by threads.
            with self._lock:
                return derive()
        except ArithmeticError as error:
            raise ExpressionError(f"its slope cannot be computed: {error}", self.text, 1) from None

    @property
    def _key(self) -> tuple[str, tuple[tuple[str, float], ...]]:
        return self.text, tuple(self.parameters.items())

    @property
    def _symbolic(self) -> tuple[Graph, Node]:
        """The formula with the names of its constants in place of their values."""
        graph = Graph(exact=True)
        symbols = {name: graph.symbol(name) for name in ("x", "y", *CONSTANTS, *self.parameters)}
        return graph, parse(self.text, graph, symbols).root


def _run(tape: Tape, x: Any, y: Any) -> tuple[Any, ...]:
    if not (_is_array(x) and _is_array(y)):
        return tape(x, y)
    # NumPy computes contiguous arrays on one path, whatever their length, but has others for
    # scalars and strided views.
    shape = np.broadcast_shapes(np.shape(x), np.shape(y))
    x, y = np.ascontiguousarray(x, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    with np.errstate(all="ignore"):
        results = tape(x, y)
    return tuple([_shaped(result, shape, (x, y)) for result in results])


def _shaped(result: Any, shape: tuple[int, ...], inputs: tuple[Any, Any]) -> Any:
    """The result in the shape of the inputs, never the inputs themselves; a scalar for scalars."""
    if np.size(result) != math.prod(shape) or result is inputs[0] or result is inputs[1]:
        result = np.array(np.broadcast_to(result, shape or (1,)))
    return np.reshape(result, shape)[()]


def _is_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic, float, int, list, tuple))
