"""Driving a computation some steps at a time, so that it can be followed and stopped."""

import time
from collections.abc import Callable

from app.kinds import Runner

# Seconds of computing between two reports: shorter than the sixtieth of a second in which a stream
# sends a frame, so that none waits; long enough for a report to cost little.
SLICE = 0.008
FIRST = 16
MOST = 16_384


def drive(runner: Runner, publish: Callable[[], None], stopped: Callable[[], bool]) -> bool:
    """Compute to the end, with `publish` about every hundredth of a second; False when stopped."""
    steps = FIRST
    publish()
    while not runner.finished:
        if stopped():
            return False
        begin = time.perf_counter()
        runner.advance(steps)
        took = time.perf_counter() - begin
        publish()
        # What a step costs is known only once some have been made, and it changes when lanes end.
        # Growing fourfold at most, a few quick first steps do not lead to seconds without a report.
        steps = max(1, min(MOST, int(steps * min(4.0, SLICE / max(took, 1e-9)))))
    return True
