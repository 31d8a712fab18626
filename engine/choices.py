"""Choices: an item of a registry with its settings, for instance a data set or a schedule.

In JSON a choice is {"name", …knobs}, or the name alone, which stands for all defaults. Single
values are read by `engine.validation`, whole specifications by `engine.specs`.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol, TypeVar

from engine.knobs import Knob
from engine.registry import Registry, UnknownName
from engine.validation import SpecError, excerpt, join, record


class Adjustable(Protocol):
    """Anything with a name and knobs."""

    @property
    def name(self) -> str: ...

    @property
    def knobs(self) -> tuple[Knob, ...]: ...


Item = TypeVar("Item", bound=Adjustable)


def choose(
    spec: object, path: str, registry: Registry[Item], others: Collection[str] = ()
) -> tuple[Item, Mapping[str, Any]]:
    """The item and the fields given: its knobs and `others`. Raises SpecError for any else."""
    given = {"name": spec} if isinstance(spec, str) else spec
    if not isinstance(given, Mapping):
        raise SpecError(path, f"expected a name, or an object with a name, not {excerpt(spec)}")
    if "name" not in given:
        raise SpecError(join(path, "name"), f"is required; known: {', '.join(registry)}")
    try:
        found = registry.find(given["name"])
    except UnknownName as error:
        raise SpecError(join(path, "name"), str(error)) from error
    return found, record(given, path, ("name", *others, *(knob.name for knob in found.knobs)))


def complete(item: Adjustable, fields: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The JSON form with every knob of the item, checked, at its default where none is given."""
    checked: dict[str, Any] = {"name": item.name}
    for knob in item.knobs:
        where = join(path, knob.name)
        if knob.required and knob.name not in fields:
            raise SpecError(where, f"is required; for example {knob.suggested}")
        checked[knob.name] = knob.check(fields.get(knob.name, knob.default), where)
    return checked
