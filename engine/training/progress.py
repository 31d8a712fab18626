"""Progress: a training as far as it is, to be looked at while it goes on or when it is over.

Shapes: K kept rows, of which row 0 is the start, E entries, P parameters.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array
from engine.specs.training import TrainingSpec
from engine.training.evaluations import Evaluations, alive, numbers
from engine.training.planes import Plane

# However many runs a training has, what is looked at stays small enough to be sent while it runs.
MOST_ENTRIES = 12


@dataclass(frozen=True)
class TrainingProgress:
    """A training of which `rows` of the kept parameters hold."""

    spec: TrainingSpec
    history: Array
    checkpoints: Array
    rows: int
    evaluations: Evaluations = field(compare=False)

    @cached_property
    def parameters(self) -> Array:
        """The parameters (K, E, P)."""
        kept = self.checkpoints[: self.rows, :-1]
        return kept.reshape(self.rows, len(self.spec.entries), -1)

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Which entries (K, E) had not diverged by then."""
        return alive(self.spec, self.history, self.rows)

    def entries(self, start: int) -> list[int]:
        """The entries from one start that are looked at: the first dozen runs."""
        trajectories = enumerate(self.spec.entries)
        return [entry for entry, each in trajectories if each.start == start][:MOST_ENTRIES]

    def points(self, entries: list[int], rows: int) -> Array:
        """Where these entries have been (N, P) while they had not diverged."""
        there = self.alive[:rows, entries]
        found: Array = self.parameters[:rows, entries][there]
        # Parameters may overflow in the very update after the last cost that was finite.
        return found[np.isfinite(found).all(axis=1)]

    def path(self, plane: Plane, entry: int, rows: int) -> dict[str, Any]:
        """Where an entry has been, on a plane, with its distance from the plane, for JSON."""
        along, off = plane.project(self.parameters[:rows, entry][self.alive[:rows, entry]])
        x, y, away = (np.round(part, 5) for part in (along[:, 0], along[:, 1], off))
        return {"x": numbers(x), "y": numbers(y), "off": numbers(away)}
