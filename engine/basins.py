"""Basins: where very many starts end, for instance the pixels of a basin map. No history is kept.

Starts and ends are (2, L).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.lanes import Array
from engine.lockstep import Group, Lockstep
from engine.optimizers import Optimizer
from engine.surfaces import Surface


@dataclass(frozen=True, slots=True)
class Ends:
    """Where every lane ended: point (2, L), cost (L,), gradient (2, L); not finite if diverged."""

    theta: Array
    cost: Array
    grad: Array


def descend(
    surface: Surface,
    optimizer: Optimizer,
    hyperparameters: Mapping[str, Any],
    starts: Array,
    steps: int,
) -> Ends:
    """Take `steps` steps from every start (2, L); a hyper-parameter may be (L,), one a lane."""
    group = Group(optimizer, {**optimizer.defaults(), **hyperparameters})
    lanes = Lockstep(surface, [group], starts)
    lanes.advance(steps)
    return Ends(lanes.state[:2], lanes.state[2], lanes.state[3:])
