"""Make the data oracle: moons, circles and blobs of scikit-learn, kept for the tests.

Run `python -m tests.engine.datasets.make_data_oracles` where scikit-learn and NumPy are installed.
It stops unless our points equal scikit-learn's bit for bit here, on one machine; between machines
the last bits of a cosine may differ.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engine import datasets
from engine.lanes import Array

sklearn: Any = import_module("sklearn")
makers: Any = import_module("sklearn.datasets")

FOLDER = Path(__file__).parents[1] / "oracles"
SPECS: list[dict[str, Any]] = [
    {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3},
    {"name": "moons", "samples": 31, "noise": 0.0, "seed": 2**32 - 1},
    {"name": "circles", "samples": 300, "noise": 0.05, "factor": 0.8, "seed": 1},
    {"name": "circles", "samples": 100, "noise": 0.05, "factor": 0.8, "seed": 2},
    {"name": "circles", "samples": 7, "noise": 0.3, "factor": 0.25, "seed": 0},
    {"name": "blobs", "samples": 50, "noise": 0.5, "centers": 4, "seed": 5},
]


def make(spec: dict[str, Any]) -> tuple[Array, Array]:
    """The points (n, 2) and labels that scikit-learn draws."""
    given = {"n_samples": spec["samples"], "random_state": spec["seed"]}
    if spec["name"] == "moons":
        found = makers.make_moons(noise=spec["noise"], **given)
    elif spec["name"] == "circles":
        found = makers.make_circles(noise=spec["noise"], factor=spec["factor"], **given)
    else:
        angles = 2 * np.pi * np.arange(spec["centers"]) / spec["centers"]
        centers = 2 * np.column_stack([np.cos(angles), np.sin(angles)])
        found = makers.make_blobs(centers=centers, cluster_std=spec["noise"], **given)
    return found[0], found[1]


def main() -> None:
    """Write the file."""
    arrays: dict[str, Any] = {}
    for index, spec in enumerate(SPECS):
        points, labels = make(spec)
        ours, _ = datasets.draw(spec)
        if ours.X.T.tobytes() != points.tobytes() or ours.labels.tolist() != labels.tolist():
            raise RuntimeError(f"ours differ: {spec}")
        arrays[f"points{index}"], arrays[f"labels{index}"] = points, labels.astype(np.int8)
    source = f"scikit-learn {sklearn.__version__}"
    path = FOLDER / "datasets.npz"
    np.savez_compressed(path, specs=json.dumps(SPECS), source=source, **arrays)


if __name__ == "__main__":
    main()
