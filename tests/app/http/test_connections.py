"""Connections that ask for nothing end; those that do are left alone."""

import asyncio
import socket
from urllib.parse import urlsplit

import pytest

from app.http import connections
from app.http.sockets import DESCRIPTORS, raise_descriptor_limit
from tests.app.support import PATIENCE, Gated, Live, connected, spec


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-"])
def test_a_connection_without_a_request_is_closed(
    live: Live, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "REQUEST_TIMEOUT", 0.1)
    with socket.create_connection(("127.0.0.1", urlsplit(live.http).port or 0), PATIENCE) as idle:
        idle.sendall(sent)
        assert idle.recv(1) == b""


def test_a_stream_outlives_the_limit(
    live: Live, gate: type[Gated], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_TIMEOUT", 0.1)

    async def scenario() -> None:
        async with connected(live.stream(live.post(spec()))) as stream:
            await stream.recv()
            await asyncio.sleep(0.3)
            await (await stream.ping())
            gate.gate.set()
            assert isinstance(await stream.recv(), bytes)

    asyncio.run(scenario())


def test_the_limit_on_descriptors_is_raised() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        raise_descriptor_limit()
        raised, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert raised == (DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard))
