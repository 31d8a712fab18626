"""Why a lane could not go on: too large, out of the formula's domain, or a singular Hessian."""

from typing import Any

import numpy as np
import pytest

from engine.descent.basins import basin_map
from engine.descent.inside import single_update
from engine.descent.race import Race, race
from engine.descent.termination import failures
from engine.descent.tuning import tune
from engine.expressions import Expression
from engine.lanes import Status
from engine.results import Ending, Event, Result
from engine.specs import DescentSpec, from_dict
from engine.surfaces import custom
from engine.validation import SpecError


def spec(expression: str, start: Any, optimizer: str = "gd", **knobs: Any) -> DescentSpec:
    found = from_dict(
        {
            "kind": "descent",
            "surface": {"expression": expression},
            "start": start,
            "steps": 40,
            "runs": [{"optimizer": optimizer, "hyperparameters": knobs}],
        }
    )
    assert isinstance(found, DescentSpec)
    return found


def run(expression: str, start: Any, optimizer: str = "gd", **knobs: Any) -> Result:
    return race(spec(expression, start, optimizer, **knobs))


@pytest.mark.parametrize(
    ("expression", "start", "lr", "step", "tried"),
    [
        ("0.5*x^2-9*log(x)", [18, 0], 1.1, 1, [-1.25, 0]),
        ("log(x)-x+y^2", [0.5, 1], 0.1, 3, [-0.05, 0.512]),
        ("sqrt(4-x^2-y^2)", [1.9, 0.2], 0.1, 1, [2.2211586, 0.2338062]),
        ("-x^2-(2-x)^0.3+y", [1.5, 0], 1, 1, [4.0126486, -1]),
        # Exactly onto a pole: infinite there, so outside.
        ("-1/x+y^2", [1, 0], 1, 1, [0, 0]),
        ("log(x)", [1, 0], 1, 1, [0, 0]),
        # The formula has a value there, its slope has none.
        ("sqrt(x)+y^2", [1, 0], 2, 1, [0, 0]),
        ("cbrt(x)+y^2", [1, 0], 3, 1, [0, 0]),
        ("y^2-asin(x)", [0, 1], 1, 1, [1, -1]),
    ],
    ids="barrier log dome power pole log0 edge tangent asin".split(),
)
def test_a_step_out_of_the_domain_says_where_to(
    expression: str, start: list[float], lr: float, step: int, tried: list[float]
) -> None:
    result = run(expression, start, lr=lr)
    (ending,) = result.endings
    assert (ending.status, ending.stopped_at) == (Status.LEFT_DOMAIN, step)
    assert ending.tried == pytest.approx(tried, abs=1e-6)
    told = result.to_dict()["runs"][0]
    assert told["status"] == "left_domain"
    assert told["tried"] == list(ending.tried or ())
    assert len(told["x"]) == step
    assert np.isfinite(told["cost"]).all()


@pytest.mark.parametrize(
    ("expression", "start", "lr"),
    [
        ("x^4+y^2", [10, 0], 0.1),
        # Numbers too large for a float on the way, at a point that is not.
        ("(x^20)^20+y^2", [1.01, 0], 0.1),
        ("-exp(x)", [5, 0], 10),
        ("exp(x)-exp(2*x)+y", [5, 0], 10),
        ("x^2+y^2", [1, 1], 100),
        # Only the slope leaves float32.
        ("exp(80*x)", [0, 0], -1.1 / 80),
    ],
)
def test_too_large_is_divergence(expression: str, start: list[float], lr: float) -> None:
    if lr < 0:
        expression, lr = f"-({expression})", -lr
    (ending,) = run(expression, start, lr=lr).endings
    assert ending.status is Status.DIVERGED
    assert ending.tried is None


@pytest.mark.parametrize("expression", ["sqrt(x^2+y^2)", "abs(x)+y^2", "abs(x)^(2/3)+y^2"])
def test_a_minimum_on_a_kink_is_a_place_to_rest(expression: str) -> None:
    lr = 1.5 if "2/3" in expression else 1.0
    result = run(expression, [1, 0], lr=lr)
    assert result.endings[0].status is Status.FINISHED
    assert result.history[-1, 0].tolist() == [0, 0, 0, 0]


def test_a_leap_across_a_pole_is_no_end() -> None:
    (ending,) = run("-1/x+y^2", [0.9, 0], lr=1).endings
    assert ending.status is Status.FINISHED


@pytest.mark.parametrize("optimizer", ["newton", "saddle_free_newton"])
@pytest.mark.parametrize("expression", ["x+y^2", "y+x^2", "(x+y)^2+x-y"])
def test_no_finite_step_from_the_hessian_is_singular(optimizer: str, expression: str) -> None:
    result = run(expression, [1, 1], optimizer, damping=0)
    assert result.endings == (Ending(Status.SINGULAR, 1),)
    assert result.to_dict()["runs"][0]["tried"] is None


def test_newton_leaves_a_domain_as_others_do() -> None:
    (ending,) = run("x*log(x)-x+y^2", [8, 1], "newton").endings
    assert ending.status is Status.LEFT_DOMAIN
    assert ending.tried == pytest.approx((8 - 8 * np.log(8), 0))


def test_events_carry_the_point_tried() -> None:
    runner = Race(spec("0.5*x^2-9*log(x)", [18, 0], lr=1.1))
    runner.advance(40)
    (ending,) = runner.endings
    assert runner.events == [Event(0, 0, 0, Status.LEFT_DOMAIN, 1, ending.tried)]


def test_every_lane_has_an_end_of_its_own() -> None:
    rules = ("gd", "newton", "saddle_free_newton")
    result = race(
        {
            "kind": "descent",
            "surface": {"expression": "x^4-log(x)+y*x"},
            "start": [[1, 0.1], [1, 5], [30, 1]],
            "steps": 30,
            "runs": [{"optimizer": name, "hyperparameters": {"lr": 0.1}} for name in rules],
        }
    )
    for lane, entry in enumerate(result.spec.entries):
        alone = race(
            result.spec.to_dict()
            | {
                "start": list(result.spec.starts[entry.start]),
                "runs": [result.spec.runs[entry.run].to_dict()],
            }
        )
        assert alone.endings[0] == result.endings[lane]
    statuses = {ending.status for ending in result.endings}
    assert statuses == {Status.LEFT_DOMAIN, Status.FINISHED}


def test_a_look_inside_says_how_it_ended() -> None:
    ended = r"GD left the domain at step 1 \(tried \(-1.25, 0\)\); it made no update"
    with pytest.raises(SpecError, match=ended):
        single_update(spec("0.5*x^2-9*log(x)", [18, 0], lr=1.1), 0, 0)


def test_rates_that_leave_the_domain_have_no_cost() -> None:
    sweep = tune(spec("0.5*x^2-9*log(x)", [18, 0], lr=0.2), 0)
    costs = np.array([np.nan if cost is None else cost for cost in sweep.costs])
    rates = np.array(sweep.rates)
    assert np.isnan(costs[rates > 18 / 17.5]).all()
    assert np.isfinite(costs[rates < 0.5]).all()


def test_a_map_counts_its_failures() -> None:
    data = {
        "kind": "basin",
        "surface": {"expression": "0.5*x^2-9*log(x)+y^2", "view": [[-20, 20], [-2, 2]]},
        "nx": 20,
        "ny": 4,
        "steps": 30,
        "run": {"optimizer": "gd", "hyperparameters": {"lr": 1.1}},
    }
    result = basin_map(data)
    lost = int(np.isnan(result.numbers[..., 0]).sum())
    failed = result.to_dict()["failed"]
    assert failed["left_domain"] >= 40
    assert sum(failed.values()) == lost
    wide = {"expression": "x^4+y^4", "view": [[-20, 20], [-2, 2]]}
    failed = basin_map(data | {"surface": wide}).to_dict()["failed"]
    assert failed["diverged"] > 0 == failed["left_domain"]
    flat = data | {"surface": {"expression": "x+y^2"}, "run": {"optimizer": "newton"}}
    assert basin_map(flat).to_dict()["failed"] == {"diverged": 0, "left_domain": 0, "singular": 80}


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("log(x)", -1.0, True),
        ("log(x)", 0.0, True),
        ("1/x", 0.0, True),
        ("x^-2", 0.0, True),
        ("x^(-1/3)", 0.0, True),
        ("sqrt(x)", -1e-300, True),
        ("asin(x)", 1.5, True),
        ("x^1.5", -1.0, True),
        ("log2(x)", 0.0, True),
        ("log10(x)", 0.0, True),
        ("log1p(x)", -1.0, True),
        ("atanh(x)", 1.0, True),
        ("acosh(x)", 0.5, True),
        ("where(x<1,x,log(x-2))", 1.5, True),
        ("sqrt(x)", 0.0, True),
        ("exp2(x)", 5000.0, False),
        ("expm1(x)", 5000.0, False),
        ("cosh(x)^2", 5000.0, False),
        ("1/(1+exp(-x))", -1000.0, False),
        ("exp(x)", 1000.0, False),
        ("sinh(x)", 1000.0, False),
        ("cosh(x)", -1000.0, False),
        ("exp(x)-exp(2*x)", 1000.0, False),
        ("exp(x)/exp(x+1)", 1000.0, False),
        ("exp(-exp(x))", 1000.0, False),
        ("(x^30)^30", 1000.0, False),
        # What is undefined stays so beside what is too large.
        ("exp(x)+log(-x)", 1000.0, True),
        ("1/(exp(x)+log(-x))", 1000.0, True),
    ],
)
def test_undefined_is_told_from_too_large(text: str, x: float, expected: bool) -> None:
    at = np.array([x, 0.5])
    assert Expression(text).undefined(at, np.zeros(2))[0] == expected


def test_failures_go_by_point_then_formula() -> None:
    nan, inf = np.nan, np.inf
    states = np.array(
        [
            [nan, 0, 1, 0, 0],
            [-1e300, 0, nan, nan, nan],
            [-1, 0, nan, nan, nan],
            [inf, 0, nan, nan, nan],
            [2, 0, 1e39, 1, 0],
        ]
    ).T
    surface = custom("log(x)")
    first = failures(surface, states, np.full(5, 1))
    assert first.tolist() == ["diverged", "diverged", "left_domain", "diverged", "diverged"]
    second = failures(surface, states, np.full(5, 2))
    assert second.tolist() == ["singular", "diverged", "left_domain", "singular", "diverged"]


def quartic(**changes: Any) -> dict[str, Any]:
    return {
        "surface": {"expression": "x^4-3*x^3+2+y^2", "view": [[-1, 6], [-1, 1]]},
        "start": [6, 0.5],
        "steps": 300,
        "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 0.01}}],
    } | changes


def test_a_run_converges_where_its_steps_are_short() -> None:
    x, y, step, moved = 6.0, 0.5, 0, np.inf
    while moved > 1e-3:
        dx, dy = 0.01 * (4 * x**3 - 9 * x**2), 0.01 * 2 * y
        x, y, step, moved = x - dx, y - dy, step + 1, float(np.hypot(dx, dy))
    result = race(quartic(tolerances={"step": 1e-3}))
    assert result.endings == (Ending(Status.CONVERGED, step),)
    assert result.history[step, 0, :2] == pytest.approx([x, y])
    assert result.length(0) == step + 1 < 300
    lengths = np.hypot(*np.diff(result.history[: step + 1, 0, :2], axis=0).T)
    assert lengths[-1] <= 1e-3 < lengths[:-1].min()


@pytest.mark.parametrize("stretch", [1, 7, 128])
def test_however_it_is_advanced_the_steps_are_compared(stretch: int) -> None:
    found = from_dict(quartic(tolerances={"step": 1e-3}))
    assert isinstance(found, DescentSpec)
    runner = Race(found)
    while not runner.finished:
        runner.advance(stretch)
    assert runner.result().to_dict() == race(found).to_dict()


def test_whoever_stands_still_has_converged_after_a_step() -> None:
    """The start itself is no step; one of length 0 is within every tolerance, even 0."""
    result = race(quartic(start=[2.25, 0], tolerances={"step": 0}))
    assert result.endings == (Ending(Status.CONVERGED, 1),)


def test_an_experiment_without_the_tolerance_keeps_its_digest() -> None:
    """The digest is the experiment's name in links and in the store."""
    bowl = {"surface": "bowl", "runs": [{"optimizer": "gd"}]}
    assert from_dict(bowl).digest == "ab71d25096b9ca9b76ac00f3494d8a73"
    assert from_dict(bowl | {"tolerances": {"step": None}}).digest == from_dict(bowl).digest
    given = from_dict(bowl | {"tolerances": {"step": 1e-6}})
    assert given.to_dict()["tolerances"] == {"grad_norm": None, "cost": None, "step": 1e-6}
    assert from_dict(given.to_dict()) == given
    assert given.digest != from_dict(bowl).digest
