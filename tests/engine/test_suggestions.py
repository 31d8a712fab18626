"""Suggestions: what a word means, or nothing; never another thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expressions import FUNCTION_NAMES, Expression, ExpressionError
from engine.suggestions import distance, misplaced, suggestion

FIELDS = ("kind", "surface", "start", "steps", "seed", "gradient_noise", "runs", "interventions")
OLD_FUNCTIONS = (
    "sin cos tan asin acos atan sinh cosh tanh exp log sqrt abs sign floor sigmoid softplus relu"
).split()


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("stpes", FIELDS, "steps"),
        ("Steps", FIELDS, "steps"),
        ("surfce", FIELDS, "surface"),
        ("iterations", FIELDS, "steps"),
        ("max-iter", FIELDS, "steps"),
        ("epochs", FIELDS, "steps"),
        ("epochs", ("batch_size", "epochs"), "epochs"),
        ("steps", ("batch_size", "epochs"), "epochs"),
        ("learning_rate", ("lr", "beta"), "lr"),
        ("lrr", ("lr", "beta"), "lr"),
        ("sgd", ("gd", "adagrad"), "gd"),
        ("learning_rate", FIELDS, None),
        ("intervals", FIELDS, None),
        ("noise", FIELDS, None),
        ("sqtr", OLD_FUNCTIONS, "sqrt"),
        ("tanhh", OLD_FUNCTIONS, "tanh"),
        ("epx", OLD_FUNCTIONS, "exp"),
        ("sinn", OLD_FUNCTIONS, "sin"),
        ("moon", ("moons", "blobs"), "moons"),
        ("beta3", ("beta1", "beta2"), None),
        ("xy", ("x", "y"), None),
        *((word, OLD_FUNCTIONS, None) for word in "min asin2 root inf nan tau gelu mod i".split()),
    ],
)
def test_a_word_is_taken_for_another_only_where_it_means_it(
    word: str, known: tuple[str, ...], meant: str | None
) -> None:
    assert suggestion(word, known) == meant


def test_a_field_at_another_level_is_sent_to_its_place() -> None:
    assert misplaced("learning_rate", FIELDS) == (
        'it belongs to a run, as "hyperparameters": {"lr": …}'
    )
    assert misplaced("lr", ("optimizer", "hyperparameters")) == (
        'write it as "hyperparameters": {"lr": …}'
    )
    assert misplaced("colour", FIELDS) is None


@given(a=st.text("abc", max_size=6), b=st.text("abc", max_size=6), c=st.text("abc", max_size=6))
def test_the_distance_counts_slips(a: str, b: str, c: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert distance(a + c, b + c) <= distance(a, b)


# Functions of other languages that this one has not, with no equal in it.
FOREIGN = (
    "gelu erf erfc gamma beta zeta besselj sinc acot sqr sq abs2 inf nan i j det norm2 diff int "
    "sum prod lim trunc fract frac sinpi cospi expi logit probit digamma lgamma airy dist"
).split()


@pytest.mark.parametrize("word", FOREIGN)
def test_no_hint_names_another_function(word: str) -> None:
    for text in (f"{word}(x)", f"{word}*x"):
        with pytest.raises(ExpressionError) as caught:
            Expression(text)
        assert "did you mean" not in caught.value.message
    assert word not in FUNCTION_NAMES
