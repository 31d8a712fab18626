"""Named surfaces: the catalogue with its parameters set, for instance a ravine with κ = 100."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from engine.expressions import Expression
from engine.registry import Registry
from engine.surfaces.cache import Recent
from engine.surfaces.catalogue import DEFINITIONS, Definition, Landmark
from engine.surfaces.rates import adapted
from engine.surfaces.surface import Spot, Surface
from engine.surfaces.tuned import TUNED
from engine.validation import record

_CACHED = 256


class Named:
    """A row of the catalogue, compiled when it is first asked for more than its text."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.name, self.title = definition.name, definition.title
        self.expression, self.help = definition.expression, definition.help

    @cached_property
    def surface(self) -> Surface:
        """The surface at its default parameters."""
        return build(self.name)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return self.surface.to_dict()


SURFACES: Registry[Named] = Registry("surface")
for _definition in DEFINITIONS:
    SURFACES.add(Named(_definition))

_recent: Recent[Surface] = Recent(_CACHED)


def build(name: object, parameters: object = None) -> Surface:
    """The surface called `name`; parameters that are not given have their defaults.

    Raises UnknownName for the name, SpecError with the path "parameters.…" for a parameter.
    """
    definition = SURFACES.find(name).definition
    known = {knob.name: knob for knob in definition.knobs}
    given = record({} if parameters is None else parameters, "parameters", known)
    values = {
        knob.name: float(knob.check(given.get(knob.name, knob.default), f"parameters.{knob.name}"))
        for knob in definition.knobs
    }
    return _recent.get((definition.name, *values.values()), lambda: _built(definition, values))


def _built(definition: Definition, values: Mapping[str, float]) -> Surface:
    formula = Expression(definition.expression, values)
    standard = {knob.name: knob.default for knob in definition.knobs}
    rates = TUNED[definition.name]
    if values != standard:
        rates = adapted(
            rates, Expression(definition.expression, standard), formula, definition.view
        )
    return Surface(
        name=definition.name,
        title=definition.title,
        formula=formula,
        knobs=definition.knobs,
        view=definition.view,
        start=definition.start,
        minima=_placed(definition.minima, values),
        local_minima=_placed(definition.local_minima, values),
        saddles=_placed(definition.saddles, values),
        rates=rates,
        steps=definition.steps,
        cite=definition.cite,
        help=definition.help,
    )


def _placed(landmarks: tuple[Landmark, ...], values: Mapping[str, float]) -> tuple[Spot, ...]:
    def coordinate(of: float | str) -> float:
        return float(Expression(of, values).value(0.0, 0.0)) if isinstance(of, str) else of

    return tuple((coordinate(x), coordinate(y)) for x, y in landmarks)
