"""Adaptive steps: what Adam's corrections, its memory and bare signs do."""

from engine.stories.story import STORIES, Story, run

STORIES.add(
    Story(
        name="bias_correction",
        title="Adam without its corrections",
        question="Adam's averages start at zero. What becomes of the first steps when nothing "
        "makes up for it?",
        claims=(
            "With β₂ = 0.999, v begins 1,000 times too small: without its correction the first "
            "step is 31.6 times too long and shoots past the minimum.",
            "With β₁ = 0.9, m begins 10 times too small: without its correction the first step "
            "is 10 times too short.",
            "Without both it is 3.16 times too long.",
        ),
        spec={
            "surface": "bowl",
            "steps": 120,
            "tolerances": {"cost": 1e-3},
            "runs": [
                run("adam", "Both corrected", lr=0.05),
                run("adam", "v uncorrected", lr=0.05, correct_v=False),
                run("adam", "m uncorrected", lr=0.05, correct_m=False),
                run("adam", "Neither corrected", lr=0.05, correct_m=False, correct_v=False),
            ],
        },
        cite="Kingma & Ba 2015, arXiv:1412.6980, section 3",
    )
)

STORIES.add(
    Story(
        name="amsgrad",
        title="AMSGrad: not forgetting",
        question="Both runs are close to the minimum after ten steps. Why does only one of them "
        "come to rest?",
        claims=(
            "With β₂ = 0.8 Adam soon forgets how steep it was; once the slopes are small it "
            "divides by something small, and after step 50 it still takes steps of up to 0.75.",
            "AMSGrad divides by the largest average so far: after 41 steps it is within a "
            "millionth of the minimum.",
            "A longer memory helps as well: with β₂ = 0.999 Adam gets there after 42.",
        ),
        spec={
            "surface": "bowl",
            "steps": 100,
            "tolerances": {"cost": 1e-12},
            "runs": [
                run("adam", lr=0.8, beta1=0.5, beta2=0.8),
                run("amsgrad", lr=0.8, beta1=0.5, beta2=0.8),
            ],
        },
        speed=15,
        cite="Reddi, Kale & Kumar 2018, arXiv:1904.09237",
    )
)

STORIES.add(
    Story(
        name="bursts",
        title="Adam's bursts",
        question="Both runs are all but at the minimum. Why does Adam jump off, time and again, "
        "where AMSGrad stays?",
        claims=(
            "Adam's v forgets: once the slopes are gone it fades by 1 % a step, and the effective "
            "rate, lr over its root, rises.",
            "On a parabola of curvature 2, Adam's steps grow where that rate exceeds "
            "(1 + β₁)/(1 − β₁) = 19, here after step 887.",
            "At step 948 the cost is 0.0018, v is awake, and the rate is below 19 again.",
            "AMSGrad's scale never falls: its rate stays below 0.26.",
            "With β₂ = 0.999 Adam bursts, too, but at step 7,069.",
        ),
        spec={
            "surface": "bowl",
            "start": [1.0, 1.0],
            "steps": 1100,
            "runs": [run("adam", lr=0.1, beta2=0.99), run("amsgrad", lr=0.1, beta2=0.99)],
        },
        speed=120,
        cite="Cohen et al. 2022, arXiv:2207.14484",
    )
)

STORIES.add(
    Story(
        name="signs",
        title="Only the sign counts",
        question="Lion and Rprop look at the sign of each slope, not at its size. Why does only "
        "one of them come to rest?",
        claims=(
            "Both set off at 45 degrees, whatever the slope.",
            "Lion moves each coordinate by 0.12 at every step, so it can only hop about the "
            "minimum: in its last 20 steps it never comes closer than 0.04.",
            "Rprop halves a coordinate's step whenever the slope there changes sign, and reaches "
            "a cost of a millionth after 39 steps; gradient descent takes 85.",
        ),
        spec={
            "surface": "ravine",
            "steps": 120,
            "tolerances": {"cost": 1e-6},
            "runs": [run("gd", lr=0.09), run("lion", lr=0.12), run("rprop", lr=0.1)],
        },
        cite="Riedmiller & Braun 1993, ICNN, 586–591",
    )
)
