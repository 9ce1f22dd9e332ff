"""The worked example of contribution, carried on to capital, RAROC and EVA."""

import numpy as np
import pytest

from data import rules

CONTRIBUTION = np.array([5987.50])


def test_loan_of_150_000_ties_up_11_812_50_of_capital() -> None:
    capital = rules.economic_capital(np.array([150_000.0]), 0.75, 0.105)
    assert capital[0] == pytest.approx(11_812.50)
    assert rules.return_on_capital(CONTRIBUTION, capital, 0.0)[0] == pytest.approx(0.5069, abs=5e-5)
    assert rules.return_on_capital(CONTRIBUTION, capital, 0.25)[0] == pytest.approx(
        0.3802, abs=5e-5
    )
    added = rules.economic_value_added(CONTRIBUTION, capital, tax=0.25, hurdle=0.12)
    assert added[0] == pytest.approx(3_073.125)


def test_customer_without_a_loan_has_no_return_on_capital() -> None:
    assert np.isnan(rules.return_on_capital(CONTRIBUTION, np.zeros(1), 0.25)[0])


def test_ten_million_deposited_at_1_5_against_2_percent_earns_50_000_a_year() -> None:
    assert rules.deposit_income(np.array([1e7]), 0.02, 0.015, 365)[0] == pytest.approx(50_000)
    assert rules.loan_income(np.array([1e7]), 0.06, 0.03, 365)[0] == pytest.approx(300_000)
