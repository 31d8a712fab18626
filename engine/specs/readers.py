"""Readers: parts that experiments of several kinds consist of, for instance a surface or a run.

They turn JSON into the engine's objects; values are checked by `engine.validation`, items of a
registry with their settings by `engine.choices`.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from engine import schedules, surfaces
from engine.expressions import Expression, ExpressionError
from engine.knobs import SEED, Scale
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.registry import UnknownName
from engine.specs.settings import Several, Structure, fields_of, read
from engine.specs.spec import LIMITS, RunSpec
from engine.surfaces import Surface
from engine.validation import SpecError, items, join, record, text

_EXAMPLE = '{"expression": "…"}'

Seed = Annotated[int, SEED, "Which noise is drawn."]
Noise = Annotated[
    float,
    Scale("linear", 0.0, 1e6, (0.0, 10.0)),
    "Standard deviation of the noise on every gradient, the same draws for all.",
]
SurfaceChoice = Annotated[
    Surface,
    Structure({"anyOf": [{"type": "string"}, {"type": "object"}]}),
    "A name; a name with parameters; or an expression with its view.",
]
Runs = Annotated[
    tuple[RunSpec, ...],
    Structure(parts=RunSpec, several=Several(1, LIMITS.runs, "runs")),
    "The optimizers that are compared, each with its settings.",
]


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
        formula = fields["name"]
        if isinstance(formula, str) and _is_formula(formula):
            remedy = json.dumps({"expression": formula}, ensure_ascii=False)
            message = f"a formula is no name; write {remedy if len(formula) < 80 else _EXAMPLE}"
            raise SpecError(join(path, "name"), message) from error
        raise SpecError(join(path, "name"), str(error)) from error
    except ExpressionError as error:
        raise SpecError(join(path, "expression"), str(error)) from error
    except SpecError as error:
        raise SpecError(join(path, error.path), error.message) from error
    raise SpecError(path, "give a name with parameters, or an expression with view and parameters")


def _is_formula(text: str) -> bool:
    """Whether somebody who wrote this as the name of a surface meant a formula."""
    if any(sign in text for sign in "+*/^=()²³√|\\−·"):
        return True
    try:
        Expression(text)
    except ExpressionError:
        return False
    return True


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
    fields = fields_of(RunSpec, value, path)
    optimizer = OPTIMIZERS[read(RunSpec, fields, path)["optimizer"]]
    hyperparameters, schedule = fields.get("hyperparameters"), fields.get("schedule")
    given = read_knobs(
        optimizer,
        {} if hyperparameters is None else hyperparameters,
        join(path, "hyperparameters"),
    )
    return RunSpec(
        optimizer=optimizer.name,
        hyperparameters=optimizer.defaults() | given,
        schedule=schedules.check(
            {"name": "constant"} if schedule is None else schedule, join(path, "schedule")
        ),
        label=read_label(fields.get("label"), join(path, "label"), optimizer, taken),
    )


def read_label(value: object, path: str, optimizer: Optimizer, taken: list[str]) -> str:
    """A label that is given, or one made up from the optimizer's title, which is then taken."""
    if value is not None:
        return text(value, path, LIMITS.label)
    numbered = (f"{optimizer.title} {n}" for n in range(2, LIMITS.runs + 2))
    label = next(name for name in (optimizer.title, *numbered) if name not in taken)
    taken.append(label)
    return label


def read_knobs(optimizer: Optimizer, value: object, path: str) -> dict[str, Any]:
    """The hyper-parameters that are given, checked against the optimizer's knobs."""
    knobs = {knob.name: knob for knob in optimizer.knobs}
    fields = record(value, path, knobs)
    return {name: knobs[name].check(given, join(path, name)) for name, given in fields.items()}
