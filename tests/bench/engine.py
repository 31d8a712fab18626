"""The engine's benchmark: the same descents here, with torch.optim and with optax, in one run."""

import platform
from collections.abc import Mapping
from functools import partial
from os import cpu_count

import numpy as np

from engine import surfaces
from engine.descent.basins import descend
from engine.descent.race import race
from engine.lanes import Array
from engine.optimizers import OPTIMIZERS
from tests.bench.rivals import Descent, with_optax, with_torch
from tests.bench.table import digits, minima, show

STEPS = 1_000
LANES_PER_THREAD = 16_384
LANES = {1: 7, 4: 7, 64: 7, 4_096: 5, 65_536: 3}
ADAM = {"adam": 0.01}
ADAM_KNOBS = {"lr": 0.01}
RACE = {"gd": 0.0005, "momentum": 0.0005, "rmsprop": 0.01, "adam": 0.01}
START = (-1.5, 2.0)
AS_TORCH: dict[str, dict[str, float | str]] = {
    "momentum": {"beta": 0.9, "form": "heavy_ball"},
    "rmsprop": {"beta": 0.99},
}
HEAD = ("ours", "torch.optim", "optax", "ours / torch", "ours / optax", "ends differ by")


def starts(lanes: int) -> Array:
    """Points about the usual start, the same for everybody."""
    spread = np.random.RandomState(0).uniform(-0.5, 0.5, (2, lanes))
    return np.array(START)[:, None] + spread


def compare(contenders: Mapping[str, Descent], repeats: int) -> list[str]:
    """Everybody's time, the ratios of ours to theirs, and how far apart the ends are."""
    ours, *others = [work() for work in contenders.values()]
    apart = max(float(np.max(np.abs(ours - ends) / (1 + np.abs(ours)))) for ends in others)
    mine, torch, optax = minima(contenders, repeats).values()
    return [digits(value) for value in (mine, torch, optax, mine / torch, mine / optax, apart)]


def many_lanes() -> None:
    """1,000 Adam steps from more and more starts; no history is kept anywhere."""
    surface, adam = surfaces.build("rosenbrock", {}), OPTIMIZERS["adam"]

    def ours(points: Array) -> Array:
        threads = min(cpu_count() or 1, max(1, points.shape[1] // LANES_PER_THREAD))
        return descend(surface, adam, ADAM_KNOBS, points, STEPS, threads).theta

    rows = []
    for lanes, repeats in LANES.items():
        points = starts(lanes)
        contenders: dict[str, Descent] = {
            "ours": partial(ours, points),
            "torch": with_torch(ADAM, points, STEPS),
            "optax": with_optax(ADAM, points, STEPS),
        }
        rows.append([f"{lanes:,}", *compare(contenders, repeats)])
    show(
        f"{STEPS:,} Adam steps on Rosenbrock, milliseconds (minimum of interleaved repeats)",
        ["lanes", *HEAD],
        rows,
    )


def one_race() -> None:
    """Four optimizers from one start; ours keeps history and statuses, the others nothing."""
    runs = [
        {
            "optimizer": name,
            "hyperparameters": {"lr": lr, **AS_TORCH.get(name, {})},
        }
        for name, lr in RACE.items()
    ]
    spec = {
        "kind": "descent",
        "surface": "rosenbrock",
        "start": list(START),
        "steps": STEPS,
        "runs": runs,
    }
    point = np.array(START)[:, None]
    contenders = {
        "ours": lambda: race(spec).history[-1, -1, :2, None],
        "torch": with_torch(RACE, point, STEPS),
        "optax": with_optax(RACE, point, STEPS),
    }
    show(
        f"GD, momentum, RMSprop and Adam × {STEPS:,} steps on Rosenbrock, milliseconds",
        ["", *HEAD],
        [["one race", *compare(contenders, 7)]],
    )


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {cpu_count()} cores")
    many_lanes()
    one_race()
