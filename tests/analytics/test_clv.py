"""The worked numbers of lifetime and target-customer value (domain model 3.11), and its guards."""

import numpy as np
import pytest

from analytics.clv import (
    TargetCustomer,
    period_discount,
    simple_value,
    target_value,
    tier_values,
    years_value,
)
from analytics.scenario_problems import ValueUndefined

STAYED = np.array([(860, 60, 5), (45, 225, 18), (4, 12, 80)], dtype=float)
OPENING = np.array([1000, 300, 100], dtype=float)
MARGINS = np.array([50, 400, 2500], dtype=float)


def test_the_simple_value_is_the_worked_one():
    assert simple_value(1000, 0.8, 0.1) == pytest.approx(2666.67, abs=0.005)


def test_five_years_of_it_are_the_worked_ones():
    assert years_value(1000, 0.8, 0.1) == pytest.approx(2124.10, abs=0.005)


def test_many_years_come_to_the_simple_value():
    assert years_value(1000, 0.8, 0.1, 200) == pytest.approx(simple_value(1000, 0.8, 0.1))


def test_the_values_by_tier_are_the_worked_ones():
    found = tier_values(STAYED / OPENING[:, None], MARGINS, 0.02)

    assert found == pytest.approx([3437.72, 6981.90, 16024.26], abs=0.005)


def test_a_value_by_tier_is_the_sum_of_all_periods_to_come():
    shares = STAYED / OPENING[:, None]
    total, present = np.zeros(3), np.eye(3)
    for _ in range(2000):
        total += present @ MARGINS
        present = present @ shares / 1.02

    assert tier_values(shares, MARGINS, 0.02) == pytest.approx(total)


def test_who_costs_money_has_a_negative_value():
    assert simple_value(-100, 0.8, 0.1) < 0


@pytest.mark.parametrize("retention", [1.1, 1.5, -0.1])
def test_a_share_kept_that_makes_no_sum_is_refused(retention):
    with pytest.raises(ValueUndefined):
        simple_value(1000, retention, 0.1)
    with pytest.raises(ValueUndefined):
        years_value(1000, retention, 0.1)


def test_tiers_nobody_ever_leaves_have_no_value_without_discount():
    with pytest.raises(ValueUndefined):
        tier_values(np.eye(2), np.ones(2), 0.0)


def test_periods_of_a_year_discount_like_the_year():
    assert (1 + period_discount(0.1, 12)) ** 12 == pytest.approx(1.1)


def test_the_four_boxes_of_a_target_customer_are_the_worked_ones():
    worked = TargetCustomer(
        nii=7300,
        fees=300,
        referred_count=2,
        referred_margin=5000,
        referral_win_rate=0.3,
        cost_to_serve=600,
        gifts=200,
        expected_loss=1012.50,
        capital=11812.50,
    )

    boxes = target_value(worked).set_index("box")

    assert boxes["amount"].to_dict() == pytest.approx(
        {
            "explicit_value": 7600,
            "implicit_value": 1500,
            "explicit_cost": -800,
            "implicit_cost": -2430,
            "total": 5870,
        }
    )
    assert boxes["estimated"].to_dict()["explicit_value"] is False
    assert boxes["estimated"].to_dict()["implicit_cost"] is True
