"""Specifications of basin maps: one run from every point of a lattice, to see where each ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.specs.readers import read_noise, read_run, read_seed, read_surface, require
from engine.specs.spec import LIMITS, Entry, RunSpec, Spec
from engine.surfaces import Surface, View, read_view
from engine.validation import SpecError, integer, number, record

CHANNELS = ("x", "y", "cost", "arrival")
FEWEST = 2
TOLERANCE = 1e-3
FIELDS = (
    "kind",
    "surface",
    "view",
    "nx",
    "ny",
    "steps",
    "seed",
    "gradient_noise",
    "tolerance",
    "run",
)


@dataclass(frozen=True)
class BasinSpec(Spec):
    """One run from nx × ny starts that span a view, edges included.

    A start has arrived at the first step at which the gradient norm is at most `tolerance`. The
    history has a row for each y, in the order of `engine.descent.basins.row_order`, and a
    column for each x.
    """

    surface: Surface
    view: View
    nx: int
    ny: int
    steps: int
    seed: int
    gradient_noise: float
    tolerance: float
    run: RunSpec

    kind = "basin"
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
    def work(self) -> int:
        """Starts × steps."""
        return self.nx * self.ny * self.steps

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete."""
        return {
            "kind": self.kind,
            "surface": self.surface.source(),
            "view": [list(side) for side in self.view],
            "nx": self.nx,
            "ny": self.ny,
            "steps": self.steps,
            "seed": self.seed,
            "gradient_noise": self.gradient_noise,
            "tolerance": self.tolerance,
            "run": self.run.to_dict(),
        }


def read_basin(data: Mapping[str, Any]) -> BasinSpec:
    """A basin map. Raises SpecError with the path of the first field that is wrong."""
    fields = record(data, "", FIELDS)
    require(fields, ("surface", "run"))
    surface = read_surface(fields["surface"], "surface")
    view = fields.get("view")
    spec = BasinSpec(
        surface=surface,
        view=surface.view if view is None else read_view(view),
        nx=integer(fields.get("nx", 128), "nx", FEWEST, LIMITS.pixels),
        ny=integer(fields.get("ny", 128), "ny", FEWEST, LIMITS.pixels),
        steps=integer(fields.get("steps", 300), "steps", 1, LIMITS.map_steps),
        seed=read_seed(fields),
        gradient_noise=read_noise(fields),
        tolerance=number(fields.get("tolerance", TOLERANCE), "tolerance", 0.0),
        run=read_run(fields["run"], "run", []),
    )
    if spec.work > LIMITS.work:
        raise SpecError(
            "steps",
            f"nx × ny × steps is {spec.work:,}; the limit is {LIMITS.work:,}. "
            "Ask for fewer steps or a coarser map",
        )
    return spec
