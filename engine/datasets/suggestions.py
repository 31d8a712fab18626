"""Suggestions: for each data set a training that shows something worth seeing within seconds.

A suggestion is a network, how much is learned from how often, and a rate for every optimizer. It
is no default of the specification: whoever leaves a field out gets the same for all data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.datasets.data import Outline

Rates: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What to train on a data set, its input and output layers left to the data."""

    hidden: tuple[int, ...] = (8, 4)
    activation: str = "tanh"
    initializer: str = "xavier"
    batch_size: int = 32
    epochs: int = 200
    test_samples: int = 100
    normalize: bool = False

    def to_dict(self, outline: Outline, rates: Rates) -> dict[str, Any]:
        """The JSON form, whose fields are those of a training; rates by optimizer."""
        return {
            "test_samples": self.test_samples,
            "normalize": self.normalize,
            "network": {
                "layers": [len(outline.features), *self.hidden, outline.outputs],
                "activation": self.activation,
                "initializer": self.initializer,
            },
            "batch_size": self.batch_size,
            "epochs": self.epochs,
            "rates": {name: {"lr": rate} for name, rate in rates.items()},
        }
