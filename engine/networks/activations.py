"""Activations: what a unit makes of its input, for instance relu or tanh.

Each is two plain functions of arrays of any shape: `value` from the input z, and `slope`, the
derivative, from the value a = value(z), so that back-propagation need not keep z. Neither branches
on a number, so that both can be recorded as programs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.registry import Registry

Function: TypeAlias = Callable[[Any], Any]

LEAK = 0.01


@dataclass(frozen=True, slots=True)
class Activation:
    """A function with its derivative; `analytic` where it may be given complex numbers."""

    name: str
    title: str
    help: str
    latex: str
    value: Function
    slope: Function
    analytic: bool

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "latex": self.latex,
            "analytic": self.analytic,
        }


ACTIVATIONS: Registry[Activation] = Registry("activation")


def sigmoid(z: Any) -> Any:
    """1/(1 + e⁻ᶻ) by tanh, which neither overflows nor needs a division."""
    return 0.5 * np.tanh(0.5 * z) + 0.5


ACTIVATIONS.add(
    Activation(
        name="relu",
        title="ReLU",
        help="Passes what is positive. A unit that is negative on all data is dead: no slope.",
        latex=r"\max(z, 0)",
        value=lambda z: np.maximum(z, 0.0),
        slope=np.sign,
        analytic=False,
    )
)
ACTIVATIONS.add(
    Activation(
        name="leaky_relu",
        title="Leaky ReLU",
        help="A ReLU that keeps a hundredth of what is negative, so that no unit dies.",
        latex=rf"\max(z, {LEAK} z)",
        value=lambda z: np.maximum(z, LEAK * z),
        slope=lambda a: np.maximum(np.sign(a), LEAK),
        analytic=False,
    )
)
ACTIVATIONS.add(
    Activation(
        name="tanh",
        title="tanh",
        help="Squeezes into (−1, 1), centred at 0; its slope fades where |z| is large.",
        latex=r"\tanh z",
        value=np.tanh,
        slope=lambda a: 1.0 - a * a,
        analytic=True,
    )
)
ACTIVATIONS.add(
    Activation(
        name="sigmoid",
        title="Sigmoid",
        help="Squeezes into (0, 1); its slope is a quarter at most, so deep ones learn slowly.",
        latex=r"1 / (1 + e^{-z})",
        value=sigmoid,
        slope=lambda a: a - a * a,
        analytic=True,
    )
)
ACTIVATIONS.add(
    Activation(
        name="linear",
        title="Linear",
        help="Passes everything: a stack of linear layers is one linear layer.",
        latex="z",
        value=np.positive,
        slope=lambda a: 0.0 * a + 1.0,
        analytic=True,
    )
)
