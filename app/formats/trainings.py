"""Trainings: the result of a training as CSV or NPZ; its JSON is like that of a race."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.training.results import TrainingResult

Pieces: TypeAlias = Iterator[bytes]
PIECE = 4096
HEAD = ("run", "start", "label", "step", "epoch", "cost")
EPOCHLY = ("epoch_cost", "train_accuracy", "test_accuracy")


def as_csv(result: TrainingResult, _: Mapping[str, Any]) -> Pieces:
    """One row for each entry and step; what belongs to an epoch stands at its last step."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow((*HEAD, *EPOCHLY))
    for entry, place in enumerate(result.spec.entries):
        # A spreadsheet would run a label that starts like a formula.
        label = f"'{place.label}" if place.label[0] in "=+-@" else place.label
        ends = epoch_ends(result, entry)
        for step, cost in enumerate(result.history[: result.length(entry), entry, 0].tolist()):
            epoch, batch = divmod(step, result.spec.batches)
            last = batch == result.spec.batches - 1
            more = ends[epoch] if last else ("",) * len(EPOCHLY)
            writer.writerow((place.run, place.start, label, step, epoch, repr(cost), *more))
            if step % PIECE == PIECE - 1:
                yield drain(buffer)
    yield drain(buffer)


def epoch_ends(result: TrainingResult, entry: int) -> list[tuple[str, ...]]:
    """The cells of every whole epoch: mean cost and, where it was evaluated, accuracies."""
    series = dict(result.series(entry))
    evaluated = result.spec.evaluated[: result.evaluation_count(entry)]
    rows = {epoch: row for row, epoch in enumerate(evaluated)}

    def cell(name: str, epoch: int) -> str:
        row = rows.get(epoch)
        return "" if row is None or not len(series[name]) else repr(float(series[name][row]))

    return [
        (repr(float(cost)), cell("train_accuracy", epoch), cell("test_accuracy", epoch))
        for epoch, cost in enumerate(series["epoch_cost"])
    ]


def as_npz(result: TrainingResult, more: Mapping[str, Any]) -> Pieces:
    """NumPy arrays: `history`, `parameters`, `elapsed`, `epoch_cost`, accuracies, a `header`."""
    header = (
        result.header()
        | dict(more)
        | {"runs": [result.run_header(e) for e in range(len(result.endings))]}
    )
    train, test = result.accuracies
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        history=result.history,
        channels=np.array(result.spec.channels),
        parameters=result.parameters,
        elapsed=result.elapsed,
        epoch_cost=result.epoch_cost,
        evaluated_epochs=np.array(result.evaluated),
        train_accuracy=train,
        test_accuracy=np.empty((0, train.shape[1])) if test is None else test,
        header=np.array(json.dumps(header)),
    )
    yield buffer.getvalue()


def drain(buffer: io.StringIO) -> bytes:
    """What has been written since the last time."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
