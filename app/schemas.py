"""Schemas: what the API documentation promises about requests and responses.

Requests are checked by the engine's own specifications, so that page, API, command line and
notebook accept the same; the schemas here describe them.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app import examples
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


class RunDocument(BaseModel):
    """One optimizer with its settings."""

    optimizer: str
    hyperparameters: dict[str, float | bool | str] = Field({}, description="Those not at default.")
    schedule: dict[str, Any] = Field({"name": "constant"}, description="The learning rate's.")
    label: str | None = None


class SpecDocument(BaseModel):
    """An experiment of kind descent: runs on one surface under the same conditions."""

    kind: Literal["descent"] = "descent"
    surface: str | dict[str, Any] = Field(
        description="A name; a name with parameters; or an expression with its view."
    )
    start: list[float] | list[list[float]] | None = Field(None, description="Point, or points.")
    steps: int = Field(500, ge=1, le=1_000_000)
    seed: int = Field(0, ge=0)
    gradient_noise: float = Field(0.0, ge=0)
    tolerances: dict[str, float | None] = Field({}, description="Stop at this grad_norm or cost.")
    runs: list[RunDocument] = Field(min_length=1, max_length=64)
    interventions: list[dict[str, Any]] = Field([], description="Knobs turned on the way.")


class BasinDocument(BaseModel):
    """An experiment of kind basin: where one run ends from every point of a lattice."""

    model_config = ConfigDict(json_schema_extra={"example": examples.BASIN})

    kind: Literal["basin"]
    surface: str | dict[str, Any] = Field(
        description="A name; a name with parameters; or an expression with its view."
    )
    view: list[list[float]] | None = Field(None, description="By default the surface's own.")
    nx: int = Field(128, ge=2, le=256)
    ny: int = Field(128, ge=2, le=256)
    steps: int = Field(300, ge=1, le=20_000)
    seed: int = Field(0, ge=0)
    gradient_noise: float = Field(0.0, ge=0)
    tolerance: float = Field(1e-3, ge=0, description="The gradient norm that counts as arrival.")
    run: RunDocument


class TrainingDocument(BaseModel):
    """An experiment of kind training: runs on one network and data set, all else equal."""

    model_config = ConfigDict(json_schema_extra={"example": examples.TRAINING})

    kind: Literal["training"]
    dataset: str | dict[str, Any] = Field(description="A name, or a name with its knobs.")
    normalize: bool = Field(False, description="By mean and spread of the training data.")
    network: dict[str, Any] = Field(
        description="`layers`, inputs and outputs included; `activation`, `output`, `initializer`, "
        "and `seed`, one or a list of them."
    )
    l2: float = Field(0.0, ge=0)
    keep_prob: float = Field(1.0, gt=0, le=1, description="Of hidden units; 1 is no dropout.")
    dropout_seed: int = Field(0, ge=0)
    clip_norm: float | None = Field(None, description="The norm that gradients are cut to.")
    batch_size: int = Field(64, ge=1)
    epochs: int = Field(1_000, ge=1, le=1_000_000)
    shuffle_seed: int = Field(0, ge=0)
    evaluations: int = Field(200, ge=1, le=1_000, description="Epochs that are evaluated.")
    runs: list[RunDocument] = Field(min_length=1, max_length=64)
    interventions: list[dict[str, Any]] = Field([], description="Knobs turned on the way.")


class CompileDocument(BaseModel):
    """A formula to be tried."""

    expression: str = Field(max_length=500)
    view: list[list[float]] | None = Field(None, description="[[x from, x to], [y from, y to]].")
    parameters: dict[str, Any] = {}
    nx: int = Field(60, ge=2, le=400)
    ny: int = Field(60, ge=2, le=400)


class TuneDocument(BaseModel):
    """One run of a race whose learning rate is to be swept."""

    spec: SpecDocument
    run: int = Field(0, ge=0)
    rates: int = Field(61, ge=3, le=241, description="How many rates to try.")


class InsideDocument(BaseModel):
    """Updates of one entry (run × start) of a race to look into."""

    spec: SpecDocument
    entry: int = Field(0, ge=0)
    first: int = Field(0, ge=0, le=20_000, description="The step that the first update leaves.")
    count: int = Field(1, ge=1, le=64)


class CodeDocument(BaseModel):
    """An experiment to be written as code."""

    spec: SpecDocument | BasinDocument | TrainingDocument


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
    boundary: dict[str, Any] | None = Field(description="The lattice of the boundaries.")


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


class SampleDocument(BaseModel):
    """A data set to draw."""

    dataset: str | dict[str, Any] = Field(description="A name, or a name with its knobs.")
    normalize: bool = False


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


class Code(BaseModel):
    """An experiment as code."""

    python: str
    runs: list[dict[str, str | None]] = Field(description="Constructor calls by framework.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of an operation, for its documentation."""
    documented: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        description, members = examples.PROBLEMS[status]
        documented[status] = {"description": description}
        if members:
            example = {"type": "about:blank", "title": phrase(status), "status": status} | members
            schema = {"$ref": "#/components/schemas/ProblemDocument"}
            documented[status]["content"] = {MEDIA_TYPE: {"schema": schema, "example": example}}
    return documented


def success(example: Any, description: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """An operation's success with its example, for its documentation."""
    content = {"application/json": {"example": example}}
    return {status: {"description": description, "content": content}}


def body(example: Any, *documents: type[BaseModel]) -> dict[str, Any]:
    """A request body that the engine checks, one of these documents, for the documentation."""
    schemas = [{"$ref": f"#/components/schemas/{document.__name__}"} for document in documents]
    content = {"schema": {"anyOf": schemas}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


REFERENCED: tuple[type[BaseModel], ...] = (
    ProblemDocument,
    SpecDocument,
    BasinDocument,
    TrainingDocument,
    CompileDocument,
    TuneDocument,
    InsideDocument,
    CodeDocument,
    SampleDocument,
)
