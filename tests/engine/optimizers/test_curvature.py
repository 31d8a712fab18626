"""Newton's methods on functions of one variable: no step along an axis that is flat."""

import re
from typing import Any

import numpy as np
import pytest

from engine.descent.inside import single_update
from engine.descent.race import race
from engine.lanes import Point, Status
from engine.optimizers import OPTIMIZERS
from engine.results import Result

BOTH = ("newton", "saddle_free_newton")
both = pytest.mark.parametrize("name", BOTH)


def run(name: str, expression: str, start: Any, steps: int = 10, **knobs: Any) -> Result:
    return race(spec(name, expression, start, steps, **knobs))


def spec(name: str, expression: str, start: Any, steps: int, **knobs: Any) -> Any:
    knobs = {"damping": 0.0, **knobs}
    return {
        "kind": "descent",
        "surface": {"expression": expression},
        "start": start,
        "steps": steps,
        "runs": [{"optimizer": name, "hyperparameters": knobs}],
    }


def swapped(expression: str) -> str:
    return re.sub(r"\bx\b", "y", expression)


@both
@pytest.mark.parametrize(
    ("expression", "start", "lr", "expected"),
    [
        # The two of "Dive into Deep Learning", section 12.3.2.1, after its 10 steps.
        ("cosh(0.5*x)", 10.0, 1.0, 0.0),
        ("x*cos(0.15*pi*x)", 10.0, 0.5, 7.269860),
        ("x^2", 1.0, 1.0, 0.0),
        ("3*x^2-x", -7.0, 1.0, 1 / 6),
        ("x^4-3*x^3+2", 1.8, 1.0, 2.25),
    ],
)
def test_a_function_of_one_variable(
    name: str, expression: str, start: float, lr: float, expected: float
) -> None:
    along_x = run(name, expression, [start, 3.0], lr=lr).history[-1, 0]
    assert along_x[0] == pytest.approx(expected, abs=5e-7)
    assert along_x[1] == 3.0
    along_y = run(name, swapped(expression), [3.0, start], lr=lr).history[-1, 0]
    assert along_y[:3].tolist() == [along_x[1], along_x[0], along_x[2]]


@both
@pytest.mark.parametrize("scale", [1e-20, 1e-9, 1.0, 7.3, 1e12])
def test_the_step_is_the_one_of_one_dimension(name: str, scale: float) -> None:
    """To the last bit but a few, whatever the size of the curvature that the flat axis lacks."""
    result = run(name, f"{scale}*(x^4+x^2)", [1.7, -0.3], 1)
    expected = 1.7 - (4 * 1.7**3 + 2 * 1.7) / (12 * 1.7**2 + 2)
    assert result.history[1, 0, 0] == pytest.approx(expected, rel=1e-15)
    assert result.history[1, 0, 1] == -0.3


@both
def test_a_constant_moves_nobody(name: str) -> None:
    result = run(name, "3", [1.0, 2.0])
    assert result.endings[0].status is Status.FINISHED
    assert (result.history[:, 0, :2] == [1.0, 2.0]).all()


@both
def test_a_slope_without_curvature_is_singular_at_that_step(name: str) -> None:
    (ending,) = run(name, "x+y^2", [1.0, 1.0]).endings
    assert (ending.status, ending.stopped_at, ending.tried) == (Status.SINGULAR, 1, None)


@both
def test_damping_is_curvature(name: str) -> None:
    """With it no axis is flat and nothing is singular: x + y² descends along x by η/λ a step."""
    result = run(name, "x+y^2", [1.0, 1.0], damping=0.5)
    assert result.endings[0].status is Status.FINISHED
    assert result.history[:, 0, 0] == pytest.approx(1 - np.arange(11) / 0.5)


@both
def test_other_lanes_keep_every_bit(name: str) -> None:
    """The rule as it was before flat axes, written out, at Hessians that have none."""
    random = np.random.RandomState(0)
    a, b, c, gx, gy = random.standard_cauchy((5, 5000))
    hess, grad = np.array([[a, b], [b, c]]), np.array([gx, gy])
    at = Point(np.zeros((2, 5000)), grad, hess)
    step, _ = OPTIMIZERS[name].rule(at, (), np.array(1.0), lr=0.7, damping=1e-3)
    if name == "newton":
        a, c = a + 1e-3, c + 1e-3
        scale = -0.7 / (a * c - b * b)
        expected = np.stack([scale * (c * gx - b * gy), scale * (a * gy - b * gx)])
    else:
        m, h = (a + c) / 2, (a - c) / 2
        r = np.sqrt(h * h + b * b)
        nx, ny = (h * gx + b * gy) / r, (b * gx - h * gy) / r
        plus, minus = -0.7 / 2 / (np.abs(m + r) + 1e-3), -0.7 / 2 / (np.abs(m - r) + 1e-3)
        expected = np.stack(
            [plus * (gx + nx) + minus * (gx - nx), plus * (gy + ny) + minus * (gy - ny)]
        )
    np.testing.assert_array_equal(step, expected)


@both
@pytest.mark.parametrize("expression", ["cosh(0.5*x)", "-x^2", "x^4-3*x^3+2"])
def test_inside_such_a_step_every_number_is_one(name: str, expression: str) -> None:
    for text, flat in ((expression, 1), (swapped(expression), 0)):
        from_dict = run(name, text, [1.8, 1.8]).spec
        seen = single_update(from_dict, 0, 0)
        assert seen["step"].numbers[flat] == 0
        assert all(None not in quantity.to_dict()["numbers"] for quantity in seen.quantities)
        assert not any("?" in line or "infty" in line for line in sum(seen.filled, ()))
        shares = [quantity.numbers for quantity in seen.quantities if quantity.share]
        if shares:
            assert np.sum(shares, axis=0) == pytest.approx(seen["step"].numbers)
