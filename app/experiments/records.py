"""Records: what is kept about an experiment beside its history, as it is stored and listed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row

from app.kinds import Ending, Spec
from app.streams.live import LiveExperiment, State
from engine.lanes import Array, Status
from engine.results import ENGINE_VERSION


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the experiments table."""

    id: str
    kind: str
    spec: Mapping[str, Any]
    status: State
    progress: float
    created: float
    started: float | None = None
    finished: float | None = None
    engine: str | None = None
    endings: tuple[Ending, ...] = ()
    error: str | None = None

    def to_row(self) -> dict[str, Any]:
        """The values of its columns."""
        endings = [[end.status.value, end.stopped_at, end.tried] for end in self.endings]
        texts = {"spec": json.dumps(self.spec), "endings": json.dumps(endings)}
        return asdict(self) | texts | {"status": self.status.value}

    @classmethod
    def from_row(cls, row: Row[Any]) -> "Record":
        """The record in a row."""
        values = row._asdict()
        endings = json.loads(values["endings"] or "[]")
        return cls(
            **values
            | {
                "spec": json.loads(values["spec"]),
                "status": State(values["status"]),
                "endings": tuple(_ending(*ending) for ending in endings),
            }
        )


def _ending(status: str, stopped_at: int | None, tried: list[float] | None = None) -> Ending:
    """An ending in a row; what older versions stored has no `tried`."""
    return Ending(Status(status), stopped_at, (tried[0], tried[1]) if tried else None)


def record_of(experiment: LiveExperiment) -> Record:
    """A live experiment's record as of now."""
    return Record(
        id=experiment.id,
        kind=experiment.spec.kind,
        spec=experiment.spec.to_dict(),
        status=experiment.state,
        progress=experiment.progress,
        created=experiment.created,
        started=experiment.started,
        finished=experiment.finished,
        engine=ENGINE_VERSION,
        endings=experiment.endings,
        error=experiment.error,
    )


def from_record(spec: Spec, record: Record, numbers: Array | None) -> LiveExperiment:
    """An experiment that has ended, to be read again: its numbers, or nothing but how it ended."""
    experiment = LiveExperiment(spec)
    if numbers is not None:
        history, checkpoints = spec.split(numbers)
        experiment = LiveExperiment.recorded(spec, history, record.endings, checkpoints)
    experiment.end(record.status, record.error)
    experiment.created, experiment.started = record.created, record.started
    experiment.finished = record.finished
    return experiment
