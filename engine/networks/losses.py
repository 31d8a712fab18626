"""Losses: what a network's last layer means and what an error costs, for instance cross-entropy.

An output is a last activation with the loss that belongs to it, so that the slope of the cost in
the last input z is always a − y. Shapes: z, a, targets y and costs (…, K, B); an example costs the
sum over its K units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.networks.activations import sigmoid
from engine.registry import Registry

Task: TypeAlias = str


@dataclass(frozen=True, slots=True)
class Output:
    """What the last layer gives, `value(z)`, and each example's `cost(z, y)`.

    `plain` where both are elementwise and may be recorded as programs. `analytic` is the cost for
    complex z, where that is another formula.
    """

    name: str
    title: str
    help: str
    latex: str
    task: Task
    value: Callable[[Any], Any]
    cost: Callable[[Any, Any], Any]
    plain: bool = True
    analytic: Callable[[Any, Any], Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "latex": self.latex,
            "task": self.task,
        }


OUTPUTS: Registry[Output] = Registry("output")


def binary_cross_entropy(z: Any, y: Any) -> Any:
    """−y ln a − (1 − y) ln(1 − a) for each unit, from z, so that it is finite wherever z is."""
    return np.maximum(z, 0.0) - y * z + np.log1p(np.exp(-np.abs(z)))


def softmax(z: Any) -> Any:
    """e^z over its sum along the classes (axis −2)."""
    powers = np.exp(z - z.real.max(axis=-2, keepdims=True))
    return powers / powers.sum(axis=-2, keepdims=True)


def cross_entropy(z: Any, y: Any) -> Any:
    """−ln of the probability given to the right class."""
    top = z.real.max(axis=-2, keepdims=True)
    total = np.log(np.exp(z - top).sum(axis=-2, keepdims=True)) + top
    return y * (total - z)


OUTPUTS.add(
    Output(
        name="sigmoid",
        title="Sigmoid, cross-entropy",
        help="The probability of one of two classes.",
        latex=r"-y \ln a - (1 - y) \ln(1 - a), \quad a = \sigma(z)",
        task="binary",
        value=sigmoid,
        cost=binary_cross_entropy,
        analytic=lambda z, y: np.log(1 + np.exp(z)) - y * z,
    )
)
OUTPUTS.add(
    Output(
        name="softmax",
        title="Softmax, cross-entropy",
        help="A probability for each class; they add up to 1.",
        latex=r"-\sum_k y_k \ln a_k, \quad a_k = e^{z_k} / \sum_j e^{z_j}",
        task="classes",
        value=softmax,
        cost=cross_entropy,
        plain=False,
    )
)
OUTPUTS.add(
    Output(
        name="linear",
        title="Linear, squared error",
        help="A number for each target; half the squared error, so that its slope is a − y.",
        latex=r"\tfrac{1}{2} (a - y)^2, \quad a = z",
        task="regression",
        value=np.positive,
        cost=lambda z, y: 0.5 * np.square(z - y),
    )
)
