"""Stream routes: an experiment's steps as they are computed, by websocket or server-sent events."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

from app.deps import ID, UNKNOWN, IdDep, LabDep, SettingsDep
from app.errors import Problem, StoreError
from app.follower import Idle, Message, Window, messages
from app.frames import HEADER
from app.lab import Lab
from app.metrics import Metrics
from app.schemas import problems
from app.session import Session
from app.settings import Settings

router = APIRouter(prefix="/api/v1/experiments", tags=["experiments"])

NORMAL, GOING_AWAY, POLICY = 1000, 1001, 1008
CLOSING = 1.0
PRIVATE = 4000
UNKNOWN_ID, BAD_REQUEST, IDLE, TOO_MANY, NO_STORE = 4404, 4422, 4408, 4429, 4503

SSE_EXAMPLE = (
    'event: hello\ndata: {"type": "hello", …}\n\nevent: frame\nid: 12\ndata: AAAAAAwAAAA…\n\n'
)
SSE_DOCUMENT: dict[str, Any] = {
    "description": "`hello`; `frame`, whose data is a frame in base64 and whose id the next row; "
    "`event`; `end`.",
    "content": {"text/event-stream": {"example": SSE_EXAMPLE}},
}


class Refused(Exception):
    """A stream that cannot be; with the code the websocket is closed with."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Pace:
    """How sending goes on; one timer a follower, where a time limit on each send costs a third."""

    def __init__(self) -> None:
        self.sending = False
        self.sent = 0

    async def watch(self, limit: float) -> None:
        """Raises TimeoutError once one send takes longer than `limit`, at the latest twice that."""
        while True:
            before = self.sent if self.sending else None
            await asyncio.sleep(limit)
            if self.sending and self.sent == before:
                raise TimeoutError


async def find(lab: Lab, experiment: str, since: str | None) -> tuple[Session, int]:
    """The session to follow and the first row wanted. Raises Refused."""
    if lab.followers >= lab.settings.max_followers:
        raise Refused(TOO_MANY, "too many streams are open; try again later")
    try:
        session = await lab.session(experiment) if ID.fullmatch(experiment) else None
    except StoreError as error:
        raise Refused(NO_STORE, str(error)) from error
    except Problem as problem:
        raise Refused(PRIVATE + problem.status, problem.detail) from problem
    if session is None:
        raise Refused(UNKNOWN_ID, UNKNOWN)
    return session, read_since(since, session.spec.rows)


@contextmanager
def counted(lab: Lab, session: Session) -> Iterator[None]:
    """Count a follower while it follows; a session that has some stays in memory."""
    session.followers += 1
    lab.followers += 1
    try:
        yield
    finally:
        session.followers -= 1
        lab.followers -= 1


def read_since(text: str | None, rows: int) -> int:
    """The first row wanted. Raises Refused unless it is a number between 0 and `rows`."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= rows):
        raise Refused(BAD_REQUEST, f"since: expected a whole number between 0 and {rows:,}")
    return int(text)


@router.websocket("/{id}/stream")
async def stream(socket: WebSocket, lab: LabDep, settings: SettingsDep) -> None:
    """Frames and events from row `since` on, at the pace of the client's acknowledgements."""
    await socket.accept()
    since = socket.query_params.get("since")
    # A client that is gone shows as WebSocketDisconnect, one that is stuck as TimeoutError.
    with suppress(WebSocketDisconnect):
        try:
            async with asyncio.timeout(settings.stream_timeout):
                session, first = await find(lab, socket.path_params["id"], since)
                with counted(lab, session):
                    await follow(socket, session, first, settings, lab.metrics)
        except Refused as refused:
            await close(socket, refused.code, refused.reason)
        except Idle:
            await close(socket, IDLE, "nothing was acknowledged for too long")
        except TimeoutError:
            await close(socket, GOING_AWAY, "the stream took too long; come back with since")


async def follow(
    socket: WebSocket, session: Session, first: int, settings: Settings, metrics: Metrics
) -> None:
    """Send everything while listening for acknowledgements; when one ends, so does the other."""
    window = Window(settings.window, settings.idle_timeout)
    pace = Pace()
    try:
        async with asyncio.TaskGroup() as tasks:
            helpers = [
                tasks.create_task(listen(socket, window)),
                tasks.create_task(pace.watch(settings.stall_timeout)),
            ]
            await send(socket, session, first, window, settings, metrics, pace)
            for helper in helpers:
                helper.cancel()
    except ExceptionGroup as group:
        raise group.exceptions[0] from group


async def send(
    socket: WebSocket,
    session: Session,
    first: int,
    window: Window,
    settings: Settings,
    metrics: Metrics,
    pace: Pace,
) -> None:
    """Send the stream to its end, then wait a while for the last acknowledgement before closing."""
    async for message in messages(session, first, window):
        pace.sending = True
        if isinstance(message, bytes):
            metrics.frames.inc()
            metrics.bytes.inc(len(message))
            await socket.send_bytes(message)
        else:
            await socket.send_text(json.dumps(message))
        pace.sending = False
        pace.sent += 1
    if session.live:
        await close(socket, GOING_AWAY, "the server is stopping")
        return
    with suppress(TimeoutError, Idle):
        async with asyncio.timeout(settings.stall_timeout):
            await window.room(1)
    await close(socket, NORMAL, "")


async def listen(socket: WebSocket, window: Window) -> None:
    """Take acknowledgements. Raises WebSocketDisconnect at the end, Refused for anything else."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code") or 1006)
        try:
            data = json.loads(message.get("text") or "")
            rows = data["step"] if data["type"] == "ack" else None
        except (ValueError, TypeError, KeyError, RecursionError):
            rows = None
        if not isinstance(rows, int) or isinstance(rows, bool):
            raise Refused(POLICY, 'expected {"type": "ack", "step": k}')
        window.acknowledge(rows)


async def close(socket: WebSocket, code: int, reason: str) -> None:
    """Close a websocket; one that is stuck is left to the time limits of its connection."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSING):
            await socket.close(code, reason)


@router.get(
    "/{id}/stream",
    operation_id="streamExperiment",
    summary="Follow an experiment by server-sent events",
    response_class=StreamingResponse,
    responses=problems(404, 409, 422, 429, 503) | {200: SSE_DOCUMENT},
)
async def events(
    lab: LabDep,
    settings: SettingsDep,
    experiment: IdDep,
    since: Annotated[str | None, Query(description="The first row wanted.")] = None,
    last_event_id: Annotated[str | None, Header(description="Where a reconnect resumes.")] = None,
) -> StreamingResponse:
    """The same messages for clients that cannot open a websocket."""
    try:
        session, first = await find(lab, experiment, last_event_id or since)
    except Refused as refused:
        field = "since" if refused.code == BAD_REQUEST else None
        raise Problem(refused.code - PRIVATE, refused.reason, field=field) from refused

    async def body() -> AsyncIterator[bytes]:
        with counted(lab, session):
            async for piece in beating(messages(session, first, None), settings):
                yield piece

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


async def beating(stream: AsyncGenerator[Message], settings: Settings) -> AsyncIterator[bytes]:
    """Messages as events, with a comment wherever nothing happens for long."""
    end = time.monotonic() + settings.stream_timeout
    following: asyncio.Task[Message] | None = None
    try:
        while time.monotonic() < end:
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
    return f"event: {message['type']}\ndata: {json.dumps(message)}\n\n".encode()
