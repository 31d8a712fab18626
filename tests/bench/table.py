"""Measuring and showing: minima of interleaved repeats, and tables that align."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter


def minima(contenders: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """The least time of each contender in milliseconds; they take turns, so that noise hits all."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(repeats):
        for name, work in contenders.items():
            begun = perf_counter()
            work()
            best[name] = min(best[name], 1e3 * (perf_counter() - begun))
    return best


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}")
    for line in lines:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        print("  ".join(cells).rstrip())


def digits(value: float) -> str:
    """Three significant digits, with thousands separated."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
