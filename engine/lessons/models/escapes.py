"""Escapes: optimizers beside the ridge of a saddle, and the steps they take to leave it.

The cost is λx²/2 + x⁴/4 + y²/2 with eigenvalues λ and 1 at the origin: below zero λ makes it a
saddle between two minima at x = ±√−λ. Runs start at the distance d beside the ridge x = 0.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.descent.lockstep import Lockstep
from engine.figures.figure import Ink, Marker
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.steppers import Group
from engine.surfaces import Surface, custom
from engine.surfaces.tuned import TUNED

EXPRESSION = "bend*x^2/2 + x^4/4 + y^2/2"
VIEW = ((-1.5, 1.5), (-0.6, 1.45))
STEPS = 100
HEIGHT = 1.3
NEAREST, FARTHEST = 1e-12, 0.1
DISTANCES = np.geomspace(NEAREST, FARTHEST, 23)
SEEDS = 9


@dataclass(frozen=True)
class Entrant:
    """A run: an optimizer with its settings, and how it is drawn."""

    name: str
    label: str
    settings: dict[str, float]
    ink: Ink
    head: Marker
    dashed: bool = False

    @property
    def spec(self) -> dict[str, Any]:
        """The run in an experiment's specification."""
        return {"optimizer": self.name, "hyperparameters": dict(self.settings)}


def tuned(name: str) -> dict[str, float]:
    """The settings that the race page suggests for λ = −1."""
    return dict(TUNED["strict_saddle"][name])


ENTRANTS = (
    Entrant("gd", "GD", tuned("gd"), "grey", "circle", True),
    Entrant("momentum", "momentum", tuned("momentum"), "blue", "square"),
    Entrant("rmsprop", "RMSprop", tuned("rmsprop"), "vermilion", "diamond"),
    Entrant("adam", "Adam", tuned("adam"), "green", "star"),
    Entrant("newton", "Newton", {"lr": 0.5}, "purple", "circle"),
    Entrant(
        "saddle_free_newton",
        "saddle-free Newton",
        {"lr": 0.5, "damping": 0.3},
        "orange",
        "square",
        True,
    ),
)


@dataclass(frozen=True)
class Escapes:
    """By entrant: median steps (entrants, distances) to half-way, NaN for never, and a path.

    Paths are (entrants, STEPS + 1, 2), from `distance` under the first seed; `here` (entrants,)
    are the median steps from there.
    """

    steps: Array
    here: Array
    paths: Array


def surface_of(bend: float) -> Surface:
    """The surface with its curvature λ along x."""
    return custom(EXPRESSION, view=VIEW, parameters={"bend": bend})


@lru_cache(64)
def escapes(bend: float, distance: float, noise: float) -> Escapes:
    """All entrants from all distances, under SEEDS draws of noise if there is any."""
    seeds = SEEDS if noise else 1
    places = np.append(DISTANCES, distance)
    starts = np.stack([np.repeat(places, seeds), np.full(len(places) * seeds, HEIGHT)])
    groups = [
        Group(OPTIMIZERS[one.name], OPTIMIZERS[one.name].defaults() | one.settings)
        for one in ENTRANTS
    ]
    noises = None
    if noise:
        streams = [np.random.RandomState(seed).randn(STEPS, 2) for seed in range(seeds)]
        noises = noise * np.tile(np.stack(streams, axis=2), len(places))
    states = np.empty((STEPS + 1, 5, len(groups) * starts.shape[1]))
    lanes = Lockstep(surface_of(bend), groups, starts)
    states[0] = lanes.state
    lanes.advance(STEPS, noises, states[1:])
    states_by_seed = states.reshape(STEPS + 1, 5, len(groups), len(places), seeds)
    half = np.sqrt(-bend) / 2 if bend < 0 else np.inf
    out = np.abs(states_by_seed[:, 0]) > half
    steps = np.median(np.where(out.any(0), out.argmax(0), np.inf), axis=-1)
    steps[~np.isfinite(steps)] = np.nan
    return Escapes(steps[:, :-1], steps[:, -1], states_by_seed[:, :2, :, -1, 0].transpose(2, 0, 1))
