"""A sweep's best rate is the one that theory gives, and every lane is a race of its own."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import specs
from engine.descent import tuning
from engine.descent.race import race
from engine.descent.trials import descend
from engine.descent.tuning import tune
from engine.lanes import Status
from engine.optimizers import OPTIMIZERS
from engine.specs import DescentSpec, SpecError
from engine.surfaces import SURFACES

RAVINE = {"name": "ravine", "parameters": {"kappa": 100.0}}


def described(optimizer: str = "gd", schedule: Any = None, **changes: Any) -> DescentSpec:
    run = {"optimizer": optimizer, "schedule": schedule or {"name": "constant"}}
    spec = specs.from_dict({"surface": RAVINE, "steps": 200, "runs": [run]} | changes)
    assert isinstance(spec, DescentSpec)
    return spec


def test_on_the_bowl_one_step_of_a_half_reaches_the_minimum() -> None:
    sweep = tune(described(surface="bowl"), 0)
    assert (sweep.best, sweep.best_cost) == (0.5, 0.0)


@pytest.mark.parametrize("steps", [200, 500, 1000])
def test_in_a_ravine_the_best_rate_is_that_of_theory(steps: int) -> None:
    """2/(λmin + λmax) shrinks both errors by the same factor; the start shifts it a little."""
    sweep = tune(described(steps=steps), 0)
    assert sweep.best == pytest.approx(2 / 101, rel=0.03)
    assert sweep.good is not None
    assert sweep.good[0] < 2 / 101 < sweep.good[1] * 1.03
    assert sweep.good[1] < 2 / 100


def test_beyond_the_stability_limit_there_is_no_cost() -> None:
    sweep = tune(described(steps=2000), 0)
    for rate, cost in zip(sweep.rates, sweep.costs, strict=True):
        assert (cost is None) == (rate > 2 / 100)


@pytest.mark.parametrize("schedule", [{"name": "constant"}, {"name": "inverse_sqrt"}], ids=str)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_lane_is_a_race_at_its_rate_bit_for_bit(name: str, schedule: dict[str, Any]) -> None:
    """With noise, several starts, tolerances and a knob turned on the way."""
    knob = OPTIMIZERS[name].knobs[-1]
    other = {"eps": 1e-4, "beta": 0.8} if knob.kind != "number" else {knob.name: knob.suggested / 2}
    turned = {k: v for k, v in other.items() if k in OPTIMIZERS[name].defaults() and k != "lr"}
    spec = described(
        name,
        schedule,
        surface="himmelblau",
        start=[[-0.5, 0.5], [2.3, -0.7], [1.0, 3.0]],
        gradient_noise=0.3,
        seed=4,
        steps=90,
        tolerances={"cost": 1e-3},
        interventions=[{"step": 31, "run": 0, "hyperparameters": turned}],
    )
    sweep = tune(spec, 0, rates=25)
    assert sweep.starts == 3
    assert len([cost for cost in sweep.costs if cost is not None]) > 10
    for rate, cost in list(zip(sweep.rates, sweep.costs, strict=True))[::4]:
        run = replace(spec.runs[0], hyperparameters={**spec.runs[0].hyperparameters, "lr": rate})
        result = race(replace(spec, runs=(run,)))
        if any(ending.status is Status.DIVERGED for ending in result.endings):
            assert cost is None
        else:
            finals = [result.history[result.length(entry) - 1, entry, 2] for entry in range(3)]
            assert cost == np.mean(finals)


def test_the_mean_cost_counts_a_converged_lane_to_the_end() -> None:
    spec = described(surface="bowl", start=[1.0, 0.0], steps=40, tolerances={"cost": 1e-3})
    trial = descend(spec, np.array([0.1, 0.25]))
    for i, rate in enumerate((0.1, 0.25)):
        costs = [(1 - 2 * rate) ** (2 * k) for k in range(41)]
        first = next(k for k, cost in enumerate(costs) if cost <= 1e-3)
        held = costs[: first + 1] + [costs[first]] * (40 - first)
        assert trial.final[i] == pytest.approx(costs[first], rel=1e-12)
        assert trial.mean[i] == pytest.approx(np.mean(held), rel=1e-12)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", ["gd", "adam"])
def test_a_best_rate_is_usable_and_no_worse_than_its_neighbours(name: str, surface: str) -> None:
    spec = described(name, surface=surface)
    sweep = tune(spec, 0)
    assert sweep.best is not None
    assert sweep.best_cost is not None
    assert float(f"{sweep.best:.3g}") == sweep.best
    assert OPTIMIZERS[name].knobs[0].check(sweep.best) == sweep.best
    run = replace(spec.runs[0], hyperparameters={**spec.runs[0].hyperparameters, "lr": sweep.best})
    result = race(replace(spec, runs=(run,)))
    assert result.endings[0].status is Status.FINISHED
    assert result.history[-1, 0, 2] == sweep.best_cost
    assert sweep.best_cost < result.history[0, 0, 2]
    assert sweep.good is not None
    assert sweep.good[0] <= sweep.best <= sweep.good[1]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_tuned_run_beats_the_default(name: str) -> None:
    spec = described(name, surface="rosenbrock")
    sweep = tune(spec, 0)
    start = spec.surface.value(*spec.starts[0])
    default = race(spec)
    finished = default.endings[0].status is Status.FINISHED
    assert sweep.best_cost is not None
    assert sweep.best_cost <= (default.history[-1, 0, 2] if finished else start)


def test_without_a_bottom_the_best_rate_stays_near_the_view() -> None:
    spec = described(
        surface={"expression": "x^2 - y^2", "view": [[-2, 2], [-2, 2]]}, start=[1, 0.1]
    )
    sweep = tune(spec, 0)
    assert sweep.best is not None
    far = 0.1 * (1 + 2 * sweep.best) ** 200
    assert 3.0 < far <= 6.0


def test_a_rate_beyond_the_slider_is_found() -> None:
    """On x²/2000 the best rate is 1000, its knob's largest; on 500,000 x² it is 10⁻⁶."""
    flat = {"expression": "x^2/2000 + y^2/2000", "view": [[-2, 2], [-2, 2]]}
    assert tune(described(surface=flat, start=[1, 1]), 0).best == 1000.0
    steep = {"expression": "500000*(x^2 + y^2)", "view": [[-2, 2], [-2, 2]]}
    sweep = tune(described(surface=steep, start=[1, 1]), 0)
    assert sweep.best == pytest.approx(1e-6)
    assert sweep.rates[0] < 1e-6


def test_where_every_rate_diverges_there_is_none() -> None:
    cliff = {"expression": "exp(x^2 * 1000)", "view": [[-1, 1], [-1, 1]]}
    sweep = tune(described(surface=cliff, start=[0.285, 0.0], steps=10), 0)
    assert (sweep.best, sweep.best_cost, sweep.good) == (None, None, None)
    assert set(sweep.costs) == {None}
    json.dumps(sweep.to_dict(), allow_nan=False)


def test_a_long_race_is_swept_from_fewer_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = described(start=[[-3 + 0.3 * k, 1.0] for k in range(21)])
    monkeypatch.setattr(tuning, "MOST_WORK", 7 * spec.steps * 3 + 1)
    assert tune(spec, 0, rates=7).starts == 3
    monkeypatch.setattr(tuning, "MOST_WORK", 1)
    assert tune(spec, 0, rates=7).starts == 1


def test_at_most_sixteen_starts_are_taken_evenly() -> None:
    starts = [[-3 + 0.06 * k, 1.0] for k in range(101)]
    sweep = tune(described(start=starts), 0, rates=7)
    assert sweep.starts == 16
    assert sweep == tune(described(start=starts), 0, rates=7)
    few = tune(described(start=starts[:3]), 0, rates=7)
    assert few.starts == 3


def test_only_the_run_itself_is_swept() -> None:
    runs = [{"optimizer": "gd"}, {"optimizer": "adam"}]
    interventions = [
        {"step": 20, "run": 0, "hyperparameters": {"lr": 0.001}},
        {"step": 30, "run": 1, "hyperparameters": {"beta1": 0.5}},
    ]
    sweep = tune(described(runs=runs, interventions=interventions), 1)
    alone = tune(described(runs=runs[1:], interventions=[interventions[1] | {"run": 0}]), 0)
    assert replace(sweep, run=0) == alone
    assert sweep.optimizer == "adam"


def test_it_is_json_and_says_how_wide_the_good_range_is() -> None:
    fields = json.loads(json.dumps(tune(described(steps=2000), 0).to_dict(), allow_nan=False))
    assert len(fields["rates"]) == len(fields["costs"]) == 61
    assert fields["rates"] == sorted(fields["rates"])
    assert math.isclose(fields["width"], fields["good"][1] / fields["good"][0])
    assert fields["costs"][-1] is None


@pytest.mark.parametrize(
    ("run", "rates", "path"), [(1, 61, "run"), (-1, 61, "run"), (0, 2, "rates"), (0, 999, "rates")]
)
def test_wrong_requests_are_refused_by_path(run: int, rates: int, path: str) -> None:
    with pytest.raises(SpecError) as caught:
        tune(described(), run, rates)
    assert caught.value.path == path
