"""Surface routes: heights over a grid, of the catalogue's surfaces and of formulas being typed."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from latex2mathml.converter import convert

from app import examples
from app.deps import ContentDep, ThreadsDep
from app.documents import COARSEST, FINEST, USUAL, CompileDocument
from app.http.body import parse
from app.http.errors import Problem
from app.http.responses import cached, uncached
from app.schemas import CompiledSurface, Grid, body, problems, success
from engine import surfaces as library
from engine.specs.descent import read_starts
from engine.specs.settings import fields_of, read
from engine.surfaces import SURFACES, Surface, View, heights
from engine.validation import SpecError

router = APIRouter(prefix="/api/v1/surfaces", tags=["catalog"])

WINDOW = ("x0", "x1", "y0", "y1")
CACHE = "private, max-age=3600"

Count = Annotated[int, Query(ge=COARSEST, le=FINEST)]
Edge = Annotated[float | None, Query(allow_inf_nan=False, description="An edge of another view.")]


@router.get(
    "/{name}/grid",
    operation_id="getSurfaceGrid",
    summary="Get a surface's heights over a grid, and its landmarks",
    response_model=Grid,
    responses=success(examples.GRID | examples.LANDMARKS, "Heights, null where there is none.")
    | problems(304, 404, 422),
)
async def grid(
    request: Request,
    threads: ThreadsDep,
    name: str,
    nx: Count = USUAL,
    ny: Count = USUAL,
    x0: Edge = None,
    x1: Edge = None,
    y0: Edge = None,
    y1: Edge = None,
) -> Response:
    """Over the surface's own view or x0 … x1 by y0 … y1; its parameters go into the query, too."""
    if name not in SURFACES:
        try:
            SURFACES.find(name)
        except ValueError as error:
            raise Problem(404, str(error)) from error
    edges = (x0, x1, y0, y1)
    if any(edge is None for edge in edges) and any(edge is not None for edge in edges):
        raise Problem(422, "A view needs x0, x1, y0 and y1.", kind="invalid-parameter", field="x0")
    view: Any = None if x0 is None else ((x0, x1), (y0, y1))
    given = request.query_params.multi_items()
    others = {key: text for key, text in given if key not in {"nx", "ny", *WINDOW}}
    content = await threads.short(named_grid, name, others, nx, ny, view)
    return cached(request, content, cache=CACHE)


@router.post(
    "/compile",
    operation_id="compileSurface",
    summary="Try a formula",
    response_model=CompiledSurface,
    responses=success(
        {
            "expression": "x^2",
            "latex": "x^{2}",
            "gradient_latex": "…",
            "mathml": "<math>…</math>",
            "gradient_mathml": "<math>…</math>",
            "start": [-2.4, 1.8],
            "start_problem": None,
            "notes": [],
            "grid": examples.GRID,
        },
        "It is understood.",
    )
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body(examples.COMPILE, "CompileDocument"),
)
async def compile_formula(threads: ThreadsDep, content: ContentDep) -> Response:
    """The formula, its gradient and its heights, or the column at which it is wrong."""
    compiled = await threads.short(lambda: custom_grid(parse(content)))
    return uncached(compiled)


def named_grid(name: str, texts: dict[str, str], nx: int, ny: int, view: View | None) -> bytes:
    """A catalogue surface's grid and landmarks as JSON. Raises SpecError or Problem."""
    parameters: dict[str, float] = {}
    for key, text in texts.items():
        try:
            parameters[key] = float(text)
        except ValueError as error:
            raise SpecError(f"parameters.{key[:60]}", "expected a number") from error
    surface = library.build(name, parameters)
    landmarks = {"minima", "local_minima", "saddles", "lowest"}
    placed = {key: value for key, value in surface.to_dict().items() if key in landmarks}
    return json.dumps(heights_json(surface, nx, ny, view) | placed, allow_nan=False).encode()


def custom_grid(data: object) -> bytes:
    """A typed formula's description and grid as JSON. Raises SpecError or ExpressionError."""
    fields = fields_of(CompileDocument, data)
    sides = read(CompileDocument, fields)
    surface = library.custom(
        fields["expression"], view=fields.get("view"), parameters=fields.get("parameters")
    )
    description = surface.to_dict() | mathml(surface)
    description |= {"notes": surface.notes, "start_problem": None}
    if fields.get("start") is not None:
        try:
            read_starts(fields["start"], surface)
        except SpecError as error:
            description["start_problem"] = error.message
    return json.dumps(
        description | {"grid": heights_json(surface, **sides, view=None)}, allow_nan=False
    ).encode()


def mathml(surface: Surface) -> dict[str, str | None]:
    """The formula and its gradient as MathML, for pages that have no LaTeX."""
    gradient = surface.gradient_latex
    return {
        "mathml": convert(surface.latex, display="inline"),
        "gradient_mathml": None if gradient is None else convert(gradient, display="inline"),
    }


def heights_json(surface: Surface, nx: int, ny: int, view: View | None) -> dict[str, Any]:
    """A grid for JSON, which has null in place of NaN."""
    try:
        grid = heights.grid(surface, nx, ny, view)
    except ValueError as error:
        raise Problem(422, str(error), kind="invalid-parameter", field="view") from error
    numbers = grid.z == grid.z
    z = grid.z.astype(object)
    z[~numbers] = None
    return {"x": grid.x.tolist(), "y": grid.y.tolist(), "z": z.tolist()}
