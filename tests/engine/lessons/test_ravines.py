"""Ravines: the curvatures and the surface that they say they are."""

import numpy as np
import pytest

from engine import specs
from engine.figures.figure import Contour
from engine.lessons.models.ravines import Ravine
from engine.specs import DescentSpec


@pytest.mark.parametrize("kappa", [1.0, 7.0, 100.0])
@pytest.mark.parametrize("degrees", [0.0, 10.0, 45.0])
def test_a_ravine_has_its_curvatures_in_its_directions(kappa: float, degrees: float) -> None:
    ravine = Ravine(kappa, degrees)
    np.testing.assert_allclose(np.linalg.eigvalsh(ravine.hessian), [1, kappa])
    along = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    np.testing.assert_allclose(ravine.slope(along), along, atol=1e-13)
    np.testing.assert_allclose(ravine.start @ ravine.axes, 1)


def test_the_race_page_gets_the_same_surface() -> None:
    ravine = Ravine(30.0, 20.0)
    spec = specs.from_dict(ravine.race(5, {"optimizer": "gd"}))
    assert isinstance(spec, DescentSpec)
    panel = ravine.panel("It.")
    (contour,) = (layer for layer in panel.layers if isinstance(layer, Contour))
    x, y = np.meshgrid(contour.x, contour.y)
    np.testing.assert_allclose(contour.z, spec.surface.value(x, y), atol=1e-11)
    _, dx, dy = spec.surface.slopes(x.ravel(), y.ravel())
    np.testing.assert_allclose(
        ravine.slope(np.stack([x.ravel(), y.ravel()])), np.stack([dx, dy]), atol=1e-11
    )
