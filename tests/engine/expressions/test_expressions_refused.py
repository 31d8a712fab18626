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
    ("x²", "²", 2, "`^2`"),
    ("２*x", "２", 1, "plain letters"),
    ("x − y", "−", 3, "`-`"),
    ("x\0", "\\x00", 2, "plain letters"),
    ("z", "z", 1, "unknown name"),
    ("sine(x)", "sine", 1, "did you mean `sin`"),
    ("ln(x)", "ln", 1, "`log`"),
    ("x + k*y", "k", 5, "declared parameter"),
    ("sin", "sin", 1, "brackets: sin(x)"),
    ("sin x", "sin", 1, "brackets"),
    ("sin(x, y)", ",", 6, "several arguments"),
    ("2x", "2x", 1, "`2*x`"),
    ("2(x + 1)", "(", 2, "`2*(…)`"),
    ("x(2)", "(", 2, "`x*(…)`"),
    ("x y", "y", 3, "`x*y`"),
    ("x +", "+", 3, "missing after `+`"),
    ("*x", "*", 1, "nothing on the left"),
    ("x ^^ 2", "^", 4, "nothing on the left"),
    ("x // 2", "/", 4, "nothing on the left"),
    ("(x", "(", 1, "never closed"),
    ("x)", ")", 2, "never opened"),
    ("()", ")", 2, "missing before"),
    ("x = 1", "=", 3, "assignments"),
    ("x[0]", "[", 2, "square brackets"),
    ("'x'", "'", 1, "quotes"),
    ("True", "True", 1, "not part of the language"),
    ("1_000*x", "1_000", 1, "not a number"),
    ("0x10", "0x10", 1, "not a number"),
    ("1j", "1j", 1, "not a number"),
    ("1.5.2", "1.5.2", 1, "not a number"),
    ("1e999*x", "1e999", 1, "too large"),
    ("9" * 400, "9" * 39 + "…", 1, "too large"),
    ("10**5000", "10**5000", 1, "beyond the range"),
    ("9" * 5000, "9" * 39 + "…", 1, "at most 500"),
    ("x^100", "100", 3, "exponents go from -64 to 64"),
    ("x ^ -64.5", "-64.5", 5, "exponents go"),
    ("-" * 400 + "x", "-", 9, "signs in a row"),
    ("x" + "**y" * 160, "y" + "**y" * 9, 454, "150 deep"),
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


@settings(max_examples=300)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40), gap=st.sampled_from(["", " "]))
@example(words=["sqrt", "("] * 60, gap="")
@example(words=["x", "^", "y", "^"] * 30 + ["x"], gap="")
def test_any_words_are_a_formula_or_refused(words: list[str], gap: str) -> None:
    evaluate(gap.join(words))


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
