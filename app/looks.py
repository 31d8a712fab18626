"""Looks: what is worked out about a training beside its numbers, as JSON that followers share.

However many look at the same snapshot, it is worked out and encoded once, in a helper's thread.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from app.errors import Problem
from app.session import Session
from app.sharing import Shared
from engine.evaluations import Evaluations
from engine.snapshots import Trained, landscape, snapshot
from engine.training_specs import TrainingSpec

REMEMBERED = 256
# The least seconds between two snapshots of one stream.
PAUSE = 0.1
# A stream waits this many times as long as its last snapshot took, so that frames come first.
PATIENCE = 5.0


class Helpers(Protocol):
    """Threads: some to help with what takes milliseconds, others to think about the rest."""

    async def help(self, function: Any, *arguments: Any) -> Any: ...

    async def think(self, function: Any, *arguments: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """A control message as text, and what it is."""

    type: str
    text: str


class Looks:
    """The snapshots, evaluations and landscapes of the trainings held in memory."""

    def __init__(self, helpers: Helpers) -> None:
        self._helpers = helpers
        self._evaluations: WeakKeyDictionary[Session, Evaluations] = WeakKeyDictionary()
        self._snapshots: Shared[str] = Shared(REMEMBERED)

    async def snapshot(self, session: Session, index: int, start: int = 0) -> str:
        """One snapshot as JSON. Raises Problem where there is none, or none yet."""
        trained = self.trained(session)
        spec = trained.spec
        if not 0 <= index <= spec.evaluations or not 0 <= start < len(spec.seeds):
            detail = (
                f"There are snapshots 0 … {spec.evaluations}, starts 0 … {len(spec.seeds) - 1}."
            )
            raise Problem(404, detail)
        if index >= trained.rows:
            raise Problem(409, f"Snapshot {index} is not there yet.", kind="not-yet")

        async def look() -> str:
            found: str = await self._helpers.help(lambda: encode(snapshot(trained, index, start)))
            return found

        return await self._snapshots.get((session.id, index, start), look)

    async def evaluations(self, session: Session, since: int) -> str:
        """All evaluations there are from row `since` on, as JSON."""
        trained = self.trained(session)

        def work() -> str:
            trained.evaluations.extend(trained.aside, trained.rows)
            elapsed = trained.aside[:, -1]
            return encode(trained.evaluations.to_dict(trained.history, elapsed, since))

        found: str = await self._helpers.think(work)
        return found

    async def landscape(
        self, session: Session, plane: Mapping[str, Any], start: int, side: int
    ) -> str:
        """A slice of the loss as JSON. Raises Problem where there is nothing to look from."""
        trained = self.trained(session)
        if not 0 <= start < len(trained.spec.seeds):
            raise Problem(404, f"There are starts 0 … {len(trained.spec.seeds) - 1}.")
        last = trained.spec.network.size - 1
        for name in ("first", "second"):
            if plane["plane"] == "weights" and plane[name] > last:
                raise Problem(422, f"{name}: there are parameters 0 … {last}", field=name)
        try:
            found: str = await self._helpers.think(
                lambda: encode(landscape(trained, plane, start, side))
            )
        except ValueError as error:
            raise Problem(409, f"{error}.", kind="no-landscape") from error
        return found

    def trained(self, session: Session) -> Trained:
        """A training as far as it is. Raises Problem for other kinds and before its first step."""
        spec = session.spec
        if not isinstance(spec, TrainingSpec):
            raise Problem(404, f"This is a {spec.kind}; only a training has this.")
        if session.history is None or not session.done:
            raise Problem(409, "It has not begun to train.", kind="not-yet")
        known = self._evaluations.setdefault(session, Evaluations(spec))
        rows = spec.kept(session.done)
        return Trained(spec, session.history, session.aside, rows, known)


class Glimpses:
    """The snapshots that go into one stream: the latest, at a bounded rate, each at most once."""

    def __init__(self, looks: Looks, session: Session, since: int) -> None:
        self._looks, self._session = looks, session
        self._told, self._next = -1, -1e9
        if isinstance(session.spec, TrainingSpec) and since >= session.spec.rows:
            self._told = session.spec.evaluations

    async def next(self, rows: int) -> Encoded | None:
        """The snapshot that is due once `rows` rows have been sent."""
        spec = self._session.spec
        if not isinstance(spec, TrainingSpec):
            return None
        index, now = spec.kept(rows) - 1, time.monotonic()
        if index <= self._told or (now < self._next and rows < spec.rows):
            return None
        text = await self._looks.snapshot(self._session, index)
        done = time.monotonic()
        self._told, self._next = index, done + max(PAUSE, PATIENCE * (done - now))
        return Encoded("snapshot", text)


def encode(data: dict[str, Any]) -> str:
    """JSON without NaN."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"))
