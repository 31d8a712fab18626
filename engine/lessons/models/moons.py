"""Moons: the course's training of three optimizers, and the same with one thing changed at a time.

`COURSE` trains every setting from the course's own weights, `SEEDS` some of them from sixteen. The
rate is the course's small one for all, or a larger one; it stays, or it is divided by 1, 2, 3 and
so on every thousand epochs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.datasets import Data, check, draw
from engine.figures.figure import Ink, Marker
from engine.lanes import Array
from engine.training.results import TrainingResult

Name: TypeAlias = Literal["gd", "momentum", "adam"]

NAMES: tuple[Name, ...] = ("gd", "momentum", "adam")
TITLES: dict[Name, str] = {"gd": "GD", "momentum": "Momentum", "adam": "Adam"}
STYLES: dict[Name, tuple[Ink, Marker]] = {
    "gd": ("grey", "circle"),
    "momentum": ("blue", "square"),
    "adam": ("green", "star"),
}
SMALL = 7e-4
LARGE: dict[Name, float] = {"gd": 0.1, "momentum": 0.1, "adam": 0.01}
DECAY = {"name": "inverse_time", "rate": 1.0, "every": 1000, "per": "epoch"}
CONSTANT = {"name": "constant"}

EPOCHS, EVALUATIONS = 5_000, 200
SEED, SEED_COUNT, SEED_EVALUATIONS = 3, 16, 50
DATASET = {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3}


@dataclass(frozen=True)
class Setting:
    """An optimizer with its rate; Adam's second moment is corrected unless said otherwise."""

    optimizer: Name
    large: bool = False
    decayed: bool = False
    corrected: bool = True

    @property
    def lr(self) -> float:
        """The rate it begins with."""
        return LARGE[self.optimizer] if self.large else SMALL

    @property
    def run(self) -> dict[str, Any]:
        """The run of a training."""
        knobs = {"lr": self.lr} | ({} if self.corrected else {"correct_v": False})
        label = f"{TITLES[self.optimizer]}, rate {self.lr:g}"
        return {
            "optimizer": self.optimizer,
            "hyperparameters": knobs,
            "schedule": DECAY if self.decayed else CONSTANT,
            "label": label + ", decayed" * self.decayed + ", uncorrected" * (not self.corrected),
        }


ALL = (
    *(Setting(*chosen) for chosen in product(NAMES, (False, True), (False, True))),
    Setting("adam", corrected=False),
)
SOME = (
    *(Setting(name) for name in NAMES),
    Setting("gd", large=True),
    Setting("gd", large=True, decayed=True),
)


def spec(
    settings: Sequence[Setting], seed: int | list[int] = SEED, evaluations: int = EVALUATIONS
) -> dict[str, Any]:
    """A training of these settings, the same in all else.

    Where every optimizer has one run, that is called as the optimizer is.
    """
    names = [{"label": TITLES[setting.optimizer]} for setting in settings]
    plain = len({setting.optimizer for setting in settings}) == len(settings)
    return {
        "kind": "training",
        "dataset": DATASET,
        "network": {
            "layers": [2, 5, 2, 1],
            "activation": "relu",
            "initializer": "he",
            "seed": seed,
        },
        "batch_size": 64,
        "epochs": EPOCHS,
        "shuffle_seed": 10,
        "evaluations": evaluations,
        "runs": [
            setting.run | (name if plain else {})
            for setting, name in zip(settings, names, strict=True)
        ],
    }


COURSE = spec(ALL)
SEEDS = spec(SOME, list(range(SEED_COUNT)), SEED_EVALUATIONS)


def costs(result: TrainingResult, last: bool = False) -> Array:
    """The costs of the epochs that begin where `COURSE` is evaluated (entries, EVALUATIONS + 1).

    Each is the mean over the epoch's examples, or what its last mini-batch costs; at the end it is
    that of the last epoch.
    """
    begun = np.minimum(np.arange(EVALUATIONS + 1) * EPOCHS // EVALUATIONS, EPOCHS - 1)
    batches = result.history.reshape(EPOCHS, result.spec.batches, -1)
    found: Array = (batches[:, -1] if last else result.epoch_cost)[begun].T
    return found


def data() -> Data:
    """The two moons."""
    found, _ = draw(check(DATASET))
    return found
