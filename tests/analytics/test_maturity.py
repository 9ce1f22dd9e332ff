"""Retention of maturing funds: between none and all of it, and the same for parts and the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.maturity import kept_share, retained

MONEY = arrays.arrays(np.float64, (3, 12), elements=st.floats(0, 1e7).map(lambda v: round(v, 2)))


@given(MONEY)
def test_many_together_weigh_by_what_matured(money):
    matured, before, after = money

    whole = retained(matured, before, after)
    first, second = retained(*money[:, :5]), retained(*money[:, 5:])

    left = sum(
        min(m, max(0.0, was - now)) for m, was, now in zip(matured, before, after, strict=True)
    )
    assert whole.left == pytest.approx(left)
    assert whole.kept + whole.left == pytest.approx(whole.matured)
    both = first.plus(second)
    assert both.customer_count == whole.customer_count == (matured > 0).sum()
    assert both.kept == pytest.approx(whole.kept, abs=1e-6)
    if matured.sum() > 0:
        assert 0 <= whole.kept_share <= 1


def test_without_anything_matured_there_is_no_rate():
    assert np.isnan(kept_share([0, -5], [10, 10], [5, 5])).all()
    assert np.isnan(retained([], [], []).kept_share)
    assert retained([0], [10], [5]).left == 0


def test_who_is_gone_has_kept_nothing():
    assert float(kept_share(200, 500, 0)) == 0
