"""The tables of a release file: those of the contract and those Tierview keeps itself."""

from __future__ import annotations

from data.contract import IDENTITY_COLUMNS, TABLES

FACT_DERIVED: dict[str, str] = {
    "deposit_mavg": "DECIMAL(18,2)",
    "contribution": "DECIMAL(18,6)",
    "contribution_ttm": "DECIMAL(18,6)",
    "tier": "VARCHAR",
    "tier_raw": "VARCHAR",
    "tier_below_count": "SMALLINT",
    "tier_watch": "BOOLEAN",
    "value3": "VARCHAR",
    "activity": "VARCHAR",
    "income_band": "VARCHAR",
    "value_score": "DOUBLE",
    "grade": "VARCHAR",
    "rfm": "VARCHAR",
    "abc_class": "VARCHAR",
    "depth": "VARCHAR",
    "is_valid": "BOOLEAN",
    "first_seen": "DATE",
    "segment": "VARCHAR",
}
FLOW_MEASURES = ("aum_mavg", "deposit_mavg", "loan_mavg", "contribution_ttm")
"""Amounts the prepared transitions add up."""

FACT_KEY: dict[str, str] = {
    "customer_key": "INTEGER",
    "snapshot_date": "DATE",
    "customer_type": "VARCHAR",
    "branch_id": "VARCHAR",
    "manager_id": "VARCHAR",
    "status": "VARCHAR",
}


def fact_columns() -> dict[str, str]:
    """Return the fact's columns and types: keys, contract columns, derived columns."""
    given = {
        column.name: column.sql_type
        for column in TABLES["customer_snapshot"].columns
        if column.name != "customer_id"
    }
    return (
        FACT_KEY
        | {name: kind for name, kind in given.items() if name not in FACT_KEY | FACT_DERIVED}
        | FACT_DERIVED
    )


def customer_columns() -> dict[str, str]:
    """Return the columns and types of customer: an integer key, no name, no phone."""
    return {"customer_key": "INTEGER"} | {
        column.name: column.sql_type
        for column in TABLES["customer"].columns
        if column.name not in IDENTITY_COLUMNS
    }


def contract_columns(table: str) -> dict[str, str]:
    """Return the columns and types a release keeps of a contract table."""
    if table == "customer":
        return customer_columns()
    if table == "customer_snapshot":
        return fact_columns()
    return {column.name: column.sql_type for column in TABLES[table].columns}


OWN_TABLES: dict[str, str] = {
    "release": """release_id VARCHAR, created_at TIMESTAMP, parent_id VARCHAR, currency VARCHAR,
        is_demo BOOLEAN, policy_version VARCHAR, parameter_version VARCHAR,
        default_parameters BOOLEAN, schema_version INTEGER""",
    "snapshot": """snapshot_date DATE, grain VARCHAR, period_start DATE, is_complete BOOLEAN,
        month_date DATE, contribution_source VARCHAR, aum_source VARCHAR, loans_given BOOLEAN,
        ttm_months INTEGER, row_count BIGINT, open_count BIGINT""",
    "cube_bucket": """snapshot_date DATE, measure VARCHAR, customer_type VARCHAR,
        tier VARCHAR, bucket INTEGER, customer_count BIGINT, total DECIMAL(38,6)""",
    "cube_kpi": """snapshot_date DATE, customer_type VARCHAR, branch_id VARCHAR, tier VARCHAR,
        customer_count BIGINT, valid_count BIGINT, aum_mavg DECIMAL(38,2), aum_eop DECIMAL(38,2),
        deposit_mavg DECIMAL(38,2), dep_demand_mavg DECIMAL(38,2), dep_time_mavg DECIMAL(38,2),
        wealth_mavg DECIMAL(38,2), other_aum_mavg DECIMAL(38,2), loan_mavg DECIMAL(38,2),
        contribution DECIMAL(38,6), contribution_ttm DECIMAL(38,6)""",
    "cube_flow": """before_date DATE, at_date DATE, customer_type VARCHAR, from_branch VARCHAR,
        to_branch VARCHAR, from_level VARCHAR, to_level VARCHAR, from_state TINYINT,
        to_state TINYINT, customer_count BIGINT, """
    + ", ".join(
        f"{name}_before DECIMAL(38,6), {name}_after DECIMAL(38,6), "
        f"{name}_growth DECIMAL(38,6), {name}_growth_count BIGINT, "
        f"{name}_decline DECIMAL(38,6), {name}_decline_count BIGINT"
        for name in FLOW_MEASURES
    ),
    "tier": """policy_version VARCHAR, scheme VARCHAR, snapshot_date DATE, customer_key INTEGER,
        level VARCHAR, raw_level VARCHAR, below_count SMALLINT, watch BOOLEAN""",
    "segment": """customer_type VARCHAR, segmentation VARCHAR, version INTEGER, code VARCHAR,
        name_en VARCHAR, name_zh VARCHAR, stability DOUBLE, customer_count BIGINT, model VARCHAR""",
    "import_log": """release_id VARCHAR, loaded_at TIMESTAMP, table_name VARCHAR,
        file_name VARCHAR, file_hash VARCHAR, rows_in BIGINT, rows_ok BIGINT,
        rows_rejected BIGINT, first_date DATE, last_date DATE, replaced BOOLEAN""",
    "quality_note": """release_id VARCHAR, table_name VARCHAR, file_name VARCHAR,
        row_number BIGINT, column_name VARCHAR, value VARCHAR, rule VARCHAR, severity VARCHAR,
        row_count BIGINT""",
    "total_check": """release_id VARCHAR, file_name VARCHAR, column_name VARCHAR,
        stated DECIMAL(38,2), summed DECIMAL(38,2), difference DECIMAL(38,2)""",
    "source_column": """release_id VARCHAR, table_name VARCHAR, file_name VARCHAR,
        source_column VARCHAR, filled_count BIGINT, row_count BIGINT, mapped_to VARCHAR""",
}


def statements() -> list[str]:
    """Return the statements that make an empty release."""
    contract = {
        table: ", ".join(f'"{name}" {kind}' for name, kind in contract_columns(table).items())
        for table in TABLES
    }
    return [f"create table {name} ({columns})" for name, columns in (contract | OWN_TABLES).items()]
