"""Kinds of experiment, each with its settings and the reader of its specifications.

A new kind is one more row of KINDS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.registry import Registry
from engine.specs.basin import BasinSpec, read_basin
from engine.specs.descent import DescentSpec, read_descent
from engine.specs.schema import object_schema
from engine.specs.settings import Setting, declared
from engine.specs.spec import Spec
from engine.specs.training import TrainingSpec, read_training
from engine.validation import SpecError, excerpt

SpecT = TypeVar("SpecT", bound=Spec)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of experiment: the class that declares its settings, and its reader."""

    spec: type[Spec]
    read: Callable[[Mapping[str, Any]], Spec]

    @property
    def name(self) -> str:
        """The `kind` of its specifications."""
        return self.spec.kind

    @property
    def help(self) -> str:
        """What it is, in a line."""
        return (self.spec.__doc__ or "").partition("\n")[0]

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Its settings by name."""
        return declared(self.spec)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        settings = [setting.to_dict() for setting in self.settings.values()]
        return {
            "name": self.name,
            "title": self.spec.title,
            "help": self.help,
            "settings": settings,
        }

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its specifications."""
        made = object_schema(self.spec)
        named: dict[str, Any] = {"type": "string", "const": self.name}
        if self.name == DEFAULT:
            named["default"] = DEFAULT
        else:
            made["required"] = ["kind", *made["required"]]
        return made | {"properties": {"kind": named, **made["properties"]}}


DEFAULT = DescentSpec.kind
KINDS: Registry[Kind] = Registry("kind")
KINDS.add(Kind(DescentSpec, read_descent))
KINDS.add(Kind(BasinSpec, read_basin))
KINDS.add(Kind(TrainingSpec, read_training))


def from_dict(data: object) -> Spec:
    """Read a specification. Raises SpecError with the path of the first field that is wrong."""
    if not isinstance(data, Mapping):
        raise SpecError("", f"expected an object, not {excerpt(data)}")
    kind = data.get("kind", DEFAULT)
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecError("kind", f"there is no kind {excerpt(kind)}; known: {', '.join(KINDS)}")
    return KINDS[kind].read(data)


def checked(spec: Spec | Mapping[str, Any], kind: type[SpecT]) -> SpecT:
    """A specification of one kind, read if it is JSON. Raises SpecError where it is of another."""
    found = spec if isinstance(spec, Spec) else from_dict(spec)
    if not isinstance(found, kind):
        raise SpecError("kind", f"expected a {kind.kind}, not a {found.kind}")
    return found
