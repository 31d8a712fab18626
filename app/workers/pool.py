"""Workers: the processes for longer work, each with a thread here that feeds it and listens to it.

When a process dies, its thread starts another and computes the experiment anew; being
deterministic, it gives the same rows, and followers go on where they were. That is also why this
is no ProcessPoolExecutor, which is broken for good once one of its processes has died.
"""

import logging
import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import send_handle

from app.kinds import Event
from app.streams.live import LiveExperiment, Progress
from app.workers import worker
from app.workers.shared_memory import SharedHistory, allocate

logger = logging.getLogger("descentlab")

SPAWN = multiprocessing.get_context("spawn")
POLL = 0.1
PATIENCE = 2.0
ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

# The environment is the whole process's: two workers that start at once would restore each other's.
_environment = threading.Lock()


class Died(Exception):
    """A worker process ended in the middle of its work."""


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """A child started inside gets one BLAS thread; only the environment tells it in time."""
    with _environment:
        before = {name: os.environ.get(name) for name in ONE_THREAD}
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


class Worker:
    """One process and the connection to it."""

    def __init__(self) -> None:
        self.connection, theirs = SPAWN.Pipe()
        self.process: SpawnProcess = SPAWN.Process(
            target=worker.main, args=(theirs,), name="descentlab-worker", daemon=True
        )
        with one_blas_thread():
            self.process.start()
        theirs.close()

    def compute(self, experiment: LiveExperiment, stopped: Callable[[], bool]) -> None:
        """Have one experiment computed. Raises Died, or MemoryError for want of room."""
        try:
            descriptor = allocate(experiment.spec.size)
        except OSError as error:
            raise MemoryError(str(error)) from error
        try:
            shared = SharedHistory(descriptor, experiment.spec)
            self.connection.send(experiment.spec.to_dict())
            assert self.process.pid is not None, "the process has been started"
            send_handle(self.connection, descriptor, self.process.pid)
            self._follow(experiment, shared, stopped)
        # A process that is killed says nothing: its end of the pipe closes, and whatever we do
        # with ours fails, be it sending, the descriptor's passage or the next message.
        except (EOFError, OSError) as error:
            raise Died from error
        finally:
            os.close(descriptor)

    def _follow(
        self, experiment: LiveExperiment, shared: SharedHistory, stopped: Callable[[], bool]
    ) -> None:
        events: list[Event] = []
        done = 0
        while True:
            # A flag in the shared memory, not a message: the worker reads none while it computes.
            # It still answers with Ended, which keeps the two in step for the next experiment.
            if stopped():
                shared.stop()
            if not self.connection.poll(POLL):
                continue
            message = self.connection.recv()
            if isinstance(message, worker.Rows):
                events.extend(message.events)
                done = message.done
                experiment.publish(Progress(shared.history, done, events, shared.checkpoints))
            elif isinstance(message, worker.Failed):
                experiment.fail(message.error)
                return
            else:
                if message.endings is not None:
                    experiment.succeed(
                        Progress(shared.history, done, events, shared.checkpoints), message.endings
                    )
                return

    def end(self) -> None:
        """End the process, gently and then for good."""
        self.connection.close()
        self.process.terminate()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(PATIENCE)
        self.process.close()


class Workers:
    """A pool of workers that survives the death of any of them."""

    def __init__(self, count: int, attempts: int, died: Callable[[], None]) -> None:
        self._count, self._attempts, self._died = count, attempts, died
        self._queue: queue.SimpleQueue[LiveExperiment | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._processes: dict[int, int] = {}

    def submit(self, experiment: LiveExperiment) -> None:
        """Queue an experiment; threads and processes start with the first ones."""
        self._queue.put(experiment)
        if len(self._threads) < self._count:
            index = len(self._threads)
            thread = threading.Thread(
                target=self._serve, args=(index,), name=f"descentlab-worker-{index}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that are up."""
        return list(self._processes.values())

    @property
    def healthy(self) -> bool:
        """Whether every thread that was started still serves."""
        return all(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Stop everything; experiments under way stay unfinished."""
        self._closing.set()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(2 * PATIENCE + 1)

    def _serve(self, index: int) -> None:
        current: Worker | None = None
        while (experiment := self._queue.get()) is not None and not self._closing.is_set():
            try:
                current = self._attempt(index, current, experiment)
            except Exception:
                logger.exception("experiment %s failed in its worker's thread", experiment.id)
                experiment.fail("the server could not compute it")
                if current is not None:
                    current.end()
                    current = None
        if current is not None:
            current.end()
        self._processes.pop(index, None)

    def _attempt(
        self, index: int, current: Worker | None, experiment: LiveExperiment
    ) -> Worker | None:
        """Compute one experiment, with as many workers as it takes; returns the last one."""

        def stopped() -> bool:
            return self._closing.is_set() or not experiment.unfinished

        # Attempts are bounded because the experiment itself may be what kills its workers, for
        # instance by the system's killer of processes that take too much memory.
        for _ in range(self._attempts):
            if stopped():
                return current
            try:
                # One that died while it was idle is nobody's fault and costs no attempt.
                if current is not None and not current.process.is_alive():
                    current.end()
                    current = None
                if current is None:
                    current = Worker()
                    self._processes[index] = current.process.pid or 0
                current.compute(experiment, stopped)
            except Died:
                logger.warning("a worker died computing %s; it is replaced", experiment.id)
                self._died()
                if current is not None:
                    current.end()
                current = None
            except MemoryError:
                experiment.fail("there is not enough memory for its history")
                return current
            else:
                return current
        experiment.fail(f"its worker process died {self._attempts} times")
        return None
