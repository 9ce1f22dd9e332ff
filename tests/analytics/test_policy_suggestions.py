"""Suggested lines: exact breaks, a fit that holds in the full replay, and a calm that is real."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analytics import policy_sample, problems
from analytics.natural_breaks import (
    MAX_BUCKETS,
    Histogram,
    best_classes,
    readable,
    readable_above,
    readable_below,
    value_histogram,
)
from analytics.policy import policy_replay
from analytics.policy_draft import Draft
from analytics.policy_lines import line_above, natural_draft, next_line, two_digits_up
from analytics.policy_rules import draft_of
from analytics.policy_suggestions import Capacity, policy_suggestions, suggested_drafts
from analytics.scope import Scope
from data.policy import TierPolicy
from tests.support.banks import seeded_bank
from tests.support.releases import month, small_release

DAYS = [month(number) for number in range(1, 11)]
BASE = Draft.of(TierPolicy(), "personal", DAYS[-1])


def bank_with_managers(customers=2_000):
    frame = seeded_bank(customers, seed=21, dates=DAYS)
    number = frame["customer_id"].str[1:].astype(int)
    return frame.assign(manager_id="M" + (number % 7).astype(str))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggestions") / "store"
    return small_release(folder, bank_with_managers())


@pytest.fixture(scope="module")
def suggested(engine):
    scope = Scope.of(engine)
    capacity = Capacity(per_manager=60)
    return suggested_drafts(engine, scope, draft_of(engine, scope), capacity=capacity)


def set_named(suggested, name):
    return next(each for each in suggested.sets if each.name == name)


def within(position, weight):
    mean = (position * weight).sum() / weight.sum()
    return (weight * (position - mean) ** 2).sum()


def test_classes_are_the_best_of_all_ways_to_cut():
    chance = np.random.default_rng(2)
    position, weight = np.sort(chance.normal(size=14)), chance.random(14) + 0.1
    customers = chance.integers(1, 5, 14)
    histogram = Histogram(
        edge=np.exp(position), position=position, money=weight, customers=customers
    )

    for count, least in ((2, 1), (3, 1), (4, 1), (3, 8), (4, 7)):
        ways = {}
        for starts in combinations(range(1, 14), count - 1):
            parts = np.split(np.arange(14), starts)
            if all(customers[part].sum() >= least for part in parts):
                ways[starts] = sum(within(position[part], weight[part]) for part in parts)
        best = min(ways, key=ways.get)

        starts, explained = best_classes(histogram, count, least)

        assert tuple(starts) == best
        assert explained == pytest.approx(1 - ways[best] / within(position, weight))


def test_classes_that_cannot_be_are_none():
    histogram = value_histogram(np.array([1.0, 10.0, 100.0]))

    assert best_classes(histogram, 4) is None
    assert best_classes(histogram, 3, least=2) is None
    assert best_classes(histogram, 3) == ([1, 2], pytest.approx(1))


def test_a_histogram_keeps_all_money_in_few_buckets():
    amounts = np.exp(np.random.default_rng(4).normal(8, 3, 100_000))
    amounts[:500] = -5
    amounts[500:900] = 0

    histogram = value_histogram(amounts)

    assert len(histogram.edge) <= MAX_BUCKETS
    assert histogram.money.sum() == pytest.approx(amounts[amounts > 0].sum())
    assert histogram.customers.sum() == (amounts > 0).sum()
    assert (np.diff(histogram.edge) > 0).all()
    assert (np.diff(histogram.position) > 0).all()


def test_clear_groups_of_money_are_found():
    groups = [np.full(400, 3_000.0), np.full(200, 80_000.0), np.full(60, 700_000.0)]
    groups.append(np.full(20, 6_000_000.0))
    spread = np.random.default_rng(8).uniform(0.8, 1.25, 680)

    draft, explained = natural_draft(BASE, np.sort(np.concatenate(groups) * spread))

    assert explained > 0.95
    low, mid, high = draft.lines
    assert 3_750 < low <= 80_000
    assert 100_000 < mid <= 700_000
    assert 875_000 < high <= 6_000_000


def test_one_large_holder_is_no_tier():
    amounts = np.exp(np.random.default_rng(9).normal(9, 1.5, 5_000))
    amounts[0] = 5e9

    draft, _ = natural_draft(BASE, np.sort(amounts))

    assert (amounts >= draft.lines[-1]).sum() >= 5


@pytest.mark.parametrize(
    ("amounts", "rounded"),
    [
        ([28_583, 187_608, 1_244_550], [20_000, 200_000, 1_000_000]),
        ([90_000, 95_000, 110_000], [100_000, 200_000, 500_000]),
        ([0.7, 3.1, 4.0], [0.5, 2, 5]),
    ],
)
def test_lines_are_rounded_to_readable_numbers_in_rising_order(amounts, rounded):
    assert readable(amounts) == pytest.approx(rounded)


def test_the_readable_series_goes_both_ways():
    assert [readable_above(each) for each in (1e4, 2e4, 5e4)] == pytest.approx([2e4, 5e4, 1e5])
    assert [readable_below(each) for each in (1e4, 2e4, 5e4)] == pytest.approx([5e3, 1e4, 2e4])


def test_a_line_lets_at_most_so_many_pass():
    amounts = np.sort(np.array([5.0, 50_000, 50_000, 50_000, 123_456, 300_000]))

    assert line_above(amounts, 2) == 51_000
    assert line_above(amounts, 1) == 130_000
    assert line_above(amounts, 0) == 310_000
    assert line_above(amounts, 6) == 5
    assert (two_digits_up(340_000), two_digits_up(340_001)) == (340_000, 350_000)
    assert (next_line(340_000), next_line(990_000)) == (350_000, 1_000_000)


def test_every_suggestion_is_a_sound_draft_with_the_base_s_other_rules(suggested):
    for each in suggested.sets:
        assert each.problem is None
        draft = each.draft.checked()
        assert draft == suggested.base.with_lines(draft.lines)
    assert [each.name for each in suggested.sets] == ["natural", "capacity", "stable"]


def test_a_suggestion_s_figures_are_those_of_its_replay(engine, suggested):
    scope = Scope.of(engine)
    for each in suggested.sets:
        replay = policy_replay(engine, scope, each.draft)
        rows = suggested.frame[suggested.frame["suggestion"] == each.name]
        sizes = replay.sizes[replay.sizes["draft_count"] > 0]
        found = dict(zip(rows["level"], rows["customer_count"], strict=True))
        expected = dict(zip(sizes["level"], sizes["draft_count"], strict=True))
        assert {level: count for level, count in found.items() if count} == expected
        steady = replay.stability.set_index("policy").loc["draft"]
        assert rows["flapping_rate"].unique() == pytest.approx([steady["flapping_rate"]])
        assert list(rows["bound"])[1:4] == list(each.draft.lines)
        assert np.isnan(rows["bound"].iloc[0])


def test_customers_above_the_lowest_tier_fit_the_managers(engine, suggested):
    each = set_named(suggested, "capacity")
    replay = policy_replay(engine, Scope.of(engine), each.draft)
    count = replay.sizes.loc[replay.sizes["mid_high"], "draft_count"].sum()

    assert each.why["capacity_count"] == 7 * 60
    assert each.why["fits"] == 1
    assert 0.7 * 420 <= count == each.why["mid_high_count"] <= 420


def test_shares_of_the_tiers_may_be_given(engine):
    scope = Scope.of(engine)
    base = draft_of(engine, scope)
    capacity = Capacity(per_manager=50, managers=8, shares=(1, 0.5, 0.1))

    found = suggested_drafts(engine, scope, base, capacity=capacity)

    level = set_named(found, "capacity").life.level
    assert (level >= 1).sum() <= 400
    assert (level >= 2).sum() <= 210
    assert (level >= 3).sum() <= 45
    with pytest.raises(problems.UnreadableOption):
        suggested_drafts(engine, scope, base, capacity=replace(capacity, shares=(1, 0.1, 0.5)))


@pytest.mark.parametrize(("per_manager", "managers"), [(0, 5), (100, 0), (-1, 5), (1e9, 5)])
def test_a_capacity_nobody_has_is_refused(engine, per_manager, managers):
    scope = Scope.of(engine)
    capacity = Capacity(per_manager=per_manager, managers=managers)

    with pytest.raises((problems.CapacityOutOfRange, problems.ManagersOutOfRange)):
        suggested_drafts(engine, scope, draft_of(engine, scope), capacity=capacity)


def test_room_for_everybody_puts_the_lowest_line_at_the_bottom(engine):
    scope = Scope.of(engine)
    capacity = Capacity(per_manager=1_000_000)

    each = set_named(
        suggested_drafts(engine, scope, draft_of(engine, scope), capacity=capacity), "capacity"
    )

    assert each.draft.lines[0] < 1_000
    assert each.why["fits"] == 1


def test_the_calm_set_moves_fewer_with_tiers_as_large(engine, suggested):
    each = set_named(suggested, "stable")
    replay = policy_replay(engine, Scope.of(engine), each.draft)
    sizes = replay.sizes

    assert each.why["found_moves"] <= each.why["base_moves"]
    assert each.why["tried_count"] > 100
    allowed = np.maximum(0.1 * sizes["current_count"], 1) + 1e-9
    assert (sizes["change"].abs() <= allowed).all()


def test_suggestions_are_the_same_whatever_the_order_of_rows(suggested, tmp_path):
    shuffled = bank_with_managers().sample(frac=1, random_state=6)
    engine = small_release(tmp_path / "store", shuffled)
    scope = Scope.of(engine)

    again = suggested_drafts(
        engine, scope, draft_of(engine, scope), capacity=Capacity(per_manager=60)
    )

    assert [each.draft for each in again.sets] == [each.draft for each in suggested.sets]
    pd.testing.assert_frame_equal(again.frame, suggested.frame)


def test_a_drawn_sample_is_the_same_whatever_the_order_and_near_its_size(
    engine, tmp_path, monkeypatch
):
    monkeypatch.setattr(policy_sample, "SAMPLE_SIZE", 500)
    monkeypatch.setattr(policy_sample, "DRAWN", 450)
    shuffled = small_release(
        tmp_path / "store", bank_with_managers().sample(frac=1, random_state=7)
    )
    scope = Scope.of(engine)

    drawn, again = (policy_sample.sampled(each, scope, BASE, 1_750) for each in (engine, shuffled))

    assert 380 < drawn.customer_count == again.customer_count < 520
    for metric, other in zip(drawn.metric, again.metric, strict=True):
        assert np.array_equal(np.sort(metric), np.sort(other), equal_nan=True)
    found = [
        set_named(
            suggested_drafts(each, scope, BASE, capacity=Capacity(per_manager=60)), "capacity"
        )
        for each in (engine, shuffled)
    ]
    assert found[0].draft == found[1].draft
    assert found[0].why["fits"] == 1


def test_too_few_amounts_are_said_and_the_other_ways_go_on(tmp_path):
    rows = pd.DataFrame(
        {
            "customer_id": ["A", "B", "C"],
            "snapshot_date": month(1),
            "aum_mavg": [0, 0, 60_000],
        }
    )
    engine = small_release(tmp_path / "store", rows)
    scope = Scope.of(engine)

    found = suggested_drafts(engine, scope, draft_of(engine, scope))

    assert isinstance(set_named(found, "natural").problem, problems.TooFewAmounts)
    assert set_named(found, "stable").draft is not None
    assert set(found.frame["suggestion"]) == {"base", "stable"}


def test_a_search_can_be_cancelled(engine):
    class CancelledError(Exception):
        pass

    def progress(step, share):
        if step == "search" and share > 0.1:
            raise CancelledError

    scope = Scope.of(engine)
    with pytest.raises(CancelledError):
        suggested_drafts(engine, scope, draft_of(engine, scope), progress=progress)


def test_the_question_answers_as_a_frame(engine, suggested):
    found = policy_suggestions(engine, Scope.of(engine), capacity=60)

    pd.testing.assert_frame_equal(found, suggested.frame)
    without = policy_suggestions(engine, Scope.of(engine), draft="vip.hold=3")
    assert list(without["suggestion"].unique()) == ["base", "natural", "stable"]
