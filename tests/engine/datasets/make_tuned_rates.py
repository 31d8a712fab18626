"""Make the tuned rates: of every optimizer, in the training that each data set suggests.

Run `python -m tests.engine.datasets.make_tuned_rates [data set …]`; it prints the tables of
`engine/datasets/tuned.py`. A rate's cost is the mean over the whole training, the median of four
first weights, or that of the next larger rate where that is higher: a rate at the brink is no
advice. The smallest rate is taken whose cost is at most a quarter, or for classes
0.02, above the lowest: it is the calmest of those that learn about as fast.
"""

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine import specs
from engine.datasets import DATASETS
from engine.optimizers import OPTIMIZERS
from engine.rates import ladder, rate_knob
from engine.specs import TrainingSpec
from engine.training.tuning import RateTrial, single, train_at

SEEDS = 4
RATES = 21
LOWEST, HIGHEST = 1e-4, 10.0
NEAR = 1.25
NOTHING = 0.02
COLUMNS = 8
# Rates of these are no steps along the slope.
HIGHER = {"adadelta": 100.0}


def suggested(name: str, optimizer: str, **changes: Any) -> TrainingSpec:
    """The training that a data set suggests, with one optimizer at its usual settings."""
    given = DATASETS[name].to_dict()["suggested"]
    network = {**given["network"], "seed": list(range(SEEDS))}
    spec = specs.from_dict(
        {
            "kind": "training",
            "dataset": {"name": name, "seed": 3, "test_samples": given["test_samples"]},
            "normalize": given["normalize"],
            "network": network,
            "batch_size": given["batch_size"],
            "epochs": given["epochs"],
            "runs": [{"optimizer": optimizer}],
        }
        | changes
    )
    assert isinstance(spec, TrainingSpec)
    return spec


def chosen(trial: RateTrial, nothing: float) -> float:
    """The rate to suggest."""
    careful = np.maximum(trial.mean, np.append(trial.mean[1:], np.inf))
    lowest = careful.min()
    fit = careful <= max(NEAR * lowest, lowest + nothing)
    return float(f"{trial.rates[fit.argmax()]:.2g}")


def tuned(name: str, optimizer: str) -> float:
    """The rate that suits one optimizer on one data set."""
    spec = suggested(name, optimizer)
    high = HIGHER.get(optimizer, HIGHEST)
    whole = single(spec, 0)
    trial = train_at(whole, ladder(rate_knob(spec.runs[0]), LOWEST, high, RATES))
    return chosen(trial, 0.0 if spec.data[0].task == "regression" else NOTHING)


def main(names: Iterable[str]) -> None:
    """Print a table for each group of optimizers that fits a line."""
    rules = [name for name, rule in OPTIMIZERS.items() if rule.order == 1]
    found = {}
    for name in names:
        found[name] = {rule: f"{tuned(name, rule):g}" for rule in rules}
        print(name, found[name], file=sys.stderr, flush=True)
    wide = max(map(len, ("dataset", *found))) + 2
    for first in range(0, len(rules), COLUMNS):
        part = rules[first : first + COLUMNS]
        for head, cells in [("dataset", dict(zip(part, part, strict=True))), *found.items()]:
            row = "".join(f"{cells[rule]:<{max(len(rule), 7) + 2}}" for rule in part)
            print(f"{head:<{wide}}{row}".rstrip())
        print()


if __name__ == "__main__":
    main(sys.argv[1:] or DATASETS)
