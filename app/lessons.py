"""Answers: what a lesson's experiments show for the values in an address.

Figures are remembered, and so are their drawings: a slider passes the same values again and again.
A training that an experiment looks at is an experiment of the laboratory like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup

from app.errors import Problem
from app.figures import drawn
from app.figures.drawing import Drawing
from app.lab import Lab
from app.session import State
from engine import specs
from engine.lessons import LESSONS, Experiment, Figure, Lesson
from engine.training_results import TrainingResult
from engine.training_specs import TrainingSpec

REMEMBERED = 256
PAGE_OPTIONS = {"embed", "loop"}
MOST_NOTES, LONGEST_NAME = 12, 40

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Waiting:
    """A training that is under way: what is trained, and the share that is done."""

    networks: int
    epochs: int
    share: float


@dataclass(frozen=True)
class Trained:
    """A training's result, told apart by its experiment's id; without one there is none yet."""

    id: str = ""
    result: TrainingResult | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Answer:
    """An experiment's figure, the values in force, and notes on those that could not be.

    While its training is under way, the figure shows what is known before.
    """

    lesson: Lesson
    experiment: Experiment
    settled: Values
    figure: Figure
    notes: list[str]
    trained: Trained | None = None
    waiting: Waiting | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The value of every knob, also of those that were left to the experiment."""
        return dict(self.settled) | dict(self.figure.knobs)

    @property
    def drawings(self) -> list[Drawing]:
        """The figure's panels, drawn."""
        return drawings(self.lesson.name, self.experiment.name, self.settled, self.trained)


async def answer(
    lab: Lab, lesson: Lesson, experiment: Experiment, given: Mapping[str, str]
) -> Answer:
    """What an experiment shows. Raises Problem 429 when too many heavy ones wait."""
    values, notes = experiment.settle(given)
    settled = tuple(values.items())
    trained, waiting = None, None
    if experiment.training is not None:
        spec = await lab.help(training_of, lesson.name, experiment.name)
        trained, waiting = await training(lab, spec)
    run = lab.think if experiment.heavy else lab.help
    figure = await run(figure_of, lesson.name, experiment.name, settled, trained)
    return Answer(lesson, experiment, settled, figure, notes, trained, waiting)


async def training(lab: Lab, spec: TrainingSpec) -> tuple[Trained, Waiting | None]:
    """The result of a training, or how far it is; it is begun unless it was."""
    try:
        record, session = await lab.submit(spec, "")
        session = session or await lab.session(record.id)
    except Problem:  # no room for it now; whoever waits asks again
        session = None
    if session is not None and session.state is State.SUCCEEDED:
        result = session.result()
        assert isinstance(result, TrainingResult)
        return Trained(session.id, result), None
    share = 0.0 if session is None else session.progress
    return Trained(), Waiting(len(spec.entries), spec.epochs, share)


async def answers(lab: Lab, lesson: Lesson, given: Mapping[str, str]) -> list[Answer]:
    """What all experiments of a lesson show."""
    return [await answer(lab, lesson, one, given) for one in lesson.experiments.values()]


def strange(lesson: Lesson, given: Mapping[str, str]) -> list[str]:
    """Notes on parameters of an address that no knob of the lesson has."""
    knobs = {knob.name for one in lesson.experiments.values() for knob in one.knobs}
    return [
        f"There is no setting called {name[:LONGEST_NAME]!r} here."
        for name in list(given)[:MOST_NOTES]
        if name not in knobs | PAGE_OPTIONS
    ]


def chapter() -> list[Lesson]:
    """The lessons in order."""
    return sorted(LESSONS.values(), key=lambda lesson: lesson.order)


def glimpses() -> dict[str, Drawing]:
    """The first panel of each lesson as it is before anybody turns a knob."""
    return {lesson.name: glimpse(lesson) for lesson in chapter()}


def glimpse(lesson: Lesson) -> Drawing:
    """The first panel of a lesson."""
    experiment = next(iter(lesson.experiments.values()))
    values, _ = experiment.settle({})
    untrained = None if experiment.training is None else Trained()
    return drawings(lesson.name, experiment.name, tuple(values.items()), untrained)[0]


@lru_cache(REMEMBERED)
def figure_of(topic: str, experiment: str, settled: Values, trained: Trained | None) -> Figure:
    """An experiment's figure."""
    found = LESSONS[topic].experiments[experiment]
    if found.look is None or trained is None:
        return found.run(**dict(settled))
    return found.look(trained.result, **dict(settled))


@lru_cache(REMEMBERED)
def drawings(
    topic: str, experiment: str, settled: Values, trained: Trained | None
) -> list[Drawing]:
    """A figure's panels, drawn."""
    return drawn(figure_of(topic, experiment, settled, trained))


@lru_cache(REMEMBERED)
def training_of(topic: str, experiment: str) -> TrainingSpec:
    """The training that an experiment looks at."""
    spec = specs.from_dict(LESSONS[topic].experiments[experiment].training)
    assert isinstance(spec, TrainingSpec)
    return spec


@lru_cache(1024)
def tex(formula: str, display: str = "inline") -> Markup:
    """LaTeX as MathML."""
    return Markup(convert(formula, display=display))  # noqa: S704
