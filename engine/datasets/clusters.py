"""Clusters: classes that fill regions of the plane, for instance blobs, quadrants or rings."""

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


@dataset(
    title="Blobs",
    help="A cloud for each class, centres on a circle: straight boundaries do nearly as well.",
    classes=lambda centers, **_: numbered("blob", centers),
    suggested=Suggestion(hidden=(4,), epochs=50),
)
def blobs(
    random: Random,
    n: int,
    *,
    noise: Annotated[Noise, Scale("linear", 0.0, 10.0, (0.0, 2.0)), "Spread of a cloud."] = 0.5,
    centers: Annotated[ClassCount, "How many clouds."] = 3,
) -> tuple[Array, Labels]:
    """Gaussian clouds around points evenly spaced on the circle of radius 2."""
    labels = even(n, centers)
    angle = 2 * np.pi * labels / centers
    middles = RADIUS * np.column_stack([np.cos(angle), np.sin(angle)])
    return shuffled(random, noisy(random, middles, noise), labels)


@dataset(
    title="Exclusive or",
    help="Opposite quadrants belong together: each coordinate on its own tells nothing.",
    classes=("same sign", "opposite signs"),
    cite="Minsky & Papert 1969, Perceptrons, MIT Press",
    suggested=Suggestion(hidden=(4,), batch_size=16, epochs=100),
)
def xor(random: Random, n: int, *, noise: Noise = 0.1) -> tuple[Array, Labels]:
    """Evenly many points in the quadrants of the square [−1, 1]², labelled before the noise."""
    quadrant = np.arange(n) % 4
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[quadrant]
    points, labels = shuffled(random, signs * random.uniform(size=(n, 2)), quadrant % 2)
    return noisy(random, points, noise), labels


@dataset(
    title="Gaussian rings",
    help="One cloud cut into rings of equal share; the rings are the same in training and test.",
    classes=lambda classes, **_: numbered("ring", classes),
    suggested=Suggestion(batch_size=16),
)
def gaussian_quantiles(
    random: Random, n: int, *, noise: Noise = 0.0, classes: ClassCount = 3
) -> tuple[Array, Labels]:
    """A standard normal cloud; ring k holds the radii between the quantiles k/K and (k + 1)/K.

    The quantiles are those of the distribution, √(−2 ln(1 − q)), not of the sample, and each ring
    gets its share exactly.
    """
    labels = even(n, classes)
    share = (labels + random.uniform(size=n)) / classes
    radius, angle = np.sqrt(-2 * np.log1p(-share)), random.uniform(0, 2 * np.pi, n)
    points = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    points, labels = shuffled(random, points, labels)
    return noisy(random, points, noise), labels
