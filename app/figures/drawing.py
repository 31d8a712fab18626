"""Drawing: the panels of a figure as shapes in a square of 4000 × 4000, y downwards.

The square is stretched over whatever room there is, so lengths are shares of the panel and nothing
here knows pixels; text and heads are placed in percent beside it. Lines that grow keep one corner
for each step, so that a page can show any part of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from app.figures.scales import Scale, fit, number
from engine.figures.contours import below
from engine.figures.figure import (
    Axis,
    Band,
    Bars,
    Contour,
    Fact,
    Figure,
    Film,
    Layer,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
    Table,
)

SIZE = 4000
ACROSS, UP = 5, 5
SAMPLES = 9
Kind: TypeAlias = Literal["line", "dots", "area-fill", "tint", "rule"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One path of the drawing. `name` is what a reading of it is called.

    One with a `span` is seen from the first step of it on, up to the second if there is one.
    `below` is the level of a tint, and what it is a level of.
    """

    kind: Kind
    path: str
    ink: str
    name: str = ""
    styles: tuple[str, ...] = ()
    steps: bool = False
    head: str = ""
    at: tuple[float, float] | None = None
    span: tuple[int, int | None] | None = None
    below: tuple[float, str] | None = None

    @property
    def inside(self) -> bool:
        """Whether the head stands in the panel."""
        return self.at is not None and all(0 <= share <= 100 for share in self.at)


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of the drawing, in percent from the left and from the top."""

    text: str
    left: float
    top: float
    ink: str
    kind: str
    sets: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """A panel, drawn."""

    panel: Panel
    x: Scale
    y: Scale
    shapes: list[Shape]
    labels: list[Label]
    key: list[Shape]

    @property
    def columns(self) -> list[tuple[float, str]]:
        """The ticks along x, in percent from the left."""
        return ticks(self.panel.x, self.x, ACROSS)

    @property
    def rows(self) -> list[tuple[float, str]]:
        """The ticks along y, in percent from the bottom."""
        return ticks(self.panel.y, self.y, UP)

    @property
    def gutter(self) -> int:
        """The letters of the longest label along y."""
        return max((len(text) for _, text in self.rows), default=1)

    @property
    def table(self) -> Table | None:
        """The lines as numbers, at a few places."""
        lines = [layer for layer in self.panel.layers if isinstance(layer, Line) and layer.name]
        if not lines:
            return None
        rows = [
            [line.name, *map(cell, (line.x[i], line.y[i]))]
            for line in lines
            for i in np.unique(np.linspace(0, len(line.x) - 1, SAMPLES).round().astype(int))
        ]
        columns = ("line", self.panel.x.label or "x", self.panel.y.label or "y")
        return Table(title=self.panel.title, columns=columns, rows=rows)


def draw_figure(figure: Figure) -> list[Drawing]:
    """All panels of a figure; what has a name is explained in the first panel that shows it."""
    known: set[str] = set()
    return [draw(panel, known) for panel in figure.panels]


def draw(panel: Panel, known: set[str]) -> Drawing:
    """One panel. Names that are not `known` go into its key, and are known from then on."""
    x, y = scale_of(panel, "x"), scale_of(panel, "y")
    shapes = [shape for layer in panel.layers for shape in shapes_of(layer, x, y)]
    labels = [label for layer in panel.layers for label in labels_of(layer, x, y)]
    named = {shape.name: shape for shape in shapes if shape.name and shape.name not in known}
    known.update(named)
    return Drawing(panel, x, y, shapes, labels, list(named.values()))


def scale_of(panel: Panel, axis: Literal["x", "y"]) -> Scale:
    """What the axis shows: the range it has, or all that is drawn."""
    chosen: Axis = getattr(panel, axis)
    if chosen.range is not None:
        return Scale(*chosen.range, chosen.log)
    numbers = [np.ravel(v) for layer in panel.layers for v in extent(layer, axis)]
    values = np.concatenate([np.empty(0), *numbers])
    usable = values[np.isfinite(values) & ((values > 0) | (not chosen.log))]
    if chosen.names:
        return Scale(-0.6, len(chosen.names) - 0.4)
    if not len(usable):
        return fit(np.nan, np.nan, chosen.log)
    return fit(float(usable.min()), float(usable.max()), chosen.log)


def extent(layer: Layer, axis: Literal["x", "y"]) -> Iterable[Any]:
    """The numbers of a layer that an axis should show."""
    if isinstance(layer, Band) and axis == "y":
        return [layer.low, layer.high]
    if isinstance(layer, Bars):
        return [layer.y, [layer.base]] if axis == "y" else [np.add(layer.x, s) for s in (-0.5, 0.5)]
    if isinstance(layer, Rule) and getattr(layer, axis) is None:
        return []
    if isinstance(layer, Film):
        return [np.asarray(frame["xy".index(axis)], float) for frame in layer.frames]
    return [np.asarray(getattr(layer, axis), float)]


def shapes_of(layer: Layer, x: Scale, y: Scale) -> list[Shape]:
    """The paths of a layer."""
    if isinstance(layer, Line):
        return [line(layer, x, y)]
    if isinstance(layer, Film):
        return film(layer, x, y)
    if isinstance(layer, Points):
        styles = ("small",) if layer.small else ()
        dots = "".join(f"M{a} {b}h0" for a, b in corners(layer.x, layer.y, x, y) if a is not None)
        return [Shape("dots", dots, layer.ink, layer.name, styles, layer.steps)]
    if isinstance(layer, Bars):
        styles = ("faint",) if layer.faint else ()
        return [Shape("area-fill", bars(layer, x, y), layer.ink, layer.name, styles)]
    if isinstance(layer, Band):
        there, back = np.append(layer.x, layer.x[::-1]), np.append(layer.low, layer.high[::-1])
        return [
            Shape("area-fill", polyline(there, back, x, y) + "Z", layer.ink, layer.name, ("faint",))
        ]
    if isinstance(layer, Contour):
        return [
            Shape(
                "tint",
                "".join(polyline(r[:, 0], r[:, 1], x, y) + "Z" for r in rings),
                layer.ink,
                below=(level, layer.name) if layer.name else None,
            )
            for level in layer.levels
            if (rings := below(layer.x, layer.y, layer.z, level))
        ]
    if isinstance(layer, Rule):
        xs = [x.low, x.high] if layer.x is None else [layer.x, layer.x]
        ys = [y.low, y.high] if layer.y is None else [layer.y, layer.y]
        return [Shape("rule", polyline(xs, ys, x, y), layer.ink)]
    return []


def line(layer: Line, x: Scale, y: Scale) -> Shape:
    """A line, and where its head stands at the end."""
    styles = tuple(name for name in ("dashed", "thin", "faint") if getattr(layer, name))
    known = np.flatnonzero(np.isfinite(np.asarray(layer.x, float) + np.asarray(layer.y, float)))
    at = None
    if layer.head and len(known):
        last = known[-1]
        at = percent(layer.x[last], layer.y[last], x, y)
    path = polyline(layer.x, layer.y, x, y)
    return Shape("line", path, layer.ink, layer.name, styles, layer.steps, layer.head or "", at)


def film(layer: Film, x: Scale, y: Scale) -> list[Shape]:
    """A line for each frame."""
    styles = ("dashed",) if layer.dashed else ()
    spans = zip(layer.since, [*layer.since[1:], None], strict=True)
    return [
        Shape("line", polyline(*frame, x, y), layer.ink, layer.name, styles, span=span)
        for frame, span in zip(layer.frames, spans, strict=True)
    ]


def labels_of(layer: Layer, x: Scale, y: Scale) -> list[Label]:
    """The words of a layer."""
    if isinstance(layer, Mark):
        left, top = percent(layer.x, layer.y, x, y)
        if not (-1 <= left <= 101 and -1 <= top <= 101):
            return []
        return [Label(layer.label, left, top, layer.ink, "mark", layer.sets)]
    if isinstance(layer, Rule) and layer.label:
        upright = layer.x is not None
        left, top = percent(layer.x, y.high, x, y) if upright else percent(x.low, layer.y, x, y)
        if 0 <= left <= 100 and 0 <= top <= 100:
            return [Label(layer.label, left, top, layer.ink, "upright" if upright else "level")]
    return []


def corners(xs: Any, ys: Any, x: Scale, y: Scale) -> list[tuple[int | None, int | None]]:
    """Points in the square; (None, None) for what is no number."""
    a, b = x.shares(xs) * SIZE, (1 - y.shares(ys)) * SIZE
    known = np.isfinite(a) & np.isfinite(b)
    places = zip(np.nan_to_num(a).round(), np.nan_to_num(b).round(), known, strict=True)
    return [(int(p), int(q)) if there else (None, None) for p, q, there in places]


def polyline(xs: Any, ys: Any, x: Scale, y: Scale) -> str:
    """A path with one command for each point; what is no number becomes a move to nowhere."""
    parts, pen = [], "M"
    for a, b in corners(xs, ys, x, y):
        if a is None:
            parts.append(f"M{-SIZE} {-SIZE}")
            pen = "M"
        else:
            parts.append(f"{pen}{a} {b}")
            pen = "L"
    return "".join(parts)


def bars(layer: Bars, x: Scale, y: Scale) -> str:
    """Rectangles."""
    xs = np.asarray(layer.x, float)
    left, right = (x.shares(xs + side * layer.width / 2) * SIZE for side in (-1, 1))
    base = max(layer.base, y.low) if y.log else layer.base
    low, high = ((1 - y.shares(v)) * SIZE for v in (np.full(len(xs), base), layer.y))
    return "".join(
        f"M{a:.0f} {c:.0f}H{b:.0f}V{d:.0f}H{a:.0f}Z"
        for a, b, c, d in zip(left, right, low, high, strict=True)
        if np.isfinite(d)
    )


def percent(px: Any, py: Any, x: Scale, y: Scale) -> tuple[float, float]:
    """A place in percent from the left and from the top."""
    left, top = float(x.shares(px)), 1 - float(y.shares(py))
    return round(100 * left, 2), round(100 * top, 2)


def ticks(axis: Axis, scale: Scale, count: int) -> list[tuple[float, str]]:
    """Names or round numbers along an axis, in percent."""
    if axis.names:
        return [(100 * float(scale.shares(place)), name) for place, name in enumerate(axis.names)]
    return [(round(100 * share, 2), text) for share, text in scale.ticks(count)]


def cell(value: Any, digits: int = 3) -> str:
    """What stands in a cell of a table or in a fact."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    whole = isinstance(value, int | np.integer)
    return number(int(value) if whole else float(value), digits)


def fact_text(fact: Fact) -> str:
    """A fact's value as text."""
    word = fact.unit.removesuffix("s") if fact.value == 1 else fact.unit
    unit = f" {word}" if word else ""
    return cell(fact.value, fact.digits) + (unit if fact.value is not None else "")
