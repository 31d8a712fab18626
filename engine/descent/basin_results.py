"""Results of basin maps: where every start ended and which minimum that is, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.descent.attractors import Attraction, attraction
from engine.lanes import FAILURES, Array
from engine.results import Ending, header_of
from engine.specs import BasinSpec
from engine.surfaces.surface import lattice


def row_order(ny: int) -> NDArray[np.intp]:
    """The rows 0 … ny - 1, coarse to fine: by their binary digits in reverse.

    For every power of two, its multiples come before all other rows.
    """
    bits = (ny - 1).bit_length()
    reverse = [int(f"{row:0{bits}b}"[::-1], 2) for row in range(2**bits)]
    return np.array([row for row in reverse if row < ny], dtype=np.intp)


@dataclass(frozen=True)
class BasinResult:
    """A finished map: its history as computed, and `numbers` with the rows from low to high y.

    In one that was stopped the other rows have no numbers.
    """

    spec: BasinSpec
    history: Array
    endings: tuple[Ending, ...]
    checkpoints: Array

    @property
    def failed(self) -> dict[str, int] | None:
        """How many starts failed in each way; None in a map stored before that was counted."""
        if np.isnan(self.checkpoints).any():
            return None
        return {name.value: int(n) for name, n in zip(FAILURES, self.checkpoints, strict=True)}

    @cached_property
    def numbers(self) -> Array:
        """(ny, nx, channels), row j from the starts at the j-th y."""
        numbers: Array = np.full(self.spec.shape, np.nan)
        numbers[row_order(self.spec.ny)[: len(self.history)]] = self.history
        return numbers

    @cached_property
    def attraction(self) -> Attraction:
        """Where the starts ended, row after row; settled are those that arrived and stayed."""
        x, y, cost, arrival = self.numbers.reshape(-1, len(self.spec.channels)).T
        with np.errstate(all="ignore"):
            _, dx, dy = self.spec.surface.slopes(x, y)
            still = np.hypot(dx, dy) <= self.spec.tolerance
        return attraction(self.spec.surface, x, y, cost, still & np.isfinite(arrival))

    @property
    def minima(self) -> NDArray[np.intp]:
        """(ny, nx): the place in `attraction.attractors` of what each start reached, or -1."""
        return self.attraction.reached.reshape(self.spec.ny, self.spec.nx)

    def header(self) -> dict[str, Any]:
        """Everything but the numbers; `starts` are the coordinates of columns and rows."""
        x, y = lattice(self.spec.view, self.spec.nx, self.spec.ny)
        attractors = self.attraction.attractors
        return header_of(self.spec) | {
            "starts": {"x": x[0].tolist(), "y": y[:, 0].tolist()},
            "attractors": [[at.x, at.y, at.cost, at.count] for at in attractors],
            "failed": self.failed,
        }

    def series(self) -> Iterator[tuple[str, list[list[Any]]]]:
        """The channels by name, and the minima: a list for each row, None in place of NaN."""
        x, y, cost, arrival = np.moveaxis(self.numbers, -1, 0)
        for name, values in (("x", x), ("y", y), ("cost", cost)):
            yield name, _listed(values, np.isnan(values))
        steps = np.where(np.isnan(arrival), -1, arrival).astype(np.intp)
        yield "arrival", _listed(steps, steps < 0)
        yield "minima", self.minima.tolist()

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data, free of NaN."""
        return self.header() | dict(self.series())


def _listed(values: NDArray[Any], missing: NDArray[np.bool_]) -> list[Any]:
    """Nested lists with None where values are missing."""
    objects = values.astype(object)
    objects[missing] = None
    listed: list[Any] = objects.tolist()
    return listed
