"""Multipliers: a schedule as a Python function of the step k, counted from 0.

It is plain Python, so that it serves every framework: PyTorch's LambdaLR calls it, a loop sets the
rate by it. Tests compare it with the engine's schedules.
"""

from collections.abc import Mapping
from typing import Any

EXPRESSIONS = {
    "constant": "1.0",
    "inverse_time": "1 / (1 + {rate} * ({k} // {every}))",
    "exponential": "{decay} ** ({k} / {every})",
    "staircase": "{decay} ** ({k} // {every})",
    "step": "{factor} ** ({k} // {every})",
    "inverse_sqrt": "1 / math.sqrt({k} + 1)",
    "cosine": "{final} + (1 - {final}) * (1 + math.cos(math.pi * min({k} / {total}, 1))) / 2",
    "table": "next((c for start, c in reversed({table}) if {k} >= start), 1.0)",
}
ONE_CYCLE = """\
    peak, last = max({warmup} * {total} - 1, 0), {total} - 1
    if {k} < peak:
        low, share = 1 / {div}, {k} / peak
    else:
        low = 1 / {div} / {final_div}
        share = max(1 - ({k} - peak) / (last - peak), 0.0) if last > peak else float({k} <= peak)
    return low + (1 - low) * (1 - math.cos(math.pi * share)) / 2
"""


def multiplier(schedule: Mapping[str, Any]) -> str:
    """The function `multiplier(k)` of a complete schedule."""
    return f"def multiplier(k):\n{body(schedule, 'k')}"


def body(schedule: Mapping[str, Any], k: str) -> str:
    """The lines that return the multiplier at the step that `k` names."""
    settings = {name: value for name, value in schedule.items() if name not in {"name", "per"}}
    name = schedule["name"]
    if name == "warmup":
        steps = settings["steps"]
        rising = f"    if {k} < {steps}:\n        return ({k} + 1) / {steps}\n"
        # One name for every depth: each warm-up counts from its own end.
        return f"{rising}    k = {k} - {steps}\n{body(settings['then'], 'k')}"
    if name == "one_cycle":
        return ONE_CYCLE.format(k=k, **settings)
    if name == "exponential":
        name = "staircase" if settings["staircase"] else name
    return f"    return {EXPRESSIONS[name].format(k=k, **settings)}\n"
