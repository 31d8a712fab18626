"""Batches: one small network trained with more or fewer examples to an update, on the same data.

A size is how many examples an update looks at: 1 is stochastic, all of them is the batch. Positions
along an axis are epochs, examples seen, or milliseconds at the pace of the fastest epoch on this
machine.
"""

from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np

from engine import datasets
from engine.lanes import Array
from engine.networks import initializers
from engine.networks.network import Network
from engine.training.results import TrainingResult
from engine.training.run import train

Along: TypeAlias = Literal["epochs", "examples", "milliseconds"]

SAMPLES, PASSES = 128, 5
DATASET = {"name": "moons", "samples": SAMPLES, "noise": 0.2, "seed": 3}
NETWORK = Network((2, 8, 1), "tanh")
SEED, ORDER = 3, 10
# What fits into a tenth of a second, stochastic training included.
MOST_UPDATES, MOST_EPOCHS = 200, 150
SIZES = tuple(2**k for k in range(8))
SHUFFLES, REPEATS = 100, 12


def spec(size: int, lr: float, epochs: int) -> dict[str, Any]:
    """Gradient descent with so many examples to an update."""
    return {
        "kind": "training",
        "dataset": DATASET,
        "network": {
            "layers": list(NETWORK.layers),
            "activation": NETWORK.activation,
            "initializer": "he",
            "seed": SEED,
        },
        "batch_size": size,
        "epochs": epochs,
        "shuffle_seed": ORDER,
        "evaluations": epochs,
        "runs": [{"optimizer": "gd", "hyperparameters": {"lr": lr}}],
    }


def epochs_of(size: int) -> int:
    """How many epochs a size is trained: more than PASSES, and many where they have few updates."""
    updates = -(-SAMPLES // size)
    return max(PASSES + 1, min(MOST_EPOCHS, MOST_UPDATES // updates))


@lru_cache(256)
def learned(size: int, lr: float) -> TrainingResult:
    """The training with so many examples to an update."""
    return train(spec(size, lr, epochs_of(size)))


def positions(result: TrainingResult, along: Along) -> tuple[Array, Array]:
    """Where every update happens (steps,), and the means of these by epoch (epochs,).

    An update's cost is that of its examples before it, so the first lies at zero.
    """
    taken = result.spec
    seen = taken.batch_size * np.arange(taken.batches) / taken.samples
    shares = np.minimum(taken.batch_size / taken.samples, 1 - seen)
    epochs = np.arange(float(taken.epochs))
    updates, means = (epochs[:, None] + seen).ravel(), epochs + (shares * seen).sum()
    units = {"epochs": 1, "examples": taken.samples, "milliseconds": time_of_epoch(result)}
    return updates * units[along], means * units[along]


def time_of_epoch(result: TrainingResult) -> float:
    """Milliseconds for the fastest of the epochs, which nothing else on the machine held up."""
    return float(1e3 * np.diff(result.elapsed).min())


def costs_on_all(result: TrainingResult) -> Array:
    """The cost on all examples at the start and after each epoch (epochs + 1,)."""
    data, _ = result.spec.data
    return NETWORK.cost(result.parameters[:, 0], data.X, data.y)


@lru_cache(1)
def example_costs() -> Array:
    """The cost of each example alone (SAMPLES,), with the weights all sizes start from."""
    data, _ = datasets.draw(datasets.check(DATASET))
    theta = NETWORK.join(initializers.initial(NETWORK.layers, "he", SEED))
    found: Array = np.array(
        [
            NETWORK.cost(theta, data.X[:, [example]], data.y[:, [example]])
            for example in range(SAMPLES)
        ]
    )
    return found


@lru_cache(1)
def scatter() -> Array:
    """How far a mini-batch's cost lies from that of all (SIZES,), as a standard deviation.

    Measured over all mini-batches of SHUFFLES epochs, the weights at rest.
    """
    random, costs = np.random.RandomState(0), example_costs()
    orders = np.array([random.permutation(SAMPLES) for _ in range(SHUFFLES)])
    means = [costs[orders].reshape(SHUFFLES, -1, size).mean(axis=-1) for size in SIZES]
    return np.array([np.sqrt(np.square(mean - costs.mean()).mean()) for mean in means])


def expected_scatter(sizes: Any) -> Array:
    """The same in theory: σ/√B, and less where a good part of all n are drawn: × √((n−B)/(n−1))."""
    left = (SAMPLES - np.asarray(sizes, float)) / (SAMPLES - 1)
    found: Array = example_costs().std() / np.sqrt(sizes) * np.sqrt(left)
    return found


@lru_cache(1)
def times() -> Array:
    """Milliseconds for an epoch (SIZES,) on this machine."""
    return np.array([time_of_epoch(train(spec(size, 1e-3, REPEATS))) for size in SIZES])
