"""Page routes: HTML that carries what its script needs first, for instance the standard race."""

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from latex2mathml.converter import convert
from starlette.concurrency import run_in_threadpool

from app.assets import Assets, plotly_url, url
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.schedules import SCHEDULES
from engine.stories import STORIES
from engine.surfaces import SURFACES

router = APIRouter(include_in_schema=False)

STANDARD_STORY = "four_ways"


@router.api_route("/", methods=["GET", "HEAD"], name="race", response_class=HTMLResponse)
async def race(request: Request) -> Response:
    """The race page, with everything in it that the first race needs."""
    assets: Assets = request.app.state.assets
    data = await run_in_threadpool(page_data)
    scripts = assets.static / "js"
    context = {
        "data": {
            "root": url(request, ""),
            "plotly": plotly_url(request),
            "ancestors": request.app.state.settings.frame_ancestors,
            **data,
        },
        "modules": sorted(
            path.name for path in scripts.glob("*.js") if path.name != "first-paint.js"
        ),
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "race.html", context)
    page.headers["cache-control"] = "no-cache"
    return page


@cache
def page_data() -> Mapping[str, Any]:
    """The catalogue with its formulas as MathML, and the standard race."""
    return {
        "story": STORIES[STANDARD_STORY].to_dict(),
        "spec": standard_race(),
        "surfaces": [
            described(surface.to_dict(), mathml=convert(surface.latex, display="inline"))
            for surface in (row.surface for row in SURFACES.values())
        ],
        "optimizers": [
            described(rule.to_dict(), formulas=formulas(rule)) for rule in OPTIMIZERS.values()
        ],
        "schedules": [
            described(schedule.to_dict(), mathml=convert(schedule.latex, display="inline"))
            for schedule in SCHEDULES.values()
        ],
    }


def described(entry: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """An entry of the catalogue with MathML in the place of LaTeX."""
    return {name: value for name, value in entry.items() if "latex" not in name} | extra


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
    """The standard story's race, each run called as its optimizer is."""
    story = STORIES[STANDARD_STORY].to_dict()["spec"]
    runs = [run | {"label": OPTIMIZERS[run["optimizer"]].title} for run in story["runs"]]
    return {**story, "runs": runs}
