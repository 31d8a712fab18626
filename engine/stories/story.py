"""A story: a question, a race that answers it, and the answer, for instance why momentum helps.

The answer is a list of claims, one sentence each, so that a test can hold every sentence against
the race it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from engine import specs
from engine.optimizers import OPTIMIZERS
from engine.registry import Registry
from engine.surfaces.tuned import TUNED

Chart: TypeAlias = Literal["cost", "distance", "lr"]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One story. `speed` is in steps a second; `chart` is what to plot beside the surface."""

    name: str
    title: str
    question: str
    claims: tuple[str, ...]
    spec: Mapping[str, Any]
    speed: int = 30
    chart: Chart = "cost"
    cite: str = ""

    @property
    def answer(self) -> str:
        """All claims as one text."""
        return " ".join(self.claims)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue, its specification complete."""
        return {
            "name": self.name,
            "title": self.title,
            "question": self.question,
            "answer": self.answer,
            "spec": specs.from_dict(self.spec).to_dict(),
            "speed": self.speed,
            "chart": self.chart,
            "cite": self.cite or None,
        }


STORIES: Registry[Story] = Registry("story")


def run(
    optimizer: str,
    label: str | None = None,
    *,
    schedule: Mapping[str, Any] | None = None,
    **hyperparameters: float | str | bool,
) -> dict[str, Any]:
    """A run in JSON, its rate in its label."""
    name = label or OPTIMIZERS[optimizer].title
    return {
        "optimizer": optimizer,
        "hyperparameters": hyperparameters,
        "schedule": schedule or {"name": "constant"},
        "label": f"{name}, lr {hyperparameters['lr']:.3g}",
    }


def tuned(surface: str, optimizer: str) -> dict[str, Any]:
    """A run at the rate tuned for a surface of the catalogue."""
    return run(optimizer, **TUNED[surface][optimizer])
