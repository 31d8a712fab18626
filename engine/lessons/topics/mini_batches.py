"""Mini-batches: many cheap, noisy updates, or few exact ones."""

from typing import Annotated, Literal, TypeAlias

import numpy as np

from engine.figures.figure import Axis, Figure, Ink, Line, Mark, Marker, Panel, Points, Table
from engine.knobs import Scale
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.batches import (
    PASSES,
    SAMPLES,
    SIZES,
    Along,
    costs_on_all,
    epochs_of,
    expected_scatter,
    learned,
    positions,
    scatter,
    spec,
    time_of_epoch,
    times,
)
from engine.training.results import TrainingResult

Rates: TypeAlias = Literal["the_same", "by_size"]

FRAMES = 240
HIGHEST = 2.0
STYLES: tuple[tuple[Ink, Marker, bool], ...] = (
    ("grey", "circle", True),
    ("blue", "square", False),
    ("vermilion", "diamond", False),
)

Size = Annotated[
    int,
    Scale("log", 1, SAMPLES, (1, SAMPLES), None, "integer"),
    "Examples in a mini-batch.",
]
Rate = Annotated[
    float, Scale("log", 1e-3, 1.0, (1e-3, 1.0)), "Learning rate of the mini-batch training."
]
Scaling = Annotated[Rates, "One rate for all, or each in proportion to its size."]
Ruler = Annotated[Along, "What the costs are drawn along."]

LESSON = LESSONS.add(
    Lesson(
        name="mini-batches",
        order=4,
        section="Which step to take",
        title="Mini-batches",
        summary="Few exact updates or many noisy ones: how many examples to look at for a step.",
        predict=Question(
            "All three trainings start with the same weights and have the rate 0.1. Which has the "
            "lowest cost after five passes through the data?",
            (
                "The batch, because its gradient is exact",
                "Mini-batches of 16, as the middle way",
                "One example at a time, because it has made the most updates",
            ),
            2,
            reasons=(
                "Exact, but it makes only 5 updates in that time.",
                "They lie between in the cost, too: 40 updates against 640.",
                "",
            ),
        ),
        check=Question(
            "From a million examples you take mini-batches of 64 instead of 16. What becomes of "
            "the standard deviation of their costs?",
            ("It stays the same.", "It halves.", "It falls to a quarter."),
            1,
            reasons=(
                "A mean of more examples varies less.",
                "",
                "Their variance falls to a quarter; the standard deviation is its root.",
            ),
        ),
        reading=(
            Source(
                "Robbins & Monro 1951, A Stochastic Approximation Method, "
                "Ann. Math. Statist. 22(3), 400–407",
                "https://doi.org/10.1214/aoms/1177729586",
            ),
            Source(
                "Bottou, Curtis & Nocedal 2018, Optimization Methods for Large-Scale Machine "
                "Learning, SIAM Review 60(2), 223–311",
                "https://doi.org/10.1137/16M1080173",
            ),
            Source(
                "Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour",
                "https://arxiv.org/abs/1706.02677",
            ),
            Source(
                "Masters & Luschi 2018, Revisiting Small Batch Training for Deep Neural Networks",
                "https://arxiv.org/abs/1804.07612",
            ),
        ),
    )
)


def trainings(size: int, rate: float, rates: Rates) -> list[TrainingResult]:
    """Batch, mini-batch and stochastic training."""
    sizes = (SAMPLES, size, 1)
    return [learned(own, rate * own / size if rates == "by_size" else rate) for own in sizes]


@LESSON.experiment()
def sizes(
    *,
    size: Size = 16,
    rate: Rate = 0.1,
    rates: Scaling = "the_same",
    along: Ruler = "epochs",
) -> Figure:
    """Batch, mini-batch and stochastic training; how noisy and how fast each size is."""
    results = trainings(size, rate, rates)
    reach = {
        "epochs": PASSES,
        "examples": PASSES * SAMPLES,
        "milliseconds": min(positions(result, along)[1][-1] for result in results),
    }[along]
    names = [f"all {SAMPLES}", f"{size} at a time", "one at a time"]
    layers = [
        layer
        for result, name, style in zip(results, names, STYLES, strict=True)
        for layer in course_of(result, along, reach, name, style)
    ]
    clouds, lines = layers[::2][::-1], layers[1::2]
    return Figure(
        panels=(
            Panel(
                title="Cost: a dot for each update, a line for the epochs’ means",
                about="The smaller the mini-batch, the wider its dots lie about the line.",
                x=Axis(label=along, range=(0.0, float(reach))),
                y=Axis(label="cost", range=(0.0, HIGHEST)),
                layers=(*clouds, *lines),
                wide=True,
            ),
            noise(size),
            pace(size),
        ),
        tables=(compared(results, names),),
        steps=FRAMES,
        speed=60,
        unit=along.removesuffix("s"),
        each=reach / FRAMES,
        spec=spec(size, rate, epochs_of(size)),
    )


def course_of(
    result: TrainingResult, along: Along, reach: float, name: str, style: tuple[Ink, Marker, bool]
) -> tuple[Points, Line]:
    """A training frame by frame: the latest update's cost, and the line through the means."""
    ink, head, dashed = style
    updates, middles = positions(result, along)
    frames = np.linspace(0.0, reach, FRAMES + 1)
    latest = np.searchsorted(updates, frames * (1 + 1e-9), side="right") - 1
    fresh = np.diff(latest, prepend=-1) > 0
    costs = result.history[:, 0, 0]
    cloud = Points(
        x=np.where(fresh, updates[latest], np.nan),
        y=np.where(fresh, costs[latest], np.nan),
        ink=ink,
        small=True,
        steps=True,
    )
    means = np.interp(frames, middles, result.epoch_cost[:, 0], left=np.nan, right=np.nan)
    return cloud, Line(name=name, x=frames, y=means, ink=ink, head=head, dashed=dashed, steps=True)


def noise(size: int) -> Panel:
    """How far mini-batches' costs lie from the mean."""
    fine = np.linspace(1, SAMPLES - 1, 127)
    own = float(expected_scatter(min(size, SAMPLES - 1)))
    return Panel(
        title="Standard deviation by size",
        about="Measured by size as dots, on the line that theory gives; it falls as 1/√B.",
        x=Axis(label="size B", log=True, range=(0.9, 150.0)),
        y=Axis(label="cost", log=True, range=(0.01, 2.0)),
        layers=(
            Line(name="theory", x=fine, y=expected_scatter(fine), ink="muted", thin=True),
            Points(name="measured", x=np.array(SIZES[:-1]), y=scatter()[:-1], ink="green"),
            Mark(label=f"{size}", x=size, y=own, ink="blue"),
        ),
    )


def pace(size: int) -> Panel:
    """How long an epoch takes."""
    found = times()
    own = float(np.exp(np.interp(np.log(size), np.log(SIZES), np.log(found))))
    return Panel(
        title="Time for an epoch, here and just now",
        about="Milliseconds for an epoch by size: larger mini-batches need fewer updates.",
        x=Axis(label="size B", log=True, range=(0.9, 150.0)),
        y=Axis(
            label="milliseconds",
            log=True,
            range=(float(found.min()) / 2, float(found.max()) * 2),
        ),
        layers=(
            Line(name="", x=np.array(SIZES), y=found, ink="muted", thin=True),
            Points(name="measured", x=np.array(SIZES), y=found, ink="green"),
            Mark(label=f"{size}", x=size, y=own, ink="blue"),
        ),
    )


def compared(results: list[TrainingResult], names: list[str]) -> Table:
    """What each size comes to after the same number of epochs."""
    return Table(
        title="The three trainings",
        columns=(
            "training",
            "rate",
            "updates an epoch",
            "ms an epoch",
            f"cost after {PASSES} epochs",
        ),
        rows=[
            (
                name,
                float(result.spec.runs[0].hyperparameters["lr"]),
                result.spec.batches,
                time_of_epoch(result),
                float(costs_on_all(result)[PASSES]),
            )
            for name, result in zip(names, results, strict=True)
        ],
    )
