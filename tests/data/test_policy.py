"""Parameters and tier rules: shipped values, versions by date, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from data.policy import (
    ALWAYS,
    CUSTOMER_TYPES,
    PARAMETERS,
    PRESETS,
    TIER_POLICY,
    Parameters,
    TierPolicy,
)
from data.policy_problems import (
    LadderIncomplete,
    LadderMetric,
    LadderOutOfOrder,
    LadderOverlaps,
    LadderWithoutFloor,
    LevelUnknown,
    ParameterOutOfRange,
    ParameterUnknown,
    ProtectionOutOfRange,
    ProtectionOutsideTier,
    WatchOutOfRange,
)
from data.release import Store
from data.workspace import Workspace

SPRING = date(2026, 4, 1)


def test_every_parameter_says_what_it_is_in_both_languages():
    assert [p.name for p in PARAMETERS if not (p.unit and p.note_en and p.note_zh)] == []
    assert [p.name for p in PARAMETERS if not p.minimum <= p.value <= p.maximum] == []


def test_a_value_applies_from_its_date():
    changed = Parameters().changed({"ftp_time": 0.018}, SPRING)
    assert changed.at(date(2026, 3, 31))["ftp_time"] == 0.020
    assert changed.at(SPRING)["ftp_time"] == 0.018
    assert changed.first_difference(Parameters()) == SPRING
    assert not changed.is_default
    assert Parameters().changed({"min_cell": 20}).is_default


def test_an_unknown_parameter_names_the_nearest():
    with pytest.raises(ParameterUnknown) as caught:
        Parameters().changed({"ftp_tyme": 0.02})
    assert str(caught.value) == (
        "There is no parameter ftp_tyme. Nearest: ftp_time, rate_time, ftp_demand."
    )


def test_a_rate_typed_as_percent_is_refused():
    with pytest.raises(ParameterOutOfRange) as caught:
        Parameters().changed({"ftp_time": 2})
    assert str(caught.value) == (
        "The parameter ftp_time cannot be 2: it must lie between 0.0 and 0.5. "
        "Rates are decimals a year, 0.02 for 2 %."
    )


def test_shipped_ladders_are_the_published_ones():
    ladder = TierPolicy().checked().ladder("TIER", "personal", SPRING)
    assert ladder.codes == ("mass", "mass_affluent", "affluent", "vip")
    assert ladder.bounds[1:] == (50_000, 300_000, 1_000_000)
    assert ladder.hold == (3, 3, 3, 6)
    assert TierPolicy().ladder("TIER", "institution", SPRING).bounds[1:] == (
        10_000,
        100_000,
        500_000,
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"lower_bound": 2_000_000}, LadderOutOfOrder),
        ({"lower_bound": None}, LadderWithoutFloor),
        ({"code": "platinum"}, LevelUnknown),
        ({"code": "vip"}, LadderOverlaps),
        ({"level": 4}, LadderOverlaps),
        ({"hold_months": 121}, ProtectionOutOfRange),
        ({"hold_months": -1}, ProtectionOutOfRange),
        ({"metric": "value_score"}, LadderMetric),
        ({"metric": "contrib_ttm"}, LadderMetric),
        ({"watch_months": 4}, WatchOutOfRange),
        ({"watch_months": 0}, WatchOutOfRange),
        ({"hold_months": 0, "watch_months": 2}, WatchOutOfRange),
        ({"effective_to": date(2026, 1, 31)}, LadderIncomplete),
    ],
)
def test_a_ladder_out_of_order_is_refused(change, problem):
    with pytest.raises(problem):
        TierPolicy(levels=with_affluent(**change)).checked()


def with_affluent(**change):
    return tuple(replace(level, **change) if is_affluent(level) else level for level in TIER_POLICY)


def is_affluent(level):
    return (level.scheme, level.code) == ("TIER", "affluent")


def of(scheme, customer_type="personal", **change):
    return tuple(
        replace(level, **change)
        for level in TIER_POLICY
        if (level.scheme, level.customer_type) == (scheme, customer_type)
    )


def test_a_refusal_names_the_level_and_what_to_do():
    with pytest.raises(ProtectionOutsideTier) as caught:
        TierPolicy(levels=of("VALUE3", hold_months=3)).checked()
    assert str(caught.value) == (
        "low of VALUE3 cannot have 3 months of protection: only TIER levels have a protection "
        "period. Set its protection months to 0."
    )
    with pytest.raises(WatchOutOfRange) as caught:
        TierPolicy(levels=with_affluent(watch_months=5)).checked()
    assert str(caught.value) == (
        "affluent of TIER for personal cannot be watched from month 5 on: with 3 months of "
        "protection, enter a month from 1 to 3."
    )
    with pytest.raises(LadderIncomplete) as caught:
        TierPolicy(levels=with_affluent(effective_to=date(2026, 1, 31))).checked()
    assert str(caught.value) == (
        "The TIER rules for personal have no affluent from 2026-02-01 on. "
        "Continue it, or state every level of the ladder again from that day."
    )
    twice = (*TIER_POLICY, *(replace(r, effective_from=SPRING) for r in of("TIER")[2:3]))
    with pytest.raises(LadderOverlaps) as caught:
        TierPolicy(levels=twice).checked()
    assert str(caught.value) == (
        "The TIER rules for personal name affluent twice on 2026-04-01. "
        "Let the older entry end on the day before the newer one starts."
    )
    with pytest.raises(LadderMetric) as caught:
        TierPolicy(levels=of("VALUE3", metric="aum_mavg")).checked()
    assert str(caught.value) == (
        "The VALUE3 rules for personal cannot measure low by aum_mavg. "
        "Use one of these for the whole ladder: contrib_ttm."
    )


def test_one_level_may_change_while_the_others_go_on():
    old = with_affluent(effective_to=date(2026, 3, 31))
    new = replace(of("TIER")[2], lower_bound=500_000, effective_from=SPRING)
    policy = TierPolicy(levels=(*old, new)).checked()
    assert policy.ladder("TIER", "personal", date(2026, 3, 31)).bounds[2] == 300_000
    assert policy.ladder("TIER", "personal", SPRING).bounds[2] == 500_000


def test_a_ladder_may_get_shorter_when_it_is_stated_whole_again():
    three = tuple(level for level in of("TIER") if not is_affluent(level))
    policy = TierPolicy().with_levels(three, SPRING)
    assert policy.ladder("TIER", "personal", SPRING).codes == ("mass", "mass_affluent", "vip")
    short = (*with_affluent(effective_to=date(2026, 3, 31)),)
    with pytest.raises(LadderIncomplete):
        TierPolicy(levels=short).checked()


def test_care_is_a_parameter_per_tier_and_no_ladder():
    assert [r.hold_months for r in TIER_POLICY if r.scheme == "CARE"] == [6, 3, 2, 1]
    assert TierPolicy().checked()


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_sound_and_say_what_they_are(name):
    preset = PRESETS[name]
    assert preset.label_en
    assert preset.label_zh
    assert {level.customer_type for level in preset.levels} == set(CUSTOMER_TYPES)
    policy = TierPolicy().with_levels(preset.levels, SPRING)
    firms = policy.ladder("TIER", "corporate", SPRING)
    assert firms == TierPolicy().ladder("TIER", "corporate", SPRING)


def test_presets_are_the_published_ones():
    month = TierPolicy().with_levels(PRESETS["month_average"].levels)
    ladder = month.ladder("TIER", "personal", SPRING)
    assert ladder.bounds[1:] == (50_000, 500_000, 6_000_000)
    assert (ladder.hold, ladder.window_max) == ((3, 3, 3, 6), (False,) * 4)
    half = TierPolicy().with_levels(PRESETS["half_year_window"].levels)
    ladder = half.ladder("TIER", "personal", SPRING)
    assert ladder.bounds[1:] == (50_000, 300_000, 1_000_000)
    assert (ladder.hold, ladder.watch, ladder.window_max) == ((6,) * 4, (3,) * 4, (True,) * 4)


def test_a_regime_starts_where_a_later_version_of_tier_or_value3_does():
    assert TierPolicy().regime_starts() == (ALWAYS,)
    other = TierPolicy().with_levels(of("INC3"), SPRING).with_levels(of("GRADE"), SPRING)
    assert other.regime_starts() == (ALWAYS,)
    policy = TierPolicy().with_levels(of("TIER", hold_months=2), SPRING)
    policy = policy.with_levels(of("VALUE3", "corporate"), date(2026, 7, 1))
    assert policy.regime_starts() == (ALWAYS, SPRING, date(2026, 7, 1))
    assert policy.regime(date(2026, 3, 31)).version == "1900-01-01"
    assert policy.regime(SPRING).version == "2026-04-01"
    assert policy.regime(SPRING).ladder("TIER", "personal").hold == (2, 2, 2, 2)
    in_force = policy.regimes([date(2026, 1, 1), date(2026, 8, 1)])
    assert [regime.version for regime in in_force] == ["1900-01-01", "2026-07-01"]


def test_the_first_version_of_a_ladder_also_holds_before_its_date():
    late = TierPolicy(levels=tuple(replace(r, effective_from=SPRING) for r in TIER_POLICY))
    assert late.checked().regime_starts() == (ALWAYS,)
    assert late.regime(date(2020, 1, 1)).ladders == TierPolicy().regime(SPRING).ladders


def test_new_levels_end_the_older_ones_and_last_until_the_next_version():
    policy = TierPolicy().with_levels(of("TIER", hold_months=2), date(2026, 7, 1))
    policy = policy.with_levels(of("TIER", hold_months=1), SPRING)
    policy = policy.with_levels(of("TIER", hold_months=5), SPRING)
    rows = [r for r in policy.levels if (r.scheme, r.code, r.level) == ("TIER", "vip", 4)]
    assert [(r.hold_months, str(r.effective_from), str(r.effective_to)) for r in rows] == [
        (6, "1900-01-01", "2026-03-31"),
        (5, "2026-04-01", "2026-06-30"),
        (2, "2026-07-01", "None"),
    ]
    assert policy.version == "preview"


def test_a_later_change_of_one_level_survives_a_draft_before_it():
    old = with_affluent(effective_to=date(2026, 6, 30))
    new = replace(of("TIER")[2], lower_bound=500_000, effective_from=date(2026, 7, 1))
    policy = TierPolicy(levels=(*old, new)).with_levels(of("TIER", hold_months=1), SPRING)
    assert policy.ladder("TIER", "personal", SPRING).hold == (1, 1, 1, 1)
    july = policy.ladder("TIER", "personal", date(2026, 7, 1))
    assert (july.bounds[2], july.hold) == (500_000, (3, 3, 3, 6))


def test_an_unsound_draft_is_refused():
    with pytest.raises(LadderWithoutFloor):
        TierPolicy().with_levels(of("TIER", lower_bound=None), SPRING)


def test_policies_differ_from_the_first_day_their_rules_do():
    policy = TierPolicy()
    assert policy.first_difference(TierPolicy()) is None
    later = policy.with_levels(of("TIER", hold_months=2), SPRING)
    assert policy.first_difference(later) == SPRING
    assert later.first_difference(policy) == SPRING
    assert policy.first_difference(policy.with_levels(of("TIER"), SPRING)) == date.max
    noted = TierPolicy(levels=tuple(replace(r, note="seen") for r in TIER_POLICY))
    assert policy.first_difference(noted) == date.max


def test_ladders_a_file_does_not_bring_are_the_shipped_ones():
    policy = TierPolicy(levels=of("TIER", hold_months=2)).completed().checked()
    assert policy.ladder("TIER", "personal", SPRING).hold == (2, 2, 2, 2)
    firms = policy.ladder("TIER", "corporate", SPRING)
    assert firms == TierPolicy().ladder("TIER", "corporate", SPRING)
    assert policy.regime(SPRING)


def test_the_workspace_keeps_versions_mappings_and_exports(tmp_path):
    workspace = Workspace(Store(tmp_path))
    assert workspace.parameters() == Parameters()
    assert not workspace.exports()
    assert not (tmp_path / "workspace.sqlite").exists()
    assert workspace.save_parameters({"pd": 0.02}).version == "v1"
    assert workspace.save_parameters({"lgd": 0.4}, SPRING).version == "v2"
    assert workspace.save_parameters({"lgd": 0.4}, SPRING).version == "v2"
    assert workspace.parameters().at(SPRING)["pd"] == 0.02
    levels = tuple(replace(level, note="ours") for level in TIER_POLICY)
    assert workspace.save_tier_policy(levels).version == "v1"
    assert workspace.tier_policy().levels == levels
    workspace.remember_mapping("headers", "{}")
    assert workspace.remembered_mapping("headers") == "{}"
    assert workspace.remembered_mapping("others") is None
    workspace.record_export(name="curve", form="xlsx", row_count=7, scope="all", release="000001")
    row = workspace.exports()[0]
    assert (row["name"], row["row_count"], row["author"], row["revision"]) == (
        "curve",
        7,
        "local",
        1,
    )
