"""The rules against torch.optim: committed float64 trajectories, 1e-9 relative over 100 steps."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.descent.race import race
from engine.lanes import Array
from tests.engine.descent.driving import drive
from tests.engine.optimizers.problems import PROBLEMS

ORACLE = np.load(Path(__file__).parents[1] / "oracles" / "optimizers.npz")
RAVINE = {"ravine": {"parameters": {"kappa": 20}}}
CASES = list(zip(json.loads(str(ORACLE["cases"])), ORACLE["points"], strict=True))


def label(case: object) -> str | None:
    return f"{case['optimizer']}-{case['problem']}" if isinstance(case, dict) else ""


@pytest.mark.parametrize(("case", "points"), CASES, ids=label)
def test_a_trajectory_is_that_of_torch(case: dict[str, Any], points: Array) -> None:
    problem = PROBLEMS[case["problem"]]
    starts = np.array(problem.start)[:, None]
    path = drive(case["optimizer"], problem.gradient, starts, 100, case["hyperparameters"])
    np.testing.assert_allclose(path[:, :, 0], points, rtol=1e-9, atol=1e-14)


def test_the_oracles_cover_what_torch_has_on_at_least_four_problems() -> None:
    covered: dict[str, set[str]] = {}
    for case, _ in CASES:
        covered.setdefault(case["optimizer"], set()).add(case["problem"])
    assert set(covered) == set(
        "gd momentum nesterov rmsprop adam adamw amsgrad adagrad adadelta adamax nadam radam "
        "rprop".split()
    )
    assert min(map(len, covered.values())) >= 4
    assert all(len(points) == 101 for _, points in CASES)


@pytest.mark.parametrize(("case", "points"), CASES, ids=label)
def test_a_race_is_that_of_torch(case: dict[str, Any], points: Array) -> None:
    """The same through surfaces written as expressions, recorded programs and the race itself."""
    surface = {"name": case["problem"]} | RAVINE.get(case["problem"], {})
    run = {"optimizer": case["optimizer"], "hyperparameters": case["hyperparameters"]}
    start = list(PROBLEMS[case["problem"]].start)
    result = race({"surface": surface, "start": start, "steps": 100, "runs": [run]})
    np.testing.assert_allclose(result.history[:, 0, :2], points, rtol=1e-9, atol=1e-14)
