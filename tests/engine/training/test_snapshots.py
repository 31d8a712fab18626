"""Snapshots and evaluations say of the kept parameters what the networks themselves say."""

import json
from typing import Any

import numpy as np
import pytest

from engine import race, train
from engine.datasets import Scaling, draw
from engine.training.boundaries import chosen_view
from engine.training.evaluations import Evaluations
from engine.training.landscapes import landscape
from engine.training.progress import TrainingProgress
from engine.training.results import TrainingResult
from engine.training.snapshots import snapshot

RUNS = [
    {"optimizer": "gd", "hyperparameters": {"lr": 0.1}},
    {"optimizer": "adam", "hyperparameters": {"lr": 0.02}},
]
SPEC: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 80, "noise": 0.2, "seed": 3, "test_samples": 40},
    "network": {"layers": [2, 5, 2, 1], "seed": [3, 4]},
    "epochs": 30,
    "batch_size": 16,
    "evaluations": 7,
    "runs": RUNS,
}
PLANES: list[dict[str, Any]] = [
    {"plane": "pca"},
    {"plane": "random", "seed": 3},
    {"plane": "weights", "first": 2, "second": 5},
]


@pytest.fixture(scope="module")
def result() -> TrainingResult:
    return train(SPEC)


def progress_of(result: TrainingResult, rows: int | None = None) -> TrainingProgress:
    known = len(result.checkpoints) if rows is None else rows
    return TrainingProgress(
        result.spec, result.history, result.checkpoints, known, Evaluations(result.spec)
    )


def test_accuracies_of_snapshots_evaluations_and_results_agree(result: TrainingResult) -> None:
    whole = progress_of(result)
    snapshots = [snapshot(whole, index) for index in range(len(result.checkpoints))]
    whole.evaluations.work_out(result.checkpoints, 0, len(result.checkpoints))
    listed = whole.evaluations.to_dict(result.history, result.elapsed)
    assert listed["complete"]
    assert listed["evaluated_epochs"] == [None, *result.spec.evaluated]
    for entry, run in enumerate(result.to_dict()["runs"]):
        for name in ("train_accuracy", "test_accuracy"):
            series = [seen["runs"][entry][name] for seen in snapshots]
            assert series == listed["runs"][entry][name]
            assert series[1:] == run[name]


def test_a_snapshot_does_not_wait_for_those_before_it(result: TrainingResult) -> None:
    whole, last = progress_of(result), len(result.checkpoints) - 1
    alone = snapshot(whole, last)
    assert np.flatnonzero(whole.evaluations.known).tolist() == [last]
    whole.evaluations.work_out(result.checkpoints, 0, last + 1)
    assert snapshot(whole, last) == alone


def test_a_list_since_some_evaluation_is_the_rest_of_the_whole(result: TrainingResult) -> None:
    known = Evaluations(result.spec)
    known.work_out(result.checkpoints, 0, 3)
    known.work_out(result.checkpoints, 0, len(result.checkpoints))
    whole = known.to_dict(result.history, result.elapsed)
    rest = known.to_dict(result.history, result.elapsed, since=5)
    assert rest["elapsed"] == whole["elapsed"][5:]
    for part, all_of_it in zip(rest["runs"], whole["runs"], strict=True):
        assert part["train_accuracy"] == all_of_it["train_accuracy"][5:]
        for layer, all_norms in zip(
            part["gradient_norms"], all_of_it["gradient_norms"], strict=True
        ):
            assert layer == all_norms[5:]


@pytest.mark.parametrize("normalize", [False, True])
def test_a_boundary_is_what_the_network_says_of_raw_points(normalize: bool) -> None:
    result = train(SPEC | {"normalize": normalize})
    seen = snapshot(progress_of(result), 4, start=1)
    lattice = seen["boundary"]
    scaling = Scaling.of(draw(result.spec.dataset)[0])
    (x0, x1), (y0, y1) = lattice["x"], lattice["y"]
    x, y = np.linspace(x0, x1, lattice["nx"]), np.linspace(y0, y1, lattice["ny"])
    for entry, run in enumerate(seen["runs"]):
        if run["start"] != 1:
            assert run["boundary"] is run["path"] is run["layers"] is None
            continue
        point = np.array([[x[7]], [y[30]]])
        given = scaling.points(point) if normalize else point
        predictions = result.spec.network.predict(result.parameters[4, entry], given)
        assert run["boundary"][30 * lattice["nx"] + 7] == pytest.approx(
            predictions.item(), abs=6e-5
        )


def test_layers_have_the_norms_of_gradient_and_weights(result: TrainingResult) -> None:
    spec, (data, _) = result.spec, result.spec.data
    for entry, run in enumerate(snapshot(progress_of(result), 6)["runs"]):
        if run["layers"] is None:
            continue
        theta = result.parameters[6, entry]
        gradient = spec.network.split(spec.network.gradient(theta, data.X, data.y))
        for layer, slope, weights in zip(
            run["layers"], gradient, spec.network.split(theta), strict=True
        ):
            assert layer["gradient_norm"] == pytest.approx(np.linalg.norm(slope))
            assert layer["weight_norm"] == pytest.approx(np.linalg.norm(weights[:, :-1]))
            assert sum(layer["histogram"]["counts"]) == weights[:, :-1].size


def test_several_classes_and_regressions_have_boundaries_of_their_own() -> None:
    common = {"kind": "training", "epochs": 3, "runs": [{"optimizer": "adam"}]}
    blobs = common | {"dataset": {"name": "blobs"}, "network": {"layers": [2, 4, 3]}}
    classes = snapshot(progress_of(train(blobs)), 3)
    assert set(classes["runs"][0]["boundary"]) <= {0, 1, 2}
    curve = common | {"dataset": {"name": "curve"}, "network": {"layers": [1, 8, 1]}}
    line = snapshot(progress_of(train(curve)), 3)
    assert (line["boundary"]["ny"], line["boundary"]["y"]) == (1, None)
    assert len(line["runs"][0]["boundary"]) == line["boundary"]["nx"]


IRIS: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "iris", "test_samples": 30},
    "network": {"layers": [4, 5, 3]},
    "epochs": 3,
    "runs": [{"optimizer": "adam"}],
}


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize(
    "plane", [None, {"plane": "features", "first": 3, "second": 1}], ids=["pca", "features"]
)
def test_wide_data_are_seen_in_a_plane(plane: dict[str, Any] | None, normalize: bool) -> None:
    """Whoever puts points on the plane by `center` and `across` finds what the network says."""
    result = train(IRIS | {"normalize": normalize})
    spec = result.spec
    seen = snapshot(progress_of(result), 3, plane=plane)
    assert json.dumps(seen, allow_nan=False)
    lattice = seen["boundary"]
    view = lattice["view"]
    chosen = chosen_view(spec, plane)
    assert chosen is not None
    train_data, test = draw(spec.dataset)
    assert test is not None
    raw = np.concatenate([train_data.X, test.X], axis=1)
    across, center = np.array(view["across"]), np.array(view["center"])
    placed = across @ (raw - center[:, None])
    for side, row in zip((lattice["x"], lattice["y"]), placed, strict=True):
        assert side[0] < row.min() <= row.max() < side[1]
    if plane:
        assert view["labels"] == ["petal width", "sepal width"]
        assert np.allclose(placed, raw[[3, 1]])
    else:
        # The first component is where the data vary most, and the two are uncorrelated.
        one, other = across @ (train_data.X - center[:, None])
        assert one.var() > other.var() > 0
        assert abs(np.corrcoef(one, other)[0, 1]) < 1e-9
        assert 0.8 < sum(view["explained"]) < 1
    axes = [np.linspace(low, high, 40) for low, high in (lattice["x"], lattice["y"])]
    at = np.array([[axes[0][7]], [axes[1][30]]])
    point = chosen.lift(at)
    assert np.allclose(chosen.project(point), at)
    if plane:
        assert point[[3, 1], 0].tolist() == at[:, 0].tolist()
        assert np.allclose(point[[0, 2], 0], train_data.X.mean(axis=1)[[0, 2]])
    given = Scaling.of(train_data).points(point) if normalize else point
    said = spec.network.predict(result.parameters[3, 0], given).argmax()
    assert seen["runs"][0]["boundary"][30 * 40 + 7] == said


@pytest.mark.parametrize(
    ("dataset", "plane"),
    [
        ("moons", {"plane": "pca"}),
        ("iris", {"plane": "features", "first": 1, "second": 1}),
        ("iris", {"plane": "features", "first": 0, "second": 4}),
    ],
)
def test_a_plane_that_data_do_not_have_is_refused(dataset: str, plane: dict[str, Any]) -> None:
    spec = IRIS if dataset == "iris" else SPEC
    with pytest.raises(ValueError, match="features"):
        snapshot(progress_of(train(spec)), 1, plane=plane)


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: str(plane["plane"]))
def test_a_landscape_holds_the_ways_of_the_runs(
    result: TrainingResult, plane: dict[str, Any]
) -> None:
    seen = landscape(progress_of(result), plane, start=0, side=15)
    assert json.loads(json.dumps(seen, allow_nan=False)) is not None
    assert [run["run"] for run in seen["runs"]] == [0, 1]
    assert len(seen["z"]) == len(seen["y"]) == 15
    for run in seen["runs"]:
        assert min(seen["x"]) < min(run["x"]) <= max(run["x"]) < max(seen["x"])
        assert min(seen["y"]) < min(run["y"]) <= max(run["y"]) < max(seen["y"])
    here = seen["runs"][0]
    if plane["plane"] != "pca":
        assert here["off"][-1] == pytest.approx(0, abs=1e-5)
    if plane["plane"] == "weights":
        theta = result.parameters[-1, 0]
        assert (here["x"][-1], here["y"][-1]) == pytest.approx((theta[2], theta[5]), abs=1e-5)


def test_a_training_can_be_looked_at_while_it_runs(result: TrainingResult) -> None:
    part = progress_of(result, rows=4)
    assert snapshot(part, 3)["runs"] == snapshot(progress_of(result), 3)["runs"]
    with pytest.raises(IndexError, match="0 … 3"):
        snapshot(part, 4)
    assert len(landscape(part, {"plane": "pca"}, 0, 9)["runs"][0]["x"]) == 4


def test_what_has_diverged_is_null_and_the_others_go_on() -> None:
    wild = {"optimizer": "gd", "hyperparameters": {"lr": 1000.0}, "label": "Wild"}
    dataset = {"name": "curve", "samples": 40}
    network = {"layers": [1, 8, 8, 1]}
    runs = [wild, RUNS[1]]
    result = train(SPEC | {"dataset": dataset, "network": network, "runs": runs})
    whole = progress_of(result)
    assert result.endings[0].status == "diverged"
    last = snapshot(whole, len(result.checkpoints) - 1)
    lost, fine = last["runs"]
    assert lost["train_accuracy"] is lost["boundary"] is lost["path"] is lost["layers"] is None
    assert fine["boundary"] is not None
    json.dumps(last, allow_nan=False)
    whole.evaluations.work_out(result.checkpoints, 0, len(result.checkpoints))
    listed = whole.evaluations.to_dict(result.history, result.elapsed)
    json.dumps(listed, allow_nan=False)
    assert len(listed["runs"][0]["train_accuracy"]) < len(listed["runs"][1]["train_accuracy"])
    seen = landscape(whole, {"plane": "pca"}, 0, 9)
    assert 1 in [run["run"] for run in seen["runs"]]
    json.dumps(seen, allow_nan=False)


def test_a_training_is_no_race() -> None:
    with pytest.raises(ValueError, match="kind"):
        race(SPEC)
    with pytest.raises(ValueError, match="kind"):
        train({"surface": "bowl", "runs": [{"optimizer": "gd"}]})
