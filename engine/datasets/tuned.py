"""Tuned rates: for each data set the learning rates that suit each optimizer in its suggestion.

Made by `python -m tests.engine.datasets.make_tuned_rates`, which says how.
"""

from collections.abc import Mapping

_TABLES = """
dataset             gd       momentum  nesterov  adagrad  rmsprop  adadelta  adam     adamw
moons               0.18     0.32      0.032     0.1      0.0056   1.6       0.0056   0.0056
circles             0.1      0.18      0.018     0.32     0.0056   3.2       0.0056   0.0056
spirals             0.56     1         0.18      0.18     0.018    13        0.056    0.032
blobs               0.56     0.56      0.056     0.18     0.018    25        0.056    0.056
xor                 0.32     0.32      0.032     0.18     0.01     6.3       0.018    0.018
gaussian_quantiles  0.1      0.1       0.018     0.18     0.0056   3.2       0.01     0.01
iris                0.56     1.8       0.1       0.32     0.018    13        0.056    0.032
curve               0.1      0.32      0.032     0.32     0.0056   1.6       0.01     0.01
mixed_units         0.0018   0.0032    0.00056   0.18     0.01     6.3       0.056    0.056

dataset             nadam    amsgrad  adamax   radam    adabelief  lion     rprop
moons               0.01     0.0056   0.032    0.018    0.0056     0.0056   0.0001
circles             0.01     0.01     0.032    0.01     0.0056     0.0032   0.0001
spirals             0.032    0.056    0.1      0.1      0.032      0.0056   0.0001
blobs               0.1      0.056    0.1      0.32     0.056      0.032    0.0032
xor                 0.018    0.018    0.056    0.032    0.018      0.01     0.56
gaussian_quantiles  0.01     0.01     0.032    0.018    0.01       0.0032   0.18
iris                0.056    0.056    0.18     0.32     0.056      0.018    0.56
curve               0.01     0.01     0.032    0.018    0.01       0.0018   0.0001
mixed_units         0.056    0.056    0.1      0.00056  0.1        0.018    0.056
"""


def _read(text: str) -> Mapping[str, Mapping[str, float]]:
    """Rates by data set and optimizer; a table's first row has the names of its columns."""
    found: dict[str, dict[str, float]] = {}
    for table in text.strip().split("\n\n"):
        (_, *optimizers), *rows = (line.split() for line in table.splitlines())
        for name, *cells in rows:
            rates = map(float, cells)
            found.setdefault(name, {}).update(zip(optimizers, rates, strict=True))
    return found


TUNED = _read(_TABLES)
