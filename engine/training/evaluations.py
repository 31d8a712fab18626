"""Evaluations: how good the networks of a training are, epoch by epoch, and how steep their cost.

They follow from the parameters that a training keeps, so they can be had while it runs: `work_out`
adds what is asked for, and a single one does not wait for those before it.
Shapes: K + 1 rows, of which row 0 is the start, E entries.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Data
from engine.lanes import LARGEST, Array
from engine.networks.network import Network
from engine.specs.training import TrainingSpec

# Examples × parameters that are worked on at a time, so that no pass takes much memory.
PART = 4_000_000
# Gradients cost three times as much as accuracies: those of a large training are of fewer examples.
MOST_PRODUCTS = 4e9
FEWEST_EXAMPLES = 32


def in_parts(work: Callable[[Array], Array], theta: Array, examples: int) -> Array:
    """What `work` makes of each network (…, P), some at a time."""
    networks = theta.reshape(-1, theta.shape[-1])
    some = max(1, PART // (networks.shape[1] * examples))
    found = [work(networks[first : first + some]) for first in range(0, len(networks), some)]
    return np.concatenate(found).reshape((*theta.shape[:-1], *found[0].shape[1:]))


def accuracy(network: Network, theta: Array, data: Data) -> Array:
    """The share of examples told right (…), in a regression R², for parameters (…, P).

    As in scikit-learn, R² of targets that are all one number is 1 where they are met, else 0. What
    is below the range of float32, or no number, is the least number in it.
    """

    def correct_share(theta: Array) -> Array:
        z = network.forward(theta, data.X)[-1]
        predictions = z.argmax(axis=-2) if data.task == "classes" else z[..., 0, :] > 0
        return np.asarray((predictions == data.labels).mean(axis=-1))

    def r_squared(theta: Array) -> Array:
        error = np.square(network.predict(theta, data.X) - data.y).sum(axis=(-2, -1))
        spread = np.square(data.y - data.y.mean(axis=1, keepdims=True)).sum()
        found = 1 - error / spread if spread else np.where(error == 0, 1.0, 0.0)
        return np.asarray(np.fmax(found, -LARGEST))

    regression = data.task == "regression"
    return in_parts(r_squared if regression else correct_share, theta, data.size)


def alive(spec: TrainingSpec, history: Array, rows: int) -> NDArray[np.bool_]:
    """Which entries (rows, E) had not diverged by each evaluation."""
    found = np.ones((rows, len(spec.entries)), dtype=np.bool_)
    last = (np.array(spec.evaluated[: rows - 1], dtype=np.intp) + 1) * spec.batches - 1
    found[1:] = np.isfinite(history[last, :, 0])
    return found


class Evaluations:
    """The evaluations of one training, as far as they have been worked out."""

    def __init__(self, spec: TrainingSpec) -> None:
        self.spec = spec
        self.known = np.zeros(1 + spec.evaluations, dtype=np.bool_)
        shape = (1 + spec.evaluations, len(spec.entries))
        layers = len(spec.network.shapes)
        self.train, self.test = np.empty(shape), np.empty(shape)
        self.gradient_norms = np.empty((*shape, layers))
        self.weight_norms = np.empty((*shape, layers))

    @property
    def examples(self) -> int:
        """How many examples the gradients are of: all, unless network and data are large."""
        once = self.spec.network.size * len(self.spec.entries) * (1 + self.spec.evaluations)
        return min(self.spec.samples, max(FEWEST_EXAMPLES, int(MOST_PRODUCTS / once)))

    def work_out(self, checkpoints: Array, first: int, until: int) -> None:
        """Add the rows from `first` to `until`, without the latter, that are not known.

        `checkpoints` holds them. Safe in any thread: what two work out at once is the same.
        """
        rows = first + np.flatnonzero(~self.known[first:until])
        if len(rows):
            with np.errstate(all="ignore"):
                kept = checkpoints[rows, :-1]
                self._evaluate(rows, kept.reshape(len(kept), len(self.spec.entries), -1))
            self.known[rows] = True

    def _evaluate(self, rows: NDArray[np.intp], theta: Array) -> None:
        network, (train, test), few = self.spec.network, self.spec.data, self.examples

        def norms(theta: Array) -> Array:
            divisor = self.spec.l2_divisor(few)
            x, y = train.X[:, :few], train.y[:, :few]
            slopes = network.gradient(theta, x, y, self.spec.l2, divisor)
            squares = [np.square(part).sum(axis=(-2, -1)) for part in network.split(slopes)]
            return np.asarray(np.sqrt(np.stack(squares, axis=-1)))

        self.train[rows] = accuracy(network, theta, train)
        self.test[rows] = np.nan if test is None else accuracy(network, theta, test)
        self.gradient_norms[rows] = in_parts(norms, theta, few)
        self.weight_norms[rows] = network.layer_norms(theta)

    def to_dict(self, history: Array, elapsed: Array, since: int = 0) -> dict[str, Any]:
        """Rows from `since` on, as many as `elapsed` has, all known, as JSON-ready data.

        An entry's lists end where it diverges.
        """
        spec, rows = self.spec, len(elapsed)
        ends = alive(spec, history, rows).sum(axis=0)
        runs = []
        for entry, trajectory in enumerate(spec.entries):
            those = slice(since, max(since, int(ends[entry])))
            runs.append(
                {
                    "run": trajectory.run,
                    "start": trajectory.start,
                    "train_accuracy": numbers(self.train[those, entry]),
                    "test_accuracy": []
                    if spec.data[1] is None
                    else numbers(self.test[those, entry]),
                    "gradient_norms": numbers(self.gradient_norms[those, entry].T),
                    "weight_norms": numbers(self.weight_norms[those, entry].T),
                }
            )
        epochs = [None, *spec.evaluated[: rows - 1]]
        return {
            "complete": rows == 1 + spec.evaluations,
            "since": since,
            "gradient_examples": self.examples,
            "evaluated_epochs": epochs[since:],
            "elapsed": elapsed[since:].tolist(),
            "runs": runs,
        }


def numbers(values: Array) -> list[Any]:
    """Nested lists, with null where a number is not finite."""
    listed = values.astype(object)
    listed[~np.isfinite(values)] = None
    found: list[Any] = listed.tolist()
    return found
