"""What is in a store, for people who look after it: tables, loads, releases, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.contract import TABLES
from data.release import Store, connect
from data.store_problems import ReleaseDamaged, ReleaseFromOtherVersion, StoreMissing

if TYPE_CHECKING:
    from collections.abc import Mapping


def row_counts(store: Store, release_id: str | None = None) -> dict[str, int]:
    """Rows of every contract table in a release; all zero in an empty store."""
    parts = " union all ".join(f"select '{name}', count(*) from {name}" for name in TABLES)
    try:
        with connect(store, release_id) as connection:
            return {str(name): int(count) for name, count in connection.execute(parts).fetchall()}
    except StoreMissing:
        return dict.fromkeys(TABLES, 0)


def rows(store: Store, table: str, *, limit: int) -> list[dict[str, str]]:
    """Return the rows of a small table as text by column name; null cells are left out.

    Raises:
        KeyError: the contract has no such table.
    """
    names = TABLES[table].names
    listed = ", ".join(f"cast({name} as varchar)" for name in names)
    try:
        with connect(store) as connection:
            found = connection.execute(
                f"select {listed} from {table} order by all limit ?", [limit]
            ).fetchall()
    except StoreMissing:
        return []
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in found
    ]


def load_history(store: Store, *, limit: int = 200) -> pd.DataFrame:
    """One row per loaded file, the newest first.

    Columns: release_id, loaded_at, table_name, file_name, rows_in, rows_ok, rows_rejected,
    first_date, last_date.
    """
    query = """select release_id, loaded_at, table_name, file_name, rows_in, rows_ok,
        rows_rejected, first_date, last_date
        from import_log order by loaded_at desc, table_name, file_name limit ?"""
    try:
        with connect(store) as connection:
            return connection.execute(query, [limit]).df()
    except StoreMissing:
        return pd.DataFrame()


def releases(store: Store) -> pd.DataFrame:
    """One row per kept release, the newest first; a damaged one has only its id and state.

    Columns: release_id, is_current, state (whole, damaged, other_version), created_at, first_date,
    last_date, snapshot_count, customer_count, default_parameters.
    """
    current = store.current
    known: list[Mapping[str, object]] = [
        {"release_id": release, "is_current": release == current, **_release(store, release)}
        for release in reversed(store.release_ids())
    ]
    return pd.DataFrame(known)


def _release(store: Store, release_id: str) -> dict[str, object]:
    query = """select created_at, default_parameters,
        (select min(snapshot_date) from snapshot) as first_date,
        (select max(snapshot_date) from snapshot) as last_date,
        (select count(*) from snapshot) as snapshot_count,
        (select open_count from snapshot order by snapshot_date desc limit 1) as customer_count
        from release"""
    try:
        with connect(store, release_id) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or []]
            row = cursor.fetchone() or ()
    except ReleaseDamaged:
        return {"state": "damaged"}
    except ReleaseFromOtherVersion:
        return {"state": "other_version"}
    return {"state": "whole", **dict(zip(names, row, strict=False))}


def source_columns(store: Store, release_id: str | None = None) -> pd.DataFrame:
    """How well each column of the newest delivery of each file was filled.

    Columns: file_name, table_name, source_column, mapped_to (null when not read), filled_share
    (0-1), row_count; the least filled first.
    """
    query = """select file_name, table_name, source_column, mapped_to,
            cast(filled_count as double) / nullif(row_count, 0) as filled_share, row_count
        from source_column s
        where release_id = (select max(l.release_id) from source_column l
            where l.table_name = s.table_name and l.file_name = s.file_name)
        order by filled_share, file_name, table_name, source_column limit 500"""
    with connect(store, release_id) as connection:
        return connection.execute(query).df()
