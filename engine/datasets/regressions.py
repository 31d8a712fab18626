"""Regressions: numbers to predict, for instance along a curve or from badly scaled features."""

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from engine.datasets.definition import Noise, Random, dataset, noisy
from engine.datasets.suggestions import Suggestion
from engine.knobs import Scale
from engine.lanes import Array

TargetNoise = Annotated[
    Noise, Scale("linear", 0.0, 10.0, (0.0, 1.0)), "Standard deviation of what y is off by."
]

CURVES: dict[str, Callable[[Array], Array]] = {
    "sine": lambda x: np.sin(np.pi * x),
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
    "absolute": lambda x: np.abs(x) - 1,
    "parabola": lambda x: x**2 / 2 - 1,
    "bump": lambda x: 2 * np.exp(-4 * x**2) - 1,
}


@dataset(
    title="Curve",
    help="A function of one number: watch the network bend until it fits, and then the noise.",
    features=("x",),
    suggested=Suggestion(hidden=(8, 8), batch_size=16, epochs=300),
)
def curve(
    random: Random,
    n: int,
    *,
    noise: TargetNoise = 0.1,
    shape: Annotated[
        Literal["sine", "step", "absolute", "parabola", "bump"], "The function to learn."
    ] = "sine",
) -> tuple[Array, Array]:
    """Numbers x even over [−2, 2], y = f(x) + noise, with f between −1 and 1."""
    x = random.uniform(-2, 2, n)
    return x[:, None], noisy(random, CURVES[shape](x), noise)


@dataset(
    title="Mixed units",
    help="A linear law of a small and a large number. The cost is a ravine until both are scaled.",
    features=("small", "large"),
    cite="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.3",
    suggested=Suggestion(hidden=(), epochs=100),
)
def mixed_units(
    random: Random,
    n: int,
    *,
    noise: TargetNoise = 0.1,
    ratio: Annotated[
        float,
        Scale("log", 1.0, 1e4, (1.0, 1e3)),
        "How much larger the second feature is; the curvatures differ by its square.",
    ] = 20.0,
) -> tuple[Array, Array]:
    """The law y = x₁ − x₂/ratio + noise, with x₁ of spread 1 and x₂ of spread `ratio`."""
    unit = random.randn(n, 2)
    return unit * [1.0, ratio], noisy(random, unit[:, 0] - unit[:, 1], noise)
