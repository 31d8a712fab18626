"""What every story claims, sentence by sentence, computed with the engine."""

from tests.engine.stories.story_claims import adaptive, landscapes, rates, ravines, saddles
from tests.engine.stories.story_claims.telling import CLAIMS, Numbers, Telling, told

__all__ = [
    "CLAIMS",
    "Numbers",
    "Telling",
    "adaptive",
    "landscapes",
    "rates",
    "ravines",
    "saddles",
    "told",
]
