"""Circles: one network trained from four kinds of first weights, two of which keep it symmetric."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np

from engine.datasets import Data, draw
from engine.figures.figure import Axis, Contour, Figure, Ink, Layer, Line, Panel, Points, Table
from engine.lessons.topics.initialization import LESSON
from engine.training.evaluations import accuracy
from engine.training.results import TrainingResult

Start: TypeAlias = Literal["zeros", "alike", "times_ten", "he"]
Starts = Annotated[Start, "The first weights of the network that is shown in detail."]

EPOCHS, STYLES = 15_000, 100
RATE, SEED = 0.01, 3
DATASET = {
    "name": "circles",
    "samples": 300,
    "noise": 0.05,
    "factor": 0.8,
    "seed": 1,
    "test_samples": 100,
    "test_seed": 2,
}
VIEW, LATTICE = (-1.3, 1.3), 61


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a training starts, and how it is drawn."""

    name: Start
    title: str
    initializer: Any
    ink: Ink
    dashed: bool = False

    @property
    def spec(self) -> dict[str, Any]:
        """The training."""
        return {
            "kind": "training",
            "dataset": DATASET,
            "network": {"layers": [2, 10, 5, 1], "initializer": self.initializer, "seed": SEED},
            "batch_size": 300,
            "epochs": EPOCHS,
            "evaluations": STYLES,
            "runs": [{"optimizer": "gd", "hyperparameters": {"lr": RATE}}],
        }


WAYS = (
    Way(name="zeros", title="zeros", initializer="zeros", ink="grey", dashed=True),
    Way(
        name="alike",
        title="all 0.5",
        initializer={"name": "constant", "value": 0.5},
        ink="purple",
        dashed=True,
    ),
    Way(
        name="times_ten",
        title="normal × 10",
        initializer={"name": "normal", "scale": 10.0},
        ink="vermilion",
    ),
    Way(name="he", title="He", initializer="he", ink="green"),
)


@LESSON.experiment(training=[way.spec for way in WAYS])
def circles(results: Sequence[TrainingResult] | None, *, start: Starts = "zeros") -> Figure:
    """The cost from every start; the boundary and the first layer's weights from one of them."""
    place = [way.name for way in WAYS].index(start)
    way, train = WAYS[place], draw(DATASET)[0]
    result = None if results is None else results[place]
    return Figure(
        panels=(
            Panel(
                title="Cost",
                about="The cost over the epochs on a log scale, from each kind of first weights.",
                x=Axis(label="epoch", range=(0, EPOCHS)),
                y=Axis(label="cost", log=True, range=(0.03, 3000.0)),
                layers=tuple(costs(results or ())),
                wide=True,
            ),
            Panel(
                title=f"What it tells apart, from {way.title}",
                about="Both classes in the plane; where the network says 0 the plane is tinted.",
                x=Axis(label="x₁", range=VIEW),
                y=Axis(label="x₂", range=VIEW),
                layers=(*boundary(result), *classes(train)),
            ),
            Panel(
                title="Weights from x₁ into its ten first units",
                about="A line for each unit over the epochs; units that are alike share one.",
                x=Axis(label="epoch", range=(0, EPOCHS)),
                y=Axis(label="weight"),
                layers=tuple(first_weights(result, way)),
            ),
        ),
        tables=() if results is None else (table(results),),
        spec=way.spec,
    )


def costs(results: Sequence[TrainingResult]) -> list[Line]:
    """The cost before some of the epochs, the first and the last among them."""
    at = np.linspace(0, EPOCHS - 1, STYLES).round().astype(int)
    return [
        Line(name=way.title, x=at, y=result.epoch_cost[at, 0], ink=way.ink, dashed=way.dashed)
        for way, result in zip(WAYS, results, strict=False)
    ]


def boundary(result: TrainingResult | None) -> list[Layer]:
    """Where the trained network takes the second class for less likely than the first."""
    if result is None:
        return []
    side = np.linspace(*VIEW, LATTICE)
    x = np.stack([grid.ravel() for grid in np.meshgrid(side, side)])
    chances = result.spec.network.predict(result.parameters[-1, 0], x).reshape(LATTICE, LATTICE)
    return [Contour(name="chance", x=side, y=side, z=chances, levels=(0.5,))]


def classes(data: Data) -> list[Layer]:
    """The training data."""
    inks: tuple[Ink, Ink] = ("blue", "orange")
    return [
        Points(name=name, x=data.X[0, at], y=data.X[1, at], ink=ink, small=True)
        for index, (name, ink) in enumerate(zip(data.classes, inks, strict=True))
        if (at := data.labels == index).any()
    ]


def first_weights(result: TrainingResult | None, way: Way) -> list[Line]:
    """The weights of the first input over time, a line for each unit of the first layer."""
    if result is None:
        return []
    layer = result.spec.network.split(result.parameters[:, 0])[0]
    at = np.linspace(0, EPOCHS, STYLES + 1)
    return [Line(x=at, y=weights, ink=way.ink, thin=True) for weights in layer[..., 0].T]


def table(results: Sequence[TrainingResult]) -> Table:
    """How well each network does in the end."""
    rows: list[list[Any]] = []
    for way, result in zip(WAYS, results, strict=True):
        network, theta, cost = (
            result.spec.network,
            result.parameters[-1, 0],
            result.epoch_cost[:, 0],
        )
        shares = [accuracy(network, theta, data) for data in result.spec.data if data is not None]
        right = [f"{100 * float(share):.4g}%" for share in shares]
        rows.append([way.title, float(cost[0]), float(cost[-1]), *right])
    columns = ("first weights", "first cost", "last cost", "right in training", "in the test")
    return Table(title=f"After {EPOCHS:,} epochs", columns=columns, rows=rows)
