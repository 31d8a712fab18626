"""Lessons: the PyTorch code of every page is run, and so is what its comments offer instead."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine import schedules
from tests.frameworks.cases import CLOSE

PAGES = Path(__file__).parents[2] / "templates" / "lessons"
BLOCK = re.compile(r"\{% block pytorch %\}\n(.*?)\{% endblock %\}", re.DOTALL)
ALTERNATIVES = re.compile(r"^# Or: (.*)$", re.MULTILINE)
SCHEDULE = re.compile(r"^schedule = .*$", re.MULTILINE)
# The whole takes minutes; a shorter one runs the same lines.
SHORTER = {"the-assignment": [("range(4)", "range(1)"), ("range(5000)", "range(20)")]}
# What the decay page offers, as the engine has it.
OFFERED: dict[str, dict[str, Any]] = {
    "ExponentialLR": {"name": "exponential", "decay": 0.985},
    "CosineAnnealingLR": {"name": "cosine", "total": 300},
    "OneCycleLR": {"name": "one_cycle", "total": 300},
}
BOWL = (-2.5, 1.5)


def check() -> Iterator[str]:
    """What fails, and what an alternative would change beside the rate."""
    pages = sorted(PAGES.glob("*.html"))
    for page in pages:
        (code,) = BLOCK.findall(page.read_text(encoding="utf-8"))
        for old, new in SHORTER.get(page.stem, []):
            if old not in code:
                yield f"{page.stem}: {old} is gone, which was to be shortened"
            code = code.replace(old, new)
        try:
            if not ran(code)[1].strip():
                yield f"{page.stem}: prints nothing"
        except Exception as error:  # noqa: BLE001  # whatever PyTorch raises
            yield f"{page.stem}: {type(error).__name__}: {error}"
        for line in ALTERNATIVES.findall(code):
            for call in line.split("; "):
                yield from offered(page.stem, code, call)
        if page.stem == "decay":
            yield from offered(page.stem, code, SCHEDULE.findall(code)[0].partition(" = ")[2])
    print(f"the PyTorch code of {len(pages)} lessons")


def offered(page: str, code: str, call: str) -> Iterator[str]:
    """The page's code with another schedule and without noise, against gradient descent."""
    path, _, arguments = call.partition("(")
    name = path.rpartition(".")[2]
    lines = SCHEDULE.sub(f"schedule = torch.optim.lr_scheduler.{name}({arguments}", code)
    lines = lines.replace("torch.randn(2)", "torch.zeros(2)")
    lines = lines.replace("requires_grad", "dtype=torch.float64, requires_grad")
    theta = np.array(BOWL)
    for factor in schedules.multiplier(OFFERED[name])(np.arange(300.0)):
        theta = theta - 0.1 * factor * theta
    gap = float(np.abs(ran(lines)[0]["theta"].detach().numpy() - theta).max())
    print(f"{page}, {name}: {gap:.0e} from gradient descent under the engine's schedule")
    if gap > CLOSE:
        yield f"{page}: {call} ends {gap:.1e} away"


def ran(code: str) -> tuple[dict[str, Any], str]:
    """The names a program leaves, and what it prints."""
    namespace: dict[str, Any] = {}
    printed = io.StringIO()
    torch.set_default_dtype(torch.float32)
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "lesson", "exec"), namespace)
    return namespace, printed.getvalue()
