"""Cases: what the exported code is tried on, and how far two paths lie apart."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from engine import race, surfaces
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.specs import from_dict
from engine.specs.descent import DescentSpec

CLOSE = 1e-6
STEPS = 60
PLACES = ("rosenbrock", "ravine", "absolute")
ADAM = [{}, {"beta1": 0.8, "beta2": 0.9, "eps": 1e-3}]

# Beside the defaults and every combination of choices and flags.
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "momentum": [{"beta": 0.5}],
    "nesterov": [{"beta": 0.8}, {"beta": 0.0}],
    "adagrad": [{"eps": 1e-2}, {"eps": 1e-25}],
    "rmsprop": [{"beta": 0.9, "eps": 1e-3}],
    "adadelta": [{"rho": 0.95, "eps": 1e-4}],
    "adam": ADAM,
    "adamw": [{"weight_decay": 0.5, "eps": 1e-3}],
    "amsgrad": [{"beta2": 0.5, "eps": 1e-3}],
    "nadam": [{"momentum_decay": 1.0, "eps": 1e-3}],
    "adamax": [{"beta2": 0.9, "eps": 0.1}],
    "radam": [{"lr": 0.001, "beta2": 0.99, "eps": 1e-3}],
    "adabelief": [{"beta2": 0.9, "eps": 1e-6}],
    "lion": [{"weight_decay": 0.3}],
    "rprop": [
        {"lr": 0.01, "eta_minus": 0.3, "eta_plus": 1.1, "max_step": 0.2},
        {"eta_plus": 1.0},
    ],
}
SCHEDULES: list[dict[str, Any]] = [
    {"name": "inverse_time", "rate": 0.5, "every": 4},
    {"name": "exponential", "decay": 0.95, "every": 3},
    {"name": "exponential", "decay": 0.9, "every": 4, "staircase": True},
    {"name": "step", "factor": 0.5, "every": 7},
    {"name": "inverse_sqrt"},
    {"name": "warmup", "steps": 5, "then": {"name": "cosine", "total": 20, "final": 0.1}},
    {"name": "one_cycle", "total": 30},
    {"name": "table", "table": [[5, 0.5], [10, 0.1], [15, 2.0]]},
]


def options(item: Optimizer) -> Iterator[dict[str, Any]]:
    """Every combination of an optimizer's choices and flags."""
    knobs = [knob for knob in item.knobs if knob.kind in {"choice", "flag"}]
    for values in product(*(knob.choices or (False, True) for knob in knobs)):
        yield {knob.name: value for knob, value in zip(knobs, values, strict=True)}


def usual(item: Optimizer) -> list[dict[str, Any]]:
    """Settings an optimizer is tried at."""
    return [*options(item), *SETTINGS.get(item.name, [])]


def ends(item: Optimizer) -> Iterator[dict[str, Any]]:
    """Every number at its least and at its largest, under every combination of options."""
    numbers = [knob for knob in item.knobs if knob.kind == "number"]
    for chosen in options(item):
        for knob in numbers:
            for value in (knob.min, knob.max, 0.0):
                if value is not None and (knob.min or 0.0) <= value:
                    yield {**chosen, knob.name: value}


def descent(name: str, settings: Mapping[str, Any], **more: Any) -> DescentSpec:
    """One run; `settings` lie over what the surface suggests."""
    surface = more.get("surface", "bowl")
    rates = surfaces.build(surface).rates.get(name, {})
    known = {knob.name for knob in OPTIMIZERS[name].knobs}
    tuned = {knob: value for knob, value in rates.items() if knob in known}
    run = {"optimizer": name, "hyperparameters": {**tuned, **settings}}
    run |= {"schedule": more.pop("schedule")} if "schedule" in more else {}
    spec = from_dict({"kind": "descent", "surface": surface, **more, "runs": [run]})
    assert isinstance(spec, DescentSpec)
    return spec


def lasting(name: str, settings: Mapping[str, Any], steps: int, **more: Any) -> DescentSpec:
    """A run that ends before it would diverge."""
    spec = descent(name, settings, steps=steps, **more)
    ending = race(spec).endings[0]
    if ending.stopped_at is not None and ending.status.value != "converged":
        return descent(name, settings, steps=max(ending.stopped_at - 1, 1), **more)
    return spec


def path(spec: DescentSpec) -> Array:
    """The engine's points (steps + 1, 2) of the only entry."""
    return race(spec).history[:, 0, :2]


def chaos(spec: DescentSpec) -> float:
    """How far the end moves when the start does by one unit in the last place."""
    ((x, y),) = spec.starts
    nudged = math.nextafter(x, math.inf), math.nextafter(y, math.inf)
    return apart(path(replace(spec, starts=(nudged,)))[-1], path(spec)[-1])


def apart(found: Array, wanted: Array) -> float:
    """The worst deviation, as a share of what is larger than 0.1."""
    found, wanted = np.asarray(found, float), np.asarray(wanted, float)
    same = np.isfinite(wanted) & np.isfinite(found)
    if (np.isfinite(wanted) != np.isfinite(found)).any():
        return float("inf")
    gaps = np.abs(found - wanted) / np.maximum(np.abs(wanted), 0.1)
    return float(gaps[same].max(initial=0.0))
