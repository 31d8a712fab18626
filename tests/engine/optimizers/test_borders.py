"""The border of stability: below it a rule comes to rest on a parabola, above it its steps grow."""

import numpy as np
import pytest

from engine.descent.inside import single_update, updates
from engine.lanes import Memory, Point
from engine.optimizers import OPTIMIZERS
from engine.optimizers.symbols import RATE
from engine.specs import DescentSpec, from_dict

BORDERED = [name for name, item in OPTIMIZERS.items() if item.border is not None]
LATE, LONG = 10**7, 4000


def spec(optimizer: str, steps: int, surface: object = "bowl", **knobs: float) -> DescentSpec:
    found = from_dict(
        {
            "surface": surface,
            "start": [1, 1],
            "steps": steps,
            "runs": [{"optimizer": optimizer, "hyperparameters": knobs}],
        }
    )
    assert isinstance(found, DescentSpec)
    return found


def test_who_names_an_effective_rate_has_a_border() -> None:
    seen = {
        name
        for name in OPTIMIZERS
        if any(q.symbol is RATE for q in single_update(spec(name, 3), 0, 1).quantities)
    }
    assert seen == set(BORDERED)


def end(name: str, curvature: float, lr: float) -> tuple[float, float]:
    """The size after LONG steps from 1 of a rule whose rate ε alone decides, and that rate.

    Slopes are scaled down until their squares vanish beside ε, and time begins so late that all
    corrections are over.
    """
    item = OPTIMIZERS[name]
    knobs = item.defaults() | {"lr": lr, "eps": 1.0}
    knobs |= {key: 0.9 for key in ("beta2", "beta", "rho") if key in knobs}
    knobs |= {"weight_decay": 0.0} if "weight_decay" in knobs else {}
    theta = np.full((1, 1), 1e-30)
    memory: Memory = tuple(np.zeros((1, 1)) for _ in range(item.slots))
    for t in range(LATE, LATE + LONG):
        at = Point(theta, curvature * theta)
        delta, new = item.rule(at, memory, np.array(float(t)), **knobs)
        assert item.parts is not None
        if t == LATE + LONG - 1:
            parts = dict(item.parts(at, memory, new, np.array(float(t)), **knobs))
        theta, memory = np.clip(theta + delta, -1e-10, 1e-10), new
    return abs(float(theta[0, 0])) / 1e-30, float(np.squeeze(parts[RATE]))


@pytest.mark.parametrize("curvature", [0.5, 2.0])
@pytest.mark.parametrize("name", BORDERED)
def test_steps_grow_above_and_fade_below(name: str, curvature: float) -> None:
    item = OPTIMIZERS[name]
    assert item.border is not None
    border = item.border(**item.defaults()) / curvature
    _, unit = end(name, curvature, 1.0)
    for share, grows in ((0.99, False), (1.01, True)):
        size, rate = end(name, curvature, share * border / unit)
        assert rate == pytest.approx(share * border, rel=1e-6)
        assert (size > 1e3) if grows else (size < 1e-3)


def test_adam_bursts_where_its_effective_rate_has_passed_the_border() -> None:
    """On the bowl, λ = 2, at the usual βs: 19. v forgets until then, and is reminded."""
    found = list(updates(spec("adam", 8000, lr=0.1), 0, 0, 7600))
    rates = np.array([update["rate"].numbers[0] for update in found])
    costs = np.array([update.cost for update in found])
    np.testing.assert_allclose([update["border"].numbers for update in found], 19.0)
    crossed = int(np.argmax(rates > 19))
    assert abs(int(np.argmin(costs[:7000])) - crossed) < 30
    assert costs[crossed:].max() > 1e-3 > 1e290 * costs[crossed]
    burst = int(np.argmax(costs[crossed:])) + crossed
    assert (rates[burst + 50 :] < 19).all()
    calm = list(updates(spec("amsgrad", 8000, lr=0.1), 0, 0, 7600))
    assert max(update["rate"].numbers[0] for update in calm) < 19


def test_there_is_no_border_where_the_surface_curves_down() -> None:
    told = single_update(spec("rmsprop", 3, "saddle"), 0, 1).to_dict()["quantities"]
    (border,) = (quantity for quantity in told if quantity["key"] == "border")
    assert border["numbers"] == [1.0, None]
    keys = [quantity["key"] for quantity in told]
    assert keys.index("border") == keys.index("rate") + 1
