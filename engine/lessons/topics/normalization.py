"""Normalization: features of one mean and one standard deviation, which make a bowl of a ravine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

import numpy as np

from engine.datasets import Scaling, draw
from engine.figures.figure import (
    Axis,
    Contour,
    Fact,
    Figure,
    Ink,
    Layer,
    Line,
    Mark,
    Marker,
    Panel,
    Rule,
)
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.regressions import Regression, descend

SAMPLES, NOISE, SEED = 200, 0.1, 9
NEAR = 1e-6
MOST_STEPS, LEAST_STEPS, SECONDS = 1200, 30, 6
LEVELS = tuple(0.03 * 4.0**k for k in range(7))
ACROSS, UP = (-0.75, 2.25), (-2.0, 1.0)
LOWEST, HIGHEST = 1e-4, 10.0

Ratio = Annotated[
    float, Scale("log", 1.0, 50.0, (1.0, 50.0)), "How many times larger the second feature is."
]
RawRate = Annotated[
    float | None, Scale("log", LOWEST, HIGHEST, (LOWEST, HIGHEST)), "Learning rate on the raw data."
]
NormalizedRate = Annotated[
    float | None, Scale("log", LOWEST, HIGHEST, (LOWEST, HIGHEST)), "Rate on the normalized data."
]

LESSON = LESSONS.add(
    Lesson(
        name="normalization",
        order=1,
        section="Before the first step",
        title="Normalizing inputs",
        summary="Bring all features to one scale, and one learning rate suits every weight.",
        predict=Question(
            "One feature is 10 times larger than the other. Once both are normalized, gradient "
            "descent at its fastest rate needs 3 steps. How many does it need on the raw data?",
            ("About 3: it is the same law", "About 30", "About 300"),
            2,
            reasons=(
                "The law is the same, the cost is not: along the large feature’s weight it is a "
                "hundred times more curved, and one rate has to suit both.",
                "Ten times would follow from the features’ ratio; the curvature grows with its "
                "square.",
                "",
            ),
        ),
        check=Question(
            "The model was trained on normalized data, and now a single new example comes in. "
            "With what do you normalize it?",
            (
                "With its own mean and standard deviation",
                "With those of the training data",
                "With nothing, since it is only one",
            ),
            1,
            reasons=(
                "A single example is its own mean, so it would become 0, whatever it was.",
                "",
                "The weights were learned on normalized inputs; on raw ones the model is another "
                "function.",
            ),
        ),
        reading=(
            Source(
                "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.3 normalizes the "
                "inputs, section 5 explains it by eigenvalues",
                "https://doi.org/10.1007/3-540-49430-8_2",
            ),
            Source(
                "scikit-learn, Common pitfalls and recommended practices: inconsistent "
                "preprocessing, data leakage",
                "https://scikit-learn.org/stable/common_pitfalls.html",
            ),
        ),
    )
)


def spec_of(ratio: float, test_samples: int = 0) -> dict[str, Any]:
    """The data set's specification."""
    settings = {"samples": SAMPLES, "noise": NOISE, "ratio": ratio, "seed": SEED}
    return {"name": "mixed_units", "test_samples": test_samples, **settings}


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """Gradient descent on the raw or on the normalized data, and how it is drawn.

    It takes `count` steps to within NEAR of the least cost; `errors` (steps + 1, 3) are its
    distances from the minimum along the axes of the regression.
    """

    name: str
    ink: Ink
    head: Marker
    dashed: bool
    knob: str
    regression: Regression
    lr: float
    count: int | None
    errors: Array

    def line(self, x: Array, y: Array, growing: bool = True) -> Line:
        """A line in this run's looks."""
        head = self.head if growing else None
        return Line(
            name=self.name,
            x=x,
            y=y,
            ink=self.ink,
            dashed=self.dashed,
            head=head,
            steps=growing,
        )


STYLES: tuple[dict[str, Any], ...] = (
    {"name": "raw", "ink": "vermilion", "head": "diamond", "dashed": True, "knob": "raw_rate"},
    {
        "name": "normalized",
        "ink": "blue",
        "head": "square",
        "dashed": False,
        "knob": "normalized_rate",
    },
)


@lru_cache(64)
def regressions(ratio: float) -> tuple[Regression, Regression]:
    """The raw and the normalized one."""
    raw, _ = draw(spec_of(ratio))
    return Regression.of(raw), Regression.of(Scaling.of(raw).apply(raw))


def descents(ratio: float, given: Sequence[float | None]) -> tuple[Run, ...]:
    """Both runs at the given rates, or each at its fastest, as long as the longer one takes."""
    both = regressions(ratio)
    rates = [one.fastest if lr is None else lr for one, lr in zip(both, given, strict=True)]
    found = [one.needed(np.array([lr]), NEAR)[0] for one, lr in zip(both, rates, strict=True)]
    counts = [None if np.isnan(count) else int(count) for count in found]
    longest = max(LEAST_STEPS, *(count or 0 for count in counts))
    errors = descend(both, rates, min(MOST_STEPS, round(1.04 * longest)))
    return tuple(
        Run(regression=one, lr=lr, count=count, errors=path, **styles)
        for one, lr, count, path, styles in zip(both, rates, counts, errors, STYLES, strict=True)
    )


@LESSON.experiment(frees={"ratio": ("raw_rate", "normalized_rate")})
def two_scales(
    *,
    ratio: Ratio = 10.0,
    raw_rate: RawRate = None,
    normalized_rate: NormalizedRate = None,
) -> Figure:
    """One regression in raw and in normalized features: contours, paths, cost, steps by rate."""
    runs = descents(ratio, (raw_rate, normalized_rate))
    steps = len(runs[0].errors) - 1
    return Figure(
        panels=(*map(landscape, runs), costs(runs, steps), by_rate(runs)),
        facts=tuple(fact for run in runs for fact in facts(run)),
        steps=steps,
        speed=max(10, steps // SECONDS),
        knobs={run.knob: run.lr for run in runs},
        spec=training(ratio, runs[0].lr, steps),
    )


def landscape(run: Run) -> Panel:
    """The cost over both weights, with the path of gradient descent."""
    cost = run.regression
    x, y = (
        bunched(*ends, cost.best[index], cost.hessian[index, index])
        for index, ends in enumerate((ACROSS, UP))
    )
    points = cost.best + run.errors @ cost.axes.T
    return Panel(
        title=f"The cost, {run.name}",
        about=f"Contours over both weights of the {run.name} features, and the path from zero.",
        x=Axis(label="weight of the small feature", range=ACROSS),
        y=Axis(label="weight of the large feature", range=UP),
        layers=(
            Contour(name="cost", x=x, y=y, z=cost.profile(x, y), levels=LEVELS),
            Mark(label="minimum", x=cost.best[0], y=cost.best[1]),
            replace(run.line(points[:, 0], points[:, 1]), dashed=False, thin=True),
        ),
    )


def bunched(low: float, high: float, at: float, curvature: float, count: int = 61) -> Array:
    """Numbers from `low` to `high`, closer together near `at`, where contours are narrow."""
    width = 0.3 / np.sqrt(curvature)
    first, last = (float(np.arcsinh((end - at) / width)) for end in (low, high))
    found: Array = at + width * np.sinh(np.linspace(first, last, count))
    return found


def costs(runs: Sequence[Run], steps: int) -> Panel:
    """How far above its least the cost of each run is."""
    return Panel(
        title="Cost above its least",
        about="The excess of both costs over steps on a log scale, with a line at a millionth.",
        x=Axis(label="step", range=(0, steps)),
        y=Axis(label="excess", log=True, range=(NEAR / 30, 30.0)),
        layers=(
            Rule(y=NEAR, label="a millionth"),
            *(run.line(np.arange(steps + 1.0), run.regression.excess(run.errors)) for run in runs),
        ),
    )


def by_rate(runs: Sequence[Run]) -> Panel:
    """The steps that gradient descent needs at every rate, and where it diverges."""
    layers: list[Layer] = []
    for run in runs:
        cost, limit = run.regression, run.regression.limit
        rising = limit - np.geomspace(limit - cost.fastest, 1e-4 * limit, 30)
        rates = np.append(np.geomspace(LOWEST / 10, cost.fastest, 60), rising)
        least = cost.needed(np.array([cost.fastest]), NEAR)[0]
        best = {run.knob: cost.fastest}
        layers += [
            run.line(rates, cost.needed(rates, NEAR), growing=False),
            Rule(x=limit, label="2/λmax", ink=run.ink),
            Mark(label="fastest", x=cost.fastest, y=least, ink=run.ink, sets=best),
        ]
        layers += [] if run.count is None else [Mark(label="", x=run.lr, y=run.count)]
    return Panel(
        title="Steps needed at every rate; rings are here",
        about="Two curves that fall as the rate grows, and end at the largest stable rate.",
        x=Axis(label="learning rate", log=True, range=(LOWEST, HIGHEST)),
        y=Axis(label="steps", log=True, range=(1.0, 1e5)),
        layers=tuple(layers),
        later=True,
    )


def facts(run: Run) -> tuple[Fact, ...]:
    """How long the run takes, its limit and its condition number."""
    steps = "diverges" if run.count is None else run.count
    name, cost = run.name.capitalize(), run.regression
    return (
        Fact(name=f"{run.name}_steps", label=f"{name}: steps", value=steps, ink=run.ink),
        Fact(name=f"{run.name}_limit", label="2/λmax", value=cost.limit, ink=run.ink),
        Fact(name=f"{run.name}_condition", label="λmax/λmin", value=cost.condition, ink=run.ink),
    )


def training(ratio: float, lr: float, steps: int) -> dict[str, Any]:
    """The raw run for the train page, where normalization is a switch."""
    return {
        "kind": "training",
        "dataset": spec_of(ratio),
        "normalize": False,
        "network": {"layers": [2, 1], "initializer": "zeros"},
        "batch_size": SAMPLES,
        "epochs": steps,
        "runs": [{"optimizer": "gd", "hyperparameters": {"lr": lr}}],
    }
