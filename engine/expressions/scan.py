"""The cheap checks of an expression's text, before parsing: its words, brackets and order.

What passes is a well-formed formula of known names and finite numbers, so Python's parser only has
to find out which operator binds first. Everything else is refused at its column, in one pass.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from keyword import iskeyword

from engine.expressions.errors import ExpressionError
from engine.expressions.functions import PUBLIC

MAX_LENGTH = 500
MAX_BRACKETS = 60
_MAX_SIGNS = 8

_WORD = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^()])"
)
_DOTTED = re.compile(r"(?:[A-Za-z_]\w*)?\s*\.\s*\w*(?:\.\w*)*", re.ASCII)
_GLUED = re.compile(r"[\w.]*", re.ASCII)
_SPACE = " \t\r\n"

_KEYWORDS = {
    "if": "conditions are",
    "else": "conditions are",
    "and": "logic is",
    "or": "logic is",
    "not": "logic is",
}
_CHARACTERS = {
    "'": "text in quotes is",
    '"': "text in quotes is",
    "[": "square brackets are",
    "]": "square brackets are",
    "{": "braces are",
    "}": "braces are",
    "=": "assignments and comparisons are",
    "<": "comparisons are",
    ">": "comparisons are",
    ",": "functions of several arguments are",
    "%": "remainders are",
    ":": "colons are",
    ";": "semicolons are",
    "&": "logic is",
    "|": "bars are",
    "~": "logic is",
    "\\": "backslashes are",
    "#": "comments are",
    "@": "the @ sign is",
    "!": "the ! sign is",
}
_TYPED = {
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "÷": "/",
    "²": "^2",
    "³": "^3",
    "π": "pi",
    "√": "sqrt(…)",
}
_OTHER_NAMES = {
    "ln": "log",
    "log10": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sgn": "sign",
    "fabs": "abs",
    "root": "sqrt",
    "square": "^2",
    "pow": "^",
    "heaviside": "sign",
}


@dataclass(frozen=True, slots=True)
class Scanned:
    """The checked text in Python's spelling, and the user's column of each of its characters."""

    text: str
    source: str
    columns: tuple[int, ...]


def scan(source: object, names: Collection[str]) -> Scanned:
    """Check the text; `names` are the symbols it may use. Raises ExpressionError."""
    if not isinstance(source, str):
        raise ExpressionError("an expression is a text such as x^2 + 3*y^2", "", 1)
    if len(source) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters, this one {len(source):,}"
        raise ExpressionError(message, source[:MAX_LENGTH], 1)
    return _Scanner(source, names).run()


class _Scanner:
    """Walks the words with two states: a value is due, or an operator is."""

    def __init__(self, source: str, names: Collection[str]) -> None:
        self._source = source
        self._names = names
        self._open: list[int] = []
        self._value_due = True
        self._signs = 0
        self._last = ""
        self._text: list[str] = []
        self._columns: list[int] = []

    def run(self) -> Scanned:
        source = self._source
        at = 0
        while at < len(source):
            if source[at] in _SPACE:
                at += 1
                continue
            match = _WORD.match(source, at)
            if match is None:
                raise self._unknown_character(at)
            word = match.group()
            written = getattr(self, f"_{match.lastgroup}")(word, at, match.end())
            self._text.append(written + " ")
            self._columns += [min(at + i, match.end() - 1) + 1 for i in range(len(written) + 1)]
            self._last = word
            at = match.end()
        if not source.strip(_SPACE):
            raise ExpressionError("the expression is empty; write for instance x^2 + 3*y^2", "", 1)
        if self._value_due:
            raise self._error(
                f"something is missing after `{self._last}`", len(source.rstrip(_SPACE)) - 1
            )
        if self._open:
            raise self._error("this bracket is never closed", self._open[-1])
        return Scanned("".join(self._text), source, tuple(self._columns))

    def _number(self, word: str, at: int, end: int) -> str:
        self._expect_value(word, at)
        glued = _GLUED.match(self._source, end)
        tail = glued.group() if glued else ""
        if tail in self._names or tail in PUBLIC:
            raise self._error(f"an operator is missing; write `{word}*{tail}`", at, word + tail)
        if tail:
            raise self._error("is not a number; write numbers like 2, 0.5 or 1e-3", at, word + tail)
        if float(word) == float("inf"):
            raise self._error("this number is too large", at, word)
        # To Python 007 is no number.
        return word.lstrip("0") or "0" if word.isdigit() else word

    def _name(self, word: str, at: int, end: int) -> str:
        following = self._source[end:].lstrip(_SPACE)[:1]
        if following == ".":
            raise self._attribute(at)
        if iskeyword(word):
            raise self._error(
                f"{_KEYWORDS.get(word, 'such words are')} not part of the language", at, word
            )
        self._expect_value(word, at)
        if word in PUBLIC and following != "(":
            raise self._error(f"a function needs its argument in brackets: {word}(x)", at, word)
        if word not in PUBLIC and word not in self._names:
            raise self._error(self._suggestion(word, called=following == "("), at, word)
        if word in PUBLIC:
            self._value_due = True
        return word

    def _sign(self, word: str, at: int, end: int) -> str:
        if word == "(":
            return self._opening(at)
        if word == ")":
            return self._closing(at)
        if self._value_due:
            self._signs += 1
            if word not in "+-":
                raise self._error("there is nothing on the left of this operator", at, word)
            if self._signs > _MAX_SIGNS:
                raise self._error(f"more than {_MAX_SIGNS} signs in a row", at, word)
        self._value_due = True
        return "**" if word == "^" else word

    def _opening(self, at: int) -> str:
        if not self._value_due:
            raise self._error(f"an operator is missing; write `{self._last}*(…)`", at, "(")
        self._open.append(at)
        if len(self._open) > MAX_BRACKETS:
            raise self._error(f"brackets are nested more than {MAX_BRACKETS} deep", at, "(")
        self._signs = 0
        return "("

    def _closing(self, at: int) -> str:
        if not self._open:
            raise self._error("this bracket was never opened", at, ")")
        if self._value_due:
            raise self._error("something is missing before this bracket", at, ")")
        self._open.pop()
        return ")"

    def _expect_value(self, word: str, at: int) -> None:
        if not self._value_due:
            raise self._error(
                f"an operator is missing before it; write `{self._last}*{word}`", at, word
            )
        self._value_due = False
        self._signs = 0

    def _suggestion(self, word: str, called: bool) -> str:
        if word in _OTHER_NAMES:
            return f"the language writes it `{_OTHER_NAMES[word]}`"
        known = [*self._names, *PUBLIC]
        near = get_close_matches(word.lower(), PUBLIC if called else known, n=1)
        if near:
            return f"unknown name; did you mean `{near[0]}`?"
        if called:
            return f"unknown function; use {', '.join(PUBLIC)}"
        return f"unknown name; use {', '.join(self._names)} or a declared parameter"

    def _unknown_character(self, at: int) -> ExpressionError:
        character = self._source[at]
        if character == ".":
            return self._attribute(at)
        if character in _TYPED:
            return self._error(f"write `{_TYPED[character]}` instead", at, character)
        if character in _CHARACTERS:
            return self._error(f"{_CHARACTERS[character]} not part of the language", at, character)
        shown = character if character.isprintable() else repr(character)[1:-1]
        return self._error(
            "only plain letters, digits, + - * / ^ and ( ) are part of the language", at, shown
        )

    def _attribute(self, at: int) -> ExpressionError:
        match = _DOTTED.match(self._source, at)
        part = match.group() if match else "."
        return self._error("attributes are not part of the language", at, part)

    def _error(self, message: str, at: int, part: str | None = None) -> ExpressionError:
        return ExpressionError(message, self._source[at] if part is None else part, at + 1)
