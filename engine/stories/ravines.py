"""Ravines: what memory does where the surface is steep across and flat along."""

from engine.stories.story import STORIES, Story, run, tuned

GOH = "Goh 2017, Why Momentum Really Works, doi:10.23915/distill.00006"

STORIES.add(
    Story(
        name="four_ways",
        title="Four ways down a ravine",
        question="Each run has a rate tuned for it. Why does the grey path zigzag, "
        "and who is at the bottom first?",
        claims=(
            "Across the ravine the surface curves 18 times as much as along it, and at a rate of "
            "0.1 gradient descent lands on the other side at every step.",
            "Momentum averages the slopes, so it crosses less often: its cost is below 0.001 after "
            "25 steps instead of 42.",
            "Adam takes 38 steps. RMSprop takes 103, for it is cautious: its first step is 19 "
            "times shorter than that of gradient descent.",
        ),
        spec={
            "surface": "rotated_ravine",
            "steps": 120,
            "runs": [
                tuned("rotated_ravine", name) for name in ("gd", "momentum", "rmsprop", "adam")
            ],
        },
    )
)

STORIES.add(
    Story(
        name="why_momentum",
        title="Ravine: why momentum",
        question="One run throws itself from wall to wall. What becomes of the zigzags in the "
        "other?",
        claims=(
            "Across the ravine the slope changes sign at every step of gradient descent, "
            "along it never.",
            "Momentum averages the slopes: what changes sign cancels, what agrees remains.",
            "So it can afford a rate of 0.08, at which gradient descent diverges, and its cost "
            "is below 0.001 after 40 steps instead of 119.",
        ),
        spec={
            "surface": {"name": "ravine", "parameters": {"kappa": 50}},
            "start": [-4.6, 1.2],
            "steps": 150,
            "tolerances": {"cost": 1e-3},
            "runs": [run("gd", lr=0.0385), run("momentum", lr=0.08, beta=0.8)],
        },
        cite="Polyak 1964, USSR Comput. Math. Math. Phys. 4(5), 1–17",
    )
)

STORIES.add(
    Story(
        name="best_rates",
        title="Ravine: the best rates there are",
        question="Each run has the best rate there is. How many steps does momentum save, and "
        "what does it pay first?",
        claims=(
            "To within a millionth of the minimum, gradient descent takes 709 steps and "
            "momentum 95.",
            "In the long run the distance shrinks by a factor of 0.980 a step for gradient "
            "descent and 0.818 for momentum.",
            "First, though, momentum swings out: its cost rises from 50.5 to 687 in 4 steps.",
        ),
        spec={
            "surface": {
                "expression": "(x^2 + 100*y^2)/2",
                "view": [[-1.2, 1.2], [-5.0, 5.0]],
            },
            "start": [1.0, 1.0],
            "steps": 720,
            "tolerances": {"cost": 1e-12},
            "runs": [
                run("gd", lr=2 / 101),
                run("momentum", form="heavy_ball", lr=(2 / 11) ** 2, beta=(9 / 11) ** 2),
            ],
        },
        speed=120,
        cite=GOH,
    )
)

STORIES.add(
    Story(
        name="two_forms",
        title="Momentum: two forms, one rate",
        question="Two of the three runs have the same rate, and two take the same path. Why are "
        "they not the same two?",
        claims=(
            "Heavy ball adds the slopes up; the averaging form weighs each by one minus β, so at "
            "β = 0.9 and equal rates its first step is 10 times shorter.",
            "With 10 times the rate, 0.2 for 0.02, it takes heavy ball's path to the last step.",
            "At equal rates, heavy ball has a cost below 1 after 12 steps, the averaging form "
            "after 55.",
        ),
        spec={
            "surface": "ravine",
            "steps": 150,
            "runs": [
                run("momentum", "Heavy ball", form="heavy_ball", lr=0.02, beta=0.9),
                run("momentum", "Averaging", lr=0.02, beta=0.9),
                run("momentum", "Averaging", lr=0.2, beta=0.9),
            ],
        },
    )
)

STORIES.add(
    Story(
        name="nesterov",
        title="Nesterov: braking early",
        question="Same rate, same β: which of the two runs swings wider, and which comes to rest "
        "first?",
        claims=(
            "Nesterov counts the newest slope once more: its first step is 1.9 times as long, "
            "and after a change of sign it turns sooner.",
            "After 10 steps heavy ball still swings out to 0.83 across the ravine, Nesterov to "
            "0.04.",
            "A cost of 0.0001 is reached after 61 steps instead of 83.",
        ),
        spec={
            "surface": "ravine",
            "steps": 120,
            "tolerances": {"cost": 1e-4},
            "runs": [
                run("momentum", "Heavy ball", form="heavy_ball", lr=0.02, beta=0.9),
                run("nesterov", lr=0.02, beta=0.9),
            ],
        },
        cite="Sutskever, Martens, Dahl & Hinton 2013, ICML",
    )
)

STORIES.add(
    Story(
        name="too_much_momentum",
        title="Too much momentum",
        question="The three runs differ in β only. Is the one with the longest memory home first?",
        claims=(
            "No: the cost is below 0.001 after 39 steps with β = 0.5, after 87 with 0.9, and "
            "still 0.090 after 200 with 0.98.",
            "An average with β = 0.98 looks back about 50 steps, so it pushes on long after the "
            "slope has turned: the run sails 2.04 past the minimum.",
        ),
        spec={
            "surface": {"name": "ravine", "parameters": {"kappa": 5}},
            "steps": 200,
            "tolerances": {"cost": 1e-3},
            "runs": [run("momentum", f"β {beta}", lr=0.1, beta=beta) for beta in (0.5, 0.9, 0.98)],
        },
        cite=GOH,
    )
)

STORIES.add(
    Story(
        name="askew",
        title="A ravine askew",
        question="The ravine lies at an angle to the axes. Is a rate for each coordinate still a "
        "help?",
        claims=(
            "Much less: if the ravine lay along an axis, Adam would reach a cost of 0.01 after "
            "43 steps and RMSprop after 96.",
            "As it lies, Adam needs 85, and RMSprop is not there after 200.",
            "Gradient descent and momentum do not feel the angle: 112 and 38 steps either way.",
        ),
        spec={
            "surface": {"name": "rotated_ravine", "parameters": {"kappa": 60, "phi": 0.6}},
            "start": [-4.0311, -1.5462],
            "steps": 200,
            "tolerances": {"cost": 1e-2},
            "runs": [
                run("gd", lr=0.03),
                run("momentum", lr=0.06, beta=0.85),
                run("rmsprop", lr=0.05, beta=0.9),
                run("adam", lr=0.3),
            ],
        },
    )
)
