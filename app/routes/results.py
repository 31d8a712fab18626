"""Result routes: what an experiment came to, as JSON, CSV or NPZ."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from app import examples
from app.deps import UNKNOWN, ExperimentsDep, IdDep, ThreadsDep, TrainingViewsDep
from app.formats.results import MEDIA_TYPES, write
from app.http.errors import Problem
from app.http.responses import IMMUTABLE, not_modified, tag
from app.kinds import Outcome
from app.schemas import problems
from app.streams.live import State
from app.workers.threads import Threads
from engine.results import ENGINE_VERSION
from engine.training.results import TrainingResult

router = APIRouter(prefix="/api/v1/experiments", tags=["experiments"])

PIECE = 65_536
UNENDED = "; its numbers can be had once it has ended or is stopped."
NOT_KEPT = ", and its rows are no longer here; post it again to have them computed."
NO_RESULT = {
    State.QUEUED: f"The experiment is queued{UNENDED}",
    State.RUNNING: f"The experiment is running{UNENDED}",
    State.CANCELLED: f"The experiment was cancelled{NOT_KEPT}",
    State.FAILED: f"The experiment has failed{NOT_KEPT}",
}
ACCEPTED = {
    "application/json": "json",
    "text/csv": "csv",
    "application/x-npz": "npz",
    "application/octet-stream": "npz",
    "application/*": "json",
    "text/*": "csv",
    "*/*": "json",
}

CONTENT: dict[str, Any] = {
    "application/json": {"example": examples.RESULT},
    "text/csv": {"example": "run,start,label,step,x,y,cost,grad_norm\r\n0,0,Adam,0,-1.5,…\r\n"},
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}


@router.get(
    "/{id}/result",
    operation_id="getResult",
    summary="Get an experiment's result",
    response_class=Response,
    responses=problems(304, 404, 406, 409, 422, 429, 503)
    | {200: {"description": "The numbers, the same in every format.", "content": CONTENT}},
)
async def result(
    request: Request,
    experiments: ExperimentsDep,
    threads: ThreadsDep,
    views: TrainingViewsDep,
    experiment_id: IdDep,
    format_name: Annotated[
        Literal["json", "csv", "npz"] | None,
        Query(alias="format", description="By default what the Accept header prefers."),
    ] = None,
) -> Response:
    """Complete and final, so it may be kept for ever; 409 as long as the experiment runs.

    Of one that was stopped, the rows there are, as long as they are in memory: `status` and `rows`
    say so.
    """
    name = format_name or negotiate(request.headers.get("accept", "*/*"))
    experiment = await experiments.load(experiment_id)
    if experiment is None:
        raise Problem(404, UNKNOWN)
    if not experiment.readable:
        state = experiment.state
        raise Problem(409, NO_RESULT[state], kind="no-result", experiment_status=state.value)
    headers, more, part = {"vary": "accept"}, dict[str, Any](), ""
    if experiment.state is State.SUCCEEDED:
        etag = tag(experiment_id, name, ENGINE_VERSION, computation(experiment.result()))
        headers |= {"etag": etag, "cache-control": IMMUTABLE}
        if unchanged := not_modified(request, headers):
            return unchanged
    else:
        # Posted again, the same experiment may come to its end: nobody should keep this.
        headers["cache-control"] = "no-store"
        more = {"status": experiment.state.value, "rows": experiment.done}
        part = f"-{experiment.state}"
    disposition = "inline" if name == "json" else "attachment"
    headers["content-disposition"] = (
        f'{disposition}; filename="descentlab-{experiment_id[:8]}{part}.{name}"'
    )
    pieces = in_threads(threads, write(await views.result(experiment), name, more))
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[name], headers=headers)


def computation(outcome: Outcome) -> str:
    """What another computation of the same experiment would not have in common with this one.

    The seconds that a training took stand in its result, so the entity tag has to name them.
    """
    if not isinstance(outcome, TrainingResult):
        return ""
    return hashlib.sha256(outcome.elapsed.tobytes()).hexdigest()


def negotiate(accept: str) -> str:
    """The format an Accept header prefers. Raises Problem 406 when it takes none."""
    weighted: list[tuple[float, str]] = []
    for item in accept.lower().split(","):
        media, *parameters = (part.strip() for part in item.split(";"))
        weights = [part[2:] for part in parameters if part.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        if media in ACCEPTED and weight > 0:
            weighted.append((weight, ACCEPTED[media]))
    if not weighted:
        raise Problem(406, f"Formats: {', '.join(MEDIA_TYPES)}.")
    return max(weighted, key=lambda item: item[0])[1]


async def in_threads(threads: Threads, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces made in threads, some at a time, while the event loop goes on."""
    while piece := await threads.short(gather, pieces):
        yield piece


def gather(pieces: Iterator[bytes]) -> bytes:
    """The next pieces, together not much larger than PIECE; nothing at the end."""
    batch: list[bytes] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece)
        if size >= PIECE:
            break
    return b"".join(batch)
