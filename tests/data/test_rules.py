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
from tests.support import replays

CODES = ("mass", "mass_affluent", "affluent", "vip")
NAN = float("nan")


def ladder(
    *,
    window_max: bool = False,
    hold: tuple[int, ...] = (3, 3, 3, 6),
    watch: tuple[int, ...] = (1, 1, 1, 1),
) -> Ladder:
    """Return bounds 5, 30 and 100, held 3, 3, 3 and 6 months."""
    return Ladder(
        codes=CODES,
        bounds=(-np.inf, 5.0, 30.0, 100.0),
        hold=hold,
        watch=watch,
        window_max=(window_max,) * 4,
        metric="aum_mavg",
    )


def levels(metric: list[float], steps: Ladder) -> list[str]:
    """Replay one customer; a star a month below the line while watched."""
    months = rules.replayed_tiers(np.array([metric]), [steps] * len(metric))
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
    assert " ".join(levels(metric, ladder())) == expected


def test_tier_falls_to_the_best_month_of_the_window_where_the_policy_says_so() -> None:
    six = [120, 90, 80, 70, 60, 40, 20]
    assert levels(six, ladder(window_max=True))[-1] == "affluent"


@pytest.mark.parametrize(
    ("metric", "window_max", "expected"),
    [
        (
            [120, 90, 80, 70, 60, 40, 20],
            True,
            "vip vip vip vip*** vip**** vip***** affluent",
        ),
        (
            [120, 90, 80, 70, 60, 40, 20],
            False,
            "vip vip vip vip*** vip**** vip***** mass_affluent",
        ),
        ([120, 90, 80, 100, 60, 40, 20], True, "vip vip vip vip vip vip vip***"),
        ([32, 28, NAN, 26, 4, 4, 4, 4], True, "{0} {0} {0} {0} {0}*** {0}**** {0}***** {1}"),
    ],
)
def test_half_a_year_watches_after_three_months_and_falls_after_six(
    metric: list[float],
    window_max: bool,
    expected: str,
) -> None:
    half_year = ladder(window_max=window_max, hold=(6,) * 4, watch=(3,) * 4)
    assert " ".join(levels(metric, half_year)) == expected.format("affluent", "mass_affluent")


def test_a_level_without_protection_is_lost_in_the_same_month() -> None:
    assert levels([32, 28, 31, 4], ladder(hold=(0,) * 4)) == [
        "affluent",
        "mass_affluent",
        "affluent",
        "mass",
    ]


def twin(metric: list[float], steps: Ladder) -> list[tuple[int, int, int, bool]]:
    """Replay one customer in plain Python: (level, raw level, months below, watch)."""
    customer = replays.Customer(steps)
    months = [customer.month("open", value) for value in metric]
    return [
        (-1 if level is None else level, -1 if raw is None else raw, below, watch)
        for level, raw, below, watch in months
    ]


amounts = st.one_of(st.just(NAN), st.sampled_from([1.0, 5, 29.99, 30, 50, 99, 100, 150]))
holds = st.lists(st.integers(0, 4), min_size=4, max_size=4).map(tuple)
watches = st.lists(st.integers(1, 4), min_size=4, max_size=4).map(tuple)
ladders = st.builds(ladder, window_max=st.booleans(), hold=holds, watch=watches)


@given(
    st.lists(st.lists(amounts, min_size=9, max_size=9), min_size=1, max_size=6),
    ladders,
    st.integers(0, 9),
)
def test_replay_agrees_with_the_plain_twin_and_may_stop_and_resume(
    table: list[list[float]], steps: Ladder, cut: int
) -> None:
    state = TierState.empty(len(table))
    metric = np.array(table)
    months = rules.replayed_tiers(metric[:, :cut], [steps] * cut, state)
    months += rules.replayed_tiers(metric[:, cut:], [steps] * (9 - cut), state)
    for row, values in enumerate(table):
        got = [
            (int(m.level[row]), int(m.raw[row]), int(m.below[row]), bool(m.watch[row]))
            for m in months
        ]
        assert got == twin(values, steps)


@given(st.integers(0, 2**32 - 1), ladders)
def test_a_long_table_is_judged_block_by_block_without_a_seam(seed: int, steps: Ladder) -> None:
    chance = np.random.default_rng(seed)
    count = rules.BLOCK + 3
    table = chance.choice([NAN, 1.0, 5, 29.99, 30, 50, 99, 100, 150], size=(count, 3))
    whole = rules.replayed_tiers(table, [steps] * 3)[-1]
    for row in (0, rules.BLOCK - 1, rules.BLOCK, count - 1):
        alone = rules.replayed_tiers(table[row : row + 1], [steps] * 3)[-1]
        assert whole.level[row] == alone.level[0]
        assert whole.below[row] == alone.below[0]


def test_a_month_once_returned_does_not_move_with_the_next() -> None:
    first, second = rules.replayed_tiers(np.array([[32.0, 4.0]]), [ladder(hold=(1,) * 4)] * 2)
    assert (first.level[0], second.level[0]) == (2, 0)


@pytest.mark.parametrize(
    ("aum", "loan", "idle", "valid"),
    [
        (100, 0, NAN, True),
        (99.99, 0, NAN, False),
        (NAN, NAN, NAN, False),
        (0, 0.01, NAN, True),
        (0, 0, 180, True),
        (0, 0, 181, False),
    ],
)
def test_business_is_assets_a_loan_or_a_transaction(
    aum: float, loan: float, idle: float, valid: bool
) -> None:
    one = [np.array([value]) for value in (aum, loan, idle)]
    assert rules.has_business(*one, valid_aum=100)[0] == valid


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
