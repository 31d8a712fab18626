"""Networks: small fully connected ones, from their parameters to cost and gradient.

A network's parameters are one flat vector: layer by layer, row by row, the weights into a unit and
then its bias, [W|b]. Everything here takes many parameter vectors at once and treats each alone.

Shapes: θ (…, P), inputs X (features, B), targets Y (K, B), a layer's values (…, units, B). This is
the plain form, in which every quantity has a name; `engine.networks.backpropagation` is the same
in place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS


@dataclass(frozen=True)
class Network:
    """Layer sizes, inputs and outputs included, the hidden layers' activation and the output."""

    layers: tuple[int, ...]
    activation: str = "relu"
    output: str = "sigmoid"

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(units, inputs + 1) of every layer's [W|b]."""
        pairs = zip(self.layers[1:], self.layers, strict=False)
        return tuple((units, inputs + 1) for units, inputs in pairs)

    @cached_property
    def size(self) -> int:
        """How many parameters there are."""
        return sum(units * width for units, width in self.shapes)

    @cached_property
    def is_weight(self) -> NDArray[np.bool_]:
        """Which parameters (P,) are weights, not biases."""
        marks = np.ones(self.size, dtype=np.bool_)
        for layer in self.split(marks):
            layer[..., -1] = False
        return marks

    def split(self, theta: NDArray[Any]) -> list[NDArray[Any]]:
        """Views of θ (…, P) as each layer's [W|b] (…, units, inputs + 1)."""
        parts = []
        first = 0
        for units, width in self.shapes:
            part = theta[..., first : first + units * width]
            parts.append(part.reshape(*theta.shape[:-1], units, width))
            first += units * width
        return parts

    def join(self, weights: Sequence[Array], biases: Sequence[Array] | None = None) -> Array:
        """θ (P,) from each layer's W (units, inputs) and b (units,), by default zero."""
        theta = np.zeros(self.size)
        for index, (layer, weight) in enumerate(zip(self.split(theta), weights, strict=True)):
            layer[:, :-1] = weight
            if biases is not None:
                layer[:, -1] = np.ravel(biases[index])
        return theta

    def forward(self, theta: NDArray[Any], x: NDArray[Any]) -> list[NDArray[Any]]:
        """What every layer gives: hidden activations, and last the input z of the output."""
        value = ACTIVATIONS[self.activation].value
        layers = self.split(theta)
        values = []
        for index, layer in enumerate(layers):
            z = layer[..., :-1] @ x + layer[..., -1:]
            x = z if index == len(layers) - 1 else value(z)
            values.append(x)
        return values

    def predict(self, theta: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        """The output a (…, K, B)."""
        found: NDArray[Any] = OUTPUTS[self.output].value(self.forward(theta, x)[-1])
        return found

    def cost(
        self, theta: NDArray[Any], x: Array, y: Array, l2: float = 0.0, divisor: int | None = None
    ) -> NDArray[Any]:
        """The mean cost (…) over the B examples; with l2/(2m) times the sum of squared weights.

        m is `divisor`, by default B.
        """
        z, output = self.forward(theta, x)[-1], OUTPUTS[self.output]
        # Complex parameters are those of a gradient check, whose cost must be analytic.
        price = output.analytic or output.cost if np.iscomplexobj(z) else output.cost
        mean = price(z, y).sum(axis=(-2, -1)) / x.shape[-1]
        if l2:
            squares = np.square(np.where(self.is_weight, theta, 0.0)).sum(axis=-1)
            mean = mean + l2 / (2 * (divisor or x.shape[-1])) * squares
        found: NDArray[Any] = np.asarray(mean)
        return found

    def gradient(
        self, theta: Array, x: Array, y: Array, l2: float = 0.0, divisor: int | None = None
    ) -> Array:
        """The gradient (…, P) of the cost by back-propagation."""
        found = np.empty(theta.shape)
        grads = self.split(found)
        for grad, (delta, below) in zip(reversed(grads), self.backward(theta, x, y), strict=True):
            grad[..., :-1] = delta @ below.swapaxes(-1, -2)
            grad[..., -1] = delta.sum(axis=-1)
        if not l2:
            return found
        return found + l2 / (divisor or x.shape[-1]) * np.where(self.is_weight, theta, 0.0)

    def backward(self, theta: Array, x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
        """From the last layer to the first: the slopes of the cost in its z, and its inputs."""
        slope = ACTIVATIONS[self.activation].slope
        layers, values = self.split(theta), self.forward(theta, x)
        delta = (OUTPUTS[self.output].value(values[-1]) - y) / x.shape[-1]
        for index in range(len(layers) - 1, 0, -1):
            below = values[index - 1]
            yield delta, below
            delta = layers[index][..., :-1].swapaxes(-1, -2) @ delta * slope(below)
        yield delta, x

    def layer_norms(self, theta: Array) -> Array:
        """The norm of each layer's weights without biases (…, layers)."""
        norms = [np.sqrt(np.square(layer[..., :-1]).sum((-2, -1))) for layer in self.split(theta)]
        return np.stack(norms, axis=-1)
