"""Settings as the pages offer them: the engine's, and where a page stays below them, with why.

A form shows the reason where somebody asks for more, and so does a link that is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.specs import KINDS, LIMITS


@dataclass(frozen=True, slots=True)
class Cap:
    """A bound of a page's own, below the engine's; `bound` is the one that is meant."""

    bound: str
    value: int
    reason: str


# What a page offers less of than the engine takes: by kind, and by the setting's path.
CAPS: Mapping[str, Mapping[str, Cap]] = {
    "descent": {
        "steps": Cap(
            "max",
            100_000,
            f"the page draws every step; the API takes {LIMITS.steps:,}",
        ),
    },
    "training": {
        "network.seed": Cap(
            "most",
            16,
            f"the page draws every seed; the API takes {LIMITS.seeds}",
        ),
    },
}


def page_settings(*kinds: str) -> dict[str, list[dict[str, Any]]]:
    """The settings of these kinds for a page, by kind."""
    return {
        kind: [with_caps(entry, CAPS.get(kind, {})) for entry in KINDS[kind].to_dict()["settings"]]
        for kind in kinds
    }


def with_caps(entry: dict[str, Any], caps: Mapping[str, Cap], path: str = "") -> dict[str, Any]:
    """A setting's JSON with the page's caps on it and on its parts."""
    own = f"{path}{entry['name']}"
    parts = [with_caps(part, caps, f"{own}.") for part in entry["parts"]]
    made = entry | {"parts": parts}
    if (cap := caps.get(own)) is None:
        return made
    return made | {cap.bound: cap.value, "reason": cap.reason}
