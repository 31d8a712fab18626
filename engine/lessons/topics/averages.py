"""Averages: exponentially weighted ones of a noisy series, for instance a year of temperatures."""

from typing import Annotated, Any

import numpy as np

from engine.figures.figure import Axis, Bars, Fact, Figure, Line, Panel, Points, Rule
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source

DAYS = 365
START = 40
AGES = 60
MEAN, SWING, SEED = 13.0, 8.0, 7

Share = Annotated[
    float, Scale("decay", 0.0, 0.99, (0.0, 0.99)), "Share of the old average kept each day."
]
Corrected = Annotated[bool, "Divide by 1 − βᵗ, which makes up for the start at zero."]
Noise = Annotated[float, Scale("linear", 0.0, 8.0, (0.0, 8.0)), "How far days differ, in °C."]

LESSON = LESSONS.add(
    Lesson(
        name="averages",
        order=5,
        section="Which step to take",
        title="Exponentially weighted averages",
        summary="One number that remembers: how momentum, RMSprop and Adam look back.",
        predict=Question(
            "The average keeps β = 0.9 of itself every day. You raise β to 0.98. What becomes of "
            "the curve?",
            (
                "It gets smoother and follows the seasons just as promptly.",
                "It gets smoother, but follows the seasons later.",
                "It gets rougher, because each day counts for more.",
            ),
            1,
            reasons=(
                "It gets smoother because older days count for more, and older days are late.",
                "",
                "Each day counts for less: its weight 1 − β falls from 0.1 to 0.02.",
            ),
        ),
        check=Question(
            "You want an average over about the last 20 steps. Which β do you take?",
            ("0.5", "0.9", "0.95", "0.99"),
            2,
            reasons=(
                "1/(1 − 0.5) is 2, so older steps hardly count.",
                "1/(1 − 0.9) is 10: half of what you want.",
                "",
                "1/(1 − 0.99) is 100: five times what you want.",
            ),
        ),
        reading=(
            Source(
                "Roberts 1959, Control Chart Tests Based on Geometric Moving Averages, "
                "Technometrics 1(3), 239–250",
                "https://doi.org/10.1080/00401706.1959.10489860",
            ),
            Source(
                "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, section 3 derives "
                "the bias correction",
                "https://arxiv.org/abs/1412.6980",
            ),
        ),
    )
)


def temperatures(noise: float) -> Array:
    """A year of invented daily temperatures in °C from July on; the noise has a fixed stream."""
    days = np.arange(1, DAYS + 1)
    season = MEAN + SWING * np.cos(2 * np.pi * days / DAYS)
    found: Array = season + noise * np.random.RandomState(SEED).randn(DAYS)
    return found


def average(series: Any, beta: float, correct: bool) -> Array:
    """One value for each of θ: v ← βv + (1−β)θ from v = 0 on, and v/(1−βᵗ) where corrected."""
    v, values = 0.0, np.empty(len(series))
    for index, value in enumerate(series):
        v = beta * v + (1 - beta) * value
        values[index] = v / (1 - beta ** (index + 1)) if correct else v
    return values


@LESSON.experiment()
def year(*, beta: Share = 0.9, bias_correction: Corrected = False, noise: Noise = 3.0) -> Figure:
    """The series and its average; the weights of past days; the first days, corrected and not."""
    series, days = temperatures(noise), np.arange(1, DAYS + 1)
    raw, corrected = (average(series, beta, flag) for flag in (False, True))
    shown = corrected if bias_correction else raw
    ages = np.arange(AGES)
    weights = (1 - beta) * beta**ages
    window = 1 / (1 - beta)
    inside = ages < window
    return Figure(
        panels=(
            Panel(
                title="A year from July on",
                about="Daily temperatures as dots, with their average as a line.",
                x=Axis(label="day", range=(0, DAYS)),
                y=Axis(label="°C", range=(-5.0, 32.0)),
                layers=(
                    Points(name="day’s temperature", x=days, y=series, ink="muted", small=True),
                    Line(
                        name="average" + (", corrected" if bias_correction else ""),
                        x=np.append(0, days),
                        y=np.append(np.nan if bias_correction else 0.0, shown),
                        ink="blue",
                        head="square",
                        steps=True,
                    ),
                ),
                wide=True,
            ),
            Panel(
                title="What each past day weighs",
                about="Bars that shrink by the factor β from each day to the one before.",
                x=Axis(label="days ago", range=(-1, AGES)),
                y=Axis(label="weight", range=(0.0, max(0.12, 1.05 * (1 - beta)))),
                layers=(
                    Bars(x=ages[inside], y=weights[inside], ink="blue"),
                    Bars(x=ages[~inside], y=weights[~inside], ink="blue", faint=True),
                    *([Rule(x=window, label="1/(1−β)")] if window < AGES else []),
                ),
            ),
            Panel(
                title=f"The first {START} days",
                about="The average from zero on climbs; the corrected one starts among the dots.",
                x=Axis(label="day", range=(0, START)),
                y=Axis(label="°C", range=(-5.0, 32.0)),
                layers=(
                    Points(x=days[:START], y=series[:START], ink="muted", small=True),
                    Line(
                        name="from zero",
                        x=np.arange(START + 1),
                        y=np.append(0.0, raw[:START]),
                        ink="blue",
                        dashed=bias_correction,
                        thin=bias_correction,
                    ),
                    Line(
                        name="corrected",
                        x=days[:START],
                        y=corrected[:START],
                        ink="vermilion",
                        dashed=not bias_correction,
                        thin=not bias_correction,
                    ),
                ),
            ),
        ),
        facts=(
            Fact(name="window", label="Window 1/(1−β)", value=window, unit="days"),
            Fact(name="older", label="Weight of all older days", value=beta**window),
            Fact(name="lag", label="Mean age β/(1−β)", value=beta / (1 - beta), unit="days"),
            Fact(
                name="noise",
                label="Noise left over",
                value=100 * np.sqrt((1 - beta) / (1 + beta)),
                unit="%",
            ),
            Fact(name="first", label="Average after day 1", value=shown[0], unit="°C"),
        ),
        steps=DAYS,
        unit="day",
    )
