"""Definiteness: how often all eigenvalues are positive, for independent signs or random matrices.

The random matrices are symmetric with normal entries, those off the diagonal of half its variance:
the Gaussian orthogonal ensemble, which looks the same in every basis.
"""

from functools import lru_cache
from math import lgamma, log, log10
from typing import Any

import numpy as np

from engine.lanes import Array

NODES = 80


def independent(n: Any) -> Any:
    """log₁₀ of 0.5ⁿ; the number itself is soon too small for a double."""
    return -n * log10(2)


def law(n: Any) -> Any:
    """log₁₀ of 3^(−n²/4), as which the share of random matrices falls for large n.

    Dean & Majumdar 2006, doi:10.1103/PhysRevLett.97.160201.
    """
    return -n * n / 4 * log10(3)


@lru_cache(16)
def counted(samples: int, most: int, seed: int) -> tuple[int, ...]:
    """Of so many random matrices that grow to most × most, how many are positive at each size.

    A matrix is given its rows one by one, along with its Cholesky factor; it is positive as long
    as every pivot is, and one that is not can be left out for good.
    """
    random = np.random.RandomState(seed)
    factors = np.empty((0, 0, samples))
    counts = []
    for size in range(most):
        row = random.randn(size, factors.shape[-1])
        pivot = 2**0.5 * random.randn(factors.shape[-1])
        for i in range(size):
            row[i] = (row[i] - (factors[i, :i] * row[:i]).sum(0)) / factors[i, i]
            pivot -= np.square(row[i])
        good = pivot > 0
        grown = np.zeros((size + 1, size + 1, int(good.sum())))
        grown[:size, :size] = factors[:, :, good]
        grown[size, :size], grown[size, size] = row[:, good], np.sqrt(pivot[good])
        factors = grown
        counts.append(grown.shape[-1])
    return tuple(counts)


@lru_cache(64)
def exact(n: int) -> float:
    """log₁₀ of the share for random n × n matrices, to four digits up to n = 12.

    The eigenvalues' density is ∏|λᵢ − λⱼ| e^(−Σλ²/2). Its integral over positive ones, and over
    all, is a Pfaffian (de Bruijn 1955, J. Indian Math. Soc. 19), the root of a determinant.
    """
    positive, everywhere = (np.linalg.slogdet(pairings(n, half))[1] / 2 for half in (True, False))
    return float((positive - everywhere) / log(10))


@lru_cache(1)
def quadrature() -> tuple[Array, Array]:
    """Gauss and Legendre's nodes from −1 to 1, and their weights."""
    return np.polynomial.legendre.leggauss(NODES)


def pairings(n: int, half: bool) -> Array:
    """∬ sign(y − x) xⁱ yʲ e^(−(x² + y²)/2), scaled, over the quarter plane or all of it.

    In polar coordinates; for odd n bordered by ∫ xⁱ e^(−x²/2).
    """
    powers = np.arange(n)
    turns = [(0, 1, -1), (1, 2, 1)] if half else [(1, 5, 1), (5, 9, -1)]
    nodes, weights = quadrature()
    found = np.zeros((n, n))
    for first, last, sign in turns:
        angles = (first + last + (last - first) * nodes) * np.pi / 8
        shares = weights * (last - first) * np.pi / 8
        cosines, sines = (f(angles) ** powers[:, None] for f in (np.cos, np.sin))
        found += sign * (cosines * shares) @ sines.T
    scale = np.array([lgamma(i + 1) / 2 for i in powers])
    radii = [[lgamma((i + j) / 2 + 1) + (i + j) / 2 * log(2) for j in powers] for i in powers]
    found *= np.exp(np.array(radii) - scale[:, None] - scale)
    if n % 2 == 0:
        return found
    edge = np.exp([lgamma((i + 1) / 2) + (i - 1) / 2 * log(2) for i in powers] - scale)
    edge = edge[:, None] if half else np.where(powers % 2 == 0, 2 * edge, 0)[:, None]
    return np.block([[found, edge], [-edge.T, np.zeros((1, 1))]])
