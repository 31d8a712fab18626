"""Bursts: Adam at a minimum, where v forgets until the rate is more than the parabola bears.

f = λθ²/2 from 1. Once the slopes are gone v fades by 1 − β₂ a step and the rate η/√v̂ rises. Steps
along m grow where it is above 2(1 + β₁)/((1 − β₁)λ), the border; they grow until v is large again.
"""

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.figures.figure import Axis, Fact, Figure, Ink, Line, Marker, Panel, Rule
from engine.knobs import Scale
from engine.lessons.models.rollouts import Rollout, rollout
from engine.lessons.topics.adam import LESSON
from engine.optimizers.symbols import averaged_border

RATE, BETA1 = 0.1, 0.9
STEPS, SPEED = 800, 100
FLATTEST, STEEPEST = 0.1, 10.0
STYLES: tuple[tuple[str, str, Ink, bool, Marker], ...] = (
    ("amsgrad", "AMSGrad", "purple", True, "diamond"),
    ("adam", "Adam", "green", False, "star"),
)

Curvature = Annotated[
    float, Scale("log", FLATTEST, STEEPEST, (FLATTEST, STEEPEST)), "How curved the parabola is, λ."
]
Window = Annotated[
    float,
    Scale("log", 10.0, 100.0, (10.0, 100.0)),
    "About how many steps v looks back, 1/(1 − β₂).",
]


@lru_cache(64)
def course(name: str, curvature: float, window: float) -> Rollout:
    """A run on the parabola, from 1."""
    settings = {"lr": RATE, "beta1": BETA1, "beta2": 1 - 1 / window}
    return rollout(name, np.ones(1), lambda theta: curvature * theta, STEPS, **settings)


def crossing(run: Rollout, border: float) -> int | None:
    """The first step at an effective rate above the border, None where there is none."""
    above = run.parts["rate"][:, 0] > border
    return int(np.argmax(above)) + 1 if above.any() else None


@LESSON.experiment()
def bursts(*, curvature: Curvature = 2.0, window: Window = 50.0) -> Figure:
    """Adam and AMSGrad at the minimum of a parabola, and their rates beside its border."""
    runs = {name: course(name, curvature, window) for name, *_ in STYLES}
    border = float(averaged_border(BETA1)) / curvature
    crossed = crossing(runs["adam"], border)
    later = np.abs(runs["adam"].points[crossed or STEPS :, 0]).max()
    return Figure(
        panels=(distances(runs), rates(runs, border, curvature)),
        facts=(
            Fact(name="border", label="Border of stability", value=border),
            Fact(name="crossed", label="Adam passes it at step", value=crossed, ink="green"),
            Fact(
                name="furthest",
                label="Furthest off after that",
                value=float(later) if crossed else None,
                ink="green",
            ),
        ),
        steps=STEPS,
        speed=SPEED,
    )


def distances(runs: dict[str, Rollout]) -> Panel:
    """How far off the minimum each run is."""
    return Panel(
        title="Distance to the minimum",
        about="How far off the minimum Adam and AMSGrad are over the steps.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="|θ|", log=True, range=(1e-16, 10.0)),
        layers=tuple(
            Line(
                name=label,
                x=np.arange(STEPS + 1),
                y=np.maximum(np.abs(runs[name].points[:, 0]), 1e-300),
                ink=ink,
                dashed=dashed,
                head=head,
                steps=True,
            )
            for name, label, ink, dashed, head in STYLES
        ),
        wide=True,
    )


def rates(runs: dict[str, Rollout], border: float, curvature: float) -> Panel:
    """What m̂ is multiplied by, and the most that the parabola bears."""
    return Panel(
        title="Effective rate and border",
        about="The rates of Adam and AMSGrad over the steps, with a line at the border.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="rate", log=True, range=(0.02 / curvature, 200.0 / curvature)),
        layers=(
            Rule(y=border, label="border"),
            *(
                Line(
                    name=label,
                    x=np.arange(STEPS + 1),
                    y=runs[name].grown(runs[name].parts["rate"])[:, 0],
                    ink=ink,
                    dashed=dashed,
                    head=head,
                    steps=True,
                )
                for name, label, ink, dashed, head in STYLES
            ),
        ),
        wide=True,
    )
