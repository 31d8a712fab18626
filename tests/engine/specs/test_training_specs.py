"""Specifications of trainings: complete, canonical, and refused by field with what would do."""

import copy
import json
from math import ceil, inf, nan
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import datasets, specs
from engine.datasets import DATASETS
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import INITIALIZERS
from engine.networks.losses import OUTPUTS
from engine.optimizers import OPTIMIZERS
from engine.specs import LIMITS, SpecError, TrainingSpec

VALID: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 100, "seed": 3},
    "network": {"layers": [2, 5, 2, 1], "seed": 3},
    "batch_size": 32,
    "epochs": 10,
    "runs": [
        {"optimizer": "gd", "hyperparameters": {"lr": 0.1}},
        {"optimizer": "adam", "hyperparameters": {"lr": 0.01}},
    ],
}
FIRST_ORDER = [name for name, optimizer in OPTIMIZERS.items() if optimizer.order == 1]
SECOND_ORDER = [name for name in OPTIMIZERS if name not in FIRST_ORDER]


def read(data: object) -> TrainingSpec:
    spec = specs.from_dict(data)
    assert isinstance(spec, TrainingSpec)
    return spec


def changed(path: str, value: Any) -> dict[str, Any]:
    """VALID with the field at a dotted path replaced; a number is an index into a list."""
    spec = copy.deepcopy(VALID)
    *parents, last = path.split(".")
    at = cast("Any", spec)
    for part in parents:
        at = at[int(part)] if isinstance(at, list) else at.setdefault(part, {})
    at[last] = value
    return spec


@st.composite
def trainings(draw: st.DrawFn) -> dict[str, Any]:
    """Specifications on every data set, with every initializer, activation and optimizer."""
    name = draw(st.sampled_from(list(DATASETS)))
    fits = datasets.outline(name)
    samples = draw(st.integers(20, 120))
    hidden = draw(st.lists(st.integers(1, 8), max_size=3))
    network = draw(
        st.fixed_dictionaries(
            {"layers": st.just([len(fits.features), *hidden, fits.outputs])},
            optional={
                "activation": st.sampled_from(list(ACTIVATIONS)),
                "initializer": st.sampled_from(list(INITIALIZERS))
                | st.just({"name": "normal", "scale": 10}),
                "seed": st.integers(0, 2**32 - 1)
                | st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3),
            },
        )
    )
    run = st.fixed_dictionaries(
        {"optimizer": st.sampled_from(FIRST_ORDER)},
        optional={
            "hyperparameters": st.fixed_dictionaries({"lr": st.floats(1e-6, 10)}),
            "label": st.sampled_from(["a", "é <b>", "Adam"]),
            "schedule": st.just({"name": "cosine", "total": 20, "per": "epoch"}),
        },
    )
    change = {"step": 0, "run": 0, "hyperparameters": {"lr": 0.5}}
    found: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {
                "kind": st.just("training"),
                "dataset": st.just({"name": name, "samples": samples}),
                "network": st.just(network),
                "runs": st.lists(run, min_size=1, max_size=3),
            },
            optional={
                "normalize": st.booleans(),
                "l2": st.floats(0, 10),
                "l2_over": st.sampled_from(["data", "batch"]),
                "keep_prob": st.floats(0.1, 1),
                "dropout_seed": st.integers(0, 99),
                "clip_norm": st.none() | st.floats(1e-3, 10),
                "batch_size": st.integers(1, samples),
                "epochs": st.integers(1, 50),
                "shuffle_seed": st.integers(0, 99),
                "evaluations": st.just(1),
                "interventions": st.just([change]),
            },
        )
    )
    return found


@given(data=trainings())
def test_json_to_spec_and_back_is_a_round_trip(data: dict[str, Any]) -> None:
    spec = read(data)
    complete = json.loads(json.dumps(spec.to_dict(), allow_nan=False))
    again = read(complete)
    assert again.to_dict() == spec.to_dict()
    assert again.digest == spec.digest
    assert len(spec.entries) == spec.shape[1] == len(data["runs"]) * len(spec.seeds)
    history, checkpoints = spec.split(np.arange(spec.size, dtype=float))
    assert (history.shape, checkpoints.shape) == (spec.shape, spec.checkpoint_shape)


@given(epochs=st.integers(1, 400), data=st.data())
def test_evaluated_epochs_are_evenly_spread_and_the_last_is_one(
    epochs: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, epochs))
    spec = read(VALID | {"epochs": epochs, "evaluations": count})
    assert list(spec.evaluated) == [ceil(epochs * (k + 1) / count) - 1 for k in range(count)]
    assert spec.evaluated[-1] == epochs - 1
    gaps = np.diff([-1, *spec.evaluated])
    assert 1 <= gaps.min() <= gaps.max() <= gaps.min() + 1


def test_the_digest_is_stable_and_sees_what_matters() -> None:
    base = read(VALID).digest
    assert base == "e74c77ebdf700a6c5d9e61ead7ee090f"
    same = (
        dict(reversed(VALID.items())),
        changed("network.seed", [3]),
        changed("network.activation", "relu"),
        changed("network.initializer", {"name": "he"}),
        changed("network.output", "sigmoid"),
        changed("evaluations", 10),
        changed("clip_norm", None),
        changed("l2", 0),
    )
    assert {read(data).digest for data in same} == {base}
    other = (
        changed("network.seed", 4),
        changed("network.seed", [3, 4]),
        changed("network.activation", "tanh"),
        changed("shuffle_seed", 1),
        changed("dropout_seed", 1),
        changed("evaluations", 5),
        changed("normalize", True),
        changed("dataset.seed", 4),
        changed("runs.0.hyperparameters.lr", 0.2),
        changed("interventions", [{"step": 3, "run": 1, "hyperparameters": {"lr": 0.1}}]),
    )
    assert len({base, *(read(data).digest for data in other)}) == 1 + len(other)


def test_the_canonical_form_names_what_l2_is_divided_by() -> None:
    """Only where there is L2: without, specifications and digests are as they always were."""
    assert "l2_over" not in read(VALID).to_dict()
    free = changed("l2_over", "batch")
    assert read(free) == read(VALID)
    assert read(free).digest == read(VALID).digest
    held = changed("l2", 0.1)
    assert read(held).to_dict()["l2_over"] == "data"
    assert read(held | {"l2_over": "data"}).digest == read(held).digest
    course = read(held | {"l2_over": "batch"})
    assert course.to_dict()["l2_over"] == "batch"
    assert course.digest != read(held).digest
    assert read(course.to_dict()) == course


def test_defaults_are_filled_in() -> None:
    complete = read(
        {
            "kind": "training",
            "dataset": "moons",
            "network": {"layers": [2, 1]},
            "runs": [{"optimizer": "adam"}],
        }
    ).to_dict()
    assert complete["dataset"]["samples"] == 300
    assert complete["network"] == {
        "layers": [2, 1],
        "activation": "relu",
        "output": "sigmoid",
        "initializer": {"name": "he"},
        "seed": 0,
    }
    rest = "normalize l2 keep_prob clip_norm batch_size epochs evaluations interventions".split()
    assert [complete[name] for name in rest] == [False, 0.0, 1.0, None, 64, 1_000, 200, []]
    assert complete["runs"][0]["hyperparameters"]["beta2"] == 0.999


def test_a_small_set_is_one_batch_by_default_and_few_epochs_are_all_evaluated() -> None:
    few = {"dataset": {"name": "moons", "samples": 10}, "epochs": 7}
    spec = read({name: VALID[name] for name in ("kind", "network", "runs")} | few)
    assert (spec.batch_size, spec.batches, spec.evaluations) == (10, 1, 7)


@pytest.mark.parametrize("name", DATASETS)
def test_the_output_follows_from_the_data(name: str) -> None:
    fits = datasets.outline(name)
    layers = [len(fits.features), 4, fits.outputs]
    data = VALID | {"dataset": name, "network": {"layers": layers}}
    assert OUTPUTS[read(data).network.output].task == fits.task
    for output in OUTPUTS.values():
        given_one = data | {"network": {"layers": layers, "output": output.name}}
        if output.task == fits.task:
            assert read(given_one).digest == read(data).digest
            continue
        with pytest.raises(SpecError, match="does not fit the data; use") as caught:
            read(given_one)
        assert caught.value.path == "network.output"


def test_entries_are_runs_times_seeds() -> None:
    spec = read(changed("network.seed", [7, 8, 9]))
    assert [(e.run, e.start) for e in spec.entries] == [(r, s) for r in (0, 1) for s in (0, 1, 2)]
    assert spec.network.size == 15 + 12 + 3
    assert (spec.batches, spec.steps, spec.shape) == (4, 40, (40, 6, 1))
    assert spec.checkpoint_shape == (11, 6 * 30 + 1)
    assert spec.size == 240 + 11 * 181
    assert spec.products == 30 * 100 * 10 * 6


MANY = [{"optimizer": "gd"}] * 8
WRONG: list[tuple[str, Any, str, str]] = [
    ("epcohs", 3, "epcohs", "did you mean 'epochs'"),
    ("steps", 3, "steps", "unknown field"),
    ("network.actvation", "relu", "network.actvation", "did you mean 'activation'"),
    ("dataset.nosie", 0.1, "dataset.nosie", "did you mean 'noise'"),
    ("dataset", "mons", "dataset.name", "did you mean 'moons'"),
    ("dataset", 3, "dataset", "expected"),
    ("dataset.samples", 1, "dataset.samples", "from 2 to 10000"),
    ("dataset.samples", 10**6, "dataset.samples", "from 2 to 10000"),
    ("dataset.samples", nan, "dataset.samples", "whole number"),
    ("dataset.noise", nan, "dataset.noise", "noise must be"),
    ("dataset.noise", -1, "dataset.noise", "noise must be"),
    ("dataset.test_samples", 1, "dataset.test_samples", "one for each of 2 classes"),
    (
        "dataset",
        {"name": "moons", "samples": 100, "seed": 3, "test_samples": 50, "test_seed": 3},
        "dataset.test_seed",
        "proves nothing",
    ),
    ("dataset", {"name": "blobs", "centers": 1}, "dataset.centers", "from 2 to 10"),
    ("dataset", {"name": "blobs", "samples": 2}, "dataset.samples", "one for each of 3 classes"),
    ("dataset", {"name": "iris", "samples": 151}, "dataset.samples", "from 2 to 150"),
    ("normalize", 1, "normalize", "true or false"),
    ("network", None, "network", "expected an object"),
    ("network", {}, "network.layers", "is required"),
    ("network.layers", 3, "network.layers", "expected a list"),
    ("network.layers", [2], "network.layers", "1 layers given; between 2 and 12"),
    ("network.layers", [2, *[3] * 11, 1], "network.layers", "13 layers given"),
    ("network.layers", [3, 5, 1], "network.layers[0]", "must be 2, as many as the data have feat"),
    ("network.layers", [2, 5, 2], "network.layers[2]", "must be 1, as many as the data have outp"),
    ("network.layers", [2, 0, 1], "network.layers[1]", "outside 1 … 256"),
    ("network.layers", [2, -3, 1], "network.layers[1]", "outside 1 … 256"),
    ("network.layers", [2, 2.5, 1], "network.layers[1]", "whole number"),
    ("network.layers", [2, True, 1], "network.layers[1]", "whole number"),
    ("network.layers", [2, nan, 1], "network.layers[1]", "whole number"),
    ("network.layers", [2, 1_000, 1_000, 1], "network.layers[1]", "outside 1 … 256"),
    ("network.layers", [2, 256, 256, 1], "network.layers", "66,817 parameters; the limit is 20,0"),
    ("network.activation", "rellu", "network.activation", "did you mean 'relu'"),
    ("network.activation", None, "network.activation", "there is no activation"),
    ("network.output", "sigmod", "network.output", "did you mean 'sigmoid'"),
    ("network.output", "softmax", "network.output", "use 'sigmoid'"),
    ("network.output", "linear", "network.output", "use 'sigmoid'"),
    ("network.initializer", "hee", "network.initializer.name", "did you mean 'he'"),
    ("network.initializer", {"name": "normal", "scale": nan}, "network.initializer.scale", "scale"),
    ("network.initializer", {"name": "he", "scale": 2}, "network.initializer.scale", "unknown"),
    ("network.seed", -1, "network.seed", "outside"),
    ("network.seed", [], "network.seed", "0 seeds given; between 1 and 64"),
    ("network.seed", list(range(65)), "network.seed", "65 seeds given"),
    ("network.seed", [1, "2"], "network.seed[1]", "whole number"),
    ("l2", -0.1, "l2", "outside"),
    ("l2", nan, "l2", "finite"),
    ("l2_over", "epoch", "l2_over", "no divisor of L2 'epoch'; known: data, batch"),
    ("keep_prob", 0, "keep_prob", "outside 0.01 … 1"),
    ("keep_prob", 1.1, "keep_prob", "outside 0.01 … 1"),
    ("keep_prob", nan, "keep_prob", "finite"),
    ("dropout_seed", 2**32, "dropout_seed", "outside"),
    ("clip_norm", 0, "clip_norm", "outside"),
    ("clip_norm", inf, "clip_norm", "finite"),
    ("clip_norm", "1", "clip_norm", "expected a number"),
    ("batch_size", 101, "batch_size", "101 are more than the 100 examples there are"),
    ("batch_size", 10**8, "batch_size", "100,000,000 are more than"),
    ("batch_size", 0, "batch_size", "outside 1"),
    ("batch_size", 1.5, "batch_size", "whole number"),
    ("epochs", 0, "epochs", "outside 1 … 1,000,000"),
    ("epochs", 10**7, "epochs", "outside 1 … 1,000,000"),
    ("epochs", 500_000, "epochs", "2,000,000 steps; the limit is 1,000,000. Ask for fewer epochs"),
    ("shuffle_seed", 2**32 - 1, "shuffle_seed", "outside"),
    ("evaluations", 0, "evaluations", "outside 1 … 10"),
    ("evaluations", 11, "evaluations", "outside 1 … 10"),
    ("runs", [], "runs", "between 1 and 64"),
    ("runs.0.optimizer", "addam", "runs[0].optimizer", "did you mean 'adam'"),
    ("runs.0.hyperparameters.lr", nan, "runs[0].hyperparameters.lr", "lr must be"),
    ("runs.0.hyperparameters.lr", 1e9, "runs[0].hyperparameters.lr", "lr must be"),
    ("runs.1.schedule", {"name": "cosine", "per": "day"}, "runs[1].schedule.total", "is required"),
    ("runs.1.schedule", {"name": "constant", "per": "day"}, "runs[1].schedule.per", "'epoch'"),
    ("interventions", [{"step": 40, "run": 0}], "interventions[0].step", "outside 0 … 39"),
    ("interventions", [{"step": 0, "run": 2}], "interventions[0].run", "outside 0 … 1"),
    ("tolerances", {}, "tolerances", "unknown field"),
]


@pytest.mark.parametrize(("path", "value", "field", "message"), WRONG)
def test_what_cannot_be_trained_is_refused(path: str, value: Any, field: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        specs.from_dict(changed(path, value))
    assert caught.value.path == field
    assert message in caught.value.message


@pytest.mark.parametrize("name", SECOND_ORDER)
def test_an_optimizer_that_needs_the_hessian_is_refused(name: str) -> None:
    with pytest.raises(SpecError, match="take one of first order") as caught:
        specs.from_dict(changed("runs.1.optimizer", name) | {"interventions": []})
    assert caught.value.path == "runs[1].optimizer"


@pytest.mark.parametrize("name", ["dataset", "network", "runs"])
def test_what_is_needed_is_asked_for(name: str) -> None:
    with pytest.raises(SpecError, match=f"^{name}: is required"):
        specs.from_dict({key: value for key, value in VALID.items() if key != name})


def test_too_much_to_keep_is_refused_with_what_would_help() -> None:
    """Many costs, many parameters, wide batches, and too long: each names another field."""
    wide = {"layers": [2, 128, 100, 1]}
    for changes, field, remedy in (
        ({"epochs": 200_000, "runs": MANY * 3}, "epochs", "fewer epochs, runs or seeds"),
        ({"network": wide | {"seed": list(range(64))}, "runs": MANY}, "network.layers", "units"),
        ({"epochs": 249_000, "evaluations": 1_000, "runs": MANY}, "evaluations", "room for"),
        ({"network": wide, "runs": MANY, "epochs": 240_000}, "epochs", "a smaller network"),
        (
            {
                "dataset": {"name": "moons", "samples": 10_000},
                "network": {"layers": [2, 200, 1], "seed": list(range(64))},
                "batch_size": 10_000,
            },
            "batch_size",
            "smaller batches, fewer runs or seeds",
        ),
    ):
        with pytest.raises(SpecError) as caught:
            specs.from_dict(VALID | changes)
        assert caught.value.path == field, caught.value
        assert remedy in caught.value.message
        assert "limit" in caught.value.message or field == "evaluations"


def test_as_much_is_kept_as_there_is_room_for() -> None:
    spec = read(VALID | {"epochs": 249_000, "runs": MANY})
    assert spec.size <= LIMITS.numbers < spec.size + spec.checkpoint_shape[1]
    assert 1 < spec.evaluations < 200
    assert read(spec.to_dict()).digest == spec.digest
    with pytest.raises(SpecError, match=f"room for {spec.evaluations}"):
        specs.from_dict(spec.to_dict() | {"evaluations": spec.evaluations + 1})


def test_normalization_goes_by_the_training_data_only() -> None:
    data = {"name": "mixed_units", "samples": 50, "test_samples": 20}
    base = VALID | {"dataset": data, "network": {"layers": [2, 1]}}
    (raw, raw_test), (train, test) = (read(base | {"normalize": n}).data for n in (False, True))
    assert raw_test is not None
    assert test is not None
    np.testing.assert_allclose(train.X.mean(axis=1), 0, atol=1e-13)
    np.testing.assert_allclose(train.X.std(axis=1), 1)
    mean, std = raw.X.mean(axis=1, keepdims=True), raw.X.std(axis=1, keepdims=True)
    np.testing.assert_allclose(test.X, (raw_test.X - mean) / std, rtol=1e-12)
    assert train.y.tobytes() == raw.y.tobytes()
    assert abs(test.X.mean()) > 1e-3, "not by its own statistics"
