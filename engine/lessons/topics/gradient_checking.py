"""Gradient checking: back-propagation held against slopes measured from the cost alone."""

from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

import numpy as np

from engine.figures.figure import Axis, Fact, Figure, Ink, Line, Mark, Panel, Points, Rule, Table
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.networks.checks import (
    METHODS,
    Check,
    Formula,
    Method,
    cost_of,
    example,
    numerical_gradient,
    parts,
    planted,
    ratio,
)

Code: TypeAlias = Literal["A", "B", "C", "D", "E"]
Codes = Annotated[Code, "Five versions of the same back-propagation; only A is right."]
Step = Annotated[
    float, Scale("log", 1e-15, 0.1, (1e-15, 0.1)), "How far a parameter is moved each way."
]
Formulas = Annotated[
    Formula, "How the cost is computed: from a, as in textbooks, or from z, which keeps digits."
]

BUGS: dict[Code, dict[str, float]] = {
    "A": {},
    "B": {"W2": 2.0, "b1": 4.0},
    "C": {"b2": 0.0},
    "D": {"W1": -1.0},
    "E": {"W3": 1.01},
}
EPSILONS = tuple(float(eps) for eps in 10.0 ** -np.arange(1, 15.5, 0.5))
# A complex step may err by nothing at all, which has no place on a log axis.
LEAST = 1e-17
AROUND, QUOTIENTS = (-3.2, 3.2), (-1.6, 4.6)

LESSON = LESSONS.add(
    Lesson(
        name="gradient-checking",
        order=3,
        section="Before the first step",
        title="Gradient checking",
        summary="Differences of the cost tell whether back-propagation is right, and where not.",
        predict=Question(
            "This back-propagation is right, and yet at ε = 10⁻⁷ the check leaves a ratio of "
            "1.19 × 10⁻⁷. You want a smaller one. Which ε do you take?",
            (
                "10⁻⁹: a smaller step errs less.",
                "10⁻⁵: a larger step keeps more digits.",
                "Any: the ratio does not depend on ε.",
            ),
            1,
            reasons=(
                "The difference does err less, but both costs are rounded, and dividing by 2ε "
                "makes that error grow: at 10⁻⁹ the ratio is a hundred times larger.",
                "",
                "It does depend on it: the difference errs as ε², and the rounding as 1/ε.",
            ),
        ),
        check=Question(
            "A network has a million parameters. How many forward passes does the two-sided check "
            "of its whole gradient take?",
            ("Two", "A million", "Two million"),
            2,
            reasons=(
                "Two passes give one component of the gradient; each parameter needs its own two.",
                "One pass for each parameter, and one for all, is the one-sided difference.",
                "",
            ),
        ),
        reading=(
            Source(
                "Stanford CS231n, Gradient checks: practice and pitfalls",
                "https://cs231n.github.io/neural-networks-3/#gradcheck",
            ),
            Source(
                "Squire & Trapp 1998, Using Complex Variables to Estimate Derivatives of Real "
                "Functions, SIAM Review 40(1), 110–112",
                "https://doi.org/10.1137/S003614459631241X",
            ),
        ),
    )
)


@lru_cache(2)
def measured(formula: Formula) -> dict[Method, Array]:
    """The gradient by differences over EPSILONS (E, P), by each method."""
    network, theta, x, y = example()
    cost = cost_of(network, x, y, formula=formula)
    return {
        method: np.array([numerical_gradient(cost, theta, eps, method) for eps in EPSILONS])
        for method in METHODS
    }


@LESSON.experiment()
def planted_bugs(*, code: Codes = "A", eps: Step = 1e-7, cost: Formulas = "textbook") -> Figure:
    """The slopes of a back-propagation beside the measured ones, and their ratio over ε."""
    network, theta, x, y = example()
    right = network.gradient(theta, x, y)
    gradient = planted(network, right, BUGS[code])
    price = cost_of(network, x, y, formula=cost)
    found = Check(network, gradient, numerical_gradient(price, theta, eps), eps, "two-sided")
    shares = found.by_part()
    return Figure(
        panels=(scatter(found), quotients(found), sweep(found, cost)),
        tables=(
            Table(
                title="The ratio of each part alone",
                columns=("part", *shares),
                rows=[["ratio", *(one if np.isfinite(one) else None for one in shares.values())]],
            ),
        ),
        facts=(
            Fact(name="ratio", label="Ratio of the whole gradient", value=found.ratio, ink="blue"),
            Fact(name="passes", label="Forward passes it took", value=found.passes),
            Fact(name="zeros", label="Slopes that are 0", value=int((right == 0).sum())),
        ),
    )


def scatter(found: Check) -> Panel:
    """Each component by back-propagation over its measured value."""
    return Panel(
        title=f"All {len(found.gradient)} slopes",
        about="Slopes by back-propagation over measured ones; where both agree is a diagonal.",
        x=Axis(label="measured", range=AROUND),
        y=Axis(label="by back-propagation", range=AROUND),
        layers=(
            Line(name="both agree", x=AROUND, y=AROUND, ink="muted", dashed=True, thin=True),
            Points(x=found.approx, y=found.gradient, ink="blue"),
        ),
    )


def quotients(found: Check) -> Panel:
    """Each component divided by its measured value, part by part; those of a part are spread."""
    over, under = (parts(found.network, one) for one in (found.gradient, found.approx))
    names = tuple(reversed(over))
    x, y = [], []
    for row, name in enumerate(names):
        top, bottom = over[name].ravel(), under[name].ravel()
        moves = bottom != 0
        x.append(top[moves] / bottom[moves])
        y.append(row + np.linspace(0.3, -0.3, moves.sum() + 2)[1:-1])
    return Panel(
        title="By back-propagation / measured",
        about="A dot for each slope that is not 0, in a row for each part; what is right is at 1.",
        x=Axis(label="quotient", range=QUOTIENTS),
        y=Axis(names=names),
        layers=(
            Rule(x=1.0, label="right"),
            Points(x=np.concatenate(x), y=np.concatenate(y), ink="blue"),
        ),
    )


def sweep(found: Check, formula: Formula) -> Panel:
    """The ratio over ε by each method."""
    styles: dict[Method, tuple[Ink, bool]] = {
        "two-sided": ("blue", False),
        "one-sided": ("vermilion", True),
        "complex-step": ("green", False),
    }
    lines = [
        Line(
            name=method,
            x=EPSILONS,
            y=[max(ratio(found.gradient, approx), LEAST) for approx in measured(formula)[method]],
            ink=ink,
            dashed=dashed,
        )
        for method, (ink, dashed) in styles.items()
    ]
    return Panel(
        title="The ratio over ε; the ring is here",
        about="Two lines that fall to the left and rise again, and one that falls and stays.",
        x=Axis(label="ε", log=True, range=(1e-15, 0.1)),
        y=Axis(label="ratio", log=True, range=(LEAST, 1.0)),
        layers=(
            Rule(y=1e-7, label="10⁻⁷"),
            *lines,
            Mark(label="", x=found.eps, y=max(found.ratio, LEAST), ink="blue"),
        ),
        wide=True,
        later=True,
    )
