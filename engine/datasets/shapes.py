"""Shapes: classes that lie along curves, for instance two moons, two circles or spiral arms."""

from typing import Annotated

import numpy as np

from engine.datasets.definition import (
    ClassCount,
    Labels,
    Noise,
    Random,
    dataset,
    even,
    noisy,
    numbered,
    shuffled,
)
from engine.datasets.suggestions import Suggestion
from engine.knobs import Scale
from engine.lanes import Array

RADIUS = 2.0
# To give the same points, moons and circles draw in scikit-learn's order: places, then noise.
SKLEARN = "Pedregosa et al. 2011, JMLR 12, 2825–2830; scikit-learn's {} gives the same points."


@dataset(
    title="Two moons",
    help="Two half circles that reach into each other: no straight line can part them.",
    classes=("upper", "lower"),
    cite=SKLEARN.format("make_moons"),
)
def moons(random: Random, n: int, *, noise: Noise = 0.2) -> tuple[Array, Labels]:
    """The upper half of the unit circle, and the lower half shifted by (1, 1/2)."""
    first, second = np.linspace(0, np.pi, n // 2), np.linspace(0, np.pi, n - n // 2)
    x = np.append(np.cos(first), 1 - np.cos(second))
    y = np.append(np.sin(first), 1 - np.sin(second) - 0.5)
    labels = np.repeat([0, 1], [n // 2, n - n // 2])
    points, labels = shuffled(random, np.column_stack([x, y]), labels)
    return noisy(random, points, noise), labels


@dataset(
    title="Two circles",
    help="One circle inside another: the network has to close its boundary.",
    classes=("outer", "inner"),
    cite=SKLEARN.format("make_circles"),
    suggested=Suggestion(hidden=(8, 8), batch_size=16, epochs=300),
)
def circles(
    random: Random,
    n: int,
    *,
    noise: Noise = 0.05,
    factor: Annotated[
        float,
        Scale("linear", 0.0, 1.0, (0.1, 0.9)),
        "Radius of the inner circle; the outer's is 1.",
    ] = 0.8,
) -> tuple[Array, Labels]:
    """The unit circle and one of radius `factor`, evenly spaced; the end point is left out."""
    outer = np.linspace(0, 2 * np.pi, n // 2, endpoint=False)
    inner = np.linspace(0, 2 * np.pi, n - n // 2, endpoint=False)
    x = np.append(np.cos(outer), np.cos(inner) * factor)
    y = np.append(np.sin(outer), np.sin(inner) * factor)
    labels = np.repeat([0, 1], [n // 2, n - n // 2])
    points, labels = shuffled(random, np.column_stack([x, y]), labels)
    return noisy(random, points, noise), labels


@dataset(
    title="Spirals",
    help="Arms wound around each other: the hardest of these sets, more so with every turn.",
    classes=lambda classes, **_: numbered("arm", classes),
    cite="Lang & Witbrock 1988, Proc. Connectionist Models Summer School, 52–59",
    suggested=Suggestion(hidden=(16, 8), epochs=300),
)
def spirals(
    random: Random,
    n: int,
    *,
    noise: Noise = 0.05,
    classes: ClassCount = 2,
    turns: Annotated[
        float, Scale("linear", 0.1, 5.0, (0.5, 3.0)), "How often an arm goes round."
    ] = 1.5,
) -> tuple[Array, Labels]:
    """Archimedean spirals out to radius 2; places are random, and about as dense everywhere."""
    labels = even(n, classes)
    reach = np.sqrt(random.uniform(size=n))
    angle = 2 * np.pi * (turns * reach + labels / classes)
    points = RADIUS * reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    points, labels = shuffled(random, points, labels)
    return noisy(random, points, noise), labels
