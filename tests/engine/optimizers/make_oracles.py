"""Make the oracles: trajectories and learning rates of torch 2.13 in float64, kept for the tests.

Run `python -m tests.engine.optimizers.make_oracles` where torch and NumPy are installed.
The rate of a case is the largest of RATES at which nudging every point by one ulp moves no later
one by more than 1e-11 of itself (or 1e-15): what differs later is then the definition, not the
rounding.
"""

import json
import math
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engine.lanes import Array
from tests.engine.optimizers.problems import PROBLEMS

torch: Any = import_module("torch")

FOLDER = Path(__file__).parents[1] / "oracles"
STEPS = 100
FARTHEST = 20.0
RATES = [0.8, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5]
ADAM = [{}, {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3}]

# Our names and settings; the problems take turns through the settings of an optimizer.
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "gd": [{}],
    "momentum": [{"form": "heavy_ball", "beta": 0.9}, {"form": "heavy_ball", "beta": 0.5}],
    "nesterov": [{"beta": 0.9}, {"beta": 0.5}],
    "adagrad": [{}, {"eps": 1e-2}],
    "rmsprop": [{}, {"beta": 0.9, "eps": 1e-3}],
    "adadelta": [{}, {"rho": 0.95, "eps": 1e-4}],
    "adam": ADAM,
    "adamw": [{}, {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "weight_decay": 0.2}],
    "amsgrad": ADAM,
    "nadam": [{}, {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "momentum_decay": 0.1}],
    "adamax": ADAM,
    "radam": [{}, {"beta1": 0.8, "beta2": 0.9, "eps": 1e-3}, {"beta2": 0.5}],
    "rprop": [{}, {"eta_minus": 0.3, "eta_plus": 1.1, "min_step": 1e-3, "max_step": 0.2}],
}

SCHEDULES: list[dict[str, Any]] = [
    {"name": "exponential", "decay": 0.95},
    {"name": "step", "factor": 0.5, "every": 7},
    {"name": "cosine", "total": 40},
    {"name": "cosine", "total": 60, "final": 0.1},
    {"name": "one_cycle", "total": 60},
    {"name": "one_cycle", "total": 41, "warmup": 0.25, "div": 10.0, "final_div": 100.0},
]


def build(name: str, params: list[Any], settings: dict[str, Any]) -> Any:
    """The torch optimizer that our `name` under `settings` is to equal."""
    given = {k: v for k, v in settings.items() if k not in {"form", "beta", "beta1", "beta2"}}
    if name in {"gd", "momentum", "nesterov"}:
        beta = settings.get("beta", 0.0)
        return torch.optim.SGD(params, given["lr"], beta, nesterov=name == "nesterov")
    if name == "rmsprop":
        return torch.optim.RMSprop(params, alpha=settings.get("beta", 0.99), **given)
    if name == "rprop":
        etas = given.pop("eta_minus", 0.5), given.pop("eta_plus", 1.2)
        sizes = given.pop("min_step", 1e-6), given.pop("max_step", 50.0)
        return torch.optim.Rprop(params, etas=etas, step_sizes=sizes, **given)
    if name in {"adagrad", "adadelta"}:
        return {"adagrad": torch.optim.Adagrad, "adadelta": torch.optim.Adadelta}[name](
            params, **given
        )
    betas = settings.get("beta1", 0.9), settings.get("beta2", 0.999)
    if name == "amsgrad":
        return torch.optim.Adam(params, betas=betas, amsgrad=True, **given)
    classes = {"adamw": "AdamW", "nadam": "NAdam", "radam": "RAdam"}
    return getattr(torch.optim, classes.get(name, name.title()))(params, betas=betas, **given)


def trajectory(
    name: str, problem: str, settings: dict[str, Any], nudges: Array | None = None
) -> Array:
    """The points (STEPS + 1, 2), gradients by autograd; `nudges` says which way each is moved."""
    start = np.array(PROBLEMS[problem].start)
    theta = torch.nn.Parameter(torch.tensor(start))
    optimizer = build(name, [theta], settings)
    points = [start]
    for k in range(STEPS):
        if nudges is not None:
            theta.data = torch.nextafter(theta.data, torch.tensor(nudges[k] * math.inf))
        optimizer.zero_grad()
        PROBLEMS[problem].value(theta[0], theta[1]).backward()
        optimizer.step()
        points.append(theta.detach().numpy().copy())
    return np.array(points)


def steadiest(name: str, problem: str, settings: dict[str, Any]) -> tuple[dict[str, Any], Array]:
    """The settings with the largest rate that is neither chaotic nor unstable; their trajectory."""
    nudges = np.random.RandomState(0).choice([-1.0, 1.0], (STEPS, 2))
    for rate in RATES:
        chosen = {"lr": rate, **settings}
        points = trajectory(name, problem, chosen)
        nudged = trajectory(name, problem, chosen, nudges)
        stays = (np.abs(points) < FARTHEST).all()
        if stays and np.allclose(nudged, points, rtol=1e-11, atol=1e-15):
            return chosen, points
    raise RuntimeError(f"{name} on {problem} is chaotic at every rate")


def rates(spec: dict[str, Any]) -> Array:
    """The rates torch's scheduler gives where the largest, or the first, is 1."""
    total = int(spec.get("total", 100))
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedulers = torch.optim.lr_scheduler
    match spec["name"]:
        case "exponential":
            scheduler = schedulers.ExponentialLR(optimizer, spec["decay"])
        case "step":
            scheduler = schedulers.StepLR(optimizer, spec["every"], spec["factor"])
        case "cosine":
            scheduler = schedulers.CosineAnnealingLR(optimizer, total, spec.get("final", 0.0))
        case _:
            scheduler = schedulers.OneCycleLR(
                optimizer,
                1.0,
                total,
                pct_start=spec.get("warmup", 0.3),
                div_factor=spec.get("div", 25.0),
                final_div_factor=spec.get("final_div", 1e4),
            )
    found = []
    for k in range(total):
        found.append(scheduler.get_last_lr()[0])
        optimizer.step()
        if k + 1 < total:
            scheduler.step()
    return np.array(found)


def main() -> None:
    """Write both files."""
    torch.set_default_dtype(torch.float64)
    cases, points = [], []
    for name, choices in SETTINGS.items():
        for turn, problem in enumerate(PROBLEMS):
            chosen, path = steadiest(name, problem, choices[turn % len(choices)])
            cases.append({"optimizer": name, "problem": problem, "hyperparameters": chosen})
            points.append(path)
    source = f"torch {torch.__version__.partition('+')[0]}, float64"
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(
        FOLDER / "optimizers.npz", cases=json.dumps(cases), points=np.array(points), source=source
    )
    found = [{"spec": spec, "rates": rates(spec).tolist()} for spec in SCHEDULES]
    text = json.dumps({"source": source, "schedules": found}, indent=1)
    (FOLDER / "schedules.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
