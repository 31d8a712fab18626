"""Data sets to learn from: shapes and clusters in the plane, regressions, and iris.

`draw({"name": "moons", "samples": 300, "noise": 0.2, "seed": 3})` gives the training data, and the
test data or None; DATASETS holds the catalogue.
"""

# The catalogue lists the families in this order.
from engine.datasets import shapes, clusters, iris, regressions  # isort: skip
from engine.datasets.data import Data, Outline, Scaling, Task
from engine.datasets.definition import DATASETS, Dataset, dataset
from engine.datasets.drawing import check, draw, outline

__all__ = [
    "DATASETS",
    "Data",
    "Dataset",
    "Outline",
    "Scaling",
    "Task",
    "check",
    "clusters",
    "dataset",
    "draw",
    "iris",
    "outline",
    "regressions",
    "shapes",
]
