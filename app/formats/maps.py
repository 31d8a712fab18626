"""Maps: the result of a basin map as JSON, CSV or NPZ, written row by row."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.descent.basins import BasinResult

Pieces: TypeAlias = Iterator[bytes]


def as_json(result: BasinResult, more: Mapping[str, Any]) -> Pieces:
    """The result object of the API."""
    yield json.dumps({**result.header(), **more})[:-1].encode()
    for name, rows in result.series():
        yield f', "{name}": ['.encode()
        for index, row in enumerate(rows):
            yield (b", " if index else b"") + json.dumps(row, allow_nan=False).encode()
        yield b"]"
    yield b"}"


def as_csv(result: BasinResult, _: Mapping[str, Any]) -> Pieces:
    """One line for each start; a cell is empty where there is no number."""
    starts = result.header()["starts"]
    names, channels = zip(*result.series(), strict=True)
    yield ",".join(("row", "column", "start_x", "start_y", *names)).encode() + b"\r\n"
    for row, (y, *values) in enumerate(zip(starts["y"], *channels, strict=True)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(
            (row, column, x, y, *cells)
            for column, (x, *cells) in enumerate(zip(starts["x"], *values, strict=True))
        )
        yield buffer.getvalue().encode()


def as_npz(result: BasinResult, more: Mapping[str, Any]) -> Pieces:
    """NumPy arrays: `numbers` (row, column, channel) and `minima`, `channels`, a JSON `header`."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        numbers=result.numbers,
        minima=result.minima,
        channels=np.array(result.spec.channels),
        header=np.array(json.dumps({**result.header(), **more})),
    )
    yield buffer.getvalue()
