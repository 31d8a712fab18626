"""What the server's tests share: specifications, a server on a real port, a stream's client."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import numpy as np
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.experiments.records import Record
from app.experiments.registry import Experiments
from app.http.sockets import address_of, bind
from app.main import create_app
from app.metrics import Metrics
from app.server import Server
from app.settings import Settings
from app.streams.frames import HEADER
from app.streams.live import LiveExperiment
from app.workers.threads import Threads
from engine import specs
from engine.descent.race import Race, race
from engine.lanes import Array
from engine.specs import DescentSpec

T = TypeVar("T")

PATIENCE = 90.0


def spec(steps: Any = 50, **changes: Any) -> dict[str, Any]:
    """A small race, or another one."""
    runs = [{"optimizer": "gd", "hyperparameters": {"lr": 0.02}}, {"optimizer": "adam"}]
    return {"surface": "ravine", "steps": steps, "runs": runs} | changes


def described(steps: Any = 50, **changes: Any) -> DescentSpec:
    """The same race, read."""
    read = specs.from_dict(spec(steps, **changes))
    assert isinstance(read, DescentSpec)
    return read


def replay(spec: DescentSpec) -> LiveExperiment:
    """A race that has been computed; on the event loop."""
    result = race(spec)
    return LiveExperiment.recorded(spec, result.history, result.endings)


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Settings for a server that keeps its data in `folder`."""
    usual: dict[str, Any] = {"data_dir": folder, "workers": 1, "thread_budget": 10**9}
    return Settings(**usual | changes)


class Gated(Race):
    """A race that goes on only while its gate is open."""

    gate = threading.Event()

    def __init__(self, spec: DescentSpec, history: Array | None = None) -> None:
        super().__init__(spec, history)

    def advance(self, steps: int) -> int:
        return super().advance(min(steps, 10)) if self.gate.wait(0.01) else self.done


class Slow(Gated):
    """Takes its time as well: a millisecond a step."""

    def advance(self, steps: int) -> int:
        time.sleep(0.001 * min(steps, 10))
        return super().advance(steps)


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for a condition, but not for ever."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.01)


async def until(happened: Callable[[], Awaitable[T | None]]) -> T:
    """What `happened` returns, as soon as that is something."""
    for _ in range(round(PATIENCE * 100)):
        if result := await happened():
            return result
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen in time")


def use(settings: Settings, scenario: Callable[[Experiments], Awaitable[Any]]) -> Any:
    """Run a scenario with experiments of its own."""

    async def bounded() -> Any:
        async with (
            asyncio.timeout(PATIENCE),
            Threads() as threads,
            Experiments(settings, Metrics(), threads) as experiments,
        ):
            return await scenario(experiments)

    return asyncio.run(bounded())


async def finished(experiments: Experiments, experiment: str) -> Record:
    """The record of an experiment once it is stored as ended."""

    async def look() -> Record | None:
        record = await experiments.store.get(experiment)
        return record if record and record.finished else None

    return await until(look)


@dataclass(frozen=True)
class Live:
    """A server that is up: its application and its address."""

    app: FastAPI
    http: str

    def url(self, path: str) -> str:
        return self.http + path

    def stream(self, experiment: str, since: int | str | None = None) -> str:
        query = "" if since is None else f"?since={since}"
        return f"ws{self.http[4:]}/api/v1/experiments/{experiment}/stream{query}"

    def post(self, data: dict[str, Any]) -> str:
        """Create an experiment; returns its id."""
        answer = httpx2.post(self.url("/api/v1/experiments"), json=data, timeout=PATIENCE)
        assert answer.status_code in {200, 202}, answer.text
        return str(answer.json()["id"])

    def status(self, experiment: str) -> dict[str, Any]:
        answer = httpx2.get(self.url(f"/api/v1/experiments/{experiment}"), timeout=PATIENCE)
        return dict(answer.json())

    def rows(self, experiment: str) -> bytes:
        """A result as the stream should carry it."""
        path = f"/api/v1/experiments/{experiment}/result"
        runs = httpx2.get(self.url(path), timeout=PATIENCE).json()["runs"]
        names = ("x", "y", "cost", "grad_norm")
        history = np.array([[run[name] for name in names] for run in runs])
        return history.transpose(2, 0, 1).astype("<f4").tobytes()

    def wait_for(self, experiment: str, status: str = "succeeded") -> None:
        wait_until(lambda: self.status(experiment)["status"] == status)

    async def followed(self, times: int = 1) -> None:
        """Wait until so many follow."""

        async def counted() -> bool:
            return bool(self.app.state.followers.count == times)

        await until(counted)


@contextmanager
def serving(settings: Settings) -> Iterator[Live]:
    """A real server on a real port, in a thread of this process."""
    app = create_app(settings)
    listener = bind("127.0.0.1", 0, settings.stall_timeout)
    up = threading.Event()
    server = Server(app, settings, up.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert up.wait(PATIENCE), "the server did not start"
    try:
        yield Live(app, address_of(listener))
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server did not stop"


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncIterator[ClientConnection]:
    """A websocket without compression, as browsers' frames are not compressed either."""
    usual = {"compression": None, "max_size": 2**22, "proxy": None, "open_timeout": PATIENCE}
    async with connect(url, **(usual | options)) as socket:
        yield socket


@dataclass
class Story:
    """What a stream carried: its control messages, and its rows as bytes."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    rows: bytearray = field(default_factory=bytearray)
    sizes: list[int] = field(default_factory=list)
    next: int = 0
    code: int | None = None

    def take(self, message: str | bytes) -> None:
        """Add a message; a frame has to begin where the one before ended."""
        if isinstance(message, str):
            data = json.loads(message)
            self.messages.append(data)
            if data["type"] == "hello":
                self.next = data["since"]
            return
        first, count, runs, channels = HEADER.unpack_from(message)
        assert first == self.next, f"row {first} came where {self.next} was due"
        assert len(message) == HEADER.size + 4 * count * runs * channels
        assert count > 0
        self.rows += message[HEADER.size :]
        self.sizes.append(count)
        self.next += count

    def of_type(self, name: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == name]


async def follow(url: str, until: int | None = None, pause: float = 0.0) -> Story:
    """Follow a stream to its end, or until so many rows have come; every frame is acknowledged."""
    story = Story()
    async with asyncio.timeout(PATIENCE), connected(url) as socket:
        with suppress(ConnectionClosed):
            async for message in socket:
                story.take(message)
                if isinstance(message, bytes):
                    await asyncio.sleep(pause)
                    await socket.send(json.dumps({"type": "ack", "step": story.next}))
                if until is not None and story.next >= until:
                    return story
        story.code = socket.close_code
    return story
