"""Training routes: what can be seen of networks while they train, and of data before they do."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from app import examples
from app.deps import UNKNOWN, ContentDep, IdDep, LabDep
from app.documents import SampleDocument
from app.experiments.registry import Lab
from app.http.body import parse
from app.http.caching import IMMUTABLE, has_current, tag
from app.http.errors import Problem
from app.routes.insight import answer
from app.schemas import Evaluated, Sample, Slice, Snapshot, body, problems, success
from app.streams.live import Session
from engine import datasets
from engine.datasets import Data, Scaling
from engine.knobs import LAST_SEED
from engine.results import ENGINE_VERSION
from engine.specs.settings import fields_of, read
from engine.specs.spec import LIMITS

router = APIRouter(prefix="/api/v1", tags=["trainings"])

MOST_POINTS = 101

StartDep = Annotated[int, Query(ge=0, description="Which of the seeds, counted from 0.")]


async def training(lab: Lab, experiment: str) -> Session:
    """An experiment's session. Raises Problem 404 where there is none."""
    session = await lab.session(experiment)
    if session is None:
        raise Problem(404, UNKNOWN)
    return session


def as_json(text: str, **headers: str) -> Response:
    """JSON that has been encoded already."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(text, media_type="application/json", headers=named)


@router.get(
    "/experiments/{id}/snapshots/{index}",
    operation_id="getSnapshot",
    summary="See a training's networks after an epoch",
    response_model=Snapshot,
    responses=success(examples.SNAPSHOT, "Accuracies, boundaries, paths and layers.")
    | problems(304, 404, 409, 422, 429, 503),
)
async def get_snapshot(
    request: Request,
    lab: LabDep,
    experiment: IdDep,
    index: Annotated[int, Path(ge=0, le=LIMITS.evaluations)],
    start: StartDep = 0,
) -> Response:
    """Index 0 is the start, index k what the k-th evaluated epoch left; it never changes."""
    session = await training(lab, experiment)
    text = await lab.looks.snapshot(session, index, start)
    etag = tag(experiment, str(index), str(start), ENGINE_VERSION)
    if has_current(request, etag):
        return Response(status_code=304, headers={"etag": etag, "cache-control": IMMUTABLE})
    return as_json(text, etag=etag, cache_control=IMMUTABLE)


@router.get(
    "/experiments/{id}/evaluations",
    operation_id="getEvaluations",
    summary="Get a training's accuracies and norms so far",
    response_model=Evaluated,
    responses=success(examples.EVALUATIONS, "A list for each quantity, the start first.")
    | problems(404, 409, 422, 429, 503),
)
async def get_evaluations(
    lab: LabDep,
    experiment: IdDep,
    since: Annotated[int, Query(ge=0, description="The first evaluation wanted.")] = 0,
) -> Response:
    """Works while it trains; ask again with `since` for what has come since."""
    session = await training(lab, experiment)
    return as_json(await lab.looks.evaluations(session, since), cache_control="no-store")


@router.get(
    "/experiments/{id}/landscape",
    operation_id="getLandscape",
    summary="Look at a training's loss over a plane",
    response_model=Slice,
    responses=success(examples.LANDSCAPE, "The cost over the plane, and every run's way on it.")
    | problems(404, 409, 422, 429, 503),
)
async def get_landscape(
    lab: LabDep,
    experiment: IdDep,
    plane: Literal["pca", "random", "weights"] = "pca",
    start: StartDep = 0,
    seed: Annotated[int, Query(ge=0, le=LAST_SEED, description="Of random directions.")] = 0,
    first: Annotated[int, Query(ge=0, description="A parameter's index.")] = 0,
    second: Annotated[int, Query(ge=0, description="Another one's.")] = 1,
    n: Annotated[int, Query(ge=9, le=MOST_POINTS, description="Points a side, at most.")] = 41,
) -> Response:
    """The plane in which the runs moved most, a random one, or that of two parameters."""
    if plane == "weights" and first == second:
        raise Problem(422, "second: must be another parameter than first", field="second")
    session = await training(lab, experiment)
    wanted = {"plane": plane, "seed": seed, "first": first, "second": second}
    text = await lab.looks.landscape(session, wanted, start, n)
    return as_json(text, cache_control="no-store")


@router.post(
    "/datasets/sample",
    operation_id="sampleDataset",
    summary="Draw a data set",
    response_model=Sample,
    responses=success(examples.SAMPLE, "The points, feature by feature, and what they are.")
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body(examples.SAMPLE_OF, "SampleDocument"),
)
async def sample(lab: LabDep, content: ContentDep) -> Response:
    """Training and test data as they are drawn, and how they would be normalized."""
    return answer(await lab.help(lambda: sampled(parse(content))))


def sampled(data: object) -> dict[str, Any]:
    """The points that a request asks for. Raises SpecError."""
    fields = fields_of(SampleDocument, data)
    dataset = datasets.check(fields["dataset"], "dataset")
    normalize = read(SampleDocument, fields)["normalize"]
    train, test = datasets.draw(dataset)
    scaling = Scaling.of(train) if normalize else None
    return {
        "dataset": dataset,
        "task": train.task,
        "features": list(train.features),
        "classes": list(train.classes),
        "outputs": train.outline.outputs,
        "train": points(train),
        "test": test and points(test),
        "scaling": scaling
        and {"mean": scaling.mean.ravel().tolist(), "std": scaling.std.ravel().tolist()},
    }


def points(data: Data) -> dict[str, Any]:
    """The examples, with a class index or a number each."""
    targets = data.y[0] if data.task == "regression" else data.labels
    return {"x": data.X.tolist(), "y": targets.tolist()}
