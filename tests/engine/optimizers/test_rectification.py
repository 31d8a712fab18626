"""RAdam's rectification, to the last digits: against its formulas in decimals of 60 digits."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from engine.optimizers.adam_scales import rectification
from tests.engine.descent.driving import drive

BETAS = (0.0, 0.3, 0.5, 0.8, 0.9, 0.99, 0.999, 0.9999, 0.999999, 0.99999999, 0.999999999)
STEPS = (*range(1, 31), 62, 124, 125, 126, 250, 1000, 10_000, 1_000_000)


@pytest.fixture(autouse=True)
def digits() -> None:
    getcontext().prec = 60


def exactly(beta2: float, t: int) -> tuple[Decimal, Decimal, Decimal]:
    """ρ∞, ρ and 1 − β₂ᵗ as the paper writes them, for this very float."""
    beta = Decimal(beta2)
    most, kept = 2 / (1 - beta) - 1, beta**t
    return most, most - 2 * t * kept / (1 - kept), 1 - kept


@pytest.mark.parametrize("beta2", BETAS)
def test_every_number_has_fourteen_digits(beta2: float) -> None:
    for t in STEPS:
        found = rectification(np.array(beta2), np.array(float(t)))
        for value, expected in zip(found, exactly(beta2, t), strict=True):
            assert abs(Decimal(float(value)) - expected) <= abs(expected) * Decimal("1e-14")


@pytest.mark.parametrize("beta2", BETAS[1:])
def test_its_steps_are_those_of_the_formulas(beta2: float) -> None:
    """Along x²/2 from 1, where the slope is θ itself."""
    lr, beta1, eps = 0.01, 0.9, 1e-8
    path = drive(
        "radam",
        lambda theta: theta,
        np.array([[1.0], [1.0]]),
        40,
        {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps},
    )[:, 0, 0]
    b1, b2, theta = Decimal(beta1), Decimal(beta2), Decimal(1)
    m = v = Decimal(0)
    for t in range(1, 41):
        m, v = b1 * m + (1 - b1) * theta, b2 * v + (1 - b2) * theta**2
        most, rho, corrected = exactly(beta2, t)
        scale = Decimal(1)
        if rho > 5:
            r = (rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho)
            scale = (r * corrected).sqrt() / (v.sqrt() + Decimal(eps))
        theta -= Decimal(lr) * m / (1 - b1**t) * scale
        assert path[t] == pytest.approx(float(theta), rel=1e-12, abs=1e-12)


def test_near_one_the_scaling_starts_at_step_six_as_everywhere() -> None:
    """ρ is about t there, and its first five are at most 5."""
    rho = [float(rectification(np.array(0.999999999), np.array(float(t)))[1]) for t in range(1, 8)]
    assert rho == pytest.approx(range(1, 8), rel=1e-8)
    assert [value > 5 for value in rho] == [False] * 5 + [True] * 2
