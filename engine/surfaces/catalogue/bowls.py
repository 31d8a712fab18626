"""Bowls and ravines: quadratic surfaces, for instance an elongated bowl with κ = 20."""

from engine.surfaces.catalogue.definition import JAMIL, Definition, knob, square

KAPPA = "Condition number: how much steeper the surface is across the ravine than along it."

BOWLS = (
    Definition(
        name="bowl",
        title="Bowl",
        expression="x^2 + y^2",
        view=square(3.0),
        start=(-2.4, 1.8),
        steps=60,
        minima=((0.0, 0.0),),
        help="Every direction is equally steep: the slope points straight at the minimum.",
    ),
    Definition(
        name="ravine",
        title="Ravine",
        expression="(x^2 + kappa*y^2)/2",
        knobs=(knob("kappa", 20.0, 1.0, 1000.0, KAPPA),),
        view=((-5.0, 5.0), (-3.0, 3.0)),
        start=(-4.2, 1.6),
        steps=120,
        minima=((0.0, 0.0),),
        help="Steep across, flat along: plain gradient descent zigzags between the walls.",
    ),
    Definition(
        name="rotated_ravine",
        title="Rotated ravine",
        expression="((x*cos(phi) + y*sin(phi))^2 + kappa*(y*cos(phi) - x*sin(phi))^2)/2",
        knobs=(
            knob("kappa", 18.0, 1.0, 1000.0, KAPPA),
            knob("phi", 0.3, -1.6, 1.6, "Angle of the long axis, in radians.", "linear"),
        ),
        view=((-5.5, 5.5), (-4.0, 4.0)),
        start=(-4.2, 1.9),
        steps=120,
        minima=((0.0, 0.0),),
        help="The ravine lies askew, so a rate for each coordinate of its own helps much less.",
    ),
    Definition(
        name="booth",
        title="Booth",
        expression="(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        view=square(10.0),
        start=(-8.0, 3.0),
        steps=120,
        minima=((1.0, 3.0),),
        cite=JAMIL,
        help="A tilted bowl, nine times steeper one way than the other.",
    ),
    Definition(
        name="matyas",
        title="Matyas",
        expression="0.26*(x^2 + y^2) - 0.48*x*y",
        view=square(10.0),
        start=(-9.0, 4.0),
        steps=200,
        minima=((0.0, 0.0),),
        cite=JAMIL,
        help="A nearly flat valley along the diagonal: the last stretch is the slow one.",
    ),
)
