"""Definitions: rows of the catalogue, written as expressions, for instance Beale's function.

Definitions are the standard ones. Landmarks are those of the default parameters, unless they are
formulas. A minimum on the edge of its view is the lowest point of the view only: the slope there
leads outwards.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.knobs import Knob, Scale
from engine.surfaces.surface import Spot, View

Landmark: TypeAlias = tuple[float | str, float | str]

JAMIL = "Jamil & Yang 2013, arXiv:1308.4008"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One row of the catalogue; a landmark's coordinate may be an expression of the parameters."""

    name: str
    title: str
    expression: str
    view: View
    start: Spot
    steps: int
    help: str
    knobs: tuple[Knob, ...] = ()
    minima: tuple[Landmark, ...] = ()
    local_minima: tuple[Landmark, ...] = ()
    saddles: tuple[Landmark, ...] = ()
    cite: str = ""


def knob(
    name: str,
    default: float,
    low: float,
    high: float,
    text: str,
    spacing: Literal["log", "linear"] = "log",
) -> Knob:
    """A parameter that a slider offers over its whole range."""
    return Knob(name, "number", default, text, Scale(spacing, low, high, (low, high)))


def square(half: float) -> View:
    """A view from −half to half both ways."""
    return ((-half, half), (-half, half))
