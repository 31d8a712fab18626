"""Rates: how large they may be, how to compare them, and when they should change."""

from engine.stories.story import STORIES, Story, run, tuned

STORIES.add(
    Story(
        name="stability",
        title="Too large a rate",
        question="The three rates lie one percent apart. Whose zigzags grow, whose shrink, and "
        "whose stay the same?",
        claims=(
            "A curvature of 100 across the ravine allows rates below 2/100 = 0.02.",
            "At that limit every step lands on the other side at the same height, 0.5, for ever.",
            "One percent below it the zigzags shrink by 2% a step; one percent above they grow by "
            "2% a step, to 3.62 after 100.",
        ),
        spec={
            "surface": {"name": "ravine", "parameters": {"kappa": 100}},
            "start": [-4.2, 0.5],
            "steps": 100,
            "runs": [run("gd", lr=0.0202), run("gd", lr=0.02), run("gd", lr=0.0198)],
        },
    )
)

STORIES.add(
    Story(
        name="equal_rates",
        title="Equal rates are not equal conditions",
        question="Two runs share one rate, two have rates of their own. Does the same optimizer "
        "win both times?",
        claims=(
            "No: at 0.01 for both, gradient descent is down to a cost of 0.43 after 150 steps and "
            "Adam to 5.84.",
            "At their own tuned rates, Adam reaches 0.0001 after 53 steps and gradient descent "
            "after 61.",
            "One rate means different things: at 0.01, Adam's first step is 0.014 long, gradient "
            "descent's 0.323.",
        ),
        spec={
            "surface": "ravine",
            "steps": 150,
            "tolerances": {"cost": 1e-4},
            "runs": [
                run("gd", lr=0.01),
                run("adam", lr=0.01),
                tuned("ravine", "gd"),
                tuned("ravine", "adam"),
            ],
        },
    )
)

STORIES.add(
    Story(
        name="noise",
        title="Noisy slopes: when to slow down",
        question="Every slope is noisy. Who is near the minimum soon, and who comes to rest there?",
        claims=(
            "At a rate of 0.2 the cost is below 1 after 5 steps, at 0.01 after 52.",
            "But a constant rate never settles: it keeps turning fresh noise into steps, larger "
            "ones at larger rates.",
            "Over 100 draws of the noise the final distance averages 0.58 at 0.2 and 0.14 at 0.01.",
            "A cosine from 0.2 to nothing has both: 5 steps, and 0.16.",
        ),
        spec={
            "surface": "bowl",
            "steps": 200,
            "gradient_noise": 2.0,
            "runs": [
                run("gd", lr=0.2),
                run("gd", lr=0.01),
                run("gd", "GD, cosine", lr=0.2, schedule={"name": "cosine", "total": 200}),
            ],
        },
        chart="distance",
    )
)

STORIES.add(
    Story(
        name="kink",
        title="A rate must fall, but not too fast",
        question="On |x| + |y| the slope never fades, so the rate alone sets the steps. Who comes "
        "closest to the corner?",
        claims=(
            "Constant steps of 0.15 end up hopping across it and never get below a cost of 0.10.",
            "Steps that shrink by 8% each sum to 1.875, however many there are, and the start is "
            "2.33 away along x: that run stops short.",
            "One over the root of the step count falls towards zero, yet its sum has no limit: "
            "a cost of 0.024 after 150 steps.",
        ),
        spec={
            "surface": "absolute",
            "start": [-2.33, 1.07],
            "steps": 150,
            "runs": [
                run("gd", "Constant", lr=0.15),
                run("gd", "Exponential", lr=0.15, schedule={"name": "exponential", "decay": 0.92}),
                run("gd", "Inverse root", lr=0.3, schedule={"name": "inverse_sqrt"}),
            ],
        },
        chart="lr",
    )
)

STORIES.add(
    Story(
        name="warm_up",
        title="Warm-up on a steep start",
        question="Two runs have the same rate. Why does only one of them survive the start?",
        claims=(
            "At the start the curvature is 4,002, so rates above 0.0005 are unstable there: at "
            "0.03 the run is lost in 2 steps.",
            "Warm-up begins at 0.0005, and when it has reached 0.03, after 60 steps, the "
            "curvature has fallen to 21.",
            "It gets to a cost of 0.001 after 220 steps; a rate that is safe throughout, 0.001, "
            "is still at 2.04 after 300.",
        ),
        spec={
            "surface": "beale",
            "start": [-2.5, -2.0],
            "steps": 300,
            "tolerances": {"cost": 1e-3},
            "runs": [
                run("gd", lr=0.03),
                run("gd", lr=0.001),
                run("gd", "GD, warm-up", lr=0.03, schedule={"name": "warmup", "steps": 60}),
            ],
        },
    )
)
