"""Whole matrices against each other: worked numbers, scipy as twin, invariants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from analytics.matrix_difference import matrix_difference

NOW = [[860, 60, 5, 75], [45, 225, 18, 12], [4, 12, 80, 4]]
BEFORE = [[880, 45, 3, 72], [50, 222, 16, 12], [5, 13, 78, 4]]
MATRICES = arrays.arrays(np.int64, (2, 3, 4), elements=st.integers(0, 60))


def test_the_matrices_as_worked():
    found = matrix_difference(NOW, BEFORE)

    assert found.rows == pytest.approx([2.934, 0.401, 0.176], abs=5e-4)
    assert found.statistic == pytest.approx(3.511, abs=5e-4)
    assert found.df == 9
    assert found.chi_square_p == pytest.approx(0.941, abs=5e-4)
    assert found.smallest_expected == 4.0
    assert found.p_value == found.permutation_p
    assert found.permutation_p == pytest.approx(0.941, abs=0.02)


def test_enough_customers_need_no_shuffling():
    found = matrix_difference(np.multiply(NOW, 10), np.multiply(BEFORE, 10))

    assert found.permutation_p is None
    assert found.p_value == found.chi_square_p
    assert found.statistic == pytest.approx(35.11, abs=5e-3)


@given(MATRICES)
def test_each_row_is_scipy_s(matrices):
    found = matrix_difference(*matrices, draws=20)

    df = 0
    for row, (now, before) in enumerate(matrices.transpose(1, 0, 2)):
        table = np.array([now, before])[:, now + before > 0]
        if (table.sum(axis=1) == 0).any() or table.shape[1] < 2:
            assert found.rows[row] == pytest.approx(0)
            continue
        twin = stats.chi2_contingency(table, correction=False)
        assert found.rows[row] == pytest.approx(twin.statistic)
        df += twin.dof
    assert found.df == df
    assert found.chi_square_p == pytest.approx(
        stats.chi2.sf(found.statistic, df) if df else 1, abs=1e-9
    )


@given(MATRICES, st.permutations(range(3)), st.permutations(range(4)))
def test_the_order_of_levels_and_of_the_dates_never_matters(matrices, rows, columns):
    found = matrix_difference(*matrices, draws=20)
    turned = matrix_difference(*matrices[::-1][:, rows][:, :, columns], draws=20)

    assert turned.statistic == pytest.approx(found.statistic)
    assert turned.df == found.df
    assert turned.chi_square_p == pytest.approx(found.chi_square_p)


def test_the_same_matrix_twice_shows_nothing():
    found = matrix_difference(NOW, NOW)

    assert found.statistic == pytest.approx(0)
    assert found.p_value == 1


def test_shuffling_a_single_small_table_gives_its_exact_probability():
    now, before = [[9, 1]], [[3, 7]]

    found = matrix_difference(now, before, draws=20_000)

    exact = stats.fisher_exact([[9, 1], [3, 7]]).pvalue
    assert found.permutation_p == pytest.approx(exact, abs=0.003)


def test_the_same_seed_gives_the_same_answer():
    first, again = (matrix_difference(NOW, BEFORE, seed=4) for _ in range(2))

    assert first.permutation_p == again.permutation_p


def test_sparse_matrices_raise_a_false_alarm_once_in_twenty():
    chance = np.random.default_rng(11)
    shares = [[0.86, 0.08, 0.01, 0.05], [0.15, 0.7, 0.1, 0.05]]

    p_values = []
    for _ in range(400):
        now, before = (
            [chance.multinomial(n, row) for n, row in zip((120, 40), shares, strict=True)]
            for _ in range(2)
        )
        p_values.append(matrix_difference(now, before, draws=200).p_value)

    assert np.mean(np.array(p_values) <= 0.05) <= 0.05 + 1.96 * np.sqrt(0.05 * 0.95 / 400)
