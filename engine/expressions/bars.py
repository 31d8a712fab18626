"""Bars: |x| opens and closes with the same sign, so which bar does what has to be found out.

All pairings are followed at once that leave no bar alone and nothing empty between two of them.
Where two remain, as in |x|y|z|, both are named and none is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.expressions.errors import ExpressionError
from engine.expressions.tokens import Token

_SEPARATES = {"comma", "comparison", "colon", "and", "word", "equals", "refused"}
_ENDS_VALUE = {"number", "name", "variable", "raised", "close"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """Bars read so far as opening (True) or closing, how many are open, what stood before."""

    opens: tuple[bool, ...] = ()
    depth: int = 0
    last: str = ""


def paired(tokens: Sequence[Token], source: str) -> list[Token]:
    """The tokens with bars as brackets. Raises ExpressionError unless they pair in one way."""
    result = list(tokens)
    if all(token.kind != "bar" for token in tokens):
        return result
    for level in _levels(tokens):
        bars = [i for i in level if tokens[i].kind == "bar"]
        if not bars:
            continue
        for i, opens in zip(bars, _read(tokens, level, bars, source), strict=True):
            result[i] = tokens[i]._replace(kind="open" if opens else "close")
    return result


def _levels(tokens: Sequence[Token]) -> Iterator[list[int]]:
    """The places of tokens that stand in the same brackets between two separators."""
    open_levels: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        if token.kind in _SEPARATES:
            yield open_levels[-1]
            open_levels[-1] = []
            continue
        if token.kind == "close" and len(open_levels) > 1:
            yield open_levels.pop()
        open_levels[-1].append(i)
        if token.kind == "open":
            open_levels.append([])
    yield from open_levels


def _read(
    tokens: Sequence[Token], level: list[int], bars: list[int], source: str
) -> tuple[bool, ...]:
    readings = [_Reading()]
    for i in level:
        readings = _further(readings, tokens[i])
    whole = [reading.opens for reading in readings if reading.depth == 0]
    first, last = tokens[bars[0]], tokens[bars[-1]]
    part = source[first.start : last.end]
    if not whole:
        raise ExpressionError("these bars do not pair; write abs(…)", part, first.start + 1)
    if len(whole) > 1:
        one, other = (_spelled(tokens, bars, opens, source) for opens in whole[:2])
        raise ExpressionError(
            f"this can be read in two ways; write `{one}` or `{other}`", part, first.start + 1
        )
    return whole[0]


def _further(readings: list[_Reading], token: Token) -> list[_Reading]:
    found: dict[tuple[int, str], list[_Reading]] = {}
    for reading in readings:
        complete = reading.last in _ENDS_VALUE
        after = []
        if token.kind != "bar":
            # What is empty or begins with * is no content of bars.
            if not (reading.last == "bar" and token.text in ("*", "/", "^")):
                after = [replace(reading, last=token.kind)]
        else:
            after = [_Reading((*reading.opens, True), reading.depth + 1, "bar")]
            if complete and reading.depth:
                after.append(_Reading((*reading.opens, False), reading.depth - 1, "close"))
        for each in after:
            alike = found.setdefault((each.depth, each.last), [])
            # Two are enough to know that it is ambiguous.
            if len(alike) < 2:
                alike.append(each)
    return [reading for alike in found.values() for reading in alike]


def _spelled(tokens: Sequence[Token], bars: list[int], opens: Sequence[bool], source: str) -> str:
    text, at = "", tokens[bars[0]].start
    for i, opening in zip(bars, opens, strict=True):
        text += source[at : tokens[i].start]
        text += ("*" if opening and text and text[-1] not in "+-*/^( " else "") + "("
        text = text[:-1] + ("abs(" if opening else ")")
        at = tokens[i].end
    return text
