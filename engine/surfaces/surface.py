"""A surface: a cost over the plane with its view, its landmarks and a start worth racing from.

Points are (x, y), a view is ((x0, x1), (y0, y1)). Values and slopes are elementwise over any shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.expressions import Expression
from engine.knobs import Knob
from engine.lanes import LARGEST, Array

Spot: TypeAlias = tuple[float, float]
View: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
Rates: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A surface with its parameters set.

    `minima` are the lowest points, `local_minima` further ones, both empty where unknown. `rates`
    are hyper-parameters tuned for each optimizer from `start` within `steps`. `cite` is "" where
    there is none.
    """

    name: str
    title: str
    formula: Expression = field(repr=False)
    knobs: tuple[Knob, ...] = ()
    view: View
    start: Spot
    minima: tuple[Spot, ...] = ()
    local_minima: tuple[Spot, ...] = ()
    saddles: tuple[Spot, ...] = ()
    rates: Rates = field(default_factory=dict, repr=False, hash=False)
    steps: int = 200
    cite: str = ""
    help: str = ""

    @property
    def expression(self) -> str:
        """The formula in the expression language."""
        return self.formula.text

    @property
    def parameters(self) -> dict[str, float]:
        """The value of each parameter."""
        return dict(self.formula.parameters)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        return self.formula.latex

    @property
    def gradient_latex(self) -> str | None:
        """The gradient in LaTeX, None where it is too long to read."""
        return self.formula.gradient_latex

    def value(self, x: Any, y: Any) -> Any:
        """The cost f."""
        return self.formula.value(x, y)

    def slopes(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        """f, ∂f/∂x and ∂f/∂y in one evaluation."""
        return self.formula.slopes(x, y)

    def undefined(self, x: Array, y: Array) -> NDArray[np.bool_]:
        """Where f or a slope has no value or an infinite one, other than by exceeding all floats.

        For points (n,).
        """
        return self.formula.undefined(x, y)

    def curvatures(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y²."""
        return self.formula.curvatures(x, y)

    @cached_property
    def lowest(self) -> float | None:
        """The cost at the minima, None where no minimum is known."""
        return min((float(self.value(x, y)) for x, y in self.minima), default=None)

    def check_start(self, x: float, y: float) -> None:
        """Raises ValueError where the cost or its slope at (x, y) is not finite in float32."""
        cost, *slopes = self.slopes(x, y)
        if abs(cost) <= LARGEST and self.formula.at_edge(x, y):
            raise ValueError(
                f"the slope is infinite at ({x:g}, {y:g}), an edge of the domain or a cusp; "
                "start inside"
            )
        if abs(cost) <= LARGEST and self.formula.on_ridge(x, y):
            raise ValueError(
                f"the slope jumps at ({x:g}, {y:g}), a ridge on which nobody would move; "
                "start beside it"
            )
        if not all(abs(number) <= LARGEST for number in (cost, *slopes)):
            (x0, x1), (y0, y1) = self.view
            raise ValueError(
                f"the surface has no finite cost and slope at ({x:g}, {y:g}); "
                f"start elsewhere in {x0:g} … {x1:g} by {y0:g} … {y1:g}"
            )

    def source(self) -> dict[str, Any]:
        """The JSON form that builds this surface again, complete."""
        return {"name": self.name, "parameters": self.parameters}

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "title": self.title,
            "expression": self.expression,
            "latex": self.latex,
            "gradient_latex": self.gradient_latex,
            "view": [list(side) for side in self.view],
            "start": list(self.start),
            "minima": [list(spot) for spot in self.minima],
            "local_minima": [list(spot) for spot in self.local_minima],
            "saddles": [list(spot) for spot in self.saddles],
            "lowest": self.lowest,
            "parameters": [
                knob.to_dict() | {"value": self.parameters[knob.name]} for knob in self.knobs
            ],
            "rates": {name: dict(knobs) for name, knobs in self.rates.items()},
            "steps": self.steps,
            "cite": self.cite or None,
            "help": self.help,
        }


def lattice(view: View, nx: int, ny: int) -> tuple[Any, Any]:
    """The nx x-coordinates (1, nx) and ny y-coordinates (ny, 1) spanning a view, with its edges."""
    (x0, x1), (y0, y1) = view
    return np.linspace(x0, x1, nx)[None, :], np.linspace(y0, y1, ny)[:, None]
