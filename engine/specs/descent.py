"""Specifications of descents: runs on one surface from the same starts, compared step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Annotated, Any

from engine.knobs import Scale
from engine.specs.interventions import Interventions, read_interventions
from engine.specs.readers import Noise, Runs, Seed, SurfaceChoice, read_runs, read_surface
from engine.specs.settings import Late, Structure, fields_of, read
from engine.specs.spec import LIMITS, Entry, Spec
from engine.surfaces import Surface
from engine.validation import SpecError, items, number

CHANNELS = ("x", "y", "cost", "grad_norm")
FARTHEST = 1e6
COORDINATE = {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST}
POINT = {"type": "array", "items": COORDINATE, "minItems": 2, "maxItems": 2}
POINTS = {"type": "array", "items": POINT, "minItems": 1, "maxItems": LIMITS.starts}
STARTS = Structure({"anyOf": [POINT, POINTS, {"type": "null"}]}, optional=True, name="start")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Where a run has arrived and stops before its steps are over; null is nowhere."""

    grad_norm: Annotated[
        float | None,
        Scale("log", 0.0, 1e30, (1e-12, 1.0), 1e-6),
        "Stop where the gradient norm is at most this.",
    ] = None
    cost: Annotated[
        float | None,
        Scale("linear", -1e30, 1e30, (0.0, 1.0), 0.0),
        "Stop where the cost is at most this.",
    ] = None
    step: Annotated[
        float | None,
        Scale("log", 0.0, 1e30, (1e-12, 1.0), 1e-6),
        Late(),
        "Stop where a step is no longer than this; a rate that pauses at 0 stops, too.",
    ] = None


@dataclass(frozen=True, kw_only=True)
class DescentSpec(Spec):
    """Runs on one surface with the same starts, the same noise and the same budget.

    The history has a row for each step, the start included, and a column for each entry.
    """

    surface: SurfaceChoice
    starts: Annotated[
        tuple[tuple[float, float], ...],
        STARTS,
        "A point or several, from each of which every run starts; by default the surface's own.",
    ]
    steps: Annotated[
        int,
        Scale("log", 1, LIMITS.steps, (10, 5_000), None, "integer"),
        "The budget: every run takes as many.",
    ] = 500
    seed: Seed = 0
    gradient_noise: Noise = 0.0
    tolerances: Annotated[Tolerances, "Where runs stop early."] = Tolerances()
    runs: Runs
    interventions: Interventions = ()

    kind = "descent"
    title = "Descent"
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

    @property
    def grad_tolerance(self) -> float | None:
        """The gradient norm at which runs stop."""
        return self.tolerances.grad_norm

    @property
    def cost_tolerance(self) -> float | None:
        """The cost at which runs stop."""
        return self.tolerances.cost

    @property
    def step_tolerance(self) -> float | None:
        """The length of a step at which runs stop."""
        return self.tolerances.step

    def structures(self) -> dict[str, Any]:
        """Surface, starts, runs and interventions in JSON."""
        starts = [list(point) for point in self.starts]
        return {
            "surface": self.surface.source(),
            "start": starts[0] if len(starts) == 1 else starts,
            "runs": [run.to_dict() for run in self.runs],
            "interventions": [turn.to_dict() for turn in self.interventions],
        }


def read_descent(data: Mapping[str, Any]) -> DescentSpec:
    """A descent. Raises SpecError with the path of the first field that is wrong."""
    fields = fields_of(DescentSpec, data, others=("kind",))
    plain = read(DescentSpec, fields)
    surface = read_surface(fields["surface"], "surface")
    starts = read_starts(fields.get("start"), surface)
    runs = read_runs(fields["runs"])
    turns = read_interventions(fields.get("interventions", []), runs, plain["steps"])
    spec = DescentSpec(surface=surface, starts=starts, runs=runs, interventions=turns, **plain)
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
