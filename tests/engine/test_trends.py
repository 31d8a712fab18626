"""A run that ends far above its start and still rises is growing, in every result."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.descent.race import race
from engine.lanes import Status
from engine.training.run import train
from engine.trends import trend

CASES = json.loads((Path(__file__).parents[1] / "trends.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_trend_of_costs(case: dict[str, Any]) -> None:
    costs = np.array([np.nan if cost is None else cost for cost in case["costs"]], dtype=float)
    assert trend(costs) == case["trend"]


@pytest.mark.parametrize(
    ("lr", "status", "expected"),
    [
        (0.04, Status.FINISHED, None),
        (0.1, Status.FINISHED, None),
        (0.11, Status.FINISHED, "growing"),
        (1.0, Status.DIVERGED, None),
    ],
    ids=["converges", "oscillates", "diverges", "leaves float32"],
)
def test_the_textbook_exercise(lr: float, status: Status, expected: str | None) -> None:
    result = race(
        {
            "surface": {"expression": "x^2+10*y^2"},
            "start": [1, 1],
            "steps": 60,
            "runs": [{"optimizer": "gd", "hyperparameters": {"lr": lr}}],
        }
    )
    assert result.endings[0].status is status
    assert result.to_dict()["runs"][0]["trend"] == expected


def test_a_run_that_converged_is_not_growing() -> None:
    result = race(
        {
            "surface": {"expression": "-x^2"},
            "start": [1, 0],
            "steps": 60,
            "tolerances": {"cost": -1e3},
            "runs": [{"optimizer": "gd"}],
        }
    )
    assert result.endings[0].status is Status.CONVERGED
    assert result.trend(0) is None


def test_a_training_grows_by_its_epochs() -> None:
    result = train(
        {
            "kind": "training",
            "dataset": {"name": "curve", "samples": 60},
            "network": {"layers": [1, 1], "activation": "linear"},
            "batch_size": 20,
            "epochs": 12,
            "runs": [{"optimizer": "gd", "hyperparameters": {"lr": lr}} for lr in (0.01, 2.0)],
        }
    )
    told = [(run["status"], run["trend"]) for run in result.to_dict()["runs"]]
    assert told == [("finished", None), ("finished", "growing")]
