"""The engine of Descent Lab: optimizers, surfaces and races on NumPy, without web or files.

In a notebook: `race({"surface": "rosenbrock", "runs": [{"optimizer": "adam"}]})`.
"""

from engine.basins import basin_map
from engine.optimizers import OPTIMIZERS
from engine.race import race
from engine.specs import SpecError, from_dict
from engine.surfaces import SURFACES

__all__ = ["OPTIMIZERS", "SURFACES", "SpecError", "basin_map", "from_dict", "race"]
