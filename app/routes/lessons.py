"""Lesson routes: the chapter's pages, their live figures, and the same figures as data."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import Field

from app.deps import LessonsDep, ThreadsDep
from app.figures.drawing import cell, fact_text
from app.http.errors import Problem
from app.http.responses import HTML, cached, to_json
from app.lesson_answers import Answer, LessonAnswers, chapter, tex, unknown_settings
from app.routes.listing import List, add_list
from app.routes.pages import page
from app.schemas import Item, problems, success
from app.workers.threads import Threads
from engine.lessons import LESSONS, SECTIONS, Lesson
from engine.lessons.glossary import GLOSSARY
from engine.registry import UnknownName

router = APIRouter()

TEMPLATE_FUNCTIONS: dict[str, Any] = {"tex": tex, "cell": cell, "fact_text": fact_text}

QUESTION = {
    "ask": "What happens first?",
    "choices": ["It climbs.", "It falls."],
    "answer": 0,
    "reasons": ["", "It falls in the end; first it swings."],
}
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
WITH_FIGURES = LESSON | {
    "values": {"kappa": 100},
    "notes": [],
    "figures": {"ravine": FIGURE},
    "waiting": {},
}


class LessonFigures(Item):
    """A lesson with what its experiments show; `figures` are plots as data, by experiment."""

    values: dict[str, Any] = Field(description="The values in force.")
    notes: list[str] = Field(description="What was asked for and could not be.")
    figures: dict[str, dict[str, Any]]
    waiting: dict[str, float] = Field(
        description="Experiments whose networks are being trained, and the share that is done; "
        "their figures show what is known before. Ask again."
    )


add_list(
    router,
    List(
        "/api/v1/lessons",
        "listLessons",
        "List the lessons, their questions and the knobs of their experiments",
        "Title, questions, experiments with their knobs, and further reading of every lesson.",
        LESSON,
        chapter,
        tag="lessons",
    ),
)


@router.get(
    "/api/v1/lessons/{topic}",
    tags=["lessons"],
    operation_id="getLesson",
    summary="Get a lesson with its figures",
    response_model=LessonFigures,
    responses=success(WITH_FIGURES, "What its experiments show.") | problems(304, 404, 429),
)
async def get_lesson(
    request: Request, lessons: LessonsDep, threads: ThreadsDep, topic: str
) -> Response:
    """Knobs go into the query; what is out of range is moved into it, and `notes` say so."""
    lesson, query = find_lesson(topic), request.query_params
    answers = await lessons.answers(lesson, query, draw=False)
    return cached(request, await threads.short(document, lesson, query, answers))


@router.get("/learn", include_in_schema=False, name="learn", response_class=HTMLResponse)
async def learn(request: Request, lessons: LessonsDep, threads: ThreadsDep) -> Response:
    """The map of the chapter."""
    return await overview(request, lessons, threads)


@router.get("/learn/glossary", include_in_schema=False, response_class=HTMLResponse)
async def glossary(request: Request, threads: ThreadsDep) -> Response:
    """The words and signs of the lessons, and those that others have."""
    return await threads.short(
        lambda: page(request, "glossary.html", "pages/glossary-main.js", {}, glossary=GLOSSARY)
    )


@router.get("/learn/{topic}", include_in_schema=False, response_class=HTMLResponse)
async def lesson_page(
    request: Request, lessons: LessonsDep, threads: ThreadsDep, topic: str
) -> Response:
    """One lesson, its figures drawn as its address asks."""
    try:
        lesson = LESSONS.find(topic)
    except UnknownName as error:
        notice = f"{str(error)[0].upper()}{str(error)[1:]}."
        return await overview(request, lessons, threads, notice)
    answers = await lessons.answers(lesson, request.query_params)
    order = chapter()
    place = order.index(lesson)
    return await threads.short(
        lambda: page(
            request,
            f"lessons/{lesson.name}.html",
            "pages/lesson-main.js",
            {
                "lesson": lesson.to_dict(),
                "values": {one.experiment.name: one.values for one in answers},
            },
            lesson=lesson,
            answers={one.experiment.name: one for one in answers},
            first=answers[0].experiment.name,
            notes=unknown_settings(lesson, request.query_params),
            before=order[place - 1] if place else None,
            after=order[place + 1] if place + 1 < len(order) else None,
            **TEMPLATE_FUNCTIONS,
        )
    )


@router.get("/learn/{topic}/{experiment}", include_in_schema=False, response_class=HTMLResponse)
async def figure_piece(
    request: Request, lessons: LessonsDep, threads: ThreadsDep, topic: str, experiment: str
) -> Response:
    """What one experiment shows, as the piece of the page that it is."""
    lesson = find_lesson(topic)
    if experiment not in lesson.experiments:
        raise Problem(404, f"The lesson {lesson.name} has no experiment of this name.")
    answer = await lessons.answer(lesson, lesson.experiments[experiment], request.query_params)
    templates: Jinja2Templates = request.app.state.templates
    piece = templates.get_template("figure.html")
    text = await threads.short(lambda: piece.render(answer=answer, **TEMPLATE_FUNCTIONS))
    return cached(request, text, media_type=HTML)


async def overview(
    request: Request, lessons: LessonAnswers, threads: Threads, notice: str = ""
) -> Response:
    """The map; with a notice it stands in for a lesson that does not exist."""
    sections = {
        section: inside
        for section in SECTIONS
        if (inside := [lesson for lesson in chapter() if lesson.section == section])
    }
    pictures = await lessons.pictures()
    return await threads.short(
        lambda: page(
            request,
            "learn.html",
            "pages/learn-main.js",
            {},
            404 if notice else 200,
            sections=sections,
            pictures=pictures,
            notice=notice,
        )
    )


def document(lesson: Lesson, query: Mapping[str, str], answers: list[Answer]) -> bytes:
    """A lesson and what its experiments show as JSON."""
    content = lesson.to_dict() | {
        "values": {name: value for one in answers for name, value in one.values.items()},
        "notes": [
            *unknown_settings(lesson, query),
            *(note for one in answers for note in one.notes),
        ],
        "figures": {one.experiment.name: one.figure.to_dict() for one in answers},
        "waiting": {one.experiment.name: one.waiting.share for one in answers if one.waiting},
    }
    return to_json(content)


def find_lesson(topic: str) -> Lesson:
    """The lesson of a name. Raises Problem 404."""
    try:
        return LESSONS.find(topic)
    except UnknownName as error:
        raise Problem(404, str(error)) from error
