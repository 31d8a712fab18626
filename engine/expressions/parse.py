"""Parsing: text of the expression language → a node of a graph, for instance x^2 + k*y^2.

The text is scanned first; Python's parser then gives the tree, and this walker accepts only the
kinds of node listed here. User text is never evaluated, by Python or by anything else.
"""

import ast
from collections.abc import Callable, Mapping

from engine.expressions.errors import ExpressionError
from engine.expressions.functions import PUBLIC
from engine.expressions.graph import Constant, Graph, Node
from engine.expressions.scan import Scanned, scan

MAX_EXPONENT = 64
_MAX_DEPTH = 150


def parse(source: object, graph: Graph, names: Mapping[str, Node]) -> Node:
    """The formula as a node of `graph`; `names` are the symbols it may use.

    Raises ExpressionError with the offending part and its column.
    """
    scanned = scan(source, names)
    try:
        tree = ast.parse(scanned.text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("this is not a formula", scanned.source, 1) from None
    return _Walker(scanned, graph, names).walk(tree.body, 0)


class _Walker:
    """Turns the tree into nodes; follows chains such as a + b + c in a loop, not by recursion."""

    def __init__(self, scanned: Scanned, graph: Graph, names: Mapping[str, Node]) -> None:
        self._scanned = scanned
        self._graph = graph
        self._names = names

    def walk(self, node: ast.expr, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise self._error(node, f"nested more than {_MAX_DEPTH} deep")
        match node:
            case ast.Constant(value=int() | float() as value):
                return self._folded(node, lambda: self._graph.constant(float(value)))
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._graph.scale(self.walk(operand, depth + 1), -1.0)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.walk(operand, depth + 1)
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                return self._power(node, left, right, depth + 1)
            case ast.BinOp():
                return self._chain(node, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in PUBLIC:
                inner = self.walk(argument, depth + 1)
                return self._folded(node, lambda: self._graph.call(name, inner))
        raise self._error(node, "is not part of the language")

    def _chain(self, node: ast.expr, depth: int) -> Node:
        links = []
        while isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow):
            links.append(node)
            node = node.left
        total = self.walk(node, depth)
        for link in reversed(links):
            total = self._joined(link, total, self.walk(link.right, depth))
        return total

    def _joined(self, node: ast.BinOp, left: Node, right: Node) -> Node:
        graph = self._graph
        match node.op:
            case ast.Add():
                return self._folded(node, lambda: graph.sum([(left, 1.0), (right, 1.0)]))
            case ast.Sub():
                return self._folded(node, lambda: graph.sum([(left, 1.0), (right, -1.0)]))
            case ast.Mult():
                return self._folded(node, lambda: graph.product([(left, 1), (right, 1)]))
            case ast.Div():
                return self._folded(node, lambda: graph.product([(left, 1), (right, -1)]))
        raise self._error(node, "this operator is not part of the language")

    def _power(self, node: ast.expr, left: ast.expr, right: ast.expr, depth: int) -> Node:
        exponent = self.walk(right, depth)
        if isinstance(left, ast.Name) and left.id == "e":
            return self._folded(node, lambda: self._graph.call("exp", exponent))
        base = self.walk(left, depth)
        varies = not isinstance(base, Constant)
        if varies and isinstance(exponent, Constant) and abs(exponent.value) > MAX_EXPONENT:
            raise self._error(right, f"exponents go from -{MAX_EXPONENT} to {MAX_EXPONENT}")
        return self._folded(node, lambda: self._graph.power(base, exponent))

    def _folded(self, node: ast.expr, make: Callable[[], Node]) -> Node:
        try:
            return make()
        except ArithmeticError as error:
            raise self._error(node, str(error)) from None

    def _error(self, node: ast.expr, message: str) -> ExpressionError:
        columns = self._scanned.columns
        first = columns[min(node.col_offset, len(columns) - 1)]
        last = columns[min((node.end_col_offset or len(columns)) - 1, len(columns) - 1)]
        return ExpressionError(message, self._scanned.source[first - 1 : last], first)
