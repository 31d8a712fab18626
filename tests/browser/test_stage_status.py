"""What is shown belongs to the spec that is wanted, whatever the server or the network does."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.driving import Server, Visit
from tests.browser.test_formula import type_formula
from tests.browser.test_race import BLUE
from tests.browser.test_resilience import serving
from tests.browser.test_train import LONG, QUICK, trained
from tests.ports import free_port

Open = Callable[..., Visit]
EXPERIMENTS = "**/api/v1/experiments"
STREAM = "**/stream?*"
SCENE = "[data-drawn]"

# Every text that the rows' numbers ever have, from now on.
LISTEN = """() => {
  window.heard = [];
  const rows = document.querySelector("[data-part=runs]");
  new MutationObserver(() => {
    for (const { textContent } of rows.querySelectorAll(".now")) window.heard.push(textContent);
  }).observe(rows, { subtree: true, childList: true, characterData: true });
}"""


class Answers:
    """Answers in the server's place, as long as there are any: to what would create something."""

    def __init__(self, page: Page, status: int, often: int = 10**6, **headers: str) -> None:
        self.left, self.status, self.given, self.headers = often, status, 0, headers
        page.route(EXPERIMENTS, self)

    def __call__(self, route: Route) -> None:
        if route.request.method != "POST" or not self.left:
            route.continue_()
            return
        self.left -= 1
        self.given += 1
        if not self.status:
            route.abort()
            return
        problem = {"status": self.status, "detail": f"No room, says {self.status}."}
        names = {name.replace("_", "-"): value for name, value in self.headers.items()}
        route.fulfill(
            status=self.status,
            body=json.dumps(problem),
            content_type="application/problem+json",
            headers=names,
        )


def forgive(here: Visit, *words: str) -> None:
    """The browser itself logs each request that fails."""
    here.troubles[:] = [
        trouble for trouble in here.troubles if not any(word in trouble for word in words)
    ]


def costs(here: Visit) -> list[str]:
    return here.page.locator(".run .cost").all_inner_texts()


def picture(here: Visit) -> str | None:
    return here.page.locator(SCENE).get_attribute("data-drawn")


def nothing_leaves(here: Visit) -> None:
    """The export says why it has nothing to give."""
    here.press("export")
    dialog = here.page.locator("#export")
    expect(dialog.locator("[data-said]")).to_contain_text("has not been run")
    assert dialog.locator("a[data-result][href]").count() == 0
    expect(dialog.locator("[data-code]")).to_have_text("")
    expect(dialog.locator("button[data-picture]").first).to_be_disabled()
    here.page.keyboard.press("Escape")


def test_a_start_without_a_slope_is_refused_and_another_offered(visit: Open) -> None:
    """The path of the start before is dimmed and no number is listed as the new one's."""
    here = visit()
    page = here.page
    here.races()
    page.select_option(".pick select", label="Your own formula")
    type_formula(here, "(log(x) - 1)^2 + y^2")
    here.wait(lambda: "log" in str(here.submitted[-1]["surface"]), "the formula")
    # The start that the formula came with may lie where it is not defined.
    here.wait(lambda: "finite" in here.status or "log" in here.page.url, "an answer")
    if here.status:
        page.locator("[data-part=status] button", has_text="Start at").click()
    here.wait(lambda: picture(here) == "own" and here.status == "", "the race")
    here.plotted()
    ran = here.submitted[-1]["start"]
    here.page.mouse.click(*here.pixel(-2.0, 1.0))
    here.wait(lambda: "finite" in here.status, "the refusal")
    assert picture(here) == "former"
    assert "Dimmed: the race before." in here.status
    assert costs(here) == ["–"] * 4
    expect(page.locator(".run .status")).to_have_text(["not run"] * 4)
    assert page.inner_text("[data-part=ledger]").startswith("Wanted, not run: Same start (−")
    expect(page.locator("[data-part=live]")).to_have_text("")
    here.wait(lambda: not here.lines(), "Plotly to give the paths back")
    nothing_leaves(here)
    page.locator("[data-part=status] button", has_text="Back to the race before").click()
    here.wait(lambda: here.submitted[-1]["start"] == ran, "the race before")
    here.wait(lambda: picture(here) == "own" and "–" not in costs(here), "its numbers")
    assert here.status == ""
    forgive(here, "422")


@pytest.mark.parametrize("status", [422, 429, 503, 500, 0])
def test_on_another_surface_nothing_of_the_one_before_is_left(visit: Open, status: int) -> None:
    """Its paths would mean nothing there; what comes to an end by itself is sent again."""
    here = visit(reduced_motion="reduce")
    page = here.page
    here.wait(lambda: here.step == 120, "the race")
    answers = Answers(page, status)
    page.select_option(".pick select", label="Himmelblau")
    here.wait(lambda: here.status, "a word")
    assert picture(here) == "none"
    assert costs(here) == ["–"] * 4
    for canvas in (".stage > .paths", "[data-part=costs] canvas"):
        assert not page.locator(canvas).first.is_visible()
    assert here.status.startswith("The server cannot" if status == 0 else f"No room, says {status}")
    nothing_leaves(here)
    answers.left = 0
    if status == 422:
        page.locator("[data-part=status] button", has_text="Try again").click()
    here.wait(lambda: picture(here) == "own" and "–" not in costs(here), "the race")
    assert here.status == here.notice == ""
    assert here.submitted[-1]["surface"]["name"] == "himmelblau"
    forgive(here, str(status), "ERR_FAILED")


def test_a_busy_server_is_left_alone_as_long_as_it_says(visit: Open) -> None:
    """The newest wish waits; nothing is sent before."""
    here = visit()
    here.races()
    answers = Answers(here.page, 429, often=1, retry_after="3")
    here.set_rate(0, "0.02")
    here.wait(lambda: "Next try in" in here.status, "the word")
    here.set_rate(0, "0.03")
    here.page.wait_for_timeout(500)
    assert answers.given == 1
    assert "waits for the server" in here.status
    here.wait(lambda: here.status == "" and "–" not in costs(here), "the race")
    rates = [spec["runs"][0]["hyperparameters"]["lr"] for spec in here.submitted]
    assert rates[-2:] == [0.02, 0.03]
    forgive(here, "429")


def test_a_portal_is_not_the_server(visit: Open) -> None:
    """Its page is no answer; once it has gone the race is sent."""
    here = visit()
    here.races()
    portal = ["<html>Welcome! Accept our terms.</html>"] * 2

    def answer(route: Route) -> None:
        if portal:
            route.fulfill(body=portal.pop(), content_type="text/html")
        else:
            route.continue_()

    here.page.route(EXPERIMENTS, answer)
    here.set_rate(0, "0.02")
    here.wait(lambda: "portal" in here.status, "the word")
    here.wait(lambda: here.status == "" and "–" not in costs(here), "the race")


def test_a_queue_is_told(visit: Open) -> None:
    """A training without numbers waits, none of its runs runs at a cost of ∞; it can be stopped."""

    def hold(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if isinstance(message, str) and json.loads(message)["type"] in {"hello", "end"}:
                socket.send(message)

        server.on_message(pass_on)

    here = visit(LONG, lambda page: page.route_web_socket(STREAM, hold))
    here.wait(lambda: "waits for the server, which computes others first" in here.status, "a word")
    assert costs(here) == ["–"] * 2
    expect(here.page.locator(".run .status")).to_have_text(["waiting"] * 2)
    working = here.page.locator("[data-part=working]")
    expect(working).to_contain_text("Waits for the server")
    working.get_by_role("button", name="Stop").click()
    here.wait(lambda: "stopped before its first step" in here.status, "its end")
    expect(working).to_be_hidden()
    expect(here.page.locator(".run .status")).to_have_text(["not run"] * 2)


def test_while_something_is_dragged_rows_keep_their_numbers(visit: Open) -> None:
    """Each is a number of one race or the next, never −∞; "–" only where the server is slow."""
    here = visit()
    here.races()
    here.page.evaluate(LISTEN)
    x, y = here.ring()
    here.page.mouse.move(x, y)
    here.page.mouse.down()
    for i in range(12):
        here.page.mouse.move(x + 8 * i, y + 4 * i)
        here.page.wait_for_timeout(60)
    here.page.mouse.up()
    here.wait(lambda: 2 < here.step < 120, "the race")
    heard = here.page.evaluate("() => window.heard")
    assert len(heard) > 8
    assert [
        text for text in heard if "∞" in text or (text.startswith("–") and text != "–waiting")
    ] == []


@pytest.mark.parametrize("status", [503, 0])
def test_a_training_on_other_data_leaves_no_score_of_the_one_before(
    visit: Open, status: int
) -> None:
    """Neither boundaries nor numbers of the moons stand over the circles."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    scores = page.locator(".tile .score")
    here.wait(lambda: "%" in "".join(scores.all_inner_texts()), "the scores")
    answers = Answers(page, status)
    page.select_option("[data-part=data] .pick select", label="Two circles")
    here.wait(lambda: answers.given and picture(here) == "none", "the word")
    here.wait(lambda: "".join(scores.all_inner_texts()) == "", "the scores to go")
    expect(page.locator("[data-part=status]")).to_be_in_viewport()
    assert not page.locator("[data-part=chart] canvas").first.is_visible()
    assert costs(here) == ["–"] * 2
    nothing_leaves(here)
    answers.left = 0
    here.wait(lambda: picture(here) == "own", "the training")
    here.wait(lambda: "%" in "".join(scores.all_inner_texts()), "its scores")
    assert here.status == here.notice == ""
    forgive(here, str(status), "ERR_FAILED")


def test_one_failure_of_the_landscape_is_forgotten(visit: Open) -> None:
    """It is asked for again by itself."""
    failures = [500, 503]

    def fail(route: Route) -> None:
        if failures:
            route.fulfill(status=failures.pop(), body="{}")
        else:
            route.continue_()

    here = visit(QUICK, lambda page: page.route("**/landscape?*", fail))
    expect(here.page.locator("[data-part=landscape]")).to_contain_text("of their movement")
    assert failures == []
    forgive(here, "500", "503")


def test_plotly_is_loaded_again(visit: Open) -> None:
    """One lost script costs the axes for a moment only."""
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route)
            route.abort()

    here = visit(prepare=lambda page: page.route("**/assets/plotly*", lose))
    here.races()
    assert here.inked(BLUE)
    here.plotted()
    here.wait(lambda: here.notice == "", "the notice to go")
    forgive(here, "ERR_FAILED")


def test_after_a_stop_time_rests_and_the_numbers_that_came_can_be_saved(visit: Open) -> None:
    """The play button plays what there is, and the export has it."""
    here = visit(LONG)
    page = here.page
    expect(page.locator("[data-part=working]")).to_contain_text("Training on the server: ")
    page.select_option(".speed select", label="all at once")
    page.get_by_role("button", name="Stop", exact=True).click()
    here.wait(lambda: "The training was stopped" in here.notice, "the notice")
    expect(page.locator("[data-act=play]")).to_have_attribute("data-playing", "false")
    assert here.step > 0
    here.press("export")
    expect(page.locator("#export a[data-result][href]").first).to_be_visible()
    expect(page.locator("#export button[data-picture]").first).to_be_enabled()


def test_what_is_wanted_during_an_outage_is_sent_after_it(browser: Browser, tmp_path: Path) -> None:
    """A run is added while the server is dead: it waits, is said to, and races in the end."""
    port = free_port()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    with serving(tmp_path / "data", port) as (address, process):
        here = Visit(page, Server(address))
        page.goto(f"{address}/")
        here.races()
        process.send_signal(signal.SIGKILL)
        process.wait()
        page.select_option("[data-part=add]", label="Lion")
        here.wait(lambda: "is sent as soon as the server answers" in here.status, "the word")
        assert costs(here) == ["–"] * 5
        assert here.notice == ""
        assert page.inner_text("[data-part=ledger]").startswith("Wanted, not run:")
        with serving(tmp_path / "data", port):
            here.wait(lambda: here.status == "" and "–" not in costs(here), "the race")
            assert [run["optimizer"] for run in here.submitted[-1]["runs"]][-1] == "lion"
            assert picture(here) == "own"
            page.close()
