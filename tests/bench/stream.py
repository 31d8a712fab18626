"""The stream's benchmark: one server, 400 followers at 30 frames a second, 50 of them stalled.

Followers live in a process of their own. Lateness runs from the moment a row falls due to the
moment a follower has it in hand. Needs Linux, whose /proc tells what the server costs.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.bench.pace import RATE, ROWS
from tests.bench.table import digits, show

SECONDS = 20
FOLLOWERS = 400
STALLED = (0, 50)
SLEEP, WAKE = 5, 15
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
OPTIMIZERS = ("gd", "momentum", "rmsprop", "adam")


def processor(pid: int) -> float:
    """The processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def memory(pid: int) -> float:
    """The megabytes of memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def pause_until(moment: float) -> None:
    """Sleep until the monotonic clock shows `moment`."""
    time.sleep(max(0.0, moment - time.monotonic()))


def submit(base: str, seed: int) -> str:
    """Start a race of eight runs; returns its id."""
    runs = [{"optimizer": name, "hyperparameters": {"lr": 1e-4}} for name in OPTIMIZERS * 2]
    spec = {"kind": "descent", "surface": "rosenbrock", "seed": seed, "runs": runs}
    body = json.dumps(spec | {"steps": SECONDS * RATE * ROWS}).encode()
    request = Request(f"{base}/api/v1/experiments", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["id"])


def measure(server: "subprocess.Popen[str]", port: int, stalled: int) -> dict[str, Any]:
    """One race with its followers, of whom `stalled` do not read."""
    assert server.stdout is not None
    experiment = submit(f"http://127.0.0.1:{port}", seed=stalled)
    origin = float(server.stdout.readline())
    plan = {
        "origin": origin,
        "seconds": SECONDS,
        "rows": SECONDS * RATE * ROWS + 1,
        "healthy": FOLLOWERS - stalled - 1,
        "stalled": stalled,
        "sleep": SLEEP,
        "wake": WAKE,
    }
    path = f"/api/v1/experiments/{experiment}/stream"
    command = [sys.executable, "-m", "tests.bench.followers", json.dumps(plan), str(port), path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as followers:
        assert followers.stdout is not None
        if followers.stdout.readline().strip() != "1":
            raise SystemExit("the followers were not connected in time")
        pause_until(origin)
        used, held = processor(server.pid), memory(server.pid)
        pause_until(origin + SECONDS)
        used, after = processor(server.pid) - used, memory(server.pid)
        seen: dict[str, Any] = json.loads(followers.stdout.read())
    return seen | {"stalled": stalled, "share": used / SECONDS, "before": held, "after": after}


def percentile(values: list[float], share: float) -> str:
    """A percentile of seconds, shown in milliseconds."""
    return digits(1e3 * sorted(values)[min(len(values) - 1, int(share * len(values)))])


def report(results: list[dict[str, Any]]) -> None:
    """Print what was measured."""
    rows, slow = [], []
    for result in results:
        healthy, sleeper = result["healthy"], result["slow"]
        late, readers = healthy["lateness"], FOLLOWERS - result["stalled"] - 1
        rows.append(
            [
                f"{FOLLOWERS} followers, {result['stalled']} stalled",
                digits(healthy["frames"] / readers / SECONDS),
                *(percentile(late, share) for share in (0.5, 0.99, 1.0)),
                str(healthy["wrong"] + healthy["unfinished"]),
                f"{result['share']:.0%}",
                *(digits(result[moment]) for moment in ("before", "after")),
            ]
        )
        slow.append(
            [
                f"beside {result['stalled']} stalled",
                str(sleeper["frames"]),
                str(sleeper["largest"]),
                percentile(sleeper["lateness"], 1.0),
                str(sleeper["wrong"]),
                "no" if sleeper["unfinished"] else "yes",
            ]
        )
    show(
        f"One server process, {RATE} ticks a second of {ROWS} steps of 8 runs, {SECONDS} seconds",
        ["", "frames/s", "p50 ms", "p99 ms", "max ms", "faults", "of a core", "MB before", "after"],
        rows,
    )
    show(
        f"A follower that reads nothing for {WAKE - SLEEP} seconds and then reads on",
        ["", "frames", "most steps in one", "latest ms", "gaps or repeats", "saw the end"],
        slow,
    )


def main() -> None:
    """Measure with and without stalled followers, on one server."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {
            "DESCENTLAB_DATA_DIR": data,
            "DESCENTLAB_THREAD_BUDGET": "1000000",
            "PYTHONUNBUFFERED": "1",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.server"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        try:
            port = int(re.findall(r":(\d+)/", server.stdout.readline())[0])
            report([measure(server, port, stalled) for stalled in STALLED])
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
