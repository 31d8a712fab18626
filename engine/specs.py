"""Specifications: JSON read into frozen, validated descriptions of experiments.

`from_dict` turns untrusted JSON into a description or raises SpecError with the field's path and
the remedy; its `to_dict` gives the complete JSON back, defaults filled in. Two specifications of
the same experiment have the same `digest`, which identifies its result.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import schedules, surfaces
from engine.descriptions import (
    CHANNELS,
    LIMITS,
    DescentSpec,
    Entry,
    Intervention,
    Limits,
    RunSpec,
)
from engine.expressions import ExpressionError
from engine.fields import SpecError, integer, items, join, number, record, text
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.registry import UnknownName
from engine.surfaces import Surface

__all__ = [
    "LIMITS",
    "DescentSpec",
    "Entry",
    "Intervention",
    "Limits",
    "RunSpec",
    "SpecError",
    "from_dict",
]

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


def from_dict(data: object) -> DescentSpec:
    """Read a specification. Raises SpecError with the path of the first field that is wrong."""
    fields = record(data, "", FIELDS)
    kind = fields.get("kind", "descent")
    if kind != "descent":
        raise SpecError("kind", f"there is no kind {str(kind)[:40]!r}; known: descent")
    for name in ("surface", "runs"):
        if name not in fields:
            raise SpecError(name, "is required")
    steps = integer(fields.get("steps", 500), "steps", 1, LIMITS.steps)
    surface = read_surface(fields["surface"], "surface")
    starts = read_starts(fields.get("start"), surface)
    runs = read_runs(fields["runs"])
    tolerances = record(fields.get("tolerances") or {}, "tolerances", ("grad_norm", "cost"))
    spec = DescentSpec(
        surface=surface,
        starts=starts,
        steps=steps,
        seed=integer(fields.get("seed", 0), "seed", 0, 2**32 - 1),
        gradient_noise=number(fields.get("gradient_noise", 0.0), "gradient_noise", 0.0, 1e6),
        grad_tolerance=read_tolerance(tolerances, "grad_norm", 0.0),
        cost_tolerance=read_tolerance(tolerances, "cost", -1e30),
        runs=runs,
        interventions=read_interventions(fields.get("interventions", []), runs, steps),
    )
    if spec.size > LIMITS.numbers:
        raise SpecError(
            "steps",
            f"(steps + 1) × runs × starts × {len(CHANNELS)} channels is {spec.size:,} numbers; "
            f"the limit is {LIMITS.numbers:,}. Ask for fewer steps, runs or starts",
        )
    return spec


def read_surface(value: object, path: str) -> Surface:
    """A surface by name or by an expression of one's own."""
    if isinstance(value, str):
        value = {"name": value}
    fields = record(value, path, ("name", "parameters", "expression", "view"))
    try:
        if "expression" in fields and "name" not in fields:
            return surfaces.custom(**fields)
        if "name" in fields and fields.keys() <= {"name", "parameters"}:
            return surfaces.build(**fields)
    except UnknownName as error:
        raise SpecError(join(path, "name"), str(error)) from error
    except ExpressionError as error:
        raise SpecError(join(path, "expression"), str(error)) from error
    except SpecError as error:
        raise SpecError(join(path, error.path), error.message) from error
    raise SpecError(path, "give a name with parameters, or an expression with view and parameters")


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


def read_runs(value: object) -> tuple[RunSpec, ...]:
    """The runs; one without a label is called by its optimizer, numbered if that is taken."""
    listed = items(value, "runs", 1, LIMITS.runs, "runs")
    taken: list[str] = []
    for index, item in enumerate(listed):
        if isinstance(item, Mapping) and item.get("label") is not None:
            taken.append(text(item["label"], f"runs[{index}].label", LIMITS.label))
    return tuple(read_run(item, f"runs[{index}]", taken) for index, item in enumerate(listed))


def read_run(value: object, path: str, taken: list[str]) -> RunSpec:
    """One run; `taken` are the labels in use and grows by the one made up here."""
    fields = record(value, path, ("optimizer", "hyperparameters", "schedule", "label"))
    if "optimizer" not in fields:
        raise SpecError(join(path, "optimizer"), "is required")
    try:
        optimizer = OPTIMIZERS.find(fields["optimizer"])
    except UnknownName as error:
        raise SpecError(join(path, "optimizer"), str(error)) from error
    given = read_knobs(
        optimizer, fields.get("hyperparameters") or {}, join(path, "hyperparameters")
    )
    label = fields.get("label")
    if label is None:
        numbered = (f"{optimizer.title} {n}" for n in range(2, LIMITS.runs + 2))
        label = next(name for name in (optimizer.title, *numbered) if name not in taken)
        taken.append(label)
    return RunSpec(
        optimizer=optimizer.name,
        hyperparameters=optimizer.defaults() | given,
        schedule=schedules.check(
            fields.get("schedule") or {"name": "constant"}, join(path, "schedule")
        ),
        label=label,
    )


def read_knobs(optimizer: Optimizer, value: object, path: str) -> dict[str, Any]:
    """The hyper-parameters that are given, checked against the optimizer's knobs."""
    knobs = {knob.name: knob for knob in optimizer.knobs}
    fields = record(value, path, knobs)
    return {name: knobs[name].check(given, join(path, name)) for name, given in fields.items()}


def read_interventions(
    value: object, runs: Sequence[RunSpec], steps: int
) -> tuple[Intervention, ...]:
    """The interventions in order of step; only numbers can be turned on the way."""
    found = []
    for index, item in enumerate(
        items(value, "interventions", 0, LIMITS.interventions, "interventions")
    ):
        path = f"interventions[{index}]"
        fields = record(item, path, ("step", "run", "hyperparameters"))
        step = integer(fields.get("step"), join(path, "step"), 0, steps - 1)
        run = integer(fields.get("run"), join(path, "run"), 0, len(runs) - 1)
        optimizer = OPTIMIZERS.find(runs[run].optimizer)
        knobs_path = join(path, "hyperparameters")
        turned = read_knobs(optimizer, fields.get("hyperparameters"), knobs_path)
        for knob in optimizer.knobs:
            if knob.name in turned and knob.kind != "number":
                raise SpecError(join(knobs_path, knob.name), "is fixed for the whole run")
        found.append(Intervention(step, run, turned))
    return tuple(sorted(found, key=lambda turn: (turn.step, turn.run)))
