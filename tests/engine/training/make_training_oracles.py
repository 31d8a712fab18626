"""Make the oracle of trainings: costs and parameters of torch 2.13 in float64, kept for the tests.

Run `python -m tests.engine.training.make_training_oracles` where torch and NumPy are installed.
Data and initial weights are ours; loss, gradient, mini-batches, masks, penalty, clipping and update
are not. The rate of a case is the largest up to LARGEST that is neither unstable nor chaotic:
nudging every parameter by one ulp at every step moves no cost by more than 1e-11 of itself.
"""

import json
import math
from importlib import import_module
from typing import Any

import numpy as np

from engine import specs
from engine.lanes import Array
from engine.specs import TrainingSpec
from engine.training.run import initial_parameters
from tests.engine.optimizers.make_oracles import FOLDER, RATES, SETTINGS, build

torch: Any = import_module("torch")

LARGEST, FARTHEST = 0.1, 20.0
PER_OPTIMIZER = 3
NUDGED = 5

CONDITIONS: list[dict[str, Any]] = [
    {"dataset": "moons", "network": {"layers": [2, 4, 3, 1], "activation": "tanh"}},
    {
        "dataset": {"name": "blobs", "noise": 1.0},
        "network": {"layers": [2, 5, 3], "activation": "relu"},
        "l2": 0.5,
        "l2_over": "batch",
    },
    {
        "dataset": "curve",
        "network": {"layers": [1, 6, 1], "activation": "sigmoid", "initializer": "xavier"},
        "clip_norm": 0.5,
    },
    {
        "dataset": "circles",
        "network": {"layers": [2, 4, 3, 1], "activation": "leaky_relu"},
        "keep_prob": 0.7,
        "dropout_seed": 5,
    },
    {
        "dataset": {"name": "mixed_units", "ratio": 5},
        "network": {"layers": [2, 2, 1], "activation": "linear", "initializer": "lecun"},
        "normalize": True,
    },
]
ACTIVATIONS: dict[str, Any] = {
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "linear": lambda z: z,
}


def described(name: str, condition: dict[str, Any], settings: dict[str, Any]) -> TrainingSpec:
    """A training of 60 steps: 22 examples, so that every third mini-batch is smaller."""
    dataset = condition["dataset"]
    named = {"name": dataset} if isinstance(dataset, str) else dataset
    spec = specs.from_dict(
        {"kind": "training", "batch_size": 8, "epochs": 20, "shuffle_seed": 3, "evaluations": 4}
        | condition
        | {"dataset": {**named, "samples": 22, "seed": 6}}
        | {"network": {"seed": 2} | condition["network"]}
        | {"runs": [{"optimizer": name, "hyperparameters": settings}]}
    )
    assert isinstance(spec, TrainingSpec)
    return spec


def loss(z: Any, y: Any, output: str) -> Any:
    """The mean cost of a mini-batch (B, K)."""
    functional = torch.nn.functional
    if output == "sigmoid":
        return functional.binary_cross_entropy_with_logits(z, y)
    if output == "softmax":
        return functional.cross_entropy(z, y.argmax(dim=1))
    return functional.mse_loss(z, y) / 2


def forward(spec: TrainingSpec, params: list[Any], x: Any, masks: np.random.RandomState) -> Any:
    """The last z (B, K), dropout on."""
    activation = ACTIVATIONS[spec.network.activation]
    for weight, bias in zip(params[:-2:2], params[1:-2:2], strict=True):
        x = activation(torch.nn.functional.linear(x, weight, bias))
        if spec.keep_prob < 1:
            drawn = masks.random_sample(tuple(x.T.shape)).T
            x = x * torch.tensor(drawn < spec.keep_prob) / spec.keep_prob
    return torch.nn.functional.linear(x, params[-2], params[-1])


def parameters(spec: TrainingSpec) -> list[Any]:
    """W1, b1, W2, b2, … as torch has them."""
    found = []
    for layer in spec.network.split(initial_parameters(spec)[0]):
        found += [layer[:, :-1].copy(), layer[:, -1].copy()]
    return [torch.nn.Parameter(torch.tensor(part)) for part in found]


def nudge(params: list[Any], random: np.random.RandomState) -> None:
    """Move every parameter by one ulp."""
    for param in params:
        way = random.choice([-math.inf, math.inf], tuple(param.shape))
        param.data = torch.nextafter(param.data, torch.tensor(way))


def train_in_torch(
    spec: TrainingSpec, nudges: np.random.RandomState | None = None
) -> tuple[Array, Array]:
    """The cost of every step, and the parameters after the last."""
    params, train = parameters(spec), spec.data[0]
    optimizer = build(spec.runs[0].optimizer, params, torch_settings(spec))
    masks, costs = np.random.RandomState(spec.dropout_seed), []
    for epoch in range(spec.epochs):
        order = np.random.RandomState(spec.shuffle_seed + 1 + epoch).permutation(spec.samples)
        for chosen in np.split(order, range(spec.batch_size, spec.samples, spec.batch_size)):
            if nudges is not None:
                nudge(params, nudges)
            x, y = torch.tensor(train.X[:, chosen].T), torch.tensor(train.y[:, chosen].T)
            cost = loss(forward(spec, params, x, masks), y, spec.network.output)
            m = spec.samples if spec.l2_over == "data" else len(chosen)
            cost = cost + spec.l2 / (2 * m) * sum((w**2).sum() for w in params[::2])
            optimizer.zero_grad()
            cost.backward()
            norm = torch.sqrt(sum((param.grad**2).sum() for param in params))
            if spec.clip_norm is not None and norm > spec.clip_norm:
                for param in params:
                    param.grad *= spec.clip_norm / norm
            optimizer.step()
            costs.append(cost.item())
    layers = zip(params[::2], params[1::2], strict=True)
    ends = [torch.cat([weight, bias[:, None]], dim=1).ravel() for weight, bias in layers]
    return np.array(costs), torch.cat(ends).detach().numpy()


def torch_settings(spec: TrainingSpec) -> dict[str, Any]:
    """The settings of the run that its torch optimizer is told."""
    settings = dict(spec.runs[0].hyperparameters)
    known = SETTINGS[spec.runs[0].optimizer]
    return {name: settings[name] for name in {"lr", *(key for one in known for key in one)}}


def steadiest(name: str, condition: dict[str, Any], settings: dict[str, Any]) -> Any:
    """The specification with the largest rate that is neither chaotic nor unstable, and more."""
    for rate in RATES[RATES.index(LARGEST) :]:
        spec = described(name, condition, {"lr": rate, **settings})
        costs, ends = train_in_torch(spec)
        others = [train_in_torch(spec, np.random.RandomState(seed)) for seed in range(NUDGED)]
        close = [np.allclose(nudged, costs, rtol=1e-11, atol=1e-14) for nudged, _ in others]
        near = [np.allclose(moved, ends, rtol=1e-10, atol=1e-12) for _, moved in others]
        if all(close) and all(near) and np.abs(ends).max() < FARTHEST:
            return spec.to_dict(), costs, ends
    raise RuntimeError(f"{name} is chaotic at every rate")


def main() -> None:
    """Write the file."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    cases: list[dict[str, Any]] = []
    arrays: dict[str, Any] = {}
    for turn, (name, choices) in enumerate(SETTINGS.items()):
        for more in range(PER_OPTIMIZER):
            condition = CONDITIONS[(turn + 2 * more) % len(CONDITIONS)]
            if "l2_over" in condition and turn % 2:
                condition = condition | {"l2_over": "data"}
            spec, costs, ends = steadiest(name, condition, choices[more % len(choices)])
            arrays[f"costs{len(cases)}"], arrays[f"ends{len(cases)}"] = costs, ends
            cases.append(spec)
    source = f"torch {torch.__version__.partition('+')[0]}, float64"
    path = FOLDER / "trainings.npz"
    np.savez_compressed(path, cases=json.dumps(cases), source=source, **arrays)


if __name__ == "__main__":
    main()
