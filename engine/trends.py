"""Trends: where a run that used its whole budget is heading, for instance a cost that is growing.

A trend is a word for readers, not a status: nothing stops, and nothing is computed from it. The
pages have the same rule for the rows they show (`static/js/runs/trends.js`); `tests/trends.json`
holds what both have to say.
"""

from typing import Literal, TypeAlias

import numpy as np

from engine.lanes import Array

Trend: TypeAlias = Literal["growing"]

FAR, TENTH = 10.0, 10


def trend(costs: Array) -> Trend | None:
    """What is to be said of the costs (n,) of a run, from its start to its last step.

    Growing: the last is more than ten times the size of both start and best, and the last tenth
    reaches higher than all before, if only by a swing.
    """
    late = max(len(costs) // TENTH, 1)
    if len(costs) < 2 or not np.isfinite(costs).all():
        return None
    far = costs[-1] > FAR * max(abs(costs[0]), abs(costs.min()))
    rises = costs[-late:].max() > costs[:-late].max()
    return "growing" if far and rises else None
