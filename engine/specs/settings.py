"""Settings: what a specification takes, for instance the steps of a race or the size of a batch.

A setting is declared once, as an annotated field of its specification, as hyper-parameters are as
arguments: the annotation says what it accepts and what it is for, the default where it starts.
Readers, JSON, schemas, the catalogue and the pages' forms follow from that. A plain setting (a
number, a flag, a choice, a list of these, or a record of them) needs nothing else; one with a
`Structure` has a reader of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from engine.knobs import Scale
from engine.registry import Registry, UnknownName
from engine.validation import SpecError, excerpt, integer, items, join, number, record

Kind: TypeAlias = Literal["number", "integer", "flag", "choice", "object", "structure"]
Values: TypeAlias = Mapping[str, Any]
Note = TypeVar("Note")


@dataclass(frozen=True, slots=True)
class Several:
    """Between `least` and `most` values; where one may stand `alone`, it is a list of one."""

    least: int
    most: int
    noun: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound that depends on the settings before, for instance a batch on the examples there are.

    `bound` is the largest value then, and `fault` says what is wrong with this larger one. When the
    rule `fits`, the default is cut to the bound, and null stands for it. `limit` is the number that
    the rule is about, where it is the same for all.
    """

    name: str
    help: str
    bound: Callable[[Values], int]
    fault: Callable[[int, Values], str] | None = None
    fits: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A setting younger than the experiments that are kept.

    At its default it is left out of the JSON, so that their digests stay what they were.
    """


@dataclass(frozen=True, slots=True)
class Structure:
    """The form of a setting with a reader of its own.

    `schema` is that of its JSON; or `parts` declares what the object holds, one or as many as
    `several`. `name` is its name in JSON, where the attribute has another.
    """

    schema: Values | None = None
    parts: type[Any] | None = None
    several: Several | None = None
    optional: bool = False
    default: Any = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in JSON, what it accepts, its default, and how a form shows it."""

    name: str
    attribute: str
    kind: Kind
    help: str
    required: bool
    default: Any
    nullable: bool = False
    scale: Scale | None = None
    registry: Registry[Any] | None = None
    several: Several | None = None
    rule: Rule | None = None
    structure: Structure | None = None
    parts: type[Any] | None = None
    late: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The names to choose from."""
        return tuple(self.registry or ())

    @property
    def holds(self) -> type[Any] | None:
        """The record, whatever reads it, that it is or that it lists."""
        return self.parts or (self.structure.parts if self.structure else None)

    @property
    def may_be_null(self) -> bool:
        """Whether null is a value, or stands for the default."""
        fits = self.rule is not None and self.rule.fits
        return self.nullable or fits or (self.parts is not None and not self.required)

    def usual(self, before: Values) -> Any:
        """The default, which a rule may cut."""
        if self.rule is not None and self.rule.fits:
            return min(self.default, self.rule.bound(before))
        return self.default

    def check(self, value: object, path: str = "", before: Values | None = None) -> Any:
        """A value as the specification holds it, after those `before`. Raises SpecError."""
        path, before = path or self.name, before or {}
        if value is None and self.may_be_null:
            if self.nullable:
                return None
            value = self.usual(before)
        if self.parts is not None:
            return self.parts(**read(self.parts, fields_of(self.parts, value, path), path))
        if self.several is None:
            return self._one(value, path, before)
        if self.several.alone and not isinstance(value, list | tuple):
            return (self._one(value, path, before),)
        given = items(value, path, self.several.least, self.several.most, self.several.noun)
        return tuple(self._one(item, f"{path}[{i}]", before) for i, item in enumerate(given))

    def _one(self, value: object, path: str, before: Values) -> Any:
        if self.registry is not None:
            return name_in(self.registry, value, path)
        if self.scale is None:
            if isinstance(value, bool):
                return value
            raise SpecError(path, f"must be true or false, not {excerpt(value)}")
        if self.kind == "number":
            return number(value, path, self.scale.min, self.scale.max)
        low, high = int(self.scale.min), int(self.scale.max)
        if self.rule is not None:
            bound = self.rule.bound(before)
            # What the rule says helps more than the bare range, however large the value is.
            if self.rule.fault and type(value) is int and value > bound:
                raise SpecError(path, self.rule.fault(value, before))
            high = min(high, bound)
        return integer(value, path, low, high)

    def to_json(self, value: Any) -> Any:
        """A value in JSON."""
        if self.parts is not None and value is not None:
            return write(value)
        if self.several is not None and isinstance(value, tuple):
            return value[0] if self.several.alone and len(value) == 1 else list(value)
        return value

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue; it has all that a knob's has."""
        suggested = self.scale.suggested if self.scale else None
        several = self.several or (self.structure and self.structure.several)
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "suggested": self.default if self.default is not None else suggested,
            "required": self.required,
            "nullable": self.may_be_null,
            "min": self.scale.min if self.scale else None,
            "max": self.scale.max if self.scale else None,
            "scale": self.scale.spacing if self.scale else None,
            "slider": list(self.scale.slider) if self.scale else None,
            "choices": list(self.choices),
            "help": self.help,
            "most": several.most if several else None,
            "rule": self.rule
            and {"name": self.rule.name, "help": self.rule.help, "limit": self.rule.limit},
            "parts": [part.to_dict() for part in declared(self.holds).values()]
            if self.holds
            else [],
        }


def declared(cls: type[Any]) -> Mapping[str, Setting]:
    """The settings that a dataclass declares, by their names in JSON, in order."""
    hashable: Any = cls
    return _declared(hashable)


@cache
def _declared(cls: Any) -> Mapping[str, Setting]:
    hints = get_type_hints(cls, include_extras=True)
    found = (_setting(field, hints[field.name]) for field in fields(cls))
    return {setting.name: setting for setting in found if setting is not None}


def within(cls: type[Any], path: str = "") -> Iterator[tuple[str, Setting]]:
    """The settings of a dataclass, and those of the records they hold, each with its path."""
    for name, setting in declared(cls).items():
        yield f"{path}{name}", setting
        if setting.holds is not None:
            yield from within(setting.holds, f"{path}{name}.")


def fields_of(
    cls: type[Any], value: object, path: str = "", others: Sequence[str] = ()
) -> Mapping[str, Any]:
    """An object that has no fields but the settings and `others`, and all that are required."""
    known = declared(cls)
    found = record(value, path, (*others, *known))
    for setting in known.values():
        if setting.required and setting.name not in found:
            raise SpecError(join(path, setting.name), "is required")
    return found


def read(
    cls: type[Any], given: Mapping[str, Any], path: str = "", before: Values | None = None
) -> dict[str, Any]:
    """The plain settings by attribute, in the order in which they are declared.

    `before` has what their rules ask of settings with a structure. Raises SpecError.
    """
    known, values = dict(before or {}), {}
    for setting in declared(cls).values():
        if setting.structure is not None:
            continue
        if setting.name in given:
            value = setting.check(given[setting.name], join(path, setting.name), known)
        elif setting.required:
            raise SpecError(join(path, setting.name), "is required")
        else:
            value = setting.check(setting.usual(known), join(path, setting.name), known)
        known[setting.name] = values[setting.attribute] = value
    return values


def write(record: object, structures: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A record in JSON, in the order of its fields; `structures` has what is not plain."""
    by_hand = structures or {}
    written = {
        name: by_hand[name]
        if name in by_hand
        else setting.to_json(getattr(record, setting.attribute))
        for name, setting in declared(type(record)).items()
    }
    late = {name: s.default for name, s in declared(type(record)).items() if s.late}
    return {n: value for n, value in written.items() if n not in late or value != late[n]}


def name_in(registry: Registry[Any], name: object, path: str) -> str:
    """The name of an item of a registry. Raises SpecError."""
    try:
        found: str = registry.find(name).name
    except UnknownName as error:
        raise SpecError(path, str(error)) from error
    return found


def _setting(field: Field[Any], hint: Any) -> Setting | None:
    if get_origin(hint) is not Annotated:
        return None
    kept, *notes = get_args(hint)
    scale, structure = _note(notes, Scale), _note(notes, Structure)
    required = field.default is MISSING and not (structure and structure.optional)
    found = Setting(
        name=(structure.name if structure else "") or field.name,
        attribute=field.name,
        kind="structure",
        help=_note(notes, str) or "",
        required=required,
        default=structure and structure.default,
        nullable=type(None) in get_args(kept),
        scale=scale,
        registry=_note(notes, Registry),
        several=_note(notes, Several),
        rule=_note(notes, Rule),
        late=_note(notes, Late) is not None,
        structure=structure,
        parts=kept if structure is None and isinstance(kept, type) and is_dataclass(kept) else None,
    )
    if structure is not None:
        return found
    default = None if required else found.to_json(field.default)
    return replace(found, kind=_kind(found, kept), default=default)


def _note(notes: Sequence[Any], kind: type[Note]) -> Note | None:
    return next((note for note in notes if isinstance(note, kind)), None)


def _kind(setting: Setting, kept: Any) -> Kind:
    if setting.parts is not None:
        return "object"
    if setting.registry is not None:
        return "choice"
    if setting.scale is not None:
        return "integer" if setting.scale.kind == "integer" else "number"
    if kept is bool:
        return "flag"
    raise TypeError(f"{setting.attribute} declares neither a scale, a registry nor a structure")
