"""Experiment routes: create, look up, list, cancel, delete."""

import asyncio
import base64
import binascii
import json
import re
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from app import examples
from app.assets import url
from app.deps import (
    UNKNOWN,
    ExperimentsDep,
    IdDep,
    SessionKey,
    SettingsDep,
    SpecDep,
    ThreadsDep,
)
from app.documents import SPECS
from app.experiments.records import Record, record_of
from app.http.errors import Problem
from app.schemas import (
    Experiment,
    ExperimentPage,
    body,
    problems,
    success,
)
from app.streams.live import State

router = APIRouter(prefix="/api/v1/experiments", tags=["experiments"])

ACCEPTED = 202
PAGE = 50
LONGEST_PAGE = 100


def location(request: Request, experiment_id: str, suffix: str = "") -> str:
    """The path of an experiment's resource."""
    return url(request, f"/api/v1/experiments/{experiment_id}{suffix}")


def show(request: Request, record: Record) -> dict[str, Any]:
    """An experiment as the API shows it."""
    suffixes = {"self": "", "result": "/result", "stream": "/stream", "cancel": "/cancel"}
    return {
        "id": record.id,
        "kind": record.kind,
        "status": record.status.value,
        "progress": record.progress,
        "created": record.created,
        "started": record.started,
        "finished": record.finished,
        "engine": record.engine,
        "error": record.error,
        "spec": record.spec,
        "links": {name: location(request, record.id, end) for name, end in suffixes.items()},
    }


def preferred_wait(prefer: str | None, most: float) -> float:
    """The seconds of a `Prefer: wait=…` header (RFC 7240), at most `most`."""
    match = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?", prefer or "", re.IGNORECASE)
    return min(float(match[1]), most) if match else 0.0


@router.post(
    "",
    operation_id="createExperiment",
    summary="Have an experiment computed",
    response_model=Experiment,
    status_code=ACCEPTED,
    responses=success(examples.EXPERIMENT, "It is queued or running; follow its links.", ACCEPTED)
    | success(examples.DONE, "It is done: the same specification was computed before.")
    | problems(408, 413, 415, 422, 429, 503, 507),
    openapi_extra=body(examples.SPEC, *SPECS),
)
async def create(
    request: Request,
    response: Response,
    experiments: ExperimentsDep,
    settings: SettingsDep,
    owner: SessionKey,
    spec: SpecDep,
    prefer: Annotated[str | None, Header(description="wait=10 waits so many seconds.")] = None,
) -> dict[str, Any]:
    """Queue an experiment, or find it: equal specifications are one experiment."""
    record, experiment = await experiments.submit(spec, owner)
    wait = preferred_wait(prefer, settings.max_wait)
    if experiment is not None and wait:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await experiment.ended.wait()
        record = record_of(experiment)
    if prefer is not None and wait:
        response.headers["preference-applied"] = f"wait={wait:g}"
    response.headers["location"] = location(request, record.id)
    response.status_code = 200 if record.status is State.SUCCEEDED else ACCEPTED
    return show(request, record)


@router.get(
    "",
    operation_id="listExperiments",
    summary="List experiments, the newest first",
    response_model=ExperimentPage,
    responses=success({"items": [examples.DONE], "next": None}, "A page.") | problems(422, 503),
)
async def find(
    request: Request,
    experiments: ExperimentsDep,
    threads: ThreadsDep,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = PAGE,
    cursor: Annotated[str | None, Query(max_length=200, description="`next` of a page.")] = None,
) -> Response:
    """One page; `next` is the cursor of the page after it."""
    records = await experiments.page(limit + 1, None if cursor is None else read_cursor(cursor))
    items, more = records[:limit], len(records) > limit
    page = {
        "items": [show(request, record) for record in items],
        "next": write_cursor(items[-1]) if more else None,
    }
    return Response(await threads.short(json.dumps, page), media_type="application/json")


@router.get(
    "/{id}",
    operation_id="getExperiment",
    summary="Look an experiment up",
    response_model=Experiment,
    responses=success(examples.EXPERIMENT, "How far it is.") | problems(404, 503),
)
async def look_up(
    request: Request, experiments: ExperimentsDep, experiment_id: IdDep
) -> dict[str, Any]:
    """Its specification, complete, and how far it is."""
    return show(request, existing(await experiments.record(experiment_id)))


@router.post(
    "/{id}/cancel",
    operation_id="cancelExperiment",
    summary="Stop an experiment",
    response_model=Experiment,
    responses=success(examples.EXPERIMENT | {"status": "cancelled"}, "It is stopped.")
    | problems(404, 409, 503, 507),
)
async def cancel(
    request: Request, experiments: ExperimentsDep, experiment_id: IdDep
) -> dict[str, Any]:
    """Stop it if it waits or runs; posted again, it is computed anew."""
    record = existing(await experiments.cancel(experiment_id))
    if record.status is not State.CANCELLED:
        raise Problem(409, f"The experiment has {record.status} and cannot be cancelled.")
    return show(request, record)


@router.delete(
    "/{id}",
    operation_id="deleteExperiment",
    summary="Delete an experiment",
    status_code=204,
    response_class=Response,
    responses=problems(404, 503, 507) | {204: {"description": "It is gone."}},
)
async def delete(experiments: ExperimentsDep, experiment_id: IdDep) -> Response:
    """Stop it if need be, and forget it and its result."""
    if not await experiments.delete(experiment_id):
        raise Problem(404, UNKNOWN)
    return Response(status_code=204)


def existing(record: Record | None) -> Record:
    """The record, if there is one. Raises Problem 404."""
    if record is None:
        raise Problem(404, UNKNOWN)
    return record


def write_cursor(record: Record) -> str:
    """Where the page ends with this record.

    A place in the order, not a count of entries: experiments come and go while somebody pages, and
    an offset would then repeat or skip some.
    """
    return base64.urlsafe_b64encode(f"{record.created!r} {record.id}".encode()).decode()


def read_cursor(cursor: str) -> tuple[float, str]:
    """What `write_cursor` wrote. Raises Problem 422 for anything else."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
        created, _, experiment_id = text.partition(" ")
        if re.fullmatch(r"\d{1,12}(\.\d{1,20})?", created) and re.fullmatch(
            r"[0-9a-f]{32}", experiment_id
        ):
            return float(created), experiment_id
    except (binascii.Error, ValueError):
        pass
    raise Problem(
        422, "cursor: not one that this server gave", kind="invalid-parameter", field="cursor"
    )
