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
