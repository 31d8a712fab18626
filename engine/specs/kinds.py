"""Kinds of experiment, each with the reader of its specifications.

A new kind is one more row of READERS.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from engine.specs.basin import BasinSpec, read_basin
from engine.specs.descent import DescentSpec, read_descent
from engine.specs.spec import Spec
from engine.specs.training import TrainingSpec, read_training
from engine.validation import SpecError, excerpt

READERS: dict[str, Callable[[Mapping[str, Any]], Spec]] = {
    DescentSpec.kind: read_descent,
    BasinSpec.kind: read_basin,
    TrainingSpec.kind: read_training,
}


SpecT = TypeVar("SpecT", bound=Spec)


def from_dict(data: object) -> Spec:
    """Read a specification. Raises SpecError with the path of the first field that is wrong."""
    if not isinstance(data, Mapping):
        raise SpecError("", f"expected an object, not {excerpt(data)}")
    kind = data.get("kind", DescentSpec.kind)
    if not isinstance(kind, str) or kind not in READERS:
        raise SpecError("kind", f"there is no kind {excerpt(kind)}; known: {', '.join(READERS)}")
    return READERS[kind](data)


def checked(spec: Spec | Mapping[str, Any], kind: type[SpecT]) -> SpecT:
    """A specification of one kind, read if it is JSON. Raises SpecError where it is of another."""
    found = spec if isinstance(spec, Spec) else from_dict(spec)
    if not isinstance(found, kind):
        raise SpecError("kind", f"expected a {kind.kind}, not a {found.kind}")
    return found
