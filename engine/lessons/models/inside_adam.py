"""Averages inside Adam: m and v over the steps of a run, raw and corrected, and what they make."""

from typing import Any

import numpy as np

from engine.figures.figure import Axis, Cell, Line, Panel, Rule, Table
from engine.lanes import Array
from engine.lessons.models.rollouts import Rollout


def means(run: Rollout) -> Panel:
    """The slope along x and its average."""
    pairs = [("g", run.slopes), ("m", run.after[0]), ("m̂", run.parts.get("m_hat"))]
    return averages(run, pairs, "The direction: m, along x", "slope", Axis(range=(-60.0, 60.0)))


def roots(run: Rollout) -> Panel:
    """The size of the slope along x and its root mean square."""
    corrected = run.parts.get("v_hat")
    pairs = [
        ("|g|", np.abs(run.slopes)),
        ("√v", np.sqrt(run.after[1])),
        ("√v̂", None if corrected is None else np.sqrt(corrected)),
    ]
    up = Axis(log=True, range=(0.1, 300.0))
    return averages(run, pairs, "The scale: √v, along x", "size", up)


def averages(
    run: Rollout, pairs: list[tuple[str, Array | None]], title: str, label: str, up: Axis
) -> Panel:
    """A quantity, its average from zero on, and the corrected average if there is one."""
    styles: list[dict[str, Any]] = [
        {"ink": "muted", "dashed": True, "thin": True},
        {"ink": "purple", "dashed": True},
        {"ink": "green", "head": "star"},
    ]
    return Panel(
        title=title,
        about=f"{', '.join(name for name, values in pairs if values is not None)} over the steps.",
        x=Axis(label="step", range=(0, len(run.steps))),
        y=Axis(label=label, log=up.log, range=up.range),
        layers=tuple(
            Line(
                name=name,
                x=np.arange(len(run.points)),
                y=run.grown(values)[:, 0],
                steps=True,
                **style,
            )
            for (name, values), style in zip(pairs, styles, strict=True)
            if values is not None
        ),
    )


def lengths(run: Rollout, alpha: float) -> Panel:
    """How far each step goes in either coordinate, in units of η."""
    shares = np.maximum(np.abs(run.grown(run.steps)) / alpha, 1e-300)
    return Panel(
        title="Length of the steps, in η",
        about="How far each step goes along x and along y, with a line at η.",
        x=Axis(label="step", range=(0, len(run.steps))),
        y=Axis(label="|Δ|/η", log=True, range=(5e-3, 200.0)),
        layers=(
            Rule(y=1.0, label="η"),
            Line(
                name="x",
                x=np.arange(len(run.points)),
                y=shares[:, 0],
                ink="sky",
                head="circle",
                steps=True,
            ),
            Line(
                name="y",
                x=np.arange(len(run.points)),
                y=shares[:, 1],
                ink="vermilion",
                dashed=True,
                head="diamond",
                steps=True,
            ),
        ),
    )


def inside(run: Rollout) -> Table:
    """What led to the point at each step, a row for each coordinate."""
    named = {
        "g": run.slopes,
        "m": run.after[0],
        "m̂": run.parts.get("m_hat"),
        "v": run.after[1],
        "v̂": run.parts.get("v_hat"),
        "rate": run.parts["rate"],
        "Δ": run.steps,
    }
    rows: list[list[Cell]] = [["x", *[None] * len(named)], ["y", *[None] * len(named)]]
    for step in range(len(run.steps)):
        rows += [
            [name, *(None if v is None else float(v[step, axis]) for v in named.values())]
            for axis, name in enumerate("xy")
        ]
    return Table(
        title="Inside the step that led here",
        columns=("along", *named),
        rows=rows,
        steps=True,
        each=2,
    )
