"""Small trainings that tests share, and what makes two of them the same."""

from typing import Any

from engine import specs
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.specs import TrainingSpec
from engine.training.results import TrainingResult

FIRST_ORDER = [name for name, optimizer in OPTIMIZERS.items() if optimizer.order == 1]
WILD = {"optimizer": "gd", "hyperparameters": {"lr": 1e3}, "label": "wild"}
# A cut in the middle of an epoch, one at its start, and two runs at the same step.
INTERVENTIONS = [
    {"step": 4, "run": 0, "hyperparameters": {"lr": 0.01}},
    {"step": 4, "run": 1, "hyperparameters": {"beta1": 0.5}},
    {"step": 9, "run": 1, "hyperparameters": {"lr": 0.001, "beta2": 0.9}},
]


def training(**changes: Any) -> dict[str, Any]:
    """A small one: three mini-batches an epoch, the last of 4 examples."""
    base: dict[str, Any] = {
        "kind": "training",
        "dataset": {"name": "moons", "samples": 24, "seed": 1},
        "network": {"layers": [2, 4, 3, 1], "activation": "tanh", "seed": 2},
        "batch_size": 10,
        "epochs": 6,
        "shuffle_seed": 7,
        "runs": [
            {"optimizer": "gd", "hyperparameters": {"lr": 0.3}},
            {"optimizer": "adam", "hyperparameters": {"lr": 0.02}},
        ],
    }
    return base | changes


def read(data: dict[str, Any]) -> TrainingSpec:
    spec = specs.from_dict(data)
    assert isinstance(spec, TrainingSpec)
    return spec


def examples(spec: TrainingSpec) -> tuple[Array, Array]:
    """What is learned from."""
    train, _ = spec.data
    return train.X, train.y


def same(one: TrainingResult, other: TrainingResult) -> None:
    """Everything but the wall clock."""
    assert one.history.tobytes() == other.history.tobytes()
    assert one.parameters.tobytes() == other.parameters.tobytes()
    assert one.endings == other.endings
