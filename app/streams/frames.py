"""Frames: the steps that one binary message carries, as float32 after a header of four integers.

Header, little-endian uint32: first_step, step_count, run_count, channel_count. Then float32,
little-endian, [step][run][channel]. A number beyond float32 becomes infinite; an entry that stopped
is NaN.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array

HEADER = struct.Struct("<4I")
# A follower that joins late is sent a long history; in pieces, it can draw and acknowledge on the
# way, and no encoding holds up the event loop for long.
LARGEST = 256 * 1024
FLOAT = np.dtype("<f4")


def rows_that_fit(columns: int, channels: int) -> int:
    """How many rows of history a frame holds at most; one at least, however wide."""
    return max(1, (LARGEST - HEADER.size) // (columns * channels * FLOAT.itemsize))


def encode(first: int, rows: Array) -> bytes:
    """The frame with `rows` (n, entries, channels), the first of which is step `first`."""
    with np.errstate(over="ignore"):
        return HEADER.pack(first, *rows.shape) + rows.astype(FLOAT).tobytes()


def decode(frame: bytes) -> tuple[int, NDArray[np.float32]]:
    """The first step and the rows of a frame. Raises ValueError for what is not one."""
    if len(frame) < HEADER.size:
        raise ValueError(f"a frame has at least {HEADER.size} bytes, not {len(frame)}")
    first, *shape = HEADER.unpack_from(frame)
    numbers = np.frombuffer(frame, FLOAT, offset=HEADER.size)
    return first, numbers.reshape(shape)
