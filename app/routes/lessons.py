"""Lesson routes: the chapter's pages, their live figures, and the same figures as data."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import Field

from app.deps import LabDep
from app.experiments.registry import Lab
from app.figures.drawing import cell, told
from app.http.caching import REVALIDATE, has_current, json_response, tag
from app.http.errors import Problem
from app.lesson_answers import Answer, answer, answers, chapter, glimpses, strange, tex
from app.routes.pages import page
from app.schemas import Item, problems, success
from engine.lessons import LESSONS, SECTIONS, Lesson
from engine.registry import UnknownName

router = APIRouter()

HELPERS: dict[str, Any] = {"tex": tex, "cell": cell, "told": told}

QUESTION = {"ask": "What happens first?", "choices": ["It climbs.", "It falls."], "answer": 0}
LESSON = {
    "name": "momentum",
    "title": "Momentum",
    "order": 6,
    "section": "Which step to take",
    "summary": "A memory of past slopes.",
    "predict": QUESTION,
    "check": QUESTION,
    "experiments": [{"name": "ravine", "knobs": [{"name": "kappa", "default": 100}], "frees": {}}],
    "reading": [{"text": "Polyak 1964", "url": "https://doi.org/10.1016/0041-5553(64)90137-5"}],
}
FIGURE = {
    "panels": [{"title": "Distance", "layers": [{"kind": "line", "x": [0, 1], "y": [1.4, 1.2]}]}],
    "tables": [],
    "facts": [{"name": "gd", "label": "GD needs", "value": 709, "unit": "steps"}],
    "steps": 737,
    "speed": 120,
    "knobs": {"alpha": 0.0331, "beta": 0.669},
    "spec": {"surface": "ravine", "runs": [{"optimizer": "gd"}]},
}
SHOWN = LESSON | {
    "values": {"kappa": 100},
    "notes": [],
    "figures": {"ravine": FIGURE},
    "waiting": {},
}


class Shown(Item):
    """A lesson with what its experiments show; `figures` are plots as data, by experiment."""

    values: dict[str, Any] = Field(description="The values in force.")
    notes: list[str] = Field(description="What was asked for and could not be.")
    figures: dict[str, dict[str, Any]]
    waiting: dict[str, float] = Field(
        description="Experiments whose networks are being trained, and the share that is done; "
        "their figures show what is known before. Ask again."
    )


@router.get(
    "/api/v1/lessons",
    tags=["lessons"],
    operation_id="listLessons",
    summary="List the lessons, their questions and the knobs of their experiments",
    response_model=list[Item],
    responses=success([LESSON], "The lessons, in the chapter's order.") | problems(304),
)
async def list_lessons(request: Request, lab: LabDep) -> Response:
    """Title, questions, experiments with their knobs, and further reading of every lesson."""
    return json_response(request, await lab.help(listed))


@router.get(
    "/api/v1/lessons/{topic}",
    tags=["lessons"],
    operation_id="getLesson",
    summary="Get a lesson with its figures",
    response_model=Shown,
    responses=success(SHOWN, "What its experiments show.") | problems(304, 404, 429),
)
async def get_lesson(request: Request, lab: LabDep, topic: str) -> Response:
    """Knobs go into the query; what is out of range is moved into it, and `notes` say so."""
    lesson, given = found(topic), request.query_params
    shown = await answers(lab, lesson, given, draw=False)
    return json_response(request, await lab.help(document, lesson, given, shown))


@router.get("/learn", include_in_schema=False, name="learn", response_class=HTMLResponse)
async def learn(request: Request, lab: LabDep) -> Response:
    """The map of the chapter."""
    return await overview(request, lab)


@router.get("/learn/{topic}", include_in_schema=False, response_class=HTMLResponse)
async def lesson_page(request: Request, lab: LabDep, topic: str) -> Response:
    """One lesson, its figures drawn as its address asks."""
    try:
        lesson = LESSONS.find(topic)
    except UnknownName as error:
        return await overview(request, lab, f"{str(error)[0].upper()}{str(error)[1:]}.")
    shown = await answers(lab, lesson, request.query_params)
    order = chapter()
    place = order.index(lesson)
    return await lab.help(
        lambda: page(
            request,
            f"lessons/{lesson.name}.html",
            "pages/lesson-main.js",
            {
                "lesson": lesson.to_dict(),
                "values": {one.experiment.name: one.values for one in shown},
            },
            lesson=lesson,
            shown={one.experiment.name: one for one in shown},
            first=shown[0].experiment.name,
            strange=strange(lesson, request.query_params),
            before=order[place - 1] if place else None,
            after=order[place + 1] if place + 1 < len(order) else None,
            **HELPERS,
        )
    )


@router.get("/learn/{topic}/{experiment}", include_in_schema=False, response_class=HTMLResponse)
async def figure_piece(request: Request, lab: LabDep, topic: str, experiment: str) -> Response:
    """What one experiment shows, as the piece of the page that it is."""
    lesson = found(topic)
    if experiment not in lesson.experiments:
        raise Problem(404, f"The lesson {lesson.name} has no experiment of this name.")
    shown = await answer(lab, lesson, lesson.experiments[experiment], request.query_params)
    templates: Jinja2Templates = request.app.state.templates
    piece = templates.get_template("figure.html")
    text = await lab.help(lambda: piece.render(shown=shown, **HELPERS))
    etag = tag(text)
    headers = {"cache-control": REVALIDATE, "etag": etag}
    if has_current(request, etag):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(text, headers=headers)


async def overview(request: Request, lab: Lab, notice: str = "") -> Response:
    """The map; with a notice it stands in for a lesson that does not exist."""
    sections = {
        section: [lesson for lesson in chapter() if lesson.section == section]
        for section in SECTIONS
    }
    pictures = await glimpses(lab)
    return await lab.help(
        lambda: page(
            request,
            "learn.html",
            "pages/learn-main.js",
            {},
            404 if notice else 200,
            sections={name: lessons for name, lessons in sections.items() if lessons},
            glimpses=pictures,
            notice=notice,
        )
    )


def listed() -> bytes:
    """The lessons as JSON."""
    return json.dumps([lesson.to_dict() for lesson in chapter()], allow_nan=False).encode()


def document(lesson: Lesson, given: Mapping[str, str], shown: list[Answer]) -> bytes:
    """A lesson and what its experiments show as JSON."""
    content = lesson.to_dict() | {
        "values": {name: value for one in shown for name, value in one.values.items()},
        "notes": [*strange(lesson, given), *(note for one in shown for note in one.notes)],
        "figures": {one.experiment.name: one.figure.to_dict() for one in shown},
        "waiting": {one.experiment.name: one.waiting.share for one in shown if one.waiting},
    }
    return json.dumps(content, allow_nan=False).encode()


def found(topic: str) -> Lesson:
    """The lesson of a name. Raises Problem 404."""
    try:
        return LESSONS.find(topic)
    except UnknownName as error:
        raise Problem(404, str(error)) from error
