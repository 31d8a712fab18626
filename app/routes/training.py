"""Training routes: what can be seen of networks while they train, and of data before they do."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from app import examples
from app.deps import (
    UNKNOWN,
    ContentDep,
    ExperimentsDep,
    IdDep,
    ThreadsDep,
    TrainingViewsDep,
)
from app.documents import SampleDocument
from app.experiments.registry import Experiments
from app.http.errors import Problem
from app.http.responses import IMMUTABLE, cached, json_answer, tag, uncached
from app.schemas import (
    EvaluationSeries,
    Sample,
    Slice,
    Snapshot,
    body,
    problems,
    success,
)
from app.streams.live import LiveExperiment
from engine import datasets
from engine.datasets import Data, Scaling
from engine.knobs import LAST_SEED
from engine.results import ENGINE_VERSION
from engine.specs.settings import fields_of, read
from engine.specs.spec import LIMITS

router = APIRouter(prefix="/api/v1", tags=["trainings"])

MOST_POINTS = 101

StartDep = Annotated[int, Query(ge=0, description="Which of the seeds, counted from 0.")]


async def find_training(experiments: Experiments, experiment_id: str) -> LiveExperiment:
    """The experiment with this id. Raises Problem 404 where there is none."""
    experiment = await experiments.load(experiment_id)
    if experiment is None:
        raise Problem(404, UNKNOWN)
    return experiment


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
    experiments: ExperimentsDep,
    views: TrainingViewsDep,
    experiment_id: IdDep,
    index: Annotated[int, Path(ge=0, le=LIMITS.evaluations)],
    start: StartDep = 0,
    plane: Annotated[
        Literal["pca", "features"] | None,
        Query(
            description="What data of more than two features are looked at in; pca unless given."
        ),
    ] = None,
    first: Annotated[int, Query(ge=0, description="A feature's index.")] = 0,
    second: Annotated[int, Query(ge=0, description="Another one's.")] = 1,
) -> Response:
    """Index 0 is the start, index k what the k-th evaluated epoch left; it never changes.

    In a plane of two features the others are at their means.
    """
    experiment = await find_training(experiments, experiment_id)
    choice = plane and {"plane": plane, "first": first, "second": second}
    text = await views.snapshot(experiment, index, start, choice or None)
    etag = tag(experiment_id, str(index), str(start), str(choice), ENGINE_VERSION)
    return cached(request, text, etag=etag, cache=IMMUTABLE)


@router.get(
    "/experiments/{id}/evaluations",
    operation_id="getEvaluations",
    summary="Get a training's accuracies and norms so far",
    response_model=EvaluationSeries,
    responses=success(examples.EVALUATIONS, "A list for each quantity, the start first.")
    | problems(404, 409, 422, 429, 503),
)
async def get_evaluations(
    experiments: ExperimentsDep,
    views: TrainingViewsDep,
    experiment_id: IdDep,
    since: Annotated[int, Query(ge=0, description="The first evaluation wanted.")] = 0,
) -> Response:
    """Works while it trains; ask again with `since` for what has come since."""
    experiment = await find_training(experiments, experiment_id)
    return uncached(await views.evaluations(experiment, since))


@router.get(
    "/experiments/{id}/landscape",
    operation_id="getLandscape",
    summary="Look at a training's loss over a plane",
    response_model=Slice,
    responses=success(examples.LANDSCAPE, "The cost over the plane, and every run's way on it.")
    | problems(404, 409, 422, 429, 503),
)
async def get_landscape(
    experiments: ExperimentsDep,
    views: TrainingViewsDep,
    experiment_id: IdDep,
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
    experiment = await find_training(experiments, experiment_id)
    choice = {"plane": plane, "seed": seed, "first": first, "second": second}
    return uncached(await views.landscape(experiment, choice, start, n))


@router.post(
    "/datasets/sample",
    operation_id="sampleDataset",
    summary="Draw a data set",
    response_model=Sample,
    responses=success(examples.SAMPLE, "The points, feature by feature, and what they are.")
    | problems(408, 413, 415, 422, 429),
    openapi_extra=body(examples.SAMPLE_OF, "SampleDocument"),
)
async def sample(threads: ThreadsDep, content: ContentDep) -> Response:
    """Training and test data as they are drawn, and how they would be normalized."""
    return uncached(await threads.short(json_answer, draw_sample, content))


def draw_sample(data: object) -> dict[str, Any]:
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
