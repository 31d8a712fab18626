"""The claims of the lesson on the assignment."""

import numpy as np

from engine import specs
from engine.figures.figure import Line
from engine.lanes import Array
from engine.lessons.models import moons
from engine.lessons.models.moons import ALL, EPOCHS, NAMES, SEED, SEED_COUNT, SOME, Setting
from engine.lessons.topics.sixteen_seeds import guessing, sixteen_seeds
from engine.lessons.topics.the_assignment import two_moons
from engine.lessons.trainings import train_once
from engine.networks.losses import OUTPUTS
from engine.specs.training import TrainingSpec
from engine.training.results import TrainingResult
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("the-assignment")

GD, MOMENTUM, ADAM = (Setting(name) for name in NAMES)
LARGE = tuple(Setting(name, large=True) for name in NAMES)


def course() -> TrainingResult:
    return train_once(moons.COURSE)


def end(setting: Setting) -> float:
    """The accuracy in % at the end, from the course's weights."""
    return 100 * float(course().accuracies[0][-1, ALL.index(setting)])


def cost(setting: Setting) -> Array:
    """The mean cost of every epoch."""
    found: Array = course().epoch_cost[:, ALL.index(setting)]
    return found


def ends(setting: Setting) -> Array:
    """The accuracies in % at the end, by seed."""
    index = SOME.index(setting) * SEED_COUNT
    found: Array = 100 * train_once(moons.SEEDS).accuracies[0][-1, index : index + SEED_COUNT]
    return found


def fires(setting: Setting, seed: int, row: int) -> list[bool]:
    """Which units of the second hidden layer fire for any example."""
    result = train_once(moons.SEEDS)
    theta = result.parameters[row, SOME.index(setting) * SEED_COUNT + seed]
    active = result.spec.network.forward(theta, moons.data().X)[1] > 0
    return [bool(unit.any()) for unit in active]


def by_hand(setting: Setting, epochs: int) -> tuple[Array, Array]:
    """Costs of mini-batches and weights of the plain loop with the lesson's formulas."""
    spec = specs.from_dict(moons.COURSE)
    assert isinstance(spec, TrainingSpec)
    network, data = spec.network, moons.data()
    random = np.random.RandomState(SEED)
    theta = network.join(
        [
            random.randn(units, inputs) * np.sqrt(2 / inputs)
            for inputs, units in ((2, 5), (5, 2), (2, 1))
        ]
    )
    m, s, t, costs = np.zeros_like(theta), np.zeros_like(theta), 0, []
    for epoch in range(1, epochs + 1):
        order = np.random.RandomState(10 + epoch).permutation(300)
        for first in range(0, 300, 64):
            x, y = (part[:, order[first : first + 64]] for part in (data.X, data.y))
            costs.append(float(network.cost(theta, x, y)))
            g, t = network.gradient(theta, x, y), t + 1
            m = 0.9 * m + 0.1 * g
            s = 0.999 * s + 0.001 * g**2
            root = np.sqrt(s / (1 - 0.999**t) if setting.corrected else s) + 1e-8
            step = {"gd": g, "momentum": m, "adam": m / (1 - 0.9**t) / root}[setting.optimizer]
            theta = theta - setting.lr * step
    return np.array(costs), theta


@claim("summary")
def _() -> Numbers:
    assert max(NAMES, key=lambda name: end(Setting(name))) == "adam"
    assert max(NAMES, key=lambda name: end(Setting(name, large=True))) == "momentum"
    return ()


@claim("predict")
def _() -> Numbers:
    gd, momentum, adam = (end(setting) for setting in (GD, MOMENTUM, ADAM))
    assert gd == momentum
    assert adam > gd + 20
    assert moons.SMALL == GD.lr == MOMENTUM.lr == ADAM.lr
    return 1, 0.9, moons.SMALL, EPOCHS


@claim("check")
def _() -> Numbers:
    living = ends(ADAM)[ends(ADAM) > 60]
    first, second = ends(ADAM)[SEED], ends(ADAM)[1]
    assert living.max() - living.min() > first - second > 0
    return 2, first, second


@claim("task")
def _() -> Numbers:
    spec = specs.from_dict(moons.COURSE)
    assert isinstance(spec, TrainingSpec)
    _, *hidden, _ = spec.network.layers
    upper, lower = np.bincount(moons.data().labels)
    assert upper == lower
    assert spec.network.activation == "relu"
    return upper, spec.batch_size, *hidden, spec.network.size


@claim("fair")
def _() -> Numbers:
    for setting in (GD, MOMENTUM, ADAM):
        costs, theta = by_hand(setting, 25)
        index = ALL.index(setting)
        np.testing.assert_allclose(course().history[: len(costs), index, 0], costs, rtol=1e-9)
        np.testing.assert_allclose(course().parameters[1, index], theta, rtol=1e-7, atol=1e-12)
    return ()


@claim("table")
def _() -> Numbers:
    figure = two_moons(course())
    for setting, value in ((GD, "71.67"), (MOMENTUM, "71.67"), (ADAM, "94.33")):
        assert figure.fact(setting.optimizer) == value
    # The course's own digits, to the last.
    series = {
        GD: (0.702405, 0.668101, 0.573367),
        MOMENTUM: (0.702413, 0.668167, 0.573444),
        ADAM: (0.702166, 0.167845, 0.136066),
    }
    for setting, expected in series.items():
        assert tuple(np.round(cost(setting)[[0, 1000, 4000]], 6)) == expected
    return EPOCHS, end(GD), end(MOMENTUM), end(ADAM)


@claim("level")
def _() -> Numbers:
    apart = np.abs(cost(GD) - cost(MOMENTUM)).max()
    assert 0 < apart < 0.0002
    v = 0.0
    for _step in range(1000):
        v = 0.9 * v + 0.1 * 1.0
        assert v <= 1
    return (0.0002,)


@claim("lengths")
def _() -> Numbers:
    starts, then = course().parameters[:2]
    gd, adam = (
        float(np.linalg.norm((then - starts)[ALL.index(setting)])) for setting in (GD, ADAM)
    )
    return EPOCHS / moons.EVALUATIONS, round(adam / gd)


@claim("last")
def _() -> Numbers:
    batches = course().history[:, ALL.index(GD), 0].reshape(EPOCHS, 5)
    chosen = [0, 1000, 4000]
    mean, last = cost(GD), batches[:, -1]
    assert np.abs(np.diff(last)).mean() > 20 * np.abs(np.diff(mean)).mean()
    drawn = two_moons(course(), cost="last_mini_batch").panels[2].layers[-1]
    assert isinstance(drawn, Line)
    np.testing.assert_array_equal(np.asarray(drawn.y)[:-1], last[::25])
    return *chosen, *mean[chosen], *last[chosen]


@claim("uncorrected")
def _() -> Numbers:
    bare = Setting("adam", corrected=False)
    first = [
        np.linalg.norm(by_hand(setting, 1)[1] - course().parameters[0, 0])
        for setting in (bare, ADAM)
    ]
    assert first[0] > first[1]
    costs, theta = by_hand(bare, 25)
    index = ALL.index(bare)
    np.testing.assert_allclose(course().history[: len(costs), index, 0], costs, rtol=1e-9)
    np.testing.assert_allclose(course().parameters[1, index], theta, rtol=1e-7, atol=1e-12)
    return 1000, cost(bare)[1000], cost(ADAM)[1000]


@claim("hardly")
def _() -> Numbers:
    figure = two_moons(course(), adam_corrected=False)
    assert figure.fact("adam") == f"{end(ADAM):.2f}"
    return (end(Setting("adam", corrected=False)),)


@claim("larger")
def _() -> Numbers:
    figure = two_moons(course(), rates="larger")
    assert [figure.fact(name) for name in NAMES] == [f"{end(setting):.2f}" for setting in LARGE]
    return LARGE[0].lr, LARGE[2].lr, *(end(setting) for setting in LARGE)


@claim("decayed")
def _() -> Numbers:
    both = [end(Setting(name, large=True, decayed=True)) for name in NAMES]
    assert max(abs(b - end(a)) for a, b in zip(LARGE, both, strict=True)) < 0.5
    return tuple(both)


@claim("medians")
def _() -> Numbers:
    # The single training is one lane of the many: the same numbers.
    for setting in (GD, MOMENTUM, ADAM):
        assert ends(setting)[SEED] == end(setting)
    rows = [row[2] for row in sixteen_seeds(train_once(moons.SEEDS)).tables[0].rows]
    medians = [float(np.median(ends(setting))) for setting in (GD, MOMENTUM, ADAM)]
    assert rows[:3] == [f"{median:.2f}" for median in medians]
    return SEED, 0, SEED_COUNT - 1, *medians


@claim("unlucky")
def _() -> Numbers:
    worse = int((ends(GD) < ends(GD)[SEED]).sum())
    assert worse == 2
    lead = np.median(ends(ADAM)) - np.median(ends(GD))
    return SEED, SEED_COUNT, end(ADAM) - end(GD), float(lead)


@claim("range")
def _() -> Numbers:
    return ends(GD).min(), ends(GD).max()


@claim("silent")
def _() -> Numbers:
    at_first = fires(GD, SEED, 0)
    assert sorted(at_first) == [False, True]
    for row in range(moons.SEED_EVALUATIONS + 1):
        assert fires(GD, SEED, row) == at_first
    return (SEED,)


@claim("dead")
def _() -> Numbers:
    costs = train_once(moons.SEEDS).epoch_cost[-1].reshape(len(SOME), SEED_COUNT)
    for setting in SOME:
        lost = guessing(costs[SOME.index(setting)])
        assert lost[7]
        assert ends(setting)[7] <= 50
        if not setting.large:
            assert lost.sum() == 1
    return 7, 2, np.log(2)


@claim("why")
def _() -> Numbers:
    assert fires(ADAM, 7, -1) == [False, False]
    result = train_once(moons.SEEDS)
    network, data = result.spec.network, moons.data()
    theta = result.parameters[-1, SOME.index(ADAM) * SEED_COUNT + 7]
    parts = network.split(network.gradient(theta, data.X, data.y))
    assert [bool(np.any(part)) for part in parts[:2]] == [False, False]
    outputs = OUTPUTS["sigmoid"].value(network.forward(theta, data.X)[-1])
    assert np.ptp(outputs) == 0
    return ()


@claim("tuned")
def _() -> Numbers:
    large = Setting("gd", large=True)
    costs = train_once(moons.SEEDS).epoch_cost[-1].reshape(len(SOME), SEED_COUNT)
    median = float(np.median(ends(large)))
    assert abs(np.median(ends(ADAM)) - median) < 0.4
    return large.lr, median, int(guessing(costs[SOME.index(large)]).sum()), SEED_COUNT


@claim("moral")
def _() -> Numbers:
    # The rate turns the order, the seed the size of the lead, the spread tells of the dead.
    assert (end(ADAM) > end(GD)) is not (end(LARGE[2]) > end(LARGE[0]))
    gaps = ends(ADAM) - ends(GD)
    assert gaps.max() > 3 * gaps.min()
    assert ends(ADAM).min() < 60 < np.median(ends(ADAM))
    return ()


@claim("formula")
def _() -> Numbers:
    for setting in (GD, MOMENTUM, ADAM):
        run = ALL.index(setting)
        knobs = specs.from_dict(moons.COURSE)
        assert isinstance(knobs, TrainingSpec)
        settings = knobs.runs[run].hyperparameters
        forms: dict[str, dict[str, object]] = {
            "gd": {},
            "momentum": {"beta": 0.9, "form": "averaging", "correct": False},
            "adam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        }
        wanted = forms[setting.optimizer]
        assert {name: settings[name] for name in wanted} == wanted
    return ()


@claim("code")
def _() -> Numbers:
    _, theta = by_hand(ADAM, 400)
    np.testing.assert_allclose(course().parameters[16, ALL.index(ADAM)], theta, rtol=1e-6)
    network = course().spec.network
    predictions = network.forward(theta, moons.data().X)[-1][0] > 0
    return 400, 100 * float((predictions == moons.data().labels).mean())


@claim("same")
def _() -> Numbers:
    assert (f"{ends(ADAM)[3]:.2f}", f"{ends(ADAM)[1]:.2f}") == ("94.33", "94.00")
    return 3, 1
