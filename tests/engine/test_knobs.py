"""Knobs: read from a signature, checked with a range and a remedy, described as JSON."""

import json
import math
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import knobs
from engine.knobs import Knob, Rate, Reader, Scale
from engine.optimizers import OPTIMIZERS
from engine.validation import SpecError

Side = Annotated[Literal["left", "right"], "Which way."]
Flag = Annotated[bool, "Whether."]
Count = Annotated[int, Scale("linear", 1, 9, (1, 9), 3, "integer"), "How many."]


def rule(
    at: object,
    *,
    lr: Rate = 0.1,
    count: Count,
    side: Side = "left",
    flag: Flag = True,
    rows: Annotated[list[int], Reader("table", lambda value, path: [value, path], [1]), "Rows."],
) -> None: ...


KNOBS = {knob.name: knob for knob in knobs.read(rule)}


def test_a_signature_is_read_in_order() -> None:
    assert list(KNOBS) == ["lr", "count", "side", "flag", "rows"]
    assert [knob.kind for knob in KNOBS.values()] == [
        "number", "integer", "choice", "flag", "table",
    ]  # fmt: skip
    assert [knob.required for knob in KNOBS.values()] == [False, True, False, False, True]
    assert KNOBS["side"].choices == ("left", "right")


def test_the_last_help_and_scale_of_an_annotation_win() -> None:
    def other(*, lr: Annotated[Rate, Scale("linear", 0, 1, (0, 1)), "Mine."] = 0.5) -> None: ...

    (knob,) = knobs.read(other)
    assert (knob.help, knob.max) == ("Mine.", 1)


def test_an_argument_that_does_not_say_what_it_accepts_is_refused() -> None:
    def bare(*, lr: float = 1.0) -> None: ...
    def vague(*, lr: Annotated[float, "A rate."] = 1.0) -> None: ...

    for function in (bare, vague):
        with pytest.raises(TypeError, match="lr"):
            knobs.read(function)


@pytest.mark.parametrize("value", [1, 0.1, np.float64(0.1), np.int64(2), np.float32(0.5)])
def test_a_number_becomes_a_float(value: Any) -> None:
    checked = KNOBS["lr"].check(value)
    assert type(checked) is float
    assert checked == float(value)


@pytest.mark.parametrize(
    "value",
    [
        True, np.True_, None, "0.1", [0.1], {}, 1j, np.complex128(1), math.nan, math.inf,
        -math.inf, 0, -1, 1001, 1e300, 10**400, -(10**5000),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_not_a_number_in_range_is_refused_with_the_range_and_a_remedy(value: Any) -> None:
    with pytest.raises(SpecError) as caught:
        KNOBS["lr"].check(value, "runs[0].hyperparameters.lr")
    assert caught.value.path == "runs[0].hyperparameters.lr"
    assert "lr must be a number from 1e-09 to 1000, not" in caught.value.message
    assert caught.value.message.endswith("0.1 is a good start")
    assert len(caught.value.message) < 200


def test_a_whole_number_may_be_written_as_a_float() -> None:
    assert KNOBS["count"].check(4.0) == 4
    assert type(KNOBS["count"].check(4.0)) is int
    with pytest.raises(SpecError, match=r"whole number from 1 to 9, not 4\.5; 3 is a good start"):
        KNOBS["count"].check(4.5)


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, OPTIMIZERS["adam"].knobs[3].check(-0.0)) == 1


@pytest.mark.parametrize("value", ["up", None, 0, ["left"], "Left"])
def test_a_choice_names_what_there_is(value: Any) -> None:
    assert KNOBS["side"].check("right") == "right"
    with pytest.raises(SpecError, match="side must be 'left' or 'right', not"):
        KNOBS["side"].check(value)


@pytest.mark.parametrize("value", [0, 1, "true", None, 1.0])
def test_a_flag_is_true_or_false(value: Any) -> None:
    assert KNOBS["flag"].check(False) is False
    assert KNOBS["flag"].check(np.True_) is True
    with pytest.raises(SpecError, match="flag must be true or false, not"):
        KNOBS["flag"].check(value)


def test_a_reader_gets_the_value_and_its_path() -> None:
    assert KNOBS["rows"].check(7, "here") == [7, "here"]
    assert KNOBS["rows"].suggested == [1]


def numbers() -> list[Knob]:
    return [k for o in OPTIMIZERS.values() for k in o.knobs if k.kind == "number"]


@given(data=st.data())
def test_every_number_within_a_knobs_bounds_is_accepted_unchanged(data: st.DataObject) -> None:
    knob = data.draw(st.sampled_from(numbers()))
    assert knob.min is not None
    assert knob.max is not None
    value = data.draw(st.floats(knob.min, knob.max))
    assert knob.check(value) == value
    for outside in (math.nextafter(knob.min, -math.inf), math.nextafter(knob.max, math.inf)):
        with pytest.raises(SpecError):
            knob.check(outside)


@pytest.mark.parametrize("knob", numbers(), ids=lambda knob: knob.name)
def test_a_slider_lies_within_what_is_accepted_and_holds_the_default(knob: Knob) -> None:
    assert knob.scale is not None
    low, high = knob.scale.slider
    assert knob.scale.min <= low < high <= knob.scale.max
    assert low <= knob.default <= high or knob.default == knob.scale.min
    assert low > 0 or knob.scale.spacing != "log"


def test_a_knob_is_json() -> None:
    entry = json.loads(json.dumps(KNOBS["lr"].to_dict(), allow_nan=False))
    assert entry == {
        "name": "lr",
        "kind": "number",
        "default": 0.1,
        "suggested": 0.1,
        "required": False,
        "min": 1e-9,
        "max": 1000.0,
        "scale": "log",
        "slider": [1e-5, 10.0],
        "choices": [],
        "help": "Learning rate: scales every step.",
    }
