"""Single flight: work that many ask for at the same time, such as the figure that a class looks at.

It is done once: whoever asks while it is under way waits for the same, and what came of it is
remembered for those who ask later.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Pieces of work by key; of those that are done, the longest unused are forgotten first.

    To be used on one event loop.
    """

    def __init__(self, remembered: int) -> None:
        self._remembered = remembered
        self._tasks: OrderedDict[Hashable, asyncio.Task[T]] = OrderedDict()

    async def get(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `work` gives, started unless it is under way or remembered.

        It goes on when whoever asked first is gone; one that failed is started anew.
        """
        task = self._tasks.pop(key, None)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = asyncio.create_task(work())
            task.add_done_callback(self._forget)
        self._tasks[key] = task
        # Shielded: a client that leaves must not cancel what thirty others are waiting for.
        return await asyncio.shield(task)

    def _forget(self, _: object) -> None:
        surplus = len(self._tasks) - self._remembered
        if surplus > 0:
            for unused in [key for key, one in self._tasks.items() if one.done()][:surplus]:
                del self._tasks[unused]
