"""Curvature: steps scaled by the Hessian, for instance Newton's method and its saddle-free form.

Both are written out for two parameters: H = (a b; b c), damping added to each eigenvalue. Along an
axis without slope and curvature, as of a function of x alone, there is no step: of all solutions of
H Δ = −g the shortest. Where the damped H is singular otherwise the step is infinite or undefined,
and the lane's status says so.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.knobs import Damping, Rate
from engine.lanes import Array, Memory, Point
from engine.optimizers.definition import optimizer
from engine.optimizers.symbols import Numbers, Parts, Symbol

TINY = 1e-300

OWN = Symbol("curvature", "h", "h", "The curvature along each axis.")
MIXED = Symbol(
    "mixed", "b", "b", "The mixed curvature: how one axis's slope changes along the other."
)
OTHER = Symbol("other", "h′", "h'", "The curvature along the other axis.", "detail")
ACROSS = Symbol("across", "g′", "g'", "The slope along the other axis.", "detail")
FIRST = Symbol("first", "λ₁", r"\lambda_1", "The larger eigenvalue of the Hessian.")
SECOND = Symbol("second", "λ₂", r"\lambda_2", "The smaller eigenvalue of the Hessian.")
G_FIRST = Symbol("g_first", "g₁", "g_1", "The slope's part along the first eigenvector.")
G_SECOND = Symbol("g_second", "g₂", "g_2", "The slope's part along the second eigenvector.")
ALONG_FIRST = Symbol(
    "along_first", "along λ₁", r"\Delta_1", "The part of Δ along the first eigenvector.", "vector"
)
ALONG_SECOND = Symbol(
    "along_second", "along λ₂", r"\Delta_2", "The part of Δ along the second one.", "vector"
)


def _newton_parts(at: Point, old: Memory, new: Memory, t: Array, lr: Any, damping: Any) -> Parts:
    (a, b), (_, c) = at.hess
    yield OWN, np.stack([a, c])
    yield OTHER, np.stack([c, a])
    yield MIXED, np.stack([b, b])
    yield ACROSS, at.grad[::-1]


def _flat(curvature: Any, mixed: Any, slope: Any) -> Any:
    """Where an axis has neither slope nor curvature."""
    return np.equal(np.abs(curvature) + np.abs(mixed) + np.abs(slope), 0.0)


def _newton_spelled(numbers: Numbers) -> Sequence[str]:
    own, other = r"(h + \lambda)", r"(h' + \lambda)"
    damping, mixed = numbers[r"\lambda"], numbers["b"]
    if _flat(numbers["h"] + damping, mixed, numbers["g"]):
        return [r"\theta \leftarrow \theta"]
    if _flat(numbers["h'"] + damping, mixed, numbers["g'"]):
        return [rf"\theta \leftarrow \theta - \eta\, g / {own}"]
    solved = rf"({other}\, g - b\, g') / ({own} {other} - b^2)"
    return [rf"\theta \leftarrow \theta - \eta\, {solved}"]


def _saddle_free_parts(
    at: Point, old: Memory, new: Memory, t: Array, lr: Any, damping: Any
) -> Parts:
    (a, b), (_, c) = at.hess
    mean, half = (a + c) / 2, (a - c) / 2
    radius = np.sqrt(half * half + b * b)
    gx, gy = at.grad
    turned = np.stack([half * gx + b * gy, b * gx - half * gy]) / np.maximum(radius, TINY)
    # Exact along the axes, where rounding would leave a slope without curvature.
    turned = np.where(b == 0, np.stack([np.sign(half) * gx, -np.sign(half) * gy]), turned)
    first, second = (at.grad + turned) / 2, (at.grad - turned) / 2
    yield FIRST, mean + radius
    yield SECOND, mean - radius
    yield G_FIRST, first
    yield G_SECOND, second
    for symbol, slope, size in (
        (ALONG_FIRST, first, np.abs(mean + radius) + damping),
        (ALONG_SECOND, second, np.abs(mean - radius) + damping),
    ):
        yield symbol, np.where(slope == 0, 0.0, -lr * slope / size)


def _saddle_free_spelled(numbers: Numbers) -> Sequence[str]:
    parts = [rf"g_{n} / (|\lambda_{n}| + \lambda)" for n in (1, 2) if numbers[f"g_{n}"] != 0]
    if not parts:
        return [r"\theta \leftarrow \theta"]
    return [rf"\theta \leftarrow \theta - \eta\,({' + '.join(parts)})"]


@optimizer(
    title="Newton",
    help="Jumps to where the local parabola is flat: to a minimum, a saddle or a maximum alike.",
    slots=0,
    order=2,
    parts=_newton_parts,
    spelled=_newton_spelled,
    latex=[r"\theta \leftarrow \theta - \eta\,(H + \lambda I)^{-1} g"],
    cite="Nocedal & Wright 2006, Numerical Optimization, section 2.2",
    convention="Exact Hessian, no line search; no step along an axis without slope and curvature, "
    "and a run ends where H is singular otherwise.",
)
def newton(
    at: Point, memory: Memory, t: Array, *, lr: Rate = 1.0, damping: Damping = 0.0
) -> tuple[Array, Memory]:
    """Δ = −η (H + λI)⁻¹ g, by Cramer's rule; Nocedal & Wright 2006, section 2.2.

    Not finite where H + λI is singular, but 0 along an axis without slope and curvature.
    """
    gx, gy = at.grad
    a, b, c = at.hess[0, 0] + damping, at.hess[0, 1], at.hess[1, 1] + damping
    # A flat axis gets some curvature: with no slope to divide by it, it takes no step.
    a, c = np.where(_flat(a, b, gx), 1.0, a), np.where(_flat(c, b, gy), 1.0, c)
    scale = -lr / (a * c - b * b)
    return np.stack([scale * (c * gx - b * gy), scale * (a * gy - b * gx)]), ()


@optimizer(
    title="Saddle-free Newton",
    help="Newton with every curvature made positive: it is repelled by saddles.",
    slots=0,
    order=2,
    parts=_saddle_free_parts,
    spelled=_saddle_free_spelled,
    latex=[
        r"H = Q\, \operatorname{diag}(\lambda_1, \lambda_2)\, Q^\top",
        r"|H| = Q\, \operatorname{diag}(|\lambda_1|, |\lambda_2|)\, Q^\top",
        r"\theta \leftarrow \theta - \eta\,(|H| + \lambda I)^{-1} g",
    ],
    cite="Dauphin et al. 2014, arXiv:1406.2572, Algorithm 1",
    convention="Exact eigenvalues instead of the paper's Krylov subspace, no line search.",
)
def saddle_free_newton(
    at: Point, memory: Memory, t: Array, *, lr: Rate = 1.0, damping: Damping = 1e-3
) -> tuple[Array, Memory]:
    """Δ = −η (|H| + λI)⁻¹ g, where |H| has the absolute eigenvalues of H; Dauphin et al. 2014.

    H = mI + rN with N² = I, so (g ± Ng)/2 are the parts of g along the eigenvectors of m ± r.
    Not finite where an eigenvalue is zero and there is no damping, but 0 along an axis without
    slope and curvature.
    """
    gx, gy = at.grad
    a, b, c = at.hess[0, 0], at.hess[0, 1], at.hess[1, 1]
    # A flat axis gets the other's curvature, so that rounding leaves no slope along it: r is 0.
    flat_x, flat_y = _flat(a + damping, b, gx), _flat(c + damping, b, gy)
    a, c = (
        np.where(flat_x, np.where(flat_y, 1.0, c), a),
        np.where(flat_y, np.where(flat_x, 1.0, a), c),
    )
    m, h = (a + c) / 2, (a - c) / 2
    r = np.sqrt(h * h + b * b)
    # Where r = 0 both eigenvalues are m and any N will do; TINY makes it 0 instead of 0/0.
    nx, ny = (h * gx + b * gy) / np.maximum(r, TINY), (b * gx - h * gy) / np.maximum(r, TINY)
    plus, minus = -lr / 2 / (np.abs(m + r) + damping), -lr / 2 / (np.abs(m - r) + damping)
    return np.stack(
        [plus * (gx + nx) + minus * (gx - nx), plus * (gy + ny) + minus * (gy - ny)]
    ), ()
