"""Definiteness: the shares of positive matrices in closed form, as integrals, and by counting."""

import numpy as np
import pytest

from engine.lessons.models.definiteness import counted, exact, independent, law


@pytest.mark.parametrize(
    ("n", "share"),
    [(1, 1 / 2), (2, (2 - 2**0.5) / 4), (3, 1 / 4 - 2**0.5 / (2 * np.pi))],
)
def test_small_shares_have_closed_forms(n: int, share: float) -> None:
    np.testing.assert_allclose(10 ** exact(n), share, rtol=1e-12)


def test_counting_agrees_with_eigenvalues() -> None:
    """Matrices made whole and asked for their eigenvalues are positive as often."""
    random, samples = np.random.RandomState(1), 60_000
    for n in (2, 3, 4):
        entries = random.randn(samples, n, n)
        values = np.linalg.eigvalsh(entries + entries.transpose(0, 2, 1))
        by_values = (values[:, 0] > 0).mean()
        by_pivots = counted(samples, 4, 2)[n - 1] / samples
        error = (10 ** exact(n) / samples) ** 0.5
        assert abs(by_values - 10 ** exact(n)) < 4 * error
        assert abs(by_pivots - 10 ** exact(n)) < 4 * error


def test_counts_are_those_of_their_seed_and_fall() -> None:
    counts = counted(5000, 6, 3)
    assert counts == counted.__wrapped__(5000, 6, 3)
    assert counts != counted(5000, 6, 4)
    assert list(counts) == sorted(counts, reverse=True)


def test_the_integrals_bend_as_the_law_says() -> None:
    """The law leaves out lower orders, which the second difference in n loses as well."""
    powers = np.array([exact(n) for n in range(1, 13)])
    (bend,) = np.diff(law(np.arange(3.0)), 2)
    np.testing.assert_allclose(np.diff(powers, 2)[6:], bend, rtol=3e-3)


def test_coins_are_powers_of_a_half() -> None:
    np.testing.assert_allclose(10 ** independent(np.arange(20)), 0.5 ** np.arange(20))
