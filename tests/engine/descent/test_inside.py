"""What is seen inside a step is what the race did: numbers, names, formulas and shares."""

import json
import math
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine import specs
from engine.descent.inside import inside, quantities, sentences, single_update, updates
from engine.descent.race import race
from engine.descent.replay import Replay
from engine.knobs import Decay, Rate
from engine.lanes import Array, Memory, Point
from engine.optimizers import OPTIMIZERS, Optimizer, optimizer
from engine.optimizers.filling import filled, short
from engine.registry import Registry
from engine.specs import DescentSpec, SpecError

STARTS = [[-0.5, 0.5], [2.3, -0.7]]
SCHEDULES = [{"name": "constant"}, {"name": "inverse_sqrt"}]
INTERVENTIONS = [
    {"step": 2, "run": 1, "hyperparameters": {"lr": 0.003}},
    {"step": 40, "run": 0, "hyperparameters": {"lr": 0.5}},
    {"step": 40, "run": 1, "hyperparameters": {"lr": 0.002}},
]


def options(item: Optimizer) -> Iterator[dict[str, Any]]:
    fixed = [knob for knob in item.knobs if knob.kind != "number"]
    for values in product(*(knob.choices or (False, True) for knob in fixed)):
        yield dict(zip((knob.name for knob in fixed), values, strict=True))


VARIANTS = [(name, choice) for name in OPTIMIZERS for choice in options(OPTIMIZERS[name])]
variants = pytest.mark.parametrize(("name", "choice"), VARIANTS, ids=str)


def described(name: str, choice: dict[str, Any] | None = None, **changes: Any) -> DescentSpec:
    """A race of two with noise and turns; the optimizer is the second, its entries are 2 and 3."""
    run = {"optimizer": name, "hyperparameters": {"lr": 0.004} | (choice or {})}
    schedule = changes.pop("schedule", SCHEDULES[0])
    plain = {"surface": "himmelblau", "start": STARTS, "steps": 150, "gradient_noise": 0.2}
    runs = {"runs": [{"optimizer": "adam"}, run | {"schedule": schedule}]}
    spec = specs.from_dict(plain | {"seed": 3, "interventions": INTERVENTIONS} | runs | changes)
    assert isinstance(spec, DescentSpec)
    return spec


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
@variants
def test_it_is_the_race_bit_for_bit(
    name: str, choice: dict[str, Any], schedule: dict[str, Any]
) -> None:
    spec = described(name, choice, schedule=schedule)
    result = race(spec)
    for entry in (2, 3):
        length, path = result.length(entry), result.history[:, entry]
        assert length > 50
        for step in {0, 1, 2, 39, 40, length // 2, length - 2}:
            seen = single_update(spec, entry, step)
            assert (*seen.theta, seen.cost) == tuple(path[step, :3])
            assert (*seen.next_theta, seen.next_cost) == tuple(path[step + 1, :3])
            assert math.hypot(*seen["gradient"].numbers) == pytest.approx(path[step, 3], rel=1e-15)
            moved = np.add(seen.theta, seen["step"].numbers)
            assert tuple(moved) == seen.next_theta
            assert seen.hyperparameters["lr"] == seen.base_rate * seen.multiplier
            assert seen.base_rate == (0.004 if step < 2 else 0.003 if step < 40 else 0.002)


@variants
def test_memory_is_handed_on_from_step_to_step(name: str, choice: dict[str, Any]) -> None:
    spec = described(name, choice)
    seen = list(updates(spec, 2, 0, 60))
    for symbol in OPTIMIZERS[name].memory:
        assert seen[0][symbol.key].before == (0.0, 0.0)
        series = [update[symbol.key] for update in seen]
        assert [q.before for q in series[1:]] == [q.numbers for q in series[:-1]]
        assert len({q.numbers for q in series}) > 1


@variants
def test_noise_is_what_was_added_to_the_slope(name: str, choice: dict[str, Any]) -> None:
    draws = 0.2 * np.random.RandomState(3).randn(150, 2)
    seen = single_update(described(name, choice), 3, 77)
    assert seen["noise"].numbers == tuple(draws[77])
    given = np.add(seen["gradient"].numbers, seen["noise"].numbers)
    assert seen["given"].numbers == tuple(given)


def evaluated(expression: str) -> float:
    """The value of LaTeX that holds numbers only."""
    text = re.sub(r"\\text\{[^}]*\}", "", expression)
    text = text.replace(r"\cdot", "*").replace(r"\tfrac12", "0.5").replace(r"\,", " ")
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text).replace(r"\max", "max")
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    text = text.replace(r"\sqrt", "sqrt").replace("{", "(").replace("}", ")").replace("^", "**")
    text = re.sub(r"\) ?\(", ")*(", text)
    assert "\\" not in text, text
    names = {"abs": abs, "sqrt": math.sqrt, "max": max, "sign": np.sign, "clip": np.clip}
    return float(eval(text, {"__builtins__": {}}, names))


@variants
@pytest.mark.parametrize("step", [0, 1, 4, 5, 6, 41, 120])
def test_every_line_of_the_formula_comes_to_its_result(
    name: str, choice: dict[str, Any], step: int
) -> None:
    """Filled with all digits; the last line is the step, so Δ is recomposed from what is named."""
    spec = described(name, choice)
    replay = Replay(spec, 2)
    replay.forward(step)
    update = replay.take()
    seen = inside(replay.optimizer, replay.trajectory, update)
    for axis in (0, 1):
        named = list(quantities(replay.optimizer, update))
        lines, old, new = sentences(replay.optimizer, update, named, axis)
        exact = filled(lines, old, new, lambda number, _: repr(number))
        assignments = [part for line in exact for part in line.split(r", \quad ")]
        assert len(assignments) >= 1 + len([m for m in replay.optimizer.memory if m.key != "gap"])
        for assignment in assignments:
            left, right = re.split(r" (?:\\leftarrow|=) ", assignment, maxsplit=1)
            value = evaluated(right.split(" = ")[0])
            if left == r"\theta":
                delta = seen["step"].numbers[axis]
                assert value - seen.theta[axis] == pytest.approx(delta, rel=1e-12, abs=1e-15)
            else:
                # RAdam's ρ is a small difference of large numbers, in which the power's last bit,
                # which NumPy and Python round differently on some processors, counts for more.
                assert value == pytest.approx(new[left], rel=1e-10)


@variants
def test_shares_add_up_to_the_step(name: str, choice: dict[str, Any]) -> None:
    spec = described(name, choice)
    for step in (0, 1, 4, 5, 6, 41, 120):
        seen = single_update(spec, 2, step)
        shares = [q.numbers for q in seen.quantities if q.share]
        assert shares or OPTIMIZERS[name].parts is None or name in UNSHARED
        if shares:
            np.testing.assert_allclose(np.sum(shares, axis=0), seen["step"].numbers, rtol=1e-12)


UNSHARED = ("adagrad", "rmsprop", "adadelta", "rprop", "newton")


@pytest.mark.parametrize(
    ("name", "direction"),
    [("rmsprop", "given"), ("adagrad", "given"), ("adadelta", "given"), ("adam", "m_hat"),
     ("amsgrad", "m_hat"), ("nadam", "m_bar"), ("adamax", "m_hat"), ("radam", "m_hat"),
     ("adabelief", "m_hat")],
)  # fmt: skip
def test_the_effective_rate_times_the_direction_is_the_step(name: str, direction: str) -> None:
    seen = single_update(described(name), 2, 50)
    product = -np.multiply(seen["rate"].numbers, seen[direction].numbers)
    np.testing.assert_allclose(product, seen["step"].numbers, rtol=1e-12)


@variants
def test_it_is_json_with_a_label_and_help_for_all(name: str, choice: dict[str, Any]) -> None:
    seen = single_update(described(name, choice), 3, 41)
    fields = json.loads(json.dumps(seen.to_dict(), allow_nan=False))
    keys = [quantity["key"] for quantity in fields["quantities"]]
    assert len(set(keys)) == len(keys)
    assert keys[0] == "gradient"
    assert keys[-1] == "step"
    for quantity in fields["quantities"]:
        assert quantity["label"]
        assert quantity["latex"]
        assert quantity["help"].endswith(".")
        assert quantity["kind"] in {"vector", "value"}
        assert len(quantity["numbers"]) == 2
    assert fields["formula"] == list(OPTIMIZERS[name].formula(choice))
    for line in fields["filled"]["x"] + fields["filled"]["y"]:
        assert line.count("{") == line.count("}")
    assert fields["filled"]["x"][-1].startswith(r"\theta \leftarrow ")


def bowl(**changes: Any) -> DescentSpec:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 0.25}}
    plain = {"surface": "bowl", "start": [1.0, -2.0], "steps": 30, "runs": [run]}
    spec = specs.from_dict(plain | changes)
    assert isinstance(spec, DescentSpec)
    return spec


def test_a_formula_reads_as_one_would_write_it() -> None:
    seen = single_update(bowl(), 0, 1)
    assert seen.filled[0] == (r"\theta \leftarrow 0.5 - 0.25 \cdot 1 = 0.25",)
    assert seen.filled[1] == (r"\theta \leftarrow -1 - 0.25 \cdot (-2) = -0.5",)
    run = {"optimizer": "momentum", "hyperparameters": {"lr": 0.25, "beta": 0.9}}
    seen = single_update(bowl(runs=[run]), 0, 0)
    assert seen.filled[1] == (
        r"v \leftarrow 0.9 \cdot 0 + (1 - 0.9) \cdot (-4) = -0.4",
        r"\theta \leftarrow -2 - 0.25 \cdot (-0.4) = -1.9",
    )


def test_a_step_too_small_for_four_digits_gets_more() -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 1e-6}}
    seen = single_update(bowl(start=[1 / 3, 0.1], runs=[run]), 0, 0)
    assert seen.filled[0] == (r"\theta \leftarrow 0.3333333 - 10^{-6} \cdot 0.6667 = 0.3333327",)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0"), (-0.0, "0"), (0.25, "0.25"), (-4.5, "-4.5"), (0.65712345, "0.6571"),
     (12345.678, "12346"), (1e-8, "10^{-8}"), (-1e-8, "-10^{-8}"),
     (1.234567e-7, r"1.235 \times 10^{-7}"), (9.87654e9, r"9.877 \times 10^{9}"),
     (0.99999, "0.99999"), (math.inf, r"\infty"), (-math.inf, r"-\infty")],
)  # fmt: skip
def test_short_numbers(number: float, text: str) -> None:
    assert short(number) == text


def test_products_are_dotted_and_misleading_signs_bracketed() -> None:
    old = {"a": -2.0, "b": 3.0, "c": 2e-9, "t": 4.0}
    cases = {
        "z = a b": r"z = -2 \cdot 3",
        r"z = b\, a^2": r"z = 3 \cdot (-2)^2",
        "z = b / c": r"z = 3 / (2 \times 10^{-9})",
        r"z = 2 t b^t": r"z = 2 \cdot 4 \cdot 3^{4}",
        r"z = |a| + (1 - a)\, b": r"z = |-2| + (1 - (-2)) \cdot 3",
        r"z = \sqrt{b} \tau\, k_t": r"z = \sqrt{3} \tau\, k_t",
        r"z = \hat a + a' + a_1 + a_{b t}": r"z = \hat a + a' + a_1 + a_{b t}",
    }
    for line, expected in cases.items():
        assert filled([line], old, {}) == [expected]


def test_the_last_step_and_those_outside_are_refused() -> None:
    with pytest.raises(SpecError, match=r"step 30 is the last; look at the steps 0 … 29"):
        single_update(bowl(), 0, 30)
    for entry, step, path in ((0, -1, "step"), (0, 31, "step"), (1, 0, "entry"), (-1, 0, "entry")):
        with pytest.raises(SpecError) as caught:
            single_update(bowl(), entry, step)
        assert caught.value.path == path


def test_a_diverged_entry_is_seen_until_its_last_row() -> None:
    run = {"optimizer": "gd", "hyperparameters": {"lr": 50.0}, "label": "Wild"}
    spec = bowl(runs=[run])
    ending = race(spec).endings[0]
    assert ending.stopped_at is not None
    last = ending.stopped_at - 2
    assert single_update(spec, 0, last).next_theta == tuple(race(spec).history[last + 1, 0, :2])
    for step in (last + 1, last + 2, 29):
        remedy = f"Wild diverged at step {last + 2}; look at the steps 0 … {last}$"
        with pytest.raises(SpecError, match=remedy):
            single_update(spec, 0, step)
    assert [seen.step for seen in updates(spec, 0, last - 2, 20)] == [last - 2, last - 1, last]


def test_a_converged_entry_is_seen_until_it_converges() -> None:
    spec = bowl(start=[1.0, 0.0], tolerances={"grad_norm": 1e-3})
    stop = race(spec).endings[0].stopped_at
    assert stop == 11
    assert [seen.step for seen in updates(spec, 0, 0, 99)] == list(range(stop))
    with pytest.raises(SpecError, match="GD converged at step 11; look at the steps 0 … 10"):
        single_update(spec, 0, 11)


def test_an_entry_that_stops_at_once_has_no_update() -> None:
    with pytest.raises(SpecError, match="it made no update to look into"):
        single_update(bowl(start=[0.0, 0.0], tolerances={"cost": 1.0}), 0, 0)


def test_a_window_is_the_same_as_looking_one_by_one() -> None:
    spec = described("nadam", schedule=SCHEDULES[1])
    assert [seen.to_dict() for seen in updates(spec, 3, 37, 8)] == [
        single_update(spec, 3, step).to_dict() for step in range(37, 45)
    ]
    assert [seen.step for seen in updates(spec, 3, 145, 50)] == [145, 146, 147, 148, 149]


@pytest.fixture
def undeclared(monkeypatch: pytest.MonkeyPatch) -> str:
    """A new optimizer that names nothing."""
    own: Registry[Optimizer] = Registry("optimizer")

    @optimizer(
        title="Plain",
        help="Momentum once more.",
        slots=1,
        latex=[r"w \leftarrow \beta w + g", r"\theta \leftarrow \theta - \eta\, w"],
        cite="Polyak 1964",
        convention="The same everywhere.",
        registry=own,
    )
    def plain(
        at: Point, memory: Memory, t: Array, *, lr: Rate = 0.1, beta: Decay = 0.5
    ) -> tuple[Array, Memory]:
        """Δ = −η w."""
        (w,) = memory
        w = beta * w + at.grad
        return -lr * w, (w,)

    monkeypatch.setitem(OPTIMIZERS._items, "plain", own["plain"])
    return "plain"


def test_a_new_optimizer_without_names_is_seen_by_generic_ones(undeclared: str) -> None:
    seen = single_update(bowl(runs=[{"optimizer": undeclared}]), 0, 1)
    assert seen["slot1"].symbol.label == "slot 1"
    assert seen["slot1"].before == (2.0, -4.0)
    assert seen["slot1"].numbers == pytest.approx((0.5 * 2 + 1.6, 0.5 * -4 - 3.2))
    assert seen.filled[0][0] == r"w \leftarrow 0.5 w + 1.6"
    assert seen.filled[0][1].endswith(" = 0.54")
