"""The server under test: the real one, with races that keep to a clock as an animation would.

Prints its address first and then, for each race, the moment at which its first tick is due.
"""

import time

from app import kinds
from app.server import serve
from engine.descent.race import Race
from engine.lanes import Array
from engine.specs import DescentSpec
from tests.bench.pace import LEAD, ROWS, due


class Paced(Race):
    """A race that computes the rows of one tick at a time, whatever it is asked for."""

    def __init__(self, spec: DescentSpec, history: Array | None = None) -> None:
        super().__init__(spec, history)
        self._origin = time.monotonic() + LEAD
        print(self._origin, flush=True)

    def advance(self, steps: int) -> int:
        """Wait for the tick of the next row and compute the rows of that tick."""
        del steps
        time.sleep(max(0.0, self._origin + due(self.done) - time.monotonic()))
        return super().advance(ROWS)


if __name__ == "__main__":
    kinds.RUNNERS["descent"] = lambda spec, history, _: Paced(spec, history)
    raise SystemExit(serve(host="127.0.0.1", port=0, open_browser=False))
