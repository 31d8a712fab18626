"""Decay: rates that fall, so that a run wanders less and less about a minimum with noisy slopes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np

from engine import schedules
from engine.figures.figure import Axis, Contour, Fact, Figure, Line, Mark, Panel, Rule
from engine.knobs import Scale
from engine.lanes import Array, Point
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.optimizers import OPTIMIZERS

Choice: TypeAlias = Literal[
    "constant",
    "inverse_time",
    "exponential",
    "staircase",
    "inverse_root",
    "by_hand",
    "cosine",
    "warm_up",
    "one_cycle",
]

STEPS, STREAMS = 300, 64
START = (-2.5, 1.5)
WARM = 30
FORMS: dict[str, dict[str, Any]] = {
    "constant": {"name": "constant"},
    "inverse_time": {"name": "inverse_time", "rate": 0.05},
    "exponential": {"name": "exponential", "decay": 0.985},
    "staircase": {"name": "exponential", "decay": 0.5, "every": 50, "staircase": True},
    "inverse_root": {"name": "inverse_sqrt"},
    "by_hand": {"name": "table", "table": [[100, 0.1], [200, 0.01]]},
    "cosine": {"name": "cosine", "total": STEPS},
    "warm_up": {"name": "warmup", "steps": WARM, "then": {"name": "cosine", "total": STEPS - WARM}},
    "one_cycle": {"name": "one_cycle", "total": STEPS},
}
NEAREST, FARTHEST = 0.01, 10.0

Schedule = Annotated[Choice, "How the rate changes on the way."]
Rate = Annotated[
    float, Scale("log", 1e-3, 1.9, (0.01, 1.9)), "The rate that the schedule multiplies."
]
Noise = Annotated[
    float, Scale("linear", 0.0, 3.0, (0.0, 3.0)), "Standard deviation of the noise in each slope."
]

LESSON = LESSONS.add(
    Lesson(
        name="decay",
        order=9,
        section="The way down",
        title="Learning-rate decay",
        summary="What a falling learning rate is good for, and what it is not.",
        predict=Question(
            "The slope is measured with noise at every step. Gradient descent comes to the "
            "minimum with a constant rate of 0.1. What does it do there?",
            (
                "It settles, because the noise averages out.",
                "It goes on wandering, the farther the larger the rate.",
                "It is carried away, little by little.",
            ),
            1,
            reasons=(
                "The noise averages out over time, but each step moves by the newest noise, and a"
                " constant rate gives it the same weight for ever.",
                "",
                "The bowl pulls back, the harder the farther out one is, so the distance stays "
                "bounded.",
            ),
        ),
        check=Question(
            "A run with the rate 0.1 and decay ends far better than one with 0.0007 and none. "
            "What do you train next to find out why?",
            (
                "One with 0.1 and more decay",
                "One with 0.1 and no decay",
                "One with 0.0007 and more epochs",
            ),
            1,
            reasons=(
                "That changes the decay beside the larger rate once more, so the two stay mixed.",
                "",
                "More epochs may help, but they tell neither what the larger rate does nor what "
                "the decay does.",
            ),
        ),
        reading=(
            Source(
                "Robbins & Monro 1951, A Stochastic Approximation Method, "
                "Ann. Math. Statist. 22(3), 400–407",
                "https://doi.org/10.1214/aoms/1177729586",
            ),
            Source(
                "Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, "
                "ICLR, for the cosine",
                "https://arxiv.org/abs/1608.03983",
            ),
            Source(
                "Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, "
                "for the warm-up",
                "https://arxiv.org/abs/1706.02677",
            ),
            Source(
                "Smith & Topin 2018, Super-Convergence: Very Fast Training of Neural Networks "
                "Using Large Learning Rates, for one cycle",
                "https://arxiv.org/abs/1708.07120",
            ),
        ),
    )
)


@lru_cache(1)
def multipliers() -> Array:
    """Every schedule's factor at each step (schedules, STEPS)."""
    k = np.arange(float(STEPS))
    return np.array([schedules.multiplier(form)(k) for form in FORMS.values()])


@lru_cache(1)
def streams() -> Array:
    """Standard normal noise (STEPS, 2, STREAMS); the first stream is the race page's for seed 0."""
    streams = [np.random.RandomState(seed).randn(STEPS, 2) for seed in range(STREAMS)]
    return np.stack(streams, axis=-1)


@lru_cache(4)
def wander(lr: float, noise: float) -> Array:
    """Points (STEPS + 1, 2, schedules, STREAMS) of descents on (x² + y²)/2 from START on.

    All schedules see the same noise.
    """
    table = multipliers()
    shape = (2, len(table), STREAMS)
    theta = np.empty(shape)
    theta[...] = np.reshape(START, (2, 1, 1))
    rates, noisy = lr * table[:, :, None], noise * streams()[:, :, None]
    rule = OPTIMIZERS["gd"].rule
    points = np.empty((STEPS + 1, *shape))
    points[0] = theta
    for step in range(STEPS):
        at = Point(theta, theta + noisy[step])
        delta, _ = rule(at, (), np.array(step + 1.0), lr=rates[:, step])
        theta = theta + delta
        points[step + 1] = theta
    return points


def distances(points: Array) -> Array:
    """The root mean square over streams of the distance from the minimum."""
    found: Array = np.sqrt(np.square(points).sum(axis=1).mean(axis=-1))
    return found


def floor(lr: float, noise: float) -> float:
    """How far a constant rate wanders in the long run: σ√(2η/(2 − η)) in two dimensions."""
    return float(noise * np.sqrt(2 * lr / (2 - lr)))


@LESSON.experiment()
def noisy_minimum(
    *, schedule: Schedule = "exponential", alpha: Rate = 0.1, noise: Noise = 1.0
) -> Figure:
    """A constant rate and one that changes, on a bowl whose slopes are measured with noise."""
    chosen = list(FORMS).index(schedule)
    points = wander(alpha, noise)
    away = distances(points)
    rates = alpha * multipliers()
    return Figure(
        panels=(
            departures(away, chosen, schedule, floor(alpha, noise)),
            ground(points[..., 0], chosen, schedule, max(alpha, 0.1) * max(noise, 0.3)),
            ladder(rates, chosen, schedule),
        ),
        facts=(
            Fact(name="constant", label="Constant ends at", value=away[-1, 0], ink="grey"),
            Fact(
                name="chosen",
                label=f"{schedule.replace('_', ' ').capitalize()} ends at",
                value=away[-1, chosen],
                ink="blue",
            ),
            Fact(name="floor", label="Theory, constant rate", value=floor(alpha, noise)),
            Fact(name="last", label="Last rate of this schedule", value=float(rates[chosen, -1])),
        ),
        steps=STEPS,
        speed=60,
        spec=race(schedule, alpha, noise),
        view=((-3.0, 3.0), (-2.0, 2.0)),
    )


def pair(name: str, constant: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Line, Line]:
    """The constant rate's line and the chosen schedule's."""
    return (
        Line(name="constant", ink="grey", dashed=True, head="circle", steps=True, **constant),
        Line(name=name.replace("_", " "), ink="blue", head="square", steps=True, **own),
    )


def faintly(steps: Array, rows: Array) -> list[Line]:
    """All schedules, coarsely."""
    return [Line(x=steps[::4], y=row[::4], ink="muted", thin=True, faint=True) for row in rows]


def departures(away: Array, chosen: int, name: str, level: float) -> Panel:
    """How far from the minimum the runs are."""
    steps = np.arange(STEPS + 1.0)
    return Panel(
        title=f"Distance from the minimum, root mean square of {STREAMS} runs",
        about="A constant rate stops coming nearer; others go on. All schedules are drawn faintly.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="distance", log=True, range=(NEAREST, FARTHEST)),
        layers=(
            *faintly(steps, away.T[1:]),
            *([Rule(y=level, label="theory")] if level > NEAREST else []),
            *pair(name, {"x": steps, "y": away[:, 0]}, {"x": steps, "y": away[:, chosen]}),
        ),
        wide=True,
    )


def ground(points: Array, chosen: int, name: str, scale: float) -> Panel:
    """One of the runs from above, near the minimum."""
    reach = float(np.clip(4 * scale, 0.5, 3.0))
    axis = np.linspace(-1.6 * reach, 1.6 * reach, 41)
    paths = [{"x": points[:, 0, index], "y": points[:, 1, index]} for index in (0, chosen)]
    return Panel(
        title="One run from above",
        about="Both paths come to the minimum; the constant rate’s goes on wandering about it.",
        x=Axis(label="x", range=(-1.6 * reach, 1.6 * reach)),
        y=Axis(label="y", range=(-reach, reach)),
        layers=(
            Contour(
                name="cost",
                x=axis,
                y=axis,
                z=(axis**2 + axis[:, None] ** 2) / 2,
                levels=tuple(reach**2 * 4.0**-k for k in range(4, -1, -1)),
            ),
            Mark(label="", x=0.0, y=0.0),
            *(replace(line, thin=line.dashed) for line in pair(name, *paths)),
        ),
    )


def ladder(rates: Array, chosen: int, name: str) -> Panel:
    """The rates."""
    steps = np.arange(STEPS + 1.0)
    held = np.concatenate([rates, rates[:, -1:]], axis=1)
    return Panel(
        title="Rate",
        about="The rate of every step, falling from the first on or after a warm-up.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="rate", range=(0.0, 1.05 * float(rates.max()))),
        layers=(
            *faintly(steps, held[1:]),
            *pair(name, {"x": steps, "y": held[0]}, {"x": steps, "y": held[chosen]}),
        ),
    )


def race(schedule: str, lr: float, noise: float) -> dict[str, Any]:
    """The first of the runs for the race page."""
    return {
        "surface": {"name": "ravine", "parameters": {"kappa": 1.0}},
        "start": list(START),
        "steps": STEPS,
        "seed": 0,
        "gradient_noise": noise,
        "runs": [
            {
                "optimizer": "gd",
                "hyperparameters": {"lr": lr},
                "schedule": FORMS[form],
                "label": form.replace("_", " "),
            }
            for form in dict.fromkeys(["constant", schedule])
        ],
    }
