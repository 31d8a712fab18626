"""Lessons: topics of the chapter, each with questions and live experiments, for instance momentum.

An experiment is a function whose keyword-only arguments are its knobs and which returns a figure.
A knob without a default is left to the experiment until somebody turns it. Values that nobody may
have are moved to the nearest that one may, and a note says so. An experiment may look at a training
that takes too long to be done again for each value of a knob.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

from engine.figures.figure import Figure
from engine.knobs import Knob, read
from engine.lessons.trainings import Training, as_asked, several, train_once
from engine.registry import Registry
from engine.validation import SpecError

Section: TypeAlias = Literal["Before the first step", "Which step to take", "The way down"]
SECTIONS: tuple[Section, ...] = ("Before the first step", "Which step to take", "The way down")

Function: TypeAlias = Callable[..., Figure]
FunctionT = TypeVar("FunctionT", bound=Function)


@dataclass(frozen=True)
class Question:
    """A question with its choices; `answer` is the index of the right one.

    `reasons` say of each other choice why it is wrong; that of the right one is empty.
    """

    ask: str
    choices: tuple[str, ...]
    answer: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Something to read: what it is, and where."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """An experiment of a lesson. Turning a knob in `frees` leaves the knobs it names to it again.

    One with a `training`, or several, can `draw` what came of it, or at None while it is under
    way; `run` trains first.
    """

    name: str
    run: Function
    knobs: tuple[Knob, ...]
    frees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    training: Training | None = None
    draw: Function | None = None

    def settle(self, given: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
        """Values for all knobs from those given, perhaps as text, and notes on what was changed."""
        values, notes = {}, []
        for knob in self.knobs:
            values[knob.name], note = nearest(knob, given.get(knob.name))
            notes += [note] if note else []
        return values, notes

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "name": self.name,
            "knobs": [knob.to_dict() for knob in self.knobs],
            "frees": {name: list(freed) for name, freed in self.frees.items()},
        }


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One topic. Its prose is a page's affair; here are the questions and the experiments."""

    name: str
    order: int
    section: Section
    title: str
    summary: str
    predict: Question
    check: Question
    reading: tuple[Source, ...]
    experiments: Registry[Experiment] = field(default_factory=lambda: Registry("experiment"))

    def experiment(
        self,
        *,
        frees: Mapping[str, Sequence[str]] | None = None,
        training: Training | None = None,
    ) -> Callable[[FunctionT], FunctionT]:
        """Register the decorated function as an experiment of this lesson.

        With a `training`, the function's first argument is its result, a list of results if there
        are several, or None while there is none.
        Raises TypeError when a knob has the name of a knob of another experiment.
        """

        def register(function: FunctionT) -> FunctionT:
            knobs = read(function)
            names = {knob.name for knob in knobs}
            for other in self.experiments.values():
                if shared := names & {knob.name for knob in other.knobs}:
                    raise TypeError(f"{function.__name__} and {other.name} share {shared}")
            freed = {name: tuple(others) for name, others in (frees or {}).items()}
            self.experiments.add(
                Experiment(
                    name=function.__name__.replace("_", "-"),
                    run=function if training is None else after(training, function),
                    knobs=knobs,
                    frees=freed,
                    training=training,
                    draw=None if training is None else function,
                )
            )
            return function

        return register

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "title": self.title,
            "order": self.order,
            "section": self.section,
            "summary": self.summary,
            "predict": asked(self.predict),
            "check": asked(self.check),
            "experiments": [experiment.to_dict() for experiment in self.experiments.values()],
            "reading": [{"text": source.text, "url": source.url} for source in self.reading],
        }


LESSONS: Registry[Lesson] = Registry("lesson")


def after(training: Training, draw: Function) -> Function:
    """What looks at a training's result, as a function of the knobs alone."""
    return lambda **values: draw(
        as_asked(training, [*map(train_once, several(training))]), **values
    )


def asked(question: Question) -> dict[str, Any]:
    """A question's JSON form."""
    return {
        "ask": question.ask,
        "choices": list(question.choices),
        "answer": question.answer,
        "reasons": list(question.reasons),
    }


def nearest(knob: Knob, given: object) -> tuple[Any, str]:
    """The value for a knob that comes nearest to what is given, and a note where it differs."""
    if given is None:
        return knob.default, ""
    value = understood(knob, given)
    try:
        return knob.check(value), ""
    except SpecError as error:
        number = isinstance(value, float) and not math.isnan(value) and knob.scale is not None
        settled = moved(knob, value) if number and isinstance(value, float) else knob.default
        used = f"{settled} is used" if settled is not None else "the usual value is used"
        return settled, f"{error.message.partition(';')[0]}; {used}."


def understood(knob: Knob, given: object) -> object:
    """A value out of an address, where all is text."""
    if not isinstance(given, str):
        return float(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if knob.kind == "flag":
        return {"true": True, "1": True, "false": False, "0": False}.get(given.lower(), given)
    if knob.scale is None:
        return given
    try:
        return float(given)
    except ValueError:
        return given


def moved(knob: Knob, value: float) -> float | int:
    """The number that the knob accepts and that lies nearest."""
    assert knob.min is not None
    assert knob.max is not None
    inside = min(max(value, knob.min), knob.max)
    return round(inside) if knob.kind == "integer" else inside
