"""Snapshots: the networks of a training as they were after an epoch, to be looked at.

A snapshot has every entry's accuracy and, of the entries that share one start, what they tell
apart (the boundary), where they are in the space of parameters (the path), what their layers are
like and what is wrong with them (the diagnosis).
"""

from typing import Any

import numpy as np

from engine.lanes import Array
from engine.networks.network import Network
from engine.training.boundaries import DataPlane, boundary
from engine.training.diagnosis import diagnose
from engine.training.evaluations import numbers
from engine.training.planes import principal
from engine.training.progress import TrainingProgress

BINS = 24
NO_DETAILS = {"boundary": None, "path": None, "layers": None}


def snapshot(
    progress: TrainingProgress, index: int, start: int = 0, plane: DataPlane | None = None
) -> dict[str, Any]:
    """The snapshot of evaluation `index`, 0 being the start; wide data are seen in a plane.

    Raises IndexError if there is none, and ValueError for a plane that the data do not have.
    """
    spec = progress.spec
    if not 0 <= index < progress.rows:
        raise IndexError(f"there are evaluations 0 … {progress.rows - 1}, not {index}")
    progress.evaluations.work_out(progress.checkpoints, index, index + 1)
    entries = progress.entries(start)
    theta = progress.parameters[index, entries]
    border = boundary(spec, theta, plane)
    points = progress.points(entries, index + 1)
    moved_in = principal(points) if len(points) else None
    bounds = weight_bounds(spec.network, theta)
    details = {
        entry: {
            "boundary": numbers(border.values[place]),
            "path": moved_in and progress.path(moved_in, entry, index + 1),
            "layers": layers(progress, entry, index, bounds),
        }
        for place, entry in enumerate(entries)
        if progress.alive[index, entry]
    }
    faults = {
        entry: [finding.to_dict() for finding in diagnose(progress, entry, index)]
        for entry in entries
    }
    epoch = spec.evaluated[index - 1] if index else None
    return {
        "type": "snapshot",
        "index": index,
        "epoch": epoch,
        "step": 0 if epoch is None else (epoch + 1) * spec.batches,
        "start": start,
        "runs": [
            accuracies(progress, entry, index)
            | details.get(entry, NO_DETAILS)
            | {"diagnosis": faults.get(entry, [])}
            for entry in range(len(spec.entries))
        ],
        "boundary": border.lattice(),
        "plane": moved_in and {"explained": moved_in.explained},
    }


def accuracies(progress: TrainingProgress, entry: int, index: int) -> dict[str, Any]:
    """Which run and start an entry is of, and its accuracies unless it has diverged."""
    trajectory, known = progress.spec.entries[entry], progress.evaluations
    living = bool(progress.alive[index, entry])
    return {
        "run": trajectory.run,
        "start": trajectory.start,
        "train_accuracy": number(known.train[index, entry]) if living else None,
        "test_accuracy": number(known.test[index, entry]) if living else None,
    }


def weight_bounds(network: Network, theta: Array) -> list[float]:
    """The size of each layer's largest weight among networks (E, P)."""
    layers = (part[..., :-1] for part in network.split(theta))
    return [float(np.abs(weights[np.isfinite(weights)]).max(initial=1e-12)) for weights in layers]


def layers(
    progress: TrainingProgress, entry: int, index: int, bounds: list[float]
) -> list[dict[str, Any]]:
    """Each layer's norms and the histogram of its weights, over bounds that all entries share."""
    known, found = progress.evaluations, []
    parts = progress.spec.network.split(progress.parameters[index, entry])
    for layer, (weights, bound) in enumerate(zip(parts, bounds, strict=True)):
        counts, _ = np.histogram(weights[:, :-1], bins=BINS, range=(-bound, bound))
        found.append(
            {
                "gradient_norm": number(known.gradient_norms[index, entry, layer]),
                "weight_norm": number(known.weight_norms[index, entry, layer]),
                "histogram": {"low": -bound, "high": bound, "counts": counts.tolist()},
            }
        )
    return found


def number(value: float) -> float | None:
    """A number for JSON, None where it is not finite."""
    return float(value) if np.isfinite(value) else None
