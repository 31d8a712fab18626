"""Inside a step: what an update works with, for instance slope, memory, effective rate and shares.

Each quantity has a number for x and one for y. Vectors are in units of θ, to be drawn from it.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.descent.replay import Replay, Update
from engine.lanes import Array
from engine.optimizers import Optimizer
from engine.optimizers.filling import filled
from engine.optimizers.symbols import BORDER, KNOBS, RATE, Symbol
from engine.specs import DescentSpec, Entry
from engine.validation import SpecError, integer

Pair: TypeAlias = tuple[float, float]

GRADIENT = Symbol("gradient", "∇f", r"\nabla f", "The slope of the surface here.")
NOISE = Symbol("noise", "noise", r"\xi", "What chance added to the slope.")
GIVEN = Symbol("given", "g", "g", "The slope that the rule was given, noise included.")
DOWNHILL = Symbol(
    "downhill",
    "−ηg",
    r"-\eta\, g",
    "The step that plain descent would take at this rate.",
    "vector",
)
STEP = Symbol("step", "Δ", r"\Delta", "The step taken: the next θ is θ + Δ.", "vector")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A symbol's numbers, with those before the step for memory; all shares add up to Δ."""

    symbol: Symbol
    numbers: Pair
    before: Pair | None = None
    share: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; null stands for a number that is not finite."""
        return {
            "key": self.symbol.key,
            "label": self.symbol.label,
            "latex": self.symbol.latex,
            "help": self.symbol.help,
            "kind": self.symbol.kind,
            "numbers": _finite(self.numbers),
            "before": self.before and _finite(self.before),
            "share": self.share,
        }


@dataclass(frozen=True, slots=True)
class Inside:
    """The update of one entry that leaves `step`; `hyperparameters` are those in force.

    lr is `base_rate` times the schedule's `multiplier`. `formula` is the rule; `filled` holds it
    with the numbers of this step, for x and for y.
    """

    trajectory: Entry
    optimizer: str
    step: int
    theta: Pair
    next_theta: Pair
    cost: float
    next_cost: float
    base_rate: float
    multiplier: float
    hyperparameters: Mapping[str, Any]
    quantities: tuple[Quantity, ...]
    formula: tuple[str, ...]
    filled: tuple[tuple[str, ...], tuple[str, ...]]

    def __getitem__(self, key: str) -> Quantity:
        """The quantity with this key."""
        found = {quantity.symbol.key: quantity for quantity in self.quantities}
        return found[key]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, free of NaN."""
        return {
            "run": self.trajectory.run,
            "start": self.trajectory.start,
            "label": self.trajectory.label,
            "optimizer": self.optimizer,
            "step": self.step,
            "theta": list(self.theta),
            "next_theta": list(self.next_theta),
            "cost": self.cost,
            "next_cost": self.next_cost,
            "base_rate": self.base_rate,
            "multiplier": self.multiplier,
            "lr": self.hyperparameters["lr"],
            "hyperparameters": dict(self.hyperparameters),
            "quantities": [quantity.to_dict() for quantity in self.quantities],
            "formula": list(self.formula),
            "filled": {"x": list(self.filled[0]), "y": list(self.filled[1])},
        }


def single_update(spec: DescentSpec, entry: int, step: int) -> Inside:
    """What happens in the update of `entry` that leaves `step`.

    Raises SpecError with the path "entry" or "step" where there is no such update.
    """
    return next(updates(spec, entry, step))


def updates(spec: DescentSpec, entry: int, first: int, count: int = 1) -> Iterator[Inside]:
    """At most `count` updates, from the one leaving `first` on, until the entry ends."""
    entry = integer(entry, "entry", 0, len(spec.entries) - 1)
    if first == spec.steps:
        raise SpecError("step", f"step {first} is the last; look at the steps 0 … {first - 1}")
    first = integer(first, "step", 0, spec.steps - 1)
    replay = Replay(spec, entry)
    replay.forward(first)
    for step in range(first, min(first + count, spec.steps)):
        if step > first and replay.stopped:
            return
        try:
            update = replay.take()
        except SpecError:
            if step > first:
                return
            raise
        yield inside(replay.optimizer, replay.trajectory, update)


def inside(optimizer: Optimizer, trajectory: Entry, update: Update) -> Inside:
    """An update told by the names that its rule gives."""
    found = list(quantities(optimizer, update))
    x, y, cost, next_x, next_y, next_cost = map(float, (*update.state[:3], *update.next_state[:3]))
    order = {knob.name: update.settings[knob.name] for knob in optimizer.knobs}
    return Inside(
        trajectory=trajectory,
        optimizer=optimizer.name,
        step=update.step,
        theta=(x, y),
        next_theta=(next_x, next_y),
        cost=cost,
        next_cost=next_cost,
        base_rate=update.base_rate,
        multiplier=update.multiplier,
        hyperparameters=order,
        quantities=tuple(quantity for quantity in found if quantity.symbol.kind != "detail"),
        formula=optimizer.formula(order),
        filled=(
            tuple(filled(*sentences(optimizer, update, found, 0))),
            tuple(filled(*sentences(optimizer, update, found, 1))),
        ),
    )


def sentences(
    optimizer: Optimizer, update: Update, quantities: list[Quantity], axis: int
) -> tuple[list[str], dict[str, float], dict[str, float]]:
    """For one coordinate the lines to fill, and each symbol's number before and after its line."""
    named = {q.symbol.latex: q for q in quantities if q.symbol.kind != "vector"}
    new = {latex: quantity.numbers[axis] for latex, quantity in named.items()}
    old = new | {latex: q.before[axis] for latex, q in named.items() if q.before}
    old |= {
        KNOBS[knob.name]: update.settings[knob.name]
        for knob in optimizer.knobs
        if knob.kind == "number" and knob.name in KNOBS
    }
    old |= {"t": update.step + 1.0, r"\theta": float(update.state[axis])}
    new[r"\theta"] = float(update.next_state[axis])
    lines = optimizer.spelled(old) if optimizer.spelled else optimizer.formula(update.settings)
    return list(lines), old, new


def quantities(optimizer: Optimizer, update: Update) -> Iterator[Quantity]:
    """Everything that the update has a name for, details of the formula included."""
    at, t = update.at, np.array(update.step + 1.0)
    numbers = {
        knob.name: np.array(update.settings[knob.name])
        if knob.kind == "number"
        else update.settings[knob.name]
        for knob in optimizer.knobs
    }
    yield Quantity(GRADIENT, _pair(update.state[3:]))
    if update.noise is not None:
        yield Quantity(NOISE, _pair(update.noise))
    yield Quantity(GIVEN, _pair(at.grad))
    for symbol, old, new in zip(optimizer.memory, update.old, update.new, strict=True):
        yield Quantity(symbol, _pair(new), _pair(old))
    with np.errstate(all="ignore"):
        delta, _ = optimizer.rule(at, update.old, t, **numbers)
        yield Quantity(DOWNHILL, _pair(-numbers["lr"] * at.grad))
        if optimizer.parts is not None:
            for symbol, value in optimizer.parts(at, update.old, update.new, t, **numbers):
                yield Quantity(symbol, _pair(value), share=symbol.kind == "vector")
                if symbol is RATE and optimizer.border and update.curvature is not None:
                    most = optimizer.border(**update.settings)
                    yield Quantity(BORDER, border(most, update.curvature))
    yield Quantity(STEP, _pair(delta))


def border(most: float, curvature: Array) -> Pair:
    """The effective rate along each axis at which its steps begin to grow, ∞ where none is."""
    x, y = (most / each if each > 0 else math.inf for each in curvature.tolist())
    return x, y


def _pair(value: Any) -> Pair:
    """A number for each coordinate, from (2,), (2, 1), (1,) or (); −0 is told as 0."""
    array = np.asarray(value, dtype=np.float64).reshape(-1) + 0.0
    return float(array[0]), float(array[-1])


def _finite(numbers: Pair) -> list[float | None]:
    return [number if math.isfinite(number) else None for number in numbers]
