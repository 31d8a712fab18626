"""Drawing: from the specification of a data set in JSON to training and test data."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.choices import choose, complete
from engine.datasets.data import Data, Outline
from engine.datasets.definition import DATASETS, Dataset
from engine.knobs import LAST_SEED
from engine.validation import SpecError, join


def check(spec: object, path: str = "dataset") -> dict[str, Any]:
    """The complete form of a data set in JSON. Raises SpecError naming the field that is wrong.

    A name alone stands for all defaults.
    """
    found, given = choose(spec, path, DATASETS)
    checked = complete(found, given, path)
    if found.total and "samples" not in given:
        checked["samples"] = found.total - checked["test_samples"]
    if not found.total and "test_seed" not in given:
        checked["test_seed"] = (checked["seed"] + 1) % (LAST_SEED + 1)
    _enough(found, checked, path)
    return checked


def outline(spec: object) -> Outline:
    """What the data of a specification are about, without drawing them."""
    checked = check(spec)
    found = DATASETS[checked["name"]]
    return found.outline(found.settings(checked))


def draw(spec: object) -> tuple[Data, Data | None]:
    """The training data, and the test data if any are asked for.

    Test data are drawn afresh from their own seed; of real data they are what training leaves.
    """
    checked = check(spec)
    found = DATASETS[checked["name"]]
    samples, more = checked["samples"], checked["test_samples"]
    if found.total:
        whole = _draw(found, checked, checked["seed"], samples + more)
        return _part(whole, slice(samples)), _part(whole, slice(samples, None)) if more else None
    train = _draw(found, checked, checked["seed"], samples)
    return train, _draw(found, checked, checked["test_seed"], more) if more else None


def _enough(found: Dataset, checked: Mapping[str, Any], path: str) -> None:
    """Every class has an example, regressions two, and training data are not tested on."""
    samples, more = checked["samples"], checked["test_samples"]
    names = found.outline(found.settings(checked)).classes
    least = max(len(names), 2)
    reason = f"one for each of {len(names)} classes" if names else "fewer show no trend"
    left = found.total - max(samples, least) if found.total else more
    if more > left:
        fault = f"{more} are too many; there are {found.total} in all, which leaves {left}"
        raise SpecError(join(path, "test_samples"), fault)
    for field, count in (("samples", samples), ("test_samples", more)):
        if count < least and (count or field == "samples"):
            wanted = f"at least {least} are needed: {reason}"
            raise SpecError(join(path, field), f"{count} are too few; {wanted}")
    if more and checked.get("test_seed") == checked["seed"]:
        fault = "is the seed of the training data too; take another, or the test proves nothing"
        raise SpecError(join(path, "test_seed"), fault)


def _draw(found: Dataset, checked: Mapping[str, Any], seed: int, count: int) -> Data:
    settings = found.settings(checked)
    points, targets = found.rule(np.random.RandomState(seed), count, **settings)
    about = found.outline(settings)
    return Data(np.ascontiguousarray(points.T), about.encode(targets), about)


def _part(whole: Data, columns: slice) -> Data:
    X, y = (np.ascontiguousarray(array[:, columns]) for array in (whole.X, whole.y))
    return Data(X, y, whole.outline)
