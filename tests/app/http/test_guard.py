"""The guard stands before every route and on every response."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from app.http.guard import COOKIE
from app.main import ROUTES, create_app
from app.settings import Settings

SECURITY = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
)
WRONG = {
    "a foreign host": {"host": "evil.example"},
    "a foreign host with a port": {"host": "evil.example:80"},
    "no name": {"host": ""},
    "two names": {"host": "localhost, evil.example"},
    "another origin": {"origin": "http://evil.example"},
    "another port": {"origin": "http://localhost:8001"},
    "another scheme": {"origin": "https://localhost"},
    "no origin": {"origin": "null"},
    "an origin that begins alike": {"origin": "http://localhost.evil.example"},
}


def routes(kind: type[APIRoute | APIWebSocketRoute]) -> Iterator[tuple[str, str]]:
    """Every route's method and path, its parameters filled in."""
    for module in ROUTES:
        for route in module.router.routes:
            if isinstance(route, kind):
                path = re.sub(r"\{[^}]+\}", "0" * 32, route.path)
                for method in getattr(route, "methods", {"WS"}):
                    yield method, path


def test_there_are_routes_to_walk() -> None:
    assert len(list(routes(APIRoute))) > 15
    assert len(list(routes(APIWebSocketRoute))) == 1


@pytest.mark.parametrize("wrong", WRONG)
def test_no_route_answers_strangers(client: TestClient, wrong: str) -> None:
    for method, path in [*routes(APIRoute), ("GET", "/nothing"), ("OPTIONS", "/")]:
        answer = client.request(method, path, headers=WRONG[wrong])
        assert answer.status_code in {400, 403}, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert all(name in answer.headers for name in SECURITY)
    for _, path in [*routes(APIWebSocketRoute), ("WS", "/nothing")]:
        headers = {"host": "localhost"} | WRONG[wrong]
        with (
            pytest.raises(WebSocketDenialResponse) as denied,
            client.websocket_connect(path, headers=headers),
        ):
            pass
        assert denied.value.status_code in {400, 403}
        assert all(name in denied.value.headers for name in SECURITY)


@pytest.mark.parametrize("name", ["host", "origin"])
def test_a_header_given_twice_is_refused(client: TestClient, name: str) -> None:
    value = {"host": "localhost", "origin": "http://localhost"}[name]
    answer = client.get("/healthz", headers=[(name, value), (name, value)])
    assert answer.status_code in {400, 403}


def test_the_servers_own_pages_and_clients_without_origin_pass(client: TestClient) -> None:
    assert client.get("/healthz", headers={"origin": "http://localhost"}).status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nothing", 404),
        ("PUT", "/healthz", 405),
        ("GET", "/api/v1/experiments?limit=0", 422),
        ("POST", "/api/v1/experiments", 415),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/static/../pyproject.toml", 404),
        ("GET", "/static/%2e%2e%2fpyproject.toml", 404),
        ("GET", "/crash", 500),
    ],
)
def test_every_response_has_the_security_headers(
    settings: Settings, method: str, path: str, status: int
) -> None:
    app = create_app(settings)
    app.add_api_route("/crash", crash)
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.request(method, path)
    assert answer.status_code == status
    assert all(name in answer.headers for name in SECURITY)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';" in policy
    assert policy.endswith("frame-ancestors 'self'")
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert {"type", "title", "detail"} <= problem.keys()
        assert "secret" not in answer.text


def crash() -> None:
    raise RuntimeError("secret")


def test_a_method_that_is_not_allowed_says_which_are(client: TestClient) -> None:
    assert client.put("/healthz").headers["allow"] == "GET, HEAD"
    assert client.put("/api/v1/experiments").headers["allow"] == "GET, HEAD, POST"
    one = client.put(f"/api/v1/experiments/{'0' * 32}")
    assert one.headers["allow"] == "DELETE, GET, HEAD"


def test_a_page_starts_a_session_once(client: TestClient) -> None:
    first = client.get("/docs")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in client.get("/docs").headers
    client.cookies.clear()
    assert "set-cookie" not in client.get("/healthz").headers


def test_settings_reach_the_guard(settings: Settings) -> None:
    changed = settings.model_copy(
        update={
            "allowed_hosts": ("lab.example",),
            "frame_ancestors": "https://moodle.example",
        }
    )
    app: FastAPI = create_app(changed)
    with TestClient(app, base_url="https://lab.example") as client:
        answer = client.get("/docs", headers={"origin": "https://lab.example"})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].endswith("https://moodle.example")
    assert "; Secure" in answer.headers["set-cookie"]
