"""Specifications of basin maps: one run from every point of a lattice, to see where each ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Annotated, Any

import numpy as np

from engine.knobs import Scale
from engine.lanes import FAILURES, Array
from engine.specs.readers import Noise, Seed, SurfaceChoice, read_run, read_surface
from engine.specs.settings import Rule, Structure, Values, fields_of, read
from engine.specs.spec import LIMITS, Entry, RunSpec, Spec
from engine.surfaces import View, read_view

CHANNELS = ("x", "y", "cost", "arrival")
SIDE = Scale("log", 2, LIMITS.pixels, (16, LIMITS.pixels), None, "integer")
ENDS = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
VIEW = {"type": ["array", "null"], "items": ENDS, "minItems": 2, "maxItems": 2}


def excess(steps: int, before: Values) -> str:
    """What is wrong with a map of so many steps."""
    work = before["nx"] * before["ny"] * steps
    return (
        f"nx × ny × steps is {work:,}; the limit is {LIMITS.work:,}. "
        "Ask for fewer steps or a coarser map"
    )


WITHIN_WORK = Rule(
    "work",
    f"nx × ny × steps is at most {LIMITS.work:,}.",
    lambda before: LIMITS.work // (before["nx"] * before["ny"]),
    excess,
    limit=LIMITS.work,
)


@dataclass(frozen=True, kw_only=True)
class BasinSpec(Spec):
    """One run from nx × ny starts that span a view, edges included.

    A start has arrived at the first step at which the gradient norm is at most `tolerance`. The
    history has a row for each y, in the order of `engine.descent.basins.row_order`, and a
    column for each x.
    """

    surface: SurfaceChoice
    view: Annotated[
        View,
        Structure(VIEW, optional=True),
        "[[x from, x to], [y from, y to]]; by default the surface's own.",
    ]
    nx: Annotated[int, SIDE, "How many starts there are along x."] = 128
    ny: Annotated[int, SIDE, "How many starts there are along y."] = 128
    steps: Annotated[
        int,
        Scale("log", 1, LIMITS.map_steps, (10, 5_000), None, "integer"),
        WITHIN_WORK,
        "The budget: from every start as many.",
    ] = 300
    seed: Seed = 0
    gradient_noise: Noise = 0.0
    tolerance: Annotated[
        float, Scale("log", 0.0, 1e30, (1e-9, 1.0)), "The gradient norm that counts as arrival."
    ] = 1e-3
    run: Annotated[RunSpec, Structure(parts=RunSpec), "The optimizer with its settings."]

    kind = "basin"
    title = "Basin map"
    channels = CHANNELS

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The run: the starts have no endings of their own."""
        return (Entry(0, 0, self.run.label),)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(ny, nx, channels)."""
        return self.ny, self.nx, len(CHANNELS)

    @property
    def checkpoint_shape(self) -> tuple[int, ...]:
        """How many starts failed, a number for each of FAILURES."""
        return (len(FAILURES),)

    def split(self, numbers: Array) -> tuple[Array, Array]:
        """As for every kind, but maps stored by older versions have not counted their failures."""
        if numbers.shape == (prod(self.shape),):
            numbers = np.append(numbers, np.full(self.checkpoint_shape, np.nan))
        return super().split(numbers)

    @property
    def work(self) -> int:
        """Starts × steps."""
        return self.nx * self.ny * self.steps

    def structures(self) -> dict[str, Any]:
        """Surface, view and run in JSON."""
        return {
            "surface": self.surface.source(),
            "view": [list(side) for side in self.view],
            "run": self.run.to_dict(),
        }


def read_basin(data: Mapping[str, Any]) -> BasinSpec:
    """A basin map. Raises SpecError with the path of the first field that is wrong."""
    fields = fields_of(BasinSpec, data, others=("kind",))
    plain = read(BasinSpec, fields)
    surface = read_surface(fields["surface"], "surface")
    view = fields.get("view")
    return BasinSpec(
        surface=surface,
        view=surface.view if view is None else read_view(view),
        run=read_run(fields["run"], "run", []),
        **plain,
    )
