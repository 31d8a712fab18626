"""The others: the same networks trained by PyTorch and by scikit-learn.

PyTorch gets our weights and mini-batches, float64 and one thread, and so ends where we end.
scikit-learn draws its own, which costs the same time.
"""

import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from engine.specs import TrainingSpec
from engine.training.run import initial_parameters

Array = NDArray[np.float64]
Learner = Callable[[], Array]

torch.set_num_threads(1)

TORCH = {
    "gd": torch.optim.SGD,
    # The averaging form is the heavy ball at a tenth of the rate.
    "momentum": lambda params, lr: torch.optim.SGD(params, lr=lr / 10, momentum=0.9),
    "adam": torch.optim.Adam,
}
SKLEARN: dict[str, dict[str, Any]] = {
    "gd": {"solver": "sgd", "momentum": 0.0},
    "momentum": {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": False},
    "adam": {"solver": "adam"},
}


def batches(spec: TrainingSpec, epoch: int) -> list[Any]:
    """The indices of an epoch's mini-batches."""
    order = np.random.RandomState(spec.shuffle_seed + 1 + epoch).permutation(spec.samples)
    return [torch.tensor(part) for part in np.split(order, range(64, spec.samples, 64))]


def examples(spec: TrainingSpec) -> tuple[Any, Any]:
    """Inputs (n, features) and targets (n, 1)."""
    train, _ = spec.data
    return torch.tensor(train.X.T.copy()), torch.tensor(train.y.T.copy())


def module(spec: TrainingSpec, entry: int) -> Any:
    """An nn.Module that starts where an entry of ours does."""
    parts: list[Any] = []
    theta = initial_parameters(spec)[entry]
    for layer, (n_in, n_out) in zip(
        spec.network.split(theta), pairwise(spec.network.layers), strict=True
    ):
        linear = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        linear.weight.data = torch.tensor(layer[:, :-1].copy())
        linear.bias.data = torch.tensor(layer[:, -1].copy())
        parts += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*parts[:-1])


def with_torch(spec: TrainingSpec, epochs: int) -> Learner:
    """nn.Module and torch.optim, one entry after the other; returns the last costs (entries,)."""
    x, y = examples(spec)
    price = torch.nn.BCEWithLogitsLoss()

    def one(entry: int) -> float:
        run, model = spec.runs[spec.entries[entry].run], module(spec, entry)
        optimizer: Any = TORCH[run.optimizer](model.parameters(), lr=run.hyperparameters["lr"])
        costs: list[float] = []
        for epoch in range(epochs):
            for chosen in batches(spec, epoch):
                optimizer.zero_grad()
                cost = price(model(x[chosen]), y[chosen])
                cost.backward()
                optimizer.step()
                costs.append(cost.item())
        return costs[-1]

    return lambda: np.array([one(entry) for entry in range(len(spec.entries))])


def with_stacked_torch(spec: TrainingSpec, epochs: int) -> Learner:
    """All entries of one run at once: batched products, one torch.optim.Adam for everything."""
    x, y = examples(spec)

    def together() -> Array:
        layers = spec.network.split(initial_parameters(spec))
        stacked = [torch.nn.Parameter(torch.tensor(layer.copy())) for layer in layers]
        optimizer = torch.optim.Adam(stacked, lr=spec.runs[0].hyperparameters["lr"])
        functional = torch.nn.functional
        for epoch in range(epochs):
            for chosen in batches(spec, epoch):
                optimizer.zero_grad()
                a = x[chosen].T.expand(len(layers[0]), -1, -1)
                for index, layer in enumerate(stacked):
                    a = torch.baddbmm(layer[:, :, -1:], layer[:, :, :-1], a)
                    a = torch.relu(a) if index < len(stacked) - 1 else a
                goal = y[chosen].T.expand(len(a), -1, -1)
                costs = functional.binary_cross_entropy_with_logits(a, goal, reduction="none")
                means = costs.mean(dim=(1, 2))
                means.sum().backward()
                optimizer.step()
        last: Array = means.detach().numpy()
        return last

    return together


def with_sklearn(spec: TrainingSpec, epochs: int) -> Learner:
    """MLPClassifier, one run after the other; returns the last losses (runs,)."""
    train, _ = spec.data
    points, labels = train.X.T.copy(), train.labels

    def one(name: str, lr: float) -> float:
        classifier = MLPClassifier(
            spec.network.layers[1:-1],
            batch_size=spec.batch_size,
            learning_rate_init=lr,
            alpha=0.0,
            max_iter=epochs,
            n_iter_no_change=epochs,
            tol=0.0,
            random_state=3,
            **SKLEARN[name],
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            classifier.fit(points, labels)
        if classifier.n_iter_ != epochs:
            raise RuntimeError(f"scikit-learn stopped after {classifier.n_iter_} epochs")
        return float(classifier.loss_)

    runs = [(run.optimizer, run.hyperparameters["lr"]) for run in spec.runs]
    return lambda: np.array([one(name, lr) for name, lr in runs])
