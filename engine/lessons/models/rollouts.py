"""Rollouts: one run under an optimizer's own rule with all that the rule carries, such as m and v.

Shapes: points are (S + 1, D); slopes, memory and what the rule names are (S, D), a row a step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS


@dataclass(frozen=True)
class Rollout:
    """A run: `before` and `after` are the rule's memory at each step, slot by slot."""

    points: Array
    slopes: Array
    before: Memory
    after: Memory
    parts: dict[str, Array]

    @property
    def steps(self) -> Array:
        """Every step taken, the change of θ."""
        return np.diff(self.points, axis=0)

    def grown(self, values: Array) -> Array:
        """Values a step, with a row that is no number for the start, where there are none yet."""
        return np.concatenate([np.full_like(values[:1], np.nan), values])


def rollout(
    name: str, start: Array, slope: Callable[[Array], Array], steps: int, **settings: Any
) -> Rollout:
    """So many steps of an optimizer from a point (D,). Settings not given are at their defaults.

    `parts` holds what the optimizer has a name for between memory and step, by the symbol's key.
    """
    optimizer = OPTIMIZERS[name]
    settings = optimizer.defaults() | settings
    points = np.empty((steps + 1, len(start), 1))
    points[0, :, 0] = start
    slopes = np.empty((steps, len(start), 1))
    memories = np.zeros((optimizer.slots, steps + 1, len(start), 1))
    memory: Memory = tuple(memories[:, 0])
    times = np.arange(1.0, steps + 1)
    for step, t in enumerate(times):
        slopes[step] = slope(points[step])
        at = Point(points[step], slopes[step])
        delta, memory = optimizer.rule(at, memory, t, **settings)
        points[step + 1] = points[step] + delta
        for slot, value in zip(memories, memory, strict=True):
            slot[step + 1] = value
    before, after = tuple(memories[:, :-1]), tuple(memories[:, 1:])
    found = []
    if optimizer.parts is not None:
        at = Point(points[:-1], slopes)
        found = list(optimizer.parts(at, before, after, times[:, None, None], **settings))
    return Rollout(
        points[:, :, 0],
        slopes[:, :, 0],
        tuple(slot[:, :, 0] for slot in before),
        tuple(slot[:, :, 0] for slot in after),
        {symbol.key: np.broadcast_to(value, slopes.shape)[:, :, 0] for symbol, value in found},
    )
