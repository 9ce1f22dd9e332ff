"""The contract describes every table, consistently, in both languages."""

from data.contract import (
    CONTRIBUTION_PARTS,
    DERIVED,
    DIMENSIONS,
    MEASURES,
    TABLES,
    TIERS_BY_TYPE,
)


def test_every_table_a_bank_can_bring_is_described():
    assert set(TABLES) == {
        "customer", "customer_snapshot", "tier_policy", "parameter", "branch", "manager", "product",
        "holding", "contact", "campaign", "campaign_member", "complaint", "competitor_offer",
        "consent", "key_account_score", "batch_site", "target", "control_total", "peer_balance",
        "app_user",
    }  # fmt: skip


def test_the_smallest_upload_needs_three_and_at_least_two_columns():
    assert TABLES["customer"].required_names == ("customer_id", "customer_type", "branch_id")
    assert TABLES["customer_snapshot"].required_names == ("customer_id", "snapshot_date")


def test_keys_are_columns_and_columns_are_named_once():
    for table in TABLES.values():
        assert set(table.key) <= set(table.names), table.name
        assert len(set(table.names)) == len(table.names), table.name


def test_everything_has_labels_in_both_languages():
    for table in TABLES.values():
        assert table.en, table.name
        assert table.zh, table.name
        for column in (*table.columns, *DERIVED.values()):
            assert column.en, column.name
            assert column.zh, column.name
            for code in column.codes:
                assert code.en, (column.name, code.value)
                assert code.zh, (column.name, code.value)


def test_coded_columns_and_only_they_have_codes():
    for table in TABLES.values():
        for column in table.columns:
            assert bool(column.codes) == (column.kind in {"code", "codes"}), column.name


def test_no_spelling_stands_for_two_codes_of_one_column():
    for table in TABLES.values():
        for column in table.columns:
            spellings = [
                spelling
                for code in column.codes
                for spelling in {s.lower() for s in (code.value, code.en, code.zh, *code.aliases)}
            ]
            assert len(spellings) == len(set(spellings)), column.name


def test_references_name_tables():
    for table in TABLES.values():
        for column in table.columns:
            assert column.references in {"", *TABLES}, column.name


def test_measures_are_columns_of_the_fact():
    fact = {*TABLES["customer_snapshot"].names, *DERIVED}
    assert set(MEASURES) == {
        "contribution_ttm", "contribution", "aum_mavg", "aum_eop", "deposit_mavg",
        "dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg", "loan_mavg",
    }  # fmt: skip
    for measure in MEASURES.values():
        assert set(measure.columns) <= fact
    assert set(CONTRIBUTION_PARTS) <= fact


def test_dimensions_have_a_home_that_holds_them():
    homes = {
        "fact": {*TABLES["customer_snapshot"].names, *DERIVED, "customer_type"},
        "customer": set(TABLES["customer"].names),
        "branch": set(TABLES["branch"].names),
    }
    for dimension in DIMENSIONS.values():
        assert dimension.name in homes[dimension.home]
    assert [d.name for d in DIMENSIONS.values() if d.part == "territory"] == [
        "branch_id", "manager_id", "area",
    ]  # fmt: skip


def test_tier_levels_are_codes():
    levels = {level for ladder in TIERS_BY_TYPE.values() for level in ladder}
    assert levels == set(DERIVED["tier"].code_values)
