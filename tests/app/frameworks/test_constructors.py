"""Exported constructors: none that a framework refuses, none that hides what it leaves out.

What a framework refuses is written down here, since the tests do without the frameworks; running
every call is `make frameworks`.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.frameworks import constructors
from engine.optimizers import FRAMEWORKS, OPTIMIZERS
from engine.specs import from_dict

# Read in torch 2.13, Keras 3.15 and optax 0.2.8: what raises when an optimizer is constructed.
REFUSED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "torch.optim.SGD": lambda a: a.get("nesterov", False) and not a["momentum"] > 0,
    "torch.optim.Rprop": lambda a: not 0 < a["etas"][0] < 1 < a["etas"][1],
    "torch.optim": lambda a: not all(0 <= beta < 1 for beta in a.get("betas", ())),
    "keras.optimizers.SGD": lambda a: not 0 <= a.get("momentum", 0.0) <= 1,
    "keras.optimizers.Lion": lambda a: not 0 < a["beta_1"] <= 1,
}

DESCENT: dict[str, Any] = {"kind": "descent", "surface": "bowl", "steps": 50}
TRAINING: dict[str, Any] = {
    "kind": "training",
    "dataset": "moons",
    "network": {"layers": [2, 3, 1]},
    "epochs": 3,
}


def settings_at_ends(name: str) -> Iterator[dict[str, Any]]:
    """Each number at its least, at its largest and, where allowed, at 0; each choice and flag."""
    yield {}
    for knob in OPTIMIZERS[name].knobs:
        numbers = [knob.min, knob.max, 0.0 if knob.min == 0 else knob.max]
        for value in numbers if knob.kind == "number" else knob.choices or (True, False):
            yield {knob.name: value}


def arguments(call: ast.Call) -> dict[str, Any]:
    """What a call is given by name, as numbers."""
    return {
        str(keyword.arg): eval(compile(ast.Expression(keyword.value), "call", "eval"), {})
        for keyword in call.keywords
    }


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_framework_refuses_an_exported_call(name: str) -> None:
    for settings in settings_at_ends(name):
        run = {"optimizer": name, "hyperparameters": settings}
        (code,) = constructors(from_dict({**DESCENT, "runs": [run]}))  # type: ignore[arg-type]
        for framework in FRAMEWORKS:
            if code[framework] is None:
                assert code["reasons"].get(framework) or OPTIMIZERS[name].order > 1, framework
                continue
            call = ast.parse(code[framework], mode="eval").body
            assert isinstance(call, ast.Call)
            spelled = ast.unparse(call.func)
            for prefix, refuses in REFUSED.items():
                if spelled == prefix or (prefix == "torch.optim" and spelled.startswith(prefix)):
                    assert not refuses(arguments(call)), code[framework]


def test_the_table_of_refusals_can_refuse() -> None:
    refused = [
        "torch.optim.SGD(params, lr=0.1, momentum=0.0, nesterov=True)",
        "torch.optim.Rprop(params, etas=(0.5, 1.0))",
        "keras.optimizers.Lion(beta_1=0.0)",
    ]
    for text in refused:
        call = ast.parse(text, mode="eval").body
        assert isinstance(call, ast.Call)
        assert REFUSED[ast.unparse(call.func)](arguments(call))


def test_a_square_that_single_precision_takes_for_zero_is_kept_above_it() -> None:
    adagrad = OPTIMIZERS["adagrad"]
    for framework in FRAMEWORKS[1:]:
        assert "=1e-10**2)" in str(adagrad.equivalent(framework, {"eps": 1e-10}))
        assert "=1e-37)" in str(adagrad.equivalent(framework, {"eps": 1e-25}))


def test_a_call_says_where_rounding_decides() -> None:
    radam = OPTIMIZERS["radam"]
    assert "rounding" not in str(radam.equivalent("pytorch", {"beta2": 0.99999}))
    assert "rounding" in str(radam.equivalent("pytorch", {"beta2": 1 - 1e-9}))


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (DESCENT | {"gradient_noise": 0.5, "seed": 7}, r"noise 0\.5 \(seed 7\)"),
        (DESCENT | {"tolerances": {"grad_norm": 1e-3}}, r"stop at gradient norm 0\.001"),
        (DESCENT | {"tolerances": {"cost": 0.25}}, r"stop at cost 0\.25"),
        (TRAINING | {"l2": 0.1, "clip_norm": 1}, r"L2 λ = 0\.1 over the size of the data"),
        (TRAINING | {"clip_norm": 2}, r"cut to norm 2"),
        (TRAINING | {"keep_prob": 0.8}, r"keep_prob 0\.8"),
        *(
            (
                spec | {"interventions": [{"step": 2, "run": 0, "hyperparameters": {"lr": 0.005}}]},
                r"lr = 0\.005 at step 2\)",
            )
            for spec in (DESCENT, TRAINING)
        ),
    ],
)
def test_a_call_names_what_it_leaves_out(
    client: TestClient, spec: dict[str, Any], told: str
) -> None:
    runs = [{"optimizer": "nesterov", "schedule": {"name": "inverse_time", "rate": 0.5}}]
    answer = client.post("/api/v1/code", json={"spec": spec | {"runs": runs}})
    (code,) = answer.json()["runs"]
    for framework in FRAMEWORKS:
        call, _, comment = code[framework].partition("  # ")
        assert re.search(f"not included: .*{told}", comment), comment
        assert "its inverse time schedule by step" in comment
        assert "float64" in comment
        assert ("inside v" in comment) == (framework == "keras")
        assert not re.search(told, call)


@pytest.mark.parametrize(
    ("name", "more", "decay"),
    [
        ("gd", {}, "0.1 / 300"),
        ("adam", {"l2_over": "batch", "batch_size": 50}, "0.1 / 50"),
        ("gd", {"l2_over": "batch", "batch_size": 64}, None),
        ("gd", {"clip_norm": 1.0}, None),
        ("adamw", {}, None),
        ("rprop", {}, None),
    ],
)
def test_l2_is_weight_decay_where_that_computes_the_same(
    name: str, more: dict[str, Any], decay: str | None
) -> None:
    spec = from_dict({**TRAINING, "l2": 0.1, "runs": [{"optimizer": name}], **more})
    (code,) = constructors(spec)  # type: ignore[arg-type]
    groups = f'[{{"params": weights, "weight_decay": {decay}}}, {{"params": biases}}]'
    assert (groups in code["pytorch"]) == (decay is not None)
    assert ("L2" in code["pytorch"]) == (decay is None)
    for framework in ("keras", "optax"):
        assert code[framework] is None or "L2 λ = 0.1" in code[framework]


def test_a_call_that_leaves_nothing_out_says_so_by_silence() -> None:
    spec = from_dict({**DESCENT, "runs": [{"optimizer": "gd"}, {"optimizer": "lion"}]})
    gd, lion = constructors(spec)  # type: ignore[arg-type]
    assert gd["pytorch"] == "torch.optim.SGD(params, lr=0.1)  # the engine's numbers are float64"
    assert gd["reasons"] == {}
    assert lion["pytorch"] is None
    assert "lion_pytorch.Lion(params, lr=0.02" in lion["reasons"]["pytorch"]


def test_interventions_of_other_runs_are_none_of_a_runs_own() -> None:
    turn = {"step": 2, "run": 1, "hyperparameters": {"lr": 0.5}}
    spec = {**DESCENT, "runs": [{"optimizer": "gd"}] * 2, "interventions": [turn] * 5}
    first, second = constructors(from_dict(spec))  # type: ignore[arg-type]
    assert "intervention" not in first["keras"]
    assert "and 2 more" in second["keras"]
