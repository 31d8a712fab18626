"""The shelf: the sessions held in memory, bounded in number and in numbers.

Those that wait or run or have followers stay; of the others, the longest unused makes room first.
"""

from app.http.errors import Problem
from app.http.quotas import too_many
from app.settings import Settings
from app.streams.live import Session


class Shelf:
    """Sessions by id, the most recently used last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sessions: dict[str, Session] = {}

    @property
    def sessions(self) -> list[Session]:
        """All of them."""
        return list(self._sessions.values())

    @property
    def live(self) -> list[Session]:
        """Those that wait or run."""
        return [session for session in self._sessions.values() if session.live]

    @property
    def numbers(self) -> int:
        """How many numbers their histories hold or will hold."""
        return sum(session.spec.size for session in self._sessions.values())

    def peek(self, experiment: str) -> Session | None:
        """The session with this id, if it is held."""
        return self._sessions.get(experiment)

    def use(self, experiment: str) -> Session | None:
        """The same, and it counts as used."""
        session = self._sessions.pop(experiment, None)
        if session is not None:
            self._sessions[experiment] = session
        return session

    def take(self, experiment: str) -> Session | None:
        """The session with this id, no longer held."""
        return self._sessions.pop(experiment, None)

    def check_quota(self, owner: str) -> None:
        """Raises Problem 429 when the owner or everybody has too many live experiments."""
        live = self.live
        if len(live) >= self._settings.max_live:
            raise too_many(f"{len(live)} experiments are waiting or running; try again soon.", 2)
        own = sum(session.owner == owner for session in live)
        if own >= self._settings.session_max_live:
            raise too_many(f"{own} experiments of yours are waiting or running; cancel some.", 2)

    def put(self, session: Session) -> Session:
        """Hold a session, making room if need be. Raises Problem 429 when there is none to make."""
        room = self._settings.max_live_numbers - self.numbers - session.spec.size
        idle = [held for held in self._sessions.values() if not held.live and not held.followers]
        surplus = len(idle) + 1 - self._settings.max_kept
        for index, unused in enumerate(idle):
            if room >= 0 and index >= surplus:
                break
            del self._sessions[unused.id]
            room += unused.spec.size
        if room < 0:
            raise no_room()
        self._sessions[session.id] = session
        return session


def no_room() -> Problem:
    """The problem of a memory that is in use."""
    return too_many("The server's memory for live experiments is in use; try again soon.", 5)
