"""Saddles and passes: who finds the way out, who stays, and who rolls over."""

from engine.stories.story import STORIES, Story, run, tuned

STORIES.add(
    Story(
        name="saddle",
        title="Saddle: who escapes",
        question="All start a hair to the right of the ridge. Who turns off at once, and who walks "
        "down to the saddle first?",
        claims=(
            "Gradient descent and momentum step in proportion to a slope that is almost zero: "
            "they pass within 0.01 of the saddle and are half-way to the minimum after 36 and "
            "29 steps.",
            "RMSprop and Adam divide by the size of the slope: 7 and 2 steps.",
            "From 1,000 times nearer to the ridge, gradient descent takes 14 steps more, RMSprop "
            "none.",
        ),
        spec={
            "surface": "strict_saddle",
            "start": [1e-8, 1.3],
            "steps": 80,
            "tolerances": {"cost": 1e-3},
            "runs": [
                tuned("strict_saddle", name) for name in ("gd", "momentum", "rmsprop", "adam")
            ],
        },
        speed=15,
        cite="Dauphin et al. 2014, arXiv:1406.2572",
    )
)

STORIES.add(
    Story(
        name="newton_saddle",
        title="Newton, drawn to the saddle",
        question="Newton's method heads for the place where the local parabola is flat. Is that "
        "always a minimum?",
        claims=(
            "No: it ends at the saddle (0, 0), at a cost of 0.25, while both minima have 0.",
            "For x between −0.577 and 0.577 the surface curves downwards, and dividing by a "
            "negative curvature turns the step along x uphill.",
            "Saddle-free Newton divides by its absolute value and reaches a cost of 0.0001 after "
            "57 steps.",
        ),
        spec={
            "surface": "strict_saddle",
            "start": [0.25, 1.3],
            "steps": 90,
            "tolerances": {"cost": 1e-4},
            "runs": [
                run("newton", lr=0.1),
                run("saddle_free_newton", lr=0.1, damping=0.3),
                run("gd", lr=0.1),
            ],
        },
        cite="Dauphin et al. 2014, arXiv:1406.2572",
    )
)

STORIES.add(
    Story(
        name="over_the_hump",
        title="Momentum over the hump",
        question="The lowest of the three valleys is the one in the middle. Who gets there, and "
        "what carries it over the ridge?",
        claims=(
            "Gradient descent is turned back at the ridge and stops in the first valley, at a "
            "cost of 0.30.",
            "Momentum still remembers the steep start: it rolls through that valley, climbs from "
            "a cost of 0.55 to 1.44 against the slope, and comes down in the middle.",
            "That is no law: from (−2.2, 2) it ends in the first valley too.",
        ),
        spec={
            "surface": "three_hump_camel",
            "start": [-2.35, 1.4],
            "steps": 150,
            "tolerances": {"cost": 1e-3},
            "runs": [run("gd", lr=0.05), run("momentum", lr=0.05, beta=0.95)],
        },
    )
)
