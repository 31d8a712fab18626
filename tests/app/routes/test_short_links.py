"""Short links: the page of an experiment by its id, or by the beginning of it."""

import asyncio
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.experiments.store import Store
from app.settings import Settings
from tests.app.support import Gated, spec

TRAINING = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 20},
    "network": {"layers": [2, 2, 1]},
    "epochs": 2,
    "runs": [{"optimizer": "gd"}],
}
BASIN = {
    "kind": "basin",
    "surface": "himmelblau",
    "nx": 8,
    "ny": 8,
    "steps": 4,
    "run": {"optimizer": "gd"},
}


def data(page: str) -> dict[str, Any]:
    """What the server has put into a page."""
    found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


@pytest.mark.parametrize(
    ("given", "page"),
    [(spec(), "Race"), (TRAINING, "Train"), (BASIN, "Race")],
    ids=["descent", "training", "basin"],
)
@pytest.mark.parametrize("length", [8, 13, 32])
def test_it_opens_the_page_of_its_kind(
    client: TestClient, given: dict[str, Any], page: str, length: int
) -> None:
    made = client.post("/api/v1/experiments", json=given).json()
    answer = client.get(f"/r/{made['id'][:length]}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert re.search(r'aria-current="page">(\w+)', answer.text)[1] == page  # type: ignore[index]
    assert data(answer.text)["opened"] == made["spec"]


def test_one_that_still_runs_can_be_opened(client: TestClient, gate: type[Gated]) -> None:
    assert not gate.gate.is_set()
    made = client.post("/api/v1/experiments", json=spec()).json()
    assert data(client.get(f"/r/{made['id']}").text)["opened"] == made["spec"]


@pytest.mark.parametrize("digest", ["0" * 32, "01234567", "0123456", "xyz", "A" * 32, "%00", "é"])
def test_an_unknown_one_is_a_page_that_says_so(client: TestClient, digest: str) -> None:
    client.post("/api/v1/experiments", json=spec())
    answer = client.get(f"/r/{digest}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    read = data(answer.text)
    assert "knows no experiment" in read["unknown"]
    assert "opened" not in read


def test_one_that_was_deleted_is_unknown(client: TestClient) -> None:
    own = client.post("/api/v1/experiments", json=spec()).headers["location"]
    assert client.delete(own).status_code == 204
    assert client.get(f"/r/{own[-32:]}").status_code == 404


def test_a_beginning_of_several_leads_to_none(client: TestClient, settings: Settings) -> None:
    ids = [
        client.post("/api/v1/experiments", json=spec(seed=seed)).json()["id"] for seed in range(2)
    ]
    assert client.get(f"/r/{ids[0]}").status_code == 200
    store = Store(settings.database)

    async def ask(prefix: str) -> object:
        return await store.find(prefix)

    try:
        assert asyncio.run(ask("")) is None
        assert asyncio.run(ask(ids[1])) is not None
    finally:
        store.close()


def test_no_markup_gets_in_by_the_address(client: TestClient) -> None:
    answer = client.get("/r/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
