"""Formats: one result as JSON, CSV or NPZ, the same numbers in each, written piece by piece.

A piece is small, so that a server stays responsive and a long result never stands in memory as
text. `more` is what the header says beside the result's own, for instance that it was cancelled.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from app.formats import maps, trainings
from app.formats.trainings import drain
from app.kinds import Outcome
from engine.results import Result
from engine.training.results import TrainingResult

Pieces: TypeAlias = Iterator[bytes]
PIECE = 4096


def as_json(result: Result | TrainingResult, more: Mapping[str, Any]) -> Pieces:
    """The result object of the API."""
    yield json.dumps({**result.header(), **more})[:-1].encode() + b', "runs": ['
    for entry in range(len(result.endings)):
        yield (b", " if entry else b"") + json.dumps(result.run_header(entry))[:-1].encode()
        for name, values in result.series(entry):
            yield f', "{name}": ['.encode()
            for first in range(0, len(values), PIECE):
                text = json.dumps(values[first : first + PIECE].tolist(), allow_nan=False)[1:-1]
                yield (b", " if first else b"") + text.encode()
            yield b"]"
        yield b"}"
    yield b"]}"


def as_csv(result: Result, _: Mapping[str, Any]) -> Pieces:
    """One row for each run, start and step; floats in full precision."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("run", "start", "label", "step", *result.spec.channels))
    for entry, place in enumerate(result.spec.entries):
        # A spreadsheet would run a label that starts like a formula.
        label = f"'{place.label}" if place.label[0] in "=+-@" else place.label
        columns = [values for _, values in result.series(entry)]
        for step, numbers in enumerate(zip(*columns, strict=True)):
            writer.writerow(
                (place.run, place.start, label, step, *(repr(float(n)) for n in numbers))
            )
            if step % PIECE == PIECE - 1:
                yield drain(buffer)
    yield drain(buffer)


def as_npz(result: Result, more: Mapping[str, Any]) -> Pieces:
    """NumPy arrays: `history` with NaN after an entry's end, `channels`, and a JSON `header`."""
    header = (
        result.header()
        | dict(more)
        | {"runs": [result.run_header(e) for e in range(len(result.endings))]}
    )
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        history=result.history,
        channels=np.array(result.spec.channels),
        header=np.array(json.dumps(header)),
    )
    yield buffer.getvalue()


WRITERS: dict[str, dict[str, Callable[[Any, Mapping[str, Any]], Pieces]]] = {
    "descent": {"json": as_json, "csv": as_csv, "npz": as_npz},
    "basin": {"json": maps.as_json, "csv": maps.as_csv, "npz": maps.as_npz},
    "training": {"json": as_json, "csv": trainings.as_csv, "npz": trainings.as_npz},
}
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "npz": "application/octet-stream",
}


def write(result: Outcome, name: str, more: Mapping[str, Any] | None = None) -> Pieces:
    """A result in the format called `name`, piece by piece."""
    return WRITERS[result.spec.kind][name](result, more or {})
