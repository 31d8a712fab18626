"""The API documents itself completely, offline and under the strict policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.http.errors import MEDIA_TYPE
from app.main import ROUTES, create_app
from app.settings import Settings

SUCCESSES = {"200", "201", "202", "204"}


@pytest.fixture
def document(settings: Settings) -> dict[str, Any]:
    return create_app(settings).openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_is_documented(document: dict[str, Any]) -> None:
    routes = [
        f"{method} {route.path}"
        for module in ROUTES
        for route in module.router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in route.methods or ()
    ]
    assert sorted(name for name, _ in operations(document)) == sorted(routes)
    assert len(routes) >= 15


def test_every_operation_has_an_id_an_example_and_its_errors(document: dict[str, Any]) -> None:
    ids = []
    for name, operation in operations(document):
        ids.append(operation["operationId"])
        assert re.fullmatch(r"[a-z][A-Za-z]+", operation["operationId"]), name
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        responses = operation["responses"]
        assert SUCCESSES & responses.keys(), name
        for status, response in responses.items():
            assert response["description"], (name, status)
            content = response.get("content", {})
            if status in SUCCESSES - {"204"}:
                assert any("example" in media for media in content.values()), (name, status)
            elif status >= "400":
                assert list(content) == [MEDIA_TYPE], (name, status)
                example = content[MEDIA_TYPE]["example"]
                assert example["status"] == int(status)
                assert example["detail"]
        if name.startswith("POST") and not name.endswith("/cancel"):
            body = operation["requestBody"]["content"]["application/json"]
            assert body["example"]
            assert {"413", "415", "422", "429"} <= responses.keys()
        if "{id}" in name:
            assert "404" in responses
        for parameter in operation.get("parameters", ()):
            assert parameter["schema"], name
    assert len(set(ids)) == len(ids)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(re.findall(r"'\$ref': '([^']+)'", repr(document)))
    assert references
    for reference in references:
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def test_the_documented_examples_are_accepted(client: TestClient, document: dict[str, Any]) -> None:
    for path in ("/api/v1/experiments", "/api/v1/surfaces/compile"):
        operation = document["paths"][path]["post"]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        assert client.post(path, json=example).is_success


def test_the_documentation_page_is_offline_and_without_inline_script(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "https://" not in page
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    links = re.findall(r'(?:src|href|data-document)="(/[^"]+)"', page)
    assert len(links) == 4
    for link in links:
        assert client.get(link).status_code == 200, link
