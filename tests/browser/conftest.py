"""Fixtures of the browser journeys: a server, Chromium, and pages that must stay clean.

A page is clean when it logs no error, breaks no content policy and asks nothing of another host.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, Contexts
from tests.browser.driving import PATIENCE, Server, Visit


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as people start it, on a free port."""
    settings = {
        "DESCENTLAB_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "PYTHONUNBUFFERED": "1",
    }
    run = "import sys; from app.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "serve", "--no-open", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"the server said {line!r}"
        yield Server(found.group().rstrip("/"))
        process.terminate()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser, server: Server) -> Contexts:
    """Contexts for visitors of the server."""
    return Contexts(browser, server.address)


@pytest.fixture
def visit(
    contexts: Contexts, server: Server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """Open the race page; keywords go to the browser's context. In the end it must be clean."""
    visits: list[Visit] = []
    failures = request.session.testsfailed

    def open_page(
        fragment: str = "", prepare: Callable[[Page], object] | None = None, **options: Any
    ) -> Visit:
        visit = Visit(contexts.page(**options), server)
        visits.append(visit)
        if prepare:
            prepare(visit.page)
        visit.page.goto(f"{server.address}/{fragment}")
        return visit

    yield open_page
    contexts.clear(reuse=request.session.testsfailed == failures)
    assert [trouble for visit in visits for trouble in visit.troubles] == []
