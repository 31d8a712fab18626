"""Adaptive rates: each coordinate's step is divided by the size its slopes have had so far."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.knobs import Floor, Rate, SquareDecay
from engine.lanes import Array, Memory, Point
from engine.optimizers.definition import optimizer
from engine.optimizers.equivalents import Equivalent, equivalent
from engine.optimizers.symbols import RATE, Parts, Symbol, plain_border

S = Symbol("s", "s", "s", "The sum of all squared slopes so far; it never falls.")
V = Symbol("v", "v", "v", "The average of the recent squared slopes.")
U = Symbol("u", "u", "u", "The average of the recent squared steps, before η.")
D = Symbol("d", "d", "d", "The slope in units of the steps: what η multiplies.")

# About the least normal number of single precision, the frameworks' default.
LEAST_SINGLE = 1e-37


def _scaled(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, eps: Any, beta: Any = None
) -> Parts:
    yield RATE, lr / (np.sqrt(new[0]) + eps)


def _squared(template: str) -> Callable[..., Equivalent]:
    """A call that adds its ε inside the root: there ε² is what comes nearest to ε outside."""

    def call(eps: float, **settings: Any) -> Equivalent:
        # A square that is 0 in single precision would make 0/0 of a slope of zero.
        inside = f"{eps}**2" if eps**2 >= LEAST_SINGLE or eps == 0 else f"{LEAST_SINGLE}"
        note = "  # ε² inside the root: like ε outside only where the root is far above ε"
        return equivalent(template + note * (eps > 0), {"eps": inside, **settings})

    return call


@optimizer(
    title="Adagrad",
    help="Divides by all slopes ever met: steep coordinates calm down, and every step shrinks.",
    slots=[S],
    parts=_scaled,
    border=plain_border,
    latex=[
        r"s \leftarrow s + g^2",
        r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s} + \varepsilon)",
    ],
    cite="Duchi, Hazan & Singer 2011, JMLR 12, 2121–2159",
    convention="s starts at 0 and ε is outside the root, as in PyTorch; Keras and optax start at "
    "0.1 and put ε inside.",
    equivalents={
        "pytorch": "torch.optim.Adagrad(params, lr={lr}, eps={eps})",
        "keras": _squared(
            "keras.optimizers.Adagrad(learning_rate={lr}, initial_accumulator_value=0.0, "
            "epsilon={eps})"
        ),
        "optax": _squared(
            "optax.adagrad(learning_rate={lr}, initial_accumulator_value=0.0, eps={eps})"
        ),
    },
)
def adagrad(
    at: Point, memory: Memory, t: Array, *, lr: Rate = 0.5, eps: Floor = 1e-10
) -> tuple[Array, Memory]:
    """Δ = −η g / (√s + ε), with s ← s + g².

    Duchi et al. 2011, the diagonal form. s starts at 0 and ε is outside the root, as in PyTorch.
    """
    (s,) = memory
    s = s + np.square(at.grad)
    return -lr * at.grad / (np.sqrt(s) + eps), (s,)


@optimizer(
    title="RMSprop",
    help="Divides by the recent size of the slopes: equal progress along steep and flat axes.",
    slots=[V],
    parts=_scaled,
    border=plain_border,
    latex=[
        r"v \leftarrow \beta v + (1 - \beta)\, g^2",
        r"\theta \leftarrow \theta - \eta\, g / (\sqrt{v} + \varepsilon)",
    ],
    cite="Tieleman & Hinton 2012, Coursera, Neural Networks for Machine Learning, lecture 6e",
    convention="By default β = 0.99, and ε outside the root, as in PyTorch; the lecture, Keras and "
    "optax have 0.9, and Keras and, by default, optax have ε inside.",
    equivalents={
        "pytorch": "torch.optim.RMSprop(params, lr={lr}, alpha={beta}, eps={eps})",
        "keras": _squared(
            "keras.optimizers.RMSprop(learning_rate={lr}, rho={beta}, epsilon={eps})"
        ),
        "optax": "optax.rmsprop(learning_rate={lr}, decay={beta}, eps={eps}, eps_in_sqrt=False)",
    },
)
def rmsprop(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.02,
    beta: SquareDecay = 0.99,
    eps: Floor = 1e-8,
) -> tuple[Array, Memory]:
    """Δ = −η g / (√v + ε), with v ← βv + (1−β)g².

    Lecture 6e of Tieleman & Hinton 2012; ε is outside the root, as in PyTorch.
    """
    (v,) = memory
    v = beta * v + (1 - beta) * np.square(at.grad)
    return -lr * at.grad / (np.sqrt(v) + eps), (v,)


def _adadelta_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, rho: Any, eps: Any
) -> Parts:
    ratio = np.sqrt((old[1] + eps) / (new[0] + eps))
    yield D, ratio * at.grad
    yield RATE, lr * ratio


@optimizer(
    title="Adadelta",
    help="Sets its own rate from the steps it has taken; starts with very small ones.",
    slots=[V, U],
    parts=_adadelta_parts,
    border=plain_border,
    latex=[
        r"v \leftarrow \rho v + (1 - \rho)\, g^2",
        r"d = g\, \sqrt{u + \varepsilon} / \sqrt{v + \varepsilon}",
        r"u \leftarrow \rho u + (1 - \rho)\, d^2",
        r"\theta \leftarrow \theta - \eta\, d",
    ],
    cite="Zeiler 2012, arXiv:1212.5701, Algorithm 1",
    convention="By default ρ = 0.9, as in PyTorch and optax; the paper has 0.95 and no rate η, "
    "which is η = 1.",
    equivalents={
        "pytorch": "torch.optim.Adadelta(params, lr={lr}, rho={rho}, eps={eps})",
        "keras": "keras.optimizers.Adadelta(learning_rate={lr}, rho={rho}, epsilon={eps})",
        "optax": "optax.adadelta(learning_rate={lr}, rho={rho}, eps={eps})",
    },
)
def adadelta(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 1.0,
    rho: SquareDecay = 0.9,
    eps: Floor = 1e-6,
) -> tuple[Array, Memory]:
    """Δ = −η d, with v ← ρv + (1−ρ)g²;  d = g √(u+ε)/√(v+ε);  u ← ρu + (1−ρ)d².

    Zeiler 2012, Algorithm 1, with PyTorch's rate η in front; u averages the steps before η.
    """
    v, u = memory
    v = rho * v + (1 - rho) * np.square(at.grad)
    d = np.sqrt((u + eps) / (v + eps)) * at.grad
    u = rho * u + (1 - rho) * np.square(d)
    return -lr * d, (v, u)
