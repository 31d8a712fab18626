"""Traps: plains without slope, cliffs and kinks, for instance |x| + |y|."""

from engine.surfaces.catalogue.definition import Definition, knob, square

TRAPS = (
    Definition(
        name="easom",
        title="Easom",
        expression="-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
        view=((0.0, 6.3), (0.0, 6.3)),
        start=(1.7, 1.9),
        steps=200,
        minima=((3.141592653589793, 3.141592653589793),),
        cite="Easom 1990, A Survey of Global Optimization Techniques, University of Louisville",
        help="One hole in a flat plain: far from it there is no slope to follow.",
    ),
    Definition(
        name="plateau",
        title="Plateau",
        expression="1 - exp(-(x^2 + y^2)/(2*w^2))",
        knobs=(knob("w", 1.0, 0.3, 3.0, "Width of the hole in the plateau."),),
        view=square(4.0),
        start=(-2.4, 1.8),
        steps=200,
        minima=((0.0, 0.0),),
        cite="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.2.3",
        help="Almost no slope where it starts: dividing by the size of the slope pays here.",
    ),
    Definition(
        name="cliff",
        title="Cliff",
        expression="(x^2 + y^2)/10*(1 + h*sigmoid(k*(x - 1)))",
        knobs=(
            knob(
                "h", 4.0, 0.0, 20.0, "Height of the cliff, in heights of the land below.", "linear"
            ),
            knob("k", 20.0, 1.0, 100.0, "Steepness of the cliff."),
        ),
        view=((-4.0, 4.0), (-3.0, 3.0)),
        start=(3.2, 1.8),
        steps=120,
        minima=((0.0, 0.0),),
        cite="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
        help="At the cliff's edge the slope explodes: one step there can throw a run far away.",
    ),
    Definition(
        name="absolute",
        title="Absolute value",
        expression="abs(x) + abs(y)",
        view=square(3.0),
        start=(-2.3, 1.5),
        steps=100,
        minima=((0.0, 0.0),),
        help="The slope never fades out: with a fixed rate nobody comes to rest at the bottom.",
    ),
)
