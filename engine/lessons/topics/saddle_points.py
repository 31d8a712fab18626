"""Saddle points: zero slope with a way down; who finds it, how soon, and what noise does."""

from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Axis, Contour, Fact, Figure, Line, Mark, Panel, Rule
from engine.knobs import Scale
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.escapes import (
    DISTANCES,
    ENTRANTS,
    EXPRESSION,
    FARTHEST,
    HEIGHT,
    NEAREST,
    STEPS,
    VIEW,
    Entrant,
    Escapes,
    escapes,
    surface_of,
)

SPEED = 10

Bend = Annotated[
    float, Scale("linear", -1.0, 1.0, (-1.0, 1.0)), "The curvature λ along x; along y it is 1."
]
Distance = Annotated[
    float,
    Scale("log", NEAREST, FARTHEST, (NEAREST, FARTHEST)),
    "How far beside the ridge the runs start.",
]
Noise = Annotated[
    float, Scale("log", 0.0, 0.1, (0.0, 0.1)), "Standard deviation of the noise in every slope."
]

LESSON = LESSONS.add(
    Lesson(
        name="saddle-points",
        order=10,
        section="The way down",
        title="Saddle points",
        summary="Where the slope is zero there may still be a way down. Who finds it soon?",
        predict=Question(
            "Gradient descent starts 10⁻⁸ beside the ridge of a saddle and escapes after 36 steps. "
            "How much longer does it take from 1,000 times nearer?",
            ("1,000 times as long", "10 times as long", "14 steps longer"),
            2,
            reasons=(
                "The distance from the ridge does not grow by a constant amount but by a constant"
                " factor a step, so nearness counts by its logarithm.",
                "The difference is constant, not the ratio: every further factor of 1,000 costs "
                "the same 14 steps.",
                "",
            ),
        ),
        check=Question(
            "The slope is zero, and the Hessian has the eigenvalues 3, 0.5 and −0.01. What is "
            "there?",
            ("A minimum: most are positive", "A saddle", "A maximum"),
            1,
            reasons=(
                "For a minimum all have to be positive; along the third eigenvector the cost "
                "falls.",
                "",
                "For a maximum all have to be negative.",
            ),
        ),
        reading=(
            Source(
                "Dauphin et al. 2014, Identifying and attacking the saddle point problem in "
                "high-dimensional non-convex optimization",
                "https://arxiv.org/abs/1406.2572",
            ),
            Source(
                "Jin et al. 2017, How to Escape Saddle Points Efficiently",
                "https://arxiv.org/abs/1703.00887",
            ),
            Source(
                "Dean & Majumdar 2006, Large Deviations of Extreme Eigenvalues of Random "
                "Matrices, Phys. Rev. Lett. 97, 160201",
                "https://doi.org/10.1103/PhysRevLett.97.160201",
            ),
        ),
    )
)


@LESSON.experiment()
def escape(*, bend: Bend = -1.0, distance: Distance = 1e-8, noise: Noise = 0.0) -> Figure:
    """Six optimizers near the ridge of a saddle: paths, steps to escape, and what bends how."""
    found = escapes(bend, distance, noise)
    return Figure(
        panels=(
            landscape(bend, found),
            by_distance(bend, distance, noise),
            beside(found),
            sections(bend),
        ),
        facts=(
            Fact(name="kind", label="At (0, 0) there is", value=kind(bend)),
            *(
                Fact(
                    name=one.name,
                    label=(one.label[0].upper() + one.label[1:]).removesuffix(" Newton"),
                    value=f"over {STEPS}" if np.isnan(steps) else int(steps),
                    unit="steps",
                    ink=one.ink,
                )
                for one, steps in zip(ENTRANTS, found.here, strict=True)
                if bend < 0
            ),
        ),
        steps=STEPS,
        speed=SPEED,
        spec={
            "surface": known(bend),
            "start": [distance, HEIGHT],
            "steps": STEPS,
            "gradient_noise": noise,
            "runs": [one.spec for one in ENTRANTS],
        },
        view=VIEW,
    )


def known(bend: float) -> dict[str, Any]:
    """The surface for the race page; with the bend −1 it is one whose minima are known."""
    if bend == -1.0:
        return {"name": "strict_saddle"}
    return {
        "expression": EXPRESSION,
        "view": [list(side) for side in VIEW],
        "parameters": {"bend": {"value": bend, "min": -1.0, "max": 1.0}},
    }


def kind(bend: float) -> str:
    """What is at the origin, by its eigenvalues λ and 1; for λ = 0 the fourth power decides."""
    return "a saddle" if bend < 0 else "a minimum"


def curve(one: Entrant, x: Any, y: Any, *, steps: bool = True, faint: bool = False) -> Line:
    """What an entrant shows."""
    return Line(
        name="" if faint else one.label,
        x=x,
        y=y,
        ink=one.ink,
        dashed=one.dashed,
        faint=faint,
        thin=faint,
        head=one.head if steps else None,
        steps=steps,
    )


def landscape(bend: float, found: Escapes) -> Panel:
    """The surface from above with all paths."""
    x, y = (np.linspace(*side, count) for side, count in zip(VIEW, (91, 71), strict=True))
    cost = np.broadcast_to(surface_of(bend).value(x[None], y[:, None]), (len(y), len(x)))
    lowest = -(bend**2) / 4 if bend < 0 else 0.0
    return Panel(
        title="From above",
        about="Contours of the cost, and the paths of all runs from beside the ridge.",
        x=Axis(label="x", range=VIEW[0]),
        y=Axis(label="y", range=VIEW[1]),
        layers=(
            Contour(
                name="cost",
                x=x,
                y=y,
                z=cost - lowest,
                levels=tuple(0.02 * 2.5**k for k in range(5)),
            ),
            Mark(label=kind(bend).removeprefix("a "), x=0.0, y=0.0),
            *(curve(one, *path.T) for one, path in zip(ENTRANTS, found.paths, strict=True)),
        ),
    )


def by_distance(bend: float, distance: float, noise: float) -> Panel:
    """How many steps each run needs to come half-way to a minimum, by where it starts."""
    still, now = (escapes(bend, distance, sigma).steps for sigma in (0.0, noise))
    layers = [
        curve(one, DISTANCES, steps, steps=False)
        for one, steps in zip(ENTRANTS, now, strict=True)
        if np.isfinite(steps).any()
    ]
    if noise:
        layers += [
            curve(one, DISTANCES, steps, steps=False, faint=True)
            for one, steps in zip(ENTRANTS, still, strict=True)
        ]
    return Panel(
        title="Steps to escape; faint: without noise" if noise else "Steps to escape",
        about="Steps to half-way to a minimum, by the distance from the ridge on a log axis.",
        x=Axis(label="distance from the ridge", log=True, range=(NEAREST / 3, FARTHEST)),
        y=Axis(label="steps", range=(0.0, 1.08 * STEPS)),
        layers=(Rule(x=distance), *layers),
    )


def beside(found: Escapes) -> Panel:
    """How far from the ridge each run is, over the steps."""
    return Panel(
        title="Distance from the ridge",
        about="|x| of all runs over the steps on a log axis: straight where it grows by a factor.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="|x|", log=True, range=(NEAREST / 5, 5.0)),
        layers=tuple(
            curve(one, np.arange(STEPS + 1), np.maximum(np.abs(path[:, 0]), 1e-300))
            for one, path in zip(ENTRANTS, found.paths, strict=True)
        ),
    )


def sections(bend: float) -> Panel:
    """The cost along both eigenvectors of the Hessian at the origin."""
    side = np.linspace(-1.4, 1.4, 101)
    surface = surface_of(bend)
    return Panel(
        title="Across (0, 0)",
        about="The cost along both eigenvectors: upwards where λ is positive, downwards if not.",
        x=Axis(label="distance along the eigenvector", range=(-1.4, 1.4)),
        y=Axis(label="cost", range=(-0.35, 1.05)),
        layers=(
            Line(name="along y: λ = 1", x=side, y=surface.value(0 * side, side), dashed=True),
            Line(
                name=f"along x: λ = {bend:.3g}".replace("-", "−"),
                x=side,
                y=surface.value(side, 0 * side),
            ),
        ),
    )
