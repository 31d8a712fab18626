"""Trainings: exported constructors with L2 as weight_decay train as the engine does."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from app.frameworks import constructors
from engine import train
from engine.optimizers import OPTIMIZERS
from engine.specs import TrainingSpec, from_dict
from tests.engine.training.make_training_oracles import forward, loss, parameters
from tests.frameworks.cases import CLOSE, apart

SPEC: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 40, "seed": 6},
    "network": {"layers": [2, 4, 1], "activation": "tanh", "seed": 2},
    "batch_size": 10,
    "epochs": 6,
    "l2": 0.5,
}


def check() -> Iterator[str]:
    """What deviates."""
    worst, count = (0.0, ""), 0
    for name in OPTIMIZERS:
        for over in ("data", "batch"):
            if OPTIMIZERS[name].order > 1:
                continue
            run = {"optimizer": name, "hyperparameters": {"lr": 0.01}}
            spec = from_dict({**SPEC, "runs": [run], "l2_over": over})
            assert isinstance(spec, TrainingSpec)
            call = constructors(spec)[0]["pytorch"]
            if call is None or "weight_decay" not in call or "L2" in call:
                continue
            count += 1
            told = f"{name}, L2 over {over}"
            gap = apart(trained(spec, call), train(spec).parameters[-1, 0])
            worst = max(worst, (gap, told))
            if gap > CLOSE:
                yield f"training with {told}: ends {gap:.1e} from the engine"
    print(f"{count} trainings with weight_decay in PyTorch; worst {worst[0]:.0e}, {worst[1]}")


def trained(spec: TrainingSpec, call: str) -> Any:
    """The parameters at the end."""
    torch.set_default_dtype(torch.float64)
    params, data = parameters(spec), spec.data[0]
    named = {"torch": torch, "weights": params[::2], "biases": params[1::2], "params": params}
    optimizer = eval(call, named)
    for epoch in range(spec.epochs):
        order = np.random.RandomState(spec.shuffle_seed + 1 + epoch).permutation(spec.samples)
        for chosen in order.reshape(-1, spec.batch_size):
            x, y = torch.tensor(data.X[:, chosen].T), torch.tensor(data.y[:, chosen].T)
            optimizer.zero_grad()
            loss(forward(spec, params, x, np.random.RandomState()), y, "sigmoid").backward()
            optimizer.step()
    layers = zip(params[::2], params[1::2], strict=True)
    ends = [torch.cat([weight, bias[:, None]], dim=1).ravel() for weight, bias in layers]
    return torch.cat(ends).detach().numpy()
