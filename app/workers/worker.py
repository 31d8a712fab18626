"""The worker process: takes one experiment after another and computes it into shared memory.

Messages to it are specifications, each followed by the descriptor of its history. It answers with
`Rows` as it goes and with `Ended` or `Failed`; silence and a closed connection mean that it died.
"""

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any

from app.kinds import Ending, Event, Runner, begin, read
from app.workers.drive import drive
from app.workers.shared_memory import SharedHistory

NICENESS = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """So many rows are done; `events` are those since the message before."""

    done: int
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Ended:
    """Everything is computed; or, without endings, it was stopped."""

    endings: list[Ending] | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The computation raised an error."""

    error: str


def main(connection: Connection) -> None:
    """Serve until the connection closes, which it does when the server ends, however it ends."""
    # Ctrl+C in a terminal reaches the whole group; whether workers end is for the server to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICENESS)
    with suppress(EOFError, OSError):
        while True:
            compute(connection, connection.recv())


def compute(connection: Connection, data: Mapping[str, Any]) -> None:
    """Compute one experiment."""
    descriptor = recv_handle(connection)
    try:
        spec = read(data)
        shared = SharedHistory(descriptor, spec)
        runner = begin(spec, shared.history, shared.checkpoints)
        finished = drive(runner, Reporter(connection, runner).report, lambda: shared.stopped)
        connection.send(Ended(runner.endings if finished else None))
    except OSError:  # the connection is gone, and the server with it: `main` ends
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the server has to hear of it
        connection.send(Failed(f"{type(error).__name__}: {error}"))
    finally:
        os.close(descriptor)


class Reporter:
    """Reports to the server how far a computation is."""

    def __init__(self, connection: Connection, runner: Runner) -> None:
        self._connection, self._runner, self._sent = connection, runner, 0

    def report(self) -> None:
        """Send the number of rows and the events that are new."""
        events = self._runner.events[self._sent :]
        self._sent += len(events)
        self._connection.send(Rows(self._runner.done, events))
