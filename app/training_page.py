"""The train page's data: what networks learn from and are made of, and the first training."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from latex2mathml.converter import convert

from app.page_settings import page_settings
from engine.datasets import DATASETS
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.stories.trainings import TRAININGS

# Where a new run starts: what Keras and PyTorch take by default, since on networks the rates that
# suit surfaces of unit scale are too bold.
RATES = {
    "gd": 0.01,
    "momentum": 0.01,
    "nesterov": 0.01,
    "adagrad": 0.01,
    "adadelta": 1.0,
    "lion": 1e-4,
    "rprop": 0.01,
}
USUAL_RATE = 1e-3

STANDARD_STORY = "two_moons"


@cache
def training_data() -> Mapping[str, Any]:
    """The parts of trainings with their formulas as MathML, and the standard training."""
    return {
        "story": TRAININGS[STANDARD_STORY].to_dict(),
        "spec": standard_training(),
        "settings": page_settings("training"),
        "datasets": [row.to_dict() for row in DATASETS.values()],
        "initializers": [with_mathml(row.to_dict()) for row in INITIALIZERS.values()],
        "activations": [with_mathml(row.to_dict()) for row in ACTIVATIONS.values()],
        "rates": {
            name: {"lr": RATES.get(name, USUAL_RATE)}
            for name, rule in OPTIMIZERS.items()
            if rule.order == 1
        },
    }


def with_mathml(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the catalogue with MathML in the place of LaTeX."""
    return without_latex(entry) | {"mathml": convert(entry["latex"], display="inline")}


def without_latex(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the catalogue as a page gets it, which cannot read LaTeX."""
    return {name: value for name, value in entry.items() if "latex" not in name}


def standard_training() -> dict[str, Any]:
    """The standard story's training."""
    return with_labels(TRAININGS[STANDARD_STORY].to_dict()["spec"])


def with_labels(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification with each run called as its optimizer is."""
    runs = [run | {"label": OPTIMIZERS[run["optimizer"]].title} for run in spec["runs"]]
    return {**spec, "runs": runs}
