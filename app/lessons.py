"""Answers: what a lesson's experiments show for the values in an address.

Figures are remembered, and so are their drawings: a slider passes the same values again and again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup

from app.figures import drawn
from app.figures.drawing import Drawing
from app.lab import Lab
from engine.lessons import LESSONS, Experiment, Figure, Lesson

REMEMBERED = 256
PAGE_OPTIONS = {"embed", "loop"}
MOST_NOTES, LONGEST_NAME = 12, 40

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Answer:
    """An experiment's figure, the values in force, and notes on those that could not be."""

    lesson: Lesson
    experiment: Experiment
    settled: Values
    figure: Figure
    notes: list[str]

    @property
    def values(self) -> dict[str, Any]:
        """The value of every knob, also of those that were left to the experiment."""
        return dict(self.settled) | dict(self.figure.knobs)

    @property
    def drawings(self) -> list[Drawing]:
        """The figure's panels, drawn."""
        return drawings(self.lesson.name, self.experiment.name, self.settled)


async def answer(
    lab: Lab, lesson: Lesson, experiment: Experiment, given: Mapping[str, str]
) -> Answer:
    """What an experiment shows. Raises Problem 429 when too many heavy ones wait."""
    values, notes = experiment.settle(given)
    settled = tuple(values.items())
    run = lab.think if experiment.heavy else lab.help
    figure = await run(figure_of, lesson.name, experiment.name, settled)
    return Answer(lesson, experiment, settled, figure, notes)


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
    return drawings(lesson.name, experiment.name, tuple(values.items()))[0]


@lru_cache(REMEMBERED)
def figure_of(topic: str, experiment: str, settled: Values) -> Figure:
    """An experiment's figure."""
    return LESSONS[topic].experiments[experiment].run(**dict(settled))


@lru_cache(REMEMBERED)
def drawings(topic: str, experiment: str, settled: Values) -> list[Drawing]:
    """A figure's panels, drawn."""
    return drawn(figure_of(topic, experiment, settled))


@lru_cache(1024)
def tex(formula: str, display: str = "inline") -> Markup:
    """LaTeX as MathML."""
    return Markup(convert(formula, display=display))  # noqa: S704
