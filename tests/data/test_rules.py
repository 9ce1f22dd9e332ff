"""The rules of a row against worked numbers and a plain twin."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import rules
from data.policy import Parameters, TierPolicy
from data.rules import Ladder, TierState
from data.shipped import Level

CODES = ("mass", "mass_affluent", "affluent", "vip")
NAN = float("nan")


def ladder(*, window_max: bool = False) -> Ladder:
    """Return bounds 5, 30 and 100, held 3, 3, 3 and 6 months."""
    return Ladder(
        watch=(1, 1, 1, 1),
        codes=CODES,
        bounds=(-np.inf, 5.0, 30.0, 100.0),
        hold=(3, 3, 3, 6),
        window_max=(window_max,) * 4,
        metric="aum_mavg",
    )


def levels(metric: list[float], *, window_max: bool = False) -> list[str]:
    """Replay one customer; a star marks watch."""
    months = rules.replayed_tiers(np.array([metric]), [ladder(window_max=window_max)] * len(metric))
    return [CODES[m.level[0]] + "*" * int(m.watch[0]) * int(m.below[0]) for m in months]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ([32, 28, 26, 4.5, 31], "affluent affluent* affluent** mass affluent"),
        (
            [32, 28, 26, 31, 29, 29, 29],
            "affluent affluent* affluent** affluent affluent* affluent** mass_affluent",
        ),
        (
            [120, 90, 80, 70, 60, 40, 20],
            "vip vip* vip** vip*** vip**** vip***** mass_affluent",
        ),
        ([29.99], "mass_affluent"),
        ([30.0], "affluent"),
        ([32, 28, NAN, NAN, 26, 4.5], "affluent affluent* affluent affluent affluent** mass"),
    ],
)
def test_tier_is_held_for_its_months_then_falls_to_the_last(
    metric: list[float], expected: str
) -> None:
    assert " ".join(levels(metric)) == expected


def test_tier_falls_to_the_best_month_of_the_window_where_the_policy_says_so() -> None:
    assert levels([120, 90, 80, 70, 60, 40, 20], window_max=True)[-1] == "affluent"


def twin(metric: list[float], steps: Ladder) -> list[tuple[int, int]]:
    """Replay one customer in plain Python: (level, months below)."""
    level, below, window, out = -1, 0, [], []
    for value in metric:
        if value == value:  # noqa: PLR0124 - not NaN
            raw = max(i for i, bound in enumerate(steps.bounds) if value >= bound)
            if raw >= level:
                level, below, window = raw, 0, []
            else:
                below += 1
                window.append(value)
                if below >= steps.hold[level]:
                    best = max(window) if steps.window_max[level] else value
                    level = max(i for i, bound in enumerate(steps.bounds) if best >= bound)
                    below, window = 0, []
        out.append((level, below))
    return out


amounts = st.one_of(st.just(NAN), st.sampled_from([1.0, 5, 29.99, 30, 50, 99, 100, 150]))


@given(
    st.lists(st.lists(amounts, min_size=9, max_size=9), min_size=1, max_size=6),
    st.booleans(),
    st.integers(0, 9),
)
def test_replay_agrees_with_the_plain_twin_and_may_stop_and_resume(
    table: list[list[float]], window_max: bool, cut: int
) -> None:
    steps = ladder(window_max=window_max)
    state = TierState.empty(len(table))
    metric = np.array(table)
    months = rules.replayed_tiers(metric[:, :cut], [steps] * cut, state)
    months += rules.replayed_tiers(metric[:, cut:], [steps] * (9 - cut), state)
    for row, values in enumerate(table):
        got = [(int(m.level[row]), int(m.below[row])) for m in months]
        assert got == twin(values, steps)


def test_contribution_of_a_year_is_the_worked_number() -> None:
    def one(value: float) -> np.ndarray:
        return np.array([value])

    demand = rules.deposit_income(one(100_000), 0.016, 0.001, 365)
    time = rules.deposit_income(one(200_000), 0.020, 0.0135, 365)
    loan = rules.loan_income(one(150_000), 0.060, 0.030, 365)
    loss = rules.expected_loss(one(150_000), 0.015, 0.45, 365)
    assert [demand[0], time[0], loan[0], loss[0]] == pytest.approx([1500, 1300, 4500, 1012.5])
    parts = {
        "nii_deposit": demand + time,
        "nii_loan": loan,
        "fee_income": one(300),
        "cost_to_serve": one(600),
        "expected_loss": loss,
    }
    assert rules.contribution_from_parts(parts)[0] == 5987.50


def test_estimate_uses_shipped_margins_and_costs_five_a_month() -> None:
    balances = {
        "demand": np.array([100_000, 0, NAN]),
        "time": np.array([200_000, 0, 120_000]),
        "wealth": np.array([0, 40_000, NAN]),
        "loan": np.array([150_000, 0, NAN]),
    }
    values = Parameters().at(date(2026, 1, 31))
    estimate = rules.estimated_contribution(balances, values)
    assert estimate.tolist() == [518.958333, 5.0, 60.0]


@pytest.mark.parametrize(
    ("aum", "contribution", "credit", "score"),
    [
        (320_000, 5987.50, 0, 84),
        (320_000, 5987.50, -1, 80),
        (9_999, 0, -1, 0),
        (NAN, NAN, 1, 75),
        (NAN, NAN, -1, None),
    ],
)
def test_value_score_shares_out_missing_weights(
    aum: float, contribution: float, credit: int, score: float | None
) -> None:
    got = rules.value_scores(
        np.array([aum]), np.array([contribution]), np.array([credit], dtype=np.int8)
    )[0]
    assert (None if np.isnan(got) else got) == score


def test_grade_needs_two_signals_to_be_potential() -> None:
    score = np.array([84.0, 60, 59.99, 59.99, NAN])
    signals = np.array([0, 0, 2, 1, 5], dtype=np.int8)
    got = [rules.GRADES[level] if level >= 0 else None for level in rules.grades(score, signals)]
    assert got == ["top", "high", "potential", "general", None]


def test_recency_frequency_and_money_make_434() -> None:
    got = rules.rfm_codes(
        np.array([12, 181, NAN]), np.array([8, 0, 30]), np.array([320_000, 0, 1e6])
    )
    assert got.tolist() == [434, 111, 155]


def test_dormant_beats_never_seen_and_active_needs_six() -> None:
    got = rules.activity_levels(
        np.array([10.0, 10, 181, NAN, NAN]),
        np.array([6.0, 5, 0, 0, 0]),
        np.array([900.0, 900, 900, 181, 20]),
        dormant_days=180,
        active_count=6,
    )
    assert [rules.ACTIVITIES[level] for level in got] == [
        "active",
        "underused",
        "dormant",
        "dormant",
        "underused",
    ]


def test_trailing_sum_is_scaled_from_fewer_months() -> None:
    window = np.array([7_000_000, -1], dtype=np.int64)
    assert rules.trailing_sum(window, 12).tolist() == [7_000_000, -1]
    assert rules.trailing_sum(window, 3).tolist() == [28_000_000, -4]


def test_near_threshold_starts_at_nine_tenths_of_the_next_bound() -> None:
    near = rules.near_next_bound(np.array([4.4, 4.5, 5, 27, 30, 95, 100]), ladder())
    assert near.tolist() == [False, True, False, True, False, True, False]


def test_missing_level_bound_is_only_for_the_lowest() -> None:
    assert all(isinstance(level, Level) for level in TierPolicy().checked().levels)
