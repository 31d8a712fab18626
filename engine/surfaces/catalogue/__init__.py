"""The catalogue of surfaces, simple ones first: bowls, saddles, valleys, pits and traps."""

from engine.surfaces.catalogue.bowls import BOWLS
from engine.surfaces.catalogue.definition import Definition, Landmark
from engine.surfaces.catalogue.pits import PITS
from engine.surfaces.catalogue.saddles import SADDLES
from engine.surfaces.catalogue.traps import TRAPS
from engine.surfaces.catalogue.valleys import VALLEYS

DEFINITIONS = (*BOWLS, *SADDLES, *VALLEYS, *PITS, *TRAPS)

__all__ = ["DEFINITIONS", "Definition", "Landmark"]
