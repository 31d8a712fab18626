"""Checking: what is asked of stories of every kind, of their claims, texts and specifications.

A check of a claim asserts what its sentence says and returns the sentence's numbers in order.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine import specs
from engine.stories import Story

NUMBER = re.compile(r"−?\d+(?:,\d{3})*(?:\.\d+)?")


def printed(value: float, pattern: str) -> str:
    """A value with as many decimals as a number in the text has."""
    text = f"{value:,.{len(pattern.partition('.')[2])}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def sentences(stories: Mapping[str, Story]) -> list[tuple[str, int]]:
    """Every claim of every story, by name and index."""
    return [(story.name, i) for story in stories.values() for i in range(len(story.claims))]


def assert_numbers(claim: str, values: Iterable[float]) -> None:
    """The numbers in a claim are these, to the digits it gives."""
    found = NUMBER.findall(claim)
    assert found == [
        printed(float(value), pattern) for value, pattern in zip(values, found, strict=True)
    ]


def assert_claims(story: Story, checks: Mapping[str, Sequence[object]]) -> None:
    """The answer consists of sentences, each with a check."""
    assert len(checks[story.name]) == len(story.claims) > 1
    assert all(claim.endswith(".") and claim[0].isupper() for claim in story.claims)


def assert_texts(story: Story) -> None:
    """The question gives no number away, and all texts are short."""
    assert story.question.endswith("?")
    assert not NUMBER.search(story.title + story.question)
    assert 40 <= len(story.question) <= 160
    assert 100 <= len(story.answer) <= 420
    assert len(story.title) <= 40


def assert_listed(story: Story) -> dict[str, Any]:
    """The catalogue has the complete specification; returns what it has."""
    spec, listed = specs.from_dict(story.spec), story.to_dict()
    assert listed["spec"] == spec.to_dict()
    assert specs.from_dict(json.loads(json.dumps(listed))["spec"]).digest == spec.digest
    assert listed["answer"] == story.answer
    assert listed["name"] == story.name
    return listed
