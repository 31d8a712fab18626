"""Story races: the race of a story, run, for the functions that check its claims.

A claim's function asserts what its sentence says and returns the sentence's numbers in order.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from engine import race
from engine.lanes import Array, Status
from engine.stories import STORIES
from engine.surfaces import Surface

Numbers: TypeAlias = tuple[float, ...]


class StoryRace:
    """The race of a story, perhaps with some fields of its specification changed."""

    def __init__(self, name: str, **changes: Any) -> None:
        self.name = name
        self.result = race({**STORIES[name].spec, **changes})
        self.spec = self.result.spec

    @property
    def surface(self) -> Surface:
        return self.spec.surface

    def again(self, **changes: Any) -> "StoryRace":
        return StoryRace(self.name, **changes)

    def settings(self, run: int) -> dict[str, Any]:
        return dict(self.spec.runs[run].hyperparameters)

    def path(self, run: int) -> Array:
        return self.result.history[: self.result.length(run), run]

    def points(self, run: int) -> Array:
        return self.path(run)[:, :2]

    def costs(self, run: int) -> Array:
        return self.path(run)[:, 2]

    def last(self, run: int) -> float:
        return float(self.costs(run)[-1])

    def strides(self, run: int) -> Array:
        """The length of every step."""
        x, y = np.diff(self.points(run), axis=0).T
        found: Array = np.hypot(x, y)
        return found

    def distances(self, run: int) -> Array:
        """From the nearest of the minima, the origin where none is known."""
        x, y = self.points(run).T
        minima = self.surface.minima or ((0.0, 0.0),)
        found: Array = np.min([np.hypot(x - a, y - b) for a, b in minima], axis=0)
        return found

    def home(self, run: int) -> int:
        """The step at which the run met its tolerance."""
        ending = self.result.endings[run]
        assert ending.status is Status.CONVERGED
        assert ending.stopped_at is not None
        return ending.stopped_at

    def never_home(self, run: int) -> bool:
        return self.result.endings[run].status is Status.FINISHED

    def lost(self, run: int) -> int:
        """The step at which the run diverged."""
        ending = self.result.endings[run]
        assert ending.status is Status.DIVERGED
        assert ending.stopped_at is not None
        return ending.stopped_at

    def below(self, run: int, cost: float) -> int:
        return first(self.costs(run) < cost)

    def tolerance(self) -> float:
        assert self.spec.cost_tolerance is not None
        return self.spec.cost_tolerance

    def curving(self, x: float, y: float) -> Array:
        """The two curvatures of the surface at a point, the smaller one first."""
        dxx, dxy, dyy = self.surface.curvatures(x, y)
        found: Array = np.linalg.eigvalsh(np.array([[dxx, dxy], [dxy, dyy]], dtype=float))
        return found


Check: TypeAlias = Callable[[StoryRace], Numbers]

CLAIMS: dict[str, list[Check]] = {}


def claim(name: str) -> Callable[[Check], Check]:
    """The decorated function checks the next sentence of the story called `name`."""

    def register(check: Check) -> Check:
        CLAIMS.setdefault(name, []).append(check)
        return check

    return register


@cache
def race_of(name: str) -> StoryRace:
    return StoryRace(name)


def first(met: Any) -> int:
    """The first step at which something holds, as it must at some step."""
    assert np.any(met)
    return int(np.argmax(met))
