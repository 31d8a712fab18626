"""Stories of trainings: what becomes of networks on moons and circles, and what plots hide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.registry import Registry
from engine.stories.story import Story, run

COURSE_RATE = 7e-4
MOONS = {"name": "moons", "samples": 300, "noise": 0.2, "seed": 3}
SMALL = {"layers": [2, 5, 2, 1], "activation": "relu", "initializer": "he", "seed": 3}
COURSE = {
    "kind": "training",
    "dataset": MOONS,
    "network": SMALL,
    "batch_size": 64,
    "shuffle_seed": 10,
}
CIRCLES = {"name": "circles", "factor": 0.8, "seed": 1, "test_samples": 100, "test_seed": 2}
WHOLE = {"kind": "training", "dataset": CIRCLES, "batch_size": 300}


@dataclass(frozen=True, kw_only=True)
class TrainingStory(Story):
    """One story. `speed` is in epochs a second; `view_state` is what to look at, as in a link.

    `pins` are further trainings to compare with: what each has of its own.
    """

    view_state: Mapping[str, Any] = field(default_factory=dict)
    pins: tuple[Mapping[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue, its specification complete."""
        pins = [dict(pin) for pin in self.pins]
        return super().to_dict() | {"sight": dict(self.view_state), "pins": pins}


TRAININGS: Registry[TrainingStory] = Registry("story")

TRAININGS.add(
    TrainingStory(
        name="two_moons",
        title="Three optimizers on two moons",
        question="All three have the same small rate. Who finds the bend between the moons, "
        "and why do the other two look like twins?",
        claims=(
            "After 5,000 epochs Adam tells 94.33 % of the examples right, gradient descent and "
            "momentum 71.67 %.",
            "Adam divides every slope by its usual size: over all examples its first step is 49 "
            "times as long as that of gradient descent.",
            "Momentum averages slopes and does not enlarge them: in no epoch is its cost more "
            "than 0.00012 from that of gradient descent.",
        ),
        spec={
            **COURSE,
            "epochs": 5_000,
            "runs": [run(name, lr=COURSE_RATE) for name in ("gd", "momentum", "adam")],
        },
        speed=250,
    )
)

TRAININGS.add(
    TrainingStory(
        name="last_batch",
        title="The famous oscillations",
        question="Most plots show the cost of the last mini-batch of each epoch. Does this "
        "training swing as wildly as its curve?",
        claims=(
            "The cost of the last mini-batch rises in 95 of 199 epochs, the mean over all "
            "mini-batches in 0.",
            "In each epoch the last one holds another 44 of the 300 examples: the curve shows how "
            "these differ, not how the network does.",
            "Untick “last mini-batch only” to see both.",
        ),
        spec={**COURSE, "epochs": 200, "runs": [run("gd", lr=0.02), run("momentum", lr=0.02)]},
        speed=25,
        view_state={"last": True},
    )
)

TRAININGS.add(
    TrainingStory(
        name="batch_sizes",
        title="How large a batch?",
        question="Every example costs a gradient, whether it comes alone, in small company, or "
        "with all others. Which way learns most from them?",
        claims=(
            "After 12,000 examples gradient descent has a mean cost of 0.20 one by one, 0.32 in "
            "batches of 16, and 0.66 in batches of all 300.",
            "For the same examples the smaller ones take more steps: 12,000, 760 and 40.",
            "Choose “over steps” or “over seconds” to pay in another coin.",
        ),
        spec={
            **COURSE,
            "batch_size": 16,
            "epochs": 40,
            "runs": [run("gd", lr=0.1), run("adam", lr=0.01)],
        },
        speed=5,
        view_state={"axis": "examples"},
        pins=({"batch_size": 1}, {"batch_size": 300}),
    )
)

TRAININGS.add(
    TrainingStory(
        name="decay_or_rate",
        title="Decay, or a larger rate?",
        question="One run learns with decay and does far better than the first. Is it the decay "
        "that helps?",
        claims=(
            "At a rate of 0.1 instead of 0.0007 gradient descent tells 94.67 % right instead of "
            "71.67 %, without any decay.",
            "With decay, which divides that rate by 5 in the end, it is 94.33 %.",
            "So the gain belongs to the larger rate.",
        ),
        spec={
            **COURSE,
            "epochs": 5_000,
            "runs": [
                run("gd", "Small", lr=COURSE_RATE),
                run("gd", "Large", lr=0.1),
                run(
                    "gd",
                    "Large with decay",
                    lr=0.1,
                    schedule={"name": "inverse_time", "rate": 1, "every": 1000, "per": "epoch"},
                ),
            ],
        },
        speed=250,
    )
)

TRAININGS.add(
    TrainingStory(
        name="all_zeros",
        title="Start from zeros",
        question="All weights start at zero. What can three optimizers make of two circles?",
        claims=(
            "Nothing: the cost stays at 0.6931, the logarithm of 2, and 50 % are told right.",
            "Where all is zero, no slope reaches a weight: after 300 epochs the largest is still "
            "0.",
            "Random first weights are what tells the units of a layer apart.",
        ),
        spec={
            **WHOLE,
            "network": {"layers": [2, 10, 5, 1], "initializer": "zeros", "seed": 3},
            "epochs": 300,
            "runs": [run("gd", lr=0.1), run("momentum", lr=0.1), run("adam", lr=0.01)],
        },
        speed=25,
        view_state={"pane": "layers"},
    )
)

TRAININGS.add(
    TrainingStory(
        name="too_large",
        title="Start too large",
        question="The first weights are drawn many times too large. How much do the networks "
        "have to unlearn first?",
        claims=(
            "The first cost is 1,774; from He's weights it would be 0.883.",
            "After 1,000 epochs Adam tells 61 % of the test examples right; from He's weights it "
            "would be 93 %.",
        ),
        spec={
            **WHOLE,
            "network": {
                "layers": [2, 10, 5, 1],
                "initializer": {"name": "normal", "scale": 10},
                "seed": 3,
            },
            "epochs": 1_000,
            "runs": [run("gd", lr=0.01), run("adam", lr=0.01)],
        },
        speed=100,
    )
)

TRAININGS.add(
    TrainingStory(
        name="one_seed",
        title="One seed is an anecdote",
        question="From a single seed any of these can win. What do sixteen first weights say?",
        claims=(
            "The median over 16 seeds is 94.00 % with RMSprop, 93.33 % with Adam, 87.67 % with "
            "momentum.",
            "Yet from 4 of them Adam does better than RMSprop.",
            "From one of them all end at 50 %: no unit of the second layer is positive any more.",
        ),
        spec={
            **COURSE,
            "network": {**SMALL, "seed": list(range(1, 17))},
            "epochs": 300,
            "runs": [run("momentum", lr=0.1), run("rmsprop", lr=0.01), run("adam", lr=0.01)],
        },
        speed=25,
        view_state={"measure": "accuracy", "pane": "seeds"},
    )
)

TRAININGS.add(
    TrainingStory(
        name="too_well",
        title="Learned too well",
        question="A large network sees few and noisy examples. When would you have stopped it?",
        claims=(
            "Adam ends with all 40 training examples right, and 84.7 % of 1,000 others.",
            "At its best, after 101 epochs, it had 85.8 % of those.",
            "The slow run ends with 90 % of its training examples right, and has 84.3 % of the "
            "others.",
        ),
        spec={
            "kind": "training",
            "dataset": {
                "name": "moons",
                "samples": 40,
                "noise": 0.35,
                "seed": 1,
                "test_samples": 1_000,
                "test_seed": 2,
            },
            "network": {"layers": [2, 24, 12, 1], "initializer": "he", "seed": 1},
            "batch_size": 10,
            "epochs": 300,
            "runs": [run("gd", "Slow", lr=0.05), run("adam", lr=0.01)],
        },
        speed=25,
        view_state={"measure": "accuracy"},
    )
)

TRAININGS.add(
    TrainingStory(
        name="fading_slopes",
        title="Slopes that fade with depth",
        question="The layers are sigmoids, and there are many. How much of a slope arrives at "
        "the first?",
        claims=(
            "At the start the slope in layer 1 is 123 times smaller than in layer 5.",
            "A sigmoid passes on 0.25 of a slope at most, and every layer takes its share.",
            "Adam divides that out: after 100 epochs its cost is 0.34, that of gradient descent "
            "0.69.",
        ),
        spec={
            **COURSE,
            "network": {
                "layers": [2, 8, 8, 8, 8, 1],
                "activation": "sigmoid",
                "initializer": "xavier",
                "seed": 1,
            },
            "epochs": 300,
            "runs": [run("gd", lr=0.5), run("adam", lr=0.01)],
        },
        speed=25,
        view_state={"measure": "gradient", "pane": "layers"},
    )
)
