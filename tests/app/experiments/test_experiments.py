"""Experiments over REST: created, found, listed, fetched in three formats, cancelled, deleted."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.http.guard import COOKIE
from app.main import create_app
from app.routes.experiments import preferred_wait
from engine import race
from tests.app.support import Gated, settings_in, spec, wait_until

ALL = "/api/v1/experiments"
WAIT = {"prefer": "wait=30"}


def done(client: TestClient, **changes: Any) -> str:
    """The id of an experiment that has been computed."""
    answer = client.post(ALL, json=spec(**changes), headers=WAIT)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_creating_answers_at_once_and_again_from_the_store(
    client: TestClient, gate: type[Gated]
) -> None:
    answer = client.post(ALL, json=spec())
    created = answer.json()
    assert answer.status_code == 202
    assert created["status"] in {"queued", "running"}
    own = f"{ALL}/{created['id']}"
    assert answer.headers["location"] == own
    assert created["links"] == {
        "self": own,
        "result": f"{own}/result",
        "stream": f"{own}/stream",
        "cancel": f"{own}/cancel",
    }
    assert client.post(ALL, json=spec()).json()["id"] == created["id"]
    assert client.get(f"{own}/result").status_code == 409
    gate.gate.set()
    wait_until(lambda: client.get(own).json()["status"] == "succeeded")
    again = client.post(ALL, json=spec())
    assert again.status_code == 200
    assert again.json()["progress"] == 1.0
    assert again.json()["spec"]["runs"][1]["hyperparameters"]["beta1"] == 0.9, "defaults filled in"


def test_the_complete_specification_is_the_same_experiment(client: TestClient) -> None:
    first = client.post(ALL, json=spec(), headers=WAIT).json()
    second = client.post(ALL, json=first["spec"]).json()
    assert second["id"] == first["id"]


def test_waiting_is_honored_up_to_a_limit(tmp_path: Path, gate: type[Gated]) -> None:
    app = create_app(settings_in(tmp_path, max_wait=0.2))
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.post(ALL, json=spec(), headers={"prefer": "wait=100"})
        assert answer.status_code == 202
        assert answer.headers["preference-applied"] == "wait=0.2"
        gate.gate.set()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("wait=5", 5),
        ("respond-async, wait=5", 5),
        ('Wait="5"', 5),
        ("wait = 500", 60),
        ("wait=x", 0),
        ("wait=-5", 0),
        ("await=5", 0),
        ("return=minimal", 0),
    ],
)
def test_preferences_are_read(header: str | None, seconds: float) -> None:
    assert preferred_wait(header, 60) == seconds


def test_the_three_formats_hold_the_same_numbers(client: TestClient) -> None:
    wild = {"optimizer": "gd", "hyperparameters": {"lr": 0.5}}
    changes = {"runs": [wild, {"optimizer": "adam"}], "start": [[1, 1], [2, 0]]}
    experiment = done(client, steps=300, **changes)
    path = f"{ALL}/{experiment}/result"
    expected = race(spec(300, **changes)).to_dict()
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == expected
    assert "NaN" not in answer.text

    table = client.get(path, params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    arrays = client.get(path, params={"format": "npz"})
    with np.load(io.BytesIO(arrays.content)) as archive:
        history = archive["history"]
        header = json.loads(str(archive["header"]))
    assert header["runs"][0]["status"] == "diverged"
    for index, run in enumerate(expected["runs"]):
        own = [r for r in rows if (int(r["run"]), int(r["start"])) == (run["run"], run["start"])]
        for channel, name in enumerate(("x", "y", "cost", "grad_norm")):
            assert [float(row[name]) for row in own] == run[name]
            numbers = history[:, index, channel]
            assert numbers[: len(run[name])].tolist() == run[name]
            assert np.isnan(numbers[len(run[name]) :]).all()


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        ("text/html, application/json;q=0.9", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.1, text/csv;q=0.8", "text/csv; charset=utf-8"),
        ("application/octet-stream", "application/octet-stream"),
        ("text/csv;q=0, */*;q=0.1", "application/json"),
    ],
)
def test_the_format_follows_accept(client: TestClient, accept: str, content_type: str) -> None:
    answer = client.get(f"{ALL}/{done(client)}/result", headers={"accept": accept})
    assert answer.headers["content-type"] == content_type
    assert answer.headers["vary"] == "accept"


def test_a_format_that_does_not_exist_is_refused(client: TestClient) -> None:
    path = f"{ALL}/{done(client)}/result"
    assert client.get(path, headers={"accept": "image/png"}).status_code == 406
    assert client.get(path, params={"format": "xml"}).status_code == 422


def test_results_are_immutable(client: TestClient) -> None:
    path = f"{ALL}/{done(client)}/result"
    answer = client.get(path)
    assert "immutable" in answer.headers["cache-control"]
    etag = answer.headers["etag"]
    for given in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = client.get(path, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200
    assert client.get(path, params={"format": "csv"}).headers["etag"] != etag


def test_lists_are_paged_by_an_opaque_cursor(client: TestClient) -> None:
    ids = [done(client, seed=seed) for seed in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(ALL, params=query).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == ids[::-1]


def test_a_list_tells_how_far_live_experiments_are(client: TestClient, gate: type[Gated]) -> None:
    client.post(ALL, json=spec())
    wait_until(lambda: client.get(ALL).json()["items"][0]["status"] == "running")
    assert 0 < client.get(ALL).json()["items"][0]["progress"] < 1
    gate.gate.set()


@pytest.mark.parametrize("cursor", ["x", "!", "MQ==", "é", "bmFuIDA=", "A" * 199, "A" * 201])
def test_a_made_up_cursor_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get(ALL, params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["field"] == "cursor"


def test_cancelling_and_posting_again(client: TestClient, gate: type[Gated]) -> None:
    own = client.post(ALL, json=spec()).headers["location"]
    answer = client.post(f"{own}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert client.post(f"{own}/cancel").status_code == 200
    gate.gate.set()
    again = client.post(ALL, json=spec(), headers=WAIT)
    assert (again.status_code, again.headers["location"]) == (200, own)
    assert client.post(f"{own}/cancel").status_code == 409


def test_deleting(client: TestClient, gate: type[Gated]) -> None:
    live = client.post(ALL, json=spec(seed=1)).headers["location"]
    gate.gate.set()
    ended = f"{ALL}/{done(client)}"
    for own in (live, ended):
        assert client.delete(own).status_code == 204
        assert client.delete(own).status_code == 404
        assert client.get(own).status_code == 404
        assert client.get(f"{own}/result").status_code == 404
        assert client.post(f"{own}/cancel").status_code == 404


@pytest.mark.parametrize("unknown", ["0" * 32, "0", "A" * 32, "%00" * 8, "..%2f..", "é" * 32])
def test_an_unknown_id_is_not_found(client: TestClient, unknown: str) -> None:
    for path in ("", "/result", "/stream"):
        answer = client.get(f"{ALL}/{unknown}{path}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_has_a_quota_and_so_have_all_together(tmp_path: Path) -> None:
    limits = {"session_creations_per_minute": 3, "creations_per_minute": 5}
    app = create_app(settings_in(tmp_path, **limits))
    with TestClient(app, base_url="http://localhost") as client:

        def create(session: str) -> Any:
            headers = {"cookie": f"{COOKIE}={session}"} if session else {}
            return client.post(ALL, json=spec(), headers=headers)

        assert all(create("a").is_success for _ in range(3))
        refused = create("a")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert "from one session" in refused.json()["detail"]
        assert create("b").is_success
        assert create("").is_success, "told by its address"
        assert "in total" in create("c").json()["detail"]
        assert client.get(ALL).status_code == 200, "looking costs nothing"


def test_long_results_are_sent_in_pieces(client: TestClient) -> None:
    experiment = done(client, steps=20_000)
    with client.stream("GET", f"{ALL}/{experiment}/result") as answer:
        assert "content-length" not in answer.headers
        text = answer.read()
    assert len(json.loads(text)["runs"][0]["x"]) == 20_001
