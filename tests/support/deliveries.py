"""Deliveries for tests: frames of text or dictionaries, staged as the loader would."""

import hashlib

import duckdb
import pandas as pd

from data.contract import TABLES
from data.delivery import DeliveredFile, Delivery


def rows_of(text):
    """A frame from a table written as text: header line, then one line per row; `-` is empty."""
    lines = [line.split() for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0]).replace("-", None)


def delivery(folder, tables, *, replace=(), currency=None):
    """A checked delivery; `tables` maps a contract table to rows as text or as a frame."""
    folder.mkdir(parents=True, exist_ok=True)
    staging = folder / f"staging-{len(list(folder.iterdir()))}.duckdb"
    files = []
    with duckdb.connect(str(staging)) as connection:
        for table, given in tables.items():
            frame = rows_of(given) if isinstance(given, str) else given
            connection.register("frame", frame)
            columns = ", ".join(
                f"cast({name} as {TABLES[table].column(name).sql_type}) as {name}"
                for name in frame.columns
            )
            connection.execute(
                f"""create table {table} as
                select {columns}, row_number() over () + 1 as _row, '{table}.csv' as _file
                from frame"""
            )
            connection.unregister("frame")
            digest = hashlib.sha256(frame.to_csv().encode()).hexdigest()
            count = len(frame)
            files.append(
                DeliveredFile(
                    table=table,
                    name=f"{table}.csv",
                    sha256=digest,
                    rows_in=count,
                    rows_ok=count,
                    rows_rejected=0,
                )
            )
    return Delivery(
        staging=staging, files=tuple(files), replace=frozenset(replace), currency=currency
    )
