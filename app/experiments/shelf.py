"""The shelf: the experiments held in memory, bounded in number and in numbers.

Those that wait or run or have followers stay; of the others, the longest unused makes room first.
"""

from app.http.errors import Problem
from app.http.quotas import too_many
from app.settings import Settings
from app.streams.live import LiveExperiment


class Shelf:
    """Sessions by id, the most recently used last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: dict[str, LiveExperiment] = {}

    @property
    def experiments(self) -> list[LiveExperiment]:
        """All of them."""
        return list(self._held.values())

    @property
    def unfinished(self) -> list[LiveExperiment]:
        """Those that wait or run."""
        return [experiment for experiment in self._held.values() if experiment.unfinished]

    @property
    def numbers(self) -> int:
        """How many numbers their histories hold or will hold."""
        return sum(experiment.spec.size for experiment in self._held.values())

    def has_room(self) -> bool:
        """Whether one more may wait or run."""
        return len(self.unfinished) < self._settings.max_live

    def peek(self, experiment_id: str) -> LiveExperiment | None:
        """The experiment with this id, if it is held."""
        return self._held.get(experiment_id)

    def use(self, experiment_id: str) -> LiveExperiment | None:
        """The same, and it counts as used."""
        experiment = self._held.pop(experiment_id, None)
        if experiment is not None:
            self._held[experiment_id] = experiment
        return experiment

    def take(self, experiment_id: str) -> LiveExperiment | None:
        """The experiment with this id, no longer held."""
        return self._held.pop(experiment_id, None)

    def check_quota(self, owner: str) -> None:
        """Raises Problem 429 when the owner or everybody has too many live experiments."""
        live = self.unfinished
        if not self.has_room():
            raise too_many(f"{len(live)} experiments are waiting or running; try again soon.", 2)
        own = sum(experiment.owner == owner for experiment in live)
        if own >= self._settings.session_max_live:
            raise too_many(f"{own} experiments of yours are waiting or running; cancel some.", 2)

    def put(self, experiment: LiveExperiment) -> LiveExperiment:
        """Hold an experiment, making room if need be. Raises Problem 429 when none can be made."""
        # Counted by what the history will hold in the end, not by what it holds now: an experiment
        # that has been taken on must not run out of memory half-way.
        room = self._settings.max_live_numbers - self.numbers - experiment.spec.size
        idle = [held for held in self._held.values() if not held.unfinished and not held.followers]
        surplus = len(idle) + 1 - self._settings.max_kept
        for index, unused in enumerate(idle):
            if room >= 0 and index >= surplus:
                break
            del self._held[unused.id]
            room += unused.spec.size
        if room < 0:
            raise no_room()
        self._held[experiment.id] = experiment
        return experiment


def no_room() -> Problem:
    """The problem of a memory that is in use."""
    return too_many("The server's memory for live experiments is in use; try again soon.", 5)
