"""Constructors: each exported call is evaluated as it stands, with its knobs at their ends, too.

What is tried has a slope of zero in one coordinate.
"""

import math
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import jax
import jax.numpy as jnp
import keras
import lion_pytorch
import numpy as np
import optax
import pytorch_optimizer
import torch

from app.frameworks import constructors
from engine.lanes import Array
from engine.optimizers import FRAMEWORKS, OPTIMIZERS, Optimizer
from engine.specs.descent import DescentSpec
from tests.frameworks.cases import CLOSE, apart, descent, ends, path

FEW = 4
START = [1.5, 0.0]
KNOWN = {
    "jnp": jnp,
    "keras": keras,
    "lion_pytorch": lion_pytorch,
    "optax": optax,
    "pytorch_optimizer": pytorch_optimizer,
    "torch": torch,
}
ELSEWHERE = re.compile(r"(\w+\.\w+\(.*\)) computes the same")
Factor = Callable[[int], float]

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
jax.config.update("jax_enable_x64", True)


def in_torch(call: str, steps: int, factor: Factor) -> Array:
    """The points that a PyTorch optimizer visits on x² + y²."""
    theta = torch.nn.Parameter(torch.tensor(START))
    optimizer = eval(call, {"params": [theta], **KNOWN})
    base, points = optimizer.param_groups[0]["lr"], [START]
    for k in range(steps):
        optimizer.param_groups[0]["lr"] = base * factor(k)
        theta.grad = 2 * theta.detach()
        optimizer.step()
        points.append(theta.tolist())
    return np.array(points)


def in_keras(call: str, steps: int, factor: Factor) -> Array:
    """The points that a Keras optimizer visits."""
    theta = keras.Variable(START, dtype="float64")
    optimizer = eval(call, dict(KNOWN))
    optimizer.build([theta])
    base, points = float(optimizer.learning_rate), [START]
    for k in range(steps):
        optimizer.learning_rate = base * factor(k)
        optimizer.apply([2 * theta.value.detach()], [theta])
        points.append(theta.numpy().tolist())
    return np.array(points)


def in_optax(call: str, steps: int, _: Factor) -> Array:
    """The points that a chain of optax visits; a factor is in the call."""
    theta, optimizer = jnp.array(START), eval(call, dict(KNOWN))
    state, points = optimizer.init(theta), [START]
    for _step in range(steps):
        update, state = optimizer.update(2 * theta, state, theta)
        theta = optax.apply_updates(theta, update)
        points.append(theta.tolist())
    return np.array(points)


RUNNERS = {"pytorch": in_torch, "keras": in_keras, "optax": in_optax}


def check() -> Iterator[str]:
    """What is refused, and what deviates though no comment says so."""
    worst = dict.fromkeys(FRAMEWORKS, (0.0, ""))
    tried = dict.fromkeys(FRAMEWORKS, 0)
    for item in OPTIMIZERS.values():
        for settings in [{}, *ends(item)]:
            try:
                spec = descent(item.name, settings, surface="bowl", start=START, steps=FEW)
            except ValueError:
                continue  # a knob's 0 may be below its least
            for framework in FRAMEWORKS:
                told = f"{framework} {item.name} {settings}"
                try:
                    found = deviation(spec, item, framework)
                except Exception as error:  # noqa: BLE001  # whatever a framework raises
                    yield f"{told}: {type(error).__name__}: {error}"
                    continue
                if found is None:
                    continue
                gap, commented = found
                tried[framework] += 1
                if gap > CLOSE and not commented:
                    yield f"{told}: deviates by {gap:.1e}"
                elif not commented:
                    worst[framework] = max(worst[framework], (gap, told))
    for framework, (gap, told) in worst.items():
        print(f"{tried[framework]} constructors of {framework}; worst {gap:.0e}, {told}")


def deviation(spec: DescentSpec, item: Optimizer, framework: Any) -> tuple[float, bool] | None:
    """How far the exported call leads from the engine's path, and whether a comment says so."""
    run = spec.runs[0]
    call = item.elsewhere(framework, run.hyperparameters)
    text = constructors(spec)[0][framework]
    beside = ELSEWHERE.search(call.note)
    if text is None and beside is None:
        return None
    steps = {"math": math}
    factor: Factor = eval(f"lambda k: {call.factor or 1.0}", steps)
    points = RUNNERS[framework](text or str(beside and beside[1]), FEW, factor)
    wanted = path(spec)
    # Where the engine has ended, as on 0/0, there is nothing to compare.
    last = int(np.isfinite(wanted).all(axis=1).sum())
    return apart(points[:last], wanted[:last]), bool(call.note and text)
