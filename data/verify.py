"""The check every new release must pass before anything points to it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.answers import one_row
from data.contract import TABLES
from data.store_problems import PublishCheckFailed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import duckdb

Sums = dict["date", tuple[Decimal | int | None, ...]]
MONEY = tuple(
    column.name for column in TABLES["customer_snapshot"].columns if column.kind == "money"
)


def kept_sums(connection: duckdb.DuckDBPyConnection, days: Collection[date]) -> Sums:
    """Return row count and money sums of dates that will be derived again."""
    names = [name for name in MONEY if name != "contribution"]
    return _sums(connection, "customer_snapshot", names, days)


def check(
    connection: duckdb.DuckDBPyConnection,
    due: Collection[date],
    staged: Collection[date],
    columns: dict[str, set[str]],
    before: Sums,
) -> None:
    """Compare delivered and kept dates with what the release now holds, to the cent.

    Raises:
        PublishCheckFailed: a key twice, a row or a cent too many or too few.
    """
    _unique(connection, due)
    kept = [name for name in MONEY if name != "contribution"]
    _same(before, _sums(connection, "customer_snapshot", kept, list(before)), ("rows", *kept))
    if not staged:
        return
    provided = columns["customer_snapshot"]
    names = [name for name in MONEY if name in provided and name != "aum_mavg"]
    names = [name for name in names if name != "contribution"]
    wanted = _sums(connection, "staging.customer_snapshot", names, staged)
    found = _sums(connection, "customer_snapshot", names, staged)
    _same(wanted, found, ("rows", *names))
    _amounts_where_given(connection, provided & {"aum_mavg", "contribution"}, staged)


def _amounts_where_given(
    connection: duckdb.DuckDBPyConnection,
    names: Collection[str],
    staged: Collection[date],
) -> None:
    """Compare amounts that are not on every date; weeks carry their month-end's contribution."""
    rows = connection.execute(
        "select snapshot_date from snapshot where month_date <> snapshot_date"
    ).fetchall()
    carried = {row[0] for row in rows}
    for name in names:
        days = set(staged) - carried if name == "contribution" else staged
        given = _sums(connection, "staging.customer_snapshot", [name], days)
        given = {day: values for day, values in given.items() if values[1] is not None}
        found = _sums(connection, "customer_snapshot", [name], list(given))
        _same(given, found, ("rows", name))


def _unique(connection: duckdb.DuckDBPyConnection, days: Collection[date]) -> None:
    for day in days:
        row = one_row(
            connection.execute(
                """select count(*), count(distinct customer_key) from customer_snapshot
            where snapshot_date = $day""",
                {"day": day},
            )
        )
        if row is None or row[0] != row[1]:
            raise PublishCheckFailed(
                check=f"customers on {day}",
                expected=row[0] if row else 0,
                found=row[1] if row else 0,
            )


def _sums(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    names: Collection[str],
    days: Collection[date],
) -> Sums:
    totals = "".join(f", sum({name})" for name in names)
    rows = connection.execute(
        f"""select snapshot_date, count(*){totals} from {relation}
        where snapshot_date in (select unnest($days)) group by snapshot_date""",
        {"days": list(days)},
    ).fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


def _same(wanted: Sums, found: Sums, names: Collection[str]) -> None:
    for day, values in wanted.items():
        others = found.get(day, (0,) * len(values))
        for name, value, other in zip(names, values, others, strict=True):
            if value != other:
                raise PublishCheckFailed(check=f"{name} on {day}", expected=value, found=other)
