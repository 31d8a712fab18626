"""A cursor over the tokens of a formula: what comes next, and errors that name it."""

from collections.abc import Sequence

from engine.expressions.errors import ExpressionError
from engine.expressions.tokens import CLOSES, Token
from engine.expressions.tree import Tree


class Cursor:
    """Stands in front of a token; the last one is of the kind "end"."""

    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        self._tokens = [*tokens, Token("end", "", len(source), len(source))]
        self._source = source
        self._at = 0

    @property
    def _token(self) -> Token:
        token = self._tokens[self._at]
        if token.error is not None:
            raise token.error
        return token

    def _take(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._at += 1
        return token

    def _text(self, tree: Tree) -> str:
        return self._source[tree.start : tree.end]

    def _text_of(self, token: Token) -> str:
        return self._source[token.start : token.end]

    def _ahead(self, skip: int = 0) -> str:
        """The next word, or the next brackets with what is in them, as they would be written."""
        at = self._at + skip
        first, depth = self._tokens[at], 0
        for token in self._tokens[at:]:
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if depth <= 0 and token.kind not in {"function", "root"}:
                return self._source[first.start : token.end]
        return self._text_of(first)

    def _close(self, opened: Token) -> int:
        token = self._token
        if token.kind == "close" and token.text == CLOSES[opened.text]:
            return self._take().end
        raise self._unexpected(token)

    def _comma(self, example: str) -> None:
        if self._token.kind != "comma":
            raise self._error(self._token, f"a comma is missing; write for instance {example}")
        self._take()

    def _two_readings(
        self, part: Tree | Token, last: Tree | Token, one: str, other: str
    ) -> ExpressionError:
        end = max(last.end, part.end)
        message = f"this can be read in two ways; write `{one}` or `{other}`"
        return ExpressionError(message, self._source[part.start : end], part.start + 1)

    def _missing(self, token: Token) -> ExpressionError:
        """A value is due and something else is there."""
        if token.kind == "end":
            last = self._tokens[self._at - 1]
            text = self._text_of(last)
            at = len(self._source.rstrip()) - 1
            return ExpressionError(
                f"something is missing after `{text}`", self._source[at : at + 1], at + 1
            )
        if token.kind == "operator":
            return self._error(token, "there is nothing on the left of this operator")
        if token.kind == "close":
            return self._error(token, "something is missing before this bracket")
        if token.kind == "raised":
            return self._error(token, "there is nothing on the left of this exponent")
        return self._unexpected(token)

    def _unexpected(self, token: Token) -> ExpressionError:
        """Something that nothing can come of where it stands."""
        match token.kind:
            case "end":
                return self._missing(token)
            case "close":
                return self._error(token, "this bracket was never opened")
            case "comma" if token.text in ",;":
                return self._error(
                    token, "a comma separates arguments of a function; write decimals as in 0.5"
                )
            case "equals":
                return self._error(
                    token, "assignments are not part of the language, but for f(x, y) = in front"
                )
            case "comparison" | "word" if token.text != "else":
                return self._error(
                    token, "comparisons and logic belong into conditions: where(x > 0, …, …)"
                )
            case "colon" | "word":
                return self._error(token, "conditions are written piecewise(x < 0: …, x >= 0: …)")
        return self._error(token, "this is not a formula")

    def _error(self, token: Token, message: str, end: int | None = None) -> ExpressionError:
        part = self._source[token.start : token.end if end is None else end]
        return ExpressionError(message, part, token.start + 1)
