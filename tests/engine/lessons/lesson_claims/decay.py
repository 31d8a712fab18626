"""The claims of the lesson on decay."""

import numpy as np

from engine import schedules
from engine.descent.race import race
from engine.lanes import Array, Point
from engine.lessons.models import moons
from engine.lessons.models.moons import Setting
from engine.lessons.topics.decay import FORMS, START, STEPS, distances, floor, noisy_minimum, wander
from engine.lessons.topics.larger_rates import larger_rates
from engine.lessons.trainings import train_once
from engine.optimizers import OPTIMIZERS
from engine.training.results import TrainingResult
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("decay")

RATE, SIGMA = 0.1, 1.0
NAMES = list(FORMS)


def away(lr: float, sigma: float = SIGMA) -> dict[str, Array]:
    """The root mean square distance at each step, by schedule."""
    return dict(zip(NAMES, distances(wander(lr, sigma)).T, strict=True))


def by_hand(lr: float, decay: float, seed: int) -> Array:
    """The plain loop's distances, with rates lr·decayᵏ."""
    noise = np.random.RandomState(seed).randn(STEPS, 2)
    theta, found = np.array(START), [np.hypot(*START)]
    for k in range(STEPS):
        theta = theta - lr * decay**k * (theta + noise[k])
        found.append(np.hypot(*theta))
    return np.array(found)


def arrival(lr: float) -> int:
    """How many steps the mean of the runs needs to come within 1."""
    return int(np.argmax(away(lr, 0.0)["constant"] < 1))


def multiplier(name: str, k: Array) -> Array:
    return schedules.multiplier(FORMS[name])(k)


def accuracy(result: TrainingResult, setting: Setting) -> float:
    return 100 * float(result.accuracies[0][-1, moons.ALL.index(setting)])


K = np.arange(float(STEPS))


@claim("summary")
def _() -> Numbers:
    runs = away(RATE)
    small = away(RATE / 10)["constant"]
    assert runs["exponential"][20] < small[20]
    assert runs["exponential"][-1] < runs["constant"][-1]
    early = away(0.02)
    assert early["exponential"][-1] > early["constant"][-1]
    return ()


@claim("predict")
def _() -> Numbers:
    late = [away(lr)["constant"][200:].mean() for lr in (RATE, 2 * RATE, 4 * RATE)]
    assert late == sorted(late)
    assert late[0] > 0.3
    assert late[-1] < np.hypot(*START)
    return 1, RATE


@claim("check")
def _() -> Numbers:
    good, bad = Setting("gd", large=True, decayed=True), Setting("gd")
    assert (good.lr, bad.lr) == (0.1, 0.0007)
    third = Setting("gd", large=True)
    assert third.lr == good.lr
    assert third.decayed == bad.decayed
    return 1, good.lr, bad.lr


@claim("task")
def _() -> Numbers:
    sums = np.square(np.stack([by_hand(RATE, 0.985, seed) for seed in range(64)])).mean(axis=0)
    np.testing.assert_allclose(away(RATE)["exponential"], np.sqrt(sums), rtol=1e-9)
    spec = noisy_minimum().spec
    assert spec is not None
    history = race(spec).history
    for index, name in enumerate(("constant", "exponential")):
        np.testing.assert_array_equal(
            history[:, index, :2], wander(RATE, SIGMA)[:, :, NAMES.index(name), 0]
        )
    return (spec["gradient_noise"],)


@claim("sooner")
def _() -> Numbers:
    large, small = away(RATE)["constant"], away(RATE / 4)["constant"]
    assert np.argmax(large < 1) < np.argmax(small < 1)
    return ()


@claim("idea")
def _() -> Numbers:
    for name in ("inverse_time", "exponential", "staircase", "inverse_root", "by_hand", "cosine"):
        factors = multiplier(name, K)
        assert factors[0] == 1
        assert (np.diff(factors) <= 0).all()
        assert factors[-1] < 0.1
    return ()


@claim("wanders")
def _() -> Numbers:
    # x ← (1 − η)x − ηn keeps its variance s² once s² = (1 − η)²s² + η²σ².
    kept = (1 - RATE) ** 2
    distance = np.sqrt(2 * RATE**2 * SIGMA**2 / (1 - kept))
    np.testing.assert_allclose(floor(RATE, SIGMA), distance)
    assert abs(away(RATE)["constant"][100:].mean() / distance - 1) < 0.03
    return (distance,)


@claim("quarter")
def _() -> Numbers:
    assert abs(floor(RATE / 4, SIGMA) / floor(RATE, SIGMA) - 0.5) < 0.02
    assert 3.5 < arrival(RATE / 4) / arrival(RATE) < 4.5
    return ()


@claim("settles")
def _() -> Numbers:
    figure, runs = noisy_minimum(), away(RATE)
    assert figure.fact("constant") == runs["constant"][-1]
    assert figure.fact("chosen") == runs["exponential"][-1]
    return STEPS, runs["constant"][-1], runs["exponential"][-1]


@claim("faint")
def _() -> Numbers:
    ends = {name: line[-1] for name, line in away(RATE).items()}
    assert len(ends) == 9
    constant = ends.pop("constant")
    assert max(ends.values()) < constant
    return (RATE,)


@claim("stranded")
def _() -> Numbers:
    runs = away(0.02)
    # Even all of its steps together, however many, leave a share of the way.
    left = np.exp(np.log1p(-0.02 * 0.985 ** np.arange(10_000)).sum())
    assert left * np.hypot(*START) > 0.7
    return 0.02, runs["exponential"][-1], runs["constant"][-1]


@claim("no-noise")
def _() -> Numbers:
    for lr in (0.02, RATE, 1.0):
        ends = {name: line[-1] for name, line in away(lr, 0.0).items()}
        assert min(ends.values()) == ends["constant"]
    return ()


@claim("sums")
def _() -> Numbers:
    # A descent without noise shrinks by Π|1 − ηₖ|, which is zero only where Σηₖ is unbounded; what
    # noise leaves at rates 1/(k + 1) is their mean, whose variance is σ²/K.
    k = np.arange(2000.0)
    shrunk = [np.prod(1 - 0.5 * f) for f in (1 / (1 + k), 0.8**k)]
    assert shrunk[0] < 0.02
    assert shrunk[1] > 0.04
    assert np.prod(1 - 0.5 * 0.8 ** np.arange(100_000.0)) == shrunk[1]
    theta, noise = np.ones((1, 400)), np.random.RandomState(0).randn(2000, 400)
    for step in range(2000):
        rate = np.array(float(1 / (step + 1)))
        at = Point(theta, theta + noise[step])
        delta, _ = OPTIMIZERS["gd"].rule(at, (), np.array(step + 1.0), lr=rate)
        theta = theta + delta
    np.testing.assert_allclose(theta[0], -noise.mean(axis=0), atol=1e-12)
    return ()


@claim("which-sums")
def _() -> Numbers:
    k = np.arange(2.0**20)
    for name, first, second in (
        ("inverse_time", True, False),
        ("constant", True, True),
        ("exponential", False, False),
    ):
        factors = multiplier(name, k)
        for values, unbounded in ((factors, first), (np.square(factors), second)):
            # Where sums are unbounded, each doubling of the steps adds at least as much again.
            added = [values[n : 2 * n].sum() for n in (2**17, 2**18, 2**19)]
            assert bool(added[2] > 0.99 * added[0] > 0) is unbounded
    return ()


@claim("usual")
def _() -> Numbers:
    result = train_once(moons.COURSE)
    usual, praised = Setting("gd"), Setting("gd", large=True, decayed=True)
    factors = schedules.multiplier(praised.run["schedule"])(np.arange(5000.0))
    divisors = np.unique(1 / factors)
    assert [(factors == 1 / d).sum() for d in divisors] == [1000] * 5
    return accuracy(result, usual), usual.lr, praised.lr, *divisors, accuracy(result, praised)


@claim("one-thing")
def _() -> Numbers:
    result = train_once(moons.COURSE)
    large, decayed = Setting("gd", large=True), Setting("gd", decayed=True)
    assert accuracy(result, decayed) < accuracy(result, Setting("gd"))
    rows = {row[0]: row[1] for row in larger_rates(result).tables[0].rows}
    assert rows["0.1, constant"] == f"{accuracy(result, large):.2f}"
    return large.lr, accuracy(result, large), accuracy(result, decayed)


@claim("others")
def _() -> Numbers:
    result = train_once(moons.COURSE)
    pushed = [Setting("momentum", large=True, decayed=decayed) for decayed in (False, True)]
    adams = [Setting("adam", large=True, decayed=decayed) for decayed in (False, True)]
    assert accuracy(result, adams[0]) == accuracy(result, adams[1])
    return (
        *(accuracy(result, setting) for setting in pushed),
        accuracy(result, Setting("adam")),
        accuracy(result, adams[0]),
        adams[0].lr,
    )


@claim("many")
def _() -> Numbers:
    result = train_once(moons.SEEDS)
    ends = 100 * result.accuracies[0][-1].reshape(len(moons.SOME), moons.SEED_COUNT)
    medians = dict(zip(moons.SOME, np.median(ends, axis=1), strict=True))
    return (
        moons.SEED_COUNT,
        medians[Setting("gd")],
        medians[Setting("gd", large=True)],
        medians[Setting("gd", large=True, decayed=True)],
    )


@claim("calm")
def _() -> Numbers:
    late = train_once(moons.COURSE).epoch_cost[-1000:]
    constant, decayed = (
        late[:, moons.ALL.index(Setting("gd", large=True, decayed=decayed))].std()
        for decayed in (False, True)
    )
    return constant, 0.1, decayed


@claim("counting")
def _() -> Numbers:
    rates = 0.2 * schedules.multiplier({"name": "inverse_time", "rate": 1.0})(np.arange(5.0))
    assert rates.max() == rates[0]
    return 0, 0.2, 1, *rates


@claim("inverse-time")
def _() -> Numbers:
    np.testing.assert_allclose(multiplier("inverse_time", K), 1 / (1 + 0.05 * K), rtol=1e-14)
    return ()


@claim("exponential")
def _() -> Numbers:
    smooth = schedules.multiplier({"name": "exponential", "decay": 0.95})(K)
    np.testing.assert_allclose(smooth, 0.95**K, rtol=1e-12)
    np.testing.assert_allclose(multiplier("exponential", K), 0.985**K, rtol=1e-12)
    np.testing.assert_allclose(multiplier("staircase", K), 0.5 ** np.floor(K / 50), rtol=1e-12)
    return (0.95,)


@claim("inverse-root")
def _() -> Numbers:
    np.testing.assert_allclose(multiplier("inverse_root", K), 1 / np.sqrt(K + 1), rtol=1e-14)
    assert schedules.SCHEDULES["inverse_sqrt"].to_dict()["per"] == ["step", "epoch"]
    return ()


@claim("by-hand")
def _() -> Numbers:
    factors = multiplier("by_hand", K)
    np.testing.assert_array_equal(factors, np.repeat([1, 0.1, 0.01], 100))
    return 100, 200


@claim("cosine")
def _() -> Numbers:
    np.testing.assert_allclose(
        multiplier("cosine", K), (1 + np.cos(np.pi * K / STEPS)) / 2, atol=1e-12
    )
    assert abs(multiplier("cosine", np.array([float(STEPS)]))[0]) < 1e-12
    return (0,)


@claim("warm-up")
def _() -> Numbers:
    np.testing.assert_allclose(multiplier("warm_up", K[:30]), (K[:30] + 1) / 30, rtol=1e-12)
    then = multiplier("warm_up", K[30:])
    np.testing.assert_allclose(then, (1 + np.cos(np.pi * K[:270] / 270)) / 2, atol=1e-12)
    return ()


@claim("one-cycle")
def _() -> Numbers:
    factors = multiplier("one_cycle", K)
    peak = int(factors.argmax())
    up = (1 - np.cos(np.pi * K[: peak + 1] / peak)) / 2
    np.testing.assert_allclose(factors[: peak + 1], 1 / 25 + (1 - 1 / 25) * up, rtol=1e-9)
    assert factors[-1] < 1e-4
    return 25, 100 * (peak + 1) / STEPS


@claim("theory")
def _() -> Numbers:
    for lr in (0.05, 0.2, 0.5, 1.0, 1.5):
        late = np.square(away(lr, 2.0)["constant"][150:]).mean()
        assert abs(np.sqrt(late) / (2.0 * np.sqrt(2 * lr / (2 - lr))) - 1) < 0.05
    return ()


@claim("vary-one")
def _() -> Numbers:
    good, third, bad = Setting("gd", True, True), Setting("gd", True), Setting("gd")
    for one, other, fields in ((good, third, {"schedule"}), (third, bad, {"hyperparameters"})):
        differing = {key for key in one.run if one.run[key] != other.run[key]}
        assert differing - {"label"} == fields
    return ()
