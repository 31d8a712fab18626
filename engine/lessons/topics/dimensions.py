"""Dimensions: the share of points without slope that are minima, by the number of parameters.

Two models of the Hessian there: eigenvalues with independent signs, and random symmetric matrices.
"""

from math import log10
from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Axis, Fact, Figure, Line, Mark, Panel, Points, Rule
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.models.definiteness import counted, exact, independent, law
from engine.lessons.topics.saddle_points import LESSON

HIGHEST, KNOWN = 20_000, 12
LABELLED = 2000
SEED = 0
LEAST_DOUBLE = log10(5e-324)

Dimension = Annotated[
    int, Scale("log", 1, HIGHEST, (1, HIGHEST), kind="integer"), "How many parameters there are."
]
Matrices = Annotated[
    int,
    Scale("log", 1000, 400_000, (1000, 400_000), kind="integer"),
    "How many random symmetric matrices are looked at.",
]


@LESSON.experiment()
def dimensions(*, n: Dimension = 2, matrices: Matrices = 400_000) -> Figure:
    """The share of minima up to a dozen dimensions and up to 20,000, under both models."""
    counts = np.array(counted(matrices, KNOWN, SEED))
    symmetric = exact(n) if n <= KNOWN else law(n)
    return Figure(
        panels=(few(n, counts, matrices), many(n)),
        facts=(
            Fact(
                name="independent",
                label="Minima, independent signs",
                value=written(independent(n)),
                ink="sky",
            ),
            Fact(
                name="symmetric",
                label=f"Random symmetric, {'exact' if n <= KNOWN else '3^(−n²/4)'}",
                value=written(symmetric) if n <= KNOWN else roughly(symmetric),
                ink="purple",
            ),
            *(count_facts(int(counts[n - 1]), matrices) if n <= KNOWN else ()),
        ),
    )


def roughly(power: float) -> str:
    """A share of which the log₁₀ is known to about three digits."""
    return f"about 10^−{float(f'{-power:.3g}'):,.12g}"


def count_facts(count: int, matrices: int) -> tuple[Fact, ...]:
    """How many random matrices were positive, and the share with its standard error."""
    share = count / matrices
    error = float(deviation(np.float64(share), matrices))
    return (
        Fact(name="counted", label="Counted", value=f"{count:,} of {matrices:,}"),
        Fact(
            name="share",
            label="Share and standard error",
            value=f"{share:.5f} ± {error:.5f}" if count else None,
        ),
    )


def written(power: float) -> str:
    """A share from its log₁₀: as a number, or as a power of ten where that is shorter."""
    return f"{10**power:.4g}" if power > -4 else f"10^−{-power:.1f}"


def deviation(shares: Any, matrices: int) -> Any:
    """The standard error of counted shares."""
    return np.sqrt(shares * (1 - shares) / matrices)


def interval(counts: Any, matrices: int) -> Any:
    """Wilson's interval of counted shares at two standard errors, which is never empty or below 0.

    Wilson 1927, J. Am. Stat. Assoc. 22(158), 209–212.
    """
    center = (counts + 2) / (matrices + 4)
    half = 2 * np.sqrt(counts * (matrices - counts) / matrices + 1) / (matrices + 4)
    return center - half, center + half


def few(n: int, counts: Array, matrices: int) -> Panel:
    """Up to a dozen dimensions, with what was counted."""
    sizes = np.arange(1, KNOWN + 1)
    at, share = sizes[counts > 0], counts[counts > 0] / matrices
    low, high = interval(counts[counts > 0], matrices)
    gap = np.full(len(at), np.nan)
    return Panel(
        title="Up to a dozen dimensions",
        about="The share of minima by dimension on a log axis, under both models, and counted.",
        x=Axis(label="dimensions n", range=(0.5, KNOWN + 0.5)),
        y=Axis(label="share of minima", log=True, range=(1e-20, 10.0)),
        layers=(
            *([Rule(x=float(n), label="n")] if n <= KNOWN else []),
            Line(name="independent signs", x=sizes, y=10 ** independent(sizes), ink="sky"),
            Line(
                name="random symmetric",
                x=sizes,
                y=10 ** np.array([exact(int(size)) for size in sizes]),
                ink="purple",
                dashed=True,
            ),
            Line(
                x=np.stack([at, at, gap], axis=1).ravel(),
                y=np.stack([low, high, gap], axis=1).ravel(),
            ),
            Points(name="counted", x=at, y=share),
        ),
    )


def many(n: int) -> Panel:
    """Up to 20,000 dimensions, in powers of ten."""
    sizes = np.linspace(0, HIGHEST, 101)
    first = np.linspace(0, 300, 61)
    place = independent(n)
    return Panel(
        title="Up to 20,000",
        about="The power of ten of the share by dimension, and where doubles end.",
        x=Axis(label="dimensions n", range=(0.0, HIGHEST)),
        y=Axis(label="power of ten", range=(-6500.0, 600.0)),
        layers=(
            Rule(y=LEAST_DOUBLE, label="the least double"),
            Line(name="independent signs", x=sizes, y=independent(sizes), ink="sky"),
            Line(name="random symmetric", x=first, y=law(first), ink="purple", dashed=True),
            Mark(label=written(place) if n > LABELLED else "", x=n, y=place, ink="sky"),
        ),
    )
