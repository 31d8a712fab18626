"""The pace of the stream's benchmark: ROWS rows fall due at each tick, RATE times a second."""

RATE = 30
ROWS = 15
LEAD = 6.0


def due(row: int) -> float:
    """When a row falls due, in seconds after the first tick; row 0, the start, is there before."""
    return (row - 1) // ROWS / RATE
