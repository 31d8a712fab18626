"""Lesson answers: what a lesson's experiments show for the values in an address.

Figures are remembered, and so are their drawings: a slider passes the same values again and again,
and a class looks at the same. The trainings that an experiment looks at are experiments of the
server like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup

from app.experiments.registry import Experiments
from app.figures import draw_figure
from app.figures.drawing import Drawing
from app.http.errors import Problem, StoreError
from app.single_flight import SingleFlight
from app.streams.live import LiveExperiment, State
from app.workers.threads import Threads
from engine import specs
from engine.lessons import LESSONS, Experiment, Figure, Lesson
from engine.lessons.trainings import Training, as_asked, several
from engine.specs.training import TrainingSpec
from engine.training.results import TrainingResult

PAGE_OPTIONS = {"embed", "loop"}
MOST_NOTES, LONGEST_NAME = 12, 40
FIGURES_KEPT = 512

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Waiting:
    """Trainings that are under way: what is trained, and the share that is done."""

    networks: int
    epochs: int
    share: float


@dataclass(frozen=True)
class TrainingOutcome:
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
    settings: Values
    figure: Figure
    notes: list[str]
    drawings: Sequence[Drawing] = ()
    waiting: Waiting | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The value of every knob, also of those that were left to the experiment."""
        return dict(self.settings) | dict(self.figure.knobs)


class LessonAnswers:
    """Works answers out in threads, and remembers their figures for whoever looks next."""

    def __init__(self, experiments: Experiments, threads: Threads) -> None:
        self._experiments, self._threads = experiments, threads
        self._figures: SingleFlight[Any] = SingleFlight(FIGURES_KEPT)

    async def answer(
        self, lesson: Lesson, experiment: Experiment, query: Mapping[str, str], *, draw: bool = True
    ) -> Answer:
        """What an experiment shows with these knobs, which may be wrong."""
        values, notes = experiment.settle(query)
        settings = tuple(values.items())
        outcome, waiting = None, None
        if experiment.training is not None:
            wanted = await self._threads.short(trainings_of, lesson.name, experiment.name)
            outcome, waiting = await self._trainings(experiment.training, wanted)
        figure, drawings = await self._figure(lesson, experiment, settings, outcome, draw=draw)
        return Answer(lesson, experiment, settings, figure, notes, drawings, waiting)

    async def answers(
        self, lesson: Lesson, query: Mapping[str, str], *, draw: bool = True
    ) -> list[Answer]:
        """What all experiments of a lesson show."""
        return [
            await self.answer(lesson, one, query, draw=draw) for one in lesson.experiments.values()
        ]

    async def pictures(self) -> dict[str, Drawing]:
        """The first panel of each lesson as it is before anybody turns a knob."""
        return {lesson.name: await self._picture(lesson) for lesson in chapter()}

    async def _picture(self, lesson: Lesson) -> Drawing:
        experiment = next(iter(lesson.experiments.values()))
        values, _ = experiment.settle({})
        to_come = None if experiment.training is None else TrainingOutcome()
        settings = tuple(values.items())
        _, drawings = await self._figure(lesson, experiment, settings, to_come, draw=True)
        return drawings[0]

    async def _figure(
        self,
        lesson: Lesson,
        experiment: Experiment,
        settings: Values,
        outcome: TrainingOutcome | None,
        *,
        draw: bool,
    ) -> tuple[Figure, Sequence[Drawing]]:
        """An experiment's figure, and its panels drawn."""
        key = lesson.name, experiment.name, settings, outcome
        short = self._threads.short
        figure: Figure = await self._figures.get(
            ("figure", *key), lambda: short(figure_of, experiment, settings, outcome)
        )
        if not draw:
            return figure, ()
        return figure, await self._figures.get(
            ("drawings", *key), lambda: short(draw_figure, figure)
        )

    async def _trainings(
        self, asked: Training, wanted: Sequence[TrainingSpec]
    ) -> tuple[TrainingOutcome, Waiting | None]:
        """What came of trainings, or how far they are; they are started if need be."""
        trainings = [await self._training(spec) for spec in wanted]
        done = [one for one in trainings if one is not None and one.state is State.SUCCEEDED]
        if len(done) == len(wanted):
            results = [one.result() for one in done]
            kept = [result for result in results if isinstance(result, TrainingResult)]
            return TrainingOutcome(tuple(one.id for one in done), as_asked(asked, kept)), None
        shares = [0.0 if one is None else one.progress for one in trainings]
        networks, epochs = sum(len(spec.entries) for spec in wanted), max(s.epochs for s in wanted)
        return TrainingOutcome(), Waiting(networks, epochs, sum(shares) / len(shares))

    async def _training(self, spec: TrainingSpec) -> LiveExperiment | None:
        """A training under way or done, or None while it cannot be: whoever waits asks again.

        The lesson is there to be read meanwhile, even with a full disk.
        """
        try:
            record, training = await self._experiments.submit(spec, "")
            return training or await self._experiments.load(record.id)
        except (Problem, StoreError):
            return None


def unknown_settings(lesson: Lesson, query: Mapping[str, str]) -> list[str]:
    """Notes on parameters of an address that no knob of the lesson has."""
    knobs = {knob.name for one in lesson.experiments.values() for knob in one.knobs}
    return [
        f"There is no setting called {name[:LONGEST_NAME]!r} here."
        for name in list(query)[:MOST_NOTES]
        if name not in knobs | PAGE_OPTIONS
    ]


def chapter() -> list[Lesson]:
    """The lessons in order."""
    return sorted(LESSONS.values(), key=lambda lesson: lesson.order)


def figure_of(experiment: Experiment, settings: Values, outcome: TrainingOutcome | None) -> Figure:
    """An experiment's figure."""
    if experiment.draw is None or outcome is None:
        return experiment.run(**dict(settings))
    return experiment.draw(outcome.result, **dict(settings))


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
