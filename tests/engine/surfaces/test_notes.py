"""Notes on typed formulas: how they are read, whether they move anybody, where they are blank."""

import pytest

from engine import surfaces

SQUARE = [[-2.0, 2.0], [-2.0, 2.0]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x^2 + y^2", []),
        ("x1^2 + x2^2", ["x1 and x2 are read as x and y"]),
        ("θ₀² + θ₁²", ["theta0 and theta1 are read as x and y"]),
        ("f(u, v) = u*v", ["u and v are read as x and y"]),
        ("lg(1 + x^2)", ["lg is read as log10"]),
        ("3*pi", ["the surface is constant, without x and y: nobody moves"]),
        ("k^2", ["the surface is constant, without x and y: nobody moves"]),
        ("sqrt(x^2 + y^2)", []),
        ("log(x) + y^2", ["blank where x ≤ 0, for log is not real there"]),
        ("sqrt(y - 1)", ["blank where y - 1 < 0, for sqrt is not real there"]),
        ("acosh(x)", ["blank where x < 1, for acosh is not real there"]),
        ("x^0.25", ["blank where x < 0, for a power with a fractional exponent is not real there"]),
        (
            "x^(1/3) + y^2",
            [
                "blank where x < 0, for powers are taken of numbers from 0 on; "
                "the real root is cbrt(x) or sign(x)*abs(x)^(1/3)"
            ],
        ),
        (
            "(x - y)^(2/5)",
            [
                "blank where x - y < 0, for powers are taken of numbers from 0 on; "
                "the real root is abs(x - y)^(2/5)"
            ],
        ),
        ("where(x > 0, log(x), 0)", []),
        ("cbrt(x)", []),
    ],
)
def test_what_one_should_know_of_a_formula(text: str, told: list[str]) -> None:
    parameters = {"k": 2.0} if "k" in text else None
    assert list(surfaces.custom(text, view=SQUARE, parameters=parameters).notes) == told


def test_a_view_without_the_blank_part_needs_no_note() -> None:
    assert surfaces.custom("x^(1/3)", view=[[1.0, 2.0], [0.0, 1.0]]).notes == ()


@pytest.mark.parametrize("name", ["tau", "log10", "min", "x1", "w0", "theta1", "ln", "xy", "kx"])
def test_a_declared_parameter_comes_before_a_word_of_the_language(name: str) -> None:
    """So that specifications from before the word was known mean the same."""
    surface = surfaces.custom(f"{name}*x + y", parameters={name: 3.0})
    assert surface.value(2.0, 1.0) == 7.0
    assert surface.source()["expression"] == f"{name}*x + y"
