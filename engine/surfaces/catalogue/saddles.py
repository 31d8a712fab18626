"""Saddles: surfaces with a flat point that is no minimum, for instance x² − y²."""

from engine.surfaces.catalogue.definition import Definition, square

SADDLES = (
    Definition(
        name="saddle",
        title="Saddle",
        expression="x^2 - y^2",
        view=square(2.0),
        start=(-1.8, 0.01),
        steps=60,
        saddles=((0.0, 0.0),),
        help="Down to the saddle, then away: who finds the way out first? There is no minimum.",
    ),
    Definition(
        name="monkey_saddle",
        title="Monkey saddle",
        expression="x^3 - 3*x*y^2",
        view=square(1.5),
        start=(1.2, 0.02),
        steps=80,
        saddles=((0.0, 0.0),),
        help="Three ways down meet in a point where even the curvature is zero. It has no minimum.",
    ),
    Definition(
        name="strict_saddle",
        title="Strict saddle",
        expression="(x^2 - 1)^2/4 + y^2/2",
        view=((-2.0, 2.0), (-1.6, 1.6)),
        start=(0.01, 1.3),
        steps=120,
        minima=((-1.0, 0.0), (1.0, 0.0)),
        saddles=((0.0, 0.0),),
        cite="Ge, Huang, Jin & Yuan 2015, arXiv:1503.02101",
        help="A saddle between two minima: the start decides which one, the optimizer how soon.",
    ),
)
