"""Specifications of descents: runs on one surface from the same starts, compared step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from engine.specs.interventions import Intervention, read_interventions
from engine.specs.readers import read_noise, read_runs, read_seed, read_surface, require
from engine.specs.spec import LIMITS, Entry, RunSpec, Spec
from engine.surfaces import Surface
from engine.validation import SpecError, integer, items, number, record

CHANNELS = ("x", "y", "cost", "grad_norm")
FARTHEST = 1e6
FIELDS = (
    "kind",
    "surface",
    "start",
    "steps",
    "seed",
    "gradient_noise",
    "tolerances",
    "runs",
    "interventions",
)


@dataclass(frozen=True)
class DescentSpec(Spec):
    """Runs on one surface with the same starts, the same noise and the same budget.

    The history has a row for each step, the start included, and a column for each entry.
    """

    surface: Surface
    starts: tuple[tuple[float, float], ...]
    steps: int
    seed: int
    gradient_noise: float
    grad_tolerance: float | None
    cost_tolerance: float | None
    runs: tuple[RunSpec, ...]
    interventions: tuple[Intervention, ...]

    kind = "descent"
    channels = CHANNELS

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The trajectories, run by run and start by start."""
        pairs = product(enumerate(self.runs), range(len(self.starts)))
        return tuple(Entry(index, start, run.label) for (index, run), start in pairs)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(steps + 1, entries, channels)."""
        return self.steps + 1, len(self.runs) * len(self.starts), len(CHANNELS)

    @property
    def work(self) -> int:
        """Steps × entries."""
        return self.steps * len(self.runs) * len(self.starts)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete."""
        starts = [list(point) for point in self.starts]
        return {
            "kind": self.kind,
            "surface": self.surface.source(),
            "start": starts[0] if len(starts) == 1 else starts,
            "steps": self.steps,
            "seed": self.seed,
            "gradient_noise": self.gradient_noise,
            "tolerances": {"grad_norm": self.grad_tolerance, "cost": self.cost_tolerance},
            "runs": [run.to_dict() for run in self.runs],
            "interventions": [turn.to_dict() for turn in self.interventions],
        }


def read_descent(data: Mapping[str, Any]) -> DescentSpec:
    """A descent. Raises SpecError with the path of the first field that is wrong."""
    fields = record(data, "", FIELDS)
    require(fields, ("surface", "runs"))
    steps = integer(fields.get("steps", 500), "steps", 1, LIMITS.steps)
    surface = read_surface(fields["surface"], "surface")
    starts = read_starts(fields.get("start"), surface)
    runs = read_runs(fields["runs"])
    tolerances = fields.get("tolerances")
    tolerances = record(
        {} if tolerances is None else tolerances, "tolerances", ("grad_norm", "cost")
    )
    spec = DescentSpec(
        surface=surface,
        starts=starts,
        steps=steps,
        seed=read_seed(fields),
        gradient_noise=read_noise(fields),
        grad_tolerance=read_tolerance(tolerances, "grad_norm", 0.0),
        cost_tolerance=read_tolerance(tolerances, "cost", -1e30),
        runs=runs,
        interventions=read_interventions(fields.get("interventions", []), runs, steps),
    )
    entries = len(runs) * len(starts)
    if entries > LIMITS.entries:
        raise SpecError(
            "start",
            f"runs × starts is {entries:,} trajectories; the limit is {LIMITS.entries:,}. "
            "Ask for fewer starts or runs",
        )
    if spec.size > LIMITS.numbers:
        raise SpecError(
            "steps",
            f"(steps + 1) × runs × starts × {len(CHANNELS)} channels is {spec.size:,} numbers; "
            f"the limit is {LIMITS.numbers:,}. Ask for fewer steps, runs or starts",
        )
    return spec


def read_starts(value: object, surface: Surface) -> tuple[tuple[float, float], ...]:
    """One point, several, or the surface's own start. The cost must be finite there."""
    if value is None:
        value = list(surface.start)
    listed = items(value, "start", 1, LIMITS.starts, "points")
    nested = isinstance(listed[0], list | tuple)
    points = (
        [(f"start[{i}]", point) for i, point in enumerate(listed)]
        if nested
        else [("start", listed)]
    )
    starts = tuple(read_point(point, path) for path, point in points)
    for (path, _), start in zip(points, starts, strict=True):
        try:
            surface.check_start(*start)
        except ValueError as error:
            raise SpecError(path, str(error)) from error
    return starts


def read_point(value: object, path: str) -> tuple[float, float]:
    """Two coordinates."""
    x, y = items(value, path, 2, 2, "coordinates")
    return number(x, f"{path}[0]", -FARTHEST, FARTHEST), number(
        y, f"{path}[1]", -FARTHEST, FARTHEST
    )


def read_tolerance(tolerances: Mapping[str, Any], name: str, low: float) -> float | None:
    """A tolerance, or None where the run is not to stop early."""
    value = tolerances.get(name)
    return None if value is None else number(value, f"tolerances.{name}", low)
