"""Parameters and tier rules: shipped values, versions by date, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from data.policy import PARAMETERS, TIER_POLICY, Parameters, TierPolicy
from data.policy_problems import (
    LadderOutOfOrder,
    LadderWithoutFloor,
    LevelUnknown,
    ParameterOutOfRange,
    ParameterUnknown,
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
    ],
)
def test_a_ladder_out_of_order_is_refused(change, problem):
    levels = tuple(
        replace(level, **change) if level.code == "affluent" else level for level in TIER_POLICY
    )
    with pytest.raises(problem):
        TierPolicy(levels=levels).checked()


def test_the_workspace_keeps_versions_mappings_and_exports(tmp_path):
    workspace = Workspace(Store(tmp_path))
    assert workspace.parameters() == Parameters()
    assert not workspace.exports()
    assert not (tmp_path / "workspace.sqlite").exists()
    assert workspace.save_parameters({"pd": 0.02}).version == "v1"
    assert workspace.save_parameters({"lgd": 0.4}, SPRING).version == "v2"
    assert workspace.save_parameters({"lgd": 0.4}, SPRING).version == "v2"
    assert workspace.parameters().at(SPRING)["pd"] == 0.02
    levels = tuple(replace(level, hold_months=4) for level in TIER_POLICY)
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
