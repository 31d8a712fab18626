"""Fixtures of the server's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import kinds
from app.main import create_app
from app.settings import Settings
from tests.app.support import Gated, Live, Slow, serving, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a server with its own data folder."""
    return settings_in(tmp_path)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of an application in this process."""
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    """A server on a real port."""
    with serving(settings) as server:
        yield server


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Gated]]:
    """Races in this process wait at a gate, closed at first; `gate.gate.set()` opens it."""
    Gated.gate.clear()
    monkeypatch.setitem(kinds.RUNNERS, "descent", lambda spec, history, _: Gated(spec, history))
    yield Gated
    Gated.gate.set()


@pytest.fixture
def slow_gate(gate: type[Gated], monkeypatch: pytest.MonkeyPatch) -> type[Gated]:
    """Races in this process wait at the gate, and take their time once it is open."""
    monkeypatch.setitem(kinds.RUNNERS, "descent", lambda spec, history, _: Slow(spec, history))
    return gate


@pytest.fixture
def slow_races(slow_gate: type[Gated]) -> None:
    """Races in this process take their time."""
    slow_gate.gate.set()
