"""Quotas: how much one session and everybody together may ask for.

A session is a browser, known by its cookie, since a whole class may sit behind one address. Clients
without a cookie, such as curl, are known by their address; nobody gains by throwing a cookie away,
because the quota of everybody together holds for all.
"""

import hashlib
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import HTTPConnection

from app.http.errors import Problem
from app.http.guard import COOKIE
from app.settings import Settings


def session_of(connection: HTTPConnection) -> str:
    """A short key for whoever asks."""
    cookie = connection.cookies.get(COOKIE)
    client = connection.client.host if connection.client else ""
    identity = f"cookie {cookie}" if cookie else f"address {client}"
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]


def too_many(detail: str, retry_after: float) -> Problem:
    """The problem of a quota that is used up."""
    seconds = max(1, math.ceil(retry_after))
    return Problem(429, detail, kind="quota-exceeded", headers={"retry-after": str(seconds)})


class Quotas:
    """Creations per minute; how many experiments are live is for the shelf to know."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._own = RateLimitItemPerMinute(settings.session_creations_per_minute)
        self._all = RateLimitItemPerMinute(settings.creations_per_minute)

    def spend(self, session: str) -> None:
        """Count a creation. Raises Problem 429 when the session's or the common quota is spent."""
        for item, key, whose in (
            (self._own, session, "from one session"),
            (self._all, "everybody", "in total"),
        ):
            if not self._limiter.hit(item, key):
                reset = self._limiter.get_window_stats(item, key).reset_time
                raise too_many(
                    f"More than {item.amount} creations per minute {whose}; slow down.",
                    reset - time.time(),
                )
