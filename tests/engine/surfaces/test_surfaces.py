"""Surfaces: every row of the catalogue keeps what it promises, and custom ones are checked."""

import json
import math
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import surfaces
from engine.descent.lockstep import Lockstep
from engine.expressions import ExpressionError
from engine.optimizers import OPTIMIZERS
from engine.registry import UnknownName
from engine.steppers import Group
from engine.surfaces import SURFACES, Surface
from engine.validation import SpecError

PROMISED = (
    "bowl ravine rotated_ravine saddle monkey_saddle strict_saddle rosenbrock beale himmelblau "
    "booth matyas three_hump_camel six_hump_camel goldstein_price styblinski_tang rastrigin ackley "
    "griewank levi13 easom mccormick bohachevsky eggholder plateau cliff absolute"
).split()
KINKED = {"absolute", "ackley", "eggholder"}

every_surface = pytest.mark.parametrize("name", SURFACES)


def spots(surface: Surface, count: int, seed: int) -> Any:
    """Random points in the view, (2, count)."""
    (x0, x1), (y0, y1) = surface.view
    unit = np.random.RandomState(seed).uniform(0.02, 0.98, (2, count))
    return np.array([[x0], [y0]]) + np.array([[x1 - x0], [y1 - y0]]) * unit


def differences(function: Callable[[Any], Any], at: Any, h: float) -> tuple[Any, Any]:
    """Central differences of fourth order and how far they can be trusted."""

    def difference(h: float) -> Any:
        near, far = function(at + h) - function(at - h), function(at + 2 * h) - function(at - 2 * h)
        return (8 * near - far) / (12 * h)

    coarse, fine = difference(h), difference(h / 2)
    return fine, 2 * abs(coarse - fine) + 1e-8 * (1 + abs(fine) + abs(function(at)))


def eigenvalues(surface: Surface, x: float, y: float) -> Any:
    a, b, c = surface.curvatures(x, y)
    return np.linalg.eigvalsh(np.array([[a, b], [b, c]]))


def test_the_catalogue_holds_what_was_promised() -> None:
    assert set(PROMISED) <= set(SURFACES)


@every_surface
@pytest.mark.parametrize("seed", range(3))
def test_slopes_and_curvatures_agree_with_central_differences(name: str, seed: int) -> None:
    surface = surfaces.build(name)
    x, y = spots(surface, 50, seed)
    h = 1e-4 * (surface.view[0][1] - surface.view[0][0])
    value, dx, dy = surface.slopes(x, y)
    dxx, dxy, dyy = surface.curvatures(x, y)
    np.testing.assert_array_equal(value, surface.value(x, y))
    compared = (
        (dx, lambda t: surface.value(t, y), x),
        (dy, lambda t: surface.value(x, t), y),
        (dxx, lambda t: surface.slopes(t, y)[1], x),
        (dxy, lambda t: surface.slopes(t, y)[2], x),
        (dxy, lambda t: surface.slopes(x, t)[1], y),
        (dyy, lambda t: surface.slopes(x, t)[2], y),
    )
    for found, function, at in compared:
        wanted, trust = differences(function, at, h)
        assert np.median(trust / (1 + abs(wanted))) < 1e-3
        near = abs(found - wanted) <= trust
        assert near.all() if name not in KINKED else near.mean() > 0.9


@every_surface
def test_every_minimum_is_one(name: str) -> None:
    surface = surfaces.build(name)
    (x0, x1), (y0, y1) = surface.view
    _, dx, dy = surface.slopes(*spots(surface, 200, 0))
    steep = float(np.median(np.hypot(dx, dy)))
    for x, y in (*surface.minima, *surface.local_minima):
        assert x0 <= x <= x1
        assert y0 <= y <= y1
        _, dx, dy = surface.slopes(x, y)
        a, _, c = surface.curvatures(x, y)
        if x in {x0, x1}:
            assert dx * (x - (x0 + x1) / 2) < 0, "the cost must fall outwards"
            assert abs(dy) < 1e-12 * steep
            assert c > 0
        elif y in {y0, y1}:
            assert dy * (y - (y0 + y1) / 2) < 0, "the cost must fall outwards"
            assert abs(dx) < 1e-12 * steep
            assert a > 0
        else:
            assert math.hypot(dx, dy) < 1e-12 * steep
            assert (eigenvalues(surface, x, y) >= 0).all()


@every_surface
def test_the_minima_are_the_lowest_points_of_the_view(name: str) -> None:
    surface = surfaces.build(name)
    if surface.lowest is None:
        assert not surface.local_minima
        return
    (x0, x1), (y0, y1) = surface.view
    heights = surface.value(np.linspace(x0, x1, 301)[None], np.linspace(y0, y1, 301)[:, None])
    assert heights.min() >= surface.lowest - 1e-12 * (1 + abs(surface.lowest))
    for x, y in surface.minima:
        assert surface.value(x, y) == pytest.approx(surface.lowest, rel=1e-12, abs=1e-12)
    for x, y in surface.local_minima:
        assert surface.value(x, y) > surface.lowest + 1e-6


@every_surface
def test_every_saddle_is_one(name: str) -> None:
    surface = surfaces.build(name)
    (x0, x1), (y0, y1) = surface.view
    _, dx, dy = surface.slopes(*spots(surface, 200, 0))
    steep = float(np.median(np.hypot(dx, dy)))
    for x, y in surface.saddles:
        assert x0 <= x <= x1
        assert y0 <= y <= y1
        assert math.hypot(*surface.slopes(x, y)[1:]) < 1e-12 * steep
        low, high = eigenvalues(surface, x, y)
        if name == "monkey_saddle":
            angles = np.arange(6) * np.pi / 3
            around = surface.value(x + 1e-3 * np.cos(angles), y + 1e-3 * np.sin(angles))
            assert (low, high) == (0, 0)
            assert (np.sign(around) == [1, -1, 1, -1, 1, -1]).all()
        else:
            assert low < 0 < high


POLYNOMIAL = (
    "bowl ravine booth matyas saddle strict_saddle rosenbrock beale himmelblau three_hump_camel "
    "six_hump_camel goldstein_price styblinski_tang"
).split()


@pytest.mark.parametrize("name", [*POLYNOMIAL, "mccormick"])
def test_no_minimum_or_saddle_of_the_view_is_missing(name: str) -> None:
    surface = surfaces.build(name)
    (x0, x1), (y0, y1) = surface.view
    x, y = (side.ravel() for side in np.meshgrid(np.linspace(x0, x1, 61), np.linspace(y0, y1, 61)))
    with np.errstate(all="ignore"):
        for _ in range(60):
            _, dx, dy = surface.slopes(x, y)
            a, b, c = surface.curvatures(x, y)
            x, y = x - (c * dx - b * dy) / (a * c - b * b), y - (a * dy - b * dx) / (a * c - b * b)
        _, dx, dy = surface.slopes(x, y)
        a, b, c = surface.curvatures(x, y)
        inside = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1) & (np.hypot(dx, dy) < 1e-8)
    known = np.array([*surface.minima, *surface.local_minima, *surface.saddles])
    for i in np.flatnonzero(inside):
        if a[i] * c[i] - b[i] ** 2 < 0 or a[i] > 0:
            assert np.abs(known - [x[i], y[i]]).sum(1).min() < 1e-5, (x[i], y[i])


@every_surface
@given(lanes=st.integers(1, 20), seed=st.integers(0, 99))
def test_a_lane_gives_the_same_bits_alone_and_in_company(name: str, lanes: int, seed: int) -> None:
    surface = surfaces.build(name)
    x, y = spots(surface, lanes, seed)
    whole = np.array([*surface.slopes(x, y), *surface.curvatures(x, y)])
    for i in range(lanes):
        alone = [*surface.slopes(x[i], y[i]), *surface.curvatures(x[i : i + 1], y[i : i + 1])]
        assert np.array([np.ravel(part)[0] for part in alone]).tobytes() == whole[:, i].tobytes()


@every_surface
def test_every_tuned_rate_is_accepted_and_descends(name: str) -> None:
    surface = surfaces.build(name)
    assert {"gd", "momentum", "nesterov", "rmsprop", "adam"} <= set(surface.rates)
    for optimizer_name, given_knobs in surface.rates.items():
        optimizer = OPTIMIZERS[optimizer_name]
        knobs = {knob.name: knob for knob in optimizer.knobs}
        settings = optimizer.defaults() | {
            key: knobs[key].check(value, key) for key, value in given_knobs.items()
        }
        runner = Lockstep(surface, [Group(optimizer, settings)], np.array([surface.start]).T)
        before = runner.state[2, 0]
        runner.advance(surface.steps)
        assert np.isfinite(runner.state).all(), optimizer_name
        assert runner.state[2, 0] < before, optimizer_name


@every_surface
def test_the_catalogue_row_is_complete_json(name: str) -> None:
    row = SURFACES[name].to_dict()
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    assert row["name"] == name
    assert row["title"]
    assert row["latex"]
    assert row["help"].endswith((".", "?"))
    assert row["steps"] > 0
    (x0, x1), (y0, y1) = row["view"]
    assert x0 < row["start"][0] < x1
    assert y0 < row["start"][1] < y1
    for knob in row["parameters"]:
        assert knob["min"] <= knob["default"] == knob["value"] <= knob["max"]
        assert knob["help"]
        assert knob["scale"] in {"log", "linear"}


@every_surface
def test_every_parameter_works_over_its_range(name: str) -> None:
    for knob in surfaces.build(name).knobs:
        for value in (knob.min, knob.max):
            surface = surfaces.build(name, {knob.name: value})
            surface.check_start(*surface.start)
            assert surface.parameters[knob.name] == value
            for x, y in surface.minima:
                assert math.hypot(*surface.slopes(x, y)[1:]) < 1e-9
            assert all(rate["lr"] > 0 for rate in surface.rates.values())


def test_landmarks_follow_the_parameters() -> None:
    assert surfaces.build("rosenbrock", {"a": -1.25}).minima == ((-1.25, 1.5625),)


def test_rates_follow_the_stiffness() -> None:
    usual, stiff = (surfaces.build("ravine", {"kappa": kappa}).rates for kappa in (20, 200))
    assert stiff["gd"]["lr"] == pytest.approx(usual["gd"]["lr"] / 10)
    assert stiff["adam"] == usual["adam"]


def test_building_twice_gives_the_same_object() -> None:
    assert surfaces.build("ravine", {"kappa": 20}) is surfaces.build("ravine")
    view = [[-1, 1], [-1, 1]]
    first = surfaces.custom("k*x^2", view=view, parameters={"k": 2})
    assert surfaces.custom("k*x^2", view=view, parameters={"k": 2.0}) is first
    assert surfaces.custom("k*x^2", view=view, parameters={"k": 3.0}) is not first


def test_a_surface_can_be_compared_hashed_and_sent_to_a_worker() -> None:
    for surface in (surfaces.build("rosenbrock"), surfaces.custom("k*x^y", parameters={"k": 2})):
        surface.slopes(1.0, 2.0)
        copy = pickle.loads(pickle.dumps(surface))
        assert copy == surface
        assert hash(copy) == hash(surface)
        assert copy.slopes(1.5, 2.5) == surface.slopes(1.5, 2.5)
    assert surfaces.build("ravine") != surfaces.build("ravine", {"kappa": 21})


def test_threads_may_build_and_compile_at_once() -> None:
    def slopes(i: int) -> tuple[float, ...]:
        surface = surfaces.custom(f"sin(x*y) + x^2*y + {i % 5}")
        return *surface.slopes(0.3, 0.4), *surface.curvatures(0.3, 0.4)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(slopes, range(80)))
    assert found == [slopes(i) for i in range(80)]


@pytest.mark.parametrize(
    ("name", "parameters", "path", "message"),
    [
        ("ravine", {"kappa": 1e9}, "parameters.kappa", "from 1 to 1000"),
        ("ravine", {"kappa": math.nan}, "parameters.kappa", "from 1 to 1000"),
        ("ravine", {"kappa": "20"}, "parameters.kappa", "from 1 to 1000"),
        ("ravine", {"kapa": 20}, "parameters.kapa", "did you mean 'kappa'"),
        ("bowl", {"kappa": 20}, "parameters.kappa", "unknown field"),
        ("ravine", [20], "parameters", "expected an object"),
    ],
)
def test_parameters_are_checked(name: str, parameters: object, path: str, message: str) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        surfaces.build(name, parameters)
    assert caught.value.path == path


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'rosenbrock'"):
        surfaces.build("rosenbrok")


VIEW = [[-2, 2], [-2, 2]]


def test_a_custom_surface() -> None:
    parameters = {"k": {"value": 3, "min": 0, "max": 10}, "c": 1}
    surface = surfaces.custom("x^2 + k*y^2 + c", view=VIEW, parameters=parameters)
    assert surface.slopes(1.0, 1.0) == (5.0, 2.0, 6.0)
    assert surface.latex == "x^{2} + k y^{2} + c"
    assert surface.minima == ()
    assert surface.lowest is None
    assert surfaces.custom(**surface.source()) is surface
    row = surface.to_dict()
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    k, c = row["parameters"]
    assert (k["name"], k["value"], k["min"], k["max"]) == ("k", 3.0, 0.0, 10.0)
    assert (c["name"], c["value"]) == ("c", 1.0)
    (x0, x1), (y0, y1) = surface.view
    assert x0 < surface.start[0] < x1
    assert y0 < surface.start[1] < y1


@pytest.mark.parametrize(
    "expression",
    ["x^2 + 30*y^2", "(x*y - 1)^2 + x^4", "abs(x) + y^2", "sqrt(x) + y", "log(x)^2", "x + y", "7"],
)
def test_guessed_rates_do_not_diverge(expression: str) -> None:
    surface = surfaces.custom(expression, view=VIEW)
    for name, knobs in surface.rates.items():
        optimizer = OPTIMIZERS[name]
        group = Group(optimizer, optimizer.defaults() | dict(knobs))
        runner = Lockstep(surface, [group], np.array([surface.start]).T)
        before = runner.state[2, 0]
        runner.advance(20)
        assert not runner.state[2, 0] > before + 1e-9


def test_a_surface_that_is_finite_somewhere_starts_there() -> None:
    surface = surfaces.custom("sqrt(x - 1.5) + y^2", view=VIEW)
    assert surface.start[0] >= 1.5
    with pytest.raises(ValueError, match="no finite cost"):
        surface.check_start(0.0, 0.0)


@pytest.mark.parametrize(
    ("view", "parameters", "path", "message"),
    [
        ([[-2, 2]], None, "view", "2 and 2 are allowed"),
        ([[-2, 2], [2, -2]], None, "view[1]", "empty"),
        ([[-2, 2], [2, 2]], None, "view[1]", "empty"),
        ([[-2, 2], [0, math.inf]], None, "view[1][1]", "finite"),
        ([[-2, 2], [0, 1e7]], None, "view[1][1]", "outside"),
        ([[-2, "2"], [0, 1]], None, "view[0][1]", "expected a number"),
        ([[1e6 - 1e-7, 1e6], [0, 1]], None, "view[0]", "empty"),
        ("wide", None, "view", "expected a list"),
        (VIEW, {"x": 1}, "parameters.x", "already has a x"),
        (VIEW, {"sin": 1}, "parameters.sin", "already has"),
        (VIEW, {"class": 1}, "parameters.class", "name is a letter"),
        (VIEW, {"__class__": 1}, "parameters.__class__", "name is a letter"),
        (VIEW, {"k": math.nan}, "parameters.k", "finite"),
        (VIEW, {"k": True}, "parameters.k", "expected a number"),
        (VIEW, {"k": {"min": 0}}, "parameters.k.value", "required"),
        (VIEW, {"k": {"value": 1, "low": 0}}, "parameters.k.low", "unknown field"),
        (VIEW, {"k": {"value": 11, "max": 10}}, "parameters.k.value", "outside"),
        (VIEW, {"k": {"value": 1, "min": 5, "max": 0}}, "parameters.k.max", "outside"),
        (VIEW, {f"k{i}": 1 for i in range(17)}, "parameters", "at most 16"),
        (VIEW, ["k"], "parameters", "expected an object"),
    ],
)
def test_view_and_parameters_are_checked(
    view: object, parameters: object, path: str, message: str
) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        surfaces.custom("x^2 + y^2", view=view, parameters=parameters)
    assert caught.value.path == path


@pytest.mark.parametrize("expression", ["sqrt(-1 - x^2)", "log(-x^2 - 1)", "exp(exp(exp(x + 9)))"])
def test_a_surface_that_is_nowhere_finite_is_refused(expression: str) -> None:
    with pytest.raises(SpecError, match="no finite cost and slope anywhere in its view") as caught:
        surfaces.custom(expression, view=VIEW)
    assert caught.value.path == "expression"


def test_a_slope_beyond_the_range_of_numbers_is_refused() -> None:
    with pytest.raises(ExpressionError, match="slope cannot be computed"):
        surfaces.custom("1e308*x^60", view=VIEW)
