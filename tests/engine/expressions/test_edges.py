"""Edges and kinks: one rule for all functions, held against one-sided differences."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import surfaces
from engine.expressions import Expression
from engine.lanes import LARGEST
from engine.program import record

# A formula, a point, its slopes there; None where the slope is infinite.
Slopes = tuple[float, float] | None
POINTS: list[tuple[str, tuple[float, float], Slopes]] = [
    # True slopes, though a part of them is infinite.
    ("(x^2)^0.75 + y^2", (0, 1), (0, 2)),
    ("x^1.5 + y", (0, 1), (0, 1)),
    ("x*sqrt(x) + y", (0, 1), (0, 1)),
    ("x^y", (0, 2), (0, 0)),
    ("abs(x)^1.3 - y", (0, 1), (0, -1)),
    ("cbrt(x^4) + y", (0, 1), (0, 1)),
    ("sqrt(x^2*y) + y", (0, 1), (0, 1)),
    # Minima on a kink.
    ("|x| + |y|", (0, 0), (0, 0)),
    ("sqrt(x^2 + y^2)", (0, 0), (0, 0)),
    ("hypot(x, y) + x", (0, 0), (1, 0)),
    ("abs(x)^(2/3) + y^2", (0, 1), (0, 2)),
    ("cbrt(x^2) + y^2", (0, 1), (0, 2)),
    ("sqrt(|x|) + y^2", (0, 1), (0, 2)),
    ("acos(1 - x^2) + y", (0, 1), (0, 1)),
    ("acosh(1 + x^2) + y", (0, 1), (0, 1)),
    ("max(x, -2x) + y", (0, 1), (0, 1)),
    ("relu(x) + y", (0, 1), (0, 1)),
    # One-sided slopes of different size, or of opposite signs.
    ("max(x, 2x)", (0, 0), (1, 0)),
    ("min(x, 3x)", (0, 0), (1, 0)),
    ("clip(x, 0, 1)", (1, 0), (0, 0)),
    ("where(x > 0, 3x, x)", (0, 0), (1, 0)),
    # Edges of the domain.
    ("y^2 - sqrt(x)", (0, 1.25), None),
    ("x^0.5", (0, 0), None),
    ("-sqrt(1 - x^2) + y^2", (1, 0.5), None),
    ("-asin(x) + y^2", (-1, 1), None),
    ("acos(y)", (0, 1), None),
    ("acosh(x)", (1, 0), None),
    ("x^(1/3) + y^2", (0, 1), None),
    ("sqrt(x*y)", (0, 1), None),
    ("sqrt(x) + sqrt(-x)", (0, 0), None),
    ("root(x, 4)", (0, 0), None),
    ("sqrt(log(x))", (1, 0), None),
    # Cusps that are no minima, and vertical tangents.
    ("-abs(x)^(2/3)", (0, 0), None),
    ("y^2 - sqrt(|x|)", (0, 1), None),
    ("sign(x)*abs(x)^(1/3)", (0, 0), None),
    ("cbrt(x)", (0, 0), None),
    ("root(x, 5)", (0, 0), None),
    ("asin(x^3)", (1, 0), None),
]


@pytest.mark.parametrize(("text", "at", "wanted"), POINTS, ids=lambda value: str(value)[:24])
def test_slopes_at_edges_and_kinks(text: str, at: tuple[float, float], wanted: Slopes) -> None:
    expression = Expression(text)
    x, y = map(float, at)
    assert math.isfinite(expression.value(x, y))
    assert expression.at_edge(x, y) == (wanted is None)
    if wanted is not None:
        assert expression.slopes(x, y)[1:] == wanted
    if text == "sqrt(x) + sqrt(-x)":
        return  # a surface on a line is none
    surface = surfaces.custom(text)
    if wanted is None:
        with pytest.raises(ValueError, match="the slope is infinite at"):
            surface.check_start(x, y)
    else:
        surface.check_start(x, y)


RIDGES = ["-|x| + y^2", "min(x, -x) + y", "asin(cos(x)) + y", "-sqrt(x^2 + y^2)", "1 - |x| - |y|"]


@pytest.mark.parametrize("text", RIDGES)
def test_no_race_starts_on_a_ridge(text: str) -> None:
    surface = surfaces.custom(text)
    with pytest.raises(ValueError, match=r"the slope jumps at \(0, 0\), a ridge"):
        surface.check_start(0.0, 0.0)
    surface.check_start(0.5, 0.25)


@pytest.mark.parametrize("text", ["-x^2", "cos(x) + y", "-x^4", "-(x^2)^0.75", "clip(x, -1, 0)"])
def test_a_smooth_hill_and_a_flat_are_no_ridge(text: str) -> None:
    surfaces.custom(text).check_start(0.0, 0.0)


@pytest.mark.parametrize("text", ["log(x)", "atanh(x + 1)", "1/x", "sqrt(x - 1)", "x*log(x)"])
def test_where_there_is_no_value_there_is_no_edge(text: str) -> None:
    expression = Expression(text)
    assert not expression.at_edge(0.0, 0.0)
    with pytest.raises(ValueError, match="no finite cost and slope"):
        surfaces.custom(text, view=[[-2, 2], [-2, 2]]).check_start(0.0, 0.0)


# f(t) near t = 0: where it is defined, whether it has a minimum there, and its exponent.
EDGES = ["sqrt({})", "({})^0.3", "asin(1 - {})", "acos(1 - {})", "acosh(1 + {})", "({})^0.8"]
WAYS = {"t": 1, "t^2": 2, "t^3": 3, "|t|": 1, "2*t^2 + t^4": 2, "|t|^3": 3, "sin(t)": 1}
EXPONENT = {"sqrt({})": 0.5, "({})^0.3": 0.3, "({})^0.8": 0.8}


@given(
    edge=st.sampled_from(EDGES),
    way=st.sampled_from(sorted(WAYS)),
    factor=st.sampled_from([-3.0, -0.5, 1.0, 2.0]),
    place=st.sampled_from([-0.75, 0.0, 0.5, 2.0]),
    other=st.sampled_from(["0*y", "y", "x + y^2", "sin(x)*y"]),
)
def test_the_rule_agrees_with_one_sided_differences(
    edge: str, way: str, factor: float, place: float, other: str
) -> None:
    """By the leading power p of |x − place|, known beforehand: p > 1 is smooth, p < 1 infinite."""
    inner = re.sub(r"\bt\b", f"(x - {place})", way)
    expression = Expression(f"{factor}*{edge.format(inner)} + {other}")
    rest = Expression(other)
    y = 0.7
    _, dx, dy = expression.slopes(place, y)
    power = EXPONENT.get(edge, 0.5) * WAYS[way]
    two_sided = way not in {"t", "t^3", "sin(t)"}
    _, smooth, along = rest.slopes(place, y)
    assert dy == pytest.approx(along)
    # acos and acosh rise on both sides, as the roots do; asin falls.
    upwards = factor > 0 if "asin" not in edge else factor < 0
    if power == 1 and not two_sided:
        # √(t²) by another name is a kink, (√t)² an edge with a plain slope.
        return
    # Whatever is added to it, an infinitely steep valley is a minimum.
    settled = power > 1 or (two_sided and (power == 1 or upwards))
    assert expression.at_edge(place, y) == (not settled)
    if settled:
        assert dx == pytest.approx(smooth)
    if power < 1:
        value = expression.value(place, y)
        steep = [(expression.value(place + h, y) - value) / h - smooth for h in (1e-9, 1e-3)]
        assert not np.isfinite(steep).all() or abs(steep[0]) > 1.5 * abs(steep[1])


@pytest.mark.parametrize("text", [text for text, _, wanted in POINTS if wanted is None])
def test_a_recorded_program_calls_an_edge_too_steep_or_stays(text: str) -> None:
    """It cannot tell a cusp from a kink, but never takes a step from an edge of the domain."""
    _, (x, y), _ = next(row for row in POINTS if row[0] == text)
    outputs = [np.empty(1) for _ in range(3)]
    program = record(Expression(text).slopes, (np.array([float(x)]), np.array([float(y)])), outputs)
    with np.errstate(all="ignore"):
        program.run()
    steepest = max(abs(outputs[1][0]), abs(outputs[2][0]))
    turns_back = any(part in text for part in ("abs(x)", "|x|", "root(x, 5)", "sqrt(-x)"))
    assert steepest > LARGEST or turns_back


@pytest.mark.parametrize(
    "text",
    ["y^2-sqrt(x)", "-asin(x)+y^2", "x^(1/3)+y^2", "sqrt(x*y)", "-sqrt(1-x^2)+y^2", "|x|-|x|^0.5"],
)
@pytest.mark.parametrize("view", [[[-2, 2], [-2, 2]], [[0, 1], [0, 1]], [[-3, 3], [-1, 3]]])
def test_a_proposed_start_lies_inside(text: str, view: list[list[float]]) -> None:
    surface = surfaces.custom(text, view=view)
    x, y = surface.start
    surface.check_start(x, y)
    assert not surface.formula.at_edge(x, y)


def test_starts_that_were_proposed_before_stay() -> None:
    square = [[-2.0, 2.0], [-2.0, 2.0]]
    for text, start in (
        ("x^2 + y^2", (-1.625, 1.25)),
        ("log(x) + y^2", (0.125, 1.25)),
        ("-asin(x) + y^2", (-0.875, 1.25)),
        ("x^(1/3) + y^2", (0.125, 1.25)),
    ):
        assert surfaces.custom(text, view=square).start == start
