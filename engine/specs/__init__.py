"""Specifications: JSON read into frozen, validated descriptions of experiments.

`from_dict` turns untrusted JSON into a description or raises SpecError with the field's path and
the remedy; its `to_dict` gives the complete JSON back, defaults filled in. Two specifications of
the same experiment have the same `digest`, which identifies its result.
"""

from engine.specs.basin import BasinSpec
from engine.specs.descent import DescentSpec
from engine.specs.interventions import Intervention
from engine.specs.kinds import KINDS, Kind, checked, from_dict
from engine.specs.settings import Setting, declared
from engine.specs.spec import LIMITS, Entry, Limits, RunSpec, Spec
from engine.specs.training import TrainingSpec
from engine.validation import SpecError

__all__ = [
    "KINDS",
    "LIMITS",
    "BasinSpec",
    "DescentSpec",
    "Entry",
    "Intervention",
    "Kind",
    "Limits",
    "RunSpec",
    "Setting",
    "Spec",
    "SpecError",
    "TrainingSpec",
    "checked",
    "declared",
    "from_dict",
]
