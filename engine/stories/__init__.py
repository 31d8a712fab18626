"""Stories: small races that each answer one question, for instance why momentum helps.

STORIES holds them in the order of a lesson: ravines, saddles, landscapes, rates, adaptive steps.
"""

# The catalogue tells them in this order.
from engine.stories import ravines, saddles, landscapes, rates, adaptive  # isort: skip
from engine.stories.story import STORIES, Chart, Story

__all__ = [
    "STORIES",
    "Chart",
    "Story",
    "adaptive",
    "landscapes",
    "rates",
    "ravines",
    "saddles",
]
