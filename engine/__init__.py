"""The engine of Descent Lab: optimizers, surfaces, networks on NumPy, without web or files.

In a notebook: `race({"surface": "rosenbrock", "runs": [{"optimizer": "adam"}]})`, and `train` for
networks.
"""

from engine.descent.basins import basin_map
from engine.descent.race import race
from engine.optimizers import OPTIMIZERS
from engine.specs import SpecError, from_dict
from engine.surfaces import SURFACES
from engine.training.run import train

__all__ = ["OPTIMIZERS", "SURFACES", "SpecError", "basin_map", "from_dict", "race", "train"]
