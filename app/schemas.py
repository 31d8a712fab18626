"""Schemas: what the API documentation promises about requests and responses.

Requests are checked by the engine's own specifications, so that page, API, command line and
notebook accept the same; `app.documents` describes them.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app import examples
from app.documents import reference
from app.http.errors import MEDIA_TYPE, phrase


class Extensible(BaseModel):
    """An object that may gain fields."""

    model_config = ConfigDict(extra="allow")


class ProblemDocument(Extensible):
    """RFC 9457 problem details."""

    type: str = Field(description="A name for this kind of problem, or about:blank.")
    title: str
    status: int
    detail: str = Field(description="What is wrong, and what would do.")
    field: str | None = Field(None, description="The path of the field at fault: runs[0].label.")
    column: int | None = Field(None, description="The column, from 1, in an expression or in JSON.")
    part: str | None = Field(None, description="The part of an expression that is refused.")


class Links(BaseModel):
    """Where to go from here."""

    self: str
    result: str
    stream: str
    cancel: str


class Experiment(BaseModel):
    """An experiment and how far it is; times are seconds since 1970, UTC."""

    id: str
    kind: str
    status: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1)
    created: float
    started: float | None
    finished: float | None
    engine: str | None
    error: str | None
    spec: dict[str, Any]
    links: Links


class ExperimentPage(BaseModel):
    """A page of experiments, the newest first."""

    items: list[Experiment]
    next: str | None = Field(description="The cursor of the next page.")


class Item(Extensible):
    """An entry of the catalogue."""

    name: str
    title: str


class Grid(Extensible):
    """Heights over a grid: z[row][column], a row for each y; null where there is no number."""

    x: list[float]
    y: list[float]
    z: list[list[float | None]]


class CompiledSurface(Extensible):
    """A formula understood."""

    expression: str
    latex: str
    mathml: str
    gradient_mathml: str | None = Field(description="None where it would be too long to read.")
    start: list[float] = Field(description="A point inside its domain to start from.")
    start_problem: str | None = Field(
        None, description="Why no race can begin at the start that was asked about."
    )
    notes: list[str] = Field(description="How it was read, and where it is undefined.")
    grid: Grid


class Sweep(Extensible):
    """Final cost for each learning rate."""

    run: int
    rates: list[float]
    costs: list[float | None]
    best: float | None
    good: list[float] | None = Field(description="The range of rates about as good as the best.")


class InsideAnswer(BaseModel):
    """Updates seen from inside; each has its quantities and its formula with the numbers in."""

    looks: list[dict[str, Any]]


class Snapshot(Extensible):
    """Networks as they were after an epoch, null for the start."""

    index: int
    epoch: int | None
    step: int
    start: int
    runs: list[dict[str, Any]]
    boundary: dict[str, Any] | None = Field(
        description="The lattice of the boundaries; wide data also have the view it is in."
    )


class EvaluationSeries(Extensible):
    """Accuracies and norms, evaluation by evaluation."""

    complete: bool
    since: int
    evaluated_epochs: list[int | None] = Field(description="Null for the start.")
    elapsed: list[float] = Field(description="Seconds of training until then.")
    runs: list[dict[str, Any]]


class Slice(Extensible):
    """The cost over a plane: z[row][column]; null where it is not finite."""

    plane: str
    x: list[float]
    y: list[float]
    z: list[list[float | None]]
    explained: list[float] | None = Field(description="Shares of variance along the two axes.")
    runs: list[dict[str, Any]]


class Sample(Extensible):
    """Points: a list for each feature; `y` has class indices, or numbers in a regression."""

    dataset: dict[str, Any]
    task: str
    features: list[str]
    classes: list[str]
    outputs: int
    train: dict[str, Any]
    test: dict[str, Any] | None
    scaling: dict[str, Any] | None


class RunCode(BaseModel):
    """One run in other frameworks; a comment behind a call says what it leaves out."""

    label: str
    pytorch: str | None
    keras: str | None
    optax: str | None
    reasons: dict[str, str] = Field(description="Why a framework has no such call, where known.")
    programs: dict[str, str | None] = Field(
        description="By framework a whole program, for a descent whose optimizer it has."
    )


class Code(BaseModel):
    """An experiment as code."""

    python: str
    runs: list[RunCode] = Field(description="Constructor calls by framework.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of an operation, for its documentation."""
    documented: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        description, members = examples.PROBLEMS[status]
        documented[status] = {"description": description}
        if members:
            example = {"type": "about:blank", "title": phrase(status), "status": status} | members
            schema = reference("ProblemDocument")
            documented[status]["content"] = {MEDIA_TYPE: {"schema": schema, "example": example}}
    return documented


def success(example: Any, description: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """An operation's success with its example, for its documentation."""
    content = {"application/json": {"example": example}}
    return {status: {"description": description, "content": content}}


def body(example: Any, *documents: str) -> dict[str, Any]:
    """A request body that the engine checks, one of these documents, for the documentation."""
    content = {"schema": {"anyOf": [reference(name) for name in documents]}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
