"""Schedules: how the learning rate changes on the way, for instance decay, warm-up or one cycle.

A schedule is a pure function of the step index k, a float array of any shape counted from 0; it
gives the multiplier of the rate at each k. One k alone yields the same bits as among many.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np

from engine.choices import choose, complete
from engine.knobs import Knob, Reader, Scale, read
from engine.lanes import Array
from engine.registry import Registry
from engine.validation import SpecError, excerpt, integer, items, join, number

Multiplier: TypeAlias = Callable[[Array], Array]

PER = ("step", "epoch")
DEEPEST = 3
LONGEST_TABLE = 1_000
LATEST = 10**9
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule for the multiplier and what there is to know about it."""

    name: str
    title: str
    help: str
    rule: Callable[..., Array]
    knobs: tuple[Knob, ...]
    latex: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue."""
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "parameters": [knob.to_dict() for knob in self.knobs],
            "per": list(PER),
            "latex": self.latex,
        }


SCHEDULES: Registry[Schedule] = Registry("schedule")


def check(spec: object, path: str = "schedule") -> dict[str, Any]:
    """The complete form of a schedule in JSON. Raises SpecError naming the field that is wrong."""
    inner, depth = spec, 1
    while isinstance(inner, Mapping) and "then" in inner:
        inner, depth = inner["then"], depth + 1
        if depth > DEEPEST:
            raise SpecError(
                f"{path}{'.then' * DEEPEST}", f"at most {DEEPEST} schedules may be nested"
            )
    settings = _settings(spec, path, ("per",))
    per = spec.get("per", "step") if isinstance(spec, Mapping) else None
    if per not in PER:
        raise SpecError(join(path, "per"), f"must be 'step' or 'epoch', not {excerpt(per)}")
    return settings | {"per": per}


def multiplier(spec: Mapping[str, Any]) -> Multiplier:
    """The multiplier of the rate as a function of k, which counts steps or epochs from 0."""
    settings = check(spec)
    rule = SCHEDULES[settings.pop("name")].rule
    del settings["per"]

    def at(k: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(rule(np.asarray(k, dtype=np.float64), **settings))

    return at


def schedule(
    *,
    title: str,
    help: str,  # noqa: A002
    latex: str,
) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Register the decorated rule under its own name; its keyword-only arguments become knobs."""

    def register(rule: Callable[..., Array]) -> Callable[..., Array]:
        SCHEDULES.add(Schedule(rule.__name__, title, help, rule, read(rule), latex))
        return rule

    return register


def _settings(spec: object, path: str, others: tuple[str, ...] = ()) -> dict[str, Any]:
    # Other choices may be a name alone; most schedules have a setting that must be given.
    if not isinstance(spec, Mapping):
        raise SpecError(path, f"expected an object with a name, not {excerpt(spec)}")
    return complete(*choose(spec, path, SCHEDULES, others), path)


def _table(value: object, path: str) -> list[list[float]]:
    rows: list[list[float]] = []
    for index, row in enumerate(items(value, path, 1, LONGEST_TABLE, "rows")):
        where = f"{path}[{index}]"
        start, factor = items(row, where, 2, 2, "numbers, [k, multiplier],")
        least = int(rows[-1][0]) + 1 if rows else 0
        rows.append(
            [integer(start, f"{where}[0]", least, LATEST), number(factor, f"{where}[1]", 0.0, 1e6)]
        )
    return rows


Every = Annotated[
    int, Scale("log", 1, LATEST, (1, 1_000), 100, "integer"), "Steps between two changes."
]
Total = Annotated[
    int, Scale("log", 1, LATEST, (10, 10_000), 500, "integer"), "Steps until it is over."
]
Share = Annotated[
    float, Scale("linear", 0.0, 1.0, (0.0, 1.0)), "Share of the steps in which the rate rises."
]
Divisor = Annotated[float, Scale("log", 1.0, 1e12, (1.0, 1e5)), "Divides the rate at an end."]
Factor = Annotated[
    float, Scale("linear", 0.0, 10.0, (0.0, 1.0), 0.5), "Multiplies the rate at each change."
]


@schedule(title="Constant", help="The same rate throughout.", latex=r"\eta_k = \eta")
def constant(k: Array) -> Array:
    """1."""
    return np.ones_like(k)


@schedule(
    title="Inverse time",
    help="Half the rate after 1/rate changes, a third after 2/rate: fast first, then ever slower.",
    latex=r"\eta_k = \eta / (1 + r \lfloor k / n \rfloor)",
)
def inverse_time(
    k: Array,
    *,
    rate: Annotated[
        float, Scale("log", 0.0, 1e6, (1e-5, 10.0), 0.01), "How fast it falls; 0 is constant."
    ],
    every: Every = 1,
) -> Array:
    """1 / (1 + rate ⌊k/every⌋)."""
    return 1 / (1 + rate * np.floor(k / every))


@schedule(
    title="Exponential",
    help="The same share is lost in equal times; a decay above 1 searches for the largest rate.",
    latex=r"\eta_k = \eta\, d^{\,k / n}",
)
def exponential(
    k: Array,
    *,
    decay: Annotated[
        float,
        Scale("linear", 0.0, 2.0, (0.9, 1.0), 0.99),
        "Share of the rate kept after every `every` steps.",
    ],
    every: Every = 1,
    staircase: Annotated[bool, "Change only at multiples of `every`."] = False,
) -> Array:
    """decay^(k/every), or decay^⌊k/every⌋ as a staircase."""
    return np.power(decay, np.floor(k / every) if staircase else k / every)


@schedule(
    title="Step",
    help="Drops by a factor at regular times.",
    latex=r"\eta_k = \eta\, f^{\,\lfloor k / n \rfloor}",
)
def step(k: Array, *, factor: Factor, every: Every) -> Array:
    """factor^⌊k/every⌋."""
    return np.power(factor, np.floor(k / every))


@schedule(
    title="Inverse square root",
    help="Falls slowly enough to reach any distance, fast enough to average out noise.",
    latex=r"\eta_k = \eta / \sqrt{k + 1}",
)
def inverse_sqrt(k: Array) -> Array:
    """1/√(k+1)."""
    return 1 / np.sqrt(k + 1)


@schedule(
    title="Cosine",
    help="Stays high, falls in the middle, ends gently; from then on it stays at the final value.",
    latex=r"\eta_k = \eta\,(f + (1 - f)(1 + \cos(\pi \min(k / T, 1))) / 2)",
)
def cosine(
    k: Array,
    *,
    total: Total,
    final: Annotated[
        float, Scale("linear", 0.0, 10.0, (0.0, 1.0)), "The multiplier at the end."
    ] = 0.0,
) -> Array:
    """From 1 to `final` along half a cosine, Loshchilov & Hutter 2017; CosineAnnealingLR."""
    return _anneal(1.0, final, np.minimum(k / total, 1))


@schedule(
    title="Warm-up",
    help="Rises in a straight line to the full rate, then hands over to another schedule.",
    latex=r"\eta_k = \eta\,(k + 1) / w \text{ for } k < w, \text{ then } \eta'_{k - w}",
)
def warmup(
    k: Array,
    *,
    steps: Annotated[
        int, Scale("log", 1, LATEST, (1, 1_000), 50, "integer"), "Steps to the full rate."
    ],
    then: Annotated[
        Mapping[str, Any],
        Reader("schedule", _settings),
        "The schedule that follows; its k starts at 0.",
    ] = {"name": "constant"},
) -> Array:
    """(k + 1)/steps up to 1, then the schedule `then` at k − steps."""
    return np.where(k < steps, (k + 1) / steps, multiplier(then)(np.maximum(k - steps, 0)))


@schedule(
    title="One cycle",
    help="The rate given is the peak: up to it in the first part, then down to almost nothing.",
    latex=r"\eta / d \nearrow \eta \searrow \eta / (d\, d_{\text{final}})",
)
def one_cycle(
    k: Array,
    *,
    total: Total,
    warmup: Share = 0.3,
    div: Divisor = 25.0,
    final_div: Divisor = 1e4,
) -> Array:
    """Cosine from 1/div to 1 and on to 1/(div final_div); Smith & Topin 2018, OneCycleLR.

    The peak is at step warmup·total − 1, as in PyTorch; past the end the rate stays.
    """
    last = total - 1.0
    peak = np.maximum(warmup * total - 1, 0)
    rising = _anneal(1 / div, 1.0, k / np.maximum(peak, TINY))
    falling = _anneal(1.0, 1 / div / final_div, (k - peak) / np.maximum(last - peak, TINY))
    return np.where(k < peak, rising, falling)


@schedule(
    title="Table",
    help="By hand: each row [k, multiplier] holds from step k on; 1 before the first.",
    latex=r"\eta_k = \eta\, c_i \text{ for } k_i \le k < k_{i+1}",
)
def table(
    k: Array,
    *,
    table: Annotated[
        list[list[float]],
        Reader("table", _table, [[100, 0.1], [200, 0.01]]),
        "Rows [k, multiplier], k rising.",
    ],
) -> Array:
    """The multiplier of the last row whose k has been reached, 1 before the first."""
    starts, factors = np.array(table).T
    return np.concatenate([[1.0], factors])[np.searchsorted(starts, k, side="right")]


def _anneal(start: float, end: float, progress: Array) -> Array:
    """Half a cosine from `start` to `end`, which it keeps from progress 1 on."""
    return end + (start - end) * (1 + np.cos(np.pi * np.clip(progress, 0, 1))) / 2
