"""Trainings: the runs of an experiment on one network and data set, update by update.

`train(spec)` runs one to its end; `Training` advances step by step, so that a server can stream it.
All entries train in one batch of networks on the same examples, and none feels the others. An entry
has diverged when its cost leaves the finite range of float32; its later costs are NaN.
"""

import time
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import numpy as np

from engine import specs
from engine.lanes import LARGEST, Array, Status
from engine.networks import initializers
from engine.networks.backpropagation import BackpropPass
from engine.results import Ending, Event
from engine.specs import Spec
from engine.specs.training import TrainingSpec
from engine.steppers import Stepper, group_of
from engine.training.results import TrainingResult


def train(spec: Spec | Mapping[str, Any]) -> TrainingResult:
    """Run a training to its end. Raises SpecError for a specification that is wrong."""
    runner = Training(specs.checked(spec, TrainingSpec))
    while not runner.finished:
        runner.advance(runner.spec.steps)
    return runner.result()


def initial_parameters(spec: TrainingSpec) -> Array:
    """Where every entry starts (entries, P): the same for all runs."""
    network = spec.network
    starts = [
        network.join(initializers.initial(network.layers, spec.initializer, seed))
        for seed in spec.seeds
    ]
    return np.array([starts[entry.start] for entry in spec.entries])


class Training:
    """An experiment under way. `done` rows of `history` hold; `events` grows in order of step."""

    def __init__(
        self, spec: TrainingSpec, history: Array | None = None, checkpoints: Array | None = None
    ) -> None:
        """The arrays, when given, are written into; the specification tells their shapes."""
        self.spec = spec
        self.history: Array = np.empty(spec.shape) if history is None else history
        self.checkpoints: Array = (
            np.empty(spec.checkpoint_shape) if checkpoints is None else checkpoints
        )
        for array, shape in ((self.history, spec.shape), (self.checkpoints, spec.checkpoint_shape)):
            if array.shape != shape:
                raise ValueError(f"numbers of shape {array.shape}; this training needs {shape}")
        self.endings = [Ending(Status.RUNNING, None) for _ in spec.entries]
        self._ends = np.full(len(spec.entries), spec.steps)
        self.events: list[Event] = []
        self.done = 0
        self._seconds = 0.0
        self.theta = initial_parameters(spec)
        grad = np.empty_like(self.theta)
        lanes = len(spec.seeds)
        self._steppers = [
            Stepper(group_of(run), self.theta[part], grad[part], None)
            for run, part in (
                (run, slice(index * lanes, (index + 1) * lanes))
                for index, run in enumerate(spec.runs)
            )
        ]
        self._passes = {
            size: BackpropPass(
                spec.network,
                self.theta,
                grad,
                size,
                l2=spec.l2,
                divisor=spec.l2_divisor(size),
                clip_norm=spec.clip_norm,
                dropout=spec.keep_prob < 1,
            )
            for size in {len(batch) for batch in self._batches(np.arange(spec.samples))}
        }
        self._order = np.random.RandomState()
        self._masks = np.random.RandomState(spec.dropout_seed)
        self._interventions = {
            step: list(changes)
            for step, changes in groupby(spec.interventions, key=lambda change: change.step)
        }
        self._evaluated = {epoch: 1 + index for index, epoch in enumerate(spec.evaluated)}
        self._batch_indices: list[Any] = []
        self._checkpoint(0)

    @property
    def finished(self) -> bool:
        """Whether every row has been computed."""
        return self.done == self.spec.steps

    def advance(self, steps: int) -> int:
        """Compute at most `steps` further rows; returns how many rows hold now."""
        began, before = time.perf_counter(), self._seconds
        first, goal = self.done, min(self.done + steps, self.spec.steps)
        if first == goal:
            return self.done
        done = first
        with np.errstate(all="ignore"):
            while done < goal:
                # A chunk ends before an intervention, which is made between two steps, and with
                # the epoch: then the batches are drawn anew and parameters may be kept.
                until = min((at for at in self._interventions if at > done), default=goal)
                until = min(until, goal, (done // self.spec.batches + 1) * self.spec.batches)
                self._compute(done, until)
                done = until
                self._seconds = before + time.perf_counter() - began
                epoch, batch = divmod(done, self.spec.batches)
                if not batch and epoch - 1 in self._evaluated:
                    self._checkpoint(self._evaluated[epoch - 1])
            self._mark_divergence(first, goal)
        self.done = goal
        if all(ending.status is Status.DIVERGED for ending in self.endings):
            self._skip_rest()
        if self.finished:
            self._mark_finished()
        return self.done

    def result(self) -> TrainingResult:
        """The outcome. Raises ValueError while rows are missing."""
        if not self.finished:
            raise ValueError(f"{self.done} of {self.spec.steps} rows are computed; advance first")
        return TrainingResult(self.spec, self.history, self.checkpoints, tuple(self.endings))

    def _batches(self, order: Any) -> Iterator[Any]:
        size = self.spec.batch_size
        return (order[first : first + size] for first in range(0, len(order), size))

    def _compute(self, first: int, until: int) -> None:
        """Take steps that lie in one epoch and hold no intervention but at the first."""
        epoch, batch = divmod(first, self.spec.batches)
        train, _ = self.spec.data
        if batch == 0 or not self._batch_indices:
            # An order depends on its epoch alone, not on how much was drawn before it.
            self._order.seed(self.spec.shuffle_seed + epoch + 1)
            self._batch_indices = list(self._batches(self._order.permutation(self.spec.samples)))
        for change in self._interventions.get(first, ()):
            self._steppers[change.run].intervene(change.hyperparameters)
        steps = np.arange(first, until, dtype=np.float64)
        for stepper in self._steppers:
            stepper.prepare(steps, np.full(len(steps), float(epoch)))
        for index in range(until - first):
            chosen = self._batch_indices[batch + index]
            passing = self._passes[len(chosen)]
            for mask in passing.masks:
                kept = self._masks.random_sample(mask.shape) < self.spec.keep_prob
                np.multiply(kept, 1 / self.spec.keep_prob, mask)
            passing.run(train.X, train.y, chosen)
            self.history[first + index, :, 0] = passing.cost
            for stepper in self._steppers:
                stepper.move(index)

    def _checkpoint(self, row: int) -> None:
        """Keep the parameters, with the time it took to get there."""
        self.checkpoints[row, :-1] = self.theta.ravel()
        self.checkpoints[row, -1] = self._seconds

    def _mark_divergence(self, first: int, until: int) -> None:
        """End the entries that have diverged in these rows, and blank what follows.

        Parameters that are kept hold as long as all costs before them do.
        """
        costs = self.history[first:until, :, 0]
        diverged = np.logical_not(np.abs(costs) <= LARGEST)
        running = self._ends == self.spec.steps
        stopped = np.flatnonzero(running & diverged.any(axis=0))
        self._ends[stopped] = first + diverged[:, stopped].argmax(axis=0)
        for entry in sorted(stopped.tolist(), key=lambda entry: (self._ends[entry], entry)):
            self._end_diverged(entry, int(self._ends[entry]))
        costs[np.arange(first, until)[:, None] >= self._ends] = np.nan
        parameters = self.checkpoints[:, :-1].reshape(len(self.checkpoints), len(self._ends), -1)
        for epoch in range(first // self.spec.batches, until // self.spec.batches):
            if epoch in self._evaluated:
                ended = self._ends < (epoch + 1) * self.spec.batches
                parameters[self._evaluated[epoch], ended] = np.nan

    def _end_diverged(self, entry: int, step: int) -> None:
        self.endings[entry] = Ending(Status.DIVERGED, step)
        trajectory = self.spec.entries[entry]
        self.events.append(Event(entry, trajectory.run, trajectory.start, Status.DIVERGED, step))

    def _skip_rest(self) -> None:
        """Blank all later rows, since nobody is left to compute."""
        self.history[self.done :] = np.nan
        epochs = self.done // self.spec.batches
        later = [row for epoch, row in self._evaluated.items() if epoch >= epochs]
        self.checkpoints[later] = np.nan
        self.checkpoints[later, -1] = self._seconds
        self.done = self.spec.steps

    def _mark_finished(self) -> None:
        for entry, ending in enumerate(self.endings):
            if ending.status is Status.RUNNING:
                self.endings[entry] = Ending(Status.FINISHED, None)
