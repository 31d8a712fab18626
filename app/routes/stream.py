"""The websocket route: an experiment's steps as they are computed, at each follower's own pace."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.deps import ExperimentsDep, FollowersDep, MetricsDep, SettingsDep, TrainingViewsDep
from app.experiments.training_views import TrainingSnapshots
from app.metrics import Sent
from app.routes.following import Refusal, find
from app.settings import Settings
from app.streams.follower import EncodedMessage, Idle, Message, Window, messages
from app.streams.live import LiveExperiment

router = APIRouter(prefix="/api/v1/experiments", tags=["experiments"])

NORMAL, GOING_AWAY, POLICY, IDLE = 1000, 1001, 1008, 4408
CLOSING = 1.0


@router.websocket("/{id}/stream")
async def stream(
    socket: WebSocket,
    experiments: ExperimentsDep,
    followers: FollowersDep,
    views: TrainingViewsDep,
    settings: SettingsDep,
    metrics: MetricsDep,
) -> None:
    """Frames and events from row `since` on, at the pace of the client's acknowledgements."""
    await socket.accept()
    since = socket.query_params.get("since")
    sender = Sender(socket, metrics.sent)
    # A client that is gone shows as WebSocketDisconnect, one that is stuck as TimeoutError.
    with suppress(WebSocketDisconnect):
        try:
            async with asyncio.timeout(settings.stream_timeout):
                experiment, first = await find(
                    experiments, followers, socket.path_params["id"], since
                )
                snapshots = TrainingSnapshots(views, experiment, first)
                with followers.follow(experiment):
                    await follow(sender, experiment, first, snapshots, settings)
        except Refusal as refusal:
            await close(socket, refusal.code, refusal.reason)
        except Idle:
            await close(socket, IDLE, "nothing was acknowledged for too long")
        except TimeoutError:
            await close(socket, GOING_AWAY, "the stream took too long; come back with since")


async def follow(
    sender: "Sender",
    experiment: LiveExperiment,
    first: int,
    snapshots: TrainingSnapshots,
    settings: Settings,
) -> None:
    """Send everything while listening for acknowledgements; when one ends, so do the others."""
    window = Window(settings.window, settings.idle_timeout)
    try:
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(listen(sender.socket, window)),
                tasks.create_task(sender.watch(settings.stall_timeout)),
            ]
            await send_stream(
                sender, messages(experiment, first, window, snapshots), experiment, window, settings
            )
            for task in others:
                task.cancel()
    # The first to fail is why the stream ends; the group has cancelled the others for it.
    except ExceptionGroup as group:
        raise group.exceptions[0] from group


class Sender:
    """Sends messages and notices when one of them gets stuck, without a timer for each."""

    def __init__(self, socket: WebSocket, sent: Sent) -> None:
        self.socket, self._sent = socket, sent
        self._since: float | None = None

    async def send(self, message: Message) -> None:
        """Send one message, however long the client takes to make room for it."""
        self._since = time.monotonic()
        if isinstance(message, bytes):
            self._sent.add(len(message))
            await self.socket.send_bytes(message)
        elif isinstance(message, EncodedMessage):
            await self.socket.send_text(message.text)
        else:
            await self.socket.send_text(json.dumps(message))
        self._since = None

    async def watch(self, stall_timeout: float) -> None:
        """Raises TimeoutError once a message has been stuck for so long."""
        # One look now and then at when the last message went out: hundreds of followers are sent
        # thousands of messages a second, and a timer for each would cost more than the message.
        while True:
            await asyncio.sleep(stall_timeout / 4)
            if self._since is not None and time.monotonic() - self._since > stall_timeout:
                raise TimeoutError


async def send_stream(
    sender: Sender,
    stream: AsyncIterator[Message],
    experiment: LiveExperiment,
    window: Window,
    settings: Settings,
) -> None:
    """Send the stream to its end, then wait a while for the last acknowledgement before closing."""
    async for message in stream:
        await sender.send(message)
    if experiment.unfinished:
        await close(sender.socket, GOING_AWAY, "the server is stopping")
        return
    with suppress(TimeoutError, Idle):
        async with asyncio.timeout(settings.stall_timeout):
            await window.room(1)
    await close(sender.socket, NORMAL, "")


async def listen(socket: WebSocket, window: Window) -> None:
    """Take acknowledgements. Raises WebSocketDisconnect at the end, Refusal for anything else."""
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
            raise Refusal(POLICY, 'expected {"type": "ack", "step": k}')
        window.acknowledge(rows)


async def close(socket: WebSocket, code: int, reason: str) -> None:
    """Close a websocket; one that is stuck is left to the time limits of its connection."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSING):
            await socket.close(code, reason)
