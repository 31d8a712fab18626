"""Surfaces to descend: by name from the catalogue, or custom ones from an expression.

`build("ravine", {"kappa": 100})` and `custom("x^2 + 3*y^2", view=((-2, 2), (-2, 2)))`; SURFACES
holds the catalogue at its default parameters. What cannot be built raises SpecError with the path
of the field, ExpressionError with the column, or UnknownName with the nearest name.
"""

from engine.surfaces.custom import DEFAULT_VIEW, CustomSurface, custom, read_view
from engine.surfaces.named import SURFACES, build
from engine.surfaces.surface import Spot, Surface, View

__all__ = [
    "DEFAULT_VIEW",
    "SURFACES",
    "CustomSurface",
    "Spot",
    "Surface",
    "View",
    "build",
    "custom",
    "read_view",
]
