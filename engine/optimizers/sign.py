"""Signs: only the direction of each slope counts, not its size, as in Lion and Rprop."""

import math
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from engine.knobs import MeanDecay, Number, Rate, Scale, WeightDecay
from engine.lanes import Array, Memory, Point
from engine.optimizers.definition import optimizer
from engine.optimizers.equivalents import Equivalent, equivalent
from engine.optimizers.symbols import DECAY, Numbers, Parts, Symbol

M = Symbol("m", "m", "m", "The average of the slopes, renewed after the step.")
C = Symbol("c", "c", "c", "The average whose sign is taken, with more of this step's slope.")
SIGN = Symbol("sign", "sign's share", r"\Delta_c", "The part of Δ due to the sign of c.", "vector")
LAST = Symbol("last", "g′", "g'", "The slope of the step before; 0 where it had turned.")
SIZE = Symbol("size", "s", "s", "The length of the step along each axis.")
AGREEMENT = Symbol(
    "agreement", "a", "a", "Above 0 where the slope keeps its sign, below at a turn."
)
FACTOR = Symbol("factor", "φ", r"\phi", "What the length of the step is multiplied by.")
HEEDED = Symbol("heeded", "g̃", r"\tilde g", "The slope that is followed: 0 at a turn.")

Shrink = Annotated[
    Number, Scale("linear", 0.01, 0.99, (0.1, 0.9)), "Factor on the step after a change of sign."
]
Grow = Annotated[
    Number, Scale("linear", 1.0, 10.0, (1.0, 2.0)), "Factor on the step while the sign holds."
]
Shortest = Annotated[Number, Scale("log", 0.0, 0.1, (1e-12, 0.1)), "The shortest step allowed."]
Longest = Annotated[Number, Scale("log", 0.1, 1e6, (0.1, 100.0)), "The longest step allowed."]


def _lion_parts(
    at: Point,
    old: Memory,
    new: Memory,
    t: Array,
    lr: Any,
    beta1: Any,
    beta2: Any,
    weight_decay: Any,
) -> Parts:
    c = beta1 * old[0] + (1 - beta1) * at.grad
    yield C, c
    yield SIGN, -lr * np.sign(c)
    yield DECAY, -lr * weight_decay * at.theta


def _lion_in_keras(beta1: float, **settings: Any) -> Equivalent:
    if beta1 == 0:
        return Equivalent(None, note="Keras refuses β₁ = 0, where Lion is the sign of the slope")
    template = (
        "keras.optimizers.Lion(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, "
        "weight_decay={weight_decay})"
    )
    return equivalent(template, {"beta1": beta1, **settings})


@optimizer(
    title="Lion",
    help="Moves every coordinate by the same amount, whichever way its averaged slope points.",
    slots=[M],
    parts=_lion_parts,
    latex=[
        r"c = \beta_1 m + (1 - \beta_1)\, g",
        r"m \leftarrow \beta_2 m + (1 - \beta_2)\, g",
        r"\theta \leftarrow \theta - \eta\,(\operatorname{sign}(c) + \lambda \theta)",
    ],
    cite="Chen et al. 2023, arXiv:2302.06675, Algorithm 2",
    convention="The decay λ is multiplied by the rate, as in the paper, Keras and optax.",
    equivalents={
        "pytorch": "# torch.optim has no Lion; lion_pytorch.Lion(params, lr={lr}, "
        "betas=({beta1}, {beta2}), weight_decay={weight_decay}) computes the same",
        "keras": _lion_in_keras,
        "optax": "optax.lion(learning_rate={lr}, b1={beta1}, b2={beta2}, "
        "weight_decay={weight_decay})",
    },
)
def lion(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.02,
    beta1: MeanDecay = 0.9,
    beta2: MeanDecay = 0.99,
    weight_decay: WeightDecay = 0.0,
) -> tuple[Array, Memory]:
    """Δ = −η (sign(β₁m + (1−β₁)g) + λθ), then m ← β₂m + (1−β₂)g.

    Chen et al. 2023, Algorithm 2; sign 0 is 0.
    """
    (m,) = memory
    c = beta1 * m + (1 - beta1) * at.grad
    m = beta2 * m + (1 - beta2) * at.grad
    return -lr * (np.sign(c) + weight_decay * at.theta), (m,)


def _rprop_parts(
    at: Point, old: Memory, new: Memory, t: Array, eta_minus: Any, eta_plus: Any, **_: Any
) -> Parts:
    agreement = at.grad * old[0]
    yield AGREEMENT, agreement
    yield FACTOR, np.where(agreement < 0, eta_minus, np.where(agreement > 0, eta_plus, 1.0))
    yield HEEDED, new[0]


def _rprop_spelled(numbers: Numbers) -> Sequence[str]:
    a = numbers["a"]
    before = r"\eta" if numbers["t"] == 1 else "s"
    return [
        r"a = g\, g'",
        r"\phi = " + (r"\eta_-" if a < 0 else r"\eta_+" if a > 0 else "1"),
        rf"s \leftarrow \operatorname{{clip}}(\phi\, {before}, s_{{\min}}, s_{{\max}})",
        r"\tilde g = " + ("0" if a < 0 else "g"),
        r"\theta \leftarrow \theta - s\, \operatorname{sign}(\tilde g)",
    ]


def _rprop_in_torch(eta_plus: float, **settings: Any) -> Equivalent:
    template = (
        "torch.optim.Rprop(params, lr={lr}, etas=({eta_minus}, {eta_plus}), "
        "step_sizes=({min_step}, {max_step}))"
    )
    if eta_plus == 1:
        template += "  # η₊ = 1 is refused: this is the next number"
        eta_plus = math.nextafter(1.0, 2.0)
    return equivalent(template, {"eta_plus": eta_plus, **settings})


@optimizer(
    title="Rprop",
    help="Lengthens a coordinate's step while its slope keeps its sign, shortens it after a turn.",
    slots=[LAST, SIZE],
    parts=_rprop_parts,
    spelled=_rprop_spelled,
    latex=[
        r"\phi = \eta_+ \text{ if } g\, g' > 0,\ \eta_- \text{ if } g\, g' < 0,\ 1 \text{ else}",
        r"s \leftarrow \operatorname{clip}(\phi s, s_{\min}, s_{\max}), \quad s_0 = \eta",
        r"g \leftarrow 0 \text{ where } g\, g' < 0, \quad g' \leftarrow g",
        r"\theta \leftarrow \theta - s \operatorname{sign} g",
    ],
    cite="Riedmiller & Braun 1993, ICNN, 586–591; Igel & Hüsken 2000 (iRprop−)",
    convention="No step after a change of sign and none taken back, as in PyTorch. The rate is "
    "only the first step's length, so a schedule does not change later ones.",
    equivalents={
        "pytorch": _rprop_in_torch,
        "keras": "# Keras has no Rprop",
        "optax": "optax.rprop(learning_rate={lr}, eta_minus={eta_minus}, eta_plus={eta_plus}, "
        "min_step_size={min_step}, max_step_size={max_step})  # optax 0.2 steps one call late "
        "and drops the step that waits at a turn",
    },
)
def rprop(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    eta_minus: Shrink = 0.5,
    eta_plus: Grow = 1.2,
    min_step: Shortest = 1e-6,
    max_step: Longest = 50.0,
) -> tuple[Array, Memory]:
    """Δ = −s sign g, with s ← s η₊ where g keeps its sign, s η₋ and g ← 0 where it turns.

    Riedmiller & Braun 1993 without backtracking (Igel & Hüsken's iRprop−), as in PyTorch.
    """
    before, s = memory
    agreement = at.grad * before
    turned = np.less(agreement, 0.0)
    factor = np.where(turned, eta_minus, np.where(np.greater(agreement, 0.0), eta_plus, 1.0))
    s = np.where(np.equal(t, 1.0), lr, s) * factor
    s = np.minimum(np.maximum(s, min_step), max_step)
    g = np.where(turned, 0.0, at.grad)
    return -s * np.sign(g), (g, s)
