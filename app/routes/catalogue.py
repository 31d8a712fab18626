"""Catalogue routes: optimizers, surfaces, data sets and the rest, with all that forms need."""

from collections.abc import Iterable
from typing import Literal

from fastapi import APIRouter, Request, Response

from app.deps import ThreadsDep
from app.routes.listing import Describable, List, add_list
from engine.datasets import DATASETS
from engine.networks.activations import ACTIVATIONS
from engine.networks.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.specs import KINDS
from engine.stories import STORIES
from engine.stories.trainings import TRAININGS
from engine.surfaces import SURFACES

router = APIRouter(prefix="/api/v1")

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
    "suggested": {
        "network": {"layers": [2, 8, 4, 1], "activation": "tanh", "initializer": "xavier"},
        "batch_size": 32,
        "epochs": 200,
        "test_samples": 100,
        "normalize": False,
        "rates": {"adam": {"lr": 0.0056}},
    },
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

Kind = Literal["descent", "training"]


def stories_of(kind: Kind) -> Iterable[Describable]:
    """The stories of a kind."""
    return (TRAININGS if kind == "training" else STORIES).values()


LISTS = (
    List(
        "/optimizers",
        "listOptimizers",
        "List the optimizers and their hyper-parameters",
        "Every knob's name, default, range, scale and help; formula, citation, equivalent calls.",
        OPTIMIZER,
        OPTIMIZERS.values,
    ),
    List(
        "/schedules",
        "listSchedules",
        "List the learning-rate schedules",
        "Name, formula and parameters of every schedule.",
        SCHEDULE,
        SCHEDULES.values,
    ),
    List(
        "/surfaces",
        "listSurfaces",
        "List the surfaces",
        "Formula, view, start, landmarks, parameters, and rates tuned for each optimizer.",
        SURFACE,
        SURFACES.values,
    ),
    List(
        "/datasets",
        "listDatasets",
        "List the data sets",
        "Task, features, classes, every field of its specification, and a training that suits it.",
        DATASET,
        DATASETS.values,
    ),
    List(
        "/initializers",
        "listInitializers",
        "List the initializers of weights",
        "Distribution, parameters, citation and equivalent calls of every initializer.",
        INITIALIZER,
        INITIALIZERS.values,
    ),
    List(
        "/activations",
        "listActivations",
        "List the activations of hidden layers",
        "Name and formula of every activation.",
        ACTIVATION,
        ACTIVATIONS.values,
    ),
    List(
        "/settings",
        "listSettings",
        "List the settings of every kind of experiment",
        "Every setting's name, default, range and help, and the rule that binds it to others.",
        KIND,
        KINDS.values,
    ),
)
STORY_LIST = List(
    "/stories",
    "listStories",
    "List the stories: races worth watching, each with a question and its answer",
    "Question, answer and complete specification of every story of a kind.",
    STORY,
    stories_of,
)

for each in LISTS:
    add_list(router, each)


@router.get(STORY_LIST.path, **STORY_LIST.documentation)
async def stories(request: Request, threads: ThreadsDep, kind: Kind = "descent") -> Response:
    """The one list that takes a parameter."""
    return await STORY_LIST.response(request, threads, kind)
