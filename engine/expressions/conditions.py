r"""Conditions: where(x > 0, …, …), piecewise(x < 0: …, x >= 0: …), {…} and \begin{cases}.

A condition is 1 where it holds and 0 elsewhere, so `and` is a product and `or` the larger one.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from engine.expressions.cursor import Cursor
from engine.expressions.tokens import Token
from engine.expressions.tree import Application, Number, Operation, Tree

MAX_CONDITIONS = 20


class Conditions(Cursor, ABC):
    """The part of the grammar that knows comparisons."""

    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        super().__init__(tokens, source)
        self._conditions = 0

    @abstractmethod
    def _sum(self) -> Tree:
        """A formula that is compared, or chosen."""

    def _condition_ahead(self) -> bool:
        """Whether the brackets that have just been opened hold a comparison."""
        depth = 0
        for token in self._tokens[self._at :]:
            if token.kind == "open":
                depth += 1
            elif token.kind == "close":
                depth -= 1
            if depth < 0 or token.kind in ("end", "refused"):
                return False
            if depth == 0 and token.kind in ("comparison", "word"):
                return True
        return False

    def _piecewise(self, opened: Token) -> Tree:
        """X < 0: x^2, x >= 1: x, 0 → the first value whose condition holds."""
        pieces: list[tuple[Tree, Tree]] = []
        otherwise: Tree | None = None
        while otherwise is None:
            if self._token.kind == "word" and self._token.text == "else":
                self._take()
                if self._token.kind in ("colon", "comma"):
                    self._take()
                otherwise = self._sum()
                break
            if not self._condition_before_comma():
                otherwise = self._sum()
                break
            condition = self._condition()
            if self._token.kind not in ("colon", "comma"):
                raise self._error(self._token, "write piecewise(x < 0: …, x >= 0: …)")
            self._take()
            pieces.append((condition, self._sum()))
            if self._token.kind != "comma":
                break
            self._take()
        if not pieces:
            raise self._error(opened, "write piecewise(x < 0: …, x >= 0: …)")
        return self._pieces(opened, pieces, otherwise, self._close(opened))

    def _condition_before_comma(self) -> bool:
        depth = 0
        for token in self._tokens[self._at :]:
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if depth < 0 or (depth == 0 and token.kind in ("comma", "colon", "end", "refused")):
                return False
            if token.kind in ("comparison", "word"):
                return True
        return False

    def _cases(self, opened: Token) -> Tree:
        r"""\begin{cases} value & condition \\ … \end{cases}."""
        pieces: list[tuple[Tree, Tree]] = []
        otherwise: Tree | None = None
        while self._token.kind != "close":
            value = self._sum()
            if self._token.kind in ("and", "comma"):
                self._take()
            if self._token.kind == "word" and self._token.text == "else":
                self._take()
                otherwise = value
                break
            pieces.append((self._condition(), value))
            if self._token.kind != "comma":
                break
            self._take()
        if self._token.kind == "comma":
            self._take()
        if not pieces:
            raise self._error(opened, r"write \begin{cases} x^2 & x < 0 \\ x & x \ge 0 \end{cases}")
        return self._pieces(opened, pieces, otherwise, self._close(opened))

    def _pieces(
        self, opened: Token, pieces: Sequence[tuple[Tree, Tree]], otherwise: Tree | None, end: int
    ) -> Tree:
        tree = otherwise
        for condition, value in reversed(pieces):
            arguments = (condition, value) if tree is None else (condition, value, tree)
            name = "given" if tree is None else "where"
            tree = Application(opened.start, end, name, arguments)
        assert tree is not None
        return tree

    def _condition(self) -> Tree:
        """Comparisons joined by and, or, not; 1 where they hold, else 0."""
        self._deeper(self._token)
        tree = self._conjunction()
        while self._token.kind == "word" and self._token.text == "or":
            self._take()
            right = self._conjunction()
            tree = Application(tree.start, right.end, "max", (tree, right))
        self._conditions -= 1
        return tree

    def _conjunction(self) -> Tree:
        tree = self._comparison()
        while self._token.kind == "word" and self._token.text == "and":
            self._take()
            right = self._comparison()
            tree = Operation(tree.start, right.end, "*", tree, right)
        return tree

    def _comparison(self) -> Tree:
        token = self._token
        if token.kind == "word" and token.text == "not":
            self._deeper(self._take())
            inner = self._comparison()
            self._conditions -= 1
            one = Number(token.start, token.end, 1.0)
            return Operation(token.start, inner.end, "-", one, inner)
        if token.kind == "open" and token.text in "([{":
            self._take()
            if self._condition_ahead():
                tree = self._condition()
                self._close(token)
                return tree
            self._at -= 1
        left = self._sum()
        compared: Tree | None = None
        while self._token.kind in ("comparison", "equals"):
            sign = self._take()
            right = self._sum()
            following = self._compared(sign, left, right)
            if compared is None:
                compared = following
            else:
                compared = Operation(compared.start, right.end, "*", compared, following)
            left = right
        if compared is None:
            raise self._error(token, "a condition compares two values, as in x > 0", left.end)
        return compared

    def _compared(self, sign: Token, left: Tree, right: Tree) -> Tree:
        start, end = left.start, right.end
        match sign.text:
            case "<":
                return Application(start, end, "less", (left, right))
            case ">":
                return Application(start, end, "less", (right, left))
            case "<=":
                return Application(start, end, "at most", (left, right))
            case ">=":
                return Application(start, end, "at most", (right, left))
        raise self._error(sign, "conditions compare by <, <=, > or >=")

    def _deeper(self, token: Token) -> None:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise self._error(token, f"conditions are nested more than {MAX_CONDITIONS} deep")
