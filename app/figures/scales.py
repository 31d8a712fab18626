"""Scales: where a number lies on an axis, and the round numbers that are written along it."""

from dataclasses import dataclass
from math import ceil, floor, isfinite, isnan, log10
from typing import Any

import numpy as np

from engine.lanes import Array

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FAR = 40.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The stretch of an axis that is seen, `low` to `high`, even in the logarithm if `log`."""

    low: float
    high: float
    log: bool = False

    def shares(self, values: Any) -> Array:
        """Where values lie, 0 at `low` and 1 at `high`; far ones are moved nearer, NaN stays."""
        with np.errstate(divide="ignore", invalid="ignore"):
            bent, low, high = (
                np.log10(v) if self.log else np.asarray(v, float)
                for v in (np.asarray(values, float), self.low, self.high)
            )
            shares = (bent - low) / (high - low)
        clipped: Array = np.where(np.isnan(shares), np.nan, np.clip(shares, -FAR, FAR))
        return clipped

    def ticks(self, count: int) -> list[tuple[float, str]]:
        """About `count` round numbers with where they lie."""
        if self.log:
            powers = decades(self.low, self.high, count)
            return [(float(self.shares(10.0**p)), power_of_ten(p)) for p in powers]
        return [(float(self.shares(at)), number(at)) for at in round_numbers(self, count)]


def fit(low: float, high: float, log: bool) -> Scale:
    """A scale that shows all from `low` to `high` with a little room around."""
    if not (isfinite(low) and isfinite(high)):
        return Scale(0.1 if log else 0.0, 1.0, log)
    if log:
        low = max(low, 1e-300)
        room = max(1.2, (max(high, low) / low) ** 0.05)
        return Scale(low / room, max(high, low) * room, True)
    room = 0.05 * (high - low) or max(abs(high), 1.0) / 2
    return Scale(low - room, high + room)


def round_numbers(scale: Scale, count: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    rough = (scale.high - scale.low) / count
    power = 10.0 ** floor(log10(rough))
    step = power * next((f for f in (1, 2, 5) if f * power >= rough), 10)
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [i * step for i in range(first, last + 1)] or round_numbers(scale, 2 * count)


def decades(low: float, high: float, count: int) -> list[int]:
    """The exponents of the powers of ten between two numbers, thinned to about `count`."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    every = max(1, ceil((last - first + 1) / count))
    return list(range(ceil(first / every) * every, last + 1, every))


def power_of_ten(exponent: int) -> str:
    """The power as it is written: 1, 10, 10⁻⁶."""
    if exponent in {0, 1}:
        return str(10**exponent)
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def number(value: float, digits: int = 3) -> str:
    """A number with few digits, very large and very small ones in powers of ten."""
    if isnan(value):
        return "–"
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    size = abs(value)
    if size != 0 and (size < 1e-3 or size >= 1e5):
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        trimmed = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{trimmed} × {power_of_ten(int(power))}".replace("-", "−")
    text = f"{value:.{digits}g}"
    plain = f"{float(text):,.12g}" if "e" in text else text
    return plain.replace("-", "−")
