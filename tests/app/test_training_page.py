"""The train page carries what its script needs first."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine import specs
from engine.datasets import DATASETS
from engine.networks.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.stories.trainings import TRAININGS

DATA = re.compile(r'<script type="application/json" id="page-data">(.*?)</script>', re.DOTALL)


@pytest.fixture
def data(client: TestClient) -> dict[str, Any]:
    page = client.get("/train")
    assert page.status_code == 200
    found = DATA.search(page.text)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_it_carries_the_catalogue_and_a_training(data: dict[str, Any]) -> None:
    spec = specs.from_dict(data["spec"])
    assert spec.kind == "training"
    assert spec.to_dict() == data["spec"]
    assert [run["label"] for run in data["spec"]["runs"]] == ["GD", "Momentum", "Adam"]
    assert [row["name"] for row in data["datasets"]] == list(DATASETS)
    assert [row["name"] for row in data["initializers"]] == list(INITIALIZERS)
    assert all("<math" in row["mathml"] for row in data["activations"] + data["initializers"])
    assert data["story"]["name"] in TRAININGS


def test_it_offers_every_optimizer_that_trains_at_a_rate_it_may_have(data: dict[str, Any]) -> None:
    offered = {rule.name for rule in OPTIMIZERS.values() if rule.order == 1}
    assert data["rates"].keys() == offered
    for name, knobs in data["rates"].items():
        spec = {**data["spec"], "runs": [{"optimizer": name, "hyperparameters": knobs}]}
        run = specs.from_dict(spec).to_dict()["runs"][0]
        assert run["hyperparameters"]["lr"] == knobs["lr"]


def test_every_page_leads_there(client: TestClient) -> None:
    assert '<a href="/train" aria-current="page">Train</a>' in client.get("/train").text
    assert '<a href="/train">Train</a>' in client.get("/").text


def test_stories_come_by_kind(client: TestClient) -> None:
    trainings = client.get("/api/v1/stories", params={"kind": "training"}).json()
    assert [story["name"] for story in trainings] == list(TRAININGS)
    races = client.get("/api/v1/stories").json()
    assert {story["spec"]["kind"] for story in races} == {"descent"}
    assert client.get("/api/v1/stories", params={"kind": "sweep"}).status_code == 422
