"""The assignment: two moons with gradient descent, momentum and Adam, and what the table hides."""

from typing import Annotated, Literal, TypeAlias

import numpy as np

from engine.datasets import Data
from engine.figures.contours import below
from engine.figures.figure import Axis, Fact, Figure, Film, Layer, Line, Panel, Points
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models import moons
from engine.lessons.models.moons import EPOCHS, EVALUATIONS, NAMES, STYLES, TITLES, Setting
from engine.training.results import TrainingResult

Plotted: TypeAlias = Literal["mean_of_epoch", "last_mini_batch"]
Rates: TypeAlias = Literal["0.0007_for_all", "larger", "larger_and_decayed"]

ACROSS, UP = (-1.65, 2.65), (-1.25, 1.75)
SIDE, MARGIN = 40, 0.2
# When the boundary is drawn anew, in evaluations: often at first, while it changes fast.
SHOTS = tuple(np.unique(np.round(np.geomspace(1, EVALUATIONS + 1, 22)).astype(int) - 1).tolist())

Choice = Annotated[Plotted, "Which cost stands for an epoch."]
Correction = Annotated[
    bool, "Whether Adam’s second moment is divided by 1 − β₂ᵗ; left out at the rate 0.0007 only."
]
Rate = Annotated[Rates, "0.0007 for all, or 0.1, 0.1 and 0.01, constant or decayed."]

LESSON = LESSONS.add(
    Lesson(
        name="the-assignment",
        order=11,
        section="The way down",
        title="The assignment",
        summary="A table that many have made, run again: who wins, and what it is worth.",
        predict=Question(
            "Gradient descent, momentum with β = 0.9 and Adam train the same network from the "
            "same weights, all with the rate 0.0007, for 5,000 epochs. How do they come in?",
            (
                "Adam, then momentum, then gradient descent, well apart",
                "Adam far ahead, momentum and gradient descent level",
                "All three about level",
            ),
            1,
            reasons=(
                "This momentum averages slopes, which makes no step longer, so it goes where "
                "gradient descent goes.",
                "",
                "Adam divides by the size of the slopes, so at the same rate it takes far longer "
                "steps.",
            ),
        ),
        check=Question(
            "Somebody compares two methods, one run of each: 94.33% against 94.00%. What follows?",
            (
                "The first is better.",
                "Neither is better: such a difference is never real.",
                "Nothing yet: one method may differ as much from seed to seed.",
            ),
            2,
            reasons=(
                "One run of each does not tell how another seed would have come out.",
                "It may be real; it takes many seeds to tell.",
                "",
            ),
        ),
        reading=(
            Source(
                "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, ICLR",
                "https://arxiv.org/abs/1412.6980",
            ),
            Source(
                "Choi et al. 2019, On Empirical Comparisons of Optimizers for Deep Learning: "
                "rankings change with how the rates are tuned",
                "https://arxiv.org/abs/1910.05446",
            ),
            Source(
                "Bouthillier et al. 2021, Accounting for Variance in Machine Learning "
                "Benchmarks, MLSys",
                "https://arxiv.org/abs/2103.03098",
            ),
            Source(
                "Lu, Shin, Su & Karniadakis 2020, Dying ReLU and Initialization, "
                "Commun. Comput. Phys. 28(5), 1671–1706",
                "https://arxiv.org/abs/1903.06733",
            ),
        ),
    )
)


def settings(rates: Rates, correction: bool) -> list[Setting]:
    """The three runs."""
    large, decayed = rates != "0.0007_for_all", rates == "larger_and_decayed"
    corrected = correction or large
    return [Setting(name, large, decayed, corrected if name == "adam" else True) for name in NAMES]


@LESSON.experiment(training=moons.COURSE, frees={"rates": ("adam_corrected",)})
def two_moons(
    result: TrainingResult | None,
    *,
    cost: Choice = "mean_of_epoch",
    adam_corrected: Correction = True,
    rates: Rate = "0.0007_for_all",
) -> Figure:
    """Three optimizers on the same data: their boundaries, costs and accuracies."""
    chosen = settings(rates, adam_corrected)
    accuracies: Array | None = None
    films: list[Layer] = []
    costs: Array | None = None
    if result is not None:
        entries = [moons.ALL.index(setting) for setting in chosen]
        accuracies = 100 * result.accuracies[0][:, entries].T
        costs = moons.costs(result, cost == "last_mini_batch")[entries]
        films = boundaries(result, entries)
    return Figure(
        panels=(
            Panel(
                title="The moons, parted",
                about="The points of both classes, and lines along which networks say one half.",
                x=Axis(label="x1", range=ACROSS),
                y=Axis(label="x2", range=UP),
                layers=(*clouds(moons.data()), *films),
            ),
            Panel(
                title="Accuracy",
                about="The share of the 300 examples told right, after each 25 epochs.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="%", range=(45.0, 100.0)),
                layers=lines(accuracies),
            ),
            Panel(
                title="Cost: " + cost.replace("_", " "),
                about="The costs of all three over the epochs.",
                x=Axis(label="epoch", range=(0.0, float(EPOCHS))),
                y=Axis(label="cost", range=(0.0, 0.8)),
                layers=lines(costs),
                wide=True,
            ),
        ),
        facts=facts(chosen, accuracies),
        steps=0 if result is None else EVALUATIONS,
        speed=30,
        unit="epoch",
        each=EPOCHS / EVALUATIONS,
        knobs={} if chosen[-1].corrected is adam_corrected else {"adam_corrected": True},
        spec=moons.spec(chosen),
    )


def clouds(data: Data) -> tuple[Points, ...]:
    """The examples of either class."""
    return tuple(
        Points(
            name=name,
            x=data.X[0, data.labels == label],
            y=data.X[1, data.labels == label],
            ink="orange" if label else "sky",
            small=bool(label),
        )
        for label, name in enumerate(("upper", "lower"))
    )


def boundaries(result: TrainingResult, entries: list[int]) -> list[Layer]:
    """Where the networks' answer is one half, at some epochs."""
    x, y = (np.linspace(low - MARGIN, high + MARGIN, SIDE) for low, high in (ACROSS, UP))
    points = np.stack([grid.ravel() for grid in np.meshgrid(x, y)])
    theta = result.parameters[list(SHOTS)][:, entries]
    # The input of the sigmoid is piecewise linear, so its zeros can be told exactly.
    z = result.spec.network.forward(theta, points)[-1]
    heights = z.reshape(*theta.shape[:2], SIDE, SIDE)
    return [
        Film(
            name=TITLES[name],
            frames=[outline(x, y, height) for height in heights[:, index]],
            since=SHOTS,
            ink=STYLES[name][0],
            dashed=name == "gd",
        )
        for index, name in reversed(list(enumerate(NAMES)))
    ]


def outline(x: Array, y: Array, height: Array) -> tuple[Array, Array]:
    """The lines along which a height is zero, one after the other."""
    rings = [part for ring in below(x, y, height, 0.0) for part in (ring, [[np.nan, np.nan]])]
    joined = np.concatenate([np.empty((0, 2)), *rings])
    return joined[:, 0], joined[:, 1]


def lines(values: Array | None) -> tuple[Line, ...]:
    """A line for each optimizer, the dashed one on top of those that it runs along with."""
    epochs = np.linspace(0, EPOCHS, EVALUATIONS + 1)
    return tuple(
        Line(
            name=TITLES[name],
            x=epochs,
            y=row,
            ink=STYLES[name][0],
            dashed=name == "gd",
            head=STYLES[name][1],
            steps=True,
        )
        for name, row in ([] if values is None else list(zip(NAMES, values, strict=True))[::-1])
    )


def facts(chosen: list[Setting], accuracies: Array | None) -> tuple[Fact, ...]:
    """How they come in."""
    return tuple(
        Fact(
            name=setting.optimizer,
            label=f"{TITLES[setting.optimizer]}, rate {setting.lr:g}",
            value=None if accuracies is None else f"{accuracies[index, -1]:.2f}",
            unit="%",
            ink=STYLES[setting.optimizer][0],
        )
        for index, setting in enumerate(chosen)
    )
