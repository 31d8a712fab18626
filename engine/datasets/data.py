"""Data: labelled points to learn from, for instance two moons, iris or samples of a curve.

Columns are examples: X is (features, n) and y (outputs, n), float64 and read-only. Two classes are
one row of 0 and 1, more classes one-hot rows, a regression the numbers themselves.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array

Task: TypeAlias = Literal["binary", "classes", "regression"]

# A feature that varies less than this share of its mean does not vary: the rest is rounding.
CONSTANT = 1e-12


@dataclass(frozen=True, slots=True)
class Outline:
    """What data are about: the names of the features, and of the classes unless a regression."""

    features: tuple[str, ...]
    classes: tuple[str, ...]

    @property
    def task(self) -> Task:
        """What is to be learned."""
        if not self.classes:
            return "regression"
        return "binary" if len(self.classes) == 2 else "classes"

    @property
    def outputs(self) -> int:
        """How many rows y has."""
        return len(self.classes) if self.task == "classes" else 1

    def encode(self, targets: NDArray[Any]) -> Array:
        """The rows of y for targets (n,): class indices, or the numbers of a regression."""
        rows = targets[None, :]
        if self.task == "classes":
            rows = rows == np.arange(len(self.classes))[:, None]
        return rows.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Examples to learn from or to be tested on."""

    X: Array
    y: Array
    outline: Outline

    def __post_init__(self) -> None:
        self.X.flags.writeable = self.y.flags.writeable = False

    @property
    def task(self) -> Task:
        """What is to be learned."""
        return self.outline.task

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the rows of X."""
        return self.outline.features

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes by index; none in a regression."""
        return self.outline.classes

    @property
    def size(self) -> int:
        """How many examples there are."""
        return int(self.X.shape[1])

    @property
    def labels(self) -> NDArray[np.int64]:
        """The class index (n,) of each example. Raises ValueError in a regression."""
        if self.task == "regression":
            raise ValueError("the targets of a regression are numbers, not labels")
        row: Array = self.y.argmax(axis=0) if self.task == "classes" else self.y[0]
        return row.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Normalization by the training data: (X − mean) / std, both (features, 1).

    A feature that does not vary is only centred. Test data get the same numbers, never their own.
    """

    mean: Array
    std: Array

    @classmethod
    def of(cls, train: Data) -> Self:
        """The scaling that gives the training data mean 0 and standard deviation 1."""
        mean = train.X.mean(axis=1, keepdims=True)
        std = train.X.std(axis=1, keepdims=True)
        return cls(mean, np.where(std > CONSTANT * np.abs(mean), std, 1.0))

    def points(self, X: Array) -> Array:
        """Points (features, n) on the scale that the network sees."""
        return (X - self.mean) / self.std

    def apply(self, data: Data) -> Data:
        """The same examples, scaled."""
        return replace(data, X=self.points(data.X))
