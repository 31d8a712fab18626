r"""Tokens: the words of a formula as people type or paste it, for instance 2, x, ², − or \\frac.

Spellings of the same thing become one: − is -, · is *, π is pi, x₁ and x_{1} are x1. What is no
word of the language becomes a token that says so, and is refused when the parser comes to it, so
that the first fault from the left is the one that is told.
"""

import re
import unicodedata
from collections.abc import Collection
from keyword import iskeyword
from typing import NamedTuple

from engine.expressions.errors import ExpressionError
from engine.expressions.vocabulary import CONSTANTS, FUNCTION_CALLED

MAX_LENGTH = 500
MAX_BRACKETS = 60

SPACES = " \t\r\n\u00a0\u2002\u2003\u2005\u2009\u200a\u202f"
CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|", "⌊": "⌋", "⌈": "⌉", "cases": "cases"}
AXIS_STEMS = ("x", "w", "theta", "z", "u", "v", "beta")

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"([0-9]+)(?:,|\{,\})([0-9]+)(?![0-9.,])")
_NOT_A_NUMBER = re.compile(r"(?:[._]|(?<=0)[xXbBoO][0-9a-fA-F])[\w.]*", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BELOW = re.compile(r"(?:(?<=_)|_)\{([A-Za-z0-9]{1,8})\}|_([0-9])|\[([0-9])\]|([₀-₉]+)")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_TEXT = re.compile(r"\s*\{\s*([A-Za-z]+)\s*\}")
_TWO_DIGITS = re.compile(r"\s*([0-9])\s*([0-9])(?![0-9.,])")
_INDEX = re.compile(r"\s*\[([0-9]{1,2})\]")
_RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
# As in code that is pasted: np.sin(x).
_MODULE = re.compile(r"(?:np|numpy|jnp|math|torch)\.([A-Za-z_][A-Za-z0-9_]*)(?![\w.])")
_DOTTED = re.compile(r"(?:[A-Za-z_]\w*)?\s*\.\s*\w*(?:\.\w*)*", re.ASCII)
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "01234567890123456789+-")

# What a character is by itself: its kind of token and its text.
_SIGNS: dict[str, tuple[str, str]] = {
    **{sign: ("operator", sign) for sign in "+-*/^"},
    **dict.fromkeys("−–﹣－", ("operator", "-")),
    **dict.fromkeys("·⋅×∗∙•", ("operator", "*")),
    **dict.fromkeys("÷∕⁄", ("operator", "/")),
    "＋": ("operator", "+"),
    "<": ("comparison", "<"),
    ">": ("comparison", ">"),
    "≤": ("comparison", "<="),
    "≥": ("comparison", ">="),
    "≠": ("comparison", "!="),
    "=": ("equals", "="),
    ":": ("colon", ":"),
    ",": ("comma", ","),
    ";": ("comma", ";"),
    "&": ("and", "&"),
    "|": ("bar", "|"),
    "√": ("root", "2"),
    "∛": ("root", "3"),
    "∜": ("root", "4"),
    "∧": ("word", "and"),
    "∨": ("word", "or"),
    "¬": ("word", "not"),
    **{bracket: ("open", bracket) for bracket in "([{⌊⌈"},
    **{bracket: ("close", bracket) for bracket in ")]}⌋⌉"},
}
_PAIRS: dict[str, tuple[str, str]] = {
    "**": ("operator", "^"),
    "<=": ("comparison", "<="),
    ">=": ("comparison", ">="),
    "==": ("comparison", "=="),
    "!=": ("comparison", "!="),
    ":=": ("equals", ":="),
}
_PAIRED = frozenset(pair[0] for pair in _PAIRS)
_GREEK = {
    **{
        letter: unicodedata.name(letter).rpartition(" ")[2].lower()
        for letter in "αβγδεζηθικμνξορστυφχψω"
    },
    "λ": "lambda",
    "π": "pi",
    "ϑ": "theta",
    "ϕ": "phi",
    "ϵ": "epsilon",
}
_GREEK_NAMES = frozenset(_GREEK.values())
# What a command of LaTeX is.
_COMMANDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("cdot", "times", "ast", "star"), ("operator", "*")),
    "div": ("operator", "/"),
    "lt": ("comparison", "<"),
    "gt": ("comparison", ">"),
    **dict.fromkeys(("le", "leq", "leqslant"), ("comparison", "<=")),
    **dict.fromkeys(("ge", "geq", "geqslant"), ("comparison", ">=")),
    "lvert": ("open", "|"),
    "rvert": ("close", "|"),
    **dict.fromkeys(("vert", "mid"), ("bar", "|")),
    "lfloor": ("open", "⌊"),
    "rfloor": ("close", "⌋"),
    "lceil": ("open", "⌈"),
    "rceil": ("close", "⌉"),
    **dict.fromkeys(("{", "lbrace"), ("open", "{")),
    **dict.fromkeys(("}", "rbrace"), ("close", "}")),
    **dict.fromkeys(("land", "wedge"), ("word", "and")),
    **dict.fromkeys(("lor", "vee"), ("word", "or")),
    **dict.fromkeys(("neg", "lnot"), ("word", "not")),
    "\\": ("comma", "\\\\"),
}
_COMMAND_SPACES = frozenset((*",;:! ", "quad", "qquad", "displaystyle", "big", "Big"))
WORDS = {"and", "or", "not", "else", "otherwise"}
_REFUSED = {
    "'": "text in quotes is not part of the language",
    '"': "text in quotes is not part of the language",
    "%": "remainders are written `mod(x, 2)`, percentages as decimals",
    "?": "conditions are written where(x > 0, …, …)",
    "~": "logic is written with and, or, not",
    "#": "comments are not part of the language",
    "@": "the @ sign is not part of the language",
    "!": "factorials are not part of the language",
    "$": "leave the dollar signs out",
    "‖": "write `hypot(x, y)` for the length of a vector",
    "∞": "the language has finite numbers only",
}


class Token(NamedTuple):
    """A word of a formula and where it stands; `spaced` where a blank is in front of it."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    error: ExpressionError | None = None


def tokenize(source: object, declared: Collection[str]) -> list[Token]:
    """The tokens of a text. Raises ExpressionError where it is no text, too long or empty."""
    if not isinstance(source, str):
        raise ExpressionError("an expression is a text such as x^2 + 3*y^2", "", 1)
    if len(source) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters, this one {len(source):,}"
        raise ExpressionError(message, source[:MAX_LENGTH], 1)
    if not source.strip(SPACES):
        raise ExpressionError("the expression is empty; write for instance x^2 + 3*y^2", "", 1)
    return _Tokenizer(source, declared).run()


class _Tokenizer:
    def __init__(self, source: str, declared: Collection[str]) -> None:
        self._source = source
        self._declared = declared
        self._tokens: list[Token] = []
        self._end = 0
        # Whether each open bracket holds the arguments of a function: there commas separate.
        self._separates: list[bool] = []
        # Who separates by semicolons, as in max(0,5; x), has commas for decimals.
        self._semicolons = ";" in source
        self._opened: list[Token] = []

    def run(self) -> list[Token]:
        at, source = 0, self._source
        try:
            while at < len(source):
                if source[at] in SPACES:
                    at += 1
                    continue
                at = self._next(at)
            if self._opened:
                opened = self._opened[-1]
                raise self._error("this bracket is never closed", opened.start, opened.end)
        except ExpressionError as error:
            self._tokens.append(
                Token("refused", error.part, len(source), len(source), False, error)
            )
        return self._tokens

    def _next(self, at: int) -> int:
        """Read what begins at `at`; the place behind it."""
        source, character = self._source, self._source[at]
        if character in _PAIRED and (pair := _PAIRS.get(source[at : at + 2])) is not None:
            return self._add(*pair, at, at + 2)
        sign = _SIGNS.get(character)
        if sign is not None:
            return self._sign(*sign, at, at + 1)
        if (number := _NUMBER.match(source, at)) is not None:
            return self._number(at, number)
        if (name := _NAME.match(source, at)) is not None:
            return self._name(name.group(), at, name.end())
        if character in _GREEK:
            return self._name(_GREEK[character], at, at + 1)
        if character == "\\":
            return self._command(at)
        if (raised := _RAISED.match(source, at)) is not None:
            return self._add("raised", raised.group().translate(_LOWERED), at, raised.end())
        if unicodedata.decomposition(character).startswith("<fraction>"):
            return self._fraction(at)
        raise self._unknown(at)

    def _unknown(self, at: int) -> ExpressionError:
        character = self._source[at]
        if character == ".":
            return self._attribute(at)
        if character in _REFUSED:
            return self._error(_REFUSED[character], at)
        shown = character if character.isprintable() else repr(character)[1:-1]
        return ExpressionError(
            "only plain letters, digits, + - * / ^ and ( ) are part of the language", shown, at + 1
        )

    def _sign(self, kind: str, text: str, start: int, end: int) -> int:
        if kind == "open":
            return self._open(text, start, end)
        if kind == "close":
            return self._close(text, start, end)
        return self._add(kind, text, start, end)

    def _add(self, kind: str, text: str, start: int, end: int) -> int:
        spaced = start > self._end
        self._end = end
        self._tokens.append(Token(kind, text, start, end, spaced))
        return end

    def _number(self, at: int, number: re.Match[str]) -> int:
        source, word, end = self._source, number.group(), number.end()
        comma = _DECIMAL_COMMA.match(source, at)
        if comma and ("{" in comma.group() or self._semicolons or not any(self._separates)):
            whole, decimals = comma.groups()
            clear = whole == "0" or "{" in comma.group() or self._semicolons
            if len(decimals) == 3 and not clear:
                raise self._error(
                    f"this can be read in two ways; write `{whole}{decimals}` or "
                    f"`{whole}.{decimals}`",
                    at,
                    comma.end(),
                )
            return self._add("number", f"{whole}.{decimals}", at, comma.end())
        odd = _NOT_A_NUMBER.match(source, end)
        if odd:
            raise self._error("is not a number; write numbers like 2, 0.5 or 1e-3", at, odd.end())
        if float(word) == float("inf"):
            raise self._error("this number is too large", at, end)
        return self._add("number", word, at, end)

    def _fraction(self, at: int) -> int:
        parts = unicodedata.decomposition(self._source[at]).split()[1:]
        above, _, below = "".join(chr(int(part, 16)) for part in parts).partition("⁄")
        if not (above.isdigit() and below.isdigit() and int(below)):
            raise self._error("write such a fraction with a stroke, as in 1/3", at)
        return self._add("number", repr(int(above) / int(below)), at, at + 1)

    def _name(self, word: str, at: int, end: int) -> int:
        source = self._source
        text = word
        below = _BELOW.match(source, end)
        if below and (below[3] is None or (word in AXIS_STEMS and word not in self._declared)):
            index = next(group for group in below.groups() if group)
            lowered = index.translate(_LOWERED)
            joint = "_" if word not in AXIS_STEMS and below[4] is None else ""
            text, end = f"{word.rstrip('_')}{joint}{lowered}", below.end()
        if source[end:].lstrip(SPACES)[:1] == ".":
            module = _MODULE.match(source, at)
            if module is None or module[1] not in (*FUNCTION_CALLED, *CONSTANTS):
                raise self._attribute(at)
            return self._add("name", module[1], at, module.end())
        if word in WORDS and word not in self._declared:
            return self._add("word", "else" if word == "otherwise" else word, at, end)
        if (
            iskeyword(word)
            and word != "if"
            and word not in self._declared
            and word == source[at:end]
        ):
            raise self._error("such words are not part of the language", at, end)
        return self._add("name", text, at, end)

    def _open(self, bracket: str, at: int, end: int) -> int:
        before = self._tokens[-1] if self._tokens else None
        called = before is not None and before.kind == "name" and self._callable(before.text)
        self._add("open", bracket, at, end)
        self._opened.append(self._tokens[-1])
        self._separates.append(called or bracket in ("{", "cases"))
        if len(self._opened) > MAX_BRACKETS:
            raise self._error(f"brackets are nested more than {MAX_BRACKETS} deep", at, end)
        return end

    def _callable(self, name: str) -> bool:
        return name not in self._declared and (name.lower() in FUNCTION_CALLED or len(name) > 2)

    def _close(self, bracket: str, at: int, end: int) -> int:
        if not self._opened:
            raise self._error("this bracket was never opened", at, end)
        opened = self._opened.pop()
        self._separates.pop()
        if CLOSES[opened.text] != bracket:
            raise self._error(f"this closes a `{opened.text}`", at, end)
        return self._add("close", bracket, at, end)

    def _command(self, at: int) -> int:
        """A command of LaTeX."""
        match = _COMMAND.match(self._source, at)
        if match is None:
            raise self._error("something is missing after this", at)
        name, end = match.group(1), match.end()
        if name in _COMMAND_SPACES:
            return end
        if name in _COMMANDS:
            return self._sign(*_COMMANDS[name], at, end)
        match name:
            case "|":
                raise self._error(_REFUSED["‖"], at, end)
            case "left" | "right":
                return self._side(name, at, end)
            case "frac" | "dfrac" | "tfrac":
                return self._stroke(at, end)
            case "sqrt":
                index = _INDEX.match(self._source, end)
                text, end = (index[1], index.end()) if index else ("2", end)
                return self._add("root", text, at, end)
            case "operatorname" | "mathrm" | "text" | "mathop" | "begin" | "end":
                return self._worded(name, at, end)
        letter = name.removeprefix("var")
        if letter in _GREEK_NAMES or name in FUNCTION_CALLED:
            return self._name(letter if letter in _GREEK_NAMES else name, at, end)
        raise self._error("this command is not part of the language", at, end)

    def _stroke(self, at: int, end: int) -> int:
        r"""\frac; the two digits of \frac12 are numbers of their own."""
        self._add("fraction", "/", at, end)
        digits = _TWO_DIGITS.match(self._source, end)
        if digits is not None:
            for i in (1, 2):
                end = self._add("number", digits[i], *digits.span(i))
        return end

    def _worded(self, name: str, at: int, end: int) -> int:
        """A command with a word in braces."""
        inner = _TEXT.match(self._source, end)
        if inner is None:
            raise self._error("this needs a name in braces", at, end)
        word, end = inner[1], inner.end()
        if name == "text" and word in ("if", "for", "when"):
            return end
        if name not in ("begin", "end"):
            return self._name(word, at, end)
        if word != "cases":
            raise self._error("of environments only cases is part of the language", at, end)
        return self._sign("open" if name == "begin" else "close", "cases", at, end)

    def _side(self, name: str, at: int, end: int) -> int:
        r"""\left and \right with the bracket that follows."""
        source = self._source
        while end < len(source) and source[end] in SPACES:
            end += 1
        match = _COMMAND.match(source, end)
        bracket, after = source[end : end + 1], end + 1
        if match is not None and match.group(1) in _COMMANDS:
            bracket, after = _COMMANDS[match.group(1)][1], match.end()
        if name == "left" and bracket in CLOSES:
            return self._open(bracket, at, after)
        if name == "right" and bracket in CLOSES.values():
            return self._close(bracket, at, after)
        raise self._error("this needs a bracket behind it", at, end)

    def _attribute(self, at: int) -> ExpressionError:
        match = _DOTTED.match(self._source, at)
        return self._error(
            "attributes are not part of the language", at, match.end() if match else at + 1
        )

    def _error(self, message: str, start: int, end: int | None = None) -> ExpressionError:
        return ExpressionError(
            message, self._source[start : start + 1 if end is None else end], start + 1
        )
