"""Trainings that lessons look at: each is done once in a process, and its result is kept."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.training import train
from engine.training_results import TrainingResult


def trained(spec: Mapping[str, Any]) -> TrainingResult:
    """The result of a training. Raises SpecError for a specification that is wrong."""
    return _trained(json.dumps(spec, sort_keys=True))


@lru_cache(8)
def _trained(spec: str) -> TrainingResult:
    return train(json.loads(spec))
