"""Lessons: every experiment answers any values with a figure that can be drawn, and says so."""

import json
from itertools import pairwise
from typing import Annotated, Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import specs
from engine.figures.figure import (
    Axis,
    Band,
    Bars,
    Contour,
    Fact,
    Film,
    Ink,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
    plain,
)
from engine.knobs import Knob, Scale, read
from engine.lessons import LESSONS, SECTIONS, Experiment, Figure, Lesson
from engine.lessons.trainings import train_once
from engine.training.results import TrainingResult
from engine.training.run import train
from engine.validation import SpecError

Whole = Annotated[int, Scale("linear", 0, 2, (0, 2), None, "integer"), "An epoch."]
TINY = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 20},
    "network": {"layers": [2, 2, 1]},
    "epochs": 3,
    "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 0.1}}],
}

EXPERIMENTS = {
    f"{lesson.name}/{name}": experiment
    for lesson in LESSONS.values()
    for name, experiment in lesson.experiments.items()
}

each_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
each = pytest.mark.parametrize("name", EXPERIMENTS)


def settings(knob: Knob) -> list[Any]:
    """Values at the ends of a knob's range, and its choices."""
    if knob.kind == "flag":
        return [True, False]
    return list(knob.choices) or [knob.min, knob.max]


def figure_of(experiment: Experiment, **given: object) -> Figure:
    values, _ = experiment.settle(given)
    return experiment.run(**values)


def check(figure: Figure) -> None:
    """A figure that can be drawn, in a page and as JSON."""
    assert json.loads(json.dumps(figure.to_dict(), allow_nan=False))["panels"]
    assert len({fact.name for fact in figure.facts}) == len(figure.facts)
    for panel in figure.panels:
        assert panel.about.endswith(".")
        assert panel.title
        for axis in (panel.x, panel.y):
            low, high = axis.range or (1, 2)
            assert low < high
            assert low > 0 or not axis.log
        for layer in panel.layers:
            assert layer.ink in get_args(Ink)
            if isinstance(layer, Line | Points) and layer.steps:
                assert len(layer.x) == figure.steps + 1
            if isinstance(layer, Film):
                assert list(layer.since) == sorted(set(layer.since))
                assert 0 <= layer.since[0] <= layer.since[-1] <= figure.steps
            if isinstance(layer, Contour):
                assert all(low < high for low, high in pairwise(layer.levels))
    for table in figure.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert not table.steps or len(table.rows) == table.each * (figure.steps + 1)


@each_lesson
def test_a_lesson_is_complete(lesson: Lesson) -> None:
    assert lesson.section in SECTIONS
    assert lesson.experiments
    assert len(lesson.reading) >= 1
    assert all(source.url.startswith("https://") for source in lesson.reading)
    for question in (lesson.predict, lesson.check):
        assert question.ask.endswith("?")
        assert 2 <= len(question.choices) <= 5
        assert len(set(question.choices)) == len(question.choices)
        assert 0 <= question.answer < len(question.choices)
        assert [not reason for reason in question.reasons] == [
            index == question.answer for index in range(len(question.choices))
        ]
        assert len(set(question.reasons)) == len(question.reasons)
    assert json.loads(json.dumps(lesson.to_dict(), allow_nan=False))["name"] == lesson.name


def test_each_lesson_has_its_place() -> None:
    places = [lesson.order for lesson in LESSONS.values()]
    assert len(set(places)) == len(places)
    sections = [
        SECTIONS.index(lesson.section)
        for lesson in sorted(LESSONS.values(), key=lambda lesson: lesson.order)
    ]
    assert sections == sorted(sections)


@each
def test_the_usual_figure_can_be_drawn_and_is_the_same_again(name: str) -> None:
    figure = figure_of(EXPERIMENTS[name])
    check(figure)
    assert 1 <= len(EXPERIMENTS[name].knobs) <= 5
    assert figure.to_dict() == figure_of(EXPERIMENTS[name]).to_dict()
    if figure.spec is not None and figure.spec.get("kind", "descent") == "descent":
        assert specs.from_dict(figure.spec).steps


@each
def test_the_ends_of_every_knob_can_be_drawn(name: str) -> None:
    experiment = EXPERIMENTS[name]
    for knob in experiment.knobs:
        for value in settings(knob):
            figure = figure_of(experiment, **{knob.name: value})
            check(figure)
            assert figure.knobs.get(knob.name, value) == value


@each
def test_knobs_left_alone_are_told(name: str) -> None:
    experiment = EXPERIMENTS[name]
    figure = figure_of(experiment)
    free = [knob.name for knob in experiment.knobs if knob.default is None]
    assert set(free) <= figure.knobs.keys()
    for knob in experiment.knobs:
        if knob.name in figure.knobs:
            assert knob.check(figure.knobs[knob.name]) == figure.knobs[knob.name]
    names = {knob.name for knob in experiment.knobs}
    assert experiment.frees.keys() | {n for f in experiment.frees.values() for n in f} <= names


@each
@given(text=st.one_of(st.text(max_size=12), st.floats().map(str), st.integers().map(str)))
def test_any_text_settles_on_a_value_and_a_note_tells_of_it(name: str, text: str) -> None:
    experiment = EXPERIMENTS[name]
    for knob in experiment.knobs:
        values, notes = experiment.settle({knob.name: text})
        value = values[knob.name]
        assert value is None or knob.check(value) == value
        if not notes and value is not None:
            assert str(value).lower() == text.lower() or float(text) == float(value)
        assert len(notes) <= 1


def probed(
    *,
    size: Annotated[float, Scale("log", 0.1, 10.0, (0.1, 10.0)), "Its size."] = 1.0,
    free: Annotated[float | None, Scale("linear", 0.0, 1.0, (0.0, 1.0)), "Left alone."] = None,
    on: Annotated[bool, "Whether."] = False,
) -> Figure:
    return Figure(knobs={"free": 0.5 if free is None else free})


@pytest.mark.parametrize(
    ("given", "size", "note"),
    [
        ({}, 1.0, None),
        ({"size": "3"}, 3.0, None),
        ({"size": "1e9"}, 10.0, "10.0 is used"),
        ({"size": "-inf"}, 0.1, "0.1 is used"),
        ({"size": "nan"}, 1.0, "1.0 is used"),
        ({"size": "big"}, 1.0, "1.0 is used"),
        ({"size": 0}, 0.1, "0.1 is used"),
        ({"free": "x"}, 1.0, "the usual value is used"),
        ({"on": "maybe"}, 1.0, "False is used"),
    ],
)
def test_values_are_moved_to_the_nearest(given: Any, size: float, note: str | None) -> None:
    values, notes = Experiment(name="probed", run=probed, knobs=read(probed)).settle(given)
    assert values["size"] == size
    assert [text.partition("; ")[2] for text in notes] == ([f"{note}."] if note else [])


def test_an_experiment_looks_at_its_training_or_at_none_yet() -> None:
    lesson = Lesson(**{**vars(LESSONS["momentum"]), "experiments": type(LESSONS)("experiment")})

    def draw(result: TrainingResult | None, *, epoch: Whole = 1) -> Figure:
        cost = None if result is None else result.epoch_cost[epoch, 0]
        return Figure(facts=(Fact(name="cost", label="Cost", value=cost),))

    lesson.experiment(training=TINY)(draw)
    (experiment,) = lesson.experiments.values()
    assert [knob.name for knob in experiment.knobs] == ["epoch"]
    assert experiment.draw is draw
    assert draw(None).fact("cost") is None
    assert experiment.run(epoch=2).fact("cost") == train(TINY).epoch_cost[2, 0]
    assert train_once(TINY) is train_once(dict(TINY))


def test_experiments_of_a_lesson_do_not_share_knobs() -> None:
    lesson = Lesson(**{**vars(LESSONS["momentum"]), "name": "other", "experiments": {}})
    other = Lesson(**{**vars(lesson), "experiments": type(LESSONS)("experiment")})
    other.experiment()(probed)

    def again(*, size: Annotated[bool, "Once more."] = True) -> Figure:
        return Figure()

    with pytest.raises(TypeError, match="share"):
        other.experiment()(again)


def test_what_is_no_number_becomes_null() -> None:
    values = np.array([[1.0, np.nan], [np.inf, 2.0]])
    assert plain({"a": values, "b": (np.float64(-np.inf), np.int64(3))}) == {
        "a": [[1.0, None], [None, 2.0]],
        "b": [None, 3],
    }


def test_layers_that_do_not_fit_are_refused() -> None:
    for kind in (Line, Points, Bars):
        with pytest.raises(ValueError, match="2 x for 1 y"):
            kind(x=[1, 2], y=[1])
    with pytest.raises(ValueError, match="1 frames for 2 steps"):
        Film(frames=[([0], [0])], since=[0, 1])
    with pytest.raises(ValueError, match="z is"):
        Contour(x=[1, 2], y=[1], z=[[1.0], [2.0]], levels=(1.0,))


def test_a_figure_tells_its_layers_by_kind() -> None:
    layers = (
        Line(x=[0], y=[0]),
        Film(frames=[([0], [0])], since=[0]),
        Points(x=[0], y=[0]),
        Bars(x=[0], y=[1]),
        Band(x=[0], low=[0], high=[1]),
        Contour(x=[0, 1], y=[0, 1], z=np.eye(2), levels=(0.5,)),
        Rule(x=0.5),
        Mark(label="here", x=0, y=0, sets={"size": 2.0}),
    )
    figure = Figure(panels=(Panel(title="All", about="All.", x=Axis(), y=Axis(), layers=layers),))
    layers = figure.to_dict()["panels"][0]["layers"]
    kinds = ["line", "film", "points", "bars", "band", "contour", "rule", "mark"]
    assert [layer["kind"] for layer in layers] == kinds
    assert layers[-1]["sets"] == {"size": 2.0}


def test_a_knob_refuses_what_settling_mends() -> None:
    (size, *_) = read(probed)
    with pytest.raises(SpecError):
        size.check(1e9)
