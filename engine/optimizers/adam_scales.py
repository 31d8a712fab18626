"""Adam with another scale: AMSGrad, Adamax, RAdam and AdaBelief change what m is divided by.

The averages m and v, their corrections m̂ and v̂ and the order of the arithmetic are Adam's.
"""

import numpy as np

from engine.knobs import Floor, MeanDecay, Rate, SquareDecay
from engine.lanes import Array, Memory, Point
from engine.optimizers.adam import KERAS_EPSILON, MEAN, MEAN_CORRECTED, SQUARE
from engine.optimizers.definition import optimizer


@optimizer(
    title="AMSGrad",
    help="Adam whose scale never falls: a coordinate that was once steep stays slow.",
    slots=3,
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
    slots=2,
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


@optimizer(
    title="RAdam",
    help="Adam that begins as plain momentum and scales only once v can be trusted.",
    slots=2,
    latex=[
        MEAN,
        SQUARE,
        MEAN_CORRECTED,
        (
            r"\rho_\infty = 2 / (1 - \beta_2) - 1, \quad "
            r"\rho = \rho_\infty - 2 t \beta_2^t / (1 - \beta_2^t)"
        ),
        r"r = \sqrt{(\rho - 4)(\rho - 2)\rho_\infty / ((\rho_\infty - 4)(\rho_\infty - 2)\rho)}",
        (
            r"\theta \leftarrow \theta - \eta\, \hat m \cdot \{r \sqrt{1 - \beta_2^t}"
            r" / (\sqrt{v} + \varepsilon) \text{ if } \rho > 5,\ 1 \text{ else}\}"
        ),
    ],
    cite="Liu et al. 2020, arXiv:1908.03265, Algorithm 2",
    convention="Rectified where ρ > 5 and ε before the correction, as in PyTorch; the paper has "
    "ρ > 4, optax ρ ≥ 5 with ε after it. The first steps are unscaled and can be long.",
    equivalents={
        "pytorch": "torch.optim.RAdam(params, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
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
    kept = np.power(beta2, t)
    longest = 2 / (1 - beta2) - 1
    rho = longest - 2 * t * kept / (1 - kept)
    # The clamp changes no ρ that is used; it keeps the others from a negative root.
    p, q = np.maximum(rho, 5.0), np.maximum(longest, 5.0)
    r = np.sqrt((p - 4) * (p - 2) * q / ((q - 4) * (q - 2) * p))
    rate = -lr / (1 - np.power(beta1, t))
    scaled = rate * r * np.sqrt(1 - kept) / (np.sqrt(v) + eps)
    return np.where(np.greater(rho, 5.0), scaled, rate) * m, (m, v)


@optimizer(
    title="AdaBelief",
    help="Adam scaled by surprise: long steps where the slope is as expected.",
    slots=2,
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
