"""Code for an experiment: what to type to get the same race elsewhere, in Python or a framework."""

from pprint import pformat
from typing import Any

from app.frameworks.omissions import commented, omissions
from app.frameworks.programs import program
from engine.optimizers import FRAMEWORKS, OPTIMIZERS
from engine.specs import Spec, TrainingSpec
from engine.specs.descent import DescentSpec

PROGRAMS = {
    "descent": (
        "from engine import race\n\nspec = {spec}\n"
        'for run in race(spec).to_dict()["runs"]:\n'
        '    print(run["label"], run["status"], run["cost"][-1])\n'
    ),
    "basin": (
        "from engine import basin_map, from_dict\n\nspec = {spec}\n"
        "result = basin_map(from_dict(spec)).to_dict()\n"
        'print(result["attractors"])\n'
    ),
    "training": (
        "from engine import train\n\nspec = {spec}\n"
        'for run in train(spec).to_dict()["runs"]:\n'
        '    print(run["label"], run["epoch_cost"][-1:], run["train_accuracy"][-1:])\n'
    ),
}


def python(spec: Spec) -> str:
    """A program that runs the experiment with the engine and prints where it ends."""
    text = pformat(spec.to_dict(), sort_dicts=False, width=92)
    return PROGRAMS[spec.kind].format(spec=text)


def constructors(spec: DescentSpec | TrainingSpec) -> list[dict[str, Any]]:
    """For each run, its constructor call in every framework, and what there is beside the calls.

    A call's comment says what differs and what of the run it leaves out; `reasons` say why there is
    no call, `programs` are whole programs, for a descent.
    """
    return [elsewhere(spec, index) for index in range(len(spec.runs))]


def elsewhere(spec: DescentSpec | TrainingSpec, index: int) -> dict[str, Any]:
    """One run in every framework."""
    run = spec.runs[index]
    calls = {
        name: OPTIMIZERS[run.optimizer].elsewhere(name, run.hyperparameters) for name in FRAMEWORKS
    }
    missing = omissions(spec, index)
    return {
        "label": run.label,
        **{name: commented(spec, index, call, missing) for name, call in calls.items()},
        "reasons": {name: call.note for name, call in calls.items() if not call.call and call.note},
        "programs": {
            name: program(spec, index, name, call) if isinstance(spec, DescentSpec) else None
            for name, call in calls.items()
        },
    }
