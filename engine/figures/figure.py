"""Figures: plots as data, for instance the distance to a minimum over steps on a log axis.

A figure has panels; a panel has two axes and layers, drawn in order: lines, films, points, bars,
bands, contours, rules and named places. Beside the panels stand tables and facts, which are numbers
with names. A figure with `steps` has a time: what is marked with `steps` has one entry for each
step, 0 to `steps`, and grows as time goes on. Nothing here knows pixels; a server or a notebook
draws it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np

Ink: TypeAlias = Literal[
    "ink", "muted", "grey", "blue", "vermilion", "green", "purple", "orange", "sky", "olive"
]
Marker: TypeAlias = Literal["circle", "square", "diamond", "star"]
Numbers: TypeAlias = Any
Cell: TypeAlias = str | float | int | None


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis. `range` None fits what is drawn; `names` label the places 0, 1, 2 and so on."""

    label: str = ""
    log: bool = False
    range: tuple[float, float] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """A polyline through (x, y), broken where a number is missing. `head` marks where it ends."""

    kind: ClassVar[str] = "line"
    name: str = ""
    x: Numbers
    y: Numbers
    ink: Ink = "ink"
    dashed: bool = False
    thin: bool = False
    faint: bool = False
    head: Marker | None = None
    steps: bool = False

    def __post_init__(self) -> None:
        same_length(self)


@dataclass(frozen=True, kw_only=True)
class Film:
    """Polylines that take turns: the one of `frames`, (x, y), that is seen from a step on."""

    kind: ClassVar[str] = "film"
    name: str = ""
    frames: Sequence[tuple[Numbers, Numbers]]
    since: Sequence[int]
    ink: Ink = "ink"
    dashed: bool = False

    def __post_init__(self) -> None:
        if len(self.frames) != len(self.since):
            raise ValueError(f"{self.name}: {len(self.frames)} frames for {len(self.since)} steps")


@dataclass(frozen=True, kw_only=True)
class Points:
    """Separate points at (x, y)."""

    kind: ClassVar[str] = "points"
    name: str = ""
    x: Numbers
    y: Numbers
    ink: Ink = "ink"
    small: bool = False
    steps: bool = False

    def __post_init__(self) -> None:
        same_length(self)


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars from `base` to y, each `width` wide about its x."""

    kind: ClassVar[str] = "bars"
    name: str = ""
    x: Numbers
    y: Numbers
    ink: Ink = "ink"
    width: float = 0.8
    base: float = 0.0
    faint: bool = False

    def __post_init__(self) -> None:
        same_length(self)


@dataclass(frozen=True, kw_only=True)
class Band:
    """The area between `low` and `high` over x."""

    kind: ClassVar[str] = "band"
    name: str = ""
    x: Numbers
    low: Numbers
    high: Numbers
    ink: Ink = "muted"


@dataclass(frozen=True, kw_only=True)
class Contour:
    """Heights z[row of y][column of x]: where z is below a level it is tinted, once a level.

    `name` is what the heights are, for instance a cost.
    """

    kind: ClassVar[str] = "contour"
    name: str = ""
    x: Numbers
    y: Numbers
    z: Numbers
    levels: Sequence[float]
    ink: Ink = "sky"

    def __post_init__(self) -> None:
        if np.shape(self.z) != (len(self.y), len(self.x)):
            raise ValueError(f"z is {np.shape(self.z)}, not {(len(self.y), len(self.x))}")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A straight line across the panel at one x, or at one y, with a label."""

    kind: ClassVar[str] = "rule"
    label: str = ""
    x: float | None = None
    y: float | None = None
    ink: Ink = "muted"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place with a name; one that `sets` knobs can be clicked."""

    kind: ClassVar[str] = "mark"
    label: str
    x: float
    y: float
    ink: Ink = "ink"
    sets: Mapping[str, Any] = field(default_factory=dict)


Layer: TypeAlias = Line | Film | Points | Bars | Band | Contour | Rule | Mark


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Axes with layers. `about` says in a sentence what is to be seen, for those who cannot.

    A place in a panel that `turns` two knobs can be picked: x is the first knob's value, y the
    second's. A panel for `later` would tell the answer to the question asked first.
    """

    title: str
    about: str
    x: Axis
    y: Axis
    layers: tuple[Layer, ...]
    wide: bool = False
    turns: tuple[str, str] | None = None
    later: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of numbers and words; with `steps` there are `each` rows a step, and only these show."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    steps: bool = False
    each: int = 1


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A number with a name, such as the steps that a run needs; None where there is none."""

    name: str
    label: str
    value: Cell
    digits: int = 3
    unit: str = ""
    ink: Ink | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What an experiment shows. `knobs` are the values it chose for the knobs left to it.

    `spec` is the experiment to open in another page, and `view` the part of its plane to be looked
    at, if not the surface's own; `speed` is in steps a second. A step is `each`
    of a `unit`, such as 25 epochs, or a part of one.
    """

    panels: tuple[Panel, ...] = ()
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    steps: int = 0
    speed: int = 60
    unit: str = "step"
    each: float = 1.0
    knobs: Mapping[str, Any] = field(default_factory=dict)
    spec: Mapping[str, Any] | None = None
    view: tuple[tuple[float, float], tuple[float, float]] | None = None

    def fact(self, name: str) -> Any:
        """The value of a fact. Raises KeyError."""
        return {fact.name: fact.value for fact in self.facts}[name]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready data; None stands for what is no finite number."""
        data: dict[str, Any] = plain(self)
        return data


def same_length(layer: Line | Points | Bars) -> None:
    """Raise ValueError where x and y do not belong together."""
    if len(layer.x) != len(layer.y):
        raise ValueError(f"{layer.name or layer.kind}: {len(layer.x)} x for {len(layer.y)} y")


def plain(value: Any) -> Any:
    """Arrays, tuples and records as lists and objects, numbers that are not finite as None."""
    if hasattr(value, "__dataclass_fields__"):
        data = {item.name: plain(getattr(value, item.name)) for item in fields(value)}
        return {"kind": value.kind} | data if hasattr(value, "kind") else data
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return listed(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not np.isfinite(value) else value


def listed(values: Any) -> Any:
    """An array as nested lists."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return values.tolist()
    data = values.astype(object)
    data[~np.isfinite(values)] = None
    return data.tolist()
