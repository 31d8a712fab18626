"""The event route: the websocket's messages as server-sent events, where websockets are blocked."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from app.deps import ExperimentsDep, FollowersDep, IdDep, SettingsDep, TrainingViewsDep
from app.experiments.training_views import TrainingSnapshots
from app.http.errors import Problem
from app.routes.following import BAD_REQUEST, PRIVATE, Refusal, find
from app.schemas import problems
from app.settings import Settings
from app.streams.follower import EncodedMessage, Message, messages
from app.streams.frames import HEADER

router = APIRouter(prefix="/api/v1/experiments", tags=["experiments"])

SSE_EXAMPLE = (
    'event: hello\ndata: {"type": "hello", …}\n\nevent: frame\nid: 12\ndata: AAAAAAwAAAA…\n\n'
)
SSE_DOCUMENT: dict[str, Any] = {
    "description": "`hello`; `frame`, whose data is a frame in base64 and whose id the next row; "
    "`event`; `end`.",
    "content": {"text/event-stream": {"example": SSE_EXAMPLE}},
}


@router.get(
    "/{id}/stream",
    operation_id="streamExperiment",
    summary="Follow an experiment by server-sent events",
    response_class=StreamingResponse,
    responses=problems(404, 409, 422, 429, 503) | {200: SSE_DOCUMENT},
)
async def events(
    experiments: ExperimentsDep,
    followers: FollowersDep,
    views: TrainingViewsDep,
    settings: SettingsDep,
    experiment_id: IdDep,
    since: Annotated[str | None, Query(description="The first row wanted.")] = None,
    last_event_id: Annotated[str | None, Header(description="Where a reconnect resumes.")] = None,
) -> StreamingResponse:
    """The same messages for clients that cannot open a websocket."""
    try:
        experiment, first = await find(
            experiments, followers, experiment_id, last_event_id or since
        )
    except Refusal as refusal:
        field = "since" if refusal.code == BAD_REQUEST else None
        raise Problem(refusal.code - PRIVATE, refusal.reason, field=field) from refusal

    snapshots = TrainingSnapshots(views, experiment, first)

    async def body() -> AsyncIterator[bytes]:
        with followers.follow(experiment):
            async for piece in beating(messages(experiment, first, None, snapshots), settings):
                yield piece

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


async def beating(stream: AsyncGenerator[Message], settings: Settings) -> AsyncIterator[bytes]:
    """Messages as events, with a comment wherever nothing happens for long."""
    end = time.monotonic() + settings.stream_timeout
    following: asyncio.Task[Message] | None = None
    try:
        while time.monotonic() < end:
            # A task that outlives the wait: a time limit on __anext__ itself would cancel the
            # generator in the middle, and with it the stream.
            following = following or asyncio.create_task(stream.__anext__())
            done, _ = await asyncio.wait({following}, timeout=settings.heartbeat)
            if not done:
                yield b": still here\n\n"
                continue
            try:
                message = following.result()
            except StopAsyncIteration:
                return
            following = None
            yield as_event(message)
    finally:
        if following is not None:
            following.cancel()


def as_event(message: Message) -> bytes:
    """One message as a server-sent event; a frame's id is the row that follows it."""
    if isinstance(message, bytes):
        first, count, *_ = HEADER.unpack_from(message)
        data = base64.b64encode(message).decode()
        return f"event: frame\nid: {first + count}\ndata: {data}\n\n".encode()
    if not isinstance(message, EncodedMessage):
        message = EncodedMessage(message["type"], json.dumps(message))
    return f"event: {message.type}\ndata: {message.text}\n\n".encode()
