"""Drivers: races, replays, trials and basin maps see the same noise, and turn knobs on time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import specs
from engine.descent import race, replay, trials
from engine.descent.basins import basin_map
from engine.descent.driver import Driver, single_run
from engine.descent.lockstep import Lockstep
from engine.descent.race import Race
from engine.descent.replay import Replay
from engine.lanes import Array
from engine.specs import DescentSpec
from engine.steppers import group_of

STEPS, SCALE = 60, 0.3
Interventions = list[dict[str, Any]]


def described(seed: int, interventions: Interventions, **changes: Any) -> DescentSpec:
    """Two noisy runs from two starts."""
    runs = [{"optimizer": "adam"}, {"optimizer": "gd", "hyperparameters": {"lr": 0.01}}]
    spec = specs.from_dict(
        {"surface": "himmelblau", "start": [[0.1, 0.2], [1.0, -0.5]], "steps": STEPS, "runs": runs}
        | {"seed": seed, "gradient_noise": SCALE, "interventions": interventions}
        | changes
    )
    assert isinstance(spec, DescentSpec)
    return spec


def raced(spec: DescentSpec, chunk: int) -> None:
    runner = Race(spec)
    while not runner.finished:
        runner.advance(chunk)


def replayed(spec: DescentSpec, chunk: int) -> None:
    """Forward by chunks, with an update taken between them."""
    entry = Replay(spec, 3)
    while entry.step < spec.steps:
        entry.forward(min(entry.step + chunk, spec.steps - 1))
        entry.take()


def tried(spec: DescentSpec, _: int) -> None:
    trials.descend(single_run(spec, 1, [0, 1]), np.array([0.001, 0.01]))


def mapped(spec: DescentSpec, _: int) -> None:
    source = {"kind": "basin", "surface": "himmelblau", "nx": 2, "ny": 2, "steps": spec.steps}
    run = {"run": {"optimizer": "adam"}}
    basin_map(source | run | {"seed": spec.seed, "gradient_noise": spec.gradient_noise})


CONSUMERS: Mapping[str, Callable[[DescentSpec, int], None]] = {
    "race": raced,
    "replay": replayed,
    "trials": tried,
    "basin map": mapped,
}


@contextmanager
def noise_seen() -> Iterator[list[Array | None]]:
    """Everything that reaches the lanes as noise; the lanes step as ever."""
    seen: list[Array | None] = []
    step = Lockstep.advance

    def advance(lanes: Lockstep, steps: int, noise: Array | None = None, *rest: Any) -> None:
        seen.append(noise)
        step(lanes, steps, noise, *rest)

    with patch.object(Lockstep, "advance", advance):
        yield seen


@st.composite
def interventions(draw: st.DrawFn) -> Interventions:
    steps = draw(st.lists(st.integers(0, STEPS - 1), max_size=6))
    return [
        {"step": step, "run": draw(st.integers(0, 1)), "hyperparameters": {"lr": 0.005}}
        for step in steps
    ]


@pytest.mark.parametrize("consumer", CONSUMERS)
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), changes=interventions(), chunk=st.integers(1, 2 * STEPS))
def test_everybody_sees_the_noise_of_the_seed(
    consumer: str, seed: int, changes: Interventions, chunk: int
) -> None:
    expected = SCALE * np.random.RandomState(seed).randn(STEPS, 2)
    with (
        patch.object(race, "CHUNK", chunk),
        patch.object(replay, "CHUNK", chunk),
        patch.object(trials, "NUMBERS", 20 * chunk),
        noise_seen() as seen,
    ):
        CONSUMERS[consumer](described(seed, changes), chunk)
    noise = [part for part in seen if part is not None]
    assert len(noise) == len(seen)
    np.testing.assert_array_equal(np.concatenate(noise), expected)


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_without_noise_the_lanes_are_given_none(consumer: str) -> None:
    with noise_seen() as seen:
        CONSUMERS[consumer](described(0, [], gradient_noise=0.0), 7)
    assert seen
    assert not any(part is not None for part in seen)


@settings(deadline=None)
@given(changes=interventions(), most=st.integers(1, STEPS))
def test_a_stretch_holds_no_intervention_but_at_its_first_step(
    changes: Interventions, most: int
) -> None:
    spec = described(0, changes)
    driver = Driver(
        spec, [group_of(run) for run in spec.runs], np.array(spec.starts).T, spec.interventions
    )
    at = {change["step"] for change in changes}
    while driver.step < STEPS:
        first = driver.step
        steps = driver.stretch(min(most, STEPS - first))
        assert at.isdisjoint(range(first + 1, first + steps))
        assert steps == min(most, STEPS - first) or first + steps in at
        driver.take(steps)
