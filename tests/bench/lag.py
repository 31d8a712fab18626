"""The benchmark of the server while it trains: how late are its event loop and its answers.

A ticker in the server's own loop asks to be woken every few milliseconds; how much later that
happens is the lag that every request, frame and acknowledgement shares. What the loop's own thread
worked meanwhile is the server's part in it; the rest is that of whatever else the machine does. Two
trainings run in two worker processes, each followed by pages that take frames and snapshots.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
from websockets.asyncio.client import connect

from app.http.sockets import address_of, bind
from app.main import create_app
from app.server import Server
from app.settings import Settings
from app.streams.frames import HEADER
from tests.bench.stream import percentile
from tests.bench.table import show

TICK = 0.005
SECONDS = 8
WARM_UP = 3.0
FOLLOWERS = 10
NAMES = ("gd", "momentum", "adam")
SHARES = (0.5, 0.99, 1.0)
PATIENCE = 60.0


def training(seed: int) -> dict[str, Any]:
    """The two-moons race of the page, longer than the measurement."""
    return {
        "kind": "training",
        "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": seed},
        "network": {"layers": [2, 5, 2, 1], "seed": seed},
        "batch_size": 64,
        "epochs": 150_000,
        "runs": [{"optimizer": name, "hyperparameters": {"lr": 7e-4}} for name in NAMES],
    }


def serve(target: str) -> None:
    """Serve until told to stop, then write when the loop was how late."""
    settings = Settings(workers=2, max_live_numbers=64_000_000)
    app, listener = create_app(settings), bind("127.0.0.1", 0, settings.stall_timeout)
    lags: list[tuple[float, float, float]] = []

    async def tick() -> None:
        while True:
            before, worked = time.monotonic(), time.thread_time()
            await asyncio.sleep(TICK)
            lag, worked = time.monotonic() - before - TICK, time.thread_time() - worked
            lags.append((before, lag, worked))

    def up() -> None:
        app.state.ticker = asyncio.get_running_loop().create_task(tick())
        print(address_of(listener), flush=True)

    with suppress(KeyboardInterrupt):
        Server(app, settings, up).run(sockets=[listener])
    Path(target).write_text(json.dumps(lags))


@contextmanager
def served(target: str) -> Iterator[str]:
    """A server in a process of its own; its lags are in the file once it has ended."""
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.lag", target],
            env=os.environ | {"DESCENTLAB_DATA_DIR": data},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)


async def follow(address: str, counted: dict[str, int]) -> None:
    """A page: takes and acknowledges every frame and counts what comes."""
    async with connect(address, compression=None, max_size=2**22, proxy=None) as socket:
        async for message in socket:
            if isinstance(message, str):
                counted["snapshots"] += json.loads(message)["type"] == "snapshot"
                continue
            first, rows, *_ = HEADER.unpack_from(message)
            counted["frames"] += 1
            await socket.send(json.dumps({"type": "ack", "step": first + rows}))


async def ask(client: httpx2.AsyncClient, seconds: float) -> list[float]:
    """How long small questions took."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        (await client.get("/api/v1/experiments?limit=5")).raise_for_status()
        took.append(time.monotonic() - begun)
        await asyncio.sleep(0.05)
    return took


async def measure(base: str) -> list[dict[str, Any]]:
    """One stretch of time after the other: nothing, two trainings, two that are followed."""
    stretches = []
    async with httpx2.AsyncClient(base_url=base, timeout=PATIENCE) as client:

        async def stretch(name: str) -> dict[str, Any]:
            begun = time.monotonic()
            took = await ask(client, SECONDS)
            return {"name": name, "begun": begun, "ended": time.monotonic(), "took": took}

        stretches.append(await stretch("nothing runs"))
        ids = []
        for seed in (3, 4):
            answer = await client.post("/api/v1/experiments", json=training(seed))
            ids.append(answer.raise_for_status().json()["id"])
        await asyncio.sleep(WARM_UP)
        stretches.append(await stretch("two trainings"))
        counted = {"frames": 0, "snapshots": 0}
        streams = [f"ws{base[4:]}/api/v1/experiments/{one}/stream" for one in ids]
        pages = [asyncio.create_task(follow(s, counted)) for s in streams * (FOLLOWERS // 2)]
        stretches.append(await stretch(f"two trainings, {FOLLOWERS} pages"))
        for experiment in ids:
            await client.post(f"/api/v1/experiments/{experiment}/cancel")
        for page in pages:
            page.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*pages, return_exceptions=True)
        stretches[-1] |= counted
    return stretches


def report(stretches: list[dict[str, Any]], lags: list[tuple[float, float, float]]) -> None:
    """Print what was measured."""
    rows = []
    for one in stretches:
        ticks = [tick for tick in lags if one["begun"] <= tick[0] < one["ended"]]
        late, worked = ([tick[index] for tick in ticks] for index in (1, 2))
        cells = [percentile(values, share) for values in (late, worked) for share in SHARES]
        cells += [percentile(one["took"], share) for share in SHARES[:2]]
        told = [str(one.get(name, "")) for name in ("frames", "snapshots")]
        rows.append([one["name"], *cells, *told])
    measured = ["lag p50", "p99", "max", "own work p50", "p99", "max", "answer p50", "p99"]
    head = ["", *measured, "frames", "snapshots"]
    show(f"The server's event loop, {SECONDS} seconds each, milliseconds", head, rows)


def main() -> None:
    """Measure, and print once the server has told its lags."""
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/lags.json"
        with served(target) as base:
            stretches = asyncio.run(measure(base))
        report(stretches, json.loads(Path(target).read_text()))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(sys.argv[1])
    else:
        main()
