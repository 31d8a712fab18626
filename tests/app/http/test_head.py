"""HEAD answers like GET, without the body."""

import httpx2
import pytest
from fastapi.testclient import TestClient

from tests.app.support import PATIENCE, Gated, Live, spec


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/healthz", 200),
        ("/docs", 200),
        ("/openapi.json", 200),
        ("/api/v1/optimizers", 200),
        ("/api/v1/surfaces/bowl/grid", 200),
        ("/api/v1/experiments", 200),
        ("/api/v1/experiments?limit=0", 422),
        ("/api/v1/experiments/unknown", 404),
        ("/api/v1/tune", 405),
        ("/nothing", 404),
    ],
)
def test_a_head_is_that_of_get(client: TestClient, path: str, status: int) -> None:
    full, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (status, b"")
    own = {"set-cookie", "date"}
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in full.headers.items() if k not in own
    }


def test_the_head_of_a_stream_does_not_wait_for_its_end(live: Live, gate: type[Gated]) -> None:
    assert not gate.gate.is_set()
    path = f"/api/v1/experiments/{live.post(spec())}/stream"
    answer = httpx2.head(live.url(path), timeout=PATIENCE)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert live.app.state.followers.count == 0
