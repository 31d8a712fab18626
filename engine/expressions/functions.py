"""The one-argument functions of the expression language, for instance sin, exp and sqrt.

Each is elementwise: how NumPy computes it, and its LaTeX. Their slopes are in `derive`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language; one that is not public occurs in slopes only."""

    name: str
    apply: Callable[[Any], Any]
    latex: str
    public: bool = True

    def of_constant(self, value: float) -> float:
        """f(value), which may be infinite or NaN."""
        with np.errstate(all="ignore"):
            return float(self.apply(np.array([value]))[0])


def _sigmoid(u: Any) -> Any:
    return np.add(np.multiply(np.tanh(np.multiply(u, 0.5)), 0.5), 0.5)


def _reciprocal_root(u: Any) -> Any:
    return np.divide(np.sqrt(u), np.maximum(u, _TINY))


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
    Function("exp", np.exp, r"\exp"),
    Function("log", np.log, r"\log"),
    Function("sqrt", np.sqrt, r"\sqrt"),
    Function("abs", np.absolute, r"|"),
    Function("sign", np.sign, r"\operatorname{sign}"),
    Function("floor", np.floor, r"\lfloor"),
    Function("sigmoid", _sigmoid, r"\sigma"),
    Function("softplus", lambda u: np.logaddexp(u, 0.0), r"\operatorname{softplus}"),
    Function("relu", lambda u: np.maximum(u, 0.0), r"\operatorname{relu}"),
    Function("step", lambda u: np.heaviside(u, 0.0), r"\operatorname{step}", public=False),
    # 1/√u, but 0 at u = 0.
    Function("rsqrt", _reciprocal_root, r"\operatorname{rsqrt}", public=False),
)

FUNCTIONS = {function.name: function for function in _ALL}
PUBLIC = tuple(function.name for function in _ALL if function.public)
