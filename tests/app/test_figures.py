"""Drawing: shapes lie where their numbers are, ticks are round, and odd numbers break nothing."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assets import make_templates
from app.figures import draw_figure
from app.figures.drawing import SIZE, Drawing, cell, draw, fact_text
from app.figures.scales import Scale, fit, number
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
)

finite = st.floats(-1e6, 1e6)


def one(*layers: Layer, **axes: Axis) -> Drawing:
    """A panel with these layers, drawn."""
    x, y = axes.get("x", Axis()), axes.get("y", Axis())
    panel = Panel(title="A panel", about="What it shows.", x=x, y=y, layers=layers)
    return draw_figure(Figure(panels=(panel,)))[0]


def places(path: str) -> list[tuple[int, int]]:
    """The corners of a polyline."""
    return [(int(x), int(y)) for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", path)]


@given(low=finite, width=st.floats(1e-3, 1e6), share=st.floats(0, 1))
def test_a_linear_scale_is_even(low: float, width: float, share: float) -> None:
    scale = Scale(low, low + width)
    assert float(scale.shares(low + share * width)) == pytest.approx(share, abs=1e-5)


@given(low=st.integers(-12, 5), decades=st.integers(1, 12), share=st.floats(0, 1))
def test_a_log_scale_is_even_in_the_logarithm(low: int, decades: int, share: float) -> None:
    scale = Scale(10.0**low, 10.0 ** (low + decades), log=True)
    value = 10.0 ** (low + share * decades)
    assert float(scale.shares(value)) == pytest.approx(share, abs=1e-9)
    assert float(scale.shares(0.0)) < 0
    assert np.isnan(scale.shares(-1.0))


@given(low=finite, width=st.floats(1e-3, 1e6), count=st.integers(2, 9))
def test_ticks_are_few_and_inside(low: float, width: float, count: int) -> None:
    ticks = Scale(low, low + width).ticks(count)
    assert 1 <= len(ticks) <= 2 * count + 2
    shares = [share for share, _ in ticks]
    assert shares == sorted(shares)
    assert all(-1e-6 <= share <= 1 + 1e-6 for share in shares)


def test_ticks_of_a_log_scale_are_powers_of_ten() -> None:
    ticks = Scale(1e-7, 10.0, log=True).ticks(5)
    assert [text for _, text in ticks] == ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]
    assert ticks[0][0] == pytest.approx(1 / 8)
    assert [text for _, text in Scale(1e9, 1e10, log=True).ticks(5)] == ["10⁹", "10¹⁰"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.24, "0.24"),
        (-4.2, "−4.2"),
        (709, "709"),
        (20_000, "20,000"),
        (1234.5, "1,230"),
        (1.4e-7, "1.4 × 10⁻⁷"),
        (6.41e23, "6.41 × 10²³"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (-float("inf"), "−∞"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_cells_and_facts() -> None:
    assert [cell(value) for value in (None, "never", np.int64(3), np.float64(0.5))] == [
        "–",
        "never",
        "3",
        "0.5",
    ]
    assert fact_text(Fact(name="a", label="A", value=709, unit="steps")) == "709 steps"
    assert fact_text(Fact(name="a", label="A", value=1, unit="steps")) == "1 step"
    assert fact_text(Fact(name="a", label="A", value=None, unit="steps")) == "–"


@given(
    xs=st.lists(st.floats(0, 10), min_size=1, max_size=9),
    seed=st.integers(0, 99),
)
def test_a_line_has_a_corner_for_each_point_where_it_lies(xs: list[float], seed: int) -> None:
    ys = np.random.RandomState(seed).uniform(-1, 1, len(xs))
    ranged = {"x": Axis(range=(0.0, 10.0)), "y": Axis(range=(-1.0, 1.0))}
    (shape,) = one(Line(x=xs, y=ys, steps=True), **ranged).shapes
    expected = [(x / 10 * SIZE, (1 - y) / 2 * SIZE) for x, y in zip(xs, ys, strict=True)]
    np.testing.assert_allclose(places(shape.path), expected, atol=0.51)


def test_a_line_is_broken_where_a_number_is_missing() -> None:
    line = Line(x=[0, 1, 2, 3], y=[0.0, np.nan, 1.0, 1.0], head="circle", thin=True, faint=True)
    (shape,) = one(line).shapes
    assert shape.styles == ("thin", "faint")
    assert re.sub(r"[-\d ]", "", shape.path) == "MMML"
    assert places(shape.path)[1] == (-SIZE, -SIZE)
    assert shape.at is not None
    assert shape.at[0] == pytest.approx(100 * (1 - 0.05 / 1.1), abs=0.1)
    assert shape.inside


def test_a_head_out_of_the_panel_is_hidden(templates: Any) -> None:
    line = Line(x=[0, 1], y=[0.0, 9.0], head="circle")
    axis = Axis(range=(0.0, 1.0))
    panel = Panel(title="far", about=".", x=axis, y=axis, layers=(line,))
    assert not draw(panel, set()).shapes[0].inside
    head = templates(Figure(panels=(panel,)), []).partition('class="tick')[2].partition(">")[0]
    assert head.endswith(" hidden")


def test_what_is_far_out_stays_drawable() -> None:
    (shape,) = one(Line(x=[0, 1], y=[1, 1e300]), x=Axis(range=(0, 1)), y=Axis(range=(0, 1))).shapes
    assert all(abs(value) <= 100 * SIZE for place in places(shape.path) for value in place)


def test_an_axis_fits_all_that_is_drawn() -> None:
    drawing = one(Bars(x=[0, 1, 2], y=[1.0, 4.0, 2.0]), Band(x=[0, 1], low=[-3, 0], high=[1, 2]))
    assert drawing.x.low < -0.5
    assert drawing.x.high > 2.5
    assert drawing.y.low < -3
    assert drawing.y.high > 4
    log = one(Line(x=[1, 2], y=[0.0, 1e-3]), y=Axis(log=True)).y
    assert 0 < log.low < 1e-3 < log.high
    assert one(Line(x=[], y=[])).x == fit(np.nan, np.nan, False)


def test_an_axis_with_names_has_a_place_for_each() -> None:
    drawing = one(Bars(x=[0, 1], y=[1.0, 2.0]), x=Axis(names=("mine", "yours")))
    assert [text for _, text in drawing.columns] == ["mine", "yours"]
    assert [round(at, 1) for at, _ in drawing.columns] == [27.3, 72.7]


def test_bars_rise_from_their_base() -> None:
    ranged = {"x": Axis(range=(0.0, 2.0)), "y": Axis(range=(0.0, 1.0))}
    (shape,) = one(Bars(x=[1.0], y=[0.5], width=1.0), **ranged).shapes
    assert shape.path == "M1000 4000H3000V2000H1000Z"


def test_contours_rules_points_and_marks() -> None:
    x = np.linspace(-1, 1, 21)
    drawing = one(
        Contour(x=x, y=x, z=x**2 + x[:, None] ** 2, levels=(0.25, 0.5, 99.0, -1.0)),
        Points(name="data", x=[0.0, np.nan], y=[0.5, 0.0], small=True),
        Rule(y=0.5, label="half"),
        Rule(x=9.0, label="out of sight"),
        Mark(label="here", x=0.0, y=0.0, sets={"alpha": 1.0}),
        Mark(label="elsewhere", x=5.0, y=0.0),
        x=Axis(range=(-1.0, 1.0)),
        y=Axis(range=(-1.0, 1.0)),
    )
    assert [shape.kind for shape in drawing.shapes] == ["tint"] * 3 + ["dots", "rule", "rule"]
    assert drawing.shapes[3].path == "M2000 1000h0"
    assert [(label.text, label.left, label.top) for label in drawing.labels] == [
        ("half", 0.0, 25.0),
        ("here", 50.0, 50.0),
    ]
    assert [shape.name for shape in drawing.key] == ["data"]


def test_frames_take_turns_and_are_explained_once() -> None:
    frames = [([0.0, 1.0], [0.0, 1.0]), ([0.0, 2.0], [0.0, 4.0]), ([], [])]
    drawing = one(Film(name="border", frames=frames, since=[0, 5, 9], dashed=True))
    assert [shape.span for shape in drawing.shapes] == [(0, 5), (5, 9), (9, None)]
    assert [len(places(shape.path)) for shape in drawing.shapes] == [2, 2, 0]
    assert [(shape.name, shape.styles) for shape in drawing.key] == [("border", ("dashed",))]
    assert (drawing.x.high, drawing.y.high) == (2.1, 4.2)


def test_a_name_is_explained_once() -> None:
    line = Line(name="momentum", x=[0, 1], y=[0, 1])
    panel = Panel(title="A", about="A.", x=Axis(), y=Axis(), layers=(line, line))
    first, second = draw_figure(Figure(panels=(panel, panel)))
    assert [shape.name for shape in first.key] == ["momentum"]
    assert second.key == []


def test_lines_are_told_as_numbers() -> None:
    line = Line(name="cost", x=np.arange(101), y=np.arange(101) / 2)
    table = one(line, x=Axis(label="step"), y=Axis(label="cost")).table
    assert table is not None
    assert table.columns == ("line", "step", "cost")
    assert table.rows[0] == ["cost", "0", "0"]
    assert table.rows[-1] == ["cost", "100", "50"]
    assert len(table.rows) == 9
    assert one(Rule(x=1.0)).table is None


def test_text_is_escaped(templates: Any) -> None:
    nasty = "<b>&\"'"
    panel = Panel(
        title=nasty,
        about=nasty,
        x=Axis(label=nasty),
        y=Axis(label=nasty),
        layers=(Line(name=nasty, x=[0, 1], y=[0, 1]), Mark(label=nasty, x=0, y=0, sets={nasty: 1})),
    )
    figure = Figure(panels=(panel,), facts=(Fact(name=nasty, label=nasty, value=nasty),))
    html = templates(figure, [nasty])
    assert "<b>&" not in html.replace("<figcaption><b>&lt;", "")
    assert unescape(html).count(nasty) >= 9


def test_what_tells_the_answer_is_for_later(templates: Any) -> None:
    panels = [
        Panel(title=name, about=".", x=Axis(), y=Axis(), layers=(Line(x=[0], y=[0]),), later=later)
        for name, later in (("now", False), ("then", True))
    ]
    now, then = templates(Figure(panels=tuple(panels)), []).split("<figure")[1:]
    assert now.startswith(' class="panel"')
    assert then.startswith(' class="panel later"')


@pytest.fixture
def templates() -> Any:
    """A figure and notes as the piece of a page."""

    def render(figure: Figure, notes: list[str]) -> str:
        answer = SimpleNamespace(
            experiment=SimpleNamespace(name="nasty-one"),
            figure=figure,
            drawings=draw_figure(figure),
            notes=notes,
            values={"a": "</script>"},
            waiting=None,
        )
        piece = make_templates().get_template("figure.html")
        return piece.render(answer=answer, cell=cell, fact_text=fact_text)

    return render
