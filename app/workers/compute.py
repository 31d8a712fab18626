"""Computing: short descents in a thread of the server, longer work in worker processes."""

import logging
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.kinds import Spec, begin, effort
from app.metrics import Metrics
from app.settings import Settings
from app.streams.live import LiveExperiment, Progress
from app.workers.drive import drive
from app.workers.pool import Workers

logger = logging.getLogger("descentlab")


class Compute:
    """Where experiments are computed. The event loop's own threads are left alone."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._budget = settings.thread_budget
        self._closing = False
        self._threads = ThreadPoolExecutor(settings.threads, "descentlab-descent")
        self.workers = Workers(settings.workers, settings.worker_attempts, metrics.deaths.inc)

    def is_short(self, spec: Spec) -> bool:
        """Whether an experiment is a matter of milliseconds."""
        return effort(spec) <= self._budget

    def submit(self, experiment: LiveExperiment) -> None:
        """Compute an experiment as soon as there is a thread or a worker for it."""
        # A thread starts at once and hands nothing over; but it shares the interpreter's lock with
        # the event loop, so only what is over in a quarter of a second may have it.
        if self.is_short(experiment.spec):
            self._threads.submit(self._in_thread, experiment)
        else:
            self.workers.submit(experiment)

    @property
    def healthy(self) -> bool:
        """Whether work that is submitted will be done."""
        return not self._closing and self.workers.healthy

    def close(self) -> None:
        """Stop everything, soon."""
        self._closing = True
        # First tell all to stop, then wait: threads and processes wind up at the same time.
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.workers.close()
        self._threads.shutdown(wait=True)

    def _in_thread(self, experiment: LiveExperiment) -> None:
        def stopped() -> bool:
            return self._closing or not experiment.unfinished

        if stopped():
            return
        try:
            spec = experiment.spec
            history, checkpoints = spec.split(np.empty(spec.size))
            runner = begin(spec, history, checkpoints)

            def progress() -> Progress:
                return Progress(history, runner.done, runner.events, checkpoints)

            if drive(runner, lambda: experiment.publish(progress()), stopped):
                experiment.succeed(progress(), runner.endings)
        except Exception as error:
            logger.exception("experiment %s failed", experiment.id)
            experiment.fail(f"{type(error).__name__}: {error}")
