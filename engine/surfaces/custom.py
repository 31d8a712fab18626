"""Custom surfaces: those that somebody typed, for instance x^2 + k*y^2 with k = 3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from keyword import kwlist
from typing import Any

import numpy as np

from engine.expressions import RESERVED, Expression
from engine.knobs import Knob, Scale
from engine.surfaces.cache import Recent
from engine.surfaces.notes import notes
from engine.surfaces.rates import guessed
from engine.surfaces.surface import Spot, Surface, View, lattice
from engine.validation import SpecError, excerpt, items, number, record

DEFAULT_VIEW: View = ((-3.0, 3.0), (-3.0, 3.0))

_FARTHEST = 1e6
_LARGEST = 1e12
_MAX_PARAMETERS = 16
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
# λ is a usual name of a parameter.
_KEYWORDS = frozenset(kwlist) - {"lambda"}
_PROBES = 33
_TRIED = 40
_CACHED = 256

_recent: Recent["CustomSurface"] = Recent(_CACHED)


@dataclass(frozen=True, kw_only=True)
class CustomSurface(Surface):
    """A surface from an expression; its minima are unknown."""

    declared: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What one should know of the formula: how it was read, and where it is undefined."""
        return notes(self.formula, self.view)

    def source(self) -> dict[str, Any]:
        """The JSON form that builds this surface again, complete."""
        return {
            "expression": self.expression,
            "view": [list(side) for side in self.view],
            "parameters": {
                name: dict(value) if isinstance(value, Mapping) else value
                for name, value in self.declared.items()
            },
        }


def custom(expression: object, *, view: object = None, parameters: object = None) -> CustomSurface:
    """The surface of an expression; a parameter is a number or {"value", "min", "max"}.

    Raises ExpressionError for the expression, and SpecError with the path of the field for a view
    that is empty or too large, for a parameter, and for a surface nowhere finite in its view.
    """
    sides = read_view(view)
    declared = _parameters(parameters)
    key = (expression, sides, repr(declared))
    if not isinstance(expression, str):
        return _built(expression, sides, declared)
    return _recent.get(key, lambda: _built(expression, sides, declared))


def read_view(view: object) -> View:
    """A view, DEFAULT_VIEW for None. Raises SpecError at "view…" if it is empty or too large."""
    if view is None:
        return DEFAULT_VIEW
    sides = []
    for i, side in enumerate(items(view, "view", 2, 2, "sides, [[x0, x1], [y0, y1]],")):
        low, high = items(side, f"view[{i}]", 2, 2, "ends")
        low = number(low, f"view[{i}][0]", -_FARTHEST, _FARTHEST)
        high = number(high, f"view[{i}][1]", -_FARTHEST, _FARTHEST)
        if not low < high or high - low < 1e-9 * max(abs(low), abs(high)):
            raise SpecError(
                f"view[{i}]", f"{low:g} … {high:g} is empty; the first end is the lower one"
            )
        sides.append((low, high))
    return (sides[0], sides[1])


def _built(expression: object, view: View, declared: dict[str, Any]) -> CustomSurface:
    values = {k: v["value"] if isinstance(v, Mapping) else v for k, v in declared.items()}
    formula = Expression(expression, values)
    start = _start(formula, view)
    return CustomSurface(
        name="custom",
        title="Custom surface",
        formula=formula,
        knobs=tuple(_knob(name, value) for name, value in declared.items()),
        view=view,
        start=start,
        rates=guessed(formula, view, start),
        help="A surface of one's own: its minima are not known beforehand.",
        declared=declared,
    )


def _parameters(parameters: object) -> dict[str, Any]:
    if parameters is None:
        return {}
    if not isinstance(parameters, Mapping):
        raise SpecError(
            "parameters", f'expected an object such as {{"k": 3}}, not {excerpt(parameters)}'
        )
    if len(parameters) > _MAX_PARAMETERS:
        raise SpecError(
            "parameters",
            f"{len(parameters)} parameters given; at most {_MAX_PARAMETERS} are allowed",
        )
    declared: dict[str, Any] = {}
    for name, value in parameters.items():
        path = f"parameters.{str(name)[:60]}"
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _KEYWORDS:
            raise SpecError(
                path, "a parameter's name is a letter, then letters, digits or _, at most 32"
            )
        if name in RESERVED:
            raise SpecError(path, f"the language already has a {name}; choose another name")
        declared[name] = _declared(value, path)
    return declared


def _declared(value: object, path: str) -> Any:
    if not isinstance(value, Mapping):
        return number(value, path, -_LARGEST, _LARGEST)
    fields = record(value, path, ("value", "min", "max"))
    if "value" not in fields:
        raise SpecError(f"{path}.value", "is required")
    low = number(fields.get("min", -_LARGEST), f"{path}.min", -_LARGEST, _LARGEST)
    high = number(fields.get("max", _LARGEST), f"{path}.max", low, _LARGEST)
    return {"value": number(fields["value"], f"{path}.value", low, high), "min": low, "max": high}


def _knob(name: str, declared: Any) -> Knob:
    if isinstance(declared, Mapping):
        value, low, high = declared["value"], declared["min"], declared["max"]
        slider = (low, high)
    else:
        value, low, high = declared, -_LARGEST, _LARGEST
        slider = (min(0.0, 2 * value), max(0.0, 2 * value)) if value else (-1.0, 1.0)
    return Knob(name, "number", value, "", Scale("linear", low, high, slider))


def _start(formula: Expression, view: View) -> Spot:
    """The point with finite cost and slope that is nearest to a corner of the view's inner part.

    Where that lies on an edge of the domain it is the nearest point inside.
    """
    x, y = lattice(view, _PROBES, _PROBES)
    finite = np.logical_and.reduce([np.isfinite(part) for part in formula.slopes(x, y)])
    # Who has not said where to start gets the same point from every release.
    first = formula.tame(x, y)
    (x0, x1), (y0, y1) = view
    away = ((x - x0) / (x1 - x0) - 0.1) ** 2 + ((y - y0) / (y1 - y0) - 0.8) ** 2
    inner = _inner(finite)
    for allowed in (first, _inner(inner), inner, finite):
        spots = np.flatnonzero(allowed)
        for at in spots[np.argsort(away.ravel()[spots], kind="stable")][:_TRIED]:
            i, j = np.unravel_index(at, away.shape)
            spot = float(x[0, j]), float(y[i, 0])
            if not formula.at_edge(*spot) and not formula.on_ridge(*spot):
                return spot
            if allowed is first:
                break
    message = "the surface has no finite cost and slope anywhere in its view"
    raise SpecError("expression", f"{message}; change the expression or the view")


def _inner(allowed: np.ndarray) -> np.ndarray:
    """The points whose neighbours are allowed, too."""
    wide = np.pad(allowed, 1)
    sides = (wide[:-2, 1:-1], wide[2:, 1:-1], wide[1:-1, :-2], wide[1:-1, 2:])
    found: np.ndarray = np.logical_and.reduce([allowed, *sides])
    return found
