"""Lessons: the topics of an optimization chapter, in its order, each with live experiments.

LESSONS holds them by name.
"""

# The chapter tells them in this order.
from engine.lessons import normalization, fresh_data, averages, momentum, rmsprop  # isort: skip
from engine.lessons.figure import Figure
from engine.lessons.lesson import LESSONS, SECTIONS, Experiment, Lesson, Question, Source

__all__ = [
    "LESSONS",
    "SECTIONS",
    "Experiment",
    "Figure",
    "Lesson",
    "Question",
    "Source",
    "averages",
    "fresh_data",
    "momentum",
    "normalization",
    "rmsprop",
]
