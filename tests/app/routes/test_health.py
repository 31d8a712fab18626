"""Health is told honestly."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.routes import health
from tests.app.support import settings_in, spec


def test_a_server_in_order_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"compute": "ok", "database": "ok", "disk": "ok"}


def test_without_a_database_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with TestClient(
        create_app(settings_in(tmp_path / "file")), base_url="http://localhost"
    ) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"] != "ok"
        refused = client.post("/api/v1/experiments", json=spec())
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"]
        assert client.get("/api/v1/experiments").status_code == 503
        assert client.get("/api/v1/surfaces").status_code == 200


def test_a_full_disk_is_not_ready(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "bytes are free" in answer.json()["checks"]["disk"]


def test_made_up_methods_do_not_fill_the_metrics(client: TestClient) -> None:
    for number in range(20):
        assert client.request(f"FOO{number}", "/healthz").status_code == 405
    text = client.get("/metrics").text
    assert "FOO" not in text
    assert 'method="OTHER",status="405"} 20.0' in text


def test_metrics_count_what_happened(client: TestClient) -> None:
    for _ in range(2):
        client.post("/api/v1/experiments", json=spec(), headers={"prefer": "wait=30"})
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for line in (
        'descentlab_experiments_total{status="succeeded"} 1.0',
        "descentlab_rows_total 51.0",
        'descentlab_requests_total{method="POST",status="200"} 2.0',
        "descentlab_live_experiments 0.0",
    ):
        assert line in answer.text
