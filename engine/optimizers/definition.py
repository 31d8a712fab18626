"""Optimizers: named rules that turn a gradient into a step, for instance gradient descent or Adam.

A rule is a pure function `rule(at, memory, t, *, knobs…) -> (Δ, memory)`; the caller moves θ by Δ.
What forms, the catalogue and code samples need follows from its signature and its decorator.

Shapes: θ, gradient, Δ and each memory slot (D, L), knobs () or (L,), t (). Slots start at zero, t
at 1. A rule never branches on a number, so that it can be recorded as a program; and its powers are
`np.power`, because `**` on scalars and on arrays can differ in the last bit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from engine.knobs import Knob, read
from engine.lanes import Array, Memory
from engine.optimizers.equivalents import FRAMEWORKS, Equivalent, Framework, Template, equivalent
from engine.optimizers.symbols import Border, PartsOf, Spelled, Symbol, unnamed
from engine.registry import Registry

Rule: TypeAlias = Callable[..., tuple[Array, Memory]]
Equations: TypeAlias = Sequence[str] | Callable[..., Sequence[str]]
RuleT = TypeVar("RuleT", bound=Rule)


@dataclass(frozen=True)
class Optimizer:
    """A rule and what there is to know about it. Order 2 means that the rule reads the Hessian.

    `memory` names the slots, `parts` gives what lies between memory and step. `spelled` is the
    formula for one coordinate where `equations` branch or hold matrices. `border` gives, from the
    knobs, the largest effective rate × curvature at which the steps do not grow.
    """

    name: str
    title: str
    help: str
    rule: Rule
    memory: tuple[Symbol, ...]
    order: int
    knobs: tuple[Knob, ...]
    equations: Equations
    cite: str
    convention: str
    equivalents: Mapping[str, Template]
    parts: PartsOf | None = None
    spelled: Spelled | None = None
    border: Border | None = None

    @property
    def slots(self) -> int:
        """How many arrays it remembers."""
        return len(self.memory)

    def defaults(self) -> dict[str, Any]:
        """Every hyper-parameter at its default."""
        return {knob.name: knob.default for knob in self.knobs}

    def formula(self, hyperparameters: Mapping[str, Any]) -> tuple[str, ...]:
        """The update in LaTeX, a line for each assignment in order, under these options."""
        if callable(self.equations):
            return tuple(self.equations(**self.defaults() | dict(hyperparameters)))
        return tuple(self.equations)

    @property
    def latex(self) -> tuple[str, ...]:
        """The formula at the defaults."""
        return self.formula({})

    def elsewhere(self, framework: Framework, hyperparameters: Mapping[str, Any]) -> Equivalent:
        """The optimizer in a framework, or why it has none."""
        settings = self.defaults() | dict(hyperparameters)
        return equivalent(self.equivalents.get(framework), settings)

    def equivalent(self, framework: Framework, hyperparameters: Mapping[str, Any]) -> str | None:
        """The constructor call in a framework, None where it has no such rule.

        A trailing comment names what differs.
        """
        return self.elsewhere(framework, hyperparameters).text

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue; the equivalent calls are those at the defaults."""
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "order": self.order,
            "slots": self.slots,
            "hyperparameters": [knob.to_dict() for knob in self.knobs],
            "latex": list(self.latex),
            "cite": self.cite,
            "convention": self.convention,
            "equivalents": {name: self.equivalent(name, {}) for name in FRAMEWORKS},
        }


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def optimizer(
    *,
    title: str,
    help: str,  # noqa: A002
    slots: int | Sequence[Symbol],
    latex: Equations,
    cite: str,
    convention: str,
    order: int = 1,
    equivalents: Mapping[str, Template] | None = None,
    parts: PartsOf | None = None,
    spelled: Spelled | None = None,
    border: Border | None = None,
    registry: Registry[Optimizer] = OPTIMIZERS,
) -> Callable[[RuleT], RuleT]:
    """Register the decorated rule under its own name; its keyword-only arguments become knobs.

    `slots` names the memory or counts it. `latex` is the formula, or a function from the
    hyper-parameters to it; `equivalents` maps a framework to a template over the hyper-parameters,
    or to a function from them to an `Equivalent`. `parts` and `spelled` say what the formula's
    symbols stand for; a rule whose parts name an effective rate has a `border`.
    """

    def register(rule: RuleT) -> RuleT:
        registry.add(
            Optimizer(
                name=rule.__name__,
                title=title,
                help=help,
                rule=rule,
                memory=unnamed(slots) if isinstance(slots, int) else tuple(slots),
                order=order,
                knobs=read(rule),
                equations=latex,
                cite=cite,
                convention=convention,
                equivalents=dict(equivalents or {}),
                parts=parts,
                spelled=spelled,
                border=border,
            )
        )
        return rule

    return register
