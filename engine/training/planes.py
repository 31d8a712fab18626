"""Planes: two directions in the space of a network's parameters, to look at its loss from above.

A plane is spanned by the principal components of where trainings went, by random directions, or by
two weights. Shapes: P parameters, points (…, P), coordinates in the plane (…, 2).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.lanes import Array
from engine.networks.network import Network

# Principal components of more points than this are those of so many drawn at random: every n-th
# might belong to the same run.
MOST_POINTS = 256
# A direction with less than this share of the largest variance is rounding.
FLAT = 1e-13


@dataclass(frozen=True)
class Plane:
    """All of `origin` + a · axes[0] + b · axes[1]; `axes` (2, P) need not be orthogonal.

    `explained` are the shares of the points' variance along the axes, if these come from points.
    """

    origin: Array
    axes: Array
    explained: tuple[float, float] | None = None

    def project(self, points: Array) -> tuple[Array, Array]:
        """The coordinates (…, 2) nearest to points (…, P), and how far off the plane they lie."""
        offset = points - self.origin
        along = offset @ np.linalg.pinv(self.axes)
        return along, np.linalg.norm(offset - along @ self.axes, axis=-1)

    def lift(self, x: Array, y: float) -> Array:
        """The parameters (nx, P) at all of x (nx,) and one y."""
        first, second = self.axes
        lifted: Array = self.origin + x[:, None] * first + y * second
        return lifted


def principal(points: Array) -> Plane:
    """The plane through the mean of points (N, P) in which they vary most; axes have length 1.

    Where the points do not vary in two directions, the axes that are left over are zero.
    """
    chosen = points
    if len(points) > MOST_POINTS:
        chosen = points[np.random.RandomState(0).permutation(len(points))[:MOST_POINTS]]
    origin = chosen.mean(axis=0)
    offset = chosen - origin
    # The smaller of the two products tells as much as a singular value decomposition, far sooner.
    wide = len(chosen) < offset.shape[1]
    variances, vectors = np.linalg.eigh(offset @ offset.T if wide else offset.T @ offset)
    variances = np.maximum(variances, 0.0)
    axes = np.zeros((2, offset.shape[1]))
    share = np.zeros(2)
    for k in range(min(2, len(variances))):
        variance, vector = variances[-1 - k], vectors[:, -1 - k]
        if variance > FLAT * variances[-1]:
            axis = vector @ offset if wide else vector
            axes[k] = axis / np.linalg.norm(axis) * np.sign(axis[np.abs(axis).argmax()])
            share[k] = variance / variances.sum()
    return Plane(origin, axes, (float(share[0]), float(share[1])))


def random_plane(network: Network, theta: Array, seed: int) -> Plane:
    """Two normal directions from θ (P,), each unit's share as long as the unit's own weights.

    Filter normalization, Li et al. 2018, arXiv:1712.09913: without it a network that is scaled
    layer by layer would look flat or sharp at will. Biases stay where they are.
    """
    axes = np.random.RandomState(seed).randn(2, network.size) * network.is_weight
    for axis, layer in zip(network.split(axes), network.split(theta), strict=True):
        own = np.linalg.norm(layer[:, :-1], axis=1, keepdims=True)
        length = np.linalg.norm(axis, axis=-1, keepdims=True)
        axis[...] = axis * (own / np.where(length > 0, length, 1.0))
    return Plane(theta, axes)


def coordinate_plane(theta: Array, first: int, second: int) -> Plane:
    """The plane through θ (P,) in which two parameters vary: its coordinates are their values."""
    axes = np.zeros((2, len(theta)))
    axes[0, first] = axes[1, second] = 1.0
    return Plane(np.where(axes.any(axis=0), 0.0, theta), axes)


def heights(plane: Plane, x: Array, y: Array, cost: Callable[[Array], Array]) -> Array:
    """`cost` (…) of parameters (…, P) over the plane: z (ny, nx), NaN where it is not finite."""
    with np.errstate(all="ignore"):
        z = np.array([cost(plane.lift(x, one)) for one in y.tolist()])
    z[~np.isfinite(z)] = np.nan
    return z
