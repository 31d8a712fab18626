"""The claims of the lesson on saddle points."""

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from engine import race
from engine.lanes import Array
from engine.lessons import LESSONS
from engine.lessons.models.definiteness import counted, exact, independent, law
from engine.lessons.models.escapes import DISTANCES, ENTRANTS, HEIGHT, SEEDS, escapes, surface_of
from engine.lessons.topics.dimensions import KNOWN, SEED, dimensions, interval
from engine.lessons.topics.saddle_points import escape
from engine.surfaces import build
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("saddle-points")

GD, MOMENTUM, RMSPROP, ADAM, NEWTON, FREE = range(6)
QUIET = escapes(-1.0, 1e-8, 0.0)
RATE = ENTRANTS[GD].settings["lr"]


def raced(distance: float, **changes: Any) -> Array:
    """The points (steps + 1, entrants, 2) of the experiment as the race page takes it."""
    spec = escape(distance=distance).spec
    assert spec is not None
    return race({**spec, **changes}).history[..., :2]


def out(points: Array) -> list[int | None]:
    """When each run is half-way to a minimum."""
    far = np.abs(points[..., 0]) > 0.5
    return [int(np.argmax(run)) if run.any() else None for run in far.T]


def hessian(x: float, y: float, bend: float = -1.0) -> Array:
    """By central differences of the cost."""
    nudge, surface = 1e-4, surface_of(bend)
    found = np.empty((2, 2))
    for i, one in enumerate(nudge * np.eye(2)):
        for j, two in enumerate(nudge * np.eye(2)):
            ends = [
                sign * float(surface.value(*(np.array([x, y]) + a * one + b * two)))
                for a, b, sign in ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
            ]
            found[i, j] = sum(ends) / (4 * nudge**2)
    return found


@claim("summary")
def _() -> Numbers:
    surface = surface_of(-1.0)
    cost, dx, dy = surface.slopes(0.0, 0.0)
    assert (dx, dy) == (0, 0)
    assert surface.value(0.1, 0.0) < cost < surface.value(0.0, 0.1)
    return ()


@claim("predict")
def _() -> Numbers:
    near, nearer = (out(raced(distance))[GD] for distance in (1e-8, 1e-11))
    assert near is not None
    assert nearer is not None
    choices = (1000 * near, 10 * near, near + 14)
    assert nearer in choices
    return choices.index(nearer), 10, near, 1000


@claim("check")
def _() -> Numbers:
    values = np.array([3, 0.5, -0.01])
    right = 0 if (values > 0).all() else 2 if (values < 0).all() else 1
    return right, *values


@claim("flat")
def _() -> Numbers:
    around = 1e-3 * np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 61)]).T
    around[np.abs(around) < 1e-15] = 0
    for values in ((1.0, 2.0), (1.0, -2.0)):
        higher = np.array(values) @ around**2 / 2 > 0
        assert higher.all() == (min(values) > 0)
    assert (np.array((-1.0, -2.0)) @ around**2 < 0).all()
    both = np.stack([*around, np.zeros(61)])
    assert np.ptp(np.sign(np.array((1.0, -1.0, 0.0)) @ both**2)) == 2
    # x² ± y⁴ share their Hessian at (0, 0), with an eigenvalue of zero; one has a way down.
    for sign in (1, -1):
        higher = around[0] ** 2 + sign * around[1] ** 4 > 0
        assert higher.all() == (sign > 0)
    return ()


@claim("surface")
def _() -> Numbers:
    surface = surface_of(-1.0)
    for x in (-1.0, 0.0, 1.0):
        _, dx, dy = surface.slopes(x, 0.0)
        assert (dx, dy) == (0, 0)
    at_saddle = hessian(0.0, 0.0)
    np.testing.assert_allclose(at_saddle, np.diag([-1.0, 1.0]), atol=1e-6)
    for x in (-1.0, 1.0):
        assert (np.linalg.eigvalsh(hessian(x, 0.0)) > 0).all()
    heights = surface.value(np.zeros(50), np.linspace(HEIGHT, 0, 50))
    beside = surface.value(np.full(50, 0.1), np.linspace(HEIGHT, 0, 50))
    assert (np.diff(heights) < 0).all()
    assert (beside < heights).all()
    return at_saddle[1, 1], at_saddle[0, 0]


@claim("start")
def _() -> Numbers:
    starts = QUIET.paths[:, 0]
    assert (starts == starts[0]).all()
    assert 0 < starts[0, 0] < 1e-6
    assert starts[0, 1] == HEIGHT > 1
    return ()


@claim("factor")
def _() -> Numbers:
    x = raced(1e-11)[:, GD, 0]
    np.testing.assert_allclose(x[1:30] / x[:29], 1 + RATE, rtol=1e-6)
    return 1, x[1] / x[0], 1000, 1000, 1 + RATE, np.log(1000) / np.log(x[1] / x[0])


@claim("straight")
def _() -> Numbers:
    nearness = -np.log(DISTANCES)
    for run in (GD, MOMENTUM, FREE):
        line = np.polyval(np.polyfit(nearness, QUIET.steps[run], 1), nearness)
        assert np.abs(line - QUIET.steps[run]).max() < 1.5
        assert line[0] > 40
    return ()


@claim("size")
def _() -> Numbers:
    ends = [(QUIET.steps[run].min(), QUIET.steps[run].max()) for run in (RMSPROP, ADAM)]
    np.testing.assert_allclose(DISTANCES[[0, -1]], (1e-12, 0.1))
    assert out(raced(1e-12))[RMSPROP] == QUIET.steps[RMSPROP, 0]
    return 10, DISTANCES[-1], *ends[0], *ends[1]


@claim("newton")
def _() -> Numbers:
    points = raced(1e-3)[:, NEWTON]
    np.testing.assert_allclose(points[1:20, 0] / points[:19, 0], 0.5, rtol=1e-5)
    assert np.abs(points[-1]).max() < 1e-12
    assert np.isnan(QUIET.steps[NEWTON]).all()
    return ()


@claim("free")
def _() -> Numbers:
    x = raced(1e-12)[:, FREE, 0]
    np.testing.assert_allclose(x[1:40] / x[:39], 1 + 0.5 / (1 + 0.3), rtol=1e-6)
    return (x[1] / x[0],)


@claim("ridge")
def _() -> Numbers:
    points = raced(0.0, start=[0.0, HEIGHT])
    assert (points[..., 0] == 0).all()
    assert np.abs(points[-1, :, 1]).max() < 0.05
    return ()


@claim("noise")
def _() -> Numbers:
    draws = []
    for seed in range(SEEDS):
        points = raced(1e-12, gradient_noise=1e-4, seed=seed)
        draws.append(out(points)[GD])
    still = out(raced(1e-12))[GD]
    median = float(np.median(np.array(draws, float)))
    assert escapes(-1.0, 1e-8, 1e-4).steps[GD, 0] == median
    assert still is not None
    return 10, 10, median, SEEDS, still


@claim("stuck")
def _() -> Numbers:
    for noise in (1e-4, 1e-2, 0.1):
        assert np.isnan(escapes(-1.0, 1e-8, noise).steps[NEWTON]).all()
    return ()


@claim("bend")
def _() -> Numbers:
    spec = escape(bend=-0.2, distance=1e-11).spec
    assert spec is not None
    x = race(spec).history[:, GD, 0]
    for bend in (0.0, 0.5, 1.0):
        assert escape(bend=bend).fact("kind") == "a minimum"
        angles = np.linspace(0, 2 * np.pi, 90)
        around = surface_of(bend).value(0.01 * np.cos(angles), 0.01 * np.sin(angles))
        assert (around > 0).all()
    assert escape(bend=-0.01).fact("kind") == "a saddle"
    return 0.2, x[1] / x[0], 0


@claim("rates")
def _() -> Numbers:
    suggested = build("strict_saddle")
    x, y = np.linspace(-1.4, 1.4, 9), np.linspace(-1, 1, 9)
    shift = surface_of(-1.0).value(x, y) - suggested.value(x, y)
    np.testing.assert_allclose(shift, shift[0])
    for run in (GD, MOMENTUM, RMSPROP, ADAM):
        assert ENTRANTS[run].settings == suggested.rates[ENTRANTS[run].name]
    return ()


@claim("coin")
def _() -> Numbers:
    tosses = np.random.RandomState(3).choice([-1, 1], (100_000, 3))
    assert abs((tosses > 0).all(1).mean() - 0.5**3) < 0.005
    with localcontext() as context:
        context.prec = 20
        power = (Decimal("0.5") ** 20_000).log10()
    assert 0.5**20_000 == 0.0
    assert power < -324
    assert f"{-power:.1f}" == "6020.6"
    assert dimensions(n=20_000).fact("independent") == "10^−6020.6"
    return 0.5, 20_000


@claim("symmetric")
def _() -> Numbers:
    closed = (2 - 2**0.5) / 4
    np.testing.assert_allclose(10 ** exact(2), closed)
    assert dimensions(n=2).fact("symmetric") == f"{closed:.4f}"
    for n in range(2, 13):
        assert exact(n) < independent(n)
    return 2, 2, 4, closed, 2, 10 ** independent(2)


@claim("counted")
def _() -> Numbers:
    knobs = LESSONS["saddle-points"].experiments["dimensions"].knobs
    matrices = int({knob.name: knob.default for knob in knobs}["matrices"])
    counts = counted(matrices, KNOWN, SEED)
    low, high = interval(np.array(counts), matrices)
    shares = 10 ** np.array([exact(n) for n in range(1, KNOWN + 1)])
    errors = np.sqrt(shares * (1 - shares) / matrices)
    assert (np.abs(np.array(counts) / matrices - shares) < 4 * np.maximum(errors, 1e-6)).all()
    np.testing.assert_allclose((high - low)[:3] / 2, 2 * errors[:3], rtol=0.05)
    return (matrices,)


@claim("law")
def _() -> Numbers:
    powers = np.log(10) * np.array([exact(n) for n in range(2, 12)])
    bends = np.diff(powers, 2)
    assert (np.diff(bends) < 0).all()
    np.testing.assert_allclose(bends[-1], -np.log(3) / 2, rtol=2e-3)
    np.testing.assert_allclose(np.diff(np.log(10) * law(np.arange(5.0)), 2), -np.log(3) / 2)
    return ()


@claim("formula")
def _() -> Numbers:
    for bend in (-1.0, -0.5):
        x = escapes(bend, 1e-9, 0.0).paths[GD, :, 0]
        np.testing.assert_allclose(x[1:10] / x[:9], 1 - RATE * bend, rtol=1e-9)
        said = np.log((-bend) ** 0.5 / 2 / DISTANCES) / np.log(1 - RATE * bend)
        met = escapes(bend, 1e-9, 0.0).steps[GD]
        assert np.abs(met - said)[np.isfinite(met)].max() < 1.6
    return ()


@claim("newtons")
def _() -> Numbers:
    points = raced(0.1)
    surface = surface_of(-1.0)
    for run, absolute, damping in ((NEWTON, False, 0.0), (FREE, True, 0.3)):
        for here, there in zip(points[:10, run], points[1:11, run], strict=True):
            _, dx, dy = surface.slopes(*here)
            values, vectors = np.linalg.eigh(hessian(*here))
            scale = np.abs(values) + damping if absolute else values
            step = -0.5 * vectors @ (vectors.T @ np.array([dx, dy]) / scale)
            np.testing.assert_allclose(there - here, step, rtol=1e-4, atol=1e-8)
    return ()


@claim("one")
def _() -> Numbers:
    values = np.array([3, 0.5, -0.01])
    along = np.linspace(0.1, 2, 20)
    assert (np.diff(values[2] * along**2 / 2) < 0).all()
    assert LESSONS["saddle-points"].check.choices[1] == "A saddle"
    return ()


@claim("predict-1")
def _() -> Numbers:
    escapes = [out(raced(distance))[GD] for distance in (1e-5, 1e-8, 1e-11)]
    found = [one for one in escapes if one is not None]
    assert {13, 14} >= set(np.diff(found).tolist())
    return 1000, found[2] - found[1]
