"""Equivalents: an optimizer as another framework constructs it, for instance torch.optim.Adam(…).

What is written beside an optimizer is a template, `"optax.sgd({lr})  # what differs"`; a template
that is a comment alone says why there is no such call. Where settings decide, it is a function of
them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Framework: TypeAlias = Literal["pytorch", "keras", "optax"]

FRAMEWORKS: tuple[Framework, ...] = ("pytorch", "keras", "optax")

# Stands in a call where its rate goes, so that a schedule can be put there later.
RATE = "{rate}"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A constructor call with its `rate` apart, or None and a `note` that says why.

    Else `note` says what differs, and `moving` what does once the rate changes on the way. `factor`
    is what the rate has to be multiplied by at step k, counted from 0, to compute the same.
    """

    call: str | None
    rate: str = ""
    note: str = ""
    factor: str = ""
    moving: str = ""

    @property
    def constructor(self) -> str | None:
        """The call with its rate."""
        if self.call is None:
            return None
        return self.call.replace(RATE, self.scheduled if self._takes_functions else self.rate)

    @property
    def comments(self) -> list[str]:
        """What differs, and what the call alone cannot do."""
        told = [self.note] if self.note else []
        if self.factor and not self._takes_functions:
            told.append(f"at step k = 0, 1, … multiply the rate by {self.factor}")
        return told

    @property
    def text(self) -> str | None:
        """The constructor, a comment behind it."""
        if (call := self.constructor) is None:
            return None
        return "  # ".join([call, "; ".join(self.comments)] if self.comments else [call])

    @property
    def scheduled(self) -> str:
        """The rate as a function of k, for a framework that takes one."""
        return f"lambda k: {self.rate} * {self.factor}"

    @property
    def _takes_functions(self) -> bool:
        return bool(self.factor) and str(self.call).startswith("optax.")


Template: TypeAlias = str | Callable[..., Equivalent]


def equivalent(template: Template | None, settings: Mapping[str, Any]) -> Equivalent:
    """What a template comes to with these hyper-parameters."""
    if callable(template):
        return template(**settings)
    call, _, note = (template or "").partition("# ")
    return Equivalent(
        call.strip().format_map(dict(settings) | {"lr": RATE}) or None,
        str(settings["lr"]),
        note.format_map(settings),
    )


def explained(
    template: str, note: Callable[..., str] = lambda **_: "", moving: str = ""
) -> Callable[..., Equivalent]:
    """A template whose note depends on the settings, or that says what a moving rate changes."""

    def call(**settings: Any) -> Equivalent:
        plain = equivalent(template, settings)
        return Equivalent(plain.call, plain.rate, note(**settings) or plain.note, moving=moving)

    return call
