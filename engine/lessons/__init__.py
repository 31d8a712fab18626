"""Lessons: the topics of an optimization chapter, in its order, each with live experiments.

LESSONS holds them by name.
"""

from engine.figures.figure import Figure
from engine.lessons.lesson import LESSONS, SECTIONS, Experiment, Lesson, Question, Source

# The chapter tells them in this order.
from engine.lessons.topics import (  # isort: skip
    normalization,
    fresh_data,
    initialization,
    circles,
    gradient_checking,
    check_limits,
    mini_batches,
    last_batches,
    averages,
    momentum,
    rmsprop,
    adam,
    rare_slopes,
    bursts,
    decay,
    larger_rates,
    saddle_points,
    dimensions,
    the_assignment,
    sixteen_seeds,
)

__all__ = [
    "LESSONS",
    "SECTIONS",
    "Experiment",
    "Figure",
    "Lesson",
    "Question",
    "Source",
    "adam",
    "averages",
    "bursts",
    "check_limits",
    "circles",
    "decay",
    "dimensions",
    "fresh_data",
    "gradient_checking",
    "initialization",
    "larger_rates",
    "last_batches",
    "mini_batches",
    "momentum",
    "normalization",
    "rare_slopes",
    "rmsprop",
    "saddle_points",
    "sixteen_seeds",
    "the_assignment",
]
