"""Bodies are strict JSON, and what is not says where it goes wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.body import parse
from app.http.errors import Problem

numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@given(value=values)
def test_json_is_read_as_it_is(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("content", "members"),
    [
        (b"", {"line": 1, "column": 1}),
        (b"{", {"line": 1, "column": 2}),
        (b'{"a": 1,\n "b": }', {"line": 2, "column": 7}),
        (b"{'a': 1}", {"line": 1, "column": 2}),
        (b"1 2", {"line": 1, "column": 3}),
        (b'{"a": [1, NaN]}', {"field": "a[1]"}),
        (b'{"a": {"b": -Infinity}}', {"field": "a.b"}),
        (b'{"a": 1e999}', {"field": "a"}),
        (b"[1e999]", {"field": "[0]"}),
        (b"NaN", {}),
        (b'{"a": 1, "b": {"c": 1, "c": 1}}', {"field": "c"}),
        (b'{"a": "\\ud800"}', {"field": "a"}),
        (b'{"\\udfff": 1}', {}),
        (b'{"a": "\xff"}', {"column": 8}),
        ('{"a": 1}'.encode("utf-16"), {"column": 1}),
        (b"\xef\xbb\xbf{}", {}),
        (b"[" * 100 + b"]" * 100, {}),
        (b"[" * 100_000, {}),
        (b'{"a":' * 100_000, {}),
        (b"9" * 5_000, {}),
    ],
)
def test_what_is_not_json_says_where(content: bytes, members: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        parse(content)
    problem = refused.value.to_dict()
    assert problem["status"] == 422
    assert problem["title"] == "Invalid JSON"
    assert members.items() <= problem.items()
