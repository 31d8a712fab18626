"""Momentum: a memory of slopes that swings less across a ravine and runs faster along it."""

from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Axis, Contour, Fact, Figure, Line, Mark, Panel, Rule
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.heavy_ball import (
    NEAR,
    Form,
    arrival,
    best_descent,
    best_momentum,
    border,
    descend,
    scale,
    stability,
)

MOST_STEPS, LEAST_STEPS = 1500, 60
FAR = 1e12
# With a best β below this, both landmarks would stand in one place.
APART = 0.08
LEVELS, CEILING = (0.82, 0.9, 0.95, 0.98, 1.0), 1.04
ALONG, ACROSS = (-0.85, 1.15), (-4.2, 4.2)

Steepness = Annotated[
    float, Scale("log", 1.0, 200.0, (1.0, 200.0)), "How many times steeper across than along."
]
Alpha = Annotated[float | None, Scale("log", 1e-5, 100.0, (1e-3, 10.0)), "Learning rate."]
Beta = Annotated[
    float,
    Scale("decay", 0.0, 0.999, (0.0, 0.99)),
    "Share of the velocity kept at each step; 0 is gradient descent.",
]
Forms = Annotated[Form, "Add the slopes up, or weigh each by 1 − β as an average does."]

LESSON = LESSONS.add(
    Lesson(
        name="momentum",
        order=6,
        section="Which step to take",
        title="Momentum",
        summary="A memory of past slopes: less swing across the ravine, more speed along it.",
        predict=Question(
            "The ravine is 100 times steeper across than along. At the best rate for it, gradient "
            "descent needs 709 steps to within a millionth of the minimum. How many does momentum "
            "with β = 0.9 need at the same rate?",
            ("About as many", "About a third as many", "About a tenth as many"),
            1,
            reasons=(
                "It would at β = 0, as gradient descent. With a memory, slopes that agree add up.",
                "",
                "Ten slopes do add up where they agree, but then momentum overshoots: in the long"
                " run it comes nearer by √β a step.",
            ),
        ),
        check=Question(
            "You have a rate that works for the averaging form with β = 0.9. A framework has the "
            "heavy-ball form. What do you do to take the same steps?",
            (
                "Keep the rate.",
                "Divide the rate by ten.",
                "Multiply the rate by ten.",
            ),
            1,
            reasons=(
                "The heavy ball adds each slope whole, so the same rate makes steps 10 times as "
                "long.",
                "",
                "That is the way from the heavy ball to the average; from here it makes steps 100"
                " times as long.",
            ),
        ),
        reading=(
            Source(
                "Polyak 1964, Some methods of speeding up the convergence of iteration methods, "
                "USSR Comput. Math. Math. Phys. 4(5), 1–17",
                "https://doi.org/10.1016/0041-5553(64)90137-5",
            ),
            Source(
                "Goh 2017, Why Momentum Really Works, Distill",
                "https://doi.org/10.23915/distill.00006",
            ),
            Source(
                "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and "
                "momentum in deep learning, ICML",
                "https://proceedings.mlr.press/v28/sutskever13.html",
            ),
        ),
    )
)


@LESSON.experiment(frees={"kappa": ("alpha", "beta")})
def ravine(
    *,
    kappa: Steepness = 100.0,
    alpha: Alpha = None,
    beta: Beta = 0.9,
    form: Forms = "heavy_ball",
) -> Figure:
    """Gradient descent at its best rate beside momentum at the same, and the map of settings."""
    slow = best_descent(kappa)
    alpha = slow / scale(beta, form) if alpha is None else alpha
    # At β = 0 both forms are gradient descent, so one call moves both runs.
    points = descend(kappa, np.array([slow, alpha]), np.array([0.0, beta]), form, MOST_STEPS)
    plain, moving = points[:, :, 0], cut(points[:, :, 1])
    ends = [arrival(np.hypot(*path.T)) for path in (plain, moving)]
    steps = min(len(points) - 1, max(LEAST_STEPS, round(1.04 * max(end or 0 for end in ends))))
    paths = [plain[: steps + 1], moving[: steps + 1]]
    return Figure(
        panels=(
            landscape(kappa, paths),
            distances(steps, paths),
            chart(kappa, alpha, beta, form),
        ),
        facts=facts(kappa, alpha, beta, form, ends, moving),
        steps=steps,
        speed=120,
        knobs={"alpha": alpha, "beta": beta},
        spec=race(kappa, alpha, beta, form, steps),
        view=(ALONG, ACROSS),
    )


def cut(points: Array) -> Array:
    """The points without those that lie too far out to be drawn or meant."""
    return np.where(np.maximum.accumulate(np.abs(points).max(1))[:, None] < FAR, points, np.nan)


def both(paths: list[Array], pick: Any, x: Any = None) -> tuple[Line, Line]:
    """A line for each run; `pick` says what of a path goes up, `x` what goes along."""
    styles: Any = (("GD, best rate", "grey", True, "circle"), ("momentum", "blue", False, "square"))
    plain, moving = (
        Line(
            name=name,
            x=np.arange(len(path)) if x is None else x(path),
            y=pick(path),
            ink=ink,
            dashed=dashed,
            head=head,
            steps=True,
        )
        for path, (name, ink, dashed, head) in zip(paths, styles, strict=True)
    )
    return plain, moving


def landscape(kappa: float, paths: list[Array]) -> Panel:
    """The ravine from above."""
    x, y = np.linspace(*ALONG, 61), np.linspace(*ACROSS, 81)
    cost = (x**2 + kappa * y[:, None] ** 2) / 2
    return Panel(
        title="The ravine from above",
        about="Contours of the cost, and the paths of both runs from the start on.",
        x=Axis(label="along", range=ALONG),
        y=Axis(label="across", range=ACROSS),
        layers=(
            Contour(name="cost", x=x, y=y, z=cost, levels=tuple(0.08 * 4.0**k for k in range(7))),
            Mark(label="start", x=1.0, y=1.0),
            Mark(label="minimum", x=0.0, y=0.0),
            *both(paths, lambda path: path[:, 1], lambda path: path[:, 0]),
        ),
        wide=True,
    )


def distances(steps: int, paths: list[Array]) -> Panel:
    """How far from the minimum each run is."""
    return Panel(
        title="Distance to the minimum",
        about="The distance of both runs on a log scale, with a line at a millionth.",
        x=Axis(label="step", range=(0, steps)),
        y=Axis(label="distance", log=True, range=(NEAR / 10, 10.0)),
        layers=(
            Rule(y=NEAR, label="a millionth"),
            *both(paths, lambda path: np.hypot(*path.T)),
        ),
    )


def chart(kappa: float, alpha: float, beta: float, form: Form) -> Panel:
    """The map of η and β: how fast each pair gets there, and where it diverges."""
    slow, (fast, keep) = best_descent(kappa), best_momentum(kappa)
    widest = 4.4 / kappa * (1 if form == "heavy_ball" else 10)
    rates, betas, factor = stability(kappa, form, widest)
    edge = np.linspace(0, 0.999, 100)
    limits = np.array([border(kappa, b, form) for b in edge])
    seen = limits < widest
    plain = Mark(label="best GD", x=slow, y=0.0, ink="grey", sets={"alpha": slow, "beta": 0.0})
    return Panel(
        title="Every η and β; the ring is here",
        about="Darker is faster. Right of the line, ηλ = 2 + 2β, momentum diverges.",
        x=Axis(label="learning rate η", range=(0.0, widest)),
        y=Axis(label="β", range=(0.0, 1.0)),
        layers=(
            Contour(
                name="factor a step",
                x=rates,
                y=betas,
                z=np.minimum(factor, CEILING),
                levels=LEVELS,
            ),
            Line(name="ηλ = 2 + 2β", x=limits[seen], y=edge[seen], ink="vermilion"),
            *([plain] if keep > APART else []),
            Mark(
                label="best momentum",
                x=fast / scale(keep, form),
                y=keep,
                ink="blue",
                sets={"alpha": fast / scale(keep, form), "beta": keep},
            ),
            Mark(label="", x=alpha, y=beta, ink="vermilion"),
        ),
        turns=("alpha", "beta"),
    )


def facts(
    kappa: float, alpha: float, beta: float, form: Form, ends: list[int | None], path: Array
) -> tuple[Fact, ...]:
    """The numbers beneath the plots."""
    limit = border(kappa, beta, form)
    diverges = alpha >= limit
    missing = "diverges" if diverges else f"over {MOST_STEPS:,}"
    cost = (path[:, 0] ** 2 + kappa * path[:, 1] ** 2) / 2
    return (
        Fact(name="gd", label="GD needs", value=ends[0], unit="steps", ink="grey"),
        Fact(
            name="momentum",
            label="Momentum needs",
            value=missing if ends[1] is None else ends[1],
            unit="" if ends[1] is None else "steps",
            ink="blue",
        ),
        Fact(name="limit", label="It diverges from η =", value=limit),
        Fact(
            name="peak",
            label="Its highest cost",
            value="no end" if diverges else float(cost.max()),
        ),
    )


def race(kappa: float, alpha: float, beta: float, form: Form, steps: int) -> dict[str, Any]:
    """The same two runs for the race page."""
    momentum = {"lr": alpha, "beta": beta, "form": form}
    return {
        "surface": {"name": "ravine", "parameters": {"kappa": kappa}},
        "start": [1.0, 1.0],
        "steps": steps,
        "runs": [
            {"optimizer": "gd", "hyperparameters": {"lr": best_descent(kappa)}},
            {"optimizer": "momentum", "hyperparameters": momentum},
        ],
    }
