"""Names: what the words of a formula stand for, for instance xy for x*y and x1, x2 for the axes.

The axes are x and y; or one of the usual pairs (x1, x2; w0, w1; theta0, theta1), where neither x
nor y occurs; or what the formula itself calls them, as in f(u, v) = u^2 + v^2.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from engine.expressions.errors import ExpressionError
from engine.expressions.tokens import AXIS_STEMS, Token
from engine.expressions.vocabulary import (
    CONSTANTS,
    FUNCTION_CALLED,
    FUNCTION_NAMES,
    MORE_CONSTANTS,
    REMEDIES,
)
from engine.suggestions import suggestion

_AXES = ("x", "y")
_INDEXED = re.compile(rf"({'|'.join(AXIS_STEMS)})_?([0-9])")
_PRODUCT_OF_INDEXED = re.compile(rf"(?:{_INDEXED.pattern}){{1,6}}")
# A name by which one sees that the axes are x and y; what may have been a power or a product.
_PLAIN = re.compile(r"[xy]|y_?[0-9]")
_FLAT = re.compile(r"[xy]_?[0-9]")
_LONGEST_PRODUCT = 16
_SOME_FUNCTIONS = "sin, cos, exp, log, sqrt, abs, min, max and where"


def function_called(word: str) -> str | None:
    """The function of the language that a word names."""
    return FUNCTION_CALLED.get(word) or FUNCTION_CALLED.get(word.lower())


class Names:
    """Replaces names by variables and functions. `notes` tell what was not said by x and y."""

    def __init__(self, source: str, declared: Collection[str]) -> None:
        self._source = source
        self._declared = tuple(declared)
        self._axes: dict[str, str] = {name: name for name in _AXES}
        self.notes: list[str] = []

    def resolved(self, tokens: Sequence[Token]) -> list[Token]:
        """Raises ExpressionError for a name that means nothing, or more than one thing."""
        body = self._without_head(tokens)
        if body is tokens or self._axes.keys() == set(_AXES):
            self._find_pair(body)
        result: list[Token] = []
        for i, token in enumerate(body):
            if token.kind != "name":
                result.append(token)
                continue
            try:
                following = body[i + 1] if i + 1 < len(body) else None
                result += self._meant(token, following)
            except ExpressionError as error:
                result.append(token._replace(kind="refused", error=error))
                break
        return result

    def _without_head(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The formula behind f(x, y) = or z =."""
        at = next((i for i, token in enumerate(tokens) if token.kind == "equals"), None)
        if at is None:
            return tokens
        kinds = " ".join(token.kind for token in tokens[:at])
        if not re.fullmatch(r"name( open name( comma name)* close)?", kinds):
            return tokens
        arguments = [token for token in tokens[1:at] if token.kind == "name"]
        if arguments:
            self._name_axes(arguments)
        elif tokens[0].text in _AXES:
            raise self._error(tokens[0], f"{tokens[0].text} is an axis; write the cost alone")
        if at + 1 == len(tokens):
            raise self._error(tokens[at], "something is missing after this")
        return tokens[at + 1 :]

    def _name_axes(self, arguments: Sequence[Token]) -> None:
        """Call the axes as the arguments in front of the formula."""
        for token in arguments:
            known = token.text in self._declared or token.text in CONSTANTS
            if known or function_called(token.text):
                raise self._error(token, "this name has a meaning already; choose another one")
        if len(arguments) > 2:
            raise self._error(arguments[2], "a surface has two variables")
        names = [argument.text for argument in arguments]
        if names in (["x"], ["y"], ["x", "y"]):
            return
        if names == ["y", "x"] or len(set(names)) < len(names):
            raise self._error(arguments[0], "the axes are x and y, in this order")
        self._axes = dict(zip(names, _AXES, strict=False))
        self.notes.append(_reading(self._axes))

    def _indexed(self, tokens: Sequence[Token]) -> dict[str, tuple[Token, str, int]]:
        """Names such as x1 with their stem and number; none where x or y occurs."""
        found: dict[str, tuple[Token, str, int]] = {}
        for token in tokens:
            word = token.text
            if token.kind != "name" or word in self._declared or function_called(word):
                continue
            if _PLAIN.fullmatch(word):
                return {}
            if _PRODUCT_OF_INDEXED.fullmatch(word):
                for match in _INDEXED.finditer(word):
                    found.setdefault(match.group(), (token, match[1], int(match[2])))
        return found

    def _find_pair(self, tokens: Sequence[Token]) -> None:
        """See whether the axes go by x1 and x2, or another usual pair."""
        indexed = self._indexed(tokens)
        if not indexed:
            return
        first, stem, _ = next(iter(indexed.values()))
        numbers = {number for _, _, number in indexed.values()}
        if any(other != stem for _, other, _ in indexed.values()):
            raise self._error(first, "the axes have two names; write x and y, or x1 and x2")
        if numbers == {1}:
            one, other = f"{stem}1, {stem}2", f"{stem}0, {stem}1"
            message = f"this is the first of {one} or the second of {other}; write `x` or `y`"
            raise self._error(first, message)
        if numbers == {2}:
            message = f"this is the second of {stem}1, {stem}2 or a square; write `y` or `x^2`"
            raise self._error(first, message)
        if not any(numbers <= pair for pair in ({0, 1}, {1, 2})):
            raise self._error(first, "a surface has two variables; write x and y, or x1 and x2")
        second = max(1, *numbers)
        self._axes = {word: _AXES[number == second] for word, (_, _, number) in indexed.items()}
        self.notes.append(_reading(self._axes))

    def _meant(self, token: Token, following: Token | None) -> list[Token]:
        """The variables and the function that a name stands for."""
        word = token.text
        variable = self._variable(word)
        if variable is not None:
            return [Token("variable", variable, *token[2:])]
        function = function_called(word)
        if function is not None:
            if function in ("log10", "log2") and word.lower() in ("lg", "ld", "lb"):
                self.notes.append(f"{word} is read as {function}")
            return [Token("function", function, *token[2:])]
        called = following is not None and following.kind == "open" and not following.spaced
        raised = following is not None and (following.kind == "raised" or following.text == "^")
        parts = list(self._parts(word, called, raised))
        if len(parts) > 1:
            one, other = ("*".join(part) for part in parts[:2])
            raise self._error(token, f"this can be read in two ways; write `{one}` or `{other}`")
        if parts and self._source[token.start : token.end] == word:
            return list(self._cut(token, parts[0]))
        raise self._unknown(token, called)

    def _variable(self, word: str) -> str | None:
        if word in self._declared:
            return word
        if word in self._axes:
            return self._axes[word]
        if word in CONSTANTS or word in MORE_CONSTANTS:
            return word
        if word.lower() == "pi":
            return "pi"
        # k_1 and k1 are one name.
        stem = word.rstrip("0123456789")
        number = word[len(stem) :]
        for name in (word.replace("_", ""), f"{stem.rstrip('_')}_{number}"):
            if number and name in self._declared:
                return name
        return None

    def _parts(self, word: str, called: bool, raised: bool) -> Iterator[tuple[str, ...]]:
        """The products of known names that spell a word, as x*y for xy; two at most are told.

        The last name may be a function that is called, or e where it is raised.
        """
        if len(word) > _LONGEST_PRODUCT:
            return
        names = [*self._axes, *self._declared, "pi"]
        waiting: list[tuple[str, ...]] = [()]
        told = 0
        while waiting and told < 2:
            parts = waiting.pop()
            rest = word[sum(map(len, parts)) :]
            endings: list[tuple[str, ...]] = []
            if parts and ((called and function_called(rest)) or (raised and rest == "e")):
                endings.append((rest,))
            if not called:
                endings += [
                    (name, rest[len(name) :])
                    for name in FUNCTION_CALLED
                    if rest.startswith(name) and rest[len(name) :] in names
                ]
            endings += [(name,) for name in names if rest == name]
            waiting += [(*parts, n) for n in names if rest != n and rest.startswith(n)]
            told += len(endings)
            yield from ((*parts, *ending) for ending in endings)

    def _cut(self, token: Token, parts: Sequence[str]) -> Iterator[Token]:
        at = token.start
        for i, part in enumerate(parts):
            variable = self._variable(part)
            yield token._replace(
                kind="function" if variable is None else "variable",
                text=variable or function_called(part) or part,
                start=at,
                end=at + len(part),
                spaced=token.spaced and i == 0,
            )
            at += len(part)

    def _unknown(self, token: Token, called: bool) -> ExpressionError:
        word = token.text
        remedy = (
            REMEDIES.get(word.lower()) or self._remedy_for_axis(word) or _remedy_for_digit(word)
        )
        if remedy:
            return self._error(token, remedy)
        product = re.fullmatch(r"([A-Za-z])([xy]{1,2})", word)
        if product and not called:
            letter, factors = token._replace(end=token.start + 1), "*".join(word)
            message = f"unknown name; {word} is read as {factors}, so declare {product[1]}"
            return self._error(letter, message)
        variables = [*self._axes, *CONSTANTS, *self._declared]
        near = suggestion(word, FUNCTION_NAMES if called else (*variables, *FUNCTION_NAMES))
        which = "unknown function" if called else "unknown name"
        if self._source[token.start : token.end] != word:
            which = f"{which} `{word}`"
        if near:
            return self._error(token, f"{which}; did you mean `{near}`?")
        if called:
            return self._error(token, f"{which}; among the known ones are {_SOME_FUNCTIONS}")
        return self._error(token, f"{which}; use {', '.join(variables)} or a declared parameter")

    def _remedy_for_axis(self, word: str) -> str | None:
        """What to write for a name that looks like an axis; it is no name for a parameter."""
        if word in _AXES:
            return f"the axes of this formula are {' and '.join(self._axes)}"
        if word in ("X", "Y"):
            return f"the axes are in small letters; write `{word.lower()}`"
        if word in ("ex", "ey"):
            return f"this can be read in two ways; write `e*{word[1]}` or `e^{word[1]}`"
        if _FLAT.fullmatch(word):
            stem, number = word[0], word[-1]
            readings = f"`{stem}^{number}` or `{number}*{stem}`"
            return f"write {readings}; or call both axes x1 and x2"
        if _INDEXED.fullmatch(word):
            return "the axes have two names; write x and y, or x1 and x2"
        return None

    def _error(self, token: Token, message: str) -> ExpressionError:
        return ExpressionError(message, self._source[token.start : token.end], token.start + 1)


def _remedy_for_digit(word: str) -> str | None:
    """What to write for sin2x, which may have been sin²x."""
    match = re.fullmatch(r"([A-Za-z]+)([0-9]+)([A-Za-z]*)", word)
    if match is None or function_called(match[1]) is None:
        return None
    name, number, rest = match.groups()
    rest = rest or "x"
    readings = f"`{name}({number}*{rest})` or `{name}({rest})^{number}`"
    return f"this can be read in two ways; write {readings}"


def _reading(axes: dict[str, str]) -> str:
    """What the axes are called, in words."""
    names = " and ".join(axes)
    return f"{names} {'is' if len(axes) == 1 else 'are'} read as {' and '.join(axes.values())}"
