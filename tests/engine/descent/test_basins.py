"""Very many lanes at once give the numbers of each lane alone, and maps tell where they end."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import specs, surfaces
from engine.descent.basins import Basins, basin_map, descend, row_order
from engine.descent.race import race
from engine.lanes import Status
from engine.optimizers import OPTIMIZERS
from engine.results import Ending
from engine.specs import BasinSpec, SpecError

VALLEYS = {"expression": "(x^2 - 1)^2 + y^2", "view": [[-2, 2], [-1, 1]]}


def basin(surface: Any = "bowl", optimizer: str = "gd", lr: float = 0.25, **fields: Any) -> Any:
    """The JSON of a small map."""
    run = {"optimizer": optimizer, "hyperparameters": {"lr": lr}}
    small = {"kind": "basin", "surface": surface, "nx": 9, "ny": 6, "steps": 40, "run": run}
    return small | fields


def begun(data: Any) -> Basins:
    """The map of a specification, before its first row."""
    spec = specs.from_dict(data)
    assert isinstance(spec, BasinSpec)
    return Basins(spec)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_lane_ends_where_its_race_does(name: str) -> None:
    starts = np.random.RandomState(2).uniform(-2, 2, (2, 50))
    ends = descend(surfaces.build("three_hump_camel"), OPTIMIZERS[name], {}, starts, 40)
    points = starts.T.tolist()
    runs = [{"optimizer": name}]
    spec = {"surface": "three_hump_camel", "start": points, "steps": 40, "runs": runs}
    last = race(spec).history[-1]
    stayed = np.isfinite(last).all(axis=1)
    assert stayed.any()
    np.testing.assert_array_equal(ends.theta.T[stayed], last[stayed, :2])
    np.testing.assert_array_equal(ends.cost[stayed], last[stayed, 2])


def test_each_lane_may_have_a_rate_of_its_own() -> None:
    rates = np.array([0.05, 0.1, 0.2])
    starts = np.ones((2, 3))
    ends = descend(surfaces.build("bowl"), OPTIMIZERS["gd"], {"lr": rates}, starts, 10)
    np.testing.assert_allclose(ends.theta[0], (1 - 2 * rates) ** 10, rtol=1e-12)
    split = descend(surfaces.build("bowl"), OPTIMIZERS["gd"], {"lr": rates}, starts, 10, threads=2)
    np.testing.assert_array_equal(split.theta, ends.theta)
    alone = descend(surfaces.build("bowl"), OPTIMIZERS["gd"], {"lr": 0.2}, starts[:, :1], 10)
    np.testing.assert_array_equal(ends.theta[:, 2:], alone.theta)


@given(ny=st.integers(1, 300))
def test_rows_come_coarse_to_fine(ny: int) -> None:
    order = row_order(ny).tolist()
    assert sorted(order) == list(range(ny))
    for stride in (2**k for k in range(ny.bit_length())):
        coarse = -(-ny // stride)
        assert sorted(order[:coarse]) == list(range(0, ny, stride))


@settings(max_examples=60, deadline=None)
@given(
    surface=st.sampled_from(["beale", "himmelblau", "strict_saddle"]),
    name=st.sampled_from(list(OPTIMIZERS)),
    lr=st.sampled_from([0.003, 0.1, 2.0]),
    noise=st.sampled_from([0.0, 0.3]),
    schedule=st.sampled_from([{"name": "constant"}, {"name": "cosine", "total": 25}]),
    tolerance=st.sampled_from([0.0, 1e-2, 3.0]),
    nx=st.integers(2, 7),
    ny=st.integers(2, 7),
)
def test_each_start_is_the_race_from_there(
    surface: str,
    name: str,
    lr: float,
    noise: float,
    schedule: dict[str, Any],
    tolerance: float,
    nx: int,
    ny: int,
) -> None:
    run = {"optimizer": name, "hyperparameters": {"lr": lr}, "schedule": schedule}
    shared = {"surface": surface, "steps": 30, "seed": 5, "gradient_noise": noise}
    size = {"kind": "basin", "nx": nx, "ny": ny, "tolerance": tolerance}
    result = basin_map(shared | size | {"run": run})
    (x0, x1), (y0, y1) = surfaces.build(surface).view
    points = [[x, y] for y in np.linspace(y0, y1, ny) for x in np.linspace(x0, x1, nx)]
    history = race(shared | {"start": points, "runs": [run]}).history
    last, near = history[-1], history[:, :, 3] <= tolerance
    arrival = np.where(near.any(axis=0), near.argmax(axis=0), np.nan)
    arrival[np.isnan(last[:, 0])] = np.nan
    numbers = result.numbers.reshape(-1, 4)
    np.testing.assert_array_equal(numbers[:, :3], last[:, :3])
    np.testing.assert_array_equal(numbers[:, 3], arrival)


@settings(max_examples=20, deadline=None)
@given(calls=st.lists(st.integers(1, 20), min_size=1))
def test_rows_come_out_as_asked_for_and_do_not_depend_on_it(calls: list[int]) -> None:
    data = basin("beale", nx=200, ny=23, steps=4)
    whole, parts = begun(data), begun(data)
    assert whole.advance(1_000) == 23
    for rows in calls:
        before, stand = parts.done, parts.history[: parts.done].copy()
        assert parts.advance(rows) == min(before + rows, 23)
        np.testing.assert_array_equal(parts.history[:before], stand)
    np.testing.assert_array_equal(parts.history[: parts.done], whole.history[: parts.done])


def test_the_batches_of_a_large_map_give_the_numbers_of_one() -> None:
    runner = begun(basin("himmelblau", "adam", 0.1, nx=256, ny=50, steps=5))
    runner.advance(50)
    x, y = np.linspace(-5, 5, 256), np.linspace(-5, 5, 50)
    starts = np.stack([np.tile(x, 50), np.repeat(y, 256)])
    ends = descend(surfaces.build("himmelblau"), OPTIMIZERS["adam"], {"lr": 0.1}, starts, 5)
    numbers = runner.result().numbers.reshape(-1, 4)
    np.testing.assert_array_equal(numbers[:, :2].T, ends.theta)
    np.testing.assert_array_equal(numbers[:, 2], ends.cost)


def test_a_map_has_one_ending_and_needs_its_last_row() -> None:
    runner = begun(basin())
    assert (runner.done, runner.finished) == (0, False)
    runner.advance(5)
    assert runner.endings == [Ending(Status.RUNNING, None)]
    with pytest.raises(ValueError, match="5 of 6 rows"):
        runner.result()
    runner.advance(1)
    assert runner.finished
    assert runner.endings == [Ending(Status.FINISHED, None)]
    assert runner.events == []


def test_history_is_written_where_it_is_asked_for() -> None:
    spec = begun(basin()).spec
    room = np.empty((6, 9, 4))
    Basins(spec, room).advance(6)
    np.testing.assert_array_equal(room, basin_map(spec).history)
    with pytest.raises(ValueError, match=r"needs \(6, 9, 4\)"):
        Basins(spec, np.empty((9, 6, 4)))


def test_a_bowl_is_left_by_half_the_way_at_each_step() -> None:
    numbers = basin_map(basin(nx=16, ny=10, view=[[-3, 3], [-2, 7]], tolerance=1e-3)).numbers
    x, y = np.meshgrid(np.linspace(-3, 3, 16), np.linspace(-2, 7, 10))
    np.testing.assert_array_equal(numbers[..., 3], np.ceil(np.log2(2 * np.hypot(x, y) / 1e-3)))
    np.testing.assert_array_equal(numbers[..., 0], x / 2**40)


@given(index=st.integers(0, 39))
def test_the_tolerance_is_met_exactly(index: int) -> None:
    start = {"surface": "himmelblau", "steps": 40}
    run = {"optimizer": "adam", "hyperparameters": {"lr": 0.1}}
    norm = race(start | {"start": [-5, -5], "runs": [run]}).history[:, 0, 3]
    assume(norm[index] == norm[: index + 1].min())
    arrivals = [
        basin_map(
            start | {"kind": "basin", "nx": 2, "ny": 2, "run": run, "tolerance": tolerance}
        ).numbers[0, 0, 3]
        for tolerance in (norm[index], math.nextafter(norm[index], 0))
    ]
    assert arrivals[0] == index
    assert not arrivals[1] <= index


def test_every_start_reaches_one_of_himmelblaus_minima() -> None:
    result = basin_map(basin("himmelblau", lr=0.01, nx=41, ny=41, steps=200))
    surface = surfaces.build("himmelblau")
    counts = [attractor.count for attractor in result.attraction.attractors]
    assert len(counts) == 4
    assert sum(counts) == 41 * 41
    assert min(counts) > 250
    axis = np.linspace(-5, 5, 41)
    for index, (x, y) in enumerate(surface.minima):
        at = np.abs(axis - y).argmin(), np.abs(axis - x).argmin()
        assert result.minima[at] == index
        np.testing.assert_allclose(result.numbers[at][:2], (x, y), atol=1e-3)


def test_known_minima_are_shared_evenly_where_the_surface_is_symmetric() -> None:
    size = {"view": [[-2, 2], [-2, 2]], "nx": 33, "ny": 33, "steps": 300}
    result = basin_map(basin("three_hump_camel", "momentum", 0.05, **size))
    ends = result.numbers[..., :2]
    np.testing.assert_array_equal(ends[::-1, ::-1], -ends)
    _, left, right = result.attraction.attractors
    assert left.count == right.count > 0
    np.testing.assert_array_equal(np.flip(result.minima), np.array([0, 2, 1])[result.minima])


def test_minima_that_are_not_known_are_found() -> None:
    result = basin_map(basin(VALLEYS, lr=0.05, nx=21, ny=11, steps=300))
    lowest, also, saddle = result.to_dict()["attractors"]
    np.testing.assert_allclose([lowest[:3], also[:3]], [[-1, 0, 0], [1, 0, 0]], atol=1e-6)
    np.testing.assert_allclose(saddle[:3], [0, 0, 1], atol=1e-6)
    assert [row[3] for row in (lowest, also, saddle)] == [110, 110, 11]
    for row in result.minima:
        assert row.tolist() == [0] * 10 + [2] + [1] * 10


def test_a_saddle_that_newton_ends_at_is_found_after_the_known_minima() -> None:
    result = basin_map(basin("strict_saddle", "newton", 1.0, nx=40, ny=40, steps=100))
    surface = surfaces.build("strict_saddle")
    attractors = result.attraction.attractors
    assert [(at.x, at.y) for at in attractors[:2]] == list(surface.minima)
    np.testing.assert_allclose((attractors[2].x, attractors[2].y), surface.saddles[0], atol=1e-6)
    assert attractors[2].count > 100


def test_who_only_passes_a_flat_place_does_not_make_it_an_attractor() -> None:
    result = basin_map(basin(VALLEYS, lr=0.05, nx=41, ny=11, steps=8, tolerance=0.5))

    def slope(x: Any, y: Any) -> Any:
        return np.hypot(*result.spec.surface.slopes(x, y)[1:])

    x, y, _, arrival = np.moveaxis(result.numbers, -1, 0)
    assert (np.isfinite(arrival) & (slope(x, y) > 0.5)).any()
    attractors = result.attraction.attractors
    assert len(attractors) >= 2
    assert all(slope(at.x, at.y) <= 0.5 for at in attractors)


def test_a_start_without_an_end_is_null() -> None:
    surface = {"expression": "sqrt(x) + y^2", "view": [[-1, 1], [-1, 1]]}
    result = basin_map(basin(surface, lr=0.01, nx=4, ny=3, steps=5)).to_dict()
    text = json.dumps(result, allow_nan=False)
    for channel in ("x", "y", "cost", "arrival"):
        assert [row[:2] for row in json.loads(text)[channel]] == [[None, None]] * 3
    assert all(math.isfinite(x) for row in result["x"] for x in row[2:])
    assert result["minima"] == [[-1] * 4] * 3
    rising = basin_map(basin("saddle", lr=10.0, steps=200)).to_dict()
    assert rising["x"][0][0] is None


def test_a_result_is_complete_and_in_natural_order() -> None:
    result = basin_map(basin(lr=1e-9, ny=7, steps=1)).to_dict()
    assert result["id"] == begun(result["spec"]).spec.digest
    assert result["kind"] == "basin"
    assert len(result["starts"]["x"]) == 9
    for start, ends in zip(result["starts"]["y"], result["y"], strict=True):
        np.testing.assert_allclose(ends, start, rtol=1e-6, atol=1e-9)
    assert result["arrival"][3][4] == 0
    assert isinstance(result["arrival"][3][4], int)


def test_kinds_are_not_mixed_up() -> None:
    with pytest.raises(SpecError, match="kind: expected a descent, not a basin"):
        race(basin())
    with pytest.raises(SpecError, match="kind: expected a basin, not a descent"):
        basin_map({"surface": "bowl", "runs": [{"optimizer": "gd"}]})
