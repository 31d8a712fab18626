"""Sixteen seeds: the same comparison from sixteen starts, of which each alone is an anecdote."""

from typing import Annotated

import numpy as np

from engine.figures.figure import Axis, Figure, Ink, Layer, Line, Panel, Points, Table
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.models import moons
from engine.lessons.models.moons import (
    EPOCHS,
    SEED_COUNT,
    SEED_EVALUATIONS,
    SOME,
    STYLES,
    TITLES,
    Setting,
)
from engine.lessons.topics.the_assignment import LESSON
from engine.training.results import TrainingResult

EACH = EPOCHS // SEED_EVALUATIONS
NEAR = 0.005
SHORT = ("GD", "Momentum", "Adam", "GD, 0.1")

Seed = Annotated[
    int,
    Scale("linear", 0, SEED_COUNT - 1, (0, SEED_COUNT - 1), None, "integer"),
    "Seed of the initial weights: the one that you would have tried.",
]
After = Annotated[
    int,
    Scale("linear", EACH, EPOCHS, (EACH, EPOCHS), None, "integer"),
    "Epochs after which the networks are compared.",
]


@LESSON.experiment(training=moons.SEEDS)
def sixteen_seeds(
    result: TrainingResult | None, *, seed: Seed = moons.SEED, after: After = EPOCHS
) -> Figure:
    """Where every run comes in; one seed's runs are marked."""
    accuracies = None if result is None else by_seed(100 * result.accuracies[0])
    row = round(after / EACH)
    return Figure(
        panels=(
            Panel(
                title=f"After {row * EACH:,} epochs: a dot for each seed, lines at the medians",
                about="A strip of dots for each optimizer; each has one far below the rest.",
                x=Axis(names=SHORT),
                y=Axis(label="accuracy in %", range=(30.0, 100.0)),
                layers=() if accuracies is None else strips(accuracies[row], seed),
                wide=True,
            ),
            Panel(
                title="Gradient descent and Adam on the way",
                about="Accuracies from every seed drawn faintly, and from the chosen one in full.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="accuracy in %", range=(30.0, 100.0)),
                layers=() if accuracies is None else ways(accuracies, seed),
                wide=True,
            ),
        ),
        tables=()
        if result is None or accuracies is None
        else (summary(result, accuracies, row, seed),),
        steps=0 if result is None else SEED_EVALUATIONS,
        speed=12,
        unit="epoch",
        each=EACH,
        spec=moons.spec(
            SOME[: len(moons.NAMES)], list(range(SEED_COUNT)), evaluations=SEED_EVALUATIONS
        ),
    )


def by_seed(values: Array) -> Array:
    """Numbers of all entries as (…, settings, seeds)."""
    return values.reshape(*values.shape[:-1], len(SOME), SEED_COUNT)


def ink_of(setting: Setting) -> Ink:
    """The optimizer's color, or that of the larger rate."""
    return "vermilion" if setting.large else STYLES[setting.optimizer][0]


def strips(accuracies: Array, seed: int) -> tuple[Layer, ...]:
    """A strip of dots for each setting, by seed from left to right."""
    places = np.linspace(-0.3, 0.3, SEED_COUNT)
    layers: list[Layer] = []
    for index, setting in enumerate(SOME[: len(SHORT)]):
        middle = np.median(accuracies[index])
        layers += [
            Line(
                name="",
                x=[index - 0.36, index + 0.36],
                y=[middle, middle],
                ink=ink_of(setting),
            ),
            Points(x=index + places, y=accuracies[index], ink=ink_of(setting)),
        ]
    marked = np.arange(len(SHORT)) + places[seed]
    return (
        *layers,
        Line(
            name=f"seed {seed}",
            x=marked,
            y=accuracies[: len(SHORT), seed],
            ink="ink",
            dashed=True,
            thin=True,
        ),
    )


def ways(accuracies: Array, seed: int) -> tuple[Line, ...]:
    """How accuracies rise."""
    epochs = np.arange(SEED_EVALUATIONS + 1) * EACH
    shown = [SOME.index(Setting("gd")), SOME.index(Setting("adam"))]
    faint = tuple(
        Line(x=epochs, y=line, ink=ink_of(SOME[index]), thin=True, faint=True, steps=True)
        for index in shown
        for line in accuracies[:, index].T
    )
    return (
        *faint,
        *(
            Line(
                name=f"{TITLES[SOME[index].optimizer]}, seed {seed}",
                x=epochs,
                y=accuracies[:, index, seed],
                ink=ink_of(SOME[index]),
                dashed=SOME[index].optimizer == "gd",
                head=STYLES[SOME[index].optimizer][1],
                steps=True,
            )
            for index in shown
        ),
    )


def guessing(costs: Array) -> Array:
    """Which of the costs are those of a network that tosses a coin: ln 2, give or take NEAR."""
    found: Array = np.abs(costs - np.log(2)) < NEAR
    return found


def summary(result: TrainingResult, accuracies: Array, row: int, seed: int) -> Table:
    """Medians, ranges, and how many runs have the cost of a coin."""
    costs = by_seed(result.epoch_cost[row * EACH - 1])
    return Table(
        title=f"{SEED_COUNT} seeds after {row * EACH:,} epochs, accuracy in %",
        columns=("run", f"seed {seed}", "median", "lowest", "highest", "at ln 2"),
        rows=[
            (
                f"{TITLES[setting.optimizer]}, {setting.lr:g}" + ", decayed" * setting.decayed,
                *(f"{number:.2f}" for number in (own[seed], np.median(own), own.min(), own.max())),
                int(guessing(cost).sum()),
            )
            for setting, own, cost in zip(SOME, accuracies[row], costs, strict=True)
        ],
    )
