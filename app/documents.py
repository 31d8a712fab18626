"""Documents: what the API says about requests, derived from what the engine declares and checks.

Requests that are no experiments declare their settings here, in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from app import examples
from engine.expressions import MAX_LENGTH
from engine.knobs import Scale
from engine.rates import RATES, USUAL_RATES
from engine.specs import KINDS, LIMITS, RunSpec
from engine.specs.basin import VIEW
from engine.specs.descent import STARTS
from engine.specs.schema import object_schema
from engine.specs.settings import Structure
from engine.specs.training import DatasetChoice, Normalize

MOST_STEPS = 20_000
MOST_UPDATES = 64
COARSEST, FINEST, USUAL = 2, 400, 60


def reference(name: str) -> dict[str, Any]:
    """A reference to a document."""
    return {"$ref": f"#/components/schemas/{name}"}


def document_name(kind: str) -> str:
    """The name of the document of a kind; that of descents is older than the others."""
    return "SpecDocument" if kind == "descent" else f"{kind.title()}Document"


SPECS = tuple(document_name(kind) for kind in KINDS)
RACE = Annotated[object, Structure(reference("SpecDocument")), "The race."]
SIDE = Scale("log", COARSEST, FINEST, (COARSEST, FINEST), None, "integer")


@dataclass(frozen=True)
class TuneDocument:
    """One run of a race or a training whose learning rate is to be swept."""

    spec: Annotated[
        object,
        Structure({"anyOf": [reference("SpecDocument"), reference("TrainingDocument")]}),
        "The race or the training.",
    ]
    run: Annotated[
        int, Scale("linear", 0, LIMITS.runs - 1, (0, 7), None, "integer"), "The index of the run."
    ] = 0
    rates: Annotated[
        int, Scale("linear", *RATES, RATES, None, "integer"), "How many rates to try."
    ] = USUAL_RATES


@dataclass(frozen=True)
class InsideDocument:
    """Updates of one entry (run × start) of a race to look into."""

    spec: RACE
    entry: Annotated[
        int,
        Scale("linear", 0, LIMITS.entries - 1, (0, 7), None, "integer"),
        "The index of the entry: run by run, and start by start.",
    ] = 0
    first: Annotated[
        int,
        Scale("linear", 0, MOST_STEPS, (0, 1_000), None, "integer"),
        "The step that the first update leaves.",
    ] = 0
    count: Annotated[
        int, Scale("linear", 1, MOST_UPDATES, (1, MOST_UPDATES), None, "integer"), "How many."
    ] = 1


@dataclass(frozen=True)
class CodeDocument:
    """An experiment to be written as code."""

    spec: Annotated[
        object, Structure({"anyOf": [reference(name) for name in SPECS]}), "The experiment."
    ]


@dataclass(frozen=True, kw_only=True)
class CompileDocument:
    """A formula to be tried."""

    expression: Annotated[
        str, Structure({"type": "string", "maxLength": MAX_LENGTH}), "The formula, of x and y."
    ]
    view: Annotated[object, Structure(VIEW, optional=True), "[[x from, x to], [y from, y to]]."]
    parameters: Annotated[
        object,
        Structure({"type": ["object", "null"]}, optional=True, default={}),
        "Its parameters: each a number, or a value with its range.",
    ]
    start: Annotated[
        object, STARTS, "Where a race is to begin, a point or several; the answer says if it can."
    ]
    nx: Annotated[int, SIDE, "Heights along x."] = USUAL
    ny: Annotated[int, SIDE, "Heights along y."] = USUAL


@dataclass(frozen=True, kw_only=True)
class SampleDocument:
    """A data set to draw."""

    dataset: DatasetChoice
    normalize: Normalize = False


REQUESTS = (TuneDocument, InsideDocument, CodeDocument, CompileDocument, SampleDocument)


def documents() -> dict[str, Any]:
    """The schema of every request by name."""
    run = object_schema(RunSpec)
    specs = {
        document_name(name): kind.schema() | {"example": examples.SPECS[name]}
        for name, kind in KINDS.items()
    }
    others = {request.__name__: object_schema(request) for request in REQUESTS}
    found = {name: with_references(schema, run) for name, schema in (specs | others).items()}
    return {"RunDocument": run, **found}


def with_references(schema: Any, run: Mapping[str, Any]) -> Any:
    """The schema with a reference wherever it holds that of a run."""
    if schema == run:
        return reference("RunDocument")
    if isinstance(schema, Mapping):
        return {name: with_references(part, run) for name, part in schema.items()}
    return [with_references(part, run) for part in schema] if isinstance(schema, list) else schema
