"""Fresh data: what a model sees of them, normalized by the training data's numbers or their own."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.datasets import Data, Scaling, draw
from engine.figures.figure import Axis, Fact, Figure, Ink, Line, Panel, Points
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.models.regressions import Regression
from engine.lessons.topics.normalization import LESSON, spec_of

RATIO = 10.0
MOST = 200
INPUTS, PREDICTIONS = (-3.5, 6.5), (-5.5, 7.5)

Shift = Annotated[
    float,
    Scale("linear", 0.0, 3.0, (0.0, 3.0)),
    "How much larger the small feature is in the test data, on average.",
]
Count = Annotated[
    int, Scale("log", 1, MOST, (1, MOST), None, "integer"), "How many test examples come at once."
]


@dataclass(frozen=True, eq=False)
class View:
    """Test data as a scaling shows them (features, n), and what the model makes of them (n,)."""

    name: str
    ink: Ink
    inputs: Array
    predictions: Array
    error: float


@lru_cache(1)
def fitted() -> tuple[Data, Scaling, Regression]:
    """The normalized training data, their scaling, and the law that fits them best."""
    raw, _ = draw(spec_of(RATIO))
    scaling = Scaling.of(raw)
    return scaling.apply(raw), scaling, Regression.of(scaling.apply(raw))


def shifted(shift: float, count: int) -> Data:
    """Test data of the same law whose small feature is larger by `shift`, the first `count`."""
    _, whole = draw(spec_of(RATIO, MOST))
    assert whole is not None
    moved = np.array([[shift], [0.0]])
    return replace(whole, X=whole.X[:, :count] + moved, y=whole.y[:, :count] + shift)


@LESSON.experiment()
def fresh_data(*, shift: Shift = 1.5, examples: Count = 60) -> Figure:
    """Test data in the model's eyes and its predictions, under the two ways to normalize them."""
    train, scaling, _ = fitted()
    test = shifted(shift, examples)
    views = (
        view("by the training data’s numbers", "blue", scaling, test),
        view("by their own numbers", "vermilion", Scaling.of(test), test),
    )
    return Figure(
        panels=(
            Panel(
                title="What the model sees",
                about="Training data, and the test data as each of the two scalings shows them.",
                x=Axis(label="small feature, normalized", range=INPUTS),
                y=Axis(label="large feature, normalized", range=(-4.0, 4.0)),
                layers=(
                    Points(name="training", x=train.X[0], y=train.X[1], ink="muted", small=True),
                    *(Points(name=v.name, x=v.inputs[0], y=v.inputs[1], ink=v.ink) for v in views),
                ),
            ),
            Panel(
                title="What it predicts",
                about="Predictions over the truth; what is right lies on the diagonal.",
                x=Axis(label="truth", range=PREDICTIONS),
                y=Axis(label="prediction", range=PREDICTIONS),
                layers=(
                    Line(
                        name="right",
                        x=PREDICTIONS,
                        y=PREDICTIONS,
                        ink="muted",
                        thin=True,
                        dashed=True,
                    ),
                    *(Points(x=test.y[0], y=v.predictions, ink=v.ink) for v in views),
                ),
            ),
        ),
        facts=tuple(
            Fact(name=name, label=f"Error, {v.name}", value=v.error, ink=v.ink)
            for name, v in zip(("training", "own"), views, strict=True)
        ),
    )


def view(name: str, ink: Ink, scaling: Scaling, test: Data) -> View:
    """The test data under a scaling; the error is the root of the mean square."""
    _, _, law = fitted()
    inputs = scaling.points(test.X)
    predictions = law.best[:2] @ inputs + law.best[2]
    return View(
        name, ink, inputs, predictions, float(np.sqrt(np.square(predictions - test.y[0]).mean()))
    )
