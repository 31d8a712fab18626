"""The functions of the expression language, for instance sin, exp, max and where.

Each is elementwise: how NumPy computes it, and its LaTeX. Their slopes are in `derive`, the names
people call them by in `vocabulary`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one or more numbers; `apply` knows no shapes and takes what answers ufuncs."""

    name: str
    apply: Callable[..., Any]
    latex: str

    def of_constants(self, *values: float) -> float:
        """f(values), which may be infinite or NaN."""
        with np.errstate(all="ignore"):
            return float(self.apply(*(np.array([value]) for value in values))[0])


def _sigmoid(u: Any) -> Any:
    return np.add(np.multiply(np.tanh(np.multiply(u, 0.5)), 0.5), 0.5)


def _reciprocal_root(u: Any) -> Any:
    return np.divide(np.sqrt(u), np.maximum(u, _TINY))


def _chosen(condition: Any, there: Any, otherwise: Any) -> Any:
    # A condition that is undefined, such as √x > 1 left of 0, leaves the whole undefined.
    undefined = np.subtract(condition, condition)
    return np.add(np.where(np.greater(condition, 0.5), there, otherwise), undefined)


def _at_tie(difference: Any, above: Any, below: Any) -> Any:
    """`above` where the difference is positive, `below` where negative, between them at a tie."""
    low, high = np.minimum(above, below), np.maximum(above, below)
    nearest = np.maximum(low, np.minimum(high, 0.0))
    beneath = np.where(np.less(difference, 0.0), below, nearest)
    return np.where(np.greater(difference, 0.0), above, beneath)


_ALL = (
    Function("sin", np.sin, r"\sin"),
    Function("cos", np.cos, r"\cos"),
    Function("tan", np.tan, r"\tan"),
    Function("asin", np.arcsin, r"\arcsin"),
    Function("acos", np.arccos, r"\arccos"),
    Function("atan", np.arctan, r"\arctan"),
    Function("sinh", np.sinh, r"\sinh"),
    Function("cosh", np.cosh, r"\cosh"),
    Function("tanh", np.tanh, r"\tanh"),
    Function("asinh", np.arcsinh, r"\operatorname{arsinh}"),
    Function("acosh", np.arccosh, r"\operatorname{arcosh}"),
    Function("atanh", np.arctanh, r"\operatorname{artanh}"),
    Function("exp", np.exp, r"\exp"),
    Function("exp2", np.exp2, r"\operatorname{exp2}"),
    Function("expm1", np.expm1, r"\operatorname{expm1}"),
    Function("log", np.log, r"\log"),
    Function("log2", np.log2, r"\log_{2}"),
    Function("log10", np.log10, r"\log_{10}"),
    Function("log1p", np.log1p, r"\operatorname{log1p}"),
    Function("sqrt", np.sqrt, r"\sqrt"),
    Function("cbrt", np.cbrt, r"\sqrt[3]"),
    Function("abs", np.absolute, r"|"),
    Function("sign", np.sign, r"\operatorname{sign}"),
    Function("floor", np.floor, r"\lfloor"),
    Function("round", np.rint, r"\operatorname{round}"),
    Function("heaviside", lambda u: np.heaviside(u, 0.5), r"\operatorname{H}"),
    Function("sigmoid", _sigmoid, r"\sigma"),
    Function("softplus", lambda u: np.logaddexp(u, 0.0), r"\operatorname{softplus}"),
    Function("relu", lambda u: np.maximum(u, 0.0), r"\operatorname{relu}"),
    Function("min", np.minimum, r"\min"),
    Function("max", np.maximum, r"\max"),
    Function("mod", np.remainder, r"\operatorname{mod}"),
    Function("atan2", np.arctan2, r"\operatorname{atan2}"),
    Function("where", _chosen, r"\operatorname{where}"),
    # Undefined where the condition does not hold.
    Function("given", lambda c, u: _chosen(c, u, np.nan), r"\operatorname{given}"),
    Function("less", lambda u, v: np.heaviside(np.subtract(v, u), 0.0), "<"),
    Function(
        "at most", lambda u, v: np.heaviside(np.subtract(v, u), 1.0), r"\operatorname{atmost}"
    ),
    Function("step", lambda u: np.heaviside(u, 0.0), r"\operatorname{step}"),
    Function("tie", _at_tie, r"\operatorname{tie}"),
    # 1/√u, but 0 at u = 0.
    Function("rsqrt", _reciprocal_root, r"\operatorname{rsqrt}"),
    # 1/∛u².
    Function("rcbrt2", lambda u: np.divide(1.0, np.square(np.cbrt(u))), r"\operatorname{rcbrt2}"),
)

FUNCTIONS = {function.name: function for function in _ALL}
