"""What every story claims, sentence by sentence, computed with the engine."""

from tests.engine.stories.story_claims import adaptive, landscapes, rates, ravines, saddles
from tests.engine.stories.story_claims.story_race import CLAIMS, Numbers, StoryRace, race_of

__all__ = [
    "CLAIMS",
    "Numbers",
    "StoryRace",
    "adaptive",
    "landscapes",
    "race_of",
    "rates",
    "ravines",
    "saddles",
]
