"""Dependencies: what routes ask for, as annotated aliases."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.requests import HTTPConnection

from app.experiments.registry import Experiments
from app.experiments.training_views import TrainingViews
from app.http.body import parse, read_body
from app.http.errors import Problem
from app.http.quotas import Quotas, session_of
from app.kinds import Spec, read
from app.lesson_answers import LessonAnswers
from app.metrics import Metrics
from app.settings import Settings
from app.streams.follower import Followers
from app.workers.threads import Threads

ID = re.compile(r"[0-9a-f]{32}")
UNKNOWN = "There is no experiment with this id."


def from_state(name: str) -> Callable[[HTTPConnection], Awaitable[Any]]:
    """A dependency on what the application keeps under this name."""

    # FastAPI would run a plain function in a thread, of which there are few: hence async.
    async def get(connection: HTTPConnection) -> Any:
        return getattr(connection.app.state, name)

    return get


ExperimentsDep = Annotated[Experiments, Depends(from_state("experiments"))]
FollowersDep = Annotated[Followers, Depends(from_state("followers"))]
LessonsDep = Annotated[LessonAnswers, Depends(from_state("lessons"))]
MetricsDep = Annotated[Metrics, Depends(from_state("metrics"))]
QuotasDep = Annotated[Quotas, Depends(from_state("quotas"))]
SettingsDep = Annotated[Settings, Depends(from_state("settings"))]
ThreadsDep = Annotated[Threads, Depends(from_state("threads"))]
TrainingViewsDep = Annotated[TrainingViews, Depends(from_state("training_views"))]


async def get_session(connection: HTTPConnection) -> str:
    """A short key for whoever asks, to count by."""
    return session_of(connection)


SessionKey = Annotated[str, Depends(get_session)]


async def get_id(
    experiment_id: Annotated[str, Path(alias="id", description="An experiment's id.")],
) -> str:
    """An id that could exist. Raises Problem 404 otherwise."""
    if not ID.fullmatch(experiment_id):
        raise Problem(404, UNKNOWN)
    return experiment_id


IdDep = Annotated[str, Depends(get_id)]


async def get_content(
    request: Request, quotas: QuotasDep, settings: SettingsDep, session: SessionKey
) -> bytes:
    """A body to create something from, counted against the quotas. Raises Problem."""
    quotas.spend(session)
    return await read_body(request, settings.max_body_size, settings.body_timeout)


ContentDep = Annotated[bytes, Depends(get_content)]


async def get_spec(threads: ThreadsDep, content: ContentDep) -> Spec:
    """The specification in a request's body. Raises Problem or SpecError."""
    return await threads.short(lambda: read(parse(content)))


SpecDep = Annotated[Spec, Depends(get_spec)]
