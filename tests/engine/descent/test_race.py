"""A race is what its specification says: fair, reproducible, independent lane by lane."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import specs
from engine.descent.race import Race, race
from engine.lanes import Status
from engine.optimizers import OPTIMIZERS
from engine.specs import DescentSpec
from engine.surfaces import SURFACES

FOUR = [{"optimizer": name} for name in ("gd", "momentum", "rmsprop", "adam")]


def spec(**changes: Any) -> dict[str, Any]:
    return {"surface": "ravine", "steps": 60, "runs": FOUR} | changes


def read(data: dict[str, Any]) -> DescentSpec:
    found = specs.from_dict(data)
    assert isinstance(found, DescentSpec)
    return found


def test_gradient_descent_on_the_bowl_is_its_closed_form() -> None:
    result = race(
        spec(
            surface="bowl",
            start=[1.0, -2.0],
            steps=30,
            runs=[{"optimizer": "gd", "hyperparameters": {"lr": 0.1}}],
        )
    )
    shrink = 0.8 ** np.arange(31)
    np.testing.assert_allclose(result.history[:, 0, 0], shrink, rtol=1e-12)
    np.testing.assert_allclose(result.history[:, 0, 1], -2 * shrink, rtol=1e-12)
    np.testing.assert_allclose(result.history[:, 0, 2], 5 * shrink**2, rtol=1e-12)
    np.testing.assert_allclose(result.history[:, 0, 3], 2 * np.sqrt(5) * shrink, rtol=1e-12)


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_is_raced_from_its_own_start(name: str) -> None:
    result = race(spec(surface=name))
    surface = read(spec(surface=name)).surface
    np.testing.assert_array_equal(result.history[0, :, :2], np.tile(surface.start, (4, 1)))
    assert np.isfinite(result.history[0]).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_does_not_feel_the_others(name: str) -> None:
    """The same numbers alone, among others, and from one start of several, noise included."""
    starts = [[-1.5, 2.0], [0.3, 0.7], [1.2, -0.4]]
    run = {"optimizer": name}
    common = {"surface": "rosenbrock", "gradient_noise": 0.1, "seed": 5}
    alone = race(spec(**common, start=starts[1], runs=[run])).history[:, 0]
    crowd = race(spec(**common, start=starts, runs=[*FOUR, run])).history
    np.testing.assert_array_equal(crowd[:, 4 * 3 + 1], alone)


@settings(deadline=None, max_examples=25)
@given(
    pieces=st.lists(st.integers(1, 300), min_size=1, max_size=12),
    noise=st.sampled_from([0.0, 0.5]),
    schedule=st.sampled_from([{"name": "constant"}, {"name": "inverse_sqrt"}]),
)
def test_advancing_in_pieces_changes_nothing(
    pieces: list[int], noise: float, schedule: dict[str, Any]
) -> None:
    runs = [{"optimizer": n, "schedule": schedule} for n in ("adam", "gd")]
    interventions = [{"step": 150, "run": 0, "hyperparameters": {"lr": 0.01}}]
    described = spec(steps=400, gradient_noise=noise, runs=runs, interventions=interventions)
    whole = race(described)
    stepwise = Race(read(described))
    for piece in pieces * 400:
        if stepwise.advance(piece) > 400:
            break
    np.testing.assert_array_equal(stepwise.result().history, whole.history)


def test_noise_is_one_stream_for_all_runs_and_changes_with_its_seed() -> None:
    runs = [{"optimizer": "gd"}, {"optimizer": "gd"}]
    one = race(spec(runs=runs, gradient_noise=0.3, seed=1)).history
    two = race(spec(runs=runs, gradient_noise=0.3, seed=2)).history
    np.testing.assert_array_equal(one[:, 0], one[:, 1])
    assert (one[1:] != two[1:]).any()


def test_noise_is_that_of_the_documented_stream() -> None:
    described = spec(
        surface="bowl",
        start=[1.0, 1.0],
        steps=1,
        gradient_noise=0.5,
        seed=7,
        runs=[{"optimizer": "gd", "hyperparameters": {"lr": 0.1}}],
    )
    expected = 1.0 - 0.1 * (2.0 + 0.5 * np.random.RandomState(7).randn(1, 2)[0])
    np.testing.assert_allclose(race(described).history[1, 0, :2], expected, rtol=1e-15)


def test_divergence_stops_one_run_and_leaves_the_others() -> None:
    wild = {"optimizer": "gd", "hyperparameters": {"lr": 5.0}}
    result = race(spec(surface="bowl", steps=400, runs=[wild, FOUR[3]]))
    status, step = result.endings[0].status, result.endings[0].stopped_at
    assert status is Status.DIVERGED
    assert step is not None
    assert result.endings[1].status is Status.FINISHED
    assert np.isfinite(result.history[:step, 0].astype(np.float32)).all()
    assert np.isnan(result.history[step:, 0]).all()
    run = result.to_dict()["runs"][0]
    assert (run["status"], run["stopped_at"], len(run["cost"])) == ("diverged", step, step)


def test_divergence_is_at_the_stability_limit() -> None:
    """On ½κy² gradient descent is stable iff lr < 2/κ."""
    runs = [
        {"optimizer": "gd", "hyperparameters": {"lr": 0.0199}},
        {"optimizer": "gd", "hyperparameters": {"lr": 0.0201}},
    ]
    ravine = {"name": "ravine", "parameters": {"kappa": 100.0}}
    result = race(spec(surface=ravine, steps=20_000, runs=runs))
    assert [e.status for e in result.endings] == [Status.FINISHED, Status.DIVERGED]


def test_convergence_is_recorded_at_its_step() -> None:
    described = spec(
        surface="bowl",
        start=[1.0, 0.0],
        steps=500,
        tolerances={"grad_norm": 1e-3},
        runs=[{"optimizer": "gd", "hyperparameters": {"lr": 0.25}}],
    )
    result = race(described)
    # The gradient norm is 2·2⁻ᵗ, first at most 10⁻³ at t = 11.
    assert (result.endings[0].status, result.endings[0].stopped_at) == (Status.CONVERGED, 11)
    assert len(result.to_dict()["runs"][0]["cost"]) == 12
    by_cost = race(described | {"tolerances": {"cost": 1e-3}})
    assert by_cost.endings[0].stopped_at == 5


def test_a_start_within_tolerance_has_converged_at_once() -> None:
    result = race(spec(surface="bowl", start=[0.0, 0.0], tolerances={"grad_norm": 1e-9}))
    assert {(e.status, e.stopped_at) for e in result.endings} == {(Status.CONVERGED, 0)}
    assert result.to_dict()["runs"][0]["x"] == [0.0]


def test_events_come_in_order_of_step() -> None:
    rates = (3.0, 8.0, 2.0, 0.1)
    runs = [{"optimizer": "gd", "hyperparameters": {"lr": lr}} for lr in rates]
    runner = Race(read(spec(surface="bowl", steps=600, runs=runs)))
    while not runner.finished:
        runner.advance(7)
    steps = [event.step for event in runner.events]
    assert steps == sorted(steps)
    assert [event.run for event in runner.events] == [1, 0, 2]


def test_an_intervention_holds_from_its_step() -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.1}}
    interventions = [{"step": 3, "run": 0, "hyperparameters": {"lr": 0.25}}]
    history = race(
        spec(surface="bowl", start=[1.0, 0.0], steps=5, runs=[run], interventions=interventions)
    ).history
    np.testing.assert_allclose(history[:, 0, 0], [1, 0.8, 0.64, 0.512, 0.256, 0.128], rtol=1e-14)


def test_an_intervention_composes_with_a_schedule() -> None:
    schedule = {"name": "table", "table": [[0, 1.0], [2, 0.5]]}
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.1}, "schedule": schedule}
    interventions = [{"step": 3, "run": 0, "hyperparameters": {"lr": 0.2}}]
    history = race(
        spec(surface="bowl", start=[1.0, 0.0], steps=4, runs=[run], interventions=interventions)
    ).history
    np.testing.assert_allclose(history[:, 0, 0], [1, 0.8, 0.64, 0.576, 0.4608], rtol=1e-14)


def test_history_may_be_given_and_must_fit() -> None:
    described = read(spec())
    buffer = np.empty((61, 4, 4))
    runner = Race(described, buffer)
    runner.advance(1000)
    assert runner.result().history is buffer
    with pytest.raises(ValueError, match="history has shape"):
        Race(described, np.empty((60, 4, 4)))


def test_a_result_needs_every_row() -> None:
    runner = Race(read(spec()))
    with pytest.raises(ValueError, match="1 of 61 rows"):
        runner.result()
