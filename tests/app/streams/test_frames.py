"""Frames carry rows exactly as float32 and no more than fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from app.streams.frames import HEADER, LARGEST, decode, encode, rows_that_fit

floats = st.floats(allow_nan=True, allow_infinity=True)


@given(
    first=st.integers(0, 2**32 - 1),
    rows=arrays(np.float64, array_shapes(min_dims=3, max_dims=3, max_side=5), elements=floats),
)
def test_a_frame_decodes_to_what_was_encoded(first: int, rows: np.ndarray) -> None:
    frame = encode(first, rows)
    assert frame[:16] == np.array([first, *rows.shape], "<u4").tobytes()
    begin, decoded = decode(frame)
    assert begin == first
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(decoded, rows.astype(np.float32))


@given(entries=st.integers(1, 70_000), channels=st.integers(1, 8))
def test_as_many_rows_as_fit_and_one_at_least(entries: int, channels: int) -> None:
    rows = rows_that_fit(entries, channels)
    row = 4 * entries * channels
    assert rows == 1 or HEADER.size + rows * row <= LARGEST
    assert HEADER.size + (rows + 1) * row > LARGEST


@pytest.mark.parametrize("frame", [b"", b"\0" * 15, encode(0, np.zeros((2, 1, 4)))[:-1]])
def test_half_a_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - NumPy's own wording
        decode(frame)
