"""Adam with another scale: AMSGrad, Adamax, RAdam and AdaBelief change what m is divided by.

The averages m and v, their corrections m̂ and v̂ and the order of the arithmetic are Adam's.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.knobs import Floor, MeanDecay, Rate, SquareDecay
from engine.lanes import Array, Memory, Point
from engine.optimizers.adam import (
    KERAS_EPSILON,
    M_HAT,
    MEAN,
    MEAN_CORRECTED,
    SQUARE,
    M,
    V,
    shares,
)
from engine.optimizers.definition import optimizer
from engine.optimizers.equivalents import explained
from engine.optimizers.symbols import Numbers, Parts, Symbol, averaged_border

U_MOST = Symbol("u", "u", "u", "The largest v so far: the scale, which never falls.")
U_SLOPE = Symbol("u", "u", "u", "The largest recent slope: the scale.")
U_HAT = Symbol("u_hat", "û", r"\hat u", "u, corrected as v is for its start at zero.")
S = Symbol("s", "s", "s", "The average of the squared surprise g − m: the scale.")
S_HAT = Symbol("s_hat", "ŝ", r"\hat s", "s, corrected for its start at zero.")
RHO = Symbol("rho", "ρ", r"\rho", "How many steps v averages over: scaling starts above 5.")
RHO_MOST = Symbol("rho_most", "ρ∞", r"\rho_\infty", "What ρ tends to.", "detail")
R = Symbol("r", "r", "r", "Damps the scaling while v still varies much.")
A = Symbol("a", "a", "a", "What multiplies η: the scaling, or 1 before it starts.")

RHO_LINE = (
    r"\rho_\infty = 2 / (1 - \beta_2) - 1, \quad "
    r"\rho = \rho_\infty - 2 t \beta_2^t / (1 - \beta_2^t)"
)
R_LINE = r"r = \sqrt{(\rho - 4)(\rho - 2)\rho_\infty / ((\rho_\infty - 4)(\rho_\infty - 2)\rho)}"


# L(z) = coth z − 1/z = z/3 − z³/45 + …, in powers of z².
LANGEVIN = (1 / 3, -1 / 45, 2 / 945, -1 / 4725, 2 / 93555)
SMALL, LARGE, TINY = 0.125, 700.0, 1e-300


def rectification(beta2: Any, t: Any) -> tuple[Any, Any, Any]:
    """RAdam's ρ∞ and ρ after t steps, and 1 − β₂ᵗ, to some 14 digits however near β₂ is to 1.

    With s = −log β₂ is ρ∞ = coth(s/2) and ρ = ρ∞ + t − t coth(ts/2), where for small ts the poles
    of the two coth, 2/s, take all digits along: there ρ = t + L(s/2) − t L(ts/2).
    """
    most = 2 / (1 - beta2) - 1
    s = -np.log(np.maximum(beta2, TINY))
    # Beyond LARGE βᵗ is 0 to all digits, and its reciprocal would overflow.
    decay = np.minimum(t * s, LARGE)
    near = t + _langevin(s / 2) - t * _langevin(decay / 2)
    far = most - 2 * t / np.expm1(decay)
    return most, np.where(np.less(decay, SMALL), near, far), -np.expm1(-decay)


def _langevin(z: Any) -> Any:
    square, total = z * z, LANGEVIN[-1]
    for coefficient in LANGEVIN[-2::-1]:
        total = total * square + coefficient
    return total * z


def _scaled(scale: Symbol, slot: int) -> Any:
    """The parts of a rule that divides m̂ by the root of one of its slots, corrected."""

    def parts(
        at: Point,
        old: Memory,
        new: Memory,
        t: Array,
        lr: Any,
        beta1: Any,
        beta2: Any,
        eps: Any,
    ) -> Parts:
        m_scale, hat = 1 - np.power(beta1, t), new[slot] / (1 - np.power(beta2, t))
        yield M_HAT, new[0] / m_scale
        yield scale, hat
        yield from shares(lr / (np.sqrt(hat) + eps), at, old[0], beta1, m_scale)

    return parts


def _adamax_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, beta1: Any, **_: Any
) -> Parts:
    m_scale = 1 - np.power(beta1, t)
    yield M_HAT, new[0] / m_scale
    yield from shares(lr / new[1], at, old[0], beta1, m_scale)


def _radam_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, beta1: Any, beta2: Any, eps: Any
) -> Parts:
    m_scale = 1 - np.power(beta1, t)
    most, rho, v_scale = rectification(beta2, t)
    yield M_HAT, new[0] / m_scale
    yield RHO_MOST, most
    yield RHO, rho
    scale = np.ones_like(new[1])
    if rho > 5:
        r = np.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho))
        yield R, r
        scale = r * np.sqrt(v_scale) / (np.sqrt(new[1]) + eps)
    yield A, scale
    yield from shares(lr * scale, at, old[0], beta1, m_scale)


def _radam_spelled(numbers: Numbers) -> Sequence[str]:
    scale = [R_LINE, r"a = r \sqrt{1 - \beta_2^t} / (\sqrt{v} + \varepsilon)"]
    rectified = numbers[r"\rho"] > 5
    step = r"\theta \leftarrow \theta - \eta\, a\, \hat m"
    return [MEAN, SQUARE, MEAN_CORRECTED, RHO_LINE, *(scale if rectified else ["a = 1"]), step]


@optimizer(
    title="AMSGrad",
    help="Adam whose scale never falls: a coordinate that was once steep stays slow.",
    slots=[M, V, U_MOST],
    parts=_scaled(U_HAT, 2),
    border=averaged_border,
    latex=[
        MEAN,
        SQUARE,
        r"u \leftarrow \max(u, v)",
        r"\hat m = m / (1 - \beta_1^t), \quad \hat u = u / (1 - \beta_2^t)",
        r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat u} + \varepsilon)",
    ],
    cite="Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2",
    convention="The maximum is of the raw v and corrected afterwards, as in PyTorch; the paper "
    "corrects nothing, optax takes the maximum of the corrected v̂.",
    equivalents={
        "pytorch": "torch.optim.Adam(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, "
        "amsgrad=True)",
        "keras": "keras.optimizers.Adam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, "
        "epsilon={eps}, amsgrad=True)" + KERAS_EPSILON,
        "optax": "optax.amsgrad(learning_rate={lr}, b1={beta1}, b2={beta2}, "
        "eps={eps})  # the maximum is of the corrected v",
    },
)
def amsgrad(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
) -> tuple[Array, Memory]:
    """Δ = −η m̂ / (√û + ε), with m and v as in Adam;  u ← max(u, v).

    Reddi et al. 2018, with PyTorch's corrections û = u/(1−β₂ᵗ) and m̂.
    """
    m, v, u = memory
    m = beta1 * m + (1 - beta1) * at.grad
    v = beta2 * v + (1 - beta2) * np.square(at.grad)
    u = np.maximum(u, v)
    root = np.sqrt(1 - np.power(beta2, t))
    rate = -lr * root / (1 - np.power(beta1, t))
    return rate * m / (np.sqrt(u) + eps * root), (m, v, u)


@optimizer(
    title="Adamax",
    help="Adam scaled by the largest recent slope instead of their mean square.",
    slots=[M, U_SLOPE],
    parts=_adamax_parts,
    border=averaged_border,
    latex=[
        MEAN,
        r"u \leftarrow \max(\beta_2 u, |g| + \varepsilon)",
        r"\theta \leftarrow \theta - \eta\, m / ((1 - \beta_1^t)\, u)",
    ],
    cite="Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2",
    convention="ε inside the maximum, as in PyTorch and optax; the paper has none.",
    equivalents={
        "pytorch": "torch.optim.Adamax(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
        "keras": "keras.optimizers.Adamax(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, "
        "epsilon={eps})  # ε is added to u, outside the maximum",
        "optax": "optax.adamax(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})",
    },
)
def adamax(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
) -> tuple[Array, Memory]:
    """Δ = −η m̂ / u, with m as in Adam;  u ← max(β₂u, |g| + ε).

    Kingma & Ba 2015, Algorithm 2, with PyTorch's ε, which keeps u above zero.
    """
    m, u = memory
    m = beta1 * m + (1 - beta1) * at.grad
    u = np.maximum(beta2 * u, np.abs(at.grad) + eps)
    return -lr / (1 - np.power(beta1, t)) * m / u, (m, u)


def _rounded(beta2: float, **_: Any) -> str:
    # PyTorch subtracts two numbers of the size of ρ∞, of which few digits are left then.
    return "β₂ is so near 1 that rounding decides about ρ > 5 here" if beta2 > 1 - 1e-6 else ""


@optimizer(
    title="RAdam",
    help="Adam that begins as plain momentum and scales only once v can be trusted.",
    slots=[M, V],
    parts=_radam_parts,
    border=averaged_border,
    spelled=_radam_spelled,
    latex=[
        MEAN,
        SQUARE,
        MEAN_CORRECTED,
        RHO_LINE,
        R_LINE,
        (
            r"\theta \leftarrow \theta - \eta\, \hat m \cdot \{r \sqrt{1 - \beta_2^t}"
            r" / (\sqrt{v} + \varepsilon) \text{ if } \rho > 5,\ 1 \text{ else}\}"
        ),
    ],
    cite="Liu et al. 2020, arXiv:1908.03265, Algorithm 2",
    convention="Rectified where ρ > 5 and ε before the correction, as in PyTorch; the paper has "
    "ρ > 4, optax ρ ≥ 5 with ε after it. The first steps are unscaled and can be long.",
    equivalents={
        "pytorch": explained(
            "torch.optim.RAdam(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps})", _rounded
        ),
        "keras": "# Keras has no RAdam",
        "optax": "optax.radam(learning_rate={lr}, b1={beta1}, b2={beta2}, "
        "eps={eps})  # ε joins √v after the correction",
    },
)
def radam(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-8,
) -> tuple[Array, Memory]:
    """Δ = −η m̂ r √(1−β₂ᵗ) / (√v + ε) where ρ > 5, else −η m̂, with m and v as in Adam.

    Liu et al. 2020, Algorithm 2, with PyTorch's threshold and ε; r is the variance rectification.
    """
    m, v = memory
    m = beta1 * m + (1 - beta1) * at.grad
    v = beta2 * v + (1 - beta2) * np.square(at.grad)
    longest, rho, corrected = rectification(beta2, t)
    # The clamp changes no ρ that is used; it keeps the others from a negative root.
    p, q = np.maximum(rho, 5.0), np.maximum(longest, 5.0)
    r = np.sqrt((p - 4) * (p - 2) * q / ((q - 4) * (q - 2) * p))
    rate = -lr / (1 - np.power(beta1, t))
    scaled = rate * r * np.sqrt(corrected) / (np.sqrt(v) + eps)
    return np.where(np.greater(rho, 5.0), scaled, rate) * m, (m, v)


@optimizer(
    title="AdaBelief",
    help="Adam scaled by surprise: long steps where the slope is as expected.",
    slots=[M, S],
    parts=_scaled(S_HAT, 1),
    border=averaged_border,
    latex=[
        MEAN,
        r"s \leftarrow \beta_2 s + (1 - \beta_2)(g - m)^2 + \varepsilon",
        r"\hat m = m / (1 - \beta_1^t), \quad \hat s = s / (1 - \beta_2^t)",
        r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \varepsilon)",
    ],
    cite="Zhuang et al. 2020, arXiv:2010.07468, Algorithm 2",
    convention="The paper's two ε, each 10⁻¹⁶ as its authors recommend; PyTorch and Keras have no "
    "AdaBelief.",
    equivalents={
        "pytorch": "# torch.optim has no AdaBelief; pytorch_optimizer.AdaBelief(params, lr={lr}, "
        "betas=({beta1}, {beta2}), eps={eps}) computes the same",
        "keras": "# Keras has no AdaBelief",
        "optax": "optax.adabelief(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, "
        "eps_root={eps})",
    },
)
def adabelief(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta1: MeanDecay = 0.9,
    beta2: SquareDecay = 0.999,
    eps: Floor = 1e-16,
) -> tuple[Array, Memory]:
    """Δ = −η m̂ / (√ŝ + ε), with m as in Adam;  s ← β₂s + (1−β₂)(g − m)² + ε.

    Zhuang et al. 2020, Algorithm 2; g − m is taken after m has moved.
    """
    m, s = memory
    m = beta1 * m + (1 - beta1) * at.grad
    s = beta2 * s + (1 - beta2) * np.square(at.grad - m) + eps
    root = np.sqrt(1 - np.power(beta2, t))
    rate = -lr * root / (1 - np.power(beta1, t))
    return rate * m / (np.sqrt(s) + eps * root), (m, s)
