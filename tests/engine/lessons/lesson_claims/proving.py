"""Proving: a check for each claim that a lesson's page makes, by the claim's name on the page.

A check asserts what its sentence says and returns the sentence's numbers in order. The check of a
question returns the index of the right choice, and then the numbers of the question.
"""

from collections.abc import Callable
from typing import TypeAlias

Numbers: TypeAlias = tuple[float, ...]
Check: TypeAlias = Callable[[], Numbers]

CLAIMS: dict[str, dict[str, Check]] = {}


def claims_of(lesson: str) -> Callable[[str], Callable[[Check], Check]]:
    """A decorator for the checks of one lesson: `@claim("steps")`."""
    checks = CLAIMS.setdefault(lesson, {})

    def claim(name: str) -> Callable[[Check], Check]:
        def register(check: Check) -> Check:
            assert name not in checks, f"{lesson} has two checks of {name!r}"
            checks[name] = check
            return check

        return register

    return claim
