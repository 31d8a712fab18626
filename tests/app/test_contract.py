"""What others rely on keeps its name: the API, the websockets, the pages' addresses, the settings.

`contract.json` lists them. What is new is added to it; what is gone is a breaking change.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

FILE = Path(__file__).with_name("contract.json")
KEPT: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
LINKS = Path(__file__).parents[1] / "js" / "golden-links.json"
LESSONS: list[dict[str, Any]] = json.loads(LINKS.read_text(encoding="utf-8"))["lessons"]


def operations(app: FastAPI) -> Iterator[str]:
    """Every operation of the API with its id and the parameters of its query."""
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", ())
            names = sorted(one["name"] for one in parameters if one["in"] == "query")
            query = f"?{'&'.join(names)}" if names else ""
            yield f"{operation['operationId']}: {method.upper()} {path}{query}"


def websockets(app: FastAPI) -> Iterator[str]:
    return (str(route.path) for route in iter_route_contexts(app.routes) if not route.methods)


def pages(app: FastAPI) -> Iterator[str]:
    """Every address that is no part of the API: pages, their pieces, files."""
    for route in iter_route_contexts(app.routes):
        if route.methods and not route.include_in_schema:
            yield str(route.path)


def lessons(app: FastAPI) -> Iterator[str]:
    """Every lesson's page, the pieces of its experiments, and the knobs in its address."""
    with TestClient(app, base_url="http://localhost") as client:
        listed: list[dict[str, Any]] = client.get("/api/v1/lessons").json()
    for lesson in listed:
        page = f"/learn/{lesson['name']}"
        yield page
        for experiment in lesson["experiments"]:
            yield f"{page}/{experiment['name']}"
            yield from (f"{page}?{knob['name']}" for knob in experiment["knobs"])


def variables(_: FastAPI) -> Iterator[str]:
    """Every setting as an operator writes it."""
    prefix = Settings.model_config["env_prefix"]
    return (f"{prefix}{name}".upper() for name in Settings.model_fields)


SECTIONS: dict[str, Callable[[FastAPI], Iterator[str]]] = {
    "operations": operations,
    "websockets": websockets,
    "pages": pages,
    "lessons": lessons,
    "settings": variables,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_what_others_rely_on_keeps_its_name(section: str, settings: Settings) -> None:
    found, kept = set(SECTIONS[section](create_app(settings))), set(KEPT[section])
    told = [
        *(f"- {name}  gone or renamed, though others rely on it" for name in sorted(kept - found)),
        *(
            f"+ {name}  new: add it to {FILE.name}, if it is to stay"
            for name in sorted(found - kept)
        ),
    ]
    assert not told, "\n".join([f"{section} differ from {FILE.name}:", *told])


@pytest.mark.parametrize("kept", LESSONS, ids=lambda kept: kept["lesson"])
def test_a_lessons_address_is_read_as_ever(kept: dict[str, Any], client: TestClient) -> None:
    for query in (kept["query"], kept["canonical"]):
        shown = client.get(f"/api/v1/lessons/{kept['lesson']}?{query}").json()
        assert kept["values"].items() <= shown["values"].items()
        assert shown["notes"] == []


def test_the_list_is_in_order_and_not_empty() -> None:
    assert list(KEPT) == list(SECTIONS)
    for section, names in KEPT.items():
        assert names, section
        assert names == sorted(set(names)), section
