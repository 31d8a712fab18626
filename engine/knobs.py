"""Knobs: the settings a rule exposes, for instance a learning rate, a decay or a choice of form.

A knob is declared once, as a keyword-only argument: its annotation says what it accepts, its
default where it starts. `read` turns a signature into knobs. A number knob may differ from lane to
lane, the others are fixed for a run.
"""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

import numpy as np

from engine.lanes import Lane
from engine.validation import SpecError, excerpt

Number: TypeAlias = Lane | float
Kind: TypeAlias = Literal["number", "integer", "choice", "flag", "table", "schedule"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers accepted, `min` to `max`, and the stretch a slider offers of them.

    Spacing "log" is even in the logarithm of the value, "decay" in that of 1 − value.
    `suggested` is where a form starts when there is no default.
    """

    spacing: Literal["log", "linear", "decay"]
    min: float
    max: float
    slider: tuple[float, float]
    suggested: float | None = None
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Reader:
    """A setting of a kind of its own, such as a table: `read` checks a value found at a path."""

    kind: Kind
    read: Callable[[object, str], Any]
    suggested: Any = None


RATE = Scale("log", 1e-9, 1e3, (1e-5, 10.0))
DECAY = Scale("decay", 0.0, 1 - 1e-9, (0.0, 0.9999))
FLOOR = Scale("log", 0.0, 1.0, (1e-16, 1.0))
STRENGTH = Scale("log", 0.0, 1e3, (1e-5, 10.0))
# What NumPy's RandomState takes.
LAST_SEED = 2**32 - 1
SEED = Scale("linear", 0, LAST_SEED, (0, 100), None, "integer")

Rate = Annotated[Number, RATE, "Learning rate: scales every step."]
Decay = Annotated[
    Number, DECAY, "Share of the average kept at each step: about 1/(1 − β) steps count."
]
MeanDecay = Annotated[Number, DECAY, "Share of the averaged gradient kept at each step."]
SquareDecay = Annotated[Number, DECAY, "Share of the averaged squared gradient kept at each step."]
Floor = Annotated[Number, FLOOR, "Keeps the denominator away from zero."]
WeightDecay = Annotated[Number, STRENGTH, "Pull towards the origin, in shares of θ times the rate."]
Damping = Annotated[
    Number, STRENGTH, "Added to every curvature: the larger, the shorter the steps."
]
Correction = Annotated[bool, "Divide the average by 1 − βᵗ, which makes up for its start at zero."]


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting: its name, what it accepts and how a form shows it."""

    name: str
    kind: Kind
    default: Any
    help: str
    scale: Scale | None = None
    choices: tuple[str, ...] = ()
    reader: Reader | None = None

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is None

    @property
    def suggested(self) -> Any:
        """Where a form starts: the default, or a fair value when there is none."""
        source = self.scale or self.reader
        return source.suggested if self.required and source else self.default

    @property
    def min(self) -> float | None:
        """The smallest number accepted."""
        return self.scale.min if self.scale else None

    @property
    def max(self) -> float | None:
        """The largest number accepted."""
        return self.scale.max if self.scale else None

    def check(self, value: object, path: str = "") -> Any:
        """`value` as float, int, str or bool. Raises SpecError with what is accepted instead."""
        if self.scale is not None:
            return self._number(self.scale, value, path)
        if self.reader is not None:
            return self.reader.read(value, path)
        if self.kind == "flag":
            if isinstance(value, bool | np.bool_):
                return bool(value)
            raise SpecError(path, f"{self.name} must be true or false, not {excerpt(value)}")
        if isinstance(value, str) and value in self.choices:
            return value
        allowed = " or ".join(map(repr, self.choices))
        raise SpecError(path, f"{self.name} must be {allowed}, not {excerpt(value)}")

    def _number(self, scale: Scale, value: object, path: str) -> float | int:
        low, high, whole = scale.min, scale.max, self.kind == "integer"
        number = _finite(value)
        if number is None or not low <= number <= high or (whole and not number.is_integer()):
            wanted = f"a {'whole ' * whole}number from {low:.12g} to {high:.12g}"
            hint = "" if self.suggested is None else f"; {self.suggested:.12g} is a good start"
            raise SpecError(path, f"{self.name} must be {wanted}, not {excerpt(value)}{hint}")
        # −0.0 becomes 0.0: equal settings make equal specifications.
        return int(number) if whole else number + 0.0

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "suggested": self.suggested,
            "required": self.required,
            "min": self.min,
            "max": self.max,
            "scale": self.scale.spacing if self.scale else None,
            "slider": list(self.scale.slider) if self.scale else None,
            "choices": list(self.choices),
            "help": self.help,
        }


def read(function: Callable[..., Any]) -> tuple[Knob, ...]:
    """The knobs of a function: its keyword-only arguments, in order."""
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters.values()
    return tuple(
        _knob(parameter, hints.get(parameter.name))
        for parameter in parameters
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    )


def _knob(parameter: inspect.Parameter, hint: Any) -> Knob:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{parameter.name} needs an annotation that says what it accepts")
    # An alias that is annotated once more has the outer notes last: they take precedence.
    kept, *notes = get_args(hint)
    help_text = next((note for note in reversed(notes) if isinstance(note, str)), "")
    scale = next((note for note in reversed(notes) if isinstance(note, Scale)), None)
    default = None if parameter.default is inspect.Parameter.empty else parameter.default
    if scale is not None:
        return Knob(parameter.name, scale.kind, default, help_text, scale)
    if (reader := next((note for note in notes if isinstance(note, Reader)), None)) is not None:
        return Knob(parameter.name, reader.kind, default, help_text, reader=reader)
    if kept is bool:
        return Knob(parameter.name, "flag", default, help_text)
    if get_origin(kept) is Literal:
        return Knob(parameter.name, "choice", default, help_text, choices=get_args(kept))
    raise TypeError(f"{parameter.name} is annotated with neither a scale, a choice nor a flag")


def _finite(value: object) -> float | None:
    """`value` as a finite float, or None where it is not a number."""
    if isinstance(value, bool | np.bool_) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
