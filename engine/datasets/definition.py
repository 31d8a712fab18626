"""Data sets by name: a rule that draws points, and what there is to know about it.

A rule is a pure function `rule(random, n, *, knobs…) -> (points (n, features), targets (n,))`;
targets are class indices, or numbers in a regression. `random` is a legacy RandomState, whose
streams never change. A rule shuffles first and adds noise after, which is scikit-learn's order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.datasets.data import Outline
from engine.datasets.suggestions import Suggestion
from engine.datasets.tuned import TUNED
from engine.knobs import SEED, Knob, Scale, read
from engine.lanes import Array
from engine.registry import Registry

Random: TypeAlias = np.random.RandomState
Labels: TypeAlias = NDArray[np.int64]
Rule: TypeAlias = Callable[..., tuple[Array, NDArray[Any]]]
RuleT = TypeVar("RuleT", bound=Rule)
Names: TypeAlias = tuple[str, ...] | Callable[..., tuple[str, ...]]

MOST = 10_000
PLANE = ("x1", "x2")

Noise = Annotated[
    float,
    Scale("linear", 0.0, 10.0, (0.0, 0.5)),
    "Standard deviation of what is added to each coordinate.",
]
ClassCount = Annotated[int, Scale("linear", 2, 10, (2, 6), None, "integer"), "How many classes."]


@dataclass(frozen=True)
class Dataset:
    """A rule, the names it gives to features and classes, and where the data come from.

    `total` is how many examples there are in the world, None when they can be drawn at will;
    `suggestion` is a training to begin with.
    """

    name: str
    title: str
    help: str
    rule: Rule
    own: tuple[Knob, ...]
    features: Names
    classes: Names
    cite: str | None
    total: int | None
    suggestion: Suggestion

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """Every field of its specification but the name."""
        most = self.total or MOST
        counts = Scale("log", 2, most, (min(most, 10), min(most, 1_000)), None, "integer")
        samples = Knob("samples", "integer", self.total or 300, "Training examples.", counts)
        seed = Knob("seed", "integer", 0, "Seed of the training data.", SEED)
        counts = Scale("linear", 0, most, (0, min(most, 500)), None, "integer")
        test = Knob("test_samples", "integer", 0, "Test examples; 0 for none.", counts)
        if self.total:
            return samples, *self.own, seed, test
        help_text = "Seed of the test data; the next one after that of the training data."
        return samples, *self.own, seed, test, Knob("test_seed", "integer", 1, help_text, SEED)

    def settings(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """The knobs of the rule alone, out of a complete specification."""
        return {knob.name: spec[knob.name] for knob in self.own}

    def outline(self, settings: Mapping[str, Any]) -> Outline:
        """What the data are about under these settings of the rule."""
        features, classes = (
            names(**settings) if callable(names) else names
            for names in (self.features, self.classes)
        )
        return Outline(features, classes)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue; features and classes are those at the defaults."""
        outline = self.outline({knob.name: knob.default for knob in self.own})
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "task": outline.task,
            "features": list(outline.features),
            "classes": list(outline.classes),
            "parameters": [knob.to_dict() for knob in self.knobs],
            "total": self.total,
            "cite": self.cite,
            "suggested": self.suggestion.to_dict(outline, TUNED.get(self.name, {})),
        }


DATASETS: Registry[Dataset] = Registry("data set")


def dataset(
    *,
    title: str,
    help: str,  # noqa: A002
    classes: Names = (),
    features: Names = PLANE,
    cite: str | None = None,
    total: int | None = None,
    suggested: Suggestion | None = None,
) -> Callable[[RuleT], RuleT]:
    """Register the decorated rule under its own name; its keyword-only arguments become knobs.

    `features` and `classes` are names, or functions from the knobs to names; `suggested` is a
    training to begin with.
    """
    about = (features, classes, cite, total, suggested or Suggestion())

    def register(rule: RuleT) -> RuleT:
        DATASETS.add(Dataset(rule.__name__, title, help, rule, read(rule), *about))
        return rule

    return register


def numbered(noun: str, count: int) -> tuple[str, ...]:
    """Names such as arm 1, arm 2, arm 3."""
    return tuple(f"{noun} {index + 1}" for index in range(count))


def even(n: int, classes: int) -> Labels:
    """The labels of n examples in order, spread as evenly over the classes as n allows."""
    return np.sort(np.arange(n) % classes)


def shuffled(random: Random, points: Array, targets: Labels) -> tuple[Array, Labels]:
    """Points and targets in one random order."""
    order = random.permutation(len(targets))
    return points[order], targets[order]


def noisy(random: Random, points: Array, noise: float) -> Array:
    """Points moved by independent Gaussian noise in each coordinate."""
    return points + random.normal(scale=noise, size=points.shape)
