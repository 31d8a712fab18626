"""The race page when its server dies in the middle of a race."""

import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser.driving import Server, Visit
from tests.ports import free_port

STEPS = 20_000
BEGINNING = 50
LONG = (
    f"#surface=rosenbrock&steps={STEPS}&runs=!("
    "(optimizer:gd,hyperparameters:(lr:1e-5)),(optimizer:adam,hyperparameters:(lr:1e-4)))"
)


@contextmanager
def serving(data: Path, port: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own, which may be killed."""
    run = "import sys; from app.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "serve", "--no-open", "--port", str(port)]
    settings = {"DESCENTLAB_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        try:
            yield found.group().rstrip("/"), process
        finally:
            process.kill()


@pytest.mark.parametrize("keeps", [True, False], ids=["same data", "no memory"])
def test_a_killed_server_comes_back(browser: Browser, tmp_path: Path, keeps: bool) -> None:
    """The page says that it lost the server, keeps what it has, and goes on when it is back."""
    port = free_port()
    with serving(tmp_path / "first", port) as (address, process):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        # The race would be over before its server is killed: only its beginning is let through.
        held, most = False, BEGINNING

        def hold(socket: WebSocketRoute) -> None:
            server = socket.connect_to_server()
            cut = False

            def pass_on(message: str | bytes) -> None:
                nonlocal cut, held
                if isinstance(message, bytes) and struct.unpack_from("<I", message)[0] > most:
                    # Nor what comes after it: a quick server has told the end by then.
                    cut = held = True
                if not cut:
                    socket.send(message)

            server.on_message(pass_on)

        page.route_web_socket("**/stream?*", hold)
        here = Visit(page, Server(address))
        page.goto(f"{address}/{LONG}")
        here.races()
        here.wait(lambda: held, "more than is let through")
        process.send_signal(signal.SIGKILL)
        process.wait()
        notice = page.locator("[data-part=notice]")
        expect(notice).to_contain_text("does not answer")
        page.keyboard.press("Home")
        assert here.step == 0
        page.keyboard.press("End")
        assert 2 < here.step < STEPS
        most = STEPS
        with serving(tmp_path / ("first" if keeps else "second"), port):
            expect(notice).to_be_hidden()
            page.select_option(".speed select", label="all at once")
            page.keyboard.press("Space")
            here.wait(lambda: here.step == STEPS, "the end of the race")
            expect(page.locator(".run .status")).to_have_text(["finished"] * 2)
            assert all(spec == here.submitted[0] for spec in here.submitted)
            page.close()
