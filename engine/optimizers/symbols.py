"""Symbols: the names of what a rule works with, for instance its memory or a corrected average.

A rule names its memory in its decorator. Beside it may stand a function of the same arguments that
gives what lies between memory and step:

    parts(at, old, new, t, *, knobs…) -> pairs (Symbol, number for each coordinate)

`old` and `new` are the memory before and after the step. Symbols of kind "vector" are shares of
the step Δ: those that a rule names add up to it. Those of kind "detail" occur in formulas only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

SymbolKind: TypeAlias = Literal["value", "vector", "detail"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One quantity: `label` is plain text, `latex` how the formula writes it."""

    key: str
    label: str
    latex: str
    help: str
    kind: SymbolKind = "value"


Parts: TypeAlias = Iterator[tuple[Symbol, Any]]
PartsOf: TypeAlias = Callable[..., Parts]
Numbers: TypeAlias = Mapping[str, float]
Spelled: TypeAlias = Callable[[Numbers], Sequence[str]]

Border: TypeAlias = Callable[..., Any]


def plain_border(**_: Any) -> float:
    """The largest rate × curvature at which steps along −g do not grow on a parabola."""
    return 2.0


def averaged_border(beta1: Any, **_: Any) -> Any:
    """The same for steps along −m, m ← β₁m + (1−β₁)g: 38 at β₁ = 0.9.

    From z² − (1 + β₁ − (1−β₁)ηλ) z + β₁, whose roots leave the unit circle at −1. Cohen et al.
    2022, arXiv:2207.14484, section 2.
    """
    return 2 * (1 + beta1) / (1 - beta1)


def ahead_border(beta1: Any, **_: Any) -> Any:
    """The same for steps along −(β₁m + (1−β₁)g), which look one step ahead."""
    return 2 * (1 + beta1) / ((1 - beta1) * (1 + 2 * beta1))


KNOBS = {
    "lr": r"\eta",
    "beta": r"\beta",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "rho": r"\rho",
    "eps": r"\varepsilon",
    "weight_decay": r"\lambda",
    "damping": r"\lambda",
    "momentum_decay": r"\psi",
    "eta_minus": r"\eta_-",
    "eta_plus": r"\eta_+",
    "min_step": r"s_{\min}",
    "max_step": r"s_{\max}",
}

RATE = Symbol(
    "rate",
    "effective rate",
    r"\eta_{\text{eff}}",
    "What the direction is multiplied by: the rate each coordinate really gets.",
)
BORDER = Symbol(
    "border",
    "border",
    r"\eta_{\text{max}}",
    "At effective rates above it the steps grow, on a parabola as curved along this axis as the "
    "surface is here. There is none where it curves down.",
)
FRESH = Symbol(
    "fresh", "new slope's share", r"\Delta_g", "The part of Δ due to this step's slope.", "vector"
)
PAST = Symbol(
    "past", "momentum's share", r"\Delta_m", "The part of Δ due to all slopes before.", "vector"
)
DECAY = Symbol(
    "decay", "decay's share", r"\Delta_\lambda", "The part of Δ due to weight decay.", "vector"
)


def unnamed(slots: int) -> tuple[Symbol, ...]:
    """Names for the memory of a rule that gives none."""
    return tuple(
        Symbol(f"slot{i}", f"slot {i}", rf"s_{{{i}}}", f"Slot {i} of the memory.")
        for i in range(1, slots + 1)
    )
