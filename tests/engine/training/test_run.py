"""Trainings: the plain loop written out, runs that do not feel each other, however it is cut."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import schedules, train
from engine.lanes import Array, Point
from engine.networks.activations import ACTIVATIONS
from engine.optimizers import OPTIMIZERS
from engine.specs import SpecError, TrainingSpec
from engine.training.run import Training, initial_parameters
from tests.engine.training.trainings import (
    FIRST_ORDER,
    INTERVENTIONS,
    WILD,
    examples,
    read,
    same,
    training,
)


def penalty(spec: TrainingSpec, theta: Array, m: int) -> float:
    """λ/(2m) Σ‖W‖²."""
    return spec.l2 / (2 * m) * float(np.square(theta[spec.network.is_weight]).sum())


def by_hand(spec: TrainingSpec, run: int) -> tuple[Array, Array]:
    """The costs of one run and its parameters at the end, written as a textbook has it."""
    described, (inputs, targets) = spec.runs[run], examples(spec)
    optimizer, network = OPTIMIZERS[described.optimizer], spec.network
    knobs = dict(described.hyperparameters)
    theta = initial_parameters(spec)[run * len(spec.seeds)]
    memory = tuple(np.zeros_like(theta) for _ in range(optimizer.slots))
    costs: list[float] = []
    for epoch in range(spec.epochs):
        order = np.random.RandomState(spec.shuffle_seed + epoch + 1).permutation(spec.samples)
        for first in range(0, spec.samples, spec.batch_size):
            k = len(costs)
            for change in spec.interventions:
                if (change.step, change.run) == (k, run):
                    knobs |= change.hyperparameters
            counted = k if described.schedule["per"] == "step" else epoch
            factor = float(schedules.multiplier(described.schedule)(np.array(float(counted))))
            chosen = order[first : first + spec.batch_size]
            x, y = inputs[:, chosen], targets[:, chosen]
            m = {"data": spec.samples, "batch": len(chosen)}[spec.l2_over]
            costs.append(float(network.cost(theta, x, y) + penalty(spec, theta, m)))
            gradient = network.gradient(theta, x, y)
            gradient += np.where(network.is_weight, spec.l2 / m * theta, 0.0)
            norm = np.linalg.norm(gradient)
            if spec.clip_norm is not None and norm > spec.clip_norm:
                gradient *= spec.clip_norm / norm
            settings = {**knobs, "lr": knobs["lr"] * factor}
            at, t = Point(theta, gradient), np.array(k + 1.0)
            delta, memory = optimizer.rule(at, memory, t, **settings)
            theta = theta + delta
    return np.array(costs), theta


@pytest.mark.parametrize("per", ["step", "epoch"])
@pytest.mark.parametrize("over", ["data", "batch"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_training_is_the_loop_by_hand(activation: str, over: str, per: str) -> None:
    schedule = {"name": "step", "factor": 0.5, "every": 2, "per": per}
    runs = [run | {"schedule": schedule} for run in training()["runs"]]
    network = {"layers": [2, 4, 3, 1], "activation": activation}
    more = {"l2": 0.3, "l2_over": over, "clip_norm": 0.4, "interventions": INTERVENTIONS}
    spec = read(training(runs=runs, network=network, **more))
    result = train(spec)
    for run in range(2):
        costs, theta = by_hand(spec, run)
        np.testing.assert_allclose(result.history[:, run, 0], costs, rtol=1e-11)
        np.testing.assert_allclose(result.parameters[-1, run], theta, rtol=1e-9, atol=1e-13)


def test_a_schedule_by_epoch_waits_for_the_epoch() -> None:
    """Rates 1, then 0 from k = 1 on: by epoch three updates move, by step one."""
    moved = {}
    for per in ("step", "epoch"):
        schedule = {"name": "table", "table": [[0, 1.0], [1, 0.0]], "per": per}
        runs = [{"optimizer": "gd", "hyperparameters": {"lr": 0.1}, "schedule": schedule}]
        runner = Training(read(training(runs=runs)))
        before, moved[per] = runner.theta.copy(), 0
        while not runner.finished:
            runner.advance(1)
            moved[per] += int((runner.theta != before).any())
            before = runner.theta.copy()
    assert moved == {"step": 1, "epoch": 3}


RUNS: list[dict[str, Any]] = [
    {"optimizer": name, "hyperparameters": {"lr": 0.05}} for name in FIRST_ORDER
] + [WILD, {"optimizer": "gd", "schedule": {"name": "cosine", "total": 4, "per": "epoch"}}]


@given(
    runs=st.lists(st.sampled_from(RUNS), min_size=2, max_size=4),
    seeds=st.lists(st.integers(0, 99), min_size=1, max_size=3),
    activation=st.sampled_from(list(ACTIVATIONS)),
    data=st.sampled_from([("moons", [2, 5, 1]), ("blobs", [2, 4, 3, 3]), ("curve", [1, 7, 1])]),
    more=st.fixed_dictionaries(
        {},
        optional={
            "l2": st.just(0.5),
            "keep_prob": st.just(0.6),
            "clip_norm": st.just(0.2),
            "batch_size": st.sampled_from([1, 24]),
        },
    ),
)
def test_a_run_and_a_seed_do_not_feel_the_others(
    runs: list[dict[str, Any]],
    seeds: list[int],
    activation: str,
    data: tuple[str, list[int]],
    more: dict[str, Any],
) -> None:
    name, layers = data
    network = {"layers": layers, "activation": activation}
    base = training(dataset={"name": name, "samples": 24}, epochs=3, evaluations=2, **more)
    together = train(base | {"runs": runs, "network": network | {"seed": seeds}})
    for entry, place in enumerate(together.spec.entries):
        lone = network | {"seed": seeds[place.start]}
        alone = train(base | {"runs": [runs[place.run]], "network": lone})
        assert alone.history[:, 0].tobytes() == together.history[:, entry].tobytes()
        assert alone.parameters[:, 0].tobytes() == together.parameters[:, entry].tobytes()
        assert alone.endings[0] == together.endings[entry]
        mine = dict(alone.series(0))
        for key, values in together.series(entry):
            assert values.tobytes() == mine[key].tobytes(), key


@given(
    chunks=st.lists(st.integers(1, 9), min_size=1, max_size=18),
    keep_prob=st.sampled_from([1.0, 0.5]),
    wild=st.booleans(),
)
def test_it_is_the_same_however_it_is_cut(
    chunks: Sequence[int], keep_prob: float, wild: bool
) -> None:
    runs = [*training()["runs"], *([WILD] if wild else [])]
    network = {"layers": [1, 4, 1], "activation": "relu", "seed": [3, 4]}
    spec = read(
        training(
            dataset={"name": "curve", "samples": 24},
            network=network,
            runs=runs,
            keep_prob=keep_prob,
            interventions=INTERVENTIONS,
        )
    )
    whole, runner = train(spec), Training(spec)
    for steps in chunks:
        before = runner.done
        assert runner.advance(steps) == runner.done == min(before + steps, spec.steps)
    if not runner.finished:
        with pytest.raises(ValueError, match="advance first"):
            runner.result()
    assert runner.advance(spec.steps) == spec.steps == runner.advance(1)
    same(whole, runner.result())
    assert [event.step for event in runner.events] == sorted(e.step for e in runner.events)


def test_a_shared_history_is_written_in_place() -> None:
    spec = read(training())
    history, checkpoints = spec.split(np.empty(spec.size))
    runner = Training(spec, history, checkpoints)
    runner.advance(spec.steps)
    same(runner.result(), train(spec))
    assert runner.result().history is history
    with pytest.raises(ValueError, match="this training needs"):
        Training(spec, history[1:], checkpoints)
    with pytest.raises(ValueError, match="this training needs"):
        Training(spec, history, checkpoints[:, 1:])


def test_all_runs_start_from_the_same_weights_with_biases_at_zero() -> None:
    spec = read(training(network={"layers": [2, 4, 1], "seed": [5, 6]}))
    start = initial_parameters(spec)
    assert start[:2].tobytes() == start[2:].tobytes()
    assert (start[0] != start[1]).any()
    assert not start[:, ~spec.network.is_weight].any()
    stream = np.random.RandomState(5)
    first, second = spec.network.split(start[0])
    assert first[:, :2].tobytes() == (stream.randn(4, 2) * np.sqrt(1.0)).tobytes()
    assert second[:, :4] == pytest.approx(stream.randn(1, 4) * np.sqrt(2 / 4))
    assert train(spec).parameters[0].tobytes() == start.tobytes()


def test_looking_more_often_changes_nothing() -> None:
    one, many = (train(training(evaluations=count)) for count in (1, 6))
    assert one.history.tobytes() == many.history.tobytes()
    assert one.parameters[-1].tobytes() == many.parameters[-1].tobytes()


def test_masks_are_fresh_at_every_step_and_the_same_for_every_run() -> None:
    """A rate of next to nothing leaves the weights alone: the costs differ by the masks only."""
    still = {"optimizer": "gd", "hyperparameters": {"lr": 1e-9}}
    whole = training(batch_size=24, keep_prob=0.5, epochs=40)
    costs = train(whole | {"runs": [still, still]}).history[:, :, 0]
    assert costs[:, 0].tobytes() == costs[:, 1].tobytes()
    assert len(set(costs[:, 0].round(6))) > 35
    other = train(whole | {"runs": [still], "dropout_seed": 1}).history[:, 0, 0]
    assert not np.isclose(costs[:, 0], other).any()
    # What is kept is doubled, so that the mean over masks of what a unit gets is what it gets.
    plain = train(whole | {"runs": [still], "keep_prob": 1.0, "dropout_seed": 1}).history
    assert np.ptp(plain) < 1e-6
    assert abs(costs[:, 0].mean() - plain.mean()) < 0.5 * plain.mean()


def test_without_dropout_its_seed_does_not_matter() -> None:
    one, other = (train(training(dropout_seed=seed)) for seed in (0, 1))
    assert one.history.tobytes() == other.history.tobytes()


def test_the_penalty_makes_weights_small_and_counts_in_the_cost() -> None:
    base = training(epochs=200, batch_size=24)
    free, held = train(base), train(base | {"l2": 2.0})
    weights = held.spec.network.is_weight
    norms = [np.linalg.norm(r.parameters[-1][:, weights], axis=1) for r in (free, held)]
    assert (norms[1] < 0.7 * norms[0]).all()
    first = held.history[0, :, 0] - free.history[0, :, 0]
    squares = np.square(held.parameters[0][:, weights]).sum(axis=1)
    assert first == pytest.approx(2.0 / 48 * squares)


@pytest.mark.parametrize("batch_size", [1, 10, 24])
@pytest.mark.parametrize("over", ["data", "batch"])
def test_a_step_of_plain_descent_shrinks_weights_by_rate_times_l2_over_m(
    over: str, batch_size: int
) -> None:
    """In closed form: W(1 − η λ/m) less the free step; biases do not shrink."""
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.5}}
    one = training(runs=[run], batch_size=batch_size, epochs=1)
    spec = read(one | {"l2": 2.0, "l2_over": over})
    free, held = Training(read(one)), Training(spec)
    start = held.theta.copy()
    free.advance(1)
    held.advance(1)
    weights, m = spec.network.is_weight, {"data": 24, "batch": batch_size}[over]
    np.testing.assert_allclose(
        (held.theta - free.theta)[:, weights], (-0.5 * 2.0 / m * start)[:, weights], atol=1e-14
    )
    assert (held.theta == free.theta)[:, ~weights].all()
    decays = [run["l2_decay"] for run in train(spec).to_dict()["runs"]]
    assert decays == [pytest.approx(1 - 0.5 * 2.0 / m)] * len(decays)


def test_the_batch_does_not_change_what_is_minimized() -> None:
    """Divided by the mini-batch, L2 holds weights the tighter the smaller batches are."""
    norms: dict[str, list[float]] = {"data": [], "batch": []}
    for over, found in norms.items():
        for batch_size in (24, 4):
            spec = read(
                training(
                    network={"layers": [2, 1]},
                    runs=[{"optimizer": "gd", "hyperparameters": {"lr": 0.02}}],
                    epochs=500 * batch_size // 4,
                    batch_size=batch_size,
                    l2=2.0,
                    l2_over=over,
                )
            )
            weights = spec.network.is_weight
            found.append(float(np.linalg.norm(train(spec).parameters[-1, 0, weights])))
    assert norms["data"][1] == pytest.approx(norms["data"][0], rel=0.05)
    assert norms["batch"][1] < 0.7 * norms["batch"][0]
    assert norms["batch"][0] == norms["data"][0]


def test_only_plain_descent_has_a_decay_of_its_own() -> None:
    runs = train(training(runs=[{"optimizer": "adam"}], l2=1.0)).to_dict()["runs"]
    assert {run["l2_decay"] for run in runs} == {None}
    assert "l2_decay" not in train(training()).to_dict()["runs"][0]


def test_no_step_of_plain_descent_is_longer_than_rate_times_clip() -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.5}}
    whole = training(runs=[run], batch_size=24, epochs=30, evaluations=30)
    steps, cut = (
        np.linalg.norm(np.diff(train(whole | more).parameters[:, 0], axis=0), axis=1)
        for more in ({}, {"clip_norm": 0.1})
    )
    assert steps.max() > 0.06
    assert cut.max() == pytest.approx(0.05)


def test_only_trainings_are_trained() -> None:
    race = {"surface": "bowl", "steps": 5, "runs": [{"optimizer": "gd"}]}
    with pytest.raises(SpecError, match="kind: expected a training, not a descent"):
        train(race)
