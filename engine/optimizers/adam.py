"""Adam: an averaged gradient for the direction, an averaged square for the scale; AdamW and NAdam.

The averages m and v start at zero; dividing by 1 − βᵗ makes up for it, written m̂ and v̂. Rules that
divide by √v̂ + ε compute √v + ε√(1−β₂ᵗ) and fold the factor √(1−β₂ᵗ) into the rate: the same step
with one array operation less, the order that section 2 of the Adam paper recommends.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from engine.knobs import Correction, Floor, MeanDecay, Number, Rate, Scale, SquareDecay, WeightDecay
from engine.lanes import Array, Memory, Point
from engine.optimizers.definition import optimizer
from engine.optimizers.equivalents import Equivalent, equivalent, explained
from engine.optimizers.symbols import (
    DECAY,
    FRESH,
    PAST,
    RATE,
    Parts,
    Symbol,
    ahead_border,
    averaged_border,
)

MEAN = r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g"
SQUARE = r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2"
MEAN_CORRECTED = r"\hat m = m / (1 - \beta_1^t)"
SQUARE_CORRECTED = r"\hat v = v / (1 - \beta_2^t)"
KERAS_EPSILON = "  # ε joins √v before the correction"
KERAS_ADAM = (
    "keras.optimizers.Adam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})"
)

M = Symbol("m", "m", "m", "The average of the recent slopes: the direction.")
V = Symbol("v", "v", "v", "The average of the recent squared slopes: the scale.")
M_HAT = Symbol("m_hat", "m̂", r"\hat m", "m, corrected for its start at zero.")
V_HAT = Symbol("v_hat", "v̂", r"\hat v", "v, corrected for its start at zero.")
GAP = Symbol("gap", "1 − P", r"\bar P", "What m̄ is divided by: how much of it is no longer zero.")
M_BAR = Symbol("m_bar", "m̄", r"\bar m", "The momentum looked at one step ahead.")
MU = Symbol("mu", "μ", r"\mu_t", "Share of the momentum kept at this step.")
NEXT_MU = Symbol("next_mu", "next μ", r"\mu_{t+1}", "Share kept at the next step.", "detail")
P = Symbol("p", "P", "P_t", "Product of all shares up to this step.", "detail")
PAST_P = Symbol("past_p", "past P", "P_{t-1}", "The product one step before.", "detail")
NEXT_P = Symbol("next_p", "next P", "P_{t+1}", "The product one step ahead.", "detail")

MomentumDecay = Annotated[
    Number,
    Scale("log", 0.0, 1e3, (1e-4, 1.0)),
    "How soon the momentum rises from β₁/2 to β₁, as 1 − 0.96^(ψt)/2.",
]


def _adam_latex(correct_m: bool, correct_v: bool, **_: float) -> list[str]:
    m, v = r"\hat m" if correct_m else "m", r"\hat v" if correct_v else "v"
    corrections = [MEAN_CORRECTED] * correct_m + [SQUARE_CORRECTED] * correct_v
    step = rf"\theta \leftarrow \theta - \eta\, {m} / (\sqrt{{{v}}} + \varepsilon)"
    return [MEAN, SQUARE, *corrections, step]


def shares(rate: Any, at: Point, mean: Array, beta1: Any, correction: Any) -> Parts:
    """The rate on m/correction, and the step as the share of this slope and that of the past."""
    yield RATE, rate
    yield FRESH, -rate / correction * (1 - beta1) * at.grad
    yield PAST, -rate / correction * beta1 * mean


def _adam_parts(
    at: Point,
    old: Memory,
    new: Memory,
    t: Array,
    lr: Any,
    beta1: Any,
    beta2: Any,
    eps: Any,
    correct_m: bool = True,
    correct_v: bool = True,
) -> Parts:
    # The rule's algebra once more, with names: tests recompose the rule's own steps from it.
    m_scale = 1 - np.power(beta1, t) if correct_m else 1.0
    v_scale = 1 - np.power(beta2, t) if correct_v else 1.0
    if correct_m:
        yield M_HAT, new[0] / m_scale
    if correct_v:
        yield V_HAT, new[1] / v_scale
    yield from shares(lr / (np.sqrt(new[1] / v_scale) + eps), at, old[0], beta1, m_scale)


def _adamw_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, weight_decay: Any, **rest: Any
) -> Parts:
    yield from _adam_parts(at, old, new, t, lr=lr, **rest)
    yield DECAY, -lr * weight_decay * at.theta


def _nadam_parts(
    at: Point,
    old: Memory,
    new: Memory,
    t: Array,
    lr: Any,
    beta1: Any,
    beta2: Any,
    eps: Any,
    momentum_decay: Any,
) -> Parts:
    mu, next_mu = (beta1 * (1 - 0.5 * np.power(0.96, momentum_decay * when)) for when in (t, t + 1))
    gap, next_gap = new[2], next_mu * new[2] + (1 - next_mu)
    v_hat = new[1] / (1 - np.power(beta2, t))
    rate = lr / (np.sqrt(v_hat) + eps)
    ahead, now = next_mu / next_gap, (1 - mu) / gap
    yield from ((MU, mu), (NEXT_MU, next_mu))
    yield from ((PAST_P, 1 - old[2]), (P, 1 - gap), (NEXT_P, 1 - next_gap))
    yield M_BAR, ahead * new[0] + now * at.grad
    yield V_HAT, v_hat
    yield RATE, rate
    yield FRESH, -rate * (ahead * (1 - beta1) + now) * at.grad
    yield PAST, -rate * ahead * beta1 * old[0]


def _adam_in(template: str) -> Callable[..., Equivalent]:
    """A call that corrects v; its rate makes up for a correction of m that is not wanted."""

    def call(correct_m: bool, correct_v: bool, **settings: Any) -> Equivalent:
        if not correct_v:
            return Equivalent(None, note="Its Adam always corrects v")
        plain = equivalent(template, settings)
        factor = "" if correct_m else f"(1 - {settings['beta1']} ** (k + 1))"
        return replace(plain, factor=factor)

    return call


def _adam_in_keras(correct_m: bool, correct_v: bool, **settings: Any) -> Equivalent:
    # Keras folds both corrections into the rate and adds ε to the raw root: so without the
    # correction of v it is the same at every ε.
    above = "1" if correct_m else f"(1 - {settings['beta1']} ** (k + 1))"
    below = "" if correct_v else f" / (1 - {settings['beta2']} ** (k + 1)) ** 0.5"
    plain = equivalent(KERAS_ADAM + (KERAS_EPSILON if correct_v else ""), settings)
    return replace(plain, factor="" if correct_m and correct_v else above + below)


@optimizer(
    title="Adam",
    help="Momentum for the direction, and for each coordinate a scale of its own.",
    slots=[M, V],
    parts=_adam_parts,
    border=averaged_border,
    latex=_adam_latex,
    cite="Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1",
    convention="ε outside the corrected root, as in the paper, PyTorch and optax; Keras adds it "
    "before the correction.",
    equivalents={
        "pytorch": _adam_in(
            "torch.optim.Adam(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps})"
        ),
        "keras": _adam_in_keras,
        "optax": _adam_in("optax.adam(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})"),
    },
)
def adam(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
    correct_m: Correction = True,
    correct_v: Correction = True,
) -> tuple[Array, Memory]:
    """Δ = −η m̂ / (√v̂ + ε), with m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g².

    Kingma & Ba 2015, Algorithm 1; ε is outside the corrected root, as in PyTorch.
    """
    m, v = memory
    m = beta1 * m + (1 - beta1) * at.grad
    v = beta2 * v + (1 - beta2) * np.square(at.grad)
    root = np.sqrt(1 - np.power(beta2, t)) if correct_v else 1.0
    rate = -lr * root / (1 - np.power(beta1, t)) if correct_m else -lr * root
    return rate * m / (np.sqrt(v) + eps * root), (m, v)


@optimizer(
    title="AdamW",
    help="Adam with weight decay that bypasses the scaling: θ shrinks towards the origin.",
    slots=[M, V],
    parts=_adamw_parts,
    border=averaged_border,
    latex=[
        MEAN,
        SQUARE,
        MEAN_CORRECTED,
        SQUARE_CORRECTED,
        (
            r"\theta \leftarrow \theta - \eta\,(\hat m / (\sqrt{\hat v} + \varepsilon)"
            r" + \lambda \theta)"
        ),
    ],
    cite="Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2",
    convention="The decay λ, by default 0.01, is multiplied by the rate, as in PyTorch, Keras and "
    "optax; in the paper it is not.",
    equivalents={
        "pytorch": "torch.optim.AdamW(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, "
        "weight_decay={weight_decay})",
        "keras": "keras.optimizers.AdamW(learning_rate={lr}, weight_decay={weight_decay}, "
        "beta_1={beta1}, beta_2={beta2}, epsilon={eps})" + KERAS_EPSILON,
        "optax": "optax.adamw(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, "
        "weight_decay={weight_decay})",
    },
)
def adamw(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
    weight_decay: WeightDecay = 0.01,
) -> tuple[Array, Memory]:
    """Δ = −η (m̂ / (√v̂ + ε) + λθ), with m and v as in Adam.

    Loshchilov & Hutter 2019, Algorithm 2, with the decay multiplied by η as in PyTorch.
    """
    step, memory = adam(at, memory, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return step - lr * weight_decay * at.theta, memory


@optimizer(
    title="NAdam",
    help="Adam with Nesterov's look-ahead and a momentum that rises at the beginning.",
    slots=[M, V, GAP],
    parts=_nadam_parts,
    border=ahead_border,
    latex=[
        r"\mu_t = \beta_1 (1 - \tfrac12 \cdot 0.96^{\psi t}), \quad P_t = P_{t-1}\, \mu_t",
        MEAN,
        SQUARE,
        r"\bar m = \frac{\mu_{t+1}}{1 - P_{t+1}}\, m + \frac{1 - \mu_t}{1 - P_t}\, g, \quad "
        + SQUARE_CORRECTED,
        r"\theta \leftarrow \theta - \eta\, \bar m / (\sqrt{\hat v} + \varepsilon)",
    ],
    cite="Dozat 2016, ICLR workshop, Incorporating Nesterov Momentum into Adam",
    convention="By default ψ = 0.004, as in PyTorch and the paper; Keras has ψ = 1, optax a "
    "constant μ = β₁.",
    equivalents={
        "pytorch": "torch.optim.NAdam(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, "
        "momentum_decay={momentum_decay})",
        "keras": explained(
            "keras.optimizers.Nadam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, "
            "epsilon={eps})",
            lambda momentum_decay, **_: "always ψ = 1" if momentum_decay != 1 else "",
        ),
        "optax": "optax.nadam(learning_rate={lr}, b1={beta1}, b2={beta2}, "
        "eps={eps})  # constant momentum β₁",
    },
)
def nadam(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
    momentum_decay: MomentumDecay = 4e-3,
) -> tuple[Array, Memory]:
    """Δ = −η (μₜ₊₁ m/(1−Pₜ₊₁) + (1−μₜ) g/(1−Pₜ)) / (√v̂ + ε), with m and v as in Adam.

    μₜ = β₁(1 − 0.96^(ψt)/2) and Pₜ = μ₁⋯μₜ; Dozat 2016 as in PyTorch. The third slot is 1 − Pₜ,
    the same average as m taken of ones.
    """
    m, v, gap = memory
    mu = beta1 * (1 - 0.5 * np.power(0.96, momentum_decay * t))
    mu_next = beta1 * (1 - 0.5 * np.power(0.96, momentum_decay * (t + 1)))
    m = beta1 * m + (1 - beta1) * at.grad
    v = beta2 * v + (1 - beta2) * np.square(at.grad)
    gap = mu * gap + (1 - mu)
    gap_next = mu_next * gap + (1 - mu_next)
    root = np.sqrt(1 - np.power(beta2, t))
    ahead = mu_next * m / gap_next + (1 - mu) * at.grad / gap
    return -lr * root * ahead / (np.sqrt(v) + eps * root), (m, v, gap)
