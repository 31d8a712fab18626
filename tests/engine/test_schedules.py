"""Schedules: torch's numbers, the course's figures, closed forms, and what is refused."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import schedules
from engine.schedules import SCHEDULES
from engine.validation import SpecError

ORACLE = json.loads((Path(__file__).parent / "oracles" / "schedules.json").read_text("utf-8"))

EXAMPLES: dict[str, dict[str, Any]] = {
    "constant": {},
    "inverse_time": {"rate": 0.3, "every": 7},
    "exponential": {"decay": 0.97, "every": 3},
    "step": {"factor": 0.3, "every": 11},
    "inverse_sqrt": {},
    "cosine": {"total": 77, "final": 0.05},
    "warmup": {"steps": 9, "then": {"name": "cosine", "total": 50}},
    "one_cycle": {"total": 90, "warmup": 0.37},
    "table": {"table": [[3, 0.5], [40, 2.0], [80, 0.0]]},
}


def factors(spec: dict[str, Any], *k: float) -> list[float]:
    found: list[float] = schedules.multiplier(spec)(np.array(k)).tolist()
    return found


@pytest.mark.parametrize("case", ORACLE["schedules"], ids=lambda case: case["spec"]["name"])
def test_the_rates_are_those_of_torch(case: dict[str, Any]) -> None:
    found = schedules.multiplier(case["spec"])(np.arange(float(len(case["rates"]))))
    np.testing.assert_allclose(found, case["rates"], rtol=1e-9, atol=1e-15)


def test_every_schedule_has_an_example_here() -> None:
    assert set(EXAMPLES) == set(SCHEDULES)


@pytest.mark.parametrize("name", SCHEDULES)
@given(ks=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=40))
def test_one_step_alone_gets_the_same_bits_as_among_many(name: str, ks: list[int]) -> None:
    at = schedules.multiplier({"name": name, **EXAMPLES[name]})
    together = at(np.array(ks, float))
    assert together.shape == (len(ks),)
    assert together.dtype == np.float64
    for k, factor in zip(ks, together, strict=True):
        assert at(np.array(float(k))).tobytes() == factor.tobytes()
        assert at(np.array([float(k)]))[0].tobytes() == factor.tobytes()


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_checked_schedule_is_complete_json_and_checks_to_itself(name: str) -> None:
    checked = schedules.check({"name": name, **EXAMPLES[name]})
    assert list(checked) == ["name", *(knob.name for knob in SCHEDULES[name].knobs), "per"]
    assert schedules.check(json.loads(json.dumps(checked))) == checked
    assert checked["per"] == "step"


@pytest.mark.parametrize("item", SCHEDULES.values(), ids=list(SCHEDULES))
def test_the_catalogue_entry_is_json_and_explains_itself(item: schedules.Schedule) -> None:
    entry = json.loads(json.dumps(item.to_dict(), allow_nan=False))
    assert entry["help"]
    assert entry["latex"].count("{") == entry["latex"].count("}") > 0 or "{" not in entry["latex"]
    assert all(knob["help"] and knob["suggested"] is not None for knob in entry["parameters"])
    suggested = {knob["name"]: knob["suggested"] for knob in entry["parameters"]}
    assert schedules.check({"name": item.name, **suggested})
    assert len((item.rule.__doc__ or "").splitlines()) in range(1, 11)


def test_inverse_time_decay_has_the_figures_of_the_course() -> None:
    decayed = [0.2 * f for f in factors({"name": "inverse_time", "rate": 1}, 0, 1, 2, 3, 4)]
    assert [round(rate, 3) for rate in decayed] == [0.2, 0.1, 0.067, 0.05, 0.04]


def test_inverse_time_decay_can_go_down_in_stairs() -> None:
    spec = {"name": "inverse_time", "rate": 1, "every": 1000}
    assert factors(spec, 0, 999, 1000, 1999, 2000) == [1, 1, 0.5, 0.5, 1 / 3]


def test_exponential_decay_is_smooth_or_a_staircase() -> None:
    smooth = {"name": "exponential", "decay": 0.95}
    assert factors(smooth, 0, 1, 2) == pytest.approx([1, 0.95, 0.9025])
    assert factors(smooth | {"every": 2}, 1) == pytest.approx([math.sqrt(0.95)])
    stairs = smooth | {"every": 10, "staircase": True}
    assert factors(stairs, 9, 10, 19) == pytest.approx([1, 0.95, 0.95])


def test_the_inverse_square_root_counts_from_one() -> None:
    assert factors({"name": "inverse_sqrt"}, 0, 3, 99) == [1, 0.5, 0.1]


def test_cosine_goes_from_one_to_its_final_value_and_stays() -> None:
    spec = {"name": "cosine", "total": 10, "final": 0.2}
    assert factors(spec, 0, 5, 10, 11, 1000) == pytest.approx([1, 0.6, 0.2, 0.2, 0.2], rel=1e-15)


def test_warm_up_rises_in_a_line_and_hands_over() -> None:
    decay = {"name": "exponential", "decay": 0.5}
    spec = {"name": "warmup", "steps": 4, "then": decay}
    assert factors(spec, 0, 1, 2, 3, 4, 5, 6) == [0.25, 0.5, 0.75, 1, 1, 0.5, 0.25]
    assert factors({"name": "warmup", "steps": 2}, 0, 1, 2, 50) == [0.5, 1, 1, 1]


def test_warm_up_may_hand_over_to_another_warm_up() -> None:
    spec = {"name": "warmup", "steps": 2, "then": {"name": "warmup", "steps": 2}}
    assert factors(spec, 0, 1, 2, 3, 4) == [0.5, 1, 0.5, 1, 1]


@pytest.mark.parametrize("total", [1, 2, 3, 10, 1000])
@pytest.mark.parametrize("warmup", [0.0, 0.01, 0.5, 1.0])
def test_one_cycle_is_finite_at_its_edges_and_ends_low(total: int, warmup: float) -> None:
    spec = {"name": "one_cycle", "total": total, "warmup": warmup}
    found = np.array(factors(spec, *range(total + 5)))
    assert np.isfinite(found).all()
    assert 0 < found.max() <= 1
    assert found.min() > 0
    assert found[total:] == pytest.approx(1 / 25 / 1e4)


def test_one_cycle_has_its_peak_where_torch_has_it() -> None:
    found = factors({"name": "one_cycle", "total": 100}, *range(100))
    assert int(np.argmax(found)) == 29
    assert found[0] == pytest.approx(1 / 25)
    assert found[99] == pytest.approx(1 / 25 / 1e4)


def test_a_table_holds_from_its_step_on() -> None:
    spec = {"name": "table", "table": [[2, 0.5], [5, 0.1]]}
    assert factors(spec, 0, 1, 2, 4, 5, 1e6) == [1, 1, 0.5, 0.5, 0.1, 0.1]


NEST: dict[str, Any] = {"name": "warmup", "steps": 1}
BAD: list[tuple[object, str, str]] = [
    (None, "schedule", "object"),
    ("cosine", "schedule", "object"),
    ([], "schedule", "object"),
    ({}, "schedule.name", "required"),
    ({"name": "cosin", "total": 3}, "schedule.name", "did you mean 'cosine'"),
    ({"name": 7}, "schedule.name", "known"),
    ({"name": ["cosine"]}, "schedule.name", "known"),
    ({"name": "cosine"}, "schedule.total", "required"),
    ({"name": "cosine", "total": 0}, "schedule.total", "from 1"),
    ({"name": "cosine", "total": 2.5}, "schedule.total", "whole"),
    ({"name": "cosine", "total": 10**400}, "schedule.total", "whole"),
    ({"name": "cosine", "total": True}, "schedule.total", "whole"),
    ({"name": "cosine", "total": 9, "finale": 0}, "schedule.finale", "did you mean 'final'"),
    ({"name": "cosine", "total": 9, "final": math.nan}, "schedule.final", "from 0 to 10"),
    ({"name": "exponential", "decay": -0.1}, "schedule.decay", "from 0 to 2"),
    ({"name": "exponential", "decay": "0.9"}, "schedule.decay", "not '0.9'"),
    ({"name": "exponential", "decay": 0.9, "staircase": 1}, "schedule.staircase", "true or false"),
    ({"name": "step", "factor": 0.5}, "schedule.every", "required"),
    ({"name": "constant", "per": "batch"}, "schedule.per", "'step' or 'epoch'"),
    ({"name": "constant", "per": []}, "schedule.per", "'step' or 'epoch'"),
    (NEST | {"then": 3}, "schedule.then", "object"),
    (NEST | {"then": {"name": "step"}}, "schedule.then.factor", "required"),
    (NEST | {"then": {"name": "constant", "per": "step"}}, "schedule.then.per", "unknown field"),
    (NEST | {"then": NEST | {"then": NEST | {"then": NEST}}}, "schedule.then.then.then", "at most"),
    ({"name": "table", "table": []}, "schedule.table", "between 1 and"),
    ({"name": "table", "table": [[0, 1]] * 1001}, "schedule.table", "between 1 and 1,000"),
    ({"name": "table", "table": [1, 2]}, "schedule.table[0]", "expected a list"),
    ({"name": "table", "table": [[1, 2, 3]]}, "schedule.table[0]", "between 2 and 2"),
    ({"name": "table", "table": [[5, 1], [5, 2]]}, "schedule.table[1][0]", "outside"),
    ({"name": "table", "table": [[-1, 1]]}, "schedule.table[0][0]", "outside"),
    ({"name": "table", "table": [[1, -0.5]]}, "schedule.table[0][1]", "outside"),
    ({"name": "table", "table": [[1, math.inf]]}, "schedule.table[0][1]", "finite"),
]


@pytest.mark.parametrize(("spec", "path", "part"), BAD)
def test_a_wrong_schedule_is_refused_by_field(spec: object, path: str, part: str) -> None:
    with pytest.raises(SpecError) as caught:
        schedules.check(spec)
    assert caught.value.path == path
    assert part in caught.value.message


def test_nesting_without_end_is_refused_at_once() -> None:
    spec: dict[str, Any] = dict(NEST)
    spec["then"] = spec
    with pytest.raises(SpecError, match="at most 3"):
        schedules.check(spec)
