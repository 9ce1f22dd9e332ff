"""A mapping's own SELECT: what it brings, known before any row is read."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb

from data.contract import TABLES
from data.problems import MappingSelectFailed

if TYPE_CHECKING:
    from data.mapping import TableMapping
    from data.read import Sheet


def selected(mapping: TableMapping, sheet: Sheet) -> TableMapping:
    """Return the mapping with the columns its SELECT brings under the contract's names.

    Raises:
        MappingSelectFailed: it is not one SELECT, or names what the file does not have.
    """
    query = str(mapping.select)
    listed = ", ".join(f"{identifier(header)} varchar" for header in sheet.headers)
    try:
        statements = duckdb.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise MappingSelectFailed(
                table=mapping.table, file=sheet.name, reason="it must be one SELECT"
            )
        with duckdb.connect() as connection:
            connection.execute(f"create table source ({listed}, _row bigint)")
            rows = connection.execute(f"describe {query.rstrip().rstrip(';')}").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise MappingSelectFailed(table=mapping.table, file=sheet.name, reason=reason) from error
    results = [str(row[0]) for row in rows]
    own = {name: name for name in results if name in TABLES[mapping.table].names}
    return replace(mapping, columns=MappingProxyType(own | dict(mapping.columns)))


def identifier(name: str) -> str:
    """Return a source's own name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
