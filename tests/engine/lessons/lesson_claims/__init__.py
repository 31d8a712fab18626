"""What every lesson claims, sentence by sentence, checked with the engine."""

from tests.engine.lessons.lesson_claims import (
    adam,
    averages,
    decay,
    gradient_checking,
    initialization,
    mini_batches,
    momentum,
    normalization,
    rmsprop,
    saddle_points,
    the_assignment,
)
from tests.engine.lessons.lesson_claims.proving import CLAIMS, Numbers

__all__ = [
    "CLAIMS",
    "Numbers",
    "adam",
    "averages",
    "decay",
    "gradient_checking",
    "initialization",
    "mini_batches",
    "momentum",
    "normalization",
    "rmsprop",
    "saddle_points",
    "the_assignment",
]
