"""Larger rates: what the course's two moons owe to a decayed rate, and what to a larger one."""

from typing import Annotated, Literal, TypeAlias

import numpy as np

from engine import schedules
from engine.figures.figure import Axis, Figure, Ink, Line, Marker, Panel, Table
from engine.lanes import Array
from engine.lessons.models import moons
from engine.lessons.models.moons import EPOCHS, EVALUATIONS, TITLES, Setting
from engine.lessons.topics.decay import LESSON
from engine.training.results import TrainingResult

Share: TypeAlias = Literal["cost", "accuracy"]

# Rate and decay of the four trainings, and how they are drawn.
CASES: tuple[tuple[bool, bool, Ink, bool, Marker], ...] = (
    (False, False, "grey", False, "circle"),
    (False, True, "grey", True, "diamond"),
    (True, False, "vermilion", False, "square"),
    (True, True, "vermilion", True, "star"),
)

Optimizer = Annotated[moons.Name, "Who learns."]
Quantity = Annotated[Share, "What is drawn over the epochs."]


def settings(optimizer: moons.Name) -> list[Setting]:
    """The four trainings of an optimizer."""
    return [Setting(optimizer, large, decayed) for large, decayed, *_ in CASES]


@LESSON.experiment(training=moons.COURSE)
def larger_rates(
    result: TrainingResult | None, *, optimizer: Optimizer = "gd", shown: Quantity = "accuracy"
) -> Figure:
    """Two rates, each constant and decayed: four trainings that differ in nothing else."""
    chosen = settings(optimizer)
    epochs = np.linspace(0, EPOCHS, EVALUATIONS + 1)
    entries = [moons.ALL.index(setting) for setting in chosen]
    costs = None if result is None else moons.costs(result)[entries]
    accuracies = None if result is None else 100 * result.accuracies[0][:, entries].T
    drawn = costs if shown == "cost" else accuracies
    return Figure(
        panels=(
            Panel(
                title=f"{shown.capitalize()} of {TITLES[optimizer]}",
                about="The two trainings with the larger rate lie together, far from the others.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="cost", range=(0.0, 0.8))
                if shown == "cost"
                else Axis(label="accuracy in %", range=(45.0, 100.0)),
                layers=() if drawn is None else lines(chosen, epochs, drawn),
                wide=True,
            ),
            Panel(
                title="Rate",
                about="Two constant rates, and two that fall each thousand epochs.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="rate", log=True, range=(5e-5, 0.3)),
                layers=lines(chosen, epochs, np.array([rates(s, epochs) for s in chosen])),
                wide=True,
            ),
        ),
        tables=() if costs is None or accuracies is None else (ends(chosen, costs, accuracies),),
        steps=0 if result is None else EVALUATIONS,
        speed=30,
        unit="epoch",
        each=EPOCHS / EVALUATIONS,
        spec=moons.spec(chosen),
    )


def rates(setting: Setting, epochs: Array) -> Array:
    """The learning rate at these epochs; at the end it is that of the last."""
    k = np.minimum(epochs, EPOCHS - 1)
    found: Array = setting.lr * schedules.multiplier(setting.run["schedule"])(k)
    return found


def lines(chosen: list[Setting], epochs: Array, values: Array) -> tuple[Line, ...]:
    """A line for each training."""
    return tuple(
        Line(
            name=name_of(setting),
            x=epochs,
            y=row,
            ink=ink,
            dashed=dashed,
            head=head,
            steps=True,
        )
        for setting, row, (*_, ink, dashed, head) in zip(chosen, values, CASES, strict=True)
    )


def name_of(setting: Setting) -> str:
    """What a training is called."""
    return f"{setting.lr:g}, {'decayed' if setting.decayed else 'constant'}"


def ends(chosen: list[Setting], costs: Array, accuracies: Array) -> Table:
    """What the trainings come to."""
    return Table(
        title=f"After {EPOCHS:,} epochs",
        columns=("rate", "accuracy in %", "cost"),
        rows=[
            (name_of(setting), f"{accuracy:.2f}", float(cost))
            for setting, accuracy, cost in zip(chosen, accuracies[:, -1], costs[:, -1], strict=True)
        ],
    )
