"""Small bank files for tests, and what the loader makes of them without publishing."""

from datetime import date
from pathlib import Path

from data.load import LoadOptions, Source, _stage, load, quiet
from data.mapping import Mapping, TableMapping
from data.release import Store
from data.sources import parts_of
from data.staging import Staging

TODAY = date(2026, 6, 30)
CUSTOMERS = "customer_id,customer_type,branch_id\n1,personal,B1\n2,corporate,B1\n3,personal,B2\n"
BALANCES = (
    "customer_id,snapshot_date,status,aum_mavg,loan_mavg\n"
    "1,2026-05-31,open,100.00,0\n"
    "2,2026-05-31,open,200.50,10\n"
    "3,2026-05-31,closed,0,0\n"
)


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def staged(folder: Path, text: str | bytes, *, table="customer_snapshot", name="file.csv", **facts):
    """The rows that wait in staging as dicts, in row order, with the rejects and notes."""
    path = written(folder, name, text)
    source = Source(path=path, table=table, mapping=_mapping(table, facts))
    scratch = folder / f"scratch-{len(list(folder.iterdir()))}"
    scratch.mkdir()
    parts = parts_of([source], Mapping(), scratch, TODAY)
    with Staging(path=scratch / "staging.duckdb") as staging:
        _stage(staging, parts, quiet)
        rows = _dicts(staging, f"select * exclude (_file) from {table} order by _row")
        rejects = _dicts(
            staging,
            "select row_number, column_name, value, rule from _reject order by all",
        )
        notes = _dicts(
            staging, "select row_number, column_name, value, rule from _note order by all"
        )
        totals = _dicts(staging, "select * exclude (file_name) from _total_check order by all")
    return rows, rejects, notes, totals


def _mapping(table, facts):
    return TableMapping(table=table, **facts) if facts else None


def _dicts(staging, query):
    relation = staging.connection.execute(query)
    names = [item[0] for item in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


def checked(folder: Path, *sources: Source, on_reject="refuse"):
    """The report of a load that publishes nothing."""
    options = LoadOptions(check_only=True, today=TODAY, on_reject=on_reject)
    return load(Store(folder / "store"), sources, options=options)
