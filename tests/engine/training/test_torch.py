"""Trainings against torch: committed float64 costs and parameters, 1e-9 relative over 60 steps."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import specs
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS
from engine.specs import TrainingSpec
from engine.training.run import train

ORACLE = np.load(Path(__file__).parents[1] / "oracles" / "trainings.npz")
CASES: list[dict[str, Any]] = json.loads(str(ORACLE["cases"]))


def label(index: int) -> str:
    case = CASES[index]
    return f"{case['runs'][0]['optimizer']}-{case['dataset']['name']}"


@pytest.mark.parametrize("index", range(len(CASES)), ids=label)
def test_a_training_is_that_of_torch(index: int) -> None:
    result = train(CASES[index])
    costs, ends = ORACLE[f"costs{index}"], ORACLE[f"ends{index}"]
    np.testing.assert_allclose(result.history[:, 0, 0], costs, rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(result.parameters[-1, 0], ends, rtol=1e-8, atol=1e-11)
    assert np.ptp(costs) > 0.01, "it went somewhere"


def test_the_oracle_covers_what_there_is() -> None:
    read = [specs.from_dict(case) for case in CASES]
    described = [spec for spec in read if isinstance(spec, TrainingSpec)]
    assert len(described) == len(CASES)
    assert {spec.network.activation for spec in described} == set(ACTIVATIONS)
    assert {spec.network.output for spec in described} == set(OUTPUTS)
    assert any(spec.keep_prob < 1 for spec in described)
    penalized = [spec for spec in described if spec.l2]
    assert {spec.l2_over for spec in penalized} == {"data", "batch"}
    assert any(spec.clip_norm for spec in described)
    assert all(spec.steps == 60 and spec.samples % spec.batch_size for spec in described)
    counted = [spec.runs[0].optimizer for spec in described]
    assert {name: counted.count(name) for name in counted} == dict.fromkeys(
        "gd momentum nesterov adagrad rmsprop adadelta adam adamw amsgrad nadam adamax radam "
        "rprop".split(),
        3,
    )
