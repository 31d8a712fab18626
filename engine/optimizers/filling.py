r"""Filling: a formula with numbers for its symbols, as in m ← 0.9 · 1.2 + (1 − 0.9) · (−4.5).

Each line of LaTeX is one assignment, or several parted by ", \quad "; they are taken in order, so
that a symbol stands for its old number until its own line has passed. Symbols without a number stay
as they are.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

Show: TypeAlias = Callable[[float, int], str]

SEPARATOR = r", \quad "
ASSIGNMENT = re.compile(r"(?P<left>.+?) (?P<sign>\\leftarrow|=) (?P<right>.+)")
GAP = re.compile(r"(?:\\,|\s)+")
UNIT = (
    r"\\(?:text|operatorname)\{[^}]*\}|\\(?:hat|bar|tilde) [a-z]"
    r"|(?:\\[A-Za-z]+|[A-Za-z])(?:'|_(?:\{[^}]*\}|\\[A-Za-z]+|.))"
    r"|\\[A-Za-z]+|\\.|\s+|."
)
DIGITS, MOST_DIGITS = 4, 10
EXACT = 8
OPENERS = ("", "(", "{", "|", ",")
FACTOR_STARTS = ("(", r"\sqrt", r"\frac", r"\operatorname")


def short(number: float, digits: int = DIGITS) -> str:
    """A number in LaTeX: whole where it is brief, else to so many digits."""
    if number == 0:
        return "0"
    if not math.isfinite(number):
        return r"\text{?}" if math.isnan(number) else r"-\infty" if number < 0 else r"\infty"
    plain = f"{number:.10g}"
    if len(plain) <= EXACT and "e" not in plain:
        return plain
    mantissa, power = f"{number:.{digits - 1}e}".split("e")
    exponent = int(power)
    if -4 <= exponent <= 5:
        text = f"{number:.{max(digits - 1 - exponent, 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return scientific(mantissa.rstrip("0").rstrip("."), exponent)


def scientific(mantissa: str, exponent: int) -> str:
    """A mantissa times a power of ten, without a factor of one."""
    factor = {"1": "", "-1": "-"}.get(mantissa, mantissa + r" \times ")
    return f"{factor}10^{{{exponent}}}"


def filled(
    lines: Iterable[str],
    old: Mapping[str, float],
    new: Mapping[str, float],
    show: Show = short,
) -> list[str]:
    """The lines with numbers, each with its result where `new` holds one for its left side.

    Where a number moves by little, it is given with the digits that show it.
    """
    numbers = dict(old)

    def assignment(text: str) -> str:
        parts = ASSIGNMENT.fullmatch(text)
        if parts is None:
            return text
        left, sign = parts["left"], parts["sign"]
        digits = telling(numbers.get(left, math.nan), new.get(left, math.nan), show)
        precise = {left: digits}
        right = "".join(
            substituted(parts["right"], numbers, lambda x, name: show(x, precise.get(name, DIGITS)))
        )
        if left in new:
            numbers[left] = new[left]
            result = show(new[left], digits)
            right = right if right == result else f"{right} = {result}"
        return f"{left} {sign} {right}"

    return [SEPARATOR.join(map(assignment, line.split(SEPARATOR))) for line in lines]


def telling(old: float, new: float, show: Show) -> int:
    """How many digits tell two numbers apart."""
    wanted = range(DIGITS, MOST_DIGITS)
    return next((n for n in wanted if old == new or show(old, n) != show(new, n)), DIGITS)


def substituted(
    text: str, numbers: Mapping[str, float], show: Callable[[float, str], str]
) -> Iterator[str]:
    """The pieces of an expression, a number for each known symbol, products dotted."""
    units = split(text, tuple(numbers))
    last, gap, ended_by_number, ends_factor = "", "", False, False
    for index, unit in enumerate(units):
        if GAP.fullmatch(unit):
            gap += unit
            continue
        following = next((u for u in units[index + 1 :] if not GAP.fullmatch(u)), "")
        known = unit in numbers
        starts_factor = known or unit.startswith(FACTOR_STARTS)
        dotted = ends_factor and starts_factor and (known or ended_by_number)
        yield r" \cdot " if dotted else gap
        if known:
            yield placed(show(numbers[unit], unit), last, following)
        else:
            yield unit
        ended_by_number = known
        ends_factor = known or unit in {")", "}"} or unit.isalnum()
        last, gap = unit, ""


@lru_cache(maxsize=256)
def split(text: str, symbols: tuple[str, ...]) -> list[str]:
    """The units of an expression; the longest symbol wins, and no symbol ends inside a name."""
    own = [re.escape(symbol) + ending(symbol) for symbol in sorted(symbols, key=len, reverse=True)]
    return re.findall("|".join([*own, UNIT]), text)


def ending(symbol: str) -> str:
    """What may not follow a symbol: letters after a command, a subscript or prime after any."""
    if not symbol[-1].isalpha():
        return ""
    return r"(?![A-Za-z_'])" if symbol.startswith("\\") and " " not in symbol else r"(?![_'])"


def placed(number: str, before: str, after: str) -> str:
    """A number in its place: in brackets where its sign or power of ten would be misread."""
    if before == "^":
        return f"{{{number}}}"
    negative = number.startswith("-") and (before not in OPENERS or after == "^")
    power = "^" in number and after == "^"
    product = r"\times" in number and before == "/"
    return f"({number})" if negative or power or product else number
