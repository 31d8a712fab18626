"""Interventions: knobs of a run that are turned on its way, for instance a rate cut at step 200."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.optimizers import OPTIMIZERS
from engine.specs.readers import read_knobs
from engine.specs.spec import LIMITS, RunSpec
from engine.validation import SpecError, integer, items, join, record


@dataclass(frozen=True, slots=True)
class Intervention:
    """Knobs of one run turned on the way: they hold for the update leaving `step` and later."""

    step: int
    run: int
    hyperparameters: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"step": self.step, "run": self.run, "hyperparameters": dict(self.hyperparameters)}


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
