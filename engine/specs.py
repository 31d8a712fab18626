"""Specifications: JSON read into frozen, validated descriptions of experiments.

`from_dict` turns untrusted JSON into a description or raises SpecError with the field's path and
the remedy; its `to_dict` gives the complete JSON back, defaults filled in. Two specifications of
the same experiment have the same `digest`, which identifies its result. A new kind is one more row
of READERS.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.basin_specs import BasinSpec, read_basin
from engine.descent_specs import DescentSpec, read_descent
from engine.descriptions import LIMITS, Entry, Limits, RunSpec, Spec
from engine.fields import SpecError, shown
from engine.interventions import Intervention
from engine.training_specs import TrainingSpec, read_training

__all__ = [
    "LIMITS",
    "READERS",
    "BasinSpec",
    "DescentSpec",
    "Entry",
    "Intervention",
    "Limits",
    "RunSpec",
    "Spec",
    "SpecError",
    "TrainingSpec",
    "from_dict",
]

READERS: dict[str, Callable[[Mapping[str, Any]], Spec]] = {
    DescentSpec.kind: read_descent,
    BasinSpec.kind: read_basin,
    TrainingSpec.kind: read_training,
}


def from_dict(data: object) -> Spec:
    """Read a specification. Raises SpecError with the path of the first field that is wrong."""
    if not isinstance(data, Mapping):
        raise SpecError("", f"expected an object, not {shown(data)}")
    kind = data.get("kind", DescentSpec.kind)
    if not isinstance(kind, str) or kind not in READERS:
        raise SpecError("kind", f"there is no kind {shown(kind)}; known: {', '.join(READERS)}")
    return READERS[kind](data)
