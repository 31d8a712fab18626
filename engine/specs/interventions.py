"""Interventions: knobs of a run that are turned on its way, for instance a rate cut at step 200."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from engine.knobs import Scale
from engine.optimizers import OPTIMIZERS
from engine.specs.readers import read_knobs
from engine.specs.settings import Rule, Several, Structure, declared, read
from engine.specs.spec import LIMITS, RunSpec
from engine.validation import SpecError, items, join, record

WITHIN_STEPS = Rule(
    "steps", "At most the last step that an update leaves.", lambda before: int(before["last"])
)
WITHIN_RUNS = Rule("runs", "One of the runs there are.", lambda before: int(before["runs"]) - 1)


@dataclass(frozen=True, slots=True)
class Intervention:
    """Knobs of one run turned on the way: they hold for the update leaving `step` and later."""

    step: Annotated[
        int,
        Scale("linear", 0, LIMITS.steps - 1, (0, 1_000), None, "integer"),
        WITHIN_STEPS,
        "The step from which they hold.",
    ]
    run: Annotated[
        int,
        Scale("linear", 0, LIMITS.runs - 1, (0, 7), None, "integer"),
        WITHIN_RUNS,
        "The index of the run.",
    ]
    hyperparameters: Annotated[
        Mapping[str, float], Structure({"type": "object"}), "The knobs with their new values."
    ]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"step": self.step, "run": self.run, "hyperparameters": dict(self.hyperparameters)}


Interventions = Annotated[
    tuple[Intervention, ...],
    Structure(
        parts=Intervention,
        several=Several(0, LIMITS.interventions, "interventions"),
        optional=True,
        default=[],
    ),
    "Knobs of a run turned on the way.",
]


def read_interventions(
    value: object, runs: Sequence[RunSpec], steps: int
) -> tuple[Intervention, ...]:
    """The interventions in order of step; only numbers can be turned on the way."""
    found = []
    most = {"last": steps - 1, "runs": len(runs)}
    for index, item in enumerate(
        items(value, "interventions", 0, LIMITS.interventions, "interventions")
    ):
        path = f"interventions[{index}]"
        fields = record(item, path, declared(Intervention))
        place = read(Intervention, fields, path, most)
        optimizer = OPTIMIZERS.find(runs[place["run"]].optimizer)
        knobs_path = join(path, "hyperparameters")
        turned = read_knobs(optimizer, fields.get("hyperparameters"), knobs_path)
        for knob in optimizer.knobs:
            if knob.name in turned and knob.kind != "number":
                raise SpecError(join(knobs_path, knob.name), "is fixed for the whole run")
        found.append(Intervention(**place, hyperparameters=turned))
    return tuple(sorted(found, key=lambda turn: (turn.step, turn.run)))
