"""The others: the same descents on Rosenbrock with torch.optim and with optax, in float64.

Starts and ends are (2, L) arrays. PyTorch uses autograd in one thread; optax is compiled as one
scan over the steps, called once before it is measured, and uses every core that XLA sees fit to.
"""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch
from numpy.typing import NDArray

Array = NDArray[np.float64]
Descent = Callable[[], Array]

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(1)

TORCH = {
    "gd": lambda theta, lr: torch.optim.SGD([theta], lr=lr),
    "momentum": lambda theta, lr: torch.optim.SGD([theta], lr=lr, momentum=0.9),
    "rmsprop": lambda theta, lr: torch.optim.RMSprop([theta], lr=lr),
    "adam": lambda theta, lr: torch.optim.Adam([theta], lr=lr),
}
OPTAX = {
    "gd": optax.sgd,
    "momentum": lambda lr: optax.sgd(lr, momentum=0.9),
    "rmsprop": lambda lr: optax.rmsprop(lr, decay=0.99, eps=1e-8, eps_in_sqrt=False),
    "adam": optax.adam,
}


def with_torch(rates: Mapping[str, float], starts: Array, steps: int) -> Descent:
    """Each optimizer from the same starts, one after the other; returns the last one's ends."""

    def one(name: str, lr: float) -> Array:
        theta = torch.tensor(starts, dtype=torch.float64, requires_grad=True)
        optimizer: Any = TORCH[name](theta, lr)
        for _ in range(steps):
            optimizer.zero_grad()
            x, y = theta[0], theta[1]
            cost = ((1 - x) ** 2 + 100 * (y - x**2) ** 2).sum()
            cost.backward()
            optimizer.step()
        ends: Array = theta.detach().numpy()
        return ends

    return lambda: [one(name, lr) for name, lr in rates.items()][-1]


def with_optax(rates: Mapping[str, float], starts: Array, steps: int) -> Descent:
    """Each optimizer from the same starts, in one compiled call; returns the last one's ends."""

    def cost(theta: Any) -> Any:
        x, y = theta
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def one(name: str, lr: float, theta: Any) -> Any:
        rule = OPTAX[name](lr)
        slope = jax.vmap(jax.value_and_grad(cost), in_axes=1, out_axes=(0, 1))

        def step(carry: Any, _: None) -> tuple[Any, None]:
            theta, state = carry
            _, gradient = slope(theta)
            updates, state = rule.update(gradient, state)
            return (optax.apply_updates(theta, updates), state), None

        (ends, _), _ = jax.lax.scan(step, (theta, rule.init(theta)), None, length=steps)
        return ends

    everything = jax.jit(lambda theta: [one(name, lr, theta) for name, lr in rates.items()])
    theta = jnp.asarray(starts)
    everything(theta)[-1].block_until_ready()
    return lambda: np.asarray(everything(theta)[-1])
