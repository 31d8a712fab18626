"""Diagnosis: what goes wrong with a network, for instance dead units or a rate far too small.

A finding is one plain sentence with its numbers, about the parameters after one epoch. Layers count
from 1, the first hidden one. The gravest finding comes first; a healthy network has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from engine.lanes import Array
from engine.networks.activations import ACTIVATIONS
from engine.networks.network import Network
from engine.training.progress import TrainingProgress

Kind: TypeAlias = Literal[
    "diverged", "identical", "dead", "exploding", "too_large", "vanishing", "saturated", "too_small"
]

# The largest slope of the activations that saturate; a unit does where it has this share of it at
# most, for so many of the examples.
PEAKS = {"tanh": 1.0, "sigmoid": 0.25}
FLAT, MOSTLY = 0.02, 0.9
ALIKE = 1e-9
FADED = 50.0
EXPLODED = 10.0
# The share of their length by which weights shall have moved at the end, and the share of the
# training, and of its evaluations, that has to be over before a rate is judged by what it did.
MOVED, SETTLED = 0.1, 0.05
JUDGED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, in which layer unless it is in all of them."""

    kind: Kind
    text: str
    layer: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"kind": self.kind, "layer": self.layer, "text": self.text}


def diagnose(progress: TrainingProgress, entry: int, index: int) -> list[Finding]:
    """What is wrong with an entry after evaluation `index`, whose evaluation is worked out."""
    if not progress.alive[index, entry]:
        step = int(np.isfinite(progress.history[:, entry, 0]).argmin())
        text = f"Diverged in step {step:,}: the cost outgrew all bounds. Try a smaller rate."
        return [Finding("diverged", text)]
    spec, (train, _) = progress.spec, progress.spec.data
    # One step of a mini-batch may throw any cost up for a moment; two evaluations tell.
    theta = progress.parameters[[0, max(index - 1, 0), index], entry]
    norms = progress.evaluations.gradient_norms[index, entry]
    with np.errstate(all="ignore"):
        costs = spec.network.cost(theta, train.X, train.y, spec.l2).tolist()
        found = list(unit_findings(spec.network, theta[-1], train.X, spec.keep_prob == 1))
        stuck = any(each.kind in ("identical", "dead") for each in found)
        moved = float(np.linalg.norm(theta[-1] - theta[0]) / np.linalg.norm(theta[0]))
    if min(costs[1:]) < costs[0] / 2:
        # A network that is sure of its answers is saturated and has little slope, and is right.
        found = [each for each in found if each.kind != "saturated"]
    elif not stuck:
        found += gradient_findings(norms)
    if index:
        epochs = spec.evaluated[index - 1] + 1
        early = index < JUDGED or epochs < SETTLED * spec.epochs
        slow = moved < MOVED * epochs / spec.epochs and bool(norms.any())
        found += cost_findings(costs, epochs, moved, early=early, stuck=stuck, slow=slow)
    order = get_args(Kind)
    return sorted(found, key=lambda each: order.index(each.kind))


def unit_findings(
    network: Network, theta: Array, x: Array, symmetric: bool = True
) -> Iterator[Finding]:
    """Units that are alike, silent or saturated; dropout is what tells alike ones apart."""
    layers, values = network.split(theta), network.forward(theta, x)
    slope, peak = ACTIVATIONS[network.activation].slope, PEAKS.get(network.activation)
    for index, active in enumerate(values[:-1]):
        layer, count = index + 1, len(active)
        if symmetric and count > 1 and alike(layers[index]) and alike(layers[index + 1][:, :-1].T):
            text = f"{units(count, count)} of layer {layer} are alike and stay so"
            yield Finding("identical", f"{text}: begin with random weights.", layer)
            continue
        silent = int((active == 0).all(axis=1).sum()) if network.activation == "relu" else 0
        if 2 * silent >= count:
            text = f"{units(silent, count)} of layer {layer} {be(silent)} silent for every example"
            end = ": no slope passes them" if silent == count else ""
            yield Finding("dead", f"{text}{end}.", layer)
        elif peak:
            flat = (slope(active) <= FLAT * peak).mean(axis=1) >= MOSTLY
            full = int(flat.sum())
            if 2 * full >= count:
                text = f"{units(full, count)} of layer {layer} {be(full)} saturated"
                rest = f"hardly any slope passes for {MOSTLY:.0%} of the examples"
                yield Finding("saturated", f"{text}: {rest}.".replace("%", " %"), layer)


def alike(rows: NDArray[Any]) -> bool:
    """Whether all rows are the same but for rounding."""
    bound = ALIKE * float(np.abs(rows).max(initial=0.0))
    return bool((np.abs(rows - rows[:1]) <= bound).all())


def gradient_findings(norms: Array) -> Iterator[Finding]:
    """Whether the gradient fades from the last layer to an earlier one; norms (layers,)."""
    least, last = int(norms.argmin()), float(norms[-1])
    if not np.isfinite(norms).all() or last <= FADED * norms[least] or not last:
        return
    text = f"The gradient in layer {least + 1} is "
    times = f"{last / norms[least]:,.0f} times smaller than" if norms[least] else "zero, unlike"
    yield Finding("vanishing", f"{text}{times} in layer {len(norms)}.", least + 1)


def cost_findings(
    costs: Sequence[float], epochs: int, moved: float, *, early: bool, stuck: bool, slow: bool
) -> Iterator[Finding]:
    """Whether the cost grows, or the weights hardly move, which tells of the learning rate.

    Costs are those of the start, before and now; `moved` is a share of the weights' first length.
    """
    start, before, now = costs
    if not now <= EXPLODED * start:
        text = f"The cost, {now:,.3g}, is {now / start:,.0f} times that of the start"
        yield Finding("exploding", f"{text}: try a smaller rate.")
    elif early or stuck:
        return
    elif min(before, now) > start and moved > MOVED:
        text = f"After {epochs:,} epochs the cost, {now:.3g}, is above that of the start"
        yield Finding("too_large", f"{text}, {start:.3g}: try a smaller rate.")
    elif slow and now > start / 2:
        text = f"In {epochs:,} epochs the weights have moved by {100 * moved:.2g} % of their length"
        yield Finding("too_small", f"{text}: the rate is far too small.")


def units(some: int, count: int) -> str:
    """How many of the units, as a sentence begins."""
    if some < count:
        return f"{some} of {count} units"
    return {1: "The only unit", 2: "Both units"}.get(count, f"All {count} units")


def be(count: int) -> str:
    """The verb for so many."""
    return "is" if count == 1 else "are"
