"""Descriptions: what an experiment is, frozen and complete, for instance a race over one surface.

They are made by `engine.specs.from_dict`, which checks every field.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from engine.surfaces import Surface

CHANNELS = ("x", "y", "cost", "grad_norm")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest experiment accepted; `numbers` bounds steps × entries × channels in memory."""

    steps: int = 1_000_000
    runs: int = 64
    starts: int = 1_024
    interventions: int = 1_000
    numbers: int = 8_000_000
    label: int = 80


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One optimizer with all its settings."""

    optimizer: str
    hyperparameters: Mapping[str, Any]
    schedule: Mapping[str, Any]
    label: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete."""
        return {
            "optimizer": self.optimizer,
            "hyperparameters": dict(self.hyperparameters),
            "schedule": dict(self.schedule),
            "label": self.label,
        }


@dataclass(frozen=True, slots=True)
class Intervention:
    """Knobs of one run turned on the way: they hold for the update leaving `step` and later."""

    step: int
    run: int
    hyperparameters: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"step": self.step, "run": self.run, "hyperparameters": dict(self.hyperparameters)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One trajectory of an experiment: a run from one of the starts."""

    run: int
    start: int
    label: str


@dataclass(frozen=True)
class DescentSpec:
    """Runs on one surface with the same starts, the same noise and the same budget."""

    surface: Surface
    starts: tuple[tuple[float, float], ...]
    steps: int
    seed: int
    gradient_noise: float
    grad_tolerance: float | None
    cost_tolerance: float | None
    runs: tuple[RunSpec, ...]
    interventions: tuple[Intervention, ...]

    kind = "descent"
    channels = CHANNELS

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The trajectories, run by run and start by start."""
        pairs = product(enumerate(self.runs), range(len(self.starts)))
        return tuple(Entry(index, start, run.label) for (index, run), start in pairs)

    @property
    def size(self) -> int:
        """How many numbers its history holds."""
        return (self.steps + 1) * len(self.runs) * len(self.starts) * len(CHANNELS)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete; `from_dict` reads it back to an equal specification."""
        starts = [list(point) for point in self.starts]
        return {
            "kind": self.kind,
            "surface": self.surface.source(),
            "start": starts[0] if len(starts) == 1 else starts,
            "steps": self.steps,
            "seed": self.seed,
            "gradient_noise": self.gradient_noise,
            "tolerances": {"grad_norm": self.grad_tolerance, "cost": self.cost_tolerance},
            "runs": [run.to_dict() for run in self.runs],
            "interventions": [turn.to_dict() for turn in self.interventions],
        }

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal characters that identify the experiment."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]
