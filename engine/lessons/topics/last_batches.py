"""Last batches: what a plot of each epoch's last mini-batch makes of a training."""

from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np

from engine.figures.figure import Axis, Figure, Ink, Line, Marker, Panel
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.topics.mini_batches import LESSON
from engine.training.results import TrainingResult
from engine.training.run import train

Plotted: TypeAlias = Literal["both", "last_mini_batch", "mean_of_epoch"]

EPOCHS = 400
STYLES: tuple[tuple[Plotted, str, Ink, Marker], ...] = (
    ("last_mini_batch", "last mini-batch", "vermilion", "diamond"),
    ("mean_of_epoch", "mean of the epoch", "blue", "square"),
)

Choice = Annotated[Plotted, "Which cost stands for an epoch."]
Every = Annotated[
    int, Scale("log", 1, 50, (1, 50), None, "integer"), "Epochs from one drawn point to the next."
]


@lru_cache(1)
def course() -> TrainingResult:
    """The beginning of the course's training: 300 examples, of which the last 44 are left over."""
    return train(course_spec())


def course_spec() -> dict[str, Any]:
    """Gradient descent on two moons with mini-batches of 64."""
    return {
        "kind": "training",
        "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3},
        "network": {"layers": [2, 5, 2, 1], "activation": "relu", "initializer": "he", "seed": 3},
        "batch_size": 64,
        "epochs": EPOCHS,
        "shuffle_seed": 10,
        "evaluations": 1,
        "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 7e-4}}],
    }


def last_and_mean() -> tuple[Array, Array]:
    """The cost of each epoch's last mini-batch, and the mean over the epoch's examples."""
    result = course()
    costs = result.history.reshape(result.spec.epochs, result.spec.batches)
    return costs[:, -1], result.epoch_cost[:, 0]


@LESSON.experiment()
def one_curve(*, plotted: Choice = "both", every: Every = 1) -> Figure:
    """The same training, as its last mini-batches and as its means tell it."""
    chosen = np.arange(0, EPOCHS, every)
    layers = tuple(
        Line(name=name, x=chosen, y=values[chosen], ink=ink, head=head, steps=True)
        for (own, name, ink, head), values in zip(STYLES, last_and_mean(), strict=True)
        if plotted in {"both", own}
    )
    return Figure(
        panels=(
            Panel(
                title="One training, two curves",
                about="The last mini-batches swing; the means of the epochs fall smoothly.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="cost", range=(0.64, 0.76)),
                layers=layers,
                wide=True,
            ),
        ),
        steps=len(chosen) - 1,
        speed=max(1, len(chosen) // 5),
        unit="epoch",
        each=every,
        spec=course_spec(),
    )
