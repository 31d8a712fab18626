"""Locks: one for each experiment, so that two requests deal with it one after the other."""

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """A lock by experiment id, the same one for as long as somebody holds or awaits it.

    Looking an experiment up and starting it has awaits in between, for the database above all.
    Without the lock, thirty students who open one link would start thirty computations.
    """

    def __init__(self) -> None:
        # Weak, so that nobody has to count holders: with the last reference the entry goes, too.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, experiment_id: str) -> asyncio.Lock:
        """The lock of one experiment, to be held while its state is read and then changed."""
        return self._locks.setdefault(experiment_id, asyncio.Lock())
