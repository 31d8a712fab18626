"""Backpropagation: networks forward and back over a mini-batch, in place, many networks at once.

A pass is the plain form of `engine.networks.network` with every array made ahead. Networks share
the batch, and each is multiplied on its own, so that none feels how many there are.

Shapes: R networks of P parameters, θ and gradient (R, P); inputs (features, B), targets (K, B); a
hidden layer's values (R, units + 1, B), whose last row is 1 and carries the bias.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from engine.lanes import Array
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network
from engine.program import record

Call: TypeAlias = Callable[[], Any]


class BackpropPass:
    """Everything that one size of mini-batch needs: `run` gives cost (R,) and gradient."""

    def __init__(
        self,
        network: Network,
        theta: Array,
        grad: Array,
        batch: int,
        *,
        l2: float = 0.0,
        divisor: int | None = None,
        clip_norm: float | None = None,
        dropout: bool = False,
    ) -> None:
        """With `dropout`, `masks` is to be filled before every run, (units, B) a hidden layer.

        The penalty is l2/(2m) times the sum of squared weights; m is `divisor`, else the batch.
        """
        lanes, features, outputs = len(theta), network.layers[0], network.layers[-1]
        self.batch, self.network = batch, network
        self.x = np.ones((features + 1, batch))
        self._features = self.x[:-1]
        self.y = np.empty((outputs, batch))
        self.cost = np.empty(lanes)
        hidden = network.layers[1:-1]
        self.masks = [np.ones((units, batch)) for units in hidden] if dropout else []
        values = [np.ones((lanes, units + 1, batch)) for units in hidden]
        self._below = [self.x, *values]
        self._active = [value[:, :-1] for value in values]
        # Before the mask; without dropout that is the same memory.
        self._whole = [np.empty(a.shape) for a in self._active] if dropout else self._active
        self._delta = [np.empty((lanes, units, batch)) for units in network.layers[1:]]
        self._calls = [
            *self._forward(network.split(theta)),
            *self._price(theta, l2 / (divisor or batch)),
            *self._backward(network.split(theta), network.split(grad)),
            *self._adjust(theta, grad, l2 / (divisor or batch), clip_norm),
        ]

    def run(self, x: Array, y: Array, chosen: Any) -> None:
        """Cost and gradient of the examples `chosen` (B,) among x (features, n) and y (K, n)."""
        # Any mode but "raise" writes into `out` without a buffer between.
        x.take(chosen, axis=1, out=self._features, mode="clip")
        y.take(chosen, axis=1, out=self.y, mode="clip")
        for call in self._calls:
            call()

    def _forward(self, layers: Sequence[Array]) -> list[Call]:
        value = ACTIVATIONS[self.network.activation].value
        calls: list[Call] = []
        for index, layer in enumerate(layers[:-1]):
            active, whole = self._active[index], self._whole[index]
            calls.append(partial(np.matmul, layer, self._below[index], whole))
            calls += record(lambda z: [value(z)], [whole], [whole]).calls
            if self.masks:
                calls.append(partial(np.multiply, whole, self.masks[index], active))
        self._z = np.empty(self._delta[-1].shape)
        calls.append(partial(np.matmul, layers[-1], self._below[-1], self._z))
        return calls

    def _price(self, theta: Array, decay: float) -> list[Call]:
        """The slope of the mean cost in z, and the mean cost; `decay` is λ/m."""
        output, share = OUTPUTS[self.network.output], 1.0 / self.batch
        costs = np.empty(self._z.shape)
        rows = costs.reshape(len(theta), -1)

        def price(z: Any, y: Any) -> list[Any]:
            return [(output.value(z) - y) * share, output.cost(z, y)]

        calls: list[Call] = []
        if output.plain:
            calls += record(price, [self._z, self.y], [self._delta[-1], costs]).calls
        else:

            def fill() -> None:
                self._delta[-1][...], costs[...] = price(self._z, self.y)

            calls.append(fill)
        calls.append(partial(np.add.reduce, rows, axis=1, out=self.cost))
        calls.append(partial(np.multiply, self.cost, share, self.cost))
        if decay:
            weight = np.where(self.network.is_weight, decay / 2, 0.0)

            def add_penalty() -> None:
                self.cost += (np.square(theta) * weight).sum(axis=1)

            calls.append(add_penalty)
        return calls

    def _backward(self, layers: Sequence[Array], grads: Sequence[Array]) -> list[Call]:
        slope = ACTIVATIONS[self.network.activation].slope
        calls: list[Call] = []
        for index in reversed(range(len(layers))):
            delta, below = self._delta[index], self._below[index]
            calls.append(partial(np.matmul, delta, below.swapaxes(-1, -2), grads[index]))
            if index:
                onto, weights = self._delta[index - 1], layers[index][..., :-1].swapaxes(-1, -2)
                calls.append(partial(np.matmul, weights, delta, onto))
                if self.masks:
                    calls.append(partial(np.multiply, onto, self.masks[index - 1], onto))
                # A slope follows from its activation's value, as that was before the mask.
                active = self._whole[index - 1]
                calls += record(lambda d, a: [d * slope(a)], [onto, active], [onto]).calls
        return calls

    def _adjust(
        self, theta: Array, grad: Array, decay: float, clip_norm: float | None
    ) -> list[Call]:
        """The penalty's share of the gradient, then its norm cut."""
        calls: list[Call] = []
        if decay:
            decays = np.where(self.network.is_weight, decay, 0.0)
            calls += record(lambda g, at: [g + decays * at], [grad, theta], [grad]).calls
        if clip_norm is not None:

            def clip() -> None:
                norm = np.sqrt(np.square(grad).sum(axis=1, keepdims=True))
                np.multiply(grad, np.minimum(1.0, clip_norm / norm), grad, where=norm > clip_norm)

            calls.append(clip)
        return calls
