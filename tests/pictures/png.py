"""PNG with a palette: small files of pictures that have few colors, for instance of a plot.

The file is a signature and chunks of a length, a name of four letters, contents and a checksum.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLORS = 256
PALETTE_OF_BYTES = bytes([8, 3, 0, 0, 0])


def chunk(name: bytes, contents: bytes) -> bytes:
    """A chunk with its length and checksum."""
    check = struct.pack(">I", zlib.crc32(name + contents))
    return struct.pack(">I", len(contents)) + name + contents + check


def indexed(pixels: NDArray[np.uint8]) -> bytes:
    """The picture (height, width, 3) with its most frequent colors; others take the nearest."""
    height, width, _ = pixels.shape
    colors, index, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    palette = colors[np.argsort(-counts, kind="stable")[:COLORS]]
    away = np.empty(len(colors), np.uint8)
    for first in range(0, len(colors), 1024):
        some = colors[first : first + 1024, None].astype(int)
        away[first : first + 1024] = ((some - palette.astype(int)) ** 2).sum(2).argmin(1)
    rows = away[index].reshape(height, width)
    # Each row begins with its filter, here none.
    lines = np.column_stack([np.zeros(height, np.uint8), rows]).tobytes()
    return SIGNATURE + b"".join(
        [
            chunk(b"IHDR", struct.pack(">II", width, height) + PALETTE_OF_BYTES),
            chunk(b"PLTE", palette.tobytes()),
            chunk(b"IDAT", zlib.compress(lines, 9)),
            chunk(b"IEND", b""),
        ]
    )
