"""A training that diverges is data: it stops at a step, the others go on, nothing is no number."""

import json

import numpy as np

from engine.lanes import LARGEST, Status
from engine.results import Ending
from engine.training.run import Training, train
from tests.engine.training.trainings import WILD, examples, read, same, training


def test_a_diverging_run_stops_and_the_others_go_on() -> None:
    base = training(dataset={"name": "curve", "samples": 24}, network={"layers": [1, 6, 6, 1]})
    runs = base["runs"]
    result = train(base | {"runs": [runs[0], WILD, runs[1]]})
    statuses = [ending.status for ending in result.endings]
    assert statuses == [Status.FINISHED, Status.DIVERGED, Status.FINISHED]
    stop = result.endings[1].stopped_at
    assert stop is not None
    assert np.isfinite(result.history[:stop, 1]).all()
    assert np.isnan(result.history[stop:, 1]).all()
    calm = train(base)
    assert calm.history.tobytes() == result.history[:, [0, 2]].tobytes()
    runs = json.loads(json.dumps(result.to_dict(), allow_nan=False))["runs"]
    assert [run["status"] for run in runs] == ["finished", "diverged", "finished"]
    assert (runs[1]["stopped_at"], len(runs[1]["cost"])) == (stop, stop)
    assert len(runs[1]["train_accuracy"]) == len(runs[1]["evaluated_epochs"]) == stop // 3
    # Parameters are kept as long as every cost before them was a number.
    kept = np.isfinite(result.parameters[:, 1]).all(axis=1)
    assert kept.tolist() == [k * 3 <= stop for k in range(7)]


def test_a_cost_that_comes_back_from_beyond_range_stays_gone() -> None:
    """One step leaps to a cost of 1e41, beyond a stream's float32; careful ones bring it home."""
    network = {"layers": [2, 1], "initializer": {"name": "normal", "scale": 1e6}}
    data = {"name": "mixed_units", "samples": 8, "ratio": 1e4, "noise": 0}
    leap = {"optimizer": "gd", "hyperparameters": {"lr": 1e3}}
    home = [{"step": 1, "run": 0, "hyperparameters": {"lr": 2e-9}}]
    base = training(dataset=data, network=network, batch_size=8, epochs=40, interventions=home)
    spec = read(base | {"runs": [leap, {"optimizer": "adam"}]})
    runner = Training(spec)
    while not runner.finished:
        runner.advance(1)
    assert runner.endings[0] == Ending(Status.DIVERGED, 1)
    assert spec.network.cost(runner.theta[0], *examples(spec)) < LARGEST / 1e3, "it came back"
    assert np.isnan(runner.history[1:, 0]).all()
    assert np.isnan(runner.result().parameters[2:, 0]).all()
    same(runner.result(), train(spec))


def test_a_training_that_everybody_left_ends_at_once() -> None:
    base = training(dataset={"name": "curve", "samples": 24}, network={"layers": [1, 6, 6, 1]})
    runner = Training(read(base | {"runs": [WILD, WILD], "epochs": 300_000, "evaluations": 9}))
    runner.advance(100)
    assert runner.finished
    assert runner.done == 900_000
    result = runner.result()
    assert {ending.status for ending in result.endings} == {Status.DIVERGED}
    assert np.isnan(result.history[100:]).all()
    assert np.isnan(result.parameters[1:]).all()
    assert np.isfinite(result.elapsed).all()
    assert json.dumps(result.to_dict(), allow_nan=False)
    assert [(event.run, event.status) for event in runner.events] == [
        (0, Status.DIVERGED),
        (1, Status.DIVERGED),
    ]
