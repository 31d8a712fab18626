"""The application: routes, guard and all that they work with, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.assets import Assets, make_templates
from app.documents import documents
from app.experiments.registry import Experiments
from app.experiments.training_views import TrainingViews
from app.http import errors
from app.http.guard import Guard
from app.http.head import Head
from app.http.quotas import Quotas
from app.http.rootpath import RootPath
from app.lesson_answers import LessonAnswers
from app.metrics import Metrics
from app.routes import (
    assets,
    catalogue,
    docs,
    events,
    experiments,
    health,
    insight,
    lessons,
    pages,
    results,
    stream,
    surfaces,
    training,
)
from app.schemas import ProblemDocument
from app.settings import Settings
from app.streams.follower import Followers
from app.workers.threads import Threads
from engine.results import ENGINE_VERSION

DESCRIPTION = """Watch optimizers race: post an experiment, follow its stream, fetch its result.

A specification is the identity of its experiment: the same one again is answered from the store.
Every error is an RFC 9457 problem. The stream at `/api/v1/experiments/{id}/stream` is a websocket:
text messages are JSON (`hello`, `event`, `end`), binary ones are frames: four little-endian uint32
(first step, steps, runs, channels), then float32 by step, run and channel. Answer with
`{"type": "ack", "step": k}`, k being the next row you expect; reconnect with `?since=k`.
"""

ROUTES = (
    pages,
    catalogue,
    surfaces,
    experiments,
    results,
    stream,
    events,
    insight,
    training,
    lessons,
    health,
    docs,
    assets,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """A server with its own state; several may live in one process."""
    settings = settings or Settings()
    metrics = Metrics()
    app = FastAPI(
        title="Descent Lab",
        summary="Fair, live comparisons of optimizers",
        description=DESCRIPTION,
        version=ENGINE_VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings, app.state.metrics = settings, metrics
    app.state.quotas, app.state.followers = Quotas(settings), Followers(settings.max_followers)
    metrics.followers.set_function(lambda: app.state.followers.count)
    app.state.assets, app.state.templates = Assets(), make_templates()
    errors.install(app)
    for module in ROUTES:
        app.include_router(module.router)
    app.add_middleware(Head)
    app.add_middleware(RootPath, prefix=settings.root_path)
    app.add_middleware(Guard, settings=settings, metrics=metrics)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What holds threads, processes or files opens and closes with the server."""
    state = app.state
    # Closed in the opposite order: streams and computing end before the threads they ask for help.
    async with (
        Threads() as threads,
        Experiments(state.settings, state.metrics, threads) as experiments,
    ):
        state.threads, state.experiments = threads, experiments
        state.training_views = TrainingViews(threads)
        state.lessons = LessonAnswers(experiments, threads)
        yield


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the schemas that only operations' extras refer to."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        _, extra = models_json_schema(
            [(ProblemDocument, "validation")],
            ref_template="#/components/schemas/{model}",
        )
        schema["components"]["schemas"] |= extra["$defs"] | documents()
        app.openapi_schema = without_framework_errors(schema)
    return app.openapi_schema


def without_framework_errors(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop the error that FastAPI documents of its own accord: here, every error is a problem."""
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)
    for methods in schema["paths"].values():
        for operation in methods.values():
            responses = operation["responses"]
            if "application/json" in responses.get("422", {}).get("content", {}):
                del responses["422"]
    return schema
