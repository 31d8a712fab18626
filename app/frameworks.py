"""Code for an experiment: what to type to get the same race elsewhere, in Python or a framework."""

from pprint import pformat
from typing import Any

from engine.optimizers import OPTIMIZERS
from engine.optimizers.definition import FRAMEWORKS
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
    """For each run, the constructor call in every framework that has such an optimizer."""
    return [
        {
            "label": run.label,
            **{
                name: OPTIMIZERS[run.optimizer].equivalent(name, run.hyperparameters)
                for name in FRAMEWORKS
            },
        }
        for run in spec.runs
    ]
