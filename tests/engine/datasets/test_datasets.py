"""Data sets: scikit-learn's points, Fisher's flowers, closed forms, and what is refused."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import datasets
from engine.datasets import DATASETS, Data, Dataset, Outline, Scaling
from engine.datasets.regressions import CURVES
from engine.lanes import Array
from engine.validation import SpecError

ORACLE = np.load(Path(__file__).parents[1] / "oracles" / "datasets.npz")
SPECS: list[dict[str, Any]] = json.loads(str(ORACLE["specs"]))
FLOWERS = Path(plotly.__file__).parent / "package_data" / "datasets" / "iris.csv.gz"

SYNTHETIC = [name for name, item in DATASETS.items() if item.total is None]
NOISY = [name for name in SYNTHETIC if "noise" in datasets.check(name)]


def train(name: str, **fields: Any) -> Data:
    data, test = datasets.draw({"name": name, **fields})
    assert test is None
    return data


def held_out(name: str, **fields: Any) -> Data:
    _, test = datasets.draw({"name": name, **fields})
    assert test is not None
    return test


def same(one: Data, other: Data) -> bool:
    return one.X.tobytes() == other.X.tobytes() and one.y.tobytes() == other.y.tobytes()


@pytest.mark.parametrize("index", range(len(SPECS)), ids=lambda i: SPECS[i]["name"])
def test_the_points_are_those_of_scikit_learn(index: int) -> None:
    data = train(**SPECS[index])
    assert data.labels.tolist() == ORACLE[f"labels{index}"].tolist()
    # A cosine may differ in its last bit between machines; on one the points are the same bits.
    np.testing.assert_allclose(data.X.T, ORACLE[f"points{index}"], rtol=0, atol=4e-15)


def test_the_flowers_are_fishers_which_differ_from_the_usual_copy_in_two() -> None:
    with gzip.open(FLOWERS, "rt") as file:
        rows = list(csv.DictReader(file))
    names = ("sepal_length", "sepal_width", "petal_length", "petal_width")
    copy = np.array([[float(row[name]) for name in names] for row in rows])
    # Bezdek et al. 1999: flower 35 has petals 0.2 wide, flower 38 has sepals 3.6 and petals 1.4.
    copy[34], copy[37] = [4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]
    data = train("iris")
    ours = sorted(zip(data.X.T.tolist(), data.labels.tolist(), strict=True))
    species = [data.classes.index(row["species"]) for row in rows]
    assert ours == sorted(zip(copy.tolist(), species, strict=True))


@pytest.mark.parametrize("name", DATASETS)
@given(samples=st.integers(10, 90), seed=st.integers(0, 2**32 - 1))
def test_columns_are_examples_and_a_seed_means_the_same_ones(
    name: str, samples: int, seed: int
) -> None:
    data = train(name, samples=samples, seed=seed)
    about = datasets.outline(name)
    assert (data.outline, data.size) == (about, samples)
    assert data.X.shape == (len(about.features), samples)
    assert data.y.shape == (about.outputs, samples)
    assert data.X.dtype == data.y.dtype == np.float64
    assert data.X.flags.c_contiguous
    assert data.y.flags.c_contiguous
    assert np.isfinite(data.X).all()
    assert same(data, train(name, samples=samples, seed=seed))
    assert not same(data, train(name, samples=samples, seed=seed ^ 1))


@pytest.mark.parametrize("name", DATASETS)
@given(count=st.integers(2, 40), data=st.data())
def test_classes_are_evenly_drawn_however_few_the_examples(
    name: str, count: int, data: st.DataObject
) -> None:
    about = datasets.outline(name)
    fields: dict[str, Any] = {"name": name, "samples": count}
    wanted = data.draw(st.integers(2, count))
    for knob in ("classes", "centers"):
        if knob in datasets.check(name):
            fields[knob] = min(wanted, 10)
            about = datasets.outline(fields)
    if count < len(about.classes):
        with pytest.raises(SpecError, match="too few"):
            datasets.draw(fields)
        return
    drawn, _ = datasets.draw(fields)
    if about.task == "regression":
        with pytest.raises(ValueError, match="regression"):
            _ = drawn.labels
        return
    counts = np.bincount(drawn.labels, minlength=len(about.classes))
    assert counts.min() >= 1
    assert counts.max() - counts.min() <= 1
    assert same(drawn, Data(drawn.X, about.encode(drawn.labels), about))


@pytest.mark.parametrize("name", DATASETS)
def test_nobody_can_change_the_data(name: str) -> None:
    data = train(name, samples=20)
    for array in (data.X, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1.0


@pytest.mark.parametrize("name", SYNTHETIC)
@given(samples=st.integers(10, 50), more=st.integers(10, 50), seed=st.integers(0, 99))
def test_test_data_are_drawn_as_training_data_are_with_a_seed_of_their_own(
    name: str, samples: int, more: int, seed: int
) -> None:
    fields: dict[str, Any] = {"name": name, "samples": samples, "seed": seed, "test_samples": more}
    first, test = datasets.draw(fields | {"test_seed": seed + 7})
    assert test is not None
    assert same(first, train(name, samples=samples, seed=seed))
    assert same(test, train(name, samples=more, seed=seed + 7))
    assert same(held_out(**fields), train(name, samples=more, seed=seed + 1))


@given(more=st.integers(3, 147), seed=st.integers(0, 99))
def test_every_flower_is_either_trained_or_tested_on(more: int, seed: int) -> None:
    first, test = datasets.draw({"name": "iris", "test_samples": more, "seed": seed})
    assert test is not None
    assert (first.size, test.size) == (150 - more, more)
    assert min(len(set(part.labels)) for part in (first, test)) == 3
    columns = np.concatenate([first.X, test.X], axis=1).T.tolist()
    assert sorted(columns) == sorted(train("iris").X.T.tolist())


@pytest.mark.parametrize("name", NOISY)
def test_the_noise_knob_scales_the_noise_and_moves_nothing_else(name: str) -> None:
    still, some, more = (train(name, noise=noise) for noise in (0.0, 0.3, 0.6))
    values = [data.y if data.task == "regression" else data.X for data in (still, some, more)]
    np.testing.assert_allclose(values[2] - values[0], 2 * (values[1] - values[0]), atol=1e-12)
    assert (values[1] - values[0]).std() == pytest.approx(0.3, rel=0.15)
    others = [data.X if data.task == "regression" else data.y for data in (still, some, more)]
    assert others[0].tobytes() == others[1].tobytes() == others[2].tobytes()


def radii(data: Data) -> Array:
    found: Array = np.hypot(*data.X)
    return found


def test_moons_and_circles_lie_on_their_circles() -> None:
    moons = train("moons", noise=0)
    (x, y), lower = moons.X, moons.labels == 1
    np.testing.assert_allclose(np.hypot(x - lower, y - 0.5 * lower), 1)
    assert (np.where(lower, 0.5 - y, y) >= -1e-12).all()
    circles = train("circles", noise=0, factor=0.3)
    np.testing.assert_allclose(radii(circles), np.where(circles.labels, 0.3, 1))


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_an_arm_turns_with_its_radius(classes: int) -> None:
    data = train("spirals", noise=0, classes=classes, turns=2.5)
    turned = 2 * np.pi * (2.5 * radii(data) / 2 + data.labels / classes)
    np.testing.assert_allclose(
        np.exp(1j * turned), data.X[0] / radii(data) + 1j * data.X[1] / radii(data)
    )
    assert radii(data).max() <= 2


def test_blobs_spread_around_their_centres() -> None:
    data = train("blobs", samples=4_000, centers=4, noise=0.3)
    centers = np.array([data.X[:, data.labels == k].mean(axis=1) for k in range(4)])
    np.testing.assert_allclose(centers, [[2, 0], [0, 2], [-2, 0], [0, -2]], atol=0.05)


def test_exclusive_or_goes_by_the_signs() -> None:
    data = train("xor", noise=0)
    assert (data.labels == (data.X[0] * data.X[1] < 0)).all()
    assert np.abs(data.X).max() <= 1
    # Each coordinate alone is balanced over the labels: it tells nothing.
    assert [np.sum(np.sign(row) * (2 * data.labels - 1)) for row in data.X] == [0, 0]


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_rings_end_at_the_quantiles_of_the_normal_distribution(classes: int) -> None:
    data = train("gaussian_quantiles", samples=2_000, classes=classes)
    share = 1 - np.exp(-np.square(radii(data)) / 2)
    assert (np.floor(share * classes + 1e-12) == data.labels).all()
    np.testing.assert_allclose(np.sort(share), np.arange(2_000) / 2_000, atol=0.05)
    np.testing.assert_allclose(np.cov(data.X), np.eye(2), atol=0.1)


@pytest.mark.parametrize("shape", CURVES)
def test_a_curve_is_its_function_between_minus_one_and_one(shape: str) -> None:
    data = train("curve", noise=0, shape=shape)
    np.testing.assert_array_equal(data.y[0], CURVES[shape](data.X[0]))
    assert np.abs(data.X).max() <= 2
    assert np.abs(data.y).max() <= 1


def test_mixed_units_make_a_ravine_that_scaling_rounds_off() -> None:
    data = train("mixed_units", samples=2_000, ratio=50, noise=0)
    np.testing.assert_allclose(np.linalg.lstsq(data.X.T, data.y[0])[0], [1, -0.02], rtol=1e-9)
    assert np.linalg.cond(data.X @ data.X.T) == pytest.approx(50**2, rel=0.1)
    scaled = Scaling.of(data).apply(data)
    assert np.linalg.cond(scaled.X @ scaled.X.T) < 1.2


@pytest.mark.parametrize("name", DATASETS)
def test_scaling_is_learned_from_the_training_data_alone(name: str) -> None:
    first, test = datasets.draw({"name": name, "samples": 60, "test_samples": 30})
    assert test is not None
    scaling = Scaling.of(first)
    scaled = scaling.apply(first)
    np.testing.assert_allclose(scaled.X.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.X.std(axis=1), 1, rtol=1e-12)
    assert scaled.y is first.y
    back = scaling.apply(test).X * scaling.std + scaling.mean
    np.testing.assert_allclose(back, test.X, rtol=1e-12, atol=1e-12)


def test_a_feature_that_does_not_vary_is_only_centred() -> None:
    data = Data(np.array([[0.1] * 7, [0.0] * 7]), np.zeros((1, 7)), Outline(("a", "b"), ()))
    scaled = Scaling.of(data).apply(data)
    np.testing.assert_allclose(scaled.X, 0, atol=1e-15)


@pytest.mark.parametrize("name", DATASETS)
def test_a_checked_data_set_is_complete_json_and_checks_to_itself(name: str) -> None:
    checked = datasets.check(name)
    assert list(checked) == ["name", *(knob.name for knob in DATASETS[name].knobs)]
    assert datasets.check(json.loads(json.dumps(checked))) == checked
    assert datasets.check({"name": name}) == checked


@pytest.mark.parametrize("item", DATASETS.values(), ids=lambda item: item.name)
def test_the_catalogue_entry_is_json_and_explains_itself(item: Dataset) -> None:
    entry = json.loads(json.dumps(item.to_dict(), allow_nan=False))
    assert entry["title"]
    assert entry["help"].endswith(".")
    assert all(knob["help"] and not knob["required"] for knob in entry["parameters"])
    defaults = {knob["name"]: knob["default"] for knob in entry["parameters"]}
    assert datasets.check({"name": item.name, **defaults}) == datasets.check(item.name)
    assert len((item.rule.__doc__ or "").splitlines()) in range(1, 11)


def test_the_seed_after_the_last_one_is_the_first() -> None:
    assert datasets.check({"name": "moons", "seed": 2**32 - 1})["test_seed"] == 0


@pytest.mark.parametrize(
    ("spec", "path", "remedy"),
    [
        (3, "dataset", "expected a name"),
        ({}, "dataset.name", "moons, circles"),
        ("moon", "dataset.name", "did you mean 'moons'"),
        ({"name": "moons", "noize": 1}, "dataset.noize", "did you mean 'noise'"),
        ({"name": "moons", "noise": -1}, "dataset.noise", "from 0 to 10"),
        ({"name": "moons", "noise": float("nan")}, "dataset.noise", "from 0 to 10"),
        ({"name": "moons", "samples": 1}, "dataset.samples", "from 2 to 10000"),
        ({"name": "moons", "samples": 10_001}, "dataset.samples", "from 2 to 10000"),
        ({"name": "moons", "seed": 2**32}, "dataset.seed", "whole number"),
        ({"name": "moons", "test_samples": 9, "test_seed": 0}, "dataset.test_seed", "another"),
        ({"name": "moons", "test_samples": 1}, "dataset.test_samples", "at least 2"),
        ({"name": "curve", "test_samples": 1}, "dataset.test_samples", "no trend"),
        ({"name": "curve", "shape": "sin"}, "dataset.shape", "'sine'"),
        ({"name": "spirals", "classes": 5, "samples": 4}, "dataset.samples", "at least 5"),
        ({"name": "iris", "noise": 0.1}, "dataset.noise", "unknown field"),
        ({"name": "iris", "samples": 2}, "dataset.samples", "one for each of 3 classes"),
        ({"name": "iris", "test_samples": 149}, "dataset.test_samples", "leaves 147"),
        ({"name": "iris", "samples": 140, "test_samples": 20}, "dataset.test_samples", "leaves 10"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_field_and_remedy(
    spec: object, path: str, remedy: str
) -> None:
    with pytest.raises(SpecError) as refused:
        datasets.check(spec)
    assert refused.value.path == path
    assert remedy in refused.value.message
