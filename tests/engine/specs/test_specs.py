"""A specification is complete, canonical and refuses what cannot be, naming the field."""

import copy
import json
import math
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import specs
from engine.optimizers import OPTIMIZERS
from engine.specs import LIMITS, BasinSpec, DescentSpec, SpecError
from engine.surfaces import SURFACES

VALID: dict[str, Any] = {
    "kind": "descent",
    "surface": "rosenbrock",
    "start": [-1.5, 2.0],
    "steps": 50,
    "runs": [
        {"optimizer": "adam", "hyperparameters": {"lr": 0.1}},
        {"optimizer": "momentum", "schedule": {"name": "exponential", "decay": 0.99}},
    ],
}

MAP: dict[str, Any] = {
    "kind": "basin",
    "surface": "himmelblau",
    "nx": 40,
    "ny": 30,
    "run": {"optimizer": "adam", "hyperparameters": {"lr": 0.1}},
}


def changed(path: str, value: Any, base: dict[str, Any] = VALID) -> dict[str, Any]:
    """`base` with the field at a dotted path replaced; a number is an index into a list."""
    spec = copy.deepcopy(base)
    parents: list[Any] = [int(part) if part.isdigit() else part for part in path.split(".")]
    last, at = parents.pop(), cast("Any", spec)
    for part in parents:
        at = at[part] if isinstance(at, list) else at.setdefault(part, {})
    at[last] = value
    return spec


RUNS = st.lists(
    st.fixed_dictionaries(
        {"optimizer": st.sampled_from(list(OPTIMIZERS))},
        optional={
            "hyperparameters": st.fixed_dictionaries({"lr": st.floats(1e-6, 10)}),
            "label": st.sampled_from(["a", "é <b>", "Adam"]),
            "schedule": st.sampled_from(
                [
                    {"name": "cosine", "total": 20},
                    {"name": "warmup", "steps": 5, "then": {"name": "inverse_sqrt"}},
                ]
            ),
        },
    ),
    min_size=1,
    max_size=3,
)
POINT = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(list)
SPECS = st.fixed_dictionaries(
    {
        "surface": st.sampled_from(list(SURFACES))
        | st.just({"expression": "x^2 + 3*y^2", "view": [[-2, 2], [-2, 2]]}),
        "runs": RUNS,
    },
    optional={
        "start": POINT | st.lists(POINT, min_size=1, max_size=3),
        "steps": st.integers(1, 100),
        "seed": st.integers(0, 2**32 - 1),
        "gradient_noise": st.floats(0, 10),
        "tolerances": st.fixed_dictionaries(
            {}, optional={"cost": st.floats(0, 1), "step": st.floats(0, 1)}
        ),
        "interventions": st.just([{"step": 0, "run": 0, "hyperparameters": {"lr": 0.5}}]),
    },
)
SIDE = st.tuples(st.floats(-9, -1), st.floats(1, 9)).map(list)
MAPS = st.fixed_dictionaries(
    {
        "kind": st.just("basin"),
        "surface": st.sampled_from(list(SURFACES)),
        "run": RUNS.map(lambda runs: runs[0]),
    },
    optional={
        "view": st.none() | st.tuples(SIDE, SIDE).map(list),
        "nx": st.integers(2, 256),
        "ny": st.integers(2, 256),
        "steps": st.integers(1, 1_000),
        "seed": st.integers(0, 2**32 - 1),
        "gradient_noise": st.floats(0, 10),
        "tolerance": st.floats(0, 10),
    },
)


@settings(deadline=None)
@given(data=SPECS | MAPS)
def test_json_to_spec_and_back_is_a_round_trip(data: dict[str, Any]) -> None:
    try:
        spec = specs.from_dict(data)
    except SpecError as error:
        assert "no finite cost" in error.message
        return
    complete = json.loads(json.dumps(spec.to_dict(), allow_nan=False))
    again = specs.from_dict(complete)
    assert type(again) is type(spec)
    assert again.to_dict() == spec.to_dict()
    assert again.digest == spec.digest
    assert spec.size == math.prod(spec.shape) + math.prod(spec.checkpoint_shape)


def test_the_digest_is_stable_and_sees_what_matters() -> None:
    base = specs.from_dict(VALID)
    assert base.digest == "91ceb0c7c76e87e684f12a41d347c47f"
    assert specs.from_dict(dict(reversed(VALID.items()))).digest == base.digest
    assert specs.from_dict(changed("seed", 0)).digest == base.digest
    assert specs.from_dict(changed("seed", 1)).digest != base.digest
    assert specs.from_dict(changed("surface", {"name": "rosenbrock"})).digest == base.digest


def test_defaults_are_filled_in() -> None:
    complete = specs.from_dict(VALID).to_dict()
    assert complete["runs"][0]["hyperparameters"]["beta2"] == 0.999
    assert complete["runs"][0]["schedule"] == {"name": "constant", "per": "step"}
    assert complete["tolerances"] == {"grad_norm": None, "cost": None}
    assert complete["surface"]["parameters"] == {"a": 1.0, "b": 100.0}


def test_labels_are_made_up_without_clashes() -> None:
    runs = [{"optimizer": "adam"}, {"optimizer": "adam", "label": "Adam"}, {"optimizer": "adam"}]
    spec = specs.from_dict(VALID | {"runs": runs})
    assert [entry.label for entry in spec.entries] == ["Adam 2", "Adam", "Adam 3"]


def test_entries_are_runs_times_starts() -> None:
    spec = specs.from_dict(VALID | {"start": [[0, 0], [1, 2], [0, 1]]})
    assert [(e.run, e.start) for e in spec.entries] == [(r, s) for r in (0, 1) for s in (0, 1, 2)]
    assert isinstance(spec, DescentSpec)
    assert spec.shape == (51, 6, 4)
    assert (spec.rows, spec.size, spec.work) == (51, 51 * 6 * 4, 50 * 6)


def test_a_map_has_a_row_for_each_y() -> None:
    spec = specs.from_dict(MAP)
    assert isinstance(spec, BasinSpec)
    assert spec.shape == (30, 40, 4)
    assert (spec.rows, spec.size, spec.work) == (30, 4_803, 1_200 * 300)
    assert [(entry.run, entry.start, entry.label) for entry in spec.entries] == [(0, 0, "Adam")]


def test_a_map_is_complete_and_the_same_however_it_is_written() -> None:
    spec = specs.from_dict(MAP)
    complete = spec.to_dict()
    assert complete["view"] == [[-5.0, 5.0], [-5.0, 5.0]]
    assert (complete["steps"], complete["tolerance"]) == (300, 0.001)
    assert complete["run"]["hyperparameters"]["beta2"] == 0.999
    assert spec.digest == "f3772b71c82eb594fe6cda3857ec9846"
    assert specs.from_dict(MAP | {"view": [[-5, 5], [-5, 5]], "seed": 0}).digest == spec.digest
    assert specs.from_dict(MAP | {"view": None}).digest == spec.digest
    assert specs.from_dict(MAP | {"tolerance": 0.01}).digest != spec.digest


def test_the_trajectories_are_bounded_so_that_a_row_fits_a_frame() -> None:
    runs, starts = [{"optimizer": "gd"}] * 16, [[0.0, float(i)] for i in range(1_001)]
    spec = VALID | {"runs": runs, "steps": 1}
    assert len(specs.from_dict(spec | {"start": starts[:1_000]}).entries) == LIMITS.entries
    with pytest.raises(SpecError, match="limit is 16,000") as caught:
        specs.from_dict(spec | {"start": starts})
    assert caught.value.path == "start"


def test_every_limit_of_a_map_can_be_reached() -> None:
    for nx, ny, steps in ((256, 256, LIMITS.work // 256**2), (112, 111, LIMITS.map_steps)):
        size = {"nx": nx, "ny": ny, "steps": steps}
        spec = specs.from_dict(MAP | size)
        assert LIMITS.work * 0.99 < spec.work <= LIMITS.work
        with pytest.raises(SpecError) as caught:
            specs.from_dict(MAP | size | {"steps": steps + 1})
        assert caught.value.path == "steps"


@pytest.mark.parametrize(
    ("path", "value", "field", "message"),
    [
        ("stpes", 3, "stpes", "did you mean 'steps'"),
        ("kind", "descnet", "kind", "known: descent"),
        ("steps", -1, "steps", "outside 1 … 1,000,000"),
        ("steps", 0, "steps", "outside"),
        ("steps", 10**9, "steps", "outside 1 … 1,000,000"),
        ("steps", 2.5, "steps", "whole number"),
        ("steps", True, "steps", "whole number"),
        ("steps", LIMITS.steps, "steps", "limit is 8,000,000"),
        ("seed", -1, "seed", "outside"),
        ("seed", 2**32, "seed", "outside"),
        ("gradient_noise", float("nan"), "gradient_noise", "finite"),
        ("gradient_noise", 1e999, "gradient_noise", "finite"),
        ("gradient_noise", -0.1, "gradient_noise", "outside"),
        ("start", [1e300, 0], "start[0]", "outside"),
        ("start", [0.0], "start", "1 coordinates given"),
        ("start", "here", "start", "expected a list"),
        ("start", [[0, 0], [0, "a"]], "start[1][1]", "expected a number"),
        ("start", [], "start", "between 1 and"),
        ("start", [[0, 0]] * 1025, "start", "1025 points given"),
        ("surface", "rosenbrok", "surface.name", "did you mean 'rosenbrock'"),
        ("surface", 3, "surface", "expected an object"),
        ("surface", {}, "surface", "give a name"),
        ("surface", {"name": ["x"]}, "surface.name", "there is no surface"),
        ("runs", [], "runs", "between 1 and 64"),
        ("runs", [{"optimizer": "gd"}] * 10**5, "runs", "100000 runs given"),
        ("runs.0.optimizer", "addam", "runs[0].optimizer", "did you mean 'adam'"),
        ("runs.0.hyperparameters.lr", -1, "runs[0].hyperparameters.lr", "lr must be"),
        ("runs.0.hyperparameters.lr", float("inf"), "runs[0].hyperparameters.lr", "lr must be"),
        ("runs.0.hyperparameters.beta1", 1.0, "runs[0].hyperparameters.beta1", "beta1 must be"),
        ("runs.0.hyperparameters.beta3", 0.5, "runs[0].hyperparameters.beta3", "known: lr"),
        ("iterations", 3, "iterations", "did you mean 'steps'"),
        ("n_steps", 3, "n_steps", "did you mean 'steps'"),
        ("epochs", 3, "epochs", "did you mean 'steps'"),
        ("random_state", 3, "random_state", "did you mean 'seed'"),
        ("x0", [0, 0], "x0", "did you mean 'start'"),
        ("learning_rate", 0.1, "learning_rate", 'to a run, as "hyperparameters": {"lr": …}'),
        ("runs.0.lr", 0.1, "runs[0].lr", 'write it as "hyperparameters": {"lr": …}'),
        ("runs.0.hyperparameters.alpha", 0.1, "runs[0].hyperparameters.alpha", "known: lr"),
        ("runs.0.hyperparameters.eta", 0.1, "runs[0].hyperparameters.eta", "mean 'lr'"),
        ("surface", "x^2+y^2", "surface.name", 'write {"expression": "x^2+y^2"}'),
        ("surface", "sin x", "surface.name", 'write {"expression": "sin x"}'),
        ("surface", "xyzzy", "surface.name", "known: bowl"),
        ("runs.0.label", "", "runs[0].label", "printable"),
        ("runs.0.label", "a\nb", "runs[0].label", "printable"),
        ("runs.0.label", "x" * 81, "runs[0].label", "1 to 80"),
        ("runs.0.schedule", {"name": "cosin"}, "runs[0].schedule.name", "cosine"),
        ("a\nb", 1, r"a\nb", "unknown field"),
        ("runs.0.hyperparameters", 0, "runs[0].hyperparameters", "expected an object"),
        ("runs.0.schedule", [], "runs[0].schedule", "expected an object"),
        ("tolerances", [], "tolerances", "expected an object"),
        ("tolerances", {"cots": 1}, "tolerances.cots", "did you mean 'cost'"),
        ("interventions", [{"step": 50, "run": 0}], "interventions[0].step", "outside 0 … 49"),
        ("interventions", [{"step": 1, "run": 2}], "interventions[0].run", "outside 0 … 1"),
        (
            "interventions",
            [{"step": 1, "run": 0, "hyperparameters": {"correct_m": False}}],
            "interventions[0].hyperparameters.correct_m",
            "fixed for the whole run",
        ),
    ],
)
def test_what_cannot_be_carried_out_is_refused(
    path: str, value: Any, field: str, message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        specs.from_dict(changed(path, value))
    assert caught.value.path == field
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("path", "value", "field", "message"),
    [
        ("kind", ["basin"], "kind", "known: descent, basin"),
        ("kind", None, "kind", "there is no kind None"),
        ("kind", "descent", "nx", "unknown field"),
        ("runs", [{"optimizer": "gd"}], "runs", "did you mean 'run'"),
        ("start", [0, 0], "start", "unknown field"),
        ("surface", "himelblau", "surface.name", "did you mean 'himmelblau'"),
        ("nx", 1, "nx", "outside 2 … 256"),
        ("ny", 257, "ny", "outside 2 … 256"),
        ("nx", "64", "nx", "whole number"),
        ("ny", 64.5, "ny", "whole number"),
        ("steps", 0, "steps", "outside 1 … 20,000"),
        ("steps", 20_001, "steps", "outside 1 … 20,000"),
        ("seed", -1, "seed", "outside"),
        ("gradient_noise", float("inf"), "gradient_noise", "finite"),
        ("tolerance", -1e-9, "tolerance", "outside"),
        ("tolerance", None, "tolerance", "expected a number"),
        ("tolerance", float("nan"), "tolerance", "finite"),
        ("view", 3, "view", "expected a list"),
        ("view", [[0, 1]], "view", "1 sides"),
        ("view", [[0, 1], [2, 2]], "view[1]", "empty"),
        ("view", [[1, 0], [0, 2]], "view[0]", "empty"),
        ("view", [[0, "a"], [0, 2]], "view[0][1]", "expected a number"),
        ("view", [[0, 1], [-1e300, 2]], "view[1][0]", "outside"),
        ("run", [], "run", "expected an object"),
        ("run", {}, "run.optimizer", "is required"),
        ("run.optimizer", "addam", "run.optimizer", "did you mean 'adam'"),
        ("run.hyperparameters.lr", -1, "run.hyperparameters.lr", "lr must be"),
        ("run.schedule", {"name": "cosin"}, "run.schedule.name", "cosine"),
        ("run.label", "", "run.label", "printable"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused(
    path: str, value: Any, field: str, message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        specs.from_dict(changed(path, value, MAP))
    assert caught.value.path == field
    assert message in caught.value.message


@pytest.mark.parametrize("name", ["surface", "run"])
def test_what_a_map_needs_is_asked_for(name: str) -> None:
    with pytest.raises(SpecError, match=f"^{name}: is required"):
        specs.from_dict({key: value for key, value in MAP.items() if key != name})


def test_too_large_a_map_is_refused_with_the_limit() -> None:
    with pytest.raises(SpecError) as caught:
        specs.from_dict(MAP | {"nx": 256, "ny": 256, "steps": 20_000})
    assert caught.value.path == "steps"
    assert "the limit is 250,000,000" in caught.value.message


@pytest.mark.parametrize("data", [None, [], "adam", 3, {"surface": "bowl"}, {"runs": []}])
def test_what_is_no_specification_is_refused(data: object) -> None:
    with pytest.raises(SpecError):
        specs.from_dict(data)


@pytest.mark.parametrize(
    ("expression", "message"),
    [("log(x - 100)", "finite"), ("x.__class__", "column"), ("", "empty"), ("1/0", "column")],
)
def test_an_expression_that_cannot_be_raced_is_refused(expression: str, message: str) -> None:
    surface = {"expression": expression, "view": [[-2, 2], [-2, 2]]}
    with pytest.raises(SpecError) as caught:
        specs.from_dict(VALID | {"surface": surface})
    assert caught.value.path == "surface.expression"
    assert message in caught.value.message


def test_a_start_whose_cost_no_stream_can_carry_is_refused() -> None:
    surface = {"expression": "1e30 * x^2 * y^2", "view": [[-1e5, 1e5], [-1e5, 1e5]]}
    with pytest.raises(SpecError, match=r"^start: the surface has no finite cost"):
        specs.from_dict(VALID | {"surface": surface, "start": [1e5, 1e5]})


def test_a_start_where_the_cost_is_not_finite_is_refused() -> None:
    surface = {"expression": "sqrt(x) + y^2", "view": [[-2, 2], [-2, 2]]}
    with pytest.raises(SpecError, match=r"^start: the surface has no finite cost"):
        specs.from_dict(VALID | {"surface": surface, "start": [-1, 0]})
