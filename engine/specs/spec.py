"""Descriptions: what an experiment is, frozen and complete, whatever its kind.

`Spec` is what all kinds share, a `RunSpec` is one optimizer with its settings. They are made by
`engine.specs.from_dict`, which checks every field.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Annotated, Any, ClassVar

from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from engine.specs.settings import Structure, write


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest experiment accepted.

    `entries` bounds runs × starts, so that a row of history fits a frame, and `numbers` a history:
    steps × entries × channels; and a training's work at a time: batch × entries × units. `pixels`
    bounds each side of a basin map, `map_steps` its budget and `work` its side × side × budget.
    `layers`, `units` and `parameters` bound a network, `evaluations` how often it is looked at,
    `seeds` its starts, and `training` the products of parameters, examples and entries that a
    training multiplies.
    """

    steps: int = 1_000_000
    runs: int = 64
    starts: int = 1_024
    entries: int = 16_000
    interventions: int = 1_000
    numbers: int = 8_000_000
    label: int = 80
    pixels: int = 256
    map_steps: int = 20_000
    work: int = 250_000_000
    layers: int = 12
    units: int = 256
    parameters: int = 20_000
    evaluations: int = 1_000
    seeds: int = 64
    training: float = 2e12


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One optimizer with all its settings."""

    optimizer: Annotated[str, OPTIMIZERS, "The name of its rule."]
    hyperparameters: Annotated[
        Mapping[str, Any],
        Structure({"type": "object"}, optional=True, default={}),
        "Its knobs, where they are not at their defaults.",
    ]
    schedule: Annotated[
        Mapping[str, Any],
        Structure({"type": "object"}, optional=True, default={"name": "constant"}),
        "How its learning rate changes on the way.",
    ]
    label: Annotated[
        str,
        Structure(
            {"type": ["string", "null"], "minLength": 1, "maxLength": LIMITS.label}, optional=True
        ),
        "What it is called; by default as its optimizer is.",
    ]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete."""
        return {
            "optimizer": self.optimizer,
            "hyperparameters": dict(self.hyperparameters),
            "schedule": dict(self.schedule),
            "label": self.label,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One trajectory of an experiment: a run from one of the starts."""

    run: int
    start: int
    label: str


class Spec(ABC):
    """An experiment: what is computed, and how the history is laid out that it fills row by row.

    A kind is a frozen dataclass whose annotated fields declare its settings.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    channels: ClassVar[tuple[str, ...]]
    steps: int

    @property
    @abstractmethod
    def entries(self) -> tuple[Entry, ...]:
        """What is followed on its own, with a label, a status and an ending."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int, int]:
        """The shape of the history: rows, columns, channels."""

    @property
    @abstractmethod
    def work(self) -> int:
        """How many single steps it takes, over all lanes."""

    @abstractmethod
    def structures(self) -> dict[str, Any]:
        """The JSON form of the settings that have a structure of their own, by name."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete; `from_dict` reads it back to an equal specification."""
        return {"kind": self.kind, **write(self, self.structures())}

    @property
    def rows(self) -> int:
        """How many rows the history has."""
        return self.shape[0]

    @property
    def checkpoint_shape(self) -> tuple[int, ...]:
        """The shape of what is kept beside the history; for most kinds nothing."""
        return (0,)

    @property
    def size(self) -> int:
        """How many numbers the history and what is kept beside it hold."""
        return prod(self.shape) + prod(self.checkpoint_shape)

    def split(self, numbers: Array) -> tuple[Array, Array]:
        """`size` numbers in a row as the history and what is kept beside it."""
        if numbers.shape != (self.size,):
            raise ValueError(f"{numbers.shape} numbers given; this experiment needs {self.size:,}")
        middle = prod(self.shape)
        return numbers[:middle].reshape(self.shape), numbers[middle:].reshape(self.checkpoint_shape)

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal characters that identify the experiment."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]
