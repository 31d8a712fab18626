"""Page routes: HTML that carries what its script needs first, for instance the standard race."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from latex2mathml.converter import convert
from starlette.concurrency import run_in_threadpool
from starlette.templating import Jinja2Templates

from app.assets import Assets, imports, plotly_url, url
from app.deps import ExperimentsDep
from app.http.responses import page_of
from app.page_settings import page_settings
from app.training_page import training_data, with_labels, with_mathml, without_latex
from engine.lessons import LESSONS
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.schedules import SCHEDULES
from engine.stories import IDEAS, STORIES
from engine.surfaces import SURFACES

router = APIRouter(include_in_schema=False)

STANDARD_STORY = "four_ways"

# As much of an id as a short link has, so that a file's name leads back to its experiment.
SHORT = re.compile(r"[0-9a-f]{8,32}")

# The navigation, in its order: every page that is served, under its title.
PAGES = {"Race": "/", "Train": "/train", "Learn": "/learn", "API": "/docs"}


@router.api_route("/", methods=["GET", "HEAD"], name="race", response_class=HTMLResponse)
async def race(request: Request) -> Response:
    """The race page, with everything in it that the first race needs."""
    return await run_in_threadpool(lambda: race_page(request, {}))


@router.api_route("/train", methods=["GET", "HEAD"], name="train", response_class=HTMLResponse)
async def train(request: Request) -> Response:
    """The train page, with everything in it that the first training needs."""
    return await run_in_threadpool(lambda: train_page(request, {}))


@router.api_route("/r/{digest}", methods=["GET", "HEAD"], response_class=HTMLResponse)
async def short_link(request: Request, experiments: ExperimentsDep, digest: str) -> Response:
    """The page of an experiment that this server knows, by its id or the beginning of it."""
    record = await experiments.store.find(digest) if SHORT.fullmatch(digest) else None
    if record is None:
        why = f"This server knows no experiment {digest[:32]} (any more)"
        return await run_in_threadpool(lambda: race_page(request, {"unknown": why}, 404))
    opened = {"opened": dict(record.spec)}
    make = train_page if record.kind == "training" else race_page
    return await run_in_threadpool(lambda: make(request, opened))


def race_page(request: Request, more: Mapping[str, Any], status: int = 200) -> Response:
    """The race page; `more` is what its script gets beside the usual."""
    return page(request, "race.html", "pages/race-main.js", {**race_data(), **more}, status)


def train_page(request: Request, more: Mapping[str, Any], status: int = 200) -> Response:
    """The train page, likewise."""
    data = {**training_data(), **rules(), **more}
    return page(request, "train.html", "pages/train-main.js", data, status)


def page(
    request: Request,
    template: str,
    script: str,
    data: Mapping[str, Any],
    status: int = 200,
    **context: Any,
) -> Response:
    """A page with its script, what that imports, the data it starts with, and what else it shows.

    To be called in a thread: it takes a fiftieth of a second.
    """
    assets: Assets = request.app.state.assets
    scripts = assets.static.resolve() / "js"
    basics = {
        "root": url(request, ""),
        "plotly": plotly_url(request),
        "ancestors": request.app.state.settings.frame_ancestors,
    }
    variables = {
        "data": {**basics, **data},
        "script": script,
        "modules": [path.relative_to(scripts).as_posix() for path in imports(scripts / script)],
        "pages": PAGES,
        "origin": origin(request),
        **context,
    }
    templates: Jinja2Templates = request.app.state.templates
    html = templates.get_template(template).render(request=request, **variables)
    return page_of(request, html, status)


def origin(request: Request) -> dict[str, str] | None:
    """The lesson that led to this page, with its knobs as they were; the address names both."""
    asked = request.query_params
    lesson = LESSONS.get(asked.get("lesson", ""))
    if lesson is None:
        return None
    knobs = {knob.name for one in lesson.experiments.values() for knob in one.knobs}
    query = urlencode([(name, value) for name, value in asked.items() if name in knobs])
    address = url(request, f"/learn/{lesson.name}")
    return {"title": lesson.title, "href": f"{address}?{query}" if query else address}


@cache
def race_data() -> Mapping[str, Any]:
    """The catalogue with its formulas as MathML, and the standard race."""
    return {
        "story": STORIES[STANDARD_STORY].to_dict(),
        "ideas": dict(IDEAS),
        "spec": standard_race(),
        "settings": page_settings("descent", "basin"),
        "surfaces": [with_mathml(row.surface.to_dict()) for row in SURFACES.values()],
        **rules(),
    }


@cache
def rules() -> Mapping[str, Any]:
    """The optimizers and schedules with their formulas as MathML."""
    return {
        "optimizers": [
            without_latex(rule.to_dict()) | {"formulas": formulas(rule)}
            for rule in OPTIMIZERS.values()
        ],
        "schedules": [with_mathml(schedule.to_dict()) for schedule in SCHEDULES.values()],
    }


def formulas(rule: Optimizer) -> list[dict[str, Any]]:
    """The update of an optimizer for every combination of its options."""
    options = {
        knob.name: knob.choices or (False, True)
        for knob in rule.knobs
        if knob.kind in {"choice", "flag"}
    }
    combinations = [
        dict(zip(options, chosen, strict=True)) for chosen in product(*options.values())
    ]
    return [
        {"when": when, "mathml": [convert(line, display="block") for line in rule.formula(when)]}
        for when in combinations
    ]


def standard_race() -> dict[str, Any]:
    """The standard story's race."""
    return with_labels(STORIES[STANDARD_STORY].to_dict()["spec"])
