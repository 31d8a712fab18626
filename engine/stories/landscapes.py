"""Landscapes: a curved valley, plains, a cliff and many pits."""

from engine.stories.story import STORIES, Story, run, tuned

STORIES.add(
    Story(
        name="rosenbrock",
        title="Rosenbrock: the curved valley",
        question="Everybody is soon on the valley's floor. Who still gets ahead there?",
        claims=(
            "At the minimum the surface curves 2,508 times as much across the valley as along it: "
            "a rate that is safe for the walls is tiny for the floor.",
            "After 400 steps momentum is 0.04 away from the minimum and Adam 0.26; RMSprop and "
            "gradient descent still have more than 1.5 to go.",
        ),
        spec={
            "surface": "rosenbrock",
            "steps": 400,
            "runs": [tuned("rosenbrock", name) for name in ("gd", "momentum", "rmsprop", "adam")],
        },
        speed=60,
        cite="Rosenbrock 1960, doi:10.1093/comjnl/3.3.175",
    )
)

STORIES.add(
    Story(
        name="beale",
        title="Beale: most of the way is flat",
        question="The first stretch is quick for all. Whose steps stay long when the slope fades "
        "out?",
        claims=(
            "Gradient descent sheds 99% of its cost in 39 steps; then its steps fade with the "
            "slope.",
            "Momentum only averages slopes: after 300 steps both are still above 0.007.",
            "Adam divides by their size: at step 100 its slope is 4.8 times smaller than gradient "
            "descent's, its step longer, and it reaches 0.0001 after 213 steps.",
        ),
        spec={
            "surface": "beale",
            "start": [1.0, 1.6],
            "steps": 300,
            "tolerances": {"cost": 1e-4},
            "runs": [run("gd", lr=0.01), run("momentum", lr=0.01, beta=0.9), run("adam", lr=0.24)],
        },
        speed=60,
    )
)

STORIES.add(
    Story(
        name="plateau",
        title="Plateau: waiting for a slope",
        question="Where the race starts there is almost no slope. Who waits, and who walks?",
        claims=(
            "The slope at the start is 0.0063, so gradient descent's first step is 0.008 long "
            "even at a rate of 1.3: it is half-way after 44 steps, and home 4 steps later.",
            "RMSprop and Adam divide by the size of the slope: their first steps are 0.188 and "
            "0.141 long, and they are half-way after 13 and 14.",
        ),
        spec={
            "surface": "plateau",
            "start": [-2.8, 2.2],
            "steps": 100,
            "tolerances": {"cost": 1e-3},
            "runs": [tuned("plateau", "gd"), tuned("plateau", "rmsprop"), run("adam", lr=0.1)],
        },
        speed=15,
    )
)

STORIES.add(
    Story(
        name="cliff",
        title="Cliff: one step too far",
        question="What happens to gradient descent on the face of the cliff, and why not to the "
        "others?",
        claims=(
            "Its first 6 steps are at most 0.45 long.",
            "The next starts on the face, where the slope is 55 instead of 3.7, and throws it "
            "3.32 away.",
            "RMSprop and Adam divide by the size of the slope, so the cliff cannot lengthen their "
            "steps: the longest are their first, 0.45 and 0.28.",
        ),
        spec={
            "surface": {"name": "cliff", "parameters": {"h": 10, "k": 100}},
            "start": [2.34, 2.52],
            "steps": 100,
            "tolerances": {"cost": 1e-3},
            "runs": [run("gd", lr=0.06), run("rmsprop", lr=0.1, beta=0.9), run("adam", lr=0.2)],
        },
        speed=15,
        cite="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
    )
)

STORIES.add(
    Story(
        name="rastrigin",
        title="Rastrigin: pits and noise",
        question="All three feel the same noise. Who stays in the first pit, who never rests, and "
        "who ends low?",
        claims=(
            "At a rate of 0.002 the noise cannot lift the run out of its pit; at 0.02 it is "
            "thrown from pit to pit and never rests.",
            "A cosine lets the rate fade, and the run settles in one of the lower pits.",
            "That is not luck: over 100 other draws of the noise the final costs average 16.6, "
            "5.0 and 1.6, and without noise all three end at 17.5.",
        ),
        spec={
            "surface": {"name": "rastrigin", "parameters": {"A": 2}},
            "steps": 300,
            "seed": 1,
            "gradient_noise": 12,
            "runs": [
                run("gd", lr=0.002),
                run("gd", lr=0.02),
                run("gd", "GD, cosine", lr=0.02, schedule={"name": "cosine", "total": 300}),
            ],
        },
        cite="Rastrigin 1974, Systems of Extremal Control, Nauka",
    )
)
