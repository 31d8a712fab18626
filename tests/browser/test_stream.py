"""The race page when the network or the server misbehaves."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
STREAM = "**/stream?*"
ABNORMAL, UNKNOWN = 1011, 4404


def test_blocked_websockets(visit: Open) -> None:
    """The same race comes as server-sent events, and the page says so."""
    opened: list[str] = []

    def block(socket: WebSocketRoute) -> None:
        opened.append(socket.url)
        socket.close(code=ABNORMAL)

    here = visit(prepare=lambda page: page.route_web_socket(STREAM, block))
    here.races()
    assert "server-sent events" in here.notice
    here.wait(lambda: here.step == 120, "the end")
    here.page.keyboard.press("Home")
    here.set_rate(0, "0.05")
    here.wait(lambda: len(here.submitted) == 2, "another race")
    here.races()
    assert len(opened) == 1, "it does not knock at a closed door again"


@pytest.mark.parametrize("code", [ABNORMAL, UNKNOWN])
def test_a_broken_stream_is_resumed(visit: Open, code: int) -> None:
    """The page asks for the rows it lacks; a server that forgot gets the spec again."""
    since: list[int] = []
    breaks = 3

    def break_off(socket: WebSocketRoute) -> None:
        since.append(int(parse_qs(urlsplit(socket.url).query)["since"][0]))
        server = socket.connect_to_server()
        if len(since) > breaks:
            return
        frames = 0

        def pass_on(message: str | bytes) -> None:
            nonlocal frames
            frames += isinstance(message, bytes)
            socket.send(message)
            if frames == 2:
                socket.close(code=code)

        server.on_message(pass_on)

    steps = 99_999
    runs = "!((optimizer:gd,hyperparameters:(lr:1e-5)),(optimizer:adam,hyperparameters:(lr:1e-4)))"
    here = visit(
        f"#surface=rosenbrock&steps={steps}&runs={runs}",
        prepare=lambda page: page.route_web_socket(STREAM, break_off),
    )
    here.races()
    here.wait(lambda: len(since) > breaks, "the reconnections")
    here.page.select_option(".speed select", label="all at once")
    here.wait(lambda: here.step == steps, "the last step")
    assert since == sorted(set(since))
    assert since[0] == 0
    assert len(here.submitted) == (1 if code == ABNORMAL else 1 + breaks)
    assert all(spec == here.submitted[0] for spec in here.submitted)


def problem(status: int, **members: object) -> Callable[[Route], None]:
    body = json.dumps({"type": "about:blank", "status": status, **members})
    return lambda route: route.fulfill(
        status=status, body=body, content_type="application/problem+json"
    )


def test_a_refused_rate_is_told_in_its_row(visit: Open) -> None:
    """What the server says stands beside the run it is about; the next good value takes it back."""
    here = visit()
    here.races()
    detail = "runs[2].hyperparameters.lr: too lively"
    here.page.route(
        "**/api/v1/experiments", problem(422, detail=detail, field="runs[2].hyperparameters.lr")
    )
    here.set_rate(2, "0.3")
    complaint = here.page.locator(f"{here.row(2)} .complaint")
    expect(complaint).to_have_text(detail)
    here.page.unroute("**/api/v1/experiments")
    here.set_rate(2, "0.2")
    expect(complaint).to_be_hidden()
    here.troubles[:] = [trouble for trouble in here.troubles if "422" not in trouble]


def test_a_link_the_server_refuses(visit: Open) -> None:
    """It falls back to the standard race and says why."""
    here = visit("#surface=bowl&runs=!((optimizer:gd,hyperparameters:(lr:-3)))")
    here.races()
    assert "lr" in here.notice
    expect(here.page.locator(".run .title")).to_have_text(["GD", "Momentum", "RMSprop", "Adam"])
    here.troubles[:] = [trouble for trouble in here.troubles if "422" not in trouble]


def test_a_server_that_cannot_be_reached(visit: Open) -> None:
    """The page says so and stays usable."""

    def cut(page: Page) -> None:
        page.route("**/api/v1/experiments", lambda route: route.abort())

    here = visit()
    here.races()
    cut(here.page)
    here.set_rate(0, "0.05")
    here.wait(lambda: "cannot be reached" in here.status, "the notice")
    here.press("reset")
    assert here.step == 0
    here.troubles[:] = [trouble for trouble in here.troubles if "ERR_FAILED" not in trouble]
