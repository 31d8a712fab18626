"""Stories: small races that each answer one question, for instance why momentum helps.

STORIES holds them in the order of a lesson: ravines, saddles, landscapes, rates, adaptive steps.
"""

from types import MappingProxyType

# The catalogue tells them in this order.
from engine.stories import ravines, saddles, landscapes, rates, adaptive  # isort: skip
from engine.stories.story import STORIES, Chart, Story

# The ideas of a lesson, each by the first of its stories.
IDEAS = MappingProxyType(
    {
        "four_ways": "Ravines: what memory does",
        "saddle": "Saddles and passes",
        "rosenbrock": "Landscapes",
        "stability": "Rates: how large, and when to change",
        "bias_correction": "Adaptive steps",
    }
)

__all__ = [
    "IDEAS",
    "STORIES",
    "Chart",
    "Story",
    "adaptive",
    "landscapes",
    "rates",
    "ravines",
    "saddles",
]
