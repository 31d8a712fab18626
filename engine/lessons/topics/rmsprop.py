"""RMSprop: each coordinate's step is divided by the recent size of its slopes, the root of v."""

from typing import Annotated

import numpy as np

from engine.figures.figure import Axis, Fact, Figure, Ink, Line, Marker, Panel, Rule
from engine.knobs import Scale
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.lessons.models.ravines import VIEW, Ravine
from engine.lessons.models.rollouts import Rollout, rollout

KAPPA = 100.0
STEPS, SPEED = 240, 40
NEAR = 0.05
SIZES = (1e-13, 1e3)
COORDINATES: tuple[tuple[str, Ink, Marker], ...] = (
    ("x", "sky", "circle"),
    ("y", "purple", "diamond"),
)

Alpha = Annotated[float, Scale("log", 1e-3, 0.5, (1e-3, 0.5)), "Learning rate."]
Beta = Annotated[
    float,
    Scale("decay", 0.0, 0.999, (0.0, 0.999)),
    "Share of the averaged squared slope kept at each step.",
]
Eps = Annotated[
    float, Scale("log", 1e-12, 10.0, (1e-12, 10.0)), "Added to the root: the least divisor."
]
Turn = Annotated[
    float, Scale("linear", 0.0, 45.0, (0.0, 45.0)), "By how many degrees the ravine is turned."
]

LESSON = LESSONS.add(
    Lesson(
        name="rmsprop",
        order=7,
        section="Which step to take",
        title="RMSprop",
        summary="Each coordinate’s step is divided by the recent size of its own slopes.",
        predict=Question(
            "At (1, 1) the slope is 1 along x and 100 along y. Where does RMSprop’s first step go?",
            (
                "Almost straight along y, where it is steep",
                "As far along x as along y",
                "Almost straight along x, where it is flat",
            ),
            1,
            reasons=(
                "That is gradient descent’s step. RMSprop divides the slope along y by a root "
                "that is 100 times larger, too.",
                "",
                "The flat direction gets the larger rate, but it has the smaller slope; together "
                "they come out even.",
            ),
        ),
        check=Question(
            "You count the cost in cents instead of euros, so every slope is 100 times larger. "
            "What becomes of RMSprop’s steps, ε aside?",
            (
                "They become 100 times longer.",
                "They become 10 times longer.",
                "They stay as they are.",
            ),
            2,
            reasons=(
                "Gradient descent’s steps would. RMSprop divides by the root of v, which grows "
                "with the slopes.",
                "v holds squares: it grows 10,000 times, and its root 100 times, as the slopes do.",
                "",
            ),
        ),
        reading=(
            Source(
                "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6e: divide "
                "the gradient by a running average of its recent magnitude",
                "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
            ),
            Source(
                "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods for Online Learning and "
                "Stochastic Optimization, JMLR 12, 2121–2159",
                "https://jmlr.org/papers/v12/duchi11a.html",
            ),
            Source(
                "Cohen et al. 2022, Adaptive Gradient Methods at the Edge of Stability",
                "https://arxiv.org/abs/2207.14484",
            ),
        ),
    )
)


@LESSON.experiment()
def scales(*, alpha: Alpha = 0.02, beta: Beta = 0.9, eps: Eps = 1e-8, turn: Turn = 0.0) -> Figure:
    """RMSprop in a ravine beside gradient descent: slopes, their average, rates, divisors."""
    ravine = Ravine(KAPPA, turn)
    rate = 2 / (1 + KAPPA)
    plain = rollout("gd", ravine.start, ravine.slope, STEPS, lr=rate)
    scaled = rollout("rmsprop", ravine.start, ravine.slope, STEPS, lr=alpha, beta=beta, eps=eps)
    styles: tuple[tuple[str, Rollout, Ink, bool, Marker], ...] = (
        ("GD, best rate", plain, "grey", True, "circle"),
        ("RMSprop", scaled, "vermilion", False, "diamond"),
    )
    paths = [
        Line(
            name=name,
            x=run.points[:, 0],
            y=run.points[:, 1],
            ink=ink,
            dashed=dashed,
            head=head,
            steps=True,
        )
        for name, run, ink, dashed, head in styles
    ]
    return Figure(
        panels=(
            ravine.panel(
                "Contours of the cost, and the paths of both runs from (1, 1) on.", *paths
            ),
            sizes(scaled),
            rates(scaled, alpha, eps),
            divisors(scaled, eps),
        ),
        facts=facts(plain, scaled),
        steps=STEPS,
        speed=SPEED,
        spec=ravine.race(
            STEPS,
            {"optimizer": "gd", "hyperparameters": {"lr": rate}},
            {"optimizer": "rmsprop", "hyperparameters": {"lr": alpha, "beta": beta, "eps": eps}},
        ),
        view=VIEW,
    )


def sizes(run: Rollout) -> Panel:
    """How large the slopes are, and the running root mean square of them."""
    time, root = np.arange(STEPS + 1), np.sqrt(run.after[0])
    layers = []
    for axis, (name, ink, head) in enumerate(COORDINATES):
        slopes, averages = (run.grown(v)[:, axis] for v in (np.abs(run.slopes), root))
        layers += [
            Line(
                name=f"|g|, {name}", x=time, y=slopes, ink=ink, dashed=True, thin=True, steps=True
            ),
            Line(name=f"√v, {name}", x=time, y=averages, ink=ink, head=head, steps=True),
        ]
    return Panel(
        title="Slopes",
        about="The size of both slopes over steps, and the root mean square that follows it.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="slope", log=True, range=(1e-3, 1e3)),
        layers=tuple(layers),
    )


def rates(run: Rollout, alpha: float, eps: float) -> Panel:
    """What a slope is multiplied by, in each coordinate."""
    time, effective = np.arange(STEPS + 1), run.grown(run.parts["rate"])
    return Panel(
        title="Effective rates; dotted: 2/λ",
        about="The rate η/(√v + ε) of both coordinates, with lines at 2/λ for both curvatures.",
        x=Axis(label="step", range=(0, STEPS)),
        y=Axis(label="rate", log=True, range=(1e-5, 30.0)),
        layers=(
            Rule(y=2.0),
            Rule(y=2 / KAPPA),
            *([Rule(y=alpha / eps, label="η/ε", ink="vermilion")] if alpha / eps < 30 else []),
            *(
                Line(
                    name=f"rate, {name}",
                    x=time,
                    y=effective[:, axis],
                    ink=ink,
                    head=head,
                    steps=True,
                )
                for axis, (name, ink, head) in enumerate(COORDINATES)
            ),
        ),
    )


def divisors(run: Rollout, eps: float) -> Panel:
    """What a slope is divided by, with ε outside the root and inside, and where the run is."""
    root = np.geomspace(*SIZES, 151)
    met = run.grown(np.sqrt(run.after[0]))
    return Panel(
        title="Where ε sits",
        about="The divisor over √v: with ε outside the root it is at least ε, inside at least √ε.",
        x=Axis(label="√v", log=True, range=SIZES),
        y=Axis(label="divisor", log=True, range=SIZES),
        layers=(
            Line(name="outside: √v + ε", x=root, y=root + eps, ink="ink"),
            Line(name="inside: √(v + ε)", x=root, y=np.sqrt(root**2 + eps), ink="ink", dashed=True),
            *(
                Line(
                    name=f"√v, {name}",
                    x=met[:, axis],
                    y=met[:, axis] + eps,
                    ink=ink,
                    head=head,
                    steps=True,
                )
                for axis, (name, ink, head) in enumerate(COORDINATES)
            ),
        ),
    )


def facts(plain: Rollout, scaled: Rollout) -> tuple[Fact, ...]:
    """The numbers beneath the plots."""
    first, last = (float(np.abs(scaled.steps[at]).max()) for at in (0, -1))
    return (
        needed("gd", "GD", plain, "grey"),
        needed("rmsprop", "RMSprop", scaled, "vermilion"),
        Fact(name="first", label="Its first step, each way", value=first),
        Fact(name="last", label="Its last step, each way", value=last),
    )


def needed(name: str, label: str, run: Rollout, ink: Ink) -> Fact:
    """How many steps a run needs to come near the minimum."""
    near = np.flatnonzero(np.hypot(*run.points.T) < NEAR)
    return Fact(
        name=name,
        label=f"{label} within {NEAR} after",
        value=int(near[0]) if len(near) else f"over {STEPS}",
        unit="steps",
        ink=ink,
    )
