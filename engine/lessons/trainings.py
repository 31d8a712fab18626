"""Trainings that lessons look at: each is done once in a process, and its result is kept.

An experiment looks at one training, or at several whose conditions differ.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from engine.training.results import TrainingResult
from engine.training.run import train

Training: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def several(training: Training) -> Sequence[Mapping[str, Any]]:
    """The specifications of one training or of several."""
    return [training] if isinstance(training, Mapping) else training


def as_asked(training: Training, results: Sequence[TrainingResult]) -> Any:
    """The result of one training, the results of several."""
    return results[0] if isinstance(training, Mapping) else list(results)


def train_once(spec: Mapping[str, Any]) -> TrainingResult:
    """The result of a training. Raises SpecError for a specification that is wrong."""
    return _train_once(json.dumps(spec, sort_keys=True))


@lru_cache(16)
def _train_once(spec: str) -> TrainingResult:
    return train(json.loads(spec))
