"""Answers: what a lesson's experiments show for the values in an address.

Figures are remembered, and so are their drawings: a slider passes the same values again and again,
and a class looks at the same. The trainings that an experiment looks at are experiments of the
laboratory like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup

from app.experiments.registry import Lab
from app.figures import drawn
from app.figures.drawing import Drawing
from app.http.errors import Problem, StoreError
from app.streams.live import LiveExperiment, State
from engine import specs
from engine.lessons import LESSONS, Experiment, Figure, Lesson
from engine.lessons.trainings import Training, as_asked, several
from engine.specs.training import TrainingSpec
from engine.training.results import TrainingResult

PAGE_OPTIONS = {"embed", "loop"}
MOST_NOTES, LONGEST_NAME = 12, 40

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Waiting:
    """Trainings that are under way: what is trained, and the share that is done."""

    networks: int
    epochs: int
    share: float


@dataclass(frozen=True)
class Trained:
    """What came of trainings, told apart by their experiments' ids; without any it is to come."""

    ids: tuple[str, ...] = ()
    result: Any = field(default=None, compare=False)


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
    drawings: Sequence[Drawing] = ()
    waiting: Waiting | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The value of every knob, also of those that were left to the experiment."""
        return dict(self.settled) | dict(self.figure.knobs)


async def answer(
    lab: Lab,
    lesson: Lesson,
    experiment: Experiment,
    given: Mapping[str, str],
    *,
    draw: bool = True,
) -> Answer:
    """What an experiment shows with these knobs, which may be wrong."""
    values, notes = experiment.settle(given)
    settled = tuple(values.items())
    trained, waiting = None, None
    if experiment.training is not None:
        wanted = await lab.help(trainings_of, lesson.name, experiment.name)
        trained, waiting = await trainings(lab, experiment.training, wanted)
    figure, drawings = await shown(lab, lesson, experiment, settled, trained, draw=draw)
    return Answer(lesson, experiment, settled, figure, notes, drawings, waiting)


async def shown(
    lab: Lab,
    lesson: Lesson,
    experiment: Experiment,
    settled: Values,
    trained: Trained | None,
    *,
    draw: bool,
) -> tuple[Figure, Sequence[Drawing]]:
    """An experiment's figure, and its panels drawn, worked out in threads."""
    key = lesson.name, experiment.name, settled, trained
    figure = await lab.figures.get(
        ("figure", *key), lambda: lab.help(figure_of, experiment, settled, trained)
    )
    if not draw:
        return figure, ()
    return figure, await lab.figures.get(("drawings", *key), lambda: lab.help(drawn, figure))


async def trainings(
    lab: Lab, asked: Training, wanted: Sequence[TrainingSpec]
) -> tuple[Trained, Waiting | None]:
    """What came of an experiment's trainings, or how far they are; they are begun if need be."""
    experiments = [await begun(lab, spec) for spec in wanted]
    done = [one for one in experiments if one is not None and one.state is State.SUCCEEDED]
    if len(done) == len(wanted):
        results = [one.result() for one in done]
        kept = [result for result in results if isinstance(result, TrainingResult)]
        return Trained(tuple(one.id for one in done), as_asked(asked, kept)), None
    shares = [0.0 if one is None else one.progress for one in experiments]
    networks, epochs = sum(len(spec.entries) for spec in wanted), max(s.epochs for s in wanted)
    return Trained(), Waiting(networks, epochs, sum(shares) / len(shares))


async def begun(lab: Lab, spec: TrainingSpec) -> LiveExperiment | None:
    """A training under way or done, or None while it cannot be: whoever waits asks again.

    The lesson is there to be read meanwhile, even with a full disk.
    """
    try:
        record, experiment = await lab.submit(spec, "")
        return experiment or await lab.experiment(record.id)
    except (Problem, StoreError):
        return None


async def answers(
    lab: Lab, lesson: Lesson, given: Mapping[str, str], *, draw: bool = True
) -> list[Answer]:
    """What all experiments of a lesson show."""
    return [await answer(lab, lesson, one, given, draw=draw) for one in lesson.experiments.values()]


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


async def glimpses(lab: Lab) -> dict[str, Drawing]:
    """The first panel of each lesson as it is before anybody turns a knob."""
    return {lesson.name: await glimpse(lab, lesson) for lesson in chapter()}


async def glimpse(lab: Lab, lesson: Lesson) -> Drawing:
    """The first panel of a lesson."""
    experiment = next(iter(lesson.experiments.values()))
    values, _ = experiment.settle({})
    untrained = None if experiment.training is None else Trained()
    settled = tuple(values.items())
    _, drawings = await shown(lab, lesson, experiment, settled, untrained, draw=True)
    return drawings[0]


def figure_of(experiment: Experiment, settled: Values, trained: Trained | None) -> Figure:
    """An experiment's figure."""
    if experiment.draw is None or trained is None:
        return experiment.run(**dict(settled))
    return experiment.draw(trained.result, **dict(settled))


@cache
def trainings_of(topic: str, experiment: str) -> list[TrainingSpec]:
    """The trainings that an experiment looks at."""
    asked = LESSONS[topic].experiments[experiment].training
    read = [specs.from_dict(spec) for spec in several(asked or [])]
    return [spec for spec in read if isinstance(spec, TrainingSpec)]


@lru_cache(1024)
def tex(formula: str, display: str = "inline") -> Markup:
    """LaTeX as MathML."""
    return Markup(convert(formula, display=display))  # noqa: S704
