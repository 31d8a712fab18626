"""Adam: an average m of the slopes for the direction, one of their squares, v, for the scale.

Both start at zero; m̂ and v̂ make up for it.
"""

from functools import lru_cache
from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Fact, Figure, Line
from engine.knobs import Scale
from engine.lanes import Memory, Point
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.heavy_ball import best_momentum
from engine.lessons.models.inside_adam import inside, lengths, means, roots
from engine.lessons.models.ravines import VIEW, Ravine
from engine.lessons.models.rollouts import Rollout, rollout
from engine.optimizers import OPTIMIZERS

RAVINE = Ravine(100.0, 30.0)
STEPS, SPEED = 120, 15
NEAR = 1e-6
RATES, PATIENCE = np.geomspace(0.02, 4.0, 80), 400

Alpha = Annotated[float, Scale("log", 1e-3, 3.0, (1e-2, 3.0)), "Learning rate."]
Beta1 = Annotated[
    float, Scale("decay", 0.0, 0.999, (0.0, 0.99)), "Share of the averaged slope kept at each step."
]
Beta2 = Annotated[
    float,
    Scale("decay", 0.0, 0.9999, (0.0, 0.9999)),
    "Share of the averaged squared slope kept at each step.",
]
CorrectM = Annotated[bool, "Divide m by 1 − β₁ᵗ, which makes up for its start at zero."]
CorrectV = Annotated[bool, "Divide v by 1 − β₂ᵗ, which makes up for its start at zero."]

LESSON = LESSONS.add(
    Lesson(
        name="adam",
        order=8,
        section="Which step to take",
        title="Adam",
        summary="Momentum for the direction, RMSprop for the scale, and a correction for both.",
        predict=Question(
            "Adam’s averages m and v start at zero, and the step is m over the root of v. With "
            "the usual β₁ = 0.9 and β₂ = 0.999, what becomes of the first step when neither is "
            "corrected?",
            (
                "It is too short: m has hardly begun.",
                "It is right: both start at zero, and that cancels.",
                "It is too long.",
            ),
            2,
            reasons=(
                "m is small, a tenth of the slope, but the root of v is smaller: 0.0316 of it.",
                "It would cancel if both began alike. But m starts with 0.1 of the slope, the "
                "root of v with 0.0316.",
                "",
            ),
        ),
        check=Question(
            "Slopes are tiny almost always, and very large once in 5,000 examples. Which β₂ lets "
            "v remember the last large one?",
            ("0.9", "0.999", "0.9999"),
            2,
            reasons=(
                "It looks back over about 10 examples.",
                "It looks back over about 1,000 examples: after 5,000, only 0.007 of the square "
                "is left.",
                "",
            ),
        ),
        reading=(
            Source(
                "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization",
                "https://arxiv.org/abs/1412.6980",
            ),
            Source(
                "Reddi, Kale & Kumar 2018, On the Convergence of Adam and Beyond",
                "https://arxiv.org/abs/1904.09237",
            ),
            Source(
                "Wilson et al. 2017, The Marginal Value of Adaptive Gradient Methods in Machine "
                "Learning",
                "https://arxiv.org/abs/1705.08292",
            ),
        ),
    )
)


@LESSON.experiment()
def steps(
    *,
    alpha: Alpha = 0.3,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    correct_m: CorrectM = True,
    correct_v: CorrectV = True,
) -> Figure:
    """Adam in a turned ravine: its averages, raw and corrected, and the length of its steps."""
    settings = {"beta1": beta1, "beta2": beta2, "correct_m": correct_m, "correct_v": correct_v}
    rate, keep = best_momentum(RAVINE.kappa)
    ball = {"lr": rate, "beta": keep, "form": "heavy_ball"}
    heavy = rollout("momentum", RAVINE.start, RAVINE.slope, STEPS, **ball)
    adam = rollout("adam", RAVINE.start, RAVINE.slope, STEPS, lr=alpha, **settings)
    return Figure(
        panels=(
            RAVINE.panel("Contours of the cost, and the paths of both runs.", *paths(heavy, adam)),
            means(adam),
            roots(adam),
            lengths(adam, alpha),
        ),
        tables=(inside(adam),),
        facts=facts(heavy, adam, alpha, **settings),
        steps=STEPS,
        speed=SPEED,
        spec=RAVINE.race(
            STEPS,
            {"optimizer": "momentum", "hyperparameters": ball},
            {"optimizer": "adam", "hyperparameters": {"lr": alpha, **settings}},
        ),
        view=VIEW,
    )


def paths(heavy: Rollout, adam: Rollout) -> tuple[Line, Line]:
    """Both runs from above."""
    return (
        Line(
            name="momentum",
            x=heavy.points[:, 0],
            y=heavy.points[:, 1],
            ink="blue",
            dashed=True,
            thin=True,
            head="square",
            steps=True,
        ),
        Line(
            name="Adam",
            x=adam.points[:, 0],
            y=adam.points[:, 1],
            ink="green",
            head="star",
            steps=True,
        ),
    )


@lru_cache(256)
def quickest(beta1: float, beta2: float, correct_m: bool, correct_v: bool) -> int | None:
    """The steps to a millionth at the best of all RATES, None where no rate gets there."""
    theta = np.repeat(RAVINE.start[:, None], len(RATES), axis=1)
    memory: Memory = (np.zeros_like(theta), np.zeros_like(theta))
    rule = OPTIMIZERS["adam"].rule
    for t in range(1, PATIENCE + 1):
        delta, memory = rule(
            Point(theta, RAVINE.slope(theta)),
            memory,
            np.array(float(t)),
            lr=RATES,
            beta1=beta1,
            beta2=beta2,
            correct_m=correct_m,
            correct_v=correct_v,
        )
        theta = theta + delta
        if np.hypot(*theta).min() < NEAR:
            return t
    return None


def facts(heavy: Rollout, adam: Rollout, alpha: float, **settings: Any) -> tuple[Fact, ...]:
    """The numbers beneath the plots."""
    best = quickest(**settings)
    reached = int(np.argmax(np.hypot(*heavy.points.T) < NEAR))
    first = float(np.abs(adam.steps[0]).max())
    return (
        Fact(name="first", label="First step, each way", value=first / alpha, unit="η"),
        Fact(
            name="longest",
            label="Longest step, each way",
            value=float(np.abs(adam.steps).max()) / alpha,
            unit="η",
        ),
        Fact(
            name="best",
            label="To a millionth, Adam at its best η",
            value=f"over {PATIENCE}" if best is None else best,
            unit="steps",
            ink="green",
        ),
        Fact(
            name="momentum",
            label="Momentum at its best",
            value=reached,
            unit="steps",
            ink="blue",
        ),
    )
