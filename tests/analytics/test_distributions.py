"""Probabilities without scipy, with scipy as twin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from analytics import distributions

SIZES = st.floats(0.01, 1e6)


@given(st.lists(SIZES, min_size=1, max_size=20))
def test_log_gamma_is_scipy_s(values):
    assert distributions.log_gamma(values) == pytest.approx(
        special.gammaln(values), rel=1e-12, abs=1e-12
    )


@given(st.floats(0, 2_000), st.integers(1, 400))
def test_the_chi_square_survival_is_scipy_s(statistic, df):
    found = distributions.chi_square_survival(statistic, df)

    assert found == pytest.approx(stats.chi2.sf(statistic, df), rel=1e-9, abs=1e-300)


def test_nothing_to_test_has_no_evidence():
    assert distributions.chi_square_survival(0, 0) == 1
    assert distributions.chi_square_survival(0, 3) == 1


@given(SIZES, SIZES, st.one_of(st.floats(1e-12, 1), st.just(0.0)))
def test_the_incomplete_beta_is_scipy_s(a, b, x):
    found = float(distributions.incomplete_beta(a, b, x))

    assert found == pytest.approx(special.betainc(a, b, x), rel=1e-7, abs=1e-9)


def test_the_incomplete_beta_gives_binomial_probabilities_far_out_in_the_tail():
    k, n, p = np.array([0, 3, 30]), 2_000, 0.1

    below = distributions.incomplete_beta(n - k, k + 1, 1 - p)

    assert below == pytest.approx(stats.binom.cdf(k, n, p), rel=1e-8)


def test_shapes_broadcast_and_missing_stays_missing():
    assert distributions.incomplete_beta([[1.0], [2.0]], [1.0, 2.0, 3.0], 0.5).shape == (2, 3)
    assert np.isnan(distributions.two_sided([np.nan, 0.0])).tolist() == [True, False]
    assert np.isnan(distributions.normal_score([np.nan, 0.5])).tolist() == [True, False]


@given(st.floats(1e-290, 0.5))
def test_scores_and_probabilities_undo_each_other(p):
    z = distributions.normal_score(p)

    assert distributions.two_sided(z) == pytest.approx(2 * p, rel=1e-9)


def test_a_probability_of_nothing_has_a_finite_score():
    assert -38 < distributions.normal_score(0.0) < -37
    assert distributions.normal_score(1.0) > 8
