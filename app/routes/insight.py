"""Insight routes: what a race keeps to itself, such as its inner state, a better rate or its code.

Nothing here is stored: every answer follows from the specification alone.
"""

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Response
from latex2mathml.converter import convert

from app import examples
from app.deps import ContentDep, ThreadsDep
from app.documents import MOST_STEPS, CodeDocument, InsideDocument, TuneDocument
from app.frameworks import constructors, python
from app.http.responses import json_answer, uncached
from app.kinds import read
from app.schemas import (
    Code,
    InsideAnswer,
    Sweep,
    body,
    problems,
    success,
)
from engine.descent.inside import Inside, updates
from engine.descent.tuning import tune
from engine.specs import Spec, TrainingSpec
from engine.specs.descent import DescentSpec
from engine.specs.settings import fields_of
from engine.specs.settings import read as read_plain
from engine.training.tuning import tune as tune_training
from engine.validation import SpecError

router = APIRouter(prefix="/api/v1", tags=["insight"])

REMEMBERED = 512


@router.post(
    "/tune",
    operation_id="tuneRun",
    summary="Find the learning rate that suits one run",
    response_model=Sweep,
    responses=success(examples.SWEEP, "Final costs by rate, null where it failed, and the best.")
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body(examples.TUNE, "TuneDocument"),
)
async def tune_run(threads: ThreadsDep, content: ContentDep) -> Response:
    """A sweep under the run's own conditions; a long training is cut off after some epochs."""
    return uncached(await threads.long(json_answer, sweep, content))


@router.post(
    "/inside",
    operation_id="lookInside",
    summary="Look inside the updates of one run",
    response_model=InsideAnswer,
    responses=success(examples.UPDATES, "One look for each update, fewer where the run ends.")
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body(examples.INSIDE, "InsideDocument"),
)
async def look_inside(threads: ThreadsDep, content: ContentDep) -> Response:
    """Gradient, memory, update and the formula with its numbers, from the update `first` on."""
    return uncached(await threads.long(json_answer, inside_answer, content))


@router.post(
    "/code",
    operation_id="writeCode",
    summary="Write an experiment as code",
    response_model=Code,
    responses=success(examples.CODE, "Python for the engine, and each run's constructor calls.")
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body({"spec": examples.SPEC}, "CodeDocument"),
)
async def write_code(threads: ThreadsDep, content: ContentDep) -> Response:
    """A program for the engine, and the same optimizers in PyTorch, Keras and optax."""
    return uncached(await threads.short(json_answer, code, content))


def sweep(data: object) -> dict[str, Any]:
    """The sweep that a request asks for. Raises SpecError."""
    fields = fields_of(TuneDocument, data)
    settings, spec = read_plain(TuneDocument, fields), read_spec(fields["spec"])
    if isinstance(spec, TrainingSpec):
        return tune_training(spec, **settings).to_dict()
    return tune(race_of(spec, MOST_STEPS), **settings).to_dict()


def inside_answer(data: object) -> dict[str, Any]:
    """The updates that a request asks for, their formulas also as MathML. Raises SpecError."""
    fields = fields_of(InsideDocument, data)
    spec = read_race(fields["spec"])
    inside = updates(spec, **read_plain(InsideDocument, fields))
    return {"looks": [with_mathml(update) for update in inside]}


def code(data: object) -> dict[str, Any]:
    """The code that a request asks for. Raises SpecError."""
    spec = read_spec(fields_of(CodeDocument, data)["spec"])
    runs = constructors(spec) if isinstance(spec, DescentSpec | TrainingSpec) else []
    return {"python": python(spec), "runs": runs}


def read_spec(data: object) -> Spec:
    """The specification inside a request. Raises SpecError with its path there."""
    try:
        return read(data)
    except SpecError as error:
        raise SpecError(f"spec.{error.path}" if error.path else "spec", error.message) from error


def read_race(data: object, most_steps: int | None = None) -> DescentSpec:
    """A descent that is short enough to be worked on while somebody waits. Raises SpecError."""
    return race_of(read_spec(data), most_steps)


def race_of(spec: Spec, most_steps: int | None = None) -> DescentSpec:
    """The specification as a descent that is short enough. Raises SpecError."""
    if not isinstance(spec, DescentSpec):
        raise SpecError("spec.kind", f"this works for a {DescentSpec.kind}, not for a {spec.kind}")
    if most_steps is not None and spec.steps > most_steps:
        raise SpecError("spec.steps", f"this works up to {most_steps:,} steps")
    return spec


def with_mathml(update: Inside) -> dict[str, Any]:
    """An update seen from inside, with its formulas as MathML beside them."""
    fields = update.to_dict()
    formulas = {"formula": fields["formula"], **fields["filled"]}
    return fields | {
        "mathml": {name: [mathml(line) for line in lines] for name, lines in formulas.items()}
    }


@lru_cache(REMEMBERED)
def mathml(line: str) -> str:
    """A line of LaTeX as MathML; the lines that all updates share are converted once."""
    return str(convert(line, display="block"))
