"""The claims of the lesson on Adam."""

from typing import Any

import numpy as np

from engine import race
from engine.figures.figure import Figure, Line
from engine.lanes import Array, Point
from engine.lessons import LESSONS
from engine.lessons.models.ravines import Ravine
from engine.lessons.models.rollouts import Rollout, rollout
from engine.lessons.topics.adam import RATES, RAVINE, STEPS, quickest, steps
from engine.lessons.topics.bursts import bursts
from engine.lessons.topics.rare_slopes import STEPS as ROUNDS
from engine.lessons.topics.rare_slopes import atlas, rare_slopes, slope_at
from engine.optimizers import OPTIMIZERS
from tests.engine.lessons.lesson_claims.proving import Numbers, claims_of

claim = claims_of("adam")

ALPHA, BETA1, BETA2, EPS = 0.3, 0.9, 0.999, 1e-8


def adam(**settings: Any) -> Rollout:
    """A run of Adam in the lesson's ravine."""
    return rollout("adam", RAVINE.start, RAVINE.slope, STEPS, **({"lr": ALPHA} | settings))


def course(name: str, every: int, **settings: float) -> Array:
    """θ on the rare slopes, by the rule itself, step by step."""
    optimizer, theta = OPTIMIZERS[name], np.zeros((1, 1))
    memory = tuple(np.zeros((1, 1)) for _ in range(optimizer.slots))
    found = [0.0]
    for step in range(ROUNDS):
        slope = 2.0 * every if step % every == every - 1 else -1.0
        at = Point(theta, np.full((1, 1), slope))
        delta, memory = optimizer.rule(at, memory, np.array(step + 1.0), **settings)
        theta = np.clip(theta + delta, -1, 1)
        found.append(theta.item())
    return np.array(found)


RUN = adam()


@claim("summary")
def _() -> Numbers:
    assert {"m_hat", "v_hat"} <= RUN.parts.keys()
    return ()


@claim("predict")
def _() -> Numbers:
    neither, both = (adam(correct_m=flag, correct_v=flag) for flag in (False, True))
    ratio = float(np.abs(neither.steps[0] / both.steps[0]).max())
    right = 0 if ratio < 0.99 else 1 if ratio < 1.01 else 2
    return right, BETA1, BETA2


@claim("check")
def _() -> Numbers:
    left = [float(choice) ** 5000 for choice in LESSONS["adam"].check.choices]
    (right,) = (index for index, share in enumerate(left) if share > 0.5)
    return right, 5000


@claim("two")
def _() -> Numbers:
    m = v = np.zeros(2)
    like_momentum, like_rmsprop = OPTIMIZERS["momentum"].rule, OPTIMIZERS["rmsprop"].rule
    for slope, kept_m, kept_v in zip(RUN.slopes, *RUN.after, strict=True):
        at = Point(slope, slope)
        one = np.array(1.0)
        _, (m,) = like_momentum(at, (m,), one, lr=1.0, beta=BETA1, form="averaging")
        _, (v,) = like_rmsprop(at, (v,), one, lr=1.0, beta=BETA2)
        np.testing.assert_allclose((kept_m, kept_v), (m, v), rtol=1e-12)
    return ()


@claim("ratio")
def _() -> Numbers:
    run = adam(correct_m=False, correct_v=False)
    m, v = run.after
    np.testing.assert_allclose(run.steps, -ALPHA * m / np.sqrt(v), rtol=1e-5, atol=1e-12)
    return ()


@claim("ravine")
def _() -> Numbers:
    values, vectors = np.linalg.eigh(RAVINE.hessian)
    angle = np.degrees(np.arctan2(*np.abs(vectors[::-1, 0])))
    assert np.abs(vectors).min() > 0.4
    return values[1] / values[0], angle


@claim("long")
def _() -> Numbers:
    run = adam(correct_m=False, correct_v=False)
    m, root = run.after[0][0] / run.slopes[0], np.sqrt(run.after[1][0]) / np.abs(run.slopes[0])
    ratio = np.abs(run.steps[0] / RUN.steps[0])
    np.testing.assert_allclose(ratio, m / root, rtol=1e-5)
    np.testing.assert_allclose(ratio[0], steps(correct_m=False, correct_v=False).fact("first"))
    return m[0], root[0], ratio[0]


@claim("first")
def _() -> Numbers:
    np.testing.assert_allclose(RUN.parts["m_hat"][0], RUN.slopes[0])
    np.testing.assert_allclose(np.sqrt(RUN.parts["v_hat"][0]), np.abs(RUN.slopes[0]))
    for kappa in (1.0, 50.0, 1e4):
        ravine = Ravine(kappa, 30.0)
        run = rollout("adam", ravine.start, ravine.slope, 1, lr=ALPHA)
        np.testing.assert_allclose(run.steps[0], -ALPHA * np.sign(run.slopes[0]), rtol=1e-6)
    return ()


@claim("off")
def _() -> Numbers:
    shares = [np.abs(adam(**{name: False}).steps[0]) / ALPHA for name in ("correct_m", "correct_v")]
    for name, share in zip(("correct_m", "correct_v"), shares, strict=True):
        np.testing.assert_allclose(share, steps(**{name: False}).fact("first"), rtol=1e-6)
    return shares[0][0], shares[1][0]


@claim("fade")
def _() -> Numbers:
    t = np.arange(1, 10_000)
    firsts = [int(t[np.argmax(1 - beta**t > 0.99)]) for beta in (BETA1, BETA2)]
    for first, slot in zip(firsts, ("m_hat", "v_hat"), strict=True):
        run = rollout("adam", np.zeros(1), np.ones_like, first, lr=1e-9)
        share = run.after[("m_hat", "v_hat").index(slot)][-1] / run.parts[slot][-1]
        assert 0.99 < share[0] < 0.9911
    return 1, BETA1, 0.99, *firsts


@claim("bounded")
def _() -> Numbers:
    assert np.abs(RUN.steps).max() <= ALPHA
    assert steps().fact("longest") <= 1
    return ()


@claim("defaults")
def _() -> Numbers:
    usual = OPTIMIZERS["adam"].defaults()
    assert usual["eps"] == EPS
    assert "betas=(0.9, 0.999), eps=1e-08" in str(OPTIMIZERS["adam"].equivalent("pytorch", {}))
    paper = 0.001
    return usual["beta1"], usual["beta2"], 10, paper


@claim("loses")
def _() -> Numbers:
    figure = steps()
    spec = figure.spec
    assert spec is not None
    momentum = race({**spec, "steps": 400, "runs": spec["runs"][:1]}).history[:, 0]
    near = np.hypot(momentum[:, 0], momentum[:, 1]) < 1e-6
    needed = int(np.argmax(near))
    assert near.any()
    assert figure.fact("momentum") == needed
    runs = [{"optimizer": "adam", "hyperparameters": {"lr": float(lr)}} for lr in RATES[::2]]
    adams = race({**spec, "steps": 2 * needed, "runs": runs}).history
    assert np.hypot(adams[..., 0], adams[..., 1]).min() > 1e-6
    best = quickest(BETA1, BETA2, True, True)
    assert best is None or best > 2 * needed
    return len(RATES), needed


@claim("tuned")
def _() -> Numbers:
    usual, tuned = (quickest(beta1, BETA2, True, True) for beta1 in (BETA1, 0.8))
    assert usual is not None
    assert tuned is not None
    assert 95 < tuned < 0.75 * usual
    return (0.8,)


@claim("rare")
def _() -> Numbers:
    slopes = slope_at(np.arange(5000), 50)
    large = slopes > 0
    assert large.mean() == 1 / 50
    theta = np.linspace(-1, 1, 201)
    least = theta[np.argmin(slopes.mean() * theta)]
    assert rare_slopes().fact("mean") == slopes.mean()
    return 50, slopes[large][0], slopes[~large][0], 1, 1, slopes.mean(), least


@claim("away")
def _() -> Numbers:
    path = course("adam", 50, lr=0.05, beta2=0.9)
    (drawn,) = (
        layer
        for layer in rare_slopes().panels[0].layers
        if isinstance(layer, Line) and layer.name == "Adam"
    )
    np.testing.assert_allclose(drawn.y, path, atol=1e-9)
    assert path[-1] > 0.9
    left = 0.9**49
    assert left < 0.01
    return 0.9, 1 / (1 - 0.9)


@claim("amsgrad")
def _() -> Numbers:
    for name, settings in (("amsgrad", {"lr": 0.05, "beta2": 0.9}), ("gd", {"lr": 0.002})):
        path = course(name, 50, **settings)
        rounds = path[50::50]
        assert (np.diff(rounds)[rounds[1:] > -1] < 0).all()
        assert rounds[-1] < -0.2
    run = rollout("amsgrad", np.zeros(1), lambda theta: np.cos(40 * theta), 200, beta2=0.9)
    assert (np.diff(run.after[2], axis=0) >= 0).all()
    return ()


@claim("memory")
def _() -> Numbers:
    path = course("adam", 50, lr=0.05, beta2=0.999)
    assert path[-1] < -0.8
    return 0.999, 1 / (1 - 0.999)


@claim("map")
def _() -> Numbers:
    windows, every, drift = atlas()
    needed = [float(windows[np.argmax(row < 0)]) for row in drift]
    assert needed == sorted(needed)
    assert needed[-1] > 10 * needed[0]
    for row in (8, 12, 15):
        n = int(every[row])
        for column in (1, 8, 16):
            beta2 = 1 - 1 / windows[column]
            path = np.cumsum(unbounded(n, beta2))
            slope = path[-1] - path[len(path) // 2 - 1]
            assert np.sign(slope) == np.sign(drift[row, column])
    return ()


def unbounded(every: int, beta2: float) -> Array:
    """Adam's steps on rare slopes in plain NumPy, over 40 rounds."""
    m = v = 0.0
    deltas = []
    for t in range(1, 40 * every + 1):
        g = 2.0 * every if t % every == 0 else -1.0
        m, v = BETA1 * m + (1 - BETA1) * g, beta2 * v + (1 - beta2) * g * g
        deltas.append(-(m / (1 - BETA1**t)) / ((v / (1 - beta2**t)) ** 0.5 + EPS))
    return np.array(deltas)


SHARP, WINDOW = 2.0, 50.0


def parabola(name: str, steps: int = 800, **changes: float) -> Rollout:
    """A run on the lesson's parabola, or on another."""
    curvature = changes.pop("curvature", SHARP)
    settings = {"lr": 0.1, "beta2": 1 - 1 / WINDOW} | changes
    return rollout(name, np.ones(1), lambda theta: curvature * theta, steps, **settings)


@claim("fading")
def _() -> Numbers:
    run = parabola("adam")
    v, rate = run.after[1][:, 0], run.parts["rate"][:, 0]
    quiet = slice(250, 450)
    np.testing.assert_allclose(1 - v[1:][quiet] / v[:-1][quiet], 1 / WINDOW, rtol=1e-6)
    assert (np.diff(rate[quiet]) > 0).all()
    drawn = bursts(curvature=SHARP, window=WINDOW)
    np.testing.assert_array_equal(layer(drawn, 0, "Adam").y, np.abs(run.points[:, 0]))
    np.testing.assert_array_equal(layer(drawn, 1, "Adam").y[1:], rate)
    assert bursts().fact("crossed") == drawn.fact("crossed")
    return 1, SHARP, WINDOW, 100 / WINDOW


def layer(figure: Figure, panel: int, name: str) -> Line:
    """A line of a figure, by its name."""
    lines = (found for found in figure.panels[panel].layers if isinstance(found, Line))
    return next(line for line in lines if line.name == name)


@claim("border")
def _() -> Numbers:
    border = 2 * (1 + BETA1) / ((1 - BETA1) * SHARP)
    assert bursts().fact("border") == border
    for rate in (0.99 * border, 1.01 * border):
        step = (1 - BETA1) * SHARP
        moves = np.array([[1 - rate * step, -rate * BETA1], [step, BETA1]])
        largest = np.abs(np.linalg.eigvals(moves)).max()
        assert (largest > 1) == (rate > border)
    return 2, 1, 1, border, BETA1


@claim("burst")
def _() -> Numbers:
    run, crossed = parabola("adam"), bursts().fact("crossed")
    assert isinstance(crossed, int)
    off, rate = np.abs(run.points[:, 0]), run.parts["rate"][:, 0]
    assert rate[crossed - 2] < 19 < rate[crossed - 1]
    furthest = crossed + int(np.argmax(off[crossed : crossed + 60]))
    assert furthest < crossed + 40
    strides = np.abs(run.steps[:, 0])
    assert (np.diff(strides[crossed + 8 : furthest - 2]) > 0).all()
    assert (rate[furthest + 1 : furthest + 100] < 19).all()
    return crossed, off[furthest]


@claim("rests")
def _() -> Numbers:
    run = parabola("amsgrad")
    most = run.parts["rate"].max()
    assert 0.18 < most < 0.2
    assert np.abs(run.points[500:]).max() < 1e-9
    return (0.2,)


@claim("same")
def _() -> Numbers:
    figures = [bursts(curvature=curvature) for curvature in (0.1, 0.7, 2.0, 5.0, 10.0)]
    borders = np.array([figure.fact("border") for figure in figures])
    highest = [np.nanmax(layer(figure, 1, "AMSGrad").y) for figure in figures]
    assert (np.diff(borders) < 0).all()
    assert (np.diff(highest) < 0).all()
    assert len({figure.fact("crossed") for figure in figures}) == 1
    return ()


@claim("later")
def _() -> Numbers:
    run = parabola("adam", 7200, beta2=BETA2)
    off = np.abs(run.points[:, 0])
    burst = 1000 + int(np.argmax(off[1000:] > 1e-3))
    assert off[1000:6500].max() < 1e-9
    assert round(burst, -3) == 7000
    assert round(0.1 / EPS / 19 / 1e6, 1) == 0.5
    return BETA2, 7000


@claim("formula")
def _() -> Numbers:
    theta, m, v = RAVINE.start, np.zeros(2), np.zeros(2)
    for t, point in enumerate(RUN.points[1:], start=1):
        g = RAVINE.hessian @ theta
        m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g**2
        m_hat, v_hat = m / (1 - BETA1**t), v / (1 - BETA2**t)
        theta = theta - ALPHA * m_hat / (np.sqrt(v_hat) + EPS)
        np.testing.assert_allclose(theta, point, atol=1e-9)
    return ()


@claim("outside")
def _() -> Numbers:
    tiny = 1e-9
    run = rollout("adam", np.zeros(1), lambda theta: np.full_like(theta, tiny), 1, lr=1.0)
    np.testing.assert_allclose(run.steps[0], -tiny / (tiny + EPS))
    folded = (tiny / 10) / ((tiny**2 / 1000) ** 0.5 + EPS) * (1 / 1000) ** 0.5 * 10
    assert folded < 0.1 * tiny / (tiny + EPS)
    assert OPTIMIZERS["adam"].cite.endswith("Algorithm 1")
    assert "before the correction" in str(OPTIMIZERS["adam"].equivalent("keras", {}))
    return (1,)


@claim("remembers")
def _() -> Numbers:
    return 0.9999, 0.9999**5000, 5000, 0.999, 0.999**5000


@claim("predict-0")
def _() -> Numbers:
    run = adam(correct_m=False, correct_v=False)
    m, root = run.after[0][0] / run.slopes[0], np.sqrt(run.after[1][0]) / np.abs(run.slopes[0])
    np.testing.assert_allclose(m, 0.1)
    return (root[0],)


@claim("predict-1")
def _() -> Numbers:
    run = adam(correct_m=False, correct_v=False)
    parts = run.after[0][0] / run.slopes[0], np.sqrt(run.after[1][0]) / np.abs(run.slopes[0])
    return parts[0][0], parts[1][0]


@claim("check-0")
def _() -> Numbers:
    return (1 / (1 - 0.9),)


@claim("check-1")
def _() -> Numbers:
    return 1 / (1 - 0.999), 5000, 0.999**5000
