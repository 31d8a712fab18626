"""The command `serve`: addresses, signals, and what survives when it is killed."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.http.sockets import DEFAULT_PORT, SEND_BUFFER, Unavailable, address_of, bind
from app.server import serve
from tests.app.support import PATIENCE, spec, wait_until
from tests.ports import free_port

CODE = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
ENDLESS = spec(900_000, runs=[{"optimizer": "adam"}])


class Process:
    """A server in a process of its own."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        command = [sys.executable, "-c", CODE, "serve", "--no-open", *options]
        self.popen = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"DESCENTLAB_DATA_DIR": str(folder)} | environment,
        )
        assert self.popen.stdout is not None
        self.line = self.popen.stdout.readline()
        if not self.line:
            raise AssertionError(self.popen.communicate(timeout=PATIENCE)[1])
        self.url = self.line.split()[4].rstrip("/")

    def experiment(self, data: dict[str, Any]) -> str:
        answer = httpx2.post(f"{self.url}/api/v1/experiments", json=data, timeout=PATIENCE)
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    def get(self, path: str) -> Any:
        return httpx2.get(f"{self.url}/api/v1/experiments/{path}", timeout=PATIENCE)

    def has(self, experiment: str, status: str) -> bool:
        return bool(self.get(experiment).json()["status"] == status)

    def children(self) -> list[int]:
        """The processes it has started, and theirs."""
        found: list[int] = []
        parents = [self.popen.pid]
        while parents:
            parent = parents.pop()
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                parents += [int(pid) for pid in task.read_text().split()]
            found += [pid for pid in parents if pid not in found]
        return found

    def end(self, number: signal.Signals) -> str:
        """Send a signal; returns what it wrote to standard error until it ended."""
        self.popen.send_signal(number)
        return self.popen.communicate(timeout=PATIENCE)[1]


@contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[Process]:
    process = Process(folder, *options, **environment)
    try:
        yield process
    finally:
        if process.popen.poll() is None:
            process.popen.kill()
            process.popen.communicate(timeout=PATIENCE)


def is_running(pid: int) -> bool:
    """Whether a process exists and is more than its own remains."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_it_says_where_it_is_once_it_answers(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, "--port", str(port), "--root-path", "/lab") as process:
        assert f"http://127.0.0.1:{port}/lab/" in process.line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert process.end(signal.SIGTERM) == ""


def test_interrupting_it_is_no_accident(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0") as process:
        assert process.end(signal.SIGINT) == ""
        assert process.popen.returncode in {0, 130}


def test_it_ends_promptly_with_stalled_clients_and_running_workers(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0") as process:
        experiment = process.experiment(ENDLESS)
        wait_until(lambda: process.has(experiment, "running"))
        host, port = process.url.removeprefix("http://").split(":")
        clients = []
        for accept in ("text/event-stream", "upgrade"):
            client = socket.create_connection((host, int(port)))
            upgrade = (
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            )
            client.sendall(
                f"GET /api/v1/experiments/{experiment}/stream HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"{upgrade if accept == 'upgrade' else ''}\r\n".encode()
            )
            assert client.recv(12) in {b"HTTP/1.1 101", b"HTTP/1.1 200"}
            clients.append(client)
        children = process.children()
        assert children
        process.end(signal.SIGTERM)
        wait_until(lambda: not any(is_running(pid) for pid in children))
        for client in clients:
            client.close()


def test_killing_it_loses_nothing_and_leaves_no_process(tmp_path: Path) -> None:
    long, short = spec(30_000, seed=7, gradient_noise=0.1), spec(50)
    with running(tmp_path, "--port", "0") as process:
        experiment, finished = process.experiment(long), process.experiment(short)
        wait_until(lambda: process.has(finished, "succeeded"))
        wait_until(lambda: process.get(experiment).json()["progress"] > 0)
        result = process.get(f"{finished}/result").content
        wait_until(lambda: stored(tmp_path, finished))
        children = process.children()
        process.end(signal.SIGKILL)
        wait_until(lambda: not any(is_running(pid) for pid in children))
    with running(tmp_path, "--port", "0") as process:
        assert process.get(f"{finished}/result").content == result
        wait_until(lambda: process.has(experiment, "succeeded"))
        runs = process.get(f"{experiment}/result").json()["runs"]
        assert [len(run["x"]) for run in runs] == [30_001, 30_001]
        process.end(signal.SIGTERM)


def stored(folder: Path, experiment: str) -> bool:
    """Whether the database holds a history."""
    import sqlite3  # noqa: PLC0415

    with closing(sqlite3.connect(folder / "descentlab.sqlite")) as connection:
        query = "SELECT count(*) FROM histories WHERE id = ?"
        return bool(connection.execute(query, (experiment,)).fetchone()[0])


def test_a_busy_port_is_refused_when_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESCENTLAB_DATA_DIR", str(tmp_path))
    with bind("127.0.0.1", 0, 5.0) as taken:
        port = taken.getsockname()[1]
        assert serve(port=port, open_browser=False) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert f"port {port}" in lines[0]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"host": "no.such.name.invalid"}, "no.such.name.invalid"),
        ({"host": "203.0.113.7"}, "203.0.113.7"),
        ({"port": 70_000}, "70000"),
        ({"root_path": "lab"}, "DESCENTLAB_ROOT_PATH"),
    ],
)
def test_what_cannot_be_served_is_one_line(
    options: dict[str, Any], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(open_browser=False, **options) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert part in lines[0]


def test_a_bad_setting_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESCENTLAB_WORKERS", "many")
    assert serve(open_browser=False) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "DESCENTLAB_WORKERS" in lines[0]


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with bind("127.0.0.1", None, 5.0) as first, bind("127.0.0.1", None, 5.0) as second:
        ports = [listener.getsockname()[1] for listener in (first, second)]
        assert DEFAULT_PORT <= ports[0] < ports[1]
        assert address_of(second) == f"http://127.0.0.1:{ports[1]}"


def test_connections_inherit_their_limits() -> None:
    with bind("127.0.0.1", 0, 7.0) as listener:
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        with client, accepted:
            size = accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert size in {SEND_BUFFER, 2 * SEND_BUFFER}
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 7_000
            # asyncio sends small answers at once only where it sees that the protocol is TCP.
            assert accepted.proto == socket.IPPROTO_TCP


def test_addresses_are_those_a_browser_can_open() -> None:
    with bind("0.0.0.0", 0, 5.0) as listener:
        assert address_of(listener) == f"http://localhost:{listener.getsockname()[1]}"
    if socket.has_ipv6:
        try:
            listener = bind("::1", 0, 5.0)
        except Unavailable:
            return
        with listener:
            assert address_of(listener) == f"http://[::1]:{listener.getsockname()[1]}"
