"""Rare slopes: a large one among many small ones, where Adam may walk away from the minimum.

The idea of Reddi, Kale & Kumar 2018, section 3: of every n examples one has the slope 2n, the
others −1, and θ stays between −1 and 1. The mean slope is 1 + 1/n, so the mean cost is least at −1.
No slope depends on θ, so neither does what a rule wants to do next.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Axis, Contour, Fact, Figure, Ink, Line, Mark, Marker, Panel
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.models.rollouts import Rollout, rollout
from engine.lessons.topics.adam import LESSON
from engine.optimizers import OPTIMIZERS
from engine.steppers import Group, Stepper

STEPS, SPEED = 800, 100
RATE, PLAIN_RATE = 0.05, 0.002
RAREST, SHORTEST, LONGEST = 200, 5.0, 1000.0
PLACES, MAPPED = 25, 1200

Every = Annotated[
    int,
    Scale("log", 2, RAREST, (2, RAREST), kind="integer"),
    "One example in so many has the large slope.",
]
Window = Annotated[
    float,
    Scale("log", SHORTEST, LONGEST, (SHORTEST, LONGEST)),
    "About how many steps v looks back, 1/(1 − β₂).",
]
STYLES: tuple[tuple[str, str, Ink, bool, Marker], ...] = (
    ("gd", "GD", "grey", True, "circle"),
    ("amsgrad", "AMSGrad", "purple", True, "diamond"),
    ("adam", "Adam", "green", False, "star"),
)


def slope_at(step: Any, every: Any) -> Any:
    """The slope that a step, counted from 0, is given: the last of every n is the large one."""
    return np.where((step + 1) % every == 0, 2.0 * every, -1.0)


@lru_cache(64)
def wish(name: str, every: int, beta2: float | None) -> Rollout:
    """Where a run would go if nothing kept it between −1 and 1."""
    given: Iterator[Array] = iter(slope_at(np.arange(STEPS), every)[:, None, None])
    settings = {"lr": PLAIN_RATE} if beta2 is None else {"lr": RATE, "beta2": beta2}
    return rollout(name, np.zeros(1), lambda _: next(given), STEPS, **settings)


def clip(run: Rollout) -> Array:
    """The same steps, each cut where it would leave −1 … 1."""
    found = np.zeros(STEPS + 1)
    for step, delta in enumerate(run.steps[:, 0].tolist()):
        found[step + 1] = min(max(found[step] + delta, -1.0), 1.0)
    return found


def drift(wished: Array, every: Any) -> Any:
    """The mean step (L,) over whole rounds in the later half of a way (S + 1, L), by n (L,)."""
    steps = len(wished) - 1
    length = np.maximum(steps // 2 // every, 1) * every
    return (wished[-1] - wished[steps - length, np.arange(wished.shape[1])]) / length


@lru_cache(1)
def atlas() -> tuple[Array, Array, Array]:
    """Windows, ns, and Adam's drift in units of its rate for each pair (ns, windows)."""
    windows = np.geomspace(SHORTEST, LONGEST, PLACES)
    every = np.unique(np.geomspace(2, RAREST, PLACES).round())
    beta2, lanes = (grid.ravel() for grid in np.meshgrid(1 - 1 / windows, every))
    theta, grad = np.zeros((1, len(lanes))), np.empty((1, len(lanes)))
    adam = OPTIMIZERS["adam"]
    stepper = Stepper(Group(adam, adam.defaults() | {"lr": 1.0, "beta2": beta2}), theta, grad, None)
    wished = np.zeros((MAPPED + 1, len(lanes)))
    for step in range(MAPPED):
        grad[...] = slope_at(step, lanes)
        stepper.move(step)
        wished[step + 1] = theta[0]
    return windows, every, drift(wished, lanes.astype(int)).reshape(len(every), PLACES)


@LESSON.experiment()
def rare_slopes(*, every: Every = 50, memory: Window = 10.0) -> Figure:
    """Gradient descent, AMSGrad and Adam on rare large slopes, and where Adam goes wrong."""
    beta2 = 1 - 1 / memory
    runs = {name: wish(name, every, None if name == "gd" else beta2) for name, *_ in STYLES}
    wrong = drift(runs["adam"].points, np.array([every]))[0] > 0
    return Figure(
        panels=(courses(runs), rates(runs, every), chart(every, memory)),
        facts=(
            Fact(name="mean", label="Mean slope", value=1 + 1 / every),
            Fact(name="beta2", label="β₂", value=beta2, digits=4),
            Fact(
                name="drift",
                label="In the long run Adam goes",
                value="up, away from the minimum" if wrong else "down, to the minimum",
                ink="green",
            ),
        ),
        steps=STEPS,
        speed=SPEED,
    )


def courses(runs: dict[str, Rollout]) -> Panel:
    """Where each run is over the steps."""
    return Panel(
        title="One large slope, many small ones",
        about="Where the runs are over the steps; the minimum is at the lower edge, at −1.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="θ", range=(-1.1, 1.1)),
        layers=(
            Mark(label="minimum", x=0, y=-1.0),
            *(
                Line(
                    name=label,
                    x=np.arange(STEPS + 1),
                    y=clip(runs[name]),
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


def rates(runs: dict[str, Rollout], every: int) -> Panel:
    """What the slopes of the last two rounds are multiplied by."""
    first = STEPS - 2 * every
    time = np.arange(first, STEPS) + 1
    return Panel(
        title="Effective rate, the last rounds",
        about="The rates of Adam and AMSGrad over the last two rounds of examples.",
        x=Axis(label="step", range=(first, STEPS)),
        y=Axis(label="rate", log=True, range=(RATE / 300, 3 * RATE)),
        layers=tuple(
            Line(name=label, x=time, y=runs[name].parts["rate"][first:, 0], ink=ink, dashed=dashed)
            for name, label, ink, dashed, _ in STYLES
            if name != "gd"
        ),
    )


def chart(every: int, memory: float) -> Panel:
    """Where Adam goes the right way, by how rare the slope is and how far v looks back."""
    windows, lanes, found = atlas()
    return Panel(
        title="Where Adam goes right; the ring is here",
        about="Shaded where Adam goes to the minimum: where v looks back far enough.",
        x=Axis(label="v looks back (steps)", log=True, range=(SHORTEST, LONGEST)),
        y=Axis(label="one large in", log=True, range=(2.0, RAREST)),
        layers=(
            Contour(x=windows, y=lanes, z=found, levels=(0.0,), ink="green"),
            Mark(label="default β₂", x=LONGEST, y=every, ink="green", sets={"memory": LONGEST}),
            Mark(label="", x=memory, y=every, ink="vermilion"),
        ),
        turns=("memory", "every"),
    )
