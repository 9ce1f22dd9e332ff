"""The reference without groups: margins and correlations of the data, whatever its margins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.copula import calibrated

COUNT = 6_000


def heavy(seed, share_of_zeros=0.6):
    """Three columns that hang together, two of them mostly zero, one with a long tail."""
    chance = np.random.default_rng(seed)
    common = chance.normal(size=COUNT)
    noise = chance.normal(size=(COUNT, 3))
    latent = 0.7 * common[:, None] + 0.7 * noise
    cut = np.quantile(latent[:, 0], share_of_zeros)
    return np.column_stack(
        [
            np.where(latent[:, 0] > cut, latent[:, 0] - cut, 0.0),
            np.where(latent[:, 1] > cut, 1.0, 0.0),
            np.exp(latent[:, 2]),
        ]
    )


def correlation(points):
    return np.corrcoef(points.T)


@settings(max_examples=10)
@given(st.integers(0, 1_000), st.floats(0.1, 0.8))
def test_margins_and_correlations_come_back(seed, zeros):
    points = heavy(seed, zeros)
    drawn = calibrated(points, [(0,), (1,), (2,)], seed=1).draw(20_000, seed)

    assert np.abs(correlation(drawn) - correlation(points)).max() < 0.06
    for column in range(3):
        assert set(np.unique(drawn[:, column])) <= set(points[:, column])
        parts = np.linspace(0.05, 0.9, 18)
        low = np.quantile(points[:, column], parts - 0.02)
        high = np.quantile(points[:, column], parts + 0.02)
        found = np.quantile(drawn[:, column], parts)
        assert ((low <= found) & (found <= high)).all()


def test_without_calibration_many_zeros_weaken_the_correlation(monkeypatch):
    points = heavy(1)
    wanted = correlation(points)[0, 1]
    blocks = [(0,), (1,), (2,)]
    after = correlation(calibrated(points, blocks, seed=1).draw(40_000, 2))[0, 1]
    monkeypatch.setattr("analytics.copula.ROUNDS", 0)
    before = correlation(calibrated(points, blocks, seed=1).draw(40_000, 2))[0, 1]

    assert before < wanted - 0.05
    assert after == pytest.approx(wanted, abs=0.02)


def test_a_code_stays_one_code_with_its_shares_and_its_tendency():
    chance = np.random.default_rng(5)
    amount = chance.normal(size=COUNT)
    code = np.digitize(amount + chance.normal(size=COUNT), [-0.5, 0.8])
    columns = np.eye(3)[code] * 2 - 0.3
    points = np.column_stack([columns[:, :2], amount, columns[:, 2]])
    blocks = [(0, 1, 3), (2,)]

    drawn = calibrated(points, blocks, seed=1).draw(30_000, 4)
    held = drawn[:, [0, 1, 3]].argmax(axis=1)

    assert set(map(tuple, drawn[:, [0, 1, 3]].round(9))) == set(map(tuple, columns.round(9)))
    assert np.bincount(held) / 30_000 == pytest.approx(np.bincount(code) / COUNT, abs=0.01)
    means = [drawn[held == each, 2].mean() for each in range(3)]
    assert means == sorted(means)
    assert np.corrcoef(held, drawn[:, 2])[0, 1] == pytest.approx(
        np.corrcoef(code, amount)[0, 1], abs=0.03
    )


def test_columns_that_cannot_hang_together_so_get_the_nearest_they_can():
    chance = np.random.default_rng(2)
    one = chance.permutation(np.repeat([1.0, 0.0, 0.0], COUNT // 3))
    other = np.where(one > 0, 0.0, chance.permutation(np.repeat([1.0, 0.0], COUNT // 2)))
    third = 1 - one - other
    points = np.column_stack([one, other, third])

    drawn = calibrated(points, [(0,), (1,), (2,)], seed=1).draw(20_000, 3)

    assert np.isfinite(drawn).all()
    assert (correlation(drawn)[np.triu_indices(3, 1)] < 0).all()


def test_only_codes_can_be_drawn_too():
    points = np.eye(2)[np.random.default_rng(1).integers(0, 2, 500)]

    drawn = calibrated(points, [(0, 1)], seed=1).draw(100, 1)

    assert (drawn.sum(axis=1) == 1).all()
