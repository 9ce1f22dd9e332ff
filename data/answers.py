"""Reading DuckDB's answers to their end, so that the connection is free for the next question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def one_row(result: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """Return the first row of an answer, None when it is empty; the rest is read and dropped."""
    rows = result.fetchall()
    return tuple(rows[0]) if rows else None
