"""The benchmark of trainings: the same networks here, in PyTorch and in scikit-learn, in one run.

Rivals train for fewer epochs, because an epoch takes them as long as any other; times are per
epoch. Ours keep every cost, parameters and accuracies at 200 evaluations.
"""

import os

# Before NumPy is there: one thread for everybody.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine import specs
from engine.lanes import Array
from engine.specs import TrainingSpec
from engine.training.run import train
from tests.bench.learners import with_sklearn, with_stacked_torch, with_torch
from tests.bench.table import digits, minima, show

REPEATS = 3
LR = {"lr": 7e-4}
MOONS: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3},
    "network": {"layers": [2, 5, 2, 1], "activation": "relu", "initializer": "he", "seed": 3},
    "batch_size": 64,
    "shuffle_seed": 10,
    "runs": [{"optimizer": name, "hyperparameters": LR} for name in ("gd", "momentum", "adam")],
}
SEEDS = MOONS | {
    "network": MOONS["network"] | {"seed": list(range(64))},
    "runs": [{"optimizer": "adam", "hyperparameters": LR}],
}


@dataclass(frozen=True)
class Contender:
    """Somebody, for how many epochs, and what the last costs (entries,) are."""

    name: str
    epochs: int
    work: Callable[[], Array]


def described(spec: dict[str, Any], epochs: int) -> TrainingSpec:
    """The specification for so many epochs."""
    read = specs.from_dict(spec | {"epochs": epochs})
    assert isinstance(read, TrainingSpec)
    return read


def ours(spec: dict[str, Any], epochs: int) -> Contender:
    """What `train` and its result take."""
    read = described(spec, epochs)

    def work() -> Array:
        # A fresh specification, so that nothing is remembered but the data.
        result = train(replace(read))
        _ = result.epoch_cost, result.accuracies
        return np.asarray(result.history[-1, :, 0])

    return Contender("ours", epochs, work)


def compare(title: str, contenders: list[Contender], limits: dict[str, str]) -> None:
    """Print time per epoch, what all the epochs come to, and the ratio of ours to each."""
    best = minima({one.name: one.work for one in contenders}, REPEATS)
    mine = best["ours"] / contenders[0].epochs
    rows = []
    for one in contenders:
        epoch = best[one.name] / one.epochs
        whole = epoch * contenders[0].epochs / 1e3
        ratio = "" if one is contenders[0] else f"1/{digits(epoch / mine)}"
        cells = [digits(1e3 * epoch), f"{one.epochs:,}", digits(whole), ratio]
        rows.append([one.name, *cells, limits.get(one.name, "")])
    head = ["", "µs an epoch", "epochs measured", "seconds for all", "ours / theirs", "wanted"]
    show(title, head, rows)


def agree(spec: dict[str, Any], *rivals: Contender) -> None:
    """Print how far the last costs of others are from ours after as many epochs."""
    for rival in rivals:
        mine, theirs = ours(spec, rival.epochs).work(), rival.work()
        apart = np.max(np.abs(mine - theirs) / mine)
        print(f"after {rival.epochs} epochs {rival.name} differs by {apart:.1g}")


def one_after_another() -> None:
    """Three optimizers on two moons."""
    torch = Contender("PyTorch", 200, with_torch(described(MOONS, 200), 200))
    sklearn = Contender("scikit-learn", 400, with_sklearn(described(MOONS, 400), 400))
    compare(
        "Two moons, 2-5-2-1, mini-batches of 64: GD, momentum and Adam × 10,000 epochs",
        [ours(MOONS, 10_000), torch, sklearn],
        {"PyTorch": "1/10", "scikit-learn": "1/4"},
    )
    agree(MOONS, torch)


def many_seeds() -> None:
    """64 initial seeds of one run."""
    singly = Contender("PyTorch, singly", 5, with_torch(described(SEEDS, 5), 5))
    stacked = Contender("PyTorch, stacked", 100, with_stacked_torch(described(SEEDS, 100), 100))
    compare(
        "Two moons, 64 seeds × Adam × 1,000 epochs",
        [ours(SEEDS, 1_000), singly, stacked],
        {},
    )
    agree(SEEDS, singly, stacked)


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores")
    one_after_another()
    many_seeds()
