"""Results: what an experiment came to, the same for page, API, command line and notebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.lanes import Array, Status
from engine.specs import DescentSpec, Entry, RunSpec, Spec
from engine.surfaces import Spot
from engine.trends import Trend, trend

ENGINE_VERSION = "0.1.0"
WORDS = {status: str(status) for status in Status} | {
    Status.LEFT_DOMAIN: "left the domain",
    Status.SINGULAR: "singular Hessian",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How an entry ended and, where it stopped before its budget, the step at which it did.

    `tried` is the point it would have stepped to, where it could not and the point is finite.
    """

    status: Status
    stopped_at: int | None
    tried: Spot | None = None

    def __str__(self) -> str:
        """In words, for instance "left the domain at step 3 (tried (-1.25, 0))"."""
        when = "" if self.stopped_at is None else f" at step {self.stopped_at:,}"
        where = "" if self.tried is None else " (tried ({:.6g}, {:.6g}))".format(*self.tried)
        return WORDS[self.status] + when + where


@dataclass(frozen=True, slots=True)
class Event:
    """An entry that stopped early: which run and start, what became of it, and when."""

    entry: int
    run: int
    start: int
    status: Status
    step: int
    tried: Spot | None = None


def header_of(spec: Spec) -> dict[str, Any]:
    """What every result says first: what was computed, and by which engine."""
    return {
        "id": spec.digest,
        "kind": spec.kind,
        "spec": spec.to_dict(),
        "engine": ENGINE_VERSION,
    }


def entry_header(
    run: RunSpec, trajectory: Entry, ending: Ending, heading: Trend | None
) -> dict[str, Any]:
    """One entry's settings, how it ended and where it was heading."""
    return {
        "label": run.label,
        "run": trajectory.run,
        "start": trajectory.start,
        "optimizer": run.optimizer,
        "hyperparameters": dict(run.hyperparameters),
        "schedule": dict(run.schedule),
        "status": ending.status.value,
        "stopped_at": ending.stopped_at,
        "tried": ending.tried and list(ending.tried),
        "trend": heading,
    }


@dataclass(frozen=True, slots=True)
class Result:
    """A finished experiment: history (steps + 1, entries, 4) and one ending for each entry.

    One that was stopped has the rows there are, at least one.
    """

    spec: DescentSpec
    history: Array
    endings: tuple[Ending, ...]

    def length(self, entry: int) -> int:
        """How many rows the entry has: it ends where it converges, or before it fails."""
        ending = self.endings[entry]
        if ending.stopped_at is None:
            return len(self.history)
        return ending.stopped_at + (ending.status is Status.CONVERGED)

    def header(self) -> dict[str, Any]:
        """Everything but the runs."""
        return header_of(self.spec)

    def run_header(self, entry: int) -> dict[str, Any]:
        """One entry's settings and status, without its numbers."""
        trajectory = self.spec.entries[entry]
        return entry_header(
            self.spec.runs[trajectory.run], trajectory, self.endings[entry], self.trend(entry)
        )

    def trend(self, entry: int) -> Trend | None:
        """Where an entry that used its budget was heading."""
        if self.endings[entry].status is not Status.FINISHED:
            return None
        return trend(self.history[:, entry, self.spec.channels.index("cost")])

    def series(self, entry: int) -> Iterator[tuple[str, Array]]:
        """One entry's channels by name, each as long as the entry lasted."""
        rows = self.history[: self.length(entry), entry]
        return ((name, rows[:, index]) for index, name in enumerate(self.spec.channels))

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data, free of NaN."""
        runs = [
            self.run_header(entry) | {name: values.tolist() for name, values in self.series(entry)}
            for entry in range(len(self.endings))
        ]
        return self.header() | {"runs": runs}
