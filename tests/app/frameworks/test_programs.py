"""Whole programs: their formulas and schedules are the engine's, whatever runs them.

The programs themselves are run by `make frameworks`.
"""

import ast
import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.frameworks import constructors, formulas
from app.frameworks.multipliers import multiplier
from engine import schedules, surfaces
from engine.expressions import Expression
from engine.expressions.vocabulary import FORMS
from engine.optimizers import FRAMEWORKS, OPTIMIZERS
from engine.specs import from_dict
from engine.surfaces import SURFACES

SPEC: dict[str, Any] = {"kind": "descent", "surface": "rosenbrock", "steps": 40}
POINTS = np.random.RandomState(3).uniform(-2, 2, (2, 50))

# Built on a choice between two sides.
UNWRITTEN = {"elu"}

# What jax.numpy shares with NumPy needs no JAX.
JAX = SimpleNamespace(
    nn=SimpleNamespace(relu=lambda u: np.maximum(u, 0), sigmoid=lambda u: 1 / (1 + np.exp(-u)))
)

plain = st.one_of(
    st.just({"name": "constant"}),
    st.fixed_dictionaries(
        {"name": st.just("inverse_time"), "rate": st.floats(0, 9), "every": st.integers(1, 9)}
    ),
    st.fixed_dictionaries(
        {
            "name": st.just("exponential"),
            "decay": st.floats(0.0, 2.0),
            "every": st.integers(1, 9),
            "staircase": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {"name": st.just("step"), "factor": st.floats(0.0, 2.0), "every": st.integers(1, 9)}
    ),
    st.just({"name": "inverse_sqrt"}),
    st.fixed_dictionaries(
        {"name": st.just("cosine"), "total": st.integers(1, 60), "final": st.floats(0, 2)}
    ),
    st.fixed_dictionaries(
        {
            "name": st.just("one_cycle"),
            "total": st.integers(1, 60),
            "warmup": st.floats(0.0, 1.0),
            "div": st.floats(1.0, 50.0),
        }
    ),
    st.just({"name": "table", "table": [[5, 0.5], [10, 0.1], [20, 3.0]]}),
)
nested = st.recursive(
    plain,
    lambda then: st.fixed_dictionaries(
        {"name": st.just("warmup"), "steps": st.integers(1, 9), "then": then}
    ),
    max_leaves=2,
)


@given(nested)
def test_a_multiplier_is_the_engines_schedule(schedule: dict[str, Any]) -> None:
    complete = schedules.check(schedule)
    namespace: dict[str, Any] = {"math": math}
    exec(multiplier(complete), namespace)
    wanted = schedules.multiplier(complete)(np.arange(80.0))
    found = [namespace["multiplier"](k) for k in range(80)]
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)


def test_every_schedule_has_a_multiplier() -> None:
    for item in schedules.SCHEDULES.values():
        given = {knob.name: knob.suggested for knob in item.knobs}
        ast.parse(multiplier(schedules.check({"name": item.name, **given})))


def costs(formula: Expression) -> Any:
    """The formula's program for JAX, run by NumPy."""
    text = formulas.cost(formula, "jnp")
    assert text is not None
    namespace: dict[str, Any] = {"jnp": np, "jax": JAX}
    exec(text, namespace)
    with np.errstate(all="ignore"):
        return np.broadcast_to(namespace["cost"](*POINTS), POINTS.shape[1:])


def called(name: str, count: int) -> str:
    """A formula with a function of so many arguments."""
    first = ", ".join([f"{name}(x/9 + 0.5", *("y/9 + 0.4", "1.5")[: count - 1]])
    return f"{first}) + y"


@pytest.mark.parametrize("text", ["where(x > 0, sqrt(x), y)", "elu(x) + y"])
def test_a_formula_that_may_be_undefined_on_one_side_has_no_program(text: str) -> None:
    expression = Expression(text)
    assert formulas.cost(expression, "torch") is None
    assert formulas.cost(expression, "jnp") is None


@pytest.mark.parametrize("name", SURFACES)
def test_a_surfaces_formula_gives_its_heights(name: str) -> None:
    surface = surfaces.build(name)
    np.testing.assert_allclose(costs(surface.formula), surface.value(*POINTS), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        *("3", "x", "-x - y", "2 - x/3 - y", "x/(y^2 + 1)/(x + 5)", "x^-2 + 1/y", "-(x*y)^2"),
        *("(x^2 + 1)^1.5 - 2^y", "exp(-x^2)*sin(3*x - y)", "(x^2 + 1)^(y/3)", "-2.5*(x - y)^3"),
        *(called(name, form.least) for name, form in FORMS.items() if name not in UNWRITTEN),
    ],
)
def test_a_typed_formula_keeps_its_value(text: str) -> None:
    expression = Expression(text)
    np.testing.assert_allclose(costs(expression), expression.value(*POINTS), rtol=1e-9)
    torch = formulas.cost(expression, "torch")
    assert torch is not None
    ast.parse(torch)


def test_a_formula_stays_as_short_as_its_graph() -> None:
    text = "x"
    for _ in range(12):
        text = f"({text} + y)^1.5"
    written = formulas.cost(Expression(text), "torch")
    assert written is not None
    assert len(written) < 2_000


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_call_has_a_program_that_holds_it(name: str) -> None:
    schedule = {"name": "warmup", "steps": 5, "then": {"name": "one_cycle", "total": 30}}
    turn = {"step": 9, "run": 0, "hyperparameters": {"lr": 0.5}}
    for more in ({}, {"schedule": schedule}):
        turns = [turn] if more else []
        spec = from_dict({**SPEC, "runs": [{"optimizer": name, **more}], "interventions": turns})
        (code,) = constructors(spec)  # type: ignore[arg-type]
        json.dumps(code)
        for framework in FRAMEWORKS:
            program = code["programs"][framework]
            assert (program is None) == (code[framework] is None)
            if program is None:
                continue
            ast.parse(program)
            assert ("def multiplier" in program) == bool(more)
            assert ("import math\n" in program) == bool(more)
            assert "not included" not in program
            if not more:
                assert code[framework].partition("  # ")[0] in program


def test_a_program_says_what_it_cannot_have() -> None:
    run = {"optimizer": "momentum", "schedule": {"name": "cosine", "total": 10}}
    turn = {"step": 9, "run": 0, "hyperparameters": {"lr": 0.5, "beta": 0.5}}
    spec = from_dict({**SPEC, "runs": [run], "interventions": [turn], "gradient_noise": 0.5})
    (code,) = constructors(spec)  # type: ignore[arg-type]
    for framework in FRAMEWORKS:
        head = code["programs"][framework].partition("import")[0]
        assert "not included: the intervention lr = 0.5, beta = 0.5 at step 9; gradient" in head
        assert ("forgets the velocity" in head) == (framework == "keras")


def test_a_training_has_constructors_alone() -> None:
    spec = {
        "kind": "training",
        "dataset": "moons",
        "network": {"layers": [2, 3, 1]},
        "epochs": 3,
        "runs": [{"optimizer": "gd"}],
    }
    (code,) = constructors(from_dict(spec))  # type: ignore[arg-type]
    assert set(code["programs"].values()) == {None}
    assert code["pytorch"]
