"""Catalog routes: optimizers, surfaces, data sets and the rest, with all that forms need."""

import json
from collections.abc import Mapping
from typing import Any, Literal, Protocol

from fastapi import APIRouter, Request, Response

from app.deps import LabDep
from app.http.caching import json_response
from app.schemas import Item, problems, success
from engine.datasets import DATASETS
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.specs import KINDS
from engine.stories import STORIES
from engine.stories.trainings import TRAININGS
from engine.surfaces import SURFACES

router = APIRouter(prefix="/api/v1", tags=["catalog"])

KNOB = {
    "name": "lr",
    "kind": "number",
    "default": 0.001,
    "min": 1e-8,
    "max": 100,
    "scale": "log",
    "help": "Learning rate.",
}
OPTIMIZER = {"name": "adam", "title": "Adam", "order": 1, "hyperparameters": [KNOB]}
SCHEDULE = {"name": "exponential", "title": "Exponential", "parameters": [], "latex": "…"}
DATASET = {
    "name": "moons",
    "title": "Two moons",
    "task": "binary",
    "features": ["x1", "x2"],
    "classes": ["upper", "lower"],
    "parameters": [KNOB | {"name": "noise", "default": 0.2, "scale": "linear"}],
    "total": None,
    "cite": None,
}
INITIALIZER = {
    "name": "normal",
    "title": "Normal",
    "parameters": [KNOB | {"name": "scale", "default": 0.01}],
    "latex": r"W \sim \mathcal{N}(0, s^2)",
    "equivalents": {"pytorch": "torch.nn.init.normal_(weight, std=0.01)", "keras": "…"},
}
ACTIVATION = {"name": "relu", "title": "ReLU", "latex": r"\max(z, 0)", "analytic": False}
STEPS = KNOB | {
    "name": "steps",
    "kind": "integer",
    "default": 500,
    "min": 1,
    "max": 1_000_000,
    "help": "The budget: every run takes as many.",
}
KIND = {"name": "descent", "title": "Descent", "help": "Runs on one surface.", "settings": [STEPS]}
STORY = {
    "name": "why_momentum",
    "title": "Why momentum",
    "question": "Why does the grey path zig-zag?",
    "answer": "Across the ravine its slope changes sign at every step.",
    "spec": {"kind": "descent", "surface": "ravine", "runs": [{"optimizer": "gd"}]},
    "speed": 30,
    "chart": "cost",
    "cite": None,
}
SURFACE = {
    "name": "ravine",
    "title": "Ravine",
    "expression": "(x^2 + kappa*y^2)/2",
    "view": [[-5, 5], [-3, 3]],
    "start": [-4.2, 1.6],
    "minima": [[0, 0]],
    "saddles": [],
    "parameters": [KNOB | {"name": "kappa", "default": 20}],
    "rates": {"adam": {"lr": 0.3}},
}


class Describable(Protocol):
    """An item that can describe itself."""

    def to_dict(self) -> dict[str, Any]: ...


def listing(items: Mapping[str, Describable]) -> bytes:
    """All items as a JSON list."""
    return json.dumps([item.to_dict() for item in items.values()], allow_nan=False).encode()


@router.get(
    "/optimizers",
    operation_id="listOptimizers",
    summary="List the optimizers and their hyper-parameters",
    response_model=list[Item],
    responses=success([OPTIMIZER], "The optimizers.") | problems(304),
)
async def optimizers(request: Request, lab: LabDep) -> Response:
    """Every knob's name, default, range, scale and help; formula, citation, equivalent calls."""
    return json_response(request, await lab.help(listing, OPTIMIZERS))


@router.get(
    "/schedules",
    operation_id="listSchedules",
    summary="List the learning-rate schedules",
    response_model=list[Item],
    responses=success([SCHEDULE], "The schedules.") | problems(304),
)
async def schedules(request: Request, lab: LabDep) -> Response:
    """Name, formula and parameters of every schedule."""
    return json_response(request, await lab.help(listing, SCHEDULES))


@router.get(
    "/surfaces",
    operation_id="listSurfaces",
    summary="List the surfaces",
    response_model=list[Item],
    responses=success([SURFACE], "The surfaces.") | problems(304),
)
async def surfaces(request: Request, lab: LabDep) -> Response:
    """Formula, view, start, landmarks, parameters, and rates tuned for each optimizer."""
    return json_response(request, await lab.help(listing, SURFACES))


@router.get(
    "/datasets",
    operation_id="listDatasets",
    summary="List the data sets",
    response_model=list[Item],
    responses=success([DATASET], "The data sets.") | problems(304),
)
async def datasets(request: Request, lab: LabDep) -> Response:
    """Task, features, classes and every field of a data set's specification."""
    return json_response(request, await lab.help(listing, DATASETS))


@router.get(
    "/initializers",
    operation_id="listInitializers",
    summary="List the initializers of weights",
    response_model=list[Item],
    responses=success([INITIALIZER], "The initializers.") | problems(304),
)
async def initializers(request: Request, lab: LabDep) -> Response:
    """Distribution, parameters, citation and equivalent calls of every initializer."""
    return json_response(request, await lab.help(listing, INITIALIZERS))


@router.get(
    "/activations",
    operation_id="listActivations",
    summary="List the activations of hidden layers",
    response_model=list[Item],
    responses=success([ACTIVATION], "The activations.") | problems(304),
)
async def activations(request: Request, lab: LabDep) -> Response:
    """Name and formula of every activation."""
    return json_response(request, await lab.help(listing, ACTIVATIONS))


@router.get(
    "/stories",
    operation_id="listStories",
    summary="List the stories: races worth watching, each with a question and its answer",
    response_model=list[Item],
    responses=success([STORY], "The stories.") | problems(304),
)
async def stories(
    request: Request, lab: LabDep, kind: Literal["descent", "training"] = "descent"
) -> Response:
    """Question, answer and complete specification of every story of a kind."""
    told = TRAININGS if kind == "training" else STORIES
    return json_response(request, await lab.help(listing, told))


@router.get(
    "/settings",
    operation_id="listSettings",
    summary="List the settings of every kind of experiment",
    response_model=list[Item],
    responses=success([KIND], "The kinds, each with its settings.") | problems(304),
)
async def settings(request: Request, lab: LabDep) -> Response:
    """Every setting's name, default, range and help, and the rule that binds it to others."""
    return json_response(request, await lab.help(listing, KINDS))
