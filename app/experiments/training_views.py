"""Training views: what is worked out about a training beside its numbers, as JSON for all.

However many look at the same snapshot, it is worked out and encoded once, in a thread.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from app.http.errors import Problem
from app.kinds import Outcome
from app.single_flight import SingleFlight
from app.streams.follower import EncodedMessage
from app.streams.live import LiveExperiment
from app.workers.threads import Threads
from engine.specs.training import TrainingSpec
from engine.training.boundaries import chosen_view
from engine.training.evaluations import Evaluations
from engine.training.landscapes import landscape
from engine.training.progress import TrainingProgress
from engine.training.results import TrainingResult
from engine.training.snapshots import snapshot

logger = logging.getLogger("descentlab")

REMEMBERED = 256
# Parameters × examples that are multiplied in milliseconds; more is long work.
MOST_SHORT = 1e9
COMPACT: dict[str, Any] = {"allow_nan": False, "separators": (",", ":")}
# Passes over the examples that a snapshot takes.
PASSES = 4
# The least seconds between two snapshots of one stream.
PAUSE = 0.1
# A stream waits this many times as long as its last snapshot took, so that frames come first.
PATIENCE = 5.0


class TrainingViews:
    """The snapshots, evaluations and landscapes of the trainings held in memory."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._evaluations: WeakKeyDictionary[LiveExperiment, Evaluations] = WeakKeyDictionary()
        self._snapshots: SingleFlight[str] = SingleFlight(REMEMBERED)
        self._evaluated: SingleFlight[None] = SingleFlight(0)
        self._results: SingleFlight[None] = SingleFlight(0)

    async def snapshot(
        self,
        experiment: LiveExperiment,
        index: int,
        start: int = 0,
        plane: Mapping[str, Any] | None = None,
    ) -> str:
        """One snapshot as JSON. Raises Problem where there is none, or none yet."""
        progress = self._progress(experiment)
        spec = progress.spec
        if not 0 <= index <= spec.evaluations or not 0 <= start < len(spec.seeds):
            detail = (
                f"There are snapshots 0 … {spec.evaluations}, starts 0 … {len(spec.seeds) - 1}."
            )
            raise Problem(404, detail)
        if index >= progress.rows:
            raise Problem(409, f"Snapshot {index} is not there yet.", kind="not-yet")

        try:
            chosen_view(spec, plane)
        except ValueError as error:
            raise Problem(422, f"plane: {error}", field="plane") from error

        async def work() -> str:
            # Beside the accuracies a snapshot takes the passes that the diagnosis looks at.
            text: str = await self._run(spec, PASSES)(
                lambda: encode(snapshot(progress, index, start, plane))
            )
            return text

        asked = tuple(plane.items()) if plane else None
        return await self._snapshots.get((experiment.id, index, start, asked), work)

    async def evaluations(self, experiment: LiveExperiment, since: int) -> str:
        """All evaluations there are from row `since` on, as JSON."""
        progress = self._progress(experiment)
        evaluations, checkpoints = progress.evaluations, progress.checkpoints
        rows = progress.rows
        missing = rows - int(evaluations.known[:rows].sum())

        async def work() -> None:
            await self._run(progress.spec, missing)(evaluations.work_out, checkpoints, 0, rows)

        if missing:
            await self._evaluated.get((experiment.id, rows), work)

        def write() -> str:
            return encode(evaluations.to_dict(progress.history, checkpoints[:rows, -1], since))

        return await self._threads.short(write)

    async def result(self, experiment: LiveExperiment) -> Outcome:
        """What an experiment came to, with all in it that takes long. Raises ValueError if none."""
        outcome = experiment.result()
        if isinstance(outcome, TrainingResult):
            key = experiment.id, len(outcome.history)
            await self._results.get(key, partial(self._prepare, outcome))
        return outcome

    async def _prepare(self, result: TrainingResult) -> None:
        await self._run(result.spec, result.spec.evaluations)(lambda: result.accuracies)

    async def landscape(
        self, experiment: LiveExperiment, plane: Mapping[str, Any], start: int, side: int
    ) -> str:
        """A slice of the loss as JSON. Raises Problem where there is nothing to look from."""
        progress = self._progress(experiment)
        if not 0 <= start < len(progress.spec.seeds):
            raise Problem(404, f"There are starts 0 … {len(progress.spec.seeds) - 1}.")
        last = progress.spec.network.size - 1
        for name in ("first", "second"):
            if plane["plane"] == "weights" and plane[name] > last:
                raise Problem(422, f"{name}: there are parameters 0 … {last}", field=name)
        try:
            return await self._threads.long(lambda: encode(landscape(progress, plane, start, side)))
        except ValueError as error:
            raise Problem(409, f"{error}.", kind="no-landscape") from error

    def _run(self, spec: TrainingSpec, rows: int) -> Callable[..., Any]:
        """The pool that evaluates so many rows."""
        examples = spec.samples + int(spec.dataset["test_samples"])
        work = float(spec.network.size) * len(spec.entries) * examples * rows
        return self._threads.short if work <= MOST_SHORT else self._threads.long

    def _progress(self, experiment: LiveExperiment) -> TrainingProgress:
        """A training as far as it is. Raises Problem for other kinds and before its first step."""
        spec = experiment.spec
        if not isinstance(spec, TrainingSpec):
            raise Problem(404, f"This is a {spec.kind}; only a training has this.")
        if experiment.history is None or not experiment.done:
            raise Problem(409, "It has not begun to train.", kind="not-yet")
        evaluations = self._evaluations.setdefault(experiment, Evaluations(spec))
        rows = spec.kept(experiment.done)
        return TrainingProgress(spec, experiment.history, experiment.checkpoints, rows, evaluations)


class TrainingSnapshots:
    """The snapshots that go into one stream: the latest, at a bounded rate, each at most once."""

    def __init__(self, views: TrainingViews, experiment: LiveExperiment, since: int) -> None:
        self._views, self._experiment = views, experiment
        self._sent, self._next = -1, -1e9
        if isinstance(experiment.spec, TrainingSpec) and since >= experiment.spec.rows:
            self._sent = experiment.spec.evaluations

    async def next(self, rows: int) -> EncodedMessage | None:
        """The snapshot that is due once `rows` rows have been sent."""
        spec = self._experiment.spec
        if not isinstance(spec, TrainingSpec):
            return None
        index, now = spec.kept(rows) - 1, time.monotonic()
        if index <= self._sent or (now < self._next and rows < spec.rows):
            return None
        text = await self._text(index)
        done = time.monotonic()
        self._sent, self._next = index, done + max(PAUSE, PATIENCE * (done - now))
        return None if text is None else EncodedMessage("snapshot", text)

    async def _text(self, index: int) -> str | None:
        """A snapshot, None where it cannot be had: a stream goes on without it."""
        try:
            return await self._views.snapshot(self._experiment, index)
        except Problem as problem:
            logger.info("no snapshot %d of %s: %s", index, self._experiment.id, problem)
        except Exception:
            logger.exception("snapshot %d of %s failed", index, self._experiment.id)
        return None


def encode(data: Mapping[str, Any]) -> str:
    """JSON without NaN; run by run, since the event loop stands still while one is written."""
    head = json.dumps({k: v for k, v in data.items() if k != "runs"}, **COMPACT)
    runs = ",".join(json.dumps(run, **COMPACT) for run in data["runs"])
    return f'{head[:-1]},"runs":[{runs}]}}'
