"""Validation: checked readings of single untrusted values, for instance a count or a list.

Every reader takes the value and its path in the specification ("runs[0].label") and either
returns a value of the promised type or raises SpecError naming that path and the remedy. Items of a
registry with their settings are read by `engine.choices`, what experiments consist of by
`engine.specs.readers`.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from engine.suggestions import misplaced, suggestion


class SpecError(ValueError):
    """A specification that cannot be carried out: `path` names the field, `message` the fault."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path, self.message = path, message


def excerpt(value: object) -> str:
    """A short, printable form of a value that somebody sent."""
    try:
        text = repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "…"


def join(path: str, name: str) -> str:
    """The path of a field inside the record at `path`."""
    return f"{path}.{name}" if path else name


def record(value: object, path: str, known: Collection[str]) -> Mapping[str, Any]:
    """A JSON object that has no field but the known ones."""
    if not isinstance(value, Mapping):
        raise SpecError(path, f"expected an object, not {excerpt(value)}")
    for name in value:
        if name not in known:
            near = suggestion(str(name), known)
            hint = f"did you mean {near!r}?" if near else misplaced(str(name), known)
            hint = hint or f"known: {', '.join(known)}"
            raise SpecError(join(path, _printable(str(name)[:60])), f"unknown field; {hint}")
    return value


def _printable(name: str) -> str:
    return name if name.isprintable() else repr(name)[1:-1]


def items(value: object, path: str, least: int, most: int, noun: str) -> Sequence[Any]:
    """A list of between `least` and `most` items."""
    if not isinstance(value, list | tuple):
        raise SpecError(path, f"expected a list of {noun}, not {excerpt(value)}")
    if not least <= len(value) <= most:
        raise SpecError(
            path, f"{len(value)} {noun} given; between {least} and {most:,} are allowed"
        )
    return value


def number(value: object, path: str, low: float = -1e30, high: float = 1e30) -> float:
    """A finite number in [low, high]; -0.0 is read as 0.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SpecError(path, f"expected a number, not {excerpt(value)}")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise SpecError(path, "must be a finite number, neither NaN nor infinite")
    if not low <= result <= high:
        raise SpecError(path, f"{excerpt(value)} is outside {low:g} … {high:g}")
    return result + 0.0


def integer(value: object, path: str, low: int, high: int) -> int:
    """A whole number in [low, high]."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise SpecError(path, f"expected a whole number, not {excerpt(value)}")
    result = int(value)  # type: ignore[call-overload]
    if not low <= result <= high:
        raise SpecError(path, f"{excerpt(value)} is outside {low:,} … {high:,}")
    return int(result)


def text(value: object, path: str, longest: int) -> str:
    """Printable text of at most `longest` characters."""
    if not isinstance(value, str):
        raise SpecError(path, f"expected text, not {excerpt(value)}")
    if not value or len(value) > longest or not value.isprintable():
        raise SpecError(path, f"must be 1 to {longest} printable characters")
    return value
