"""Examples: one of everything that the API documentation shows."""

from typing import Any

ID = "0f9d2c4b6a8e1f3057d9b1c3e5f70819"

SPEC: dict[str, Any] = {
    "kind": "descent",
    "surface": {"name": "ravine", "parameters": {"kappa": 50}},
    "start": [-1.5, 0.8],
    "steps": 200,
    "runs": [
        {"optimizer": "gd", "hyperparameters": {"lr": 0.03}},
        {"optimizer": "adam", "hyperparameters": {"lr": 0.1}, "label": "Adam, fast"},
    ],
}

BASIN: dict[str, Any] = {
    "kind": "basin",
    "surface": "himmelblau",
    "nx": 64,
    "ny": 64,
    "steps": 300,
    "run": {"optimizer": "adam", "hyperparameters": {"lr": 0.1}},
}

TRAINING: dict[str, Any] = {
    "kind": "training",
    "dataset": {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3},
    "network": {"layers": [2, 5, 2, 1], "activation": "relu", "initializer": "he", "seed": 3},
    "batch_size": 64,
    "epochs": 500,
    "runs": [{"optimizer": "adam", "hyperparameters": {"lr": 0.01}}],
}

SPECS = {"descent": SPEC, "basin": BASIN, "training": TRAINING}

TUNE: dict[str, Any] = {"spec": SPEC, "run": 1, "rates": 61}
SWEEP: dict[str, Any] = {
    "run": 1,
    "optimizer": "adam",
    "steps": 200,
    "starts": 1,
    "rates": [0.01, 0.1, 1.0],
    "costs": [0.31, 2e-9, None],
    "best": 0.1,
    "best_cost": 2e-9,
    "good": [0.08, 0.2],
    "width": 2.5,
}

INSIDE: dict[str, Any] = {"spec": SPEC, "entry": 0, "first": 12, "count": 1}
UPDATES: dict[str, Any] = {
    "looks": [
        {
            "label": "Gradient descent",
            "step": 12,
            "theta": [-1.04, 0.05],
            "next_theta": [-1.01, -0.03],
            "lr": 0.03,
            "quantities": [
                {"key": "step", "label": "Δ", "kind": "vector", "numbers": [0.03, -0.08]}
            ],
            "filled": {"x": ["…"], "y": ["…"]},
            "mathml": {"formula": ["<math>…</math>"], "x": ["…"], "y": ["…"]},
        }
    ]
}

CODE: dict[str, Any] = {
    "python": "from engine import race\n…",
    "runs": [
        {
            "label": "GD",
            "pytorch": "torch.optim.SGD(params, lr=0.03)  # …",
            "keras": "keras.optimizers.SGD(learning_rate=0.03)  # …",
            "optax": "optax.sgd(learning_rate=0.03)  # …",
            "reasons": {},
            "programs": {"pytorch": "import torch\n…", "keras": "…", "optax": "…"},
        }
    ],
}

SNAPSHOT: dict[str, Any] = {
    "type": "snapshot",
    "index": 12,
    "epoch": 29,
    "step": 150,
    "start": 0,
    "runs": [
        {
            "run": 0,
            "start": 0,
            "train_accuracy": 0.91,
            "test_accuracy": None,
            "boundary": [0.02, 0.1, 0.93, 0.99],
            "path": {"x": [0.0, 0.4], "y": [0.0, 0.1], "off": [0.0, 0.02]},
            "layers": [
                {
                    "gradient_norm": 0.3,
                    "weight_norm": 2.1,
                    "histogram": {"low": -1.9, "high": 1.9, "counts": [1, 4, 3, 2]},
                }
            ],
            "diagnosis": [
                {
                    "kind": "dead",
                    "layer": 2,
                    "text": "1 of 2 units of layer 2 is silent for every example.",
                }
            ],
        }
    ],
    "boundary": {"x": [-1.5, 2.5], "y": [-1, 1.5], "nx": 2, "ny": 2, "view": None},
    "plane": {"explained": [0.96, 0.03]},
}
EVALUATIONS: dict[str, Any] = {
    "complete": False,
    "since": 0,
    "evaluated_epochs": [None, 2],
    "elapsed": [0.0, 0.004],
    "runs": [
        {
            "run": 0,
            "start": 0,
            "train_accuracy": [0.5, 0.61],
            "test_accuracy": [],
            "gradient_norms": [[0.3, 0.28], [0.5, 0.44], [0.2, 0.19]],
            "weight_norms": [[2.1, 2.1], [1.9, 1.9], [0.8, 0.8]],
        }
    ],
}
LANDSCAPE: dict[str, Any] = {
    "plane": "pca",
    "start": 0,
    "x": [-1, 1],
    "y": [-1, 1],
    "z": [[0.9, 0.7], [0.8, 0.5]],
    "explained": [0.96, 0.03],
    "runs": [{"run": 0, "start": 0, "x": [-0.5, 0.5], "y": [0, 0.1], "off": [0.1, 0.02]}],
}
SAMPLE_OF: dict[str, Any] = {"dataset": {"name": "moons", "samples": 100}, "normalize": True}
SAMPLE: dict[str, Any] = {
    "dataset": {"name": "moons", "samples": 100, "noise": 0.2, "seed": 0, "test_samples": 0},
    "task": "binary",
    "features": ["x", "y"],
    "classes": ["upper moon", "lower moon"],
    "outputs": 1,
    "train": {"x": [[0.1, 1.2], [0.9, -0.3]], "y": [0, 1]},
    "test": None,
    "scaling": {"mean": [0.5, 0.25], "std": [0.87, 0.5]},
}

LINKS = {
    name: f"/api/v1/experiments/{ID}{path}"
    for name, path in (
        ("self", ""),
        ("result", "/result"),
        ("stream", "/stream"),
        ("cancel", "/cancel"),
    )
}

EXPERIMENT: dict[str, Any] = {
    "id": ID,
    "kind": "descent",
    "status": "running",
    "progress": 0.42,
    "created": 1_767_225_600.0,
    "started": 1_767_225_600.1,
    "finished": None,
    "engine": "0.1.0",
    "error": None,
    "spec": SPEC,
    "links": LINKS,
}

DONE = EXPERIMENT | {"status": "succeeded", "progress": 1.0, "finished": 1_767_225_600.2}

RESULT: dict[str, Any] = {
    "id": ID,
    "kind": "descent",
    "spec": SPEC,
    "engine": "0.1.0",
    "runs": [
        {
            "label": "Gradient descent",
            "run": 0,
            "start": 0,
            "optimizer": "gd",
            "hyperparameters": {"lr": 0.03},
            "schedule": {"name": "constant"},
            "status": "finished",
            "stopped_at": None,
            "tried": None,
            "trend": None,
            "x": [-1.5, -1.455],
            "y": [0.8, -0.4],
            "cost": [17.125, 5.0585],
            "grad_norm": [40.028, 20.053],
        }
    ],
}

COMPILE: dict[str, Any] = {
    "expression": "x^2 + k*y^2",
    "view": [[-2, 2], [-2, 2]],
    "parameters": {"k": 3},
    "nx": 60,
    "ny": 60,
}

GRID: dict[str, Any] = {"x": [-1, 0, 1], "y": [-1, 1], "z": [[4, 3, 4], [4, 3, 4]]}
LANDMARKS: dict[str, Any] = {"minima": [[0, 0]], "local_minima": [], "saddles": [], "lowest": 0}

PROBLEMS: dict[int, tuple[str, dict[str, Any]]] = {
    304: ("It has not changed.", {}),
    404: ("There is no such thing.", {"detail": "There is no experiment with this id."}),
    406: ("None of the formats is accepted.", {"detail": "Formats: json, csv, npz."}),
    408: (
        "The body did not arrive in time.",
        {"detail": "The body did not arrive within 20 seconds."},
    ),
    409: ("Not in its present state.", {"detail": "The experiment is running."}),
    413: ("The body is too large.", {"detail": "The body is larger than 1,000,000 bytes."}),
    415: ("The body is not JSON.", {"detail": "Send JSON, with Content-Type: application/json."}),
    422: (
        "A field is wrong; `field` says which, in an expression `column` where.",
        {
            "detail": "runs[0].hyperparameters.lr: -1 is outside 1e-08 … 100",
            "field": "runs[0].hyperparameters.lr",
        },
    ),
    429: ("A quota is used up; Retry-After says when to try again.", {"detail": "Slow down."}),
    503: (
        "The database does not answer.",
        {"detail": "The database does not answer at the moment."},
    ),
    507: ("The disk is full.", {"detail": "The disk that holds the experiments is full."}),
}
