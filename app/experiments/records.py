"""Records: what is kept about an experiment besides its history, stored or made from a session."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row

from app.kinds import Ending, Spec
from app.streams.live import Session, State
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
        endings = [[ending.status.value, ending.stopped_at] for ending in self.endings]
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
                "endings": tuple(Ending(Status(status), at) for status, at in endings),
            }
        )


def record_of(session: Session) -> Record:
    """A session's record as of now."""
    return Record(
        id=session.id,
        kind=session.spec.kind,
        spec=session.spec.to_dict(),
        status=session.state,
        progress=session.progress,
        created=session.created,
        started=session.started,
        finished=session.finished,
        engine=ENGINE_VERSION,
        endings=session.endings,
        error=session.error,
    )


def replayed(spec: Spec, record: Record, numbers: Array | None) -> Session:
    """A session of an experiment that has ended: its numbers, or nothing but how it ended."""
    session = Session(spec)
    if numbers is not None:
        history, checkpoints = spec.split(numbers)
        session = Session.recorded(spec, history, record.endings, checkpoints)
    session.end(record.status, record.error)
    session.created, session.started = record.created, record.started
    session.finished = record.finished
    return session
