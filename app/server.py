"""The server: uvicorn on a socket of our own, with time limits, announced once it answers."""

import logging
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from app.http.connections import Connection
from app.http.sockets import Unavailable, address_of, bind, raise_descriptor_limit
from app.main import create_app
from app.settings import Settings
from engine.surfaces import SURFACES

WEBSOCKET_MESSAGE = 64 * 1024
PING_INTERVAL = 20.0
INTERRUPTED = 130


class Server(uvicorn.Server):
    """A server that tells when it is up and lets streams end before it goes down."""

    def __init__(self, app: FastAPI, settings: Settings, up: Callable[[], None]) -> None:
        super().__init__(configuration(app, settings))
        self._app, self._up = app, up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.experiments.hang_up()
        await super().shutdown(sockets)


def configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn is to run."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="websockets-sansio",
        ws_max_size=WEBSOCKET_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=min(PING_INTERVAL, settings.stall_timeout / 3),
        ws_ping_timeout=settings.stall_timeout,
        timeout_graceful_shutdown=settings.shutdown_timeout,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        log_level=settings.log_level,
        access_log=settings.log_level in {"info", "debug"},
        server_header=False,
    )


def serve(
    settings: Settings | None = None,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = True,
    root_path: str = "",
) -> int:
    """Serve until interrupted; returns the exit code, 2 with one line when it cannot start."""
    try:
        settings = settings or (Settings(root_path=root_path) if root_path else Settings())
        listener = bind(host, port, settings.stall_timeout)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        return refuse(f"DESCENTLAB_{name}: {first['msg']}")
    except Unavailable as error:
        return refuse(str(error))
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(message)s")
    raise_descriptor_limit()
    address = f"{address_of(listener)}{settings.root_path}/"
    app = create_app(settings)

    def up() -> None:
        print(f"Descent Lab is at {address} (Ctrl+C ends it)", flush=True)  # noqa: T201
        threading.Thread(target=warm, args=(app,), daemon=True).start()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        Server(app, settings, up).run(sockets=[listener])
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def refuse(line: str) -> int:
    """Say why it does not start."""
    print(f"descentlab: {line}", file=sys.stderr)  # noqa: T201
    return 2


def warm(app: FastAPI) -> None:
    """Prepare, beside the first requests, what they would otherwise wait for."""
    for surface in SURFACES.values():
        surface.to_dict()
    app.state.assets.warm()
