"""Walks: the race's own trajectories, and what the view into a step says, for all steps at once."""

import numpy as np
import pytest

from engine import race, specs
from engine.descent.inside import updates
from engine.lessons.models.ravines import Ravine
from engine.lessons.models.rollouts import rollout
from engine.specs import DescentSpec

RAVINE = Ravine(20.0, 25.0)
STEPS = 40
RUNS = [
    ("gd", {"lr": 0.05}),
    ("momentum", {"lr": 0.05, "beta": 0.7}),
    ("rmsprop", {"lr": 0.03, "beta": 0.9, "eps": 0.1}),
    ("adam", {"lr": 0.1, "beta2": 0.99}),
    ("adam", {"lr": 0.1, "correct_m": False, "correct_v": False}),
    ("amsgrad", {"lr": 0.1, "beta2": 0.9}),
]


@pytest.mark.parametrize(("name", "settings"), RUNS)
def test_a_walk_is_the_race_and_its_parts_are_those_inside_a_step(
    name: str, settings: dict[str, float]
) -> None:
    spec = specs.from_dict(RAVINE.race(STEPS, {"optimizer": name, "hyperparameters": settings}))
    assert isinstance(spec, DescentSpec)
    run = rollout(name, RAVINE.start, RAVINE.slope, STEPS, **settings)
    np.testing.assert_allclose(run.points, race(spec).history[:, 0, :2], atol=1e-11)
    for step, seen in enumerate(updates(spec, 0, 0, STEPS)):
        np.testing.assert_allclose(run.slopes[step], seen["given"].numbers, atol=1e-10)
        np.testing.assert_allclose(run.steps[step], seen["step"].numbers, atol=1e-11)
        for key, values in run.parts.items():
            np.testing.assert_allclose(values[step], seen[key].numbers, rtol=1e-7, atol=1e-10)
        memory = [(q.before, q.numbers) for q in seen.quantities if q.before is not None]
        for before, after, slot in zip(run.before, run.after, memory, strict=True):
            np.testing.assert_allclose((before[step], after[step]), slot, atol=1e-9)


def test_what_a_step_brings_has_no_number_at_the_start() -> None:
    run = rollout("rmsprop", RAVINE.start, RAVINE.slope, 3)
    grown = run.grown(run.slopes)
    assert np.isnan(grown[0]).all()
    np.testing.assert_array_equal(grown[1:], run.slopes)
