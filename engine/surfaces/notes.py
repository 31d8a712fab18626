"""Notes: what somebody who typed a formula should know of it, for instance why a part is blank."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from engine.expressions import Expression, Partial
from engine.surfaces.surface import View, lattice

_PROBES = 33
_MOST = 4
_LARGEST_ROOT = 64

# Where a function is undefined, in words and as a test.
_OUTSIDE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "sqrt": ("{} < 0", lambda u: u < 0),
    "power": ("{} < 0", lambda u: u < 0),
    "asin": ("{} lies outside -1 … 1", lambda u: np.abs(u) > 1),
    "acos": ("{} lies outside -1 … 1", lambda u: np.abs(u) > 1),
    "atanh": ("{} is not between -1 and 1", lambda u: np.abs(u) >= 1),
    "acosh": ("{} < 1", lambda u: u < 1),
    "log1p": ("{} ≤ -1", lambda u: u <= -1),
    **dict.fromkeys(("log", "log2", "log10"), ("{} ≤ 0", lambda u: u <= 0)),
}


def notes(formula: Expression, view: View) -> tuple[str, ...]:
    """How the formula was read, whether it is constant, and where in the view it is undefined."""
    told = list(formula.notes)
    if formula.constant:
        told.append("the surface is constant, without x and y: nobody moves")
    for note in _blanks(formula, view):
        if note not in told:
            told.append(note)
    return tuple(told[:_MOST])


def _blanks(formula: Expression, view: View) -> Iterator[str]:
    x, y = lattice(view, _PROBES, _PROBES)
    blank = ~np.isfinite(formula.value(x, y))
    if not blank.any():
        return
    for partial in formula.partial:
        words, outside = _OUTSIDE[partial.function]
        if (outside(formula.argument(partial, x, y)) & blank).any():
            yield f"blank where {words.format(partial.text)}, {_reason(partial)}"


def _reason(partial: Partial) -> str:
    if partial.function != "power":
        return f"for {partial.function} is not real there"
    fraction = Fraction(partial.exponent).limit_denominator(_LARGEST_ROOT)
    exact = abs(float(fraction) - partial.exponent) < 1e-12
    if not exact or fraction.denominator % 2 == 0:
        return "for a power with a fractional exponent is not real there"
    text = partial.text
    root = f"abs({text})^({fraction})"
    if fraction.numerator % 2:
        root = f"sign({text})*{root}"
    if fraction in (Fraction(1, 3), Fraction(2, 3)):
        root = f"cbrt({text})" + ("^2" if fraction.numerator == 2 else f" or {root}")
    return f"for powers are taken of numbers from 0 on; the real root is {root}"
