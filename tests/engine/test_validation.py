"""Every reader returns what it promises or names the field and the remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import validation
from engine.validation import SpecError

JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=JUNK)
def test_a_reader_returns_its_type_or_raises_with_the_path(value: object) -> None:
    readers: dict[type, Callable[[], object]] = {
        float: lambda: validation.number(value, "a.b", -5, 5),
        int: lambda: validation.integer(value, "a.b", -5, 5),
        str: lambda: validation.text(value, "a.b", 10),
    }
    for kind, read in readers.items():
        try:
            assert type(read()) is kind
        except SpecError as error:
            assert error.path == "a.b"
            assert str(error).startswith("a.b: ")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 1e999, "1", True, None, pytest.param(10**5000, id="5,000 digits")],
)
def test_numbers_are_finite_and_numeric(value: object) -> None:
    with pytest.raises(SpecError):
        validation.number(value, "lr")


def test_an_unknown_field_suggests_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"^a\.stpes: unknown field; did you mean 'steps'\?$"):
        validation.record({"stpes": 1}, "a", ("steps", "seed"))


def test_minus_zero_is_zero() -> None:
    assert str(validation.number(-0.0, "x")) == "0.0"


def test_a_whole_float_is_an_integer() -> None:
    assert validation.integer(500.0, "steps", 1, 1000) == 500


def test_a_huge_value_is_shown_short() -> None:
    assert len(validation.excerpt(10**4000)) <= 60
    assert "thousands of digits" in validation.excerpt([10**6000])
