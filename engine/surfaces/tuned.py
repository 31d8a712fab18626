"""Tuned rates: for each surface of the catalogue the hyper-parameters that suit each optimizer.

Found by a search over a logarithmic grid for the rate whose cost, averaged over the surface's own
steps and slightly different starts, is lowest, while paths stay short, no step crosses the view
and the next larger rate does well too. Gradient descent on the bowls has nearly the best rate there
is, 2/(λmin + λmax). On surfaces without a minimum a rate is the largest one whose steps stay within
a fourteenth of the view. A cell is lr, or lr/β (β₁ for Adam), or - where the default stays.
"""

from collections.abc import Iterator, Mapping

from engine.surfaces.surface import Rates

_SECOND = {"adam": "beta1"}

_COMMON = """
surface           gd       momentum     nesterov     rmsprop    adam       adamw  nadam  amsgrad
bowl              0.27     0.42/0.6     0.18/0.6     0.21/0.9   0.56/0.8   0.65   0.65   0.32
ravine            0.09     0.13/0.6     0.032/0.7    0.075/0.9  0.87/0.8   0.87   0.75   0.42
rotated_ravine    0.1      0.13/0.7     0.024/0.8    0.065/0.9  1/0.8      1      1      0.75
booth             0.09     0.12/0.6     0.027/0.7    0.15/0.9   2.4/0.8    2.4    2.1    1.3
matyas            1.8      2.1/0.7      0.32/0.9     0.15/0.9   2.4/0.8    2.1    2.1    1.8
saddle            0.056    0.12/0.9     0.012/0.9    0.049/0.9  0.15/0.9   0.15   0.15   0.15
monkey_saddle     0.015    0.049/0.9    0.0049/0.9   0.037/0.9  0.12/0.9   0.12   0.1    0.12
strict_saddle     0.65     1.5/0.6      0.37/0.9     0.032/0.9  0.42/0.8   0.42   0.13   0.24
rosenbrock        0.0013   0.018/0.9    0.00087/0.9  0.01/0.9   0.49/0.9   0.13   0.065  0.49
beale             0.037    0.056/0.6    0.018/0.7    0.024/0.9  0.24/0.9   0.42   0.13   0.24
goldstein_price   0.00012  6.5e-05/0.9  1e-05/0.9    0.013/0.9  0.13/0.9   0.24   0.42   0.13
three_hump_camel  0.1      0.21/0.6     0.065/0.6    0.056/0.9  0.56/0.8   0.56   0.42   0.49
six_hump_camel    0.024    0.13/0.7     0.021/0.9    0.037/0.9  0.37/0.9   0.37   0.27   0.37
mccormick         0.13     0.32/0.6     0.087/0.6    0.1/0.9    0.65/0.8   0.56   0.65   0.49
himmelblau        0.018    0.049/0.6    0.012/0.9    0.056/0.9  1/0.8      1      0.49   1.2
styblinski_tang   0.024    0.042/0.9    0.013/0.9    0.18/0.9   1.2/0.9    1.2    0.42   1.2
rastrigin         0.0037   0.049/0.9    0.0021/0.9   0.032/0.9  0.49/0.9   0.75   0.065  0.49
ackley            0.032    0.21/0.9     0.021/0.9    0.037/0.9  1/0.9      0.37   0.075  0.42
griewank          1.5      5.6/0.9      1/0.9        0.087/0.9  1.3/0.9    1.5    0.21   1.3
levi13            0.0012   0.013/0.9    0.00087/0.9  0.056/0.9  0.49/0.9   0.49   0.1    0.49
bohachevsky       0.032    0.1/0.7      0.0065/0.9   0.087/0.9  0.27/0.8   0.18   0.21   0.18
eggholder         3.7      56/0.9       2.4/0.9      3.7/0.9    87/0.9     5.6    7.5    87
easom             0.49     1.8/0.6      0.32/0.9     0.024/0.9  0.49/0.8   0.75   0.087  0.75
plateau           1.3      4.9/0.6      1/0.9        0.042/0.9  0.75/0.8   0.87   0.15   0.75
cliff             0.56     1.2/0.6      0.32/0.6     0.1/0.9    0.75/0.8   0.75   0.75   0.42
absolute          0.056    0.087/0.9    0.0087/0.9   0.049/0.9  0.087/0.9  0.065  0.065  0.087
"""

_FURTHER = """
surface           adagrad  adadelta  adamax  radam    adabelief  lion   rprop
bowl              0.65     24        0.65    0.13     0.27       0.13   0.27
ravine            0.87     24        0.75    0.018    0.42       0.12   0.65
rotated_ravine    1        24        1       0.015    0.75       0.12   0.49
booth             2.4      24        2.1     0.015    1.2        0.27   1.5
matyas            2.4      24        2.4     0.32     1.5        0.21   1.5
saddle            0.15     6.5       0.15    0.065    0.13       0.15   -
monkey_saddle     0.12     6.5       0.12    0.037    0.1        0.12   -
strict_saddle     0.42     21        0.42    0.42     0.21       0.042  0.18
rosenbrock        0.49     2.7       0.49    0.00065  0.42       0.01   0.087
beale             1        4.9       0.75    0.024    0.18       0.01   0.49
goldstein_price   0.49     2.7       0.42    3.2e-05  0.1        0.024  0.12
three_hump_camel  0.56     24        0.56    0.037    0.49       0.13   0.56
six_hump_camel    0.37     18        0.13    0.0075   0.32       0.049  0.13
mccormick         0.65     24        0.65    0.075    0.42       0.065  0.42
himmelblau        1        24        1.2     0.037    0.87       0.1    0.49
styblinski_tang   1.2      24        0.75    0.0049   1          0.12   0.75
rastrigin         0.87     5.6       0.49    0.018    0.65       0.032  0.21
ackley            1        6.5       1.2     0.42     0.75       0.032  0.56
griewank          0.75     15        1.5     0.87     1.2        0.087  0.56
levi13            0.49     24        1       0.0027   0.42       0.024  0.13
bohachevsky       0.56     24        0.32    0.065    0.15       0.049  0.21
eggholder         37       24        87      4.2      87         3.2    27
easom             0.32     1.5       0.75    4.9      0.49       0.027  0.27
plateau           0.87     3.7       0.87    5.6      0.65       0.042  0.27
cliff             0.75     24        0.75    0.27     0.42       0.027  0.37
absolute          0.27     13        0.087   0.37     0.042      0.1    0.49
"""


def _cells(table: str) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Every cell as surface, optimizer and hyper-parameters."""
    (_, *optimizers), *rows = (line.split() for line in table.strip().splitlines())
    for surface, *cells in rows:
        for optimizer, cell in zip(optimizers, cells, strict=True):
            knobs = ("lr", _SECOND.get(optimizer, "beta"))
            values = [] if cell == "-" else map(float, cell.split("/"))
            yield surface, optimizer, dict(zip(knobs, values, strict=False))


def _read(*tables: str) -> Mapping[str, Rates]:
    rates: dict[str, dict[str, dict[str, float]]] = {}
    for table in tables:
        for surface, optimizer, knobs in _cells(table):
            if knobs:
                rates.setdefault(surface, {})[optimizer] = knobs
    return rates


TUNED = _read(_COMMON, _FURTHER)
