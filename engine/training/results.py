"""Training results: what a training came to, all of it derived from costs and kept parameters.

Shapes: E entries, K evaluations, P parameters. `parameters` is (K + 1, E, P): row 0 holds the
start, row k + 1 what the k-th evaluated epoch left. Epochs count from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.datasets import Data
from engine.lanes import Array, Status
from engine.results import Ending, entry_header, header_of
from engine.specs.training import TrainingSpec
from engine.training.evaluations import accuracy
from engine.trends import Trend, trend


@dataclass(frozen=True)
class TrainingResult:
    """A finished training, with one ending for each entry; or the rows of one that was stopped.

    `history` (steps, E, 1) has the cost of every mini-batch, NaN once an entry has diverged;
    `checkpoints` is as its specification says.
    """

    spec: TrainingSpec
    history: Array
    checkpoints: Array
    endings: tuple[Ending, ...]

    @cached_property
    def parameters(self) -> Array:
        """The parameters (K + 1, E, P) at the start and after each evaluated epoch."""
        return self._kept[:, :-1].reshape(len(self._kept), len(self.endings), -1)

    @property
    def elapsed(self) -> Array:
        """The seconds (K + 1,) that training had taken by then, all entries together."""
        return self._kept[:, -1]

    @property
    def evaluated(self) -> tuple[int, ...]:
        """The epochs after which the networks were evaluated, one for each row but the first."""
        return self.spec.evaluated[: len(self._kept) - 1]

    @property
    def _kept(self) -> Array:
        return self.checkpoints[: self.spec.kept(len(self.history))]

    def length(self, entry: int) -> int:
        """How many rows the entry has: it ends before it diverges."""
        stopped = self.endings[entry].stopped_at
        return len(self.history) if stopped is None else stopped

    def evaluation_count(self, entry: int) -> int:
        """How many evaluations the entry has: those whose epoch it finished."""
        epochs = self.length(entry) // self.spec.batches
        return sum(epoch < epochs for epoch in self.spec.evaluated)

    @cached_property
    def epoch_cost(self) -> Array:
        """The mean cost (epochs, E) over each epoch's examples, scored before their updates."""
        spec = self.spec
        sizes = np.full(spec.batches, float(spec.batch_size))
        sizes[-1] = spec.samples - spec.batch_size * (spec.batches - 1)
        epochs = len(self.history) // spec.batches
        whole = self.history[: epochs * spec.batches]
        costs = whole.reshape(epochs, spec.batches, -1).transpose(2, 0, 1)
        # Added up along contiguous rows: in an order that does not depend on how many entries are.
        means: Array = np.ascontiguousarray(costs * (sizes / spec.samples)).sum(axis=-1).T
        return means

    @cached_property
    def accuracies(self) -> tuple[Array, Array | None]:
        """Accuracy on training and on test data (K + 1, E), dropout off; NaN once diverged."""
        train, test = self.spec.data
        return self._accuracy(train), None if test is None else self._accuracy(test)

    def _accuracy(self, data: Data) -> Array:
        with np.errstate(all="ignore"):
            found = accuracy(self.spec.network, self.parameters, data)
        for entry in range(len(self.endings)):
            found[1 + self.evaluation_count(entry) :, entry] = np.nan
        return found

    def header(self) -> dict[str, Any]:
        """Everything but the runs."""
        return header_of(self.spec)

    def run_header(self, entry: int) -> dict[str, Any]:
        """One entry's settings and status, without its numbers."""
        trajectory = self.spec.entries[entry]
        run, ending = self.spec.runs[trajectory.run], self.endings[entry]
        return entry_header(run, trajectory, ending, self.trend(entry)) | {
            "seed": self.spec.seeds[trajectory.start],
            "seconds": float(self.elapsed[-1]),
            "evaluated_epochs": list(self.spec.evaluated[: self.evaluation_count(entry)]),
            **self._decay(trajectory.run),
        }

    def _decay(self, run: int) -> dict[str, float | None]:
        """What L2 alone multiplies a weight by in a step at the first rate; null beyond GD."""
        if not self.spec.l2:
            return {}
        given, divisor = self.spec.runs[run], self.spec.l2_divisor(self.spec.batch_size)
        shrink = given.hyperparameters["lr"] * self.spec.l2 / divisor
        return {"l2_decay": 1 - shrink if given.optimizer == "gd" else None}

    def trend(self, entry: int) -> Trend | None:
        """Where an entry that used its budget was heading, epoch by epoch."""
        finished = self.endings[entry].status is Status.FINISHED
        return trend(self.epoch_cost[:, entry]) if finished else None

    def series(self, entry: int) -> Iterator[tuple[str, Array]]:
        """One entry's lists by name, each as long as the entry lasted."""
        length, count = self.length(entry), self.evaluation_count(entry)
        train, test = self.accuracies
        yield "cost", self.history[:length, entry, 0]
        yield "epoch_cost", self.epoch_cost[: length // self.spec.batches, entry]
        yield "train_accuracy", train[1 : count + 1, entry]
        yield "test_accuracy", np.empty(0) if test is None else test[1 : count + 1, entry]

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data, free of NaN."""
        runs = [
            self.run_header(entry) | {name: values.tolist() for name, values in self.series(entry)}
            for entry in range(len(self.endings))
        ]
        return self.header() | {"runs": runs}

    @property
    def diverged(self) -> list[bool]:
        """Which entries have diverged."""
        return [ending.status is Status.DIVERGED for ending in self.endings]
