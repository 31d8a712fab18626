"""Parsing: text of the expression language → a node of a graph, for instance x^2 + k*y^2.

The text becomes tokens, these a tree, and a walker makes the graph of it. User text is never
evaluated, by Python or by anything else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.expressions.bars import paired
from engine.expressions.errors import ExpressionError
from engine.expressions.grammar import parsed
from engine.expressions.graph import Constant, Graph, Node
from engine.expressions.names import Names
from engine.expressions.tokens import tokenize
from engine.expressions.tree import Application, Group, Name, Negative, Number, Operation, Tree
from engine.expressions.vocabulary import FIXED, FORMS, MORE_CONSTANTS

MAX_EXPONENT = 64
_LARGEST_ROOT = 64


@dataclass(frozen=True, slots=True)
class Partial:
    """A part of a formula that is defined for some arguments only, and how both are written."""

    function: str
    argument: Node
    text: str
    exponent: float = 0.0


@dataclass(slots=True)
class Parsed:
    """A formula's node; how it was read where that is not plain; its parts with a domain."""

    root: Node
    notes: list[str] = field(default_factory=list)
    partial: list[Partial] = field(default_factory=list)


def parse(source: object, graph: Graph, names: Mapping[str, Node]) -> Parsed:
    """The formula as a node of `graph`; `names` are the symbols it may use.

    Raises ExpressionError with the offending part and its column.
    """
    declared = [name for name in names if name not in FIXED]
    tokens = tokenize(source, declared)
    text = str(source)
    reader = Names(text, declared)
    tree = parsed(paired(reader.resolved(tokens), text), text)
    walker = _Walker(text, graph, names)
    return Parsed(walker.walk(tree), reader.notes, walker.partial)


class _Walker:
    """Turns the tree into nodes; follows chains such as a + b + c in a loop, not by recursion."""

    def __init__(self, source: str, graph: Graph, names: Mapping[str, Node]) -> None:
        self._source = source
        self._graph = graph
        self._names = names
        self.partial: list[Partial] = []

    def walk(self, tree: Tree) -> Node:
        match tree:
            case Number(value=value):
                return self._folded(tree, lambda: self._graph.constant(value))
            case Name(name=name):
                return self._named(name)
            case Group(inner=inner):
                return self.walk(inner)
            case Negative(operand=operand):
                return self._graph.scale(self.walk(operand), -1.0)
            case Operation(sign="^"):
                return self._power(tree)
            case Operation():
                return self._chain(tree)
            case Application(function="root", arguments=(argument, index)):
                return self._root(tree, argument, index)
            case Application(function="piecewise", arguments=(argument,)):
                return self.walk(argument)
            case Application():
                return self._application(tree)
        raise self._error(tree, "is not part of the language")

    def _named(self, name: str) -> Node:
        if name in self._names:
            return self._names[name]
        return self._graph.named_constant(name, MORE_CONSTANTS[name])

    def _chain(self, tree: Tree) -> Node:
        links = []
        while isinstance(tree, Operation) and tree.sign != "^":
            links.append(tree)
            tree = tree.left
        total = self.walk(tree)
        for link in reversed(links):
            total = self._joined(link, total, self.walk(link.right))
        return total

    def _joined(self, tree: Operation, left: Node, right: Node) -> Node:
        graph = self._graph
        match tree.sign:
            case "+":
                return self._folded(tree, lambda: graph.sum([(left, 1.0), (right, 1.0)]))
            case "-":
                return self._folded(tree, lambda: graph.sum([(left, 1.0), (right, -1.0)]))
            case "*":
                return self._folded(tree, lambda: graph.product([(left, 1), (right, 1)]))
        return self._folded(tree, lambda: graph.product([(left, 1), (right, -1)]))

    def _power(self, tree: Operation) -> Node:
        bases = [tree]
        while isinstance(right := bases[-1].right, Operation) and right.sign == "^":
            bases.append(right)
        exponent = self.walk(bases[-1].right)
        for each in reversed(bases):
            exponent = self._raised(each, exponent)
        return exponent

    def _raised(self, tree: Operation, exponent: Node) -> Node:
        left = tree.left
        while isinstance(left, Group):
            left = left.inner
        if isinstance(left, Name) and left.name == "e":
            return self._folded(tree, lambda: self._graph.call("exp", exponent))
        base = self.walk(left)
        if not isinstance(base, Constant) and isinstance(exponent, Constant):
            if abs(exponent.value) > MAX_EXPONENT:
                raise self._error(
                    tree.right, f"exponents go from -{MAX_EXPONENT} to {MAX_EXPONENT}"
                )
            if not exponent.value.is_integer():
                self.partial.append(Partial("power", base, self._text(left), exponent.value))
        return self._folded(tree, lambda: self._graph.power(base, exponent))

    def _root(self, tree: Tree, argument: Tree, index: Tree) -> Node:
        graph, inner, number = self._graph, self.walk(argument), self.walk(index)
        n = number.value if isinstance(number, Constant) else 0.0
        if not (n.is_integer() and 2 <= n <= _LARGEST_ROOT):
            raise self._error(index, f"root(x, n) takes a whole n from 2 to {_LARGEST_ROOT}")
        if n % 2 == 0:
            self.partial.append(Partial("power", inner, self._text(argument), 1 / n))
            return self._folded(tree, lambda: graph.power(inner, graph.constant(1 / n)))
        if n == 3:
            return self._folded(tree, lambda: graph.call("cbrt", inner))

        def odd() -> Node:
            power = graph.power(graph.call("abs", inner), graph.constant(1 / n))
            return graph.product([(graph.call("sign", inner), 1), (power, 1)])

        return self._folded(tree, odd)

    def _application(self, tree: Application) -> Node:
        name, graph = tree.function, self._graph
        arguments = [self.walk(argument) for argument in tree.arguments]
        if name in ("where", "given") and isinstance(arguments[0], Constant):
            holds = arguments[0].value > 0.5
            if holds or name == "where":
                return arguments[1 if holds else 2]
        if name in ("sqrt", "log", "log2", "log10", "log1p", "asin", "acos", "acosh", "atanh"):
            self.partial.append(Partial(name, arguments[0], self._text(tree.arguments[0])))
        build = FORMS[name].build if name in FORMS else None
        if build is None:
            return self._folded(tree, lambda: graph.call(name, *arguments))
        return self._folded(tree, lambda: build(graph, *arguments))

    def _folded(self, tree: Tree, make: Callable[[], Node]) -> Node:
        try:
            return make()
        except ArithmeticError as error:
            raise self._error(tree, str(error)) from None

    def _text(self, tree: Tree) -> str:
        return self._source[tree.start : tree.end]

    def _error(self, tree: Tree, message: str) -> ExpressionError:
        return ExpressionError(message, self._text(tree), tree.start + 1)
