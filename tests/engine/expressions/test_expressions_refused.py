"""Refused expressions: the part, its column and a remedy, in bounded time, no other error."""

import math
import pickle
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.expressions import MAX_LENGTH, Expression, ExpressionError

REFUSED = [
    ("__import__('os').system('id')", "__import__", 1, "unknown function"),
    ("x.__class__", "x.__class__", 1, "attributes are not part of the language"),
    ("1 + (x).real", ".real", 8, "attributes"),
    ("9**9**9**9", "9**9**9", 4, "beyond the range of numbers"),
    ("(lambda: 1)()", "lambda", 2, "not part of the language"),
    ("x if y else 1", "if", 3, "conditions"),
    ("x and y", "and", 3, "logic"),
    ("(" * 10_000, "(" * 39 + "…", 1, "at most 500 characters"),
    ("(" * 200 + "x" + ")" * 200, "(", 61, "more than 60 deep"),
    ("1/0", "1/0", 1, "divides by zero"),
    ("x/(y - y)", "x/(y - y)", 1, "divides by zero"),
    ("sqrt(-1)*x", "sqrt(-1)", 1, "not a real number"),
    ("x + log(0)", "log(0)", 5, "beyond the range"),
    ("(-8)^(1/3)", "(-8)^(1/3)", 1, "not a real number"),
    ("(-2)^x", "(-2)^x", 1, "above 0"),
    ("", "", 1, "empty"),
    (" \n\t", "", 1, "empty"),
    ("平", "平", 1, "plain letters"),
    ("x + 平", "平", 5, "plain letters"),
    ("２*x", "２", 1, "plain letters"),
    ("x\0", "\\x00", 2, "plain letters"),
    ("z", "z", 1, "unknown name"),
    ("x + k*y", "k", 5, "declared parameter"),
    ("sin", "sin", 1, "brackets: sin(x)"),
    ("sin(x, y)", ",", 6, "several arguments"),
    ("x +", "+", 3, "missing after `+`"),
    ("*x", "*", 1, "nothing on the left"),
    ("x ^^ 2", "^", 4, "nothing on the left"),
    ("x // 2", "/", 4, "nothing on the left"),
    ("(x", "(", 1, "never closed"),
    ("x)", ")", 2, "never opened"),
    ("()", ")", 2, "missing before"),
    ("'x'", "'", 1, "quotes"),
    ("True", "True", 1, "not part of the language"),
    ("1_000*x", "1_000", 1, "not a number"),
    ("0x10", "0x10", 1, "not a number"),
    ("1.5.2", "1.5.2", 1, "not a number"),
    ("1e999*x", "1e999", 1, "too large"),
    ("9" * 400, "9" * 39 + "…", 1, "too large"),
    ("10**5000", "10**5000", 1, "beyond the range"),
    ("9" * 5000, "9" * 39 + "…", 1, "at most 500"),
    ("x^100", "100", 3, "exponents go from -64 to 64"),
    ("x ^ -64.5", "-64.5", 5, "exponents go"),
    ("-" * 400 + "x", "-", 9, "signs in a row"),
    ("x" + "**y" * 160, "**", 449, "150 deep"),
    ("sine(x)", "sine", 1, "`sin`"),
    ("sqtr(x)", "sqtr", 1, "did you mean `sqrt`"),
    ("x = 1", "x", 1, "x is an axis"),
    ("x + y = 1", "=", 7, "assignments"),
    ("f(x, y, z) = x", "z", 9, "two variables"),
    ("f(y, x) = x", "y", 3, "in this order"),
    ("f(k, e) = k", "e", 6, "has a meaning already"),
    ("f(u, v) = u + x", "x", 15, "the axes of this formula are u and v"),
    ("1j", "j", 2, "numbers are real"),
    ("x1^2 + y", "x1", 1, "`x^1` or `1*x`"),
    ("x2^2", "x2", 1, "write `y` or `x^2`"),
    ("x2 + y2", "x2", 1, "`x^2` or `2*x`"),
    ("x1^2", "x1", 1, "the first of x1, x2 or the second of x0, x1"),
    ("x1 + x2 + x3", "x1", 1, "two variables"),
    ("x1 + w2", "x1", 1, "two names"),
    ("ax^2 + y", "a", 1, "unknown name; ax is read as a*x, so declare a"),
    ("θ + x", "θ", 1, "unknown name `theta`"),
    ("x^2^", "^", 4, "missing after `^`"),
    ("|x", "|", 1, "do not pair"),
    ("|x| + |y", "|x| + |", 1, "do not pair"),
    ("(x]", "]", 3, "this closes a `(`"),
    ("sin(0,5x)", ",", 6, "write decimals with a point"),
    ("x, y", ",", 2, "a comma separates"),
    ("max(x)", "max", 1, "needs 2 arguments"),
    ("mod(x, 2, 3)", ",", 9, "at most 2"),
    ("where(x, 1, 2)", "x", 7, "compares two values"),
    ("where(x == 1, 1, 2)", "==", 9, "compare by"),
    ("x > 0", ">", 3, "belong into conditions"),
    ("x²^3", "^", 3, "two exponents"),
    ("root(3, x)", "x", 9, "a whole n"),
    ("sin^0.5(x)", "sin", 1, "behind the function"),
    (r"\int x", r"\int", 1, "command is not part"),
    (r"\begin{matrix}", r"\begin{matrix}", 1, "only cases"),
    ("x!", "!", 2, "factorials"),
    ("x^∞", "∞", 3, "finite numbers"),
    ("arccot(x)", "arccot", 1, "`atan(1/x)` or `pi/2 - atan(x)`"),
    ("f(x, y) =", "=", 9, "missing after"),
    ("atan(y, x)", ",", 7, "`atan2(y, x)`"),
    ("log(x, 2)", ",", 6, "`log(x)/log(2)`"),
    ("np.linalg.norm(x)", "np.linalg.norm", 1, "attributes"),
    ("np.eval(x)", "np.eval", 1, "attributes"),
    ("x ? y : 1", "?", 3, "conditions are written"),
    ("sqr(x)", "sqr", 1, "`x^2` for a square and `sqrt(x)` for a root"),
    ("gelu(x)", "gelu", 1, "not in the language"),
    ("inf*x", "inf", 1, "finite numbers"),
    ("minn(x)", "minn", 1, "did you mean `min`"),
    ("foo(x)", "foo", 1, "unknown function; among the known ones are sin"),
    ("1e308*10*x", "1e308*10", 1, "beyond the range"),
]


@pytest.mark.parametrize(("text", "part", "column", "message"), REFUSED)
def test_what_is_refused_and_where(text: str, part: str, column: int, message: str) -> None:
    before = time.perf_counter()
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    assert time.perf_counter() - before < 1
    error = caught.value
    assert (error.part, error.column) == (part, column)
    assert message in error.message
    assert str(error).endswith(error.message)
    assert f"column {column}" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("value", [None, 3, 3.0, b"x", ["x"], {"x": 1}, True])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(ExpressionError, match="an expression is a text"):
        Expression(value)


def test_the_caret_moves_no_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression("x^2 + y^3 ^ 2 + 1/(2^3 - 8)")
    assert (caught.value.part, caught.value.column) == ("1/(2^3 - 8)", 17)


@given(text=st.text(max_size=60))
@example(text="e" * 60)
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    evaluate(text)


WORDS = "x y e pi k sin exp sqrt sine ( ( ) ) + - * / ** ^ 0 1 2. .5 1e9 1e308 9 . , lambda".split()
NOTATIONS = (
    r"x y 2 k ( ) { } [ ] | | ² ⁻¹ ½ √ ∛ − · π θ₀ x_1 x1 x2 max( where( piecewise( < >= : , and "
    r"not or else if \frac \sqrt \sin \left( \right) \left| \right| \begin{cases} \end{cases} & \\ "
    r"\cdot _ = f(x,y)= sin ln log10 mod( root( xy 3xy 0,5 ^ + ⌊ ⌋"
).split()


@settings(max_examples=300)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40), gap=st.sampled_from(["", " "]))
@example(words=["sqrt", "("] * 60, gap="")
@example(words=["x", "^", "y", "^"] * 30 + ["x"], gap="")
def test_any_words_are_a_formula_or_refused(words: list[str], gap: str) -> None:
    evaluate(gap.join(words))


@settings(max_examples=400)
@given(words=st.lists(st.sampled_from(NOTATIONS), max_size=25), gap=st.sampled_from(["", " "]))
@example(words=["|"] * 25, gap="")
@example(words=["|", "x"] * 12 + ["|"], gap="")
@example(words=["sin"] * 25 + ["x"], gap=" ")
@example(words=["√"] * 25 + ["x"], gap=" ")
@example(words=["not"] * 25, gap=" ")
def test_any_notations_are_a_formula_or_refused(words: list[str], gap: str) -> None:
    evaluate(gap.join(words))


@pytest.mark.parametrize(
    "text",
    [
        "√" * 499 + "x",
        "sin " * 124 + "x",
        "|" * 249 + "x" + "|" * 249,
        "|x" * 249 + "|",
        r"\frac" * 99 + "x",
        r"\sqrt" * 99 + "x",
        "where(" + "not " * 120 + "x>0,1,2)",
        "{" * 60 + "x" + "}" * 60,
        "where(x>0," * 45 + "1" + ",2)" * 45,
        "max(" * 60 + "x" + ",y)" * 60,
        "x" * 500,
        "k" * 499 + "(",
        "x<" * 250,
        "1/" * 240 + "x",
        "x^" * 249 + "x",
        "\\left(" * 60 + "x" + "\\right)" * 8,
    ],
    ids=lambda text: text[:12],
)
def test_long_formulas_take_no_time_and_no_stack(text: str) -> None:
    before = time.perf_counter()
    evaluate(text)
    assert time.perf_counter() - before < 5


@given(depth=st.integers(1, 60), inner=st.sampled_from(["x", "x*y", "1/x", "x^y"]))
def test_deep_formulas_are_carried_out_or_refused(depth: int, inner: str) -> None:
    for opening, closing in (("sin(", ")"), ("(", "^2 + y)"), ("1/(1 + ", ")"), ("(x^", ")")):
        evaluate(opening * depth + inner + closing * depth)


def evaluate(text: str) -> None:
    """Everything that is done with a formula; a refusal names a place inside the text."""
    try:
        expression = Expression(text, {"k": 2.0})
        expression.slopes(0.5, 1.5)
        expression.curvatures(0.5, 1.5)
    except ExpressionError as error:
        assert 1 <= error.column <= max(1, min(len(text), MAX_LENGTH))
        assert error.message
        return
    assert expression.latex
    assert expression.gradient_latex is None or len(expression.gradient_latex) <= 1_500
    assert isinstance(math.isnan(expression.value(0.5, 1.5)), bool)
