"""Descent with one rate for all coordinates: plain, with momentum, with Nesterov's look-ahead."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import numpy as np

from engine.knobs import Correction, Decay, Rate
from engine.lanes import Array, Memory, Point
from engine.optimizers.definition import optimizer
from engine.optimizers.equivalents import RATE, Equivalent, explained
from engine.optimizers.symbols import FRESH, PAST, Parts, Symbol

Form = Annotated[
    Literal["averaging", "heavy_ball"],
    "averaging weighs each gradient by 1 − β; heavy_ball adds it whole: steps 1/(1 − β) as long.",
]

V = Symbol("v", "v", "v", "The momentum: an average, or a fading sum, of the slopes so far.")
V_HAT = Symbol("v_hat", "v̂", r"\hat v", "The average, corrected for its start at zero.")

OUTSIDE = (
    "The rate multiplies v, as in PyTorch and optax; Keras keeps it inside v, so that a rate that "
    "changes leads elsewhere there."
)
RATE_INSIDE = "Keras keeps the rate inside v, so that a rate that changes leads elsewhere"


@optimizer(
    title="GD",
    help="Straight down the slope: zigzags across a ravine, crawls along it.",
    slots=0,
    latex=[r"\theta \leftarrow \theta - \eta\, g"],
    cite="Cauchy 1847, Comptes rendus 25, 536–538",
    convention="The same in every framework.",
    equivalents={
        "pytorch": "torch.optim.SGD(params, lr={lr})",
        "keras": "keras.optimizers.SGD(learning_rate={lr})",
        "optax": "optax.sgd(learning_rate={lr})",
    },
)
def gd(at: Point, memory: Memory, t: Array, *, lr: Rate = 0.1) -> tuple[Array, Memory]:
    """Δ = −η g, the steepest descent of Cauchy 1847 with a fixed rate."""
    return -lr * at.grad, ()


def _momentum_latex(form: str, correct: bool, **_: float) -> list[str]:
    gradient = r"(1 - \beta)\, g" if form == "averaging" else "g"
    average = r"\hat v" if correct else "v"
    correction = [r"\hat v = v / (1 - \beta^t)"] if correct else []
    return [
        rf"v \leftarrow \beta v + {gradient}",
        *correction,
        rf"\theta \leftarrow \theta - \eta\, {average}",
    ]


def _momentum_in(template: str, moving: str = "") -> Callable[..., Equivalent]:
    """A call at the rate η(1 − β) for the averaging form, at η for the heavy ball."""

    def call(lr: float, beta: float, form: str, correct: bool) -> Equivalent:
        rate = f"{lr} * (1 - {beta})" if form == "averaging" else f"{lr}"
        correction = f"1 / (1 - {beta} ** (k + 1))" if correct else ""
        if correct and moving:
            return Equivalent(None, note="Keras's rate is part of v and so cannot correct it")
        return Equivalent(template.replace("{beta}", f"{beta}"), rate, "", correction, moving)

    return call


def _momentum_in_optax(lr: float, beta: float, form: str, correct: bool) -> Equivalent:
    if correct:
        rate = f"{lr}" if form == "averaging" else f"{lr} / (1 - {beta})"
        average = f"optax.ema({beta}, debias=True)"
        return Equivalent(f"optax.chain({average}, optax.scale_by_learning_rate({RATE}))", rate)
    template = "optax.sgd(learning_rate={rate}, momentum={beta})"
    return _momentum_in(template)(lr, beta, form, correct)


def _nesterov_in_torch(lr: float, beta: float) -> Equivalent:
    call = "torch.optim.SGD(params, lr={rate}"
    if beta == 0:
        note = "nesterov=True is refused without momentum; at β = 0 this is the same"
        return Equivalent(f"{call})", f"{lr}", note)
    return Equivalent(f"{call}, momentum={beta}, nesterov=True)", f"{lr}")


def _momentum_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, beta: Any, form: str, correct: bool
) -> Parts:
    scale = 1 - np.power(beta, t) if correct else 1.0
    if correct:
        yield V_HAT, new[0] / scale
    yield FRESH, -lr / scale * (1 - beta if form == "averaging" else 1.0) * at.grad
    yield PAST, -lr / scale * beta * old[0]


@optimizer(
    title="Momentum",
    help="Averages the slopes on its way: zigzags cancel out, the common direction adds up.",
    slots=[V],
    parts=_momentum_parts,
    latex=_momentum_latex,
    cite="Polyak 1964, USSR Comput. Math. Math. Phys. 4(5), 1–17",
    convention="averaging: v = βv + (1 − β)g. The frameworks take heavy_ball, v = βv + g, "
    "whose step at the same rate is 1/(1 − β) times as long: ten times at β = 0.9. " + OUTSIDE,
    equivalents={
        "pytorch": _momentum_in("torch.optim.SGD(params, lr={rate}, momentum={beta})"),
        "keras": _momentum_in(
            "keras.optimizers.SGD(learning_rate={rate}, momentum={beta})", RATE_INSIDE
        ),
        "optax": _momentum_in_optax,
    },
)
def momentum(
    at: Point,
    memory: Memory,
    t: Array,
    *,
    lr: Rate = 0.1,
    beta: Decay = 0.9,
    form: Form = "averaging",
    correct: Correction = False,
) -> tuple[Array, Memory]:
    """Δ = −η v, with v ← βv + (1−β)g; as heavy ball v ← βv + g; v̂ = v/(1−βᵗ) if corrected.

    The heavy-ball form (Polyak 1964) is `torch.optim.SGD(momentum=β)`; the averaging form is the
    same at the rate η(1−β).
    """
    (v,) = memory
    v = beta * v + ((1 - beta) * at.grad if form == "averaging" else at.grad)
    rate = -lr / (1 - np.power(beta, t)) if correct else -lr
    return rate * v, (v,)


def _nesterov_parts(at: Point, old: Memory, new: Memory, t: Array, lr: Any, beta: Any) -> Parts:
    yield FRESH, -lr * (1 + beta) * at.grad
    yield PAST, -lr * np.square(beta) * old[0]


@optimizer(
    title="Nesterov",
    help="Momentum that looks ahead before it steps, and so brakes earlier.",
    slots=[V],
    parts=_nesterov_parts,
    latex=[
        r"v \leftarrow \beta v + g",
        r"\theta \leftarrow \theta - \eta\,(g + \beta v)",
    ],
    cite="Nesterov 1983, Soviet Math. Doklady 27(2), 372–376; Sutskever et al. 2013, ICML",
    convention="The gradient is taken at θ itself, on the heavy-ball scale, as in PyTorch. "
    + OUTSIDE,
    equivalents={
        "pytorch": _nesterov_in_torch,
        "keras": explained(
            "keras.optimizers.SGD(learning_rate={lr}, momentum={beta}, nesterov=True)",
            moving=RATE_INSIDE,
        ),
        "optax": "optax.sgd(learning_rate={lr}, momentum={beta}, nesterov=True)",
    },
)
def nesterov(
    at: Point, memory: Memory, t: Array, *, lr: Rate = 0.01, beta: Decay = 0.9
) -> tuple[Array, Memory]:
    """Δ = −η (g + βv), with v ← βv + g.

    Sutskever et al. 2013 as rewritten for a gradient at θ: `torch.optim.SGD(nesterov=True)`.
    """
    (v,) = memory
    v = beta * v + at.grad
    return -lr * (at.grad + beta * v), (v,)
