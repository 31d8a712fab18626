"""Lanes: many trajectories in one array, such as a race's runs or a basin map's starts.

Shapes, everywhere in the engine: parameters θ are (D, L), a cost is (L,), a gradient (D, L), a
Hessian (D, D, L), a hyper-parameter () or (L,). The lane axis is last, so NumPy's trailing-axis
rule broadcasts a hyper-parameter over the coordinates without reshaping. Everything is float64.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Lane: TypeAlias = NDArray[np.float64]
Memory: TypeAlias = tuple[Array, ...]

# Streams carry float32: a lane with a number beyond its range counts as diverged.
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class Point:
    """Where the lanes stand: θ (D, L), gradient (D, L), and for curvature methods the Hessian."""

    theta: Array
    grad: Array
    hess: Any = None


class Status(StrEnum):
    """What became of a lane: it moves, met a tolerance, used its budget, or could not go on.

    `engine.descent.termination` says which of the last three it is.
    """

    RUNNING = "running"
    CONVERGED = "converged"
    FINISHED = "finished"
    DIVERGED = "diverged"
    LEFT_DOMAIN = "left_domain"
    SINGULAR = "singular"


FAILURES = (Status.DIVERGED, Status.LEFT_DOMAIN, Status.SINGULAR)
