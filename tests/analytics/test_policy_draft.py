"""What a draft may say, how it is typed, and how it becomes a version of the rules."""

import datetime as dt
import math
from dataclasses import replace

import pytest

from analytics import problems
from analytics.policy_draft import AssetWeights, Draft, DraftLevel
from analytics.policy_rules import draft_levels, draft_of, policy_in_force
from analytics.scope import Scope
from data.policy import TierPolicy
from tests.support.releases import month, small_release

DAY = dt.date(2025, 12, 31)
SHIPPED = Draft.of(TierPolicy(), "personal", DAY)


def with_level(name, **changes):
    levels = tuple(
        replace(level, **changes) if level.code == name else level for level in SHIPPED.levels
    )
    return replace(SHIPPED, levels=levels)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    rows = {"customer_id": ["A"], "snapshot_date": [month(12)], "aum_mavg": [100]}
    return small_release(tmp_path_factory.mktemp("draft") / "store", rows)


def test_the_rules_in_force_are_a_sound_draft():
    assert SHIPPED.checked() is SHIPPED
    assert SHIPPED.codes == ("mass", "mass_affluent", "affluent", "vip")
    assert SHIPPED.lines == (50_000, 300_000, 1_000_000)
    assert [level.hold_months for level in SHIPPED.levels] == [3, 3, 3, 6]
    assert SHIPPED.ladder() == TierPolicy().ladder("TIER", "personal", DAY)


@pytest.mark.parametrize(
    ("draft", "problem", "words"),
    [
        (replace(SHIPPED, customer_type="person"), problems.UnknownValue, "personal"),
        (replace(SHIPPED, metric="loan_mavg"), problems.UnknownMeasure, "aum_mavg"),
        (with_level("vip", code="gold"), problems.DraftLevelUnknown, "gold"),
        (with_level("vip", code="affluent"), problems.DraftLevelsOutOfOrder, "in this order"),
        (replace(SHIPPED, levels=SHIPPED.levels[:1]), problems.DraftLevelsOutOfOrder, "two"),
        (replace(SHIPPED, levels=()), problems.DraftLevelsOutOfOrder, "none"),
        (replace(SHIPPED, levels=SHIPPED.levels[1:]), problems.DraftWithoutFloor, "50000"),
        (with_level("vip", bound=math.nan), problems.DraftLineUnreadable, "nan"),
        (with_level("vip", bound=math.inf), problems.DraftLineUnreadable, "inf"),
        (with_level("mass_affluent", bound=0), problems.DraftLineUnreadable, "above zero"),
        (with_level("mass_affluent", bound=-5.5), problems.DraftLineUnreadable, "-5.50"),
        (with_level("affluent", bound=50_000), problems.DraftLinesOutOfOrder, "mass_affluent"),
        (with_level("vip", bound=299_999.99), problems.DraftLinesOutOfOrder, "299999.99"),
        (with_level("vip", hold_months=25), problems.DraftMonthsOutOfRange, "0 to 24"),
        (with_level("vip", hold_months=-1), problems.DraftMonthsOutOfRange, "-1"),
        (with_level("vip", hold_months=2.5), problems.DraftMonthsOutOfRange, "2.5"),
        (with_level("vip", watch_months=7), problems.DraftWatchTooLate, "1 to 6"),
        (with_level("vip", watch_months=0), problems.DraftWatchTooLate, "vip"),
        (with_level("vip", drop_rule="best"), problems.DraftDropRuleUnknown, "window_max"),
        (
            replace(SHIPPED, weights=AssetWeights(wealth=2.1)),
            problems.DraftWeightOutOfRange,
            "wealth",
        ),
        (
            replace(SHIPPED, weights=AssetWeights(dep_time=math.nan)),
            problems.DraftWeightOutOfRange,
            "nan",
        ),
        (
            replace(SHIPPED, weights=AssetWeights(dep_demand=0, dep_time=0, wealth=0, other_aum=0)),
            problems.DraftWeightsZero,
            "nobody",
        ),
    ],
)
def test_an_unsound_draft_names_level_value_and_remedy(draft, problem, words):
    with pytest.raises(problem) as refused:
        draft.checked()

    assert words in str(refused.value)


def test_months_of_protection_may_be_none_at_all():
    assert with_level("vip", hold_months=0, watch_months=1).checked()


def test_a_level_may_be_left_out_and_keeps_its_place():
    draft = replace(SHIPPED, levels=(*SHIPPED.levels[:2], SHIPPED.levels[3])).checked()

    assert list(draft.places()) == [0, 1, 3, -1]


def test_changes_are_typed_as_one_reads_them(small):
    text = "affluent=500000, vip.hold=9,vip.watch=3, vip.drop=window_max, wealth.weight=0.5"

    draft = draft_of(small, Scope.of(small), text)

    assert draft.lines == (50_000, 500_000, 1_000_000)
    assert draft.levels[3] == DraftLevel(
        code="vip", bound=1_000_000, hold_months=9, watch_months=3, drop_rule="window_max"
    )
    assert draft.weights == AssetWeights(wealth=0.5)
    assert draft_of(small, Scope.of(small)) == SHIPPED


def test_another_type_and_metric_are_typed_too(small):
    corporate = draft_of(small, Scope.of(small), "type=corporate,growth=20000")
    by_contribution = draft_of(small, Scope.of(small), "metric=contrib_ttm")

    assert corporate.lines == (20_000, 100_000, 500_000)
    assert corporate.metric == "contribution_ttm"
    assert by_contribution.metric == "contribution_ttm"


@pytest.mark.parametrize(
    ("text", "problem", "words"),
    [
        ("afluent=1", problems.UnknownOption, "affluent"),
        ("vip.keep=1", problems.UnknownOption, "vip.drop"),
        ("welth.weight=1", problems.UnknownOption, "wealth.weight"),
        ("vip", problems.UnreadableOption, "vip.hold=6"),
        ("vip=", problems.UnreadableOption, "vip.hold=6"),
        ("vip=a lot", problems.UnreadableOption, "vip=a lot"),
        ("vip.hold=2.5", problems.UnreadableOption, "vip.hold=2.5"),
        ("vip.hold=inf", problems.UnreadableOption, "vip.hold=inf"),
        ("vip=nan", problems.DraftLineUnreadable, "vip"),
        ("type=state", problems.UnknownValue, "personal"),
        ("metric=loans", problems.UnknownMeasure, "aum_mavg"),
    ],
)
def test_a_change_that_cannot_be_understood_says_what_can(small, text, problem, words):
    with pytest.raises(problem) as refused:
        draft_of(small, Scope.of(small), text)

    assert words in str(refused.value)


def test_a_release_without_rules_of_its_own_has_the_shipped_ones(small):
    assert policy_in_force(small, Scope.of(small)) == TierPolicy()


def test_a_saved_draft_starts_on_its_day_and_ends_what_it_replaces():
    draft = SHIPPED.with_lines((60_000, 500_000, 1_000_000))
    policy = TierPolicy()

    levels = draft_levels(draft, policy, dt.date(2026, 1, 1))
    saved = TierPolicy(levels=levels).checked()

    assert Draft.of(saved, "personal", dt.date(2026, 1, 1)) == draft
    assert Draft.of(saved, "personal", dt.date(2025, 12, 31)) == SHIPPED
    assert Draft.of(saved, "corporate", dt.date(2026, 1, 1)) == Draft.of(policy, "corporate", DAY)
    assert len(levels) == len(policy.levels) + 4


def test_saving_again_for_the_same_day_replaces_and_a_later_plan_stays():
    first = draft_levels(
        SHIPPED.with_lines((60_000, 500_000, 1_000_000)), TierPolicy(), dt.date(2026, 7, 1)
    )
    second = SHIPPED.with_lines((70_000, 400_000, 1_000_000))

    again = TierPolicy(levels=draft_levels(second, TierPolicy(levels=first), dt.date(2026, 7, 1)))
    earlier = TierPolicy(levels=draft_levels(second, TierPolicy(levels=first), dt.date(2026, 1, 1)))

    assert Draft.of(again.checked(), "personal", dt.date(2026, 7, 1)) == second
    assert len(again.levels) == len(first)
    assert Draft.of(earlier.checked(), "personal", dt.date(2026, 6, 30)) == second
    assert Draft.of(earlier, "personal", dt.date(2026, 7, 1)).lines[0] == 60_000


def test_weights_are_tried_but_not_kept():
    with pytest.raises(problems.WeightsNotKept):
        draft_levels(replace(SHIPPED, weights=AssetWeights(wealth=0)), TierPolicy(), DAY)
