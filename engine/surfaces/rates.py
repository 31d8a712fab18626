"""Rates for surfaces nobody has tuned: custom ones, or the catalogue's with other parameters."""

from typing import Any

import numpy as np

from engine.expressions import Expression
from engine.surfaces.surface import Rates, Spot, View, lattice

_PROBES = 17
_FOLLOW_SLOPE = ("gd", "momentum", "nesterov", "radam")


def adapted(rates: Rates, standard: Expression, formula: Expression, view: View) -> Rates:
    """The rates after a change of parameters; steps along the slope shrink as it stiffens."""
    factor = _stiffness(standard, view) / max(_stiffness(formula, view), 1e-300)
    changed: dict[str, dict[str, Any]] = {name: dict(knobs) for name, knobs in rates.items()}
    for name in _FOLLOW_SLOPE:
        changed[name]["lr"] = _rounded(changed[name]["lr"] * factor)
    return changed


def guessed(formula: Expression, view: View, start: Spot) -> Rates:
    """Careful rates: 1/curvature where steps follow the slope, else a share of the view."""
    span = min(high - low for low, high in view)
    _, dx, dy = formula.slopes(*start)
    slope = float(np.hypot(dx, dy))
    stiffness = _stiffness(formula, view)
    lr = min(1 / stiffness if stiffness else 1.0, span / 8 / slope if slope else np.inf)
    share = span / 60
    return {
        "gd": {"lr": _rounded(lr)},
        "momentum": {"lr": _rounded(lr)},
        "nesterov": {"lr": _rounded(lr / 5)},
        "rmsprop": {"lr": _rounded(share / 3), "beta": 0.9},
        "adam": {"lr": _rounded(share)},
    }


def _stiffness(formula: Expression, view: View) -> float:
    """The largest curvature over most of the view: a tenth of it may be steeper."""
    dxx, dxy, dyy = formula.curvatures(*lattice(view, _PROBES, _PROBES))
    with np.errstate(all="ignore"):
        steepest = np.abs(dxx + dyy) / 2 + np.hypot((dxx - dyy) / 2, dxy)
    finite = steepest[np.isfinite(steepest)]
    return float(np.quantile(finite, 0.9)) if finite.size else 0.0


def _rounded(rate: float) -> float:
    return float(f"{min(max(rate, 1e-9), 1e3):.2g}")
