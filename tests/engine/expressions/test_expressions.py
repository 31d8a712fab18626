"""Expressions: values, slopes and curvatures against independent arithmetic, sharing, LaTeX."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.expressions import FUNCTION_NAMES, Expression
from engine.program import record

Plain = Callable[[float, float], float]
COORDINATE = st.floats(-1.5, 1.5)
ORDINARY: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": lambda u: math.copysign(1.0, u) if u else 0.0,
    "floor": math.floor,
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "softplus": lambda u: math.log1p(math.exp(u)),
    "relu": lambda u: max(u, 0.0),
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "exp2": lambda u: 2.0**u,
    "expm1": math.expm1,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "cbrt": lambda u: math.copysign(abs(u) ** (1 / 3), u),
    "round": round,
    "ceil": math.ceil,
    "heaviside": lambda u: float(u > 0),
    "cot": lambda u: 1 / math.tan(u),
    "sec": lambda u: 1 / math.cos(u),
    "csc": lambda u: 1 / math.sin(u),
    "coth": lambda u: 1 / math.tanh(u),
    "sech": lambda u: 1 / math.cosh(u),
    "csch": lambda u: 1 / math.sinh(u),
    "square": lambda u: u * u,
    "swish": lambda u: u / (1 + math.exp(-u)),
    "elu": lambda u: u if u > 0 else math.expm1(u),
}
# Functions of several numbers, with the first two for x and y.
SEVERAL: dict[str, tuple[str, Plain]] = {
    "min": ("min(x, y, 0.5)", lambda x, y: min(x, y, 0.5)),
    "max": ("max(x, y, 0.5)", lambda x, y: max(x, y, 0.5)),
    "hypot": ("hypot(x, y)", math.hypot),
    "mod": ("mod(x, y)", lambda x, y: x % y),
    "atan2": ("atan2(x, y)", math.atan2),
    "clip": ("clip(x, -0.5, y)", lambda x, y: min(max(x, -0.5), y)),
    "pow": ("pow(1.5 + x, y)", lambda x, y: (1.5 + x) ** y),
    "root": ("root(x*y, 5)", lambda x, y: math.copysign(abs(x * y) ** 0.2, x * y)),
    "where": (
        "where(x > y/2, x^2*y, sin(x))",
        lambda x, y: x * x * y if x > y / 2 else math.sin(x),
    ),
    "piecewise": (
        "piecewise(x < 0: x*y, x < 0.5: y^2, x)",
        lambda x, y: x * y if x < 0 else y * y if x < 0.5 else x,
    ),
}


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> tuple[str, Plain]:
    """A smooth formula as text and as an ordinary function."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        number = draw(st.sampled_from([0.5, 1.0, 2.0, 3.0, 0.7]))
        leaves: list[tuple[str, Plain]] = [
            ("x", lambda x, y: x),
            ("y", lambda x, y: y),
            ("k", lambda x, y: 1.25),
            ("pi", lambda x, y: math.pi),
            (repr(number), lambda x, y: number),
        ]
        return draw(st.sampled_from(leaves))
    a, f = draw(formulas(depth - 1))
    kind = draw(st.sampled_from(["+", "-", "*", "/", "^", "call", "minus", "root"]))
    if kind in "+-*/":
        b, g = draw(formulas(depth - 1))
        results: dict[str, tuple[str, Plain]] = {
            "+": (f"({a}) + ({b})", lambda x, y: f(x, y) + g(x, y)),
            "-": (f"({a}) - ({b})", lambda x, y: f(x, y) - g(x, y)),
            "*": (f"({a})*({b})", lambda x, y: f(x, y) * g(x, y)),
            "/": (f"({a})/(2 + ({b})^2)", lambda x, y: f(x, y) / (2 + g(x, y) ** 2)),
        }
        return results[kind]
    if kind == "^":
        n = draw(st.integers(0, 5))
        return f"({a})^{n}", lambda x, y: f(x, y) ** n
    if kind == "root":
        c = draw(st.sampled_from([0.5, 1.5, -0.5, 0.3, -1.0]))
        return f"(1 + ({a})^2)^({c})", lambda x, y: (1 + f(x, y) ** 2) ** c
    if kind == "minus":
        return f"-({a})", lambda x, y: -f(x, y)
    name = draw(st.sampled_from(["sin", "cos", "tanh", "atan", "sigmoid", "softplus"]))
    return f"{name}({a})", lambda x, y: ORDINARY[name](f(x, y))


def slope_by_differences(function: Callable[[float], float], at: float) -> tuple[float, float]:
    """The central difference of fourth order at `at`, and how far it can be trusted."""

    def difference(h: float) -> float:
        near, far = function(at + h) - function(at - h), function(at + 2 * h) - function(at - 2 * h)
        return (8 * near - far) / (12 * h)

    coarse, fine = difference(2e-3), difference(1e-3)
    return fine, abs(coarse - fine) + 1e-8 * (1 + abs(fine) + abs(function(at)))


@given(formula=formulas(), x=COORDINATE, y=COORDINATE)
def test_the_value_is_that_of_ordinary_arithmetic(
    formula: tuple[str, Plain], x: float, y: float
) -> None:
    text, plain = formula
    assume(len(text) <= 500)
    try:
        wanted = plain(x, y)
    except OverflowError:
        assume(False)
    assume(abs(wanted) < 1e12)
    value = Expression(text, {"k": 1.25}).value(x, y)
    assert value == pytest.approx(wanted, rel=1e-9, abs=1e-9 * 10**6)


@given(formula=formulas(), x=COORDINATE, y=COORDINATE)
def test_slopes_and_curvatures_agree_with_central_differences(
    formula: tuple[str, Plain], x: float, y: float
) -> None:
    text, _ = formula
    assume(len(text) <= 500)
    expression = Expression(text, {"k": 1.25})
    value, dx, dy = expression.slopes(x, y)
    dxx, dxy, dyy = expression.curvatures(x, y)
    assert value == expression.value(x, y)
    compared = (
        (dx, lambda t: expression.value(t, y), x),
        (dy, lambda t: expression.value(x, t), y),
        (dxx, lambda t: expression.slopes(t, y)[1], x),
        (dxy, lambda t: expression.slopes(t, y)[2], x),
        (dxy, lambda t: expression.slopes(x, t)[1], y),
        (dyy, lambda t: expression.slopes(x, t)[2], y),
    )
    for found, function, at in compared:
        wanted, trust = slope_by_differences(function, at)
        assert abs(found - wanted) <= 2 * trust


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("u", [-0.7, -0.2, 0.3, 0.9])
def test_every_function_and_its_two_slopes(name: str, u: float) -> None:
    if name in {"log", "log2", "log10", "sqrt"}:
        u = abs(u)
    if name == "acosh":
        u = u + 2
    expression = Expression(f"{name}(x)")
    assert expression.value(u, 0.0) == pytest.approx(ORDINARY[name](u), rel=1e-14)
    wanted, trust = slope_by_differences(lambda t: expression.value(t, 0.0), u)
    assert abs(expression.slopes(u, 0.0)[1] - wanted) <= 2 * trust
    wanted, trust = slope_by_differences(lambda t: expression.slopes(t, 0.0)[1], u)
    assert abs(expression.curvatures(u, 0.0)[0] - wanted) <= 2 * trust


def test_the_functions_tested_are_all_there_are() -> None:
    assert ORDINARY.keys() | SEVERAL.keys() == set(FUNCTION_NAMES)


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize(("x", "y"), [(-0.7, 1.3), (0.3, 0.8), (0.9, 0.2), (0.6, 0.31)])
def test_every_function_of_several_numbers_and_its_slopes(name: str, x: float, y: float) -> None:
    text, plain = SEVERAL[name]
    expression = Expression(text)
    value, dx, dy = expression.slopes(x, y)
    assert value == pytest.approx(plain(x, y), rel=1e-14)
    for found, function, at in (
        (dx, lambda t: expression.value(t, y), x),
        (dy, lambda t: expression.value(x, t), y),
        (expression.curvatures(x, y)[0], lambda t: expression.slopes(t, y)[1], x),
        (expression.curvatures(x, y)[1], lambda t: expression.slopes(t, y)[2], x),
        (expression.curvatures(x, y)[2], lambda t: expression.slopes(x, t)[2], y),
    ):
        wanted, trust = slope_by_differences(function, at)
        assert abs(found - wanted) <= 2 * trust


@pytest.mark.parametrize(
    ("text", "at_origin"),
    [
        ("abs(x) + abs(y)", (0.0, 0.0, 0.0)),
        ("sqrt(x^2 + y^2)", (0.0, 0.0, 0.0)),
        ("relu(x) + sign(y)", (0.0, 0.0, 0.0)),
        ("(x^2 + y^2)^0.5 + x", (0.0, 1.0, 0.0)),
    ],
)
def test_slopes_at_kinks_follow_the_convention(text: str, at_origin: tuple[float, ...]) -> None:
    assert Expression(text).slopes(0.0, 0.0) == at_origin


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("x^2", "x**2"),
        ("-x^2", "-(x^2)"),
        ("2^3^2*x", "512*x"),
        ("x^-2", "1/x^2"),
        ("x/y/2", "x/(2*y)"),
        ("x - y - 1", "x - (y + 1)"),
        (" x\n+\ty ", "x+y"),
        ("--x", "x"),
        ("+x", "x"),
        ("007*x", "7*x"),
        ("1.e1*x + .5", "10*x + 0.5"),
        ("e^x", "exp(x)"),
        ("x^0 + y", "1 + y"),
    ],
)
def test_the_same_formula_in_other_words(text: str, same: str) -> None:
    x, y = np.linspace(0.5, 2, 7), np.linspace(1.5, 0.1, 7)
    one, other = Expression(text), Expression(same)
    for a, b in zip(one.slopes(x, y), other.slopes(x, y), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "max(x, y)*min(x*y, 1) + mod(x, 0.7) + atan2(x, y) + where(x > y, cbrt(x), log1p(x^2))",
        "asinh(x) + atanh(y/4) + exp2(x) + expm1(y) + log10(abs(x)) + |y|^0.3 + x^(1/3) + sech(x)",
        "piecewise(x < 0: x^2, y > 0: round(x))",
        "x^2*sin(3*y) + exp(-x*y)",
        "abs(x)^1.3 + 2^y",
        "sqrt(abs(x)) - log(abs(y))",
        "x + 1",
        "3",
    ],
)
@given(lanes=st.integers(1, 40), seed=st.integers(0, 99))
def test_a_lane_gives_the_same_bits_alone_and_in_company(text: str, lanes: int, seed: int) -> None:
    expression = Expression(text)
    x, y = np.random.RandomState(seed).uniform(-3, 3, (2, lanes))

    def everything(x: Any, y: Any) -> Any:
        return np.array([*expression.slopes(x, y), *expression.curvatures(x, y)])

    whole = everything(x, y)
    assert whole.shape == (6, lanes)
    for i in range(lanes):
        for alone in (everything(x[i : i + 1], y[i : i + 1])[:, 0], everything(x[i], y[i])):
            assert alone.tobytes() == np.ascontiguousarray(whole[:, i]).tobytes()
    strided = everything(np.repeat(x, 3)[::3], np.repeat(y, 3)[::3])
    assert strided.tobytes() == whole.tobytes()


def test_a_recorded_program_gives_the_same_bits() -> None:
    expression = Expression("(1 - x)^2 + 100*(y - x^2)^2 + sigmoid(x)*sqrt(x^2 + y^2) + x^1.3")
    x, y = np.random.RandomState(1).uniform(0.1, 2, (2, 5))
    outputs = [np.empty(5) for _ in range(3)]
    record(expression.slopes, (x, y), outputs).run()
    for output, direct in zip(outputs, expression.slopes(x, y), strict=True):
        assert output.tobytes() == direct.tobytes()


def test_results_have_the_shape_of_the_inputs_and_are_new() -> None:
    x, y = np.zeros((1, 4)), np.ones((3, 1))
    for part in Expression("x + 2").slopes(x, y):
        assert part.shape == (3, 4)
    same = Expression("x").value(x, x)
    same += 1
    assert not x.any()
    assert isinstance(Expression("x").value(1.0, 2.0), float)


def test_outside_its_domain_a_formula_is_nan_without_warning() -> None:
    value, dx, _ = Expression("sqrt(x) + log(y)").slopes(-1.0, 2.0)
    assert math.isnan(value)
    assert math.isnan(dx)


def test_a_product_of_fifty_sines_stays_small() -> None:
    text = "*".join(f"sin({i}*x)" for i in range(1, 51))
    expression = Expression(text)
    x = 0.031
    wanted = math.prod(math.sin(i * x) for i in range(1, 51))
    value, dx, _ = expression.slopes(x, 0.0)
    assert value == pytest.approx(wanted, rel=1e-12)
    ratio = sum(i / math.tan(i * x) for i in range(1, 51))
    assert dx == pytest.approx(wanted * ratio, rel=1e-10)
    bend = ratio**2 - sum((i / math.sin(i * x)) ** 2 for i in range(1, 51))
    assert expression.curvatures(x, 0.0)[0] == pytest.approx(wanted * bend, rel=1e-8)
    assert expression.calls < 10 * 50


def test_rosenbrock_takes_a_dozen_calls() -> None:
    assert Expression("(1 - x)^2 + 100*(y - x^2)^2").calls <= 12


GRADIENT = r"\begin{pmatrix} %s \\ %s \end{pmatrix}"


@pytest.mark.parametrize(
    ("text", "latex", "gradient"),
    [
        (
            "(x^2 + kappa*y^2)/2",
            r"\frac{x^{2} + \kappa y^{2}}{2}",
            ("x", r"\kappa y"),
        ),
        (
            "(1 - x)^2 + 100*(y - x^2)^2",
            "(1 - x)^{2} + 100 (y - x^{2})^{2}",
            ("-2 (1 - x) - 400 x (y - x^{2})", "200 (y - x^{2})"),
        ),
        (
            "cos(x)*cos(y/sqrt(2))",
            r"\cos(x) \, \cos\left(\frac{y}{\sqrt{2}}\right)",
            (
                r"-\sin(x) \, \cos\left(\frac{y}{\sqrt{2}}\right)",
                r"-\frac{\cos(x) \, \sin\left(\frac{y}{\sqrt{2}}\right)}{\sqrt{2}}",
            ),
        ),
        ("2*pi*x - e", r"2 \pi x - e", (r"2 \pi", "0")),
        ("x/4000 + 0.26*y", r"\frac{x}{4000} + 0.26 y", (r"\frac{1}{4000}", "0.26")),
        (
            "sin(3*pi*x)^2/y",
            r"\frac{\sin^{2}(3 \pi x)}{y}",
            (
                r"\frac{6 \pi \, \sin(3 \pi x) \, \cos(3 \pi x)}{y}",
                r"-\frac{\sin^{2}(3 \pi x)}{y^{2}}",
            ),
        ),
        (
            "abs(x) + floor(y) + exp(-x)",
            r"\left|x\right| + \left\lfloor y \right\rfloor + e^{-x}",
            (r"\operatorname{sign}(x) - e^{-x}", "0"),
        ),
        (
            "beta1*x + rate_2*y",
            r"\beta_{1} x + \mathrm{rate}_{2} y",
            (r"\beta_{1}", r"\mathrm{rate}_{2}"),
        ),
        (
            "1e-7*x - 3*2^y",
            r"1 \cdot 10^{-7} x - 3 \cdot 2^{y}",
            (r"1 \cdot 10^{-7}", r"-3 \cdot 2^{y} \, \log(2)"),
        ),
    ],
)
def test_latex(text: str, latex: str, gradient: tuple[str, str]) -> None:
    expression = Expression(text, {"kappa": 3.0, "beta1": 0.9, "rate_2": 2.0})
    assert expression.latex == latex
    assert expression.gradient_latex == GRADIENT % gradient


def test_a_gradient_too_long_to_read_has_no_latex() -> None:
    assert Expression("*".join(f"sin({i}*x)" for i in range(1, 51))).gradient_latex is None
