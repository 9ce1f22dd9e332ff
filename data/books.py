"""The books a release keeps about itself: dates, files, notes, parameters, policy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.answers import one_row
from data.contract import TABLES
from data.policy import PARAMETERS, Parameters, Setting, TierPolicy
from data.release import SCHEMA_VERSION
from data.shipped import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb

    from data.dates import Snapshot
    from data.delivery import Delivery
    from data.months import Month

LEVEL_FIELDS = tuple(Level.__dataclass_fields__)
FIRST_DAY = "1900-01-01"


def sources(connection: duckdb.DuckDBPyConnection) -> dict[date, tuple[str, str]]:
    """Return the contribution and AUM source of every stored date."""
    rows = connection.execute(
        "select snapshot_date, contribution_source, aum_source from snapshot"
    ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def enter_snapshot(connection: duckdb.DuckDBPyConnection, month: Month) -> None:
    """Record a derived date."""
    snapshot, origin = month.snapshot, month.origin
    connection.execute("delete from snapshot where snapshot_date = $day", {"day": snapshot.day})
    connection.execute(
        "insert into snapshot values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            snapshot.day,
            snapshot.grain,
            snapshot.period_start,
            snapshot.is_complete,
            snapshot.month_date,
            origin.contribution,
            origin.aum,
            origin.loans_given,
            len(snapshot.window),
            len(month),
            int(month.is_open.sum()),
        ],
    )


def enter_completeness(connection: duckdb.DuckDBPyConnection, after: Iterable[Snapshot]) -> None:
    """Record which dates are complete now that others were added."""
    for snapshot in after:
        connection.execute(
            """update snapshot set is_complete = $complete
            where snapshot_date = $day and is_complete <> $complete""",
            {"day": snapshot.day, "complete": snapshot.is_complete},
        )


def enter_release(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    parent_id: str | None,
    delivery: Delivery | None,
) -> None:
    """Write the release row: currency and demo flag stay unless the delivery states them."""
    row = one_row(connection.execute("select currency, is_demo from release"))
    currency, is_demo = row or ("CNY", False)
    if delivery is not None:
        currency = delivery.currency or currency
        is_demo = delivery.is_demo if row is None else is_demo
    connection.execute("delete from release")
    connection.execute(
        "insert into release values ($1, $2, $3, $4, $5, null, null, null, $6)",
        [release_id, _now(), parent_id, currency, is_demo, SCHEMA_VERSION],
    )


def enter_rules(
    connection: duckdb.DuckDBPyConnection,
    parameters: Parameters,
    policy: TierPolicy,
) -> None:
    """Write the parameters and tier policy the release is derived with."""
    connection.execute(
        """update release set policy_version = $policy, parameter_version = $parameters,
        default_parameters = $default""",
        {
            "policy": policy.version,
            "parameters": parameters.version,
            "default": parameters.is_default,
        },
    )
    connection.execute("delete from parameter")
    connection.execute("delete from tier_policy")
    shipped = [[p.name, FIRST_DAY, p.value, p.unit, p.note_en] for p in PARAMETERS]
    units = {p.name: p.unit for p in PARAMETERS}
    chosen = [[s.name, s.effective_from, s.value, units[s.name], None] for s in parameters.settings]
    taken = {(name, str(day)) for name, day, *_ in chosen}
    rows = [row for row in shipped if (row[0], row[1]) not in taken] + chosen
    connection.executemany(
        """insert into parameter(name, effective_from, value, unit, note)
        values ($1, $2, $3, $4, $5)""",
        rows,
    )
    places = ", ".join(f"${number}" for number in range(1, len(LEVEL_FIELDS) + 1))
    connection.executemany(
        f"insert into tier_policy({', '.join(LEVEL_FIELDS)}) values ({places})",
        [[getattr(level, name) for name in LEVEL_FIELDS] for level in policy.levels],
    )


def stored_rules(connection: duckdb.DuckDBPyConnection) -> tuple[Parameters, TierPolicy] | None:
    """Return the parameters and policy a release was derived with; None in a new file."""
    row = one_row(connection.execute("select parameter_version, policy_version from release"))
    if row is None:
        return None
    settings = connection.execute("select name, value, effective_from from parameter").fetchall()
    levels = connection.execute(f"select {', '.join(LEVEL_FIELDS)} from tier_policy").fetchall()
    known = {parameter.name for parameter in PARAMETERS}
    return (
        Parameters(
            settings=tuple(
                Setting(name=name, value=value, effective_from=day)
                for name, value, day in settings
                if name in known
            ),
            version=row[0],
        ),
        TierPolicy(
            levels=tuple(Level(**dict(zip(LEVEL_FIELDS, level, strict=True))) for level in levels),
            version=row[1],
        ),
    )


def staged_rules(staging: duckdb.DuckDBPyConnection) -> tuple[list[Setting], list[Level]]:
    """Return the parameters and tier levels a delivery brings, typed; empty where none.

    Ladders the delivery says nothing of are the shipped ones.
    """
    present = {
        row[0] for row in staging.execute("select table_name from duckdb_tables()").fetchall()
    }
    settings: list[Setting] = []
    levels: list[Level] = []
    if "parameter" in present:
        rows = staging.execute("select name, value, effective_from from parameter").fetchall()
        settings = [Setting(name=row[0], value=row[1], effective_from=row[2]) for row in rows]
    if "tier_policy" in present:
        found = staging.execute("select * from tier_policy")
        names = [column[0] for column in found.description or ()]
        for row in found.fetchall():
            given = {
                name: value
                for name, value in zip(names, row, strict=True)
                if name in LEVEL_FIELDS and value is not None
            }
            labels = {"label_en": given["code"], "label_zh": given["code"], "lower_bound": None}
            levels.append(Level(**{**labels, **given}))
        if levels:
            levels = list(TierPolicy(levels=tuple(levels)).completed().levels)
    return settings, levels


def first_difference(
    stored: tuple[Parameters, TierPolicy],
    wanted: tuple[Parameters, TierPolicy],
) -> date | None:
    """Return the first day on which two sets of rules differ; None when they agree.

    `date.max` when only words of the tier policy differ, which no row depends on.
    """
    days = (stored[0].first_difference(wanted[0]), stored[1].first_difference(wanted[1]))
    return min((day for day in days if day is not None), default=None)


def enter_delivery(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    delivery: Delivery,
) -> None:
    """Record the files of a delivery, its notes, total checks and source columns."""
    for file in delivery.files:
        first, last = _date_range(connection, file.table, file.name)
        connection.execute(
            "insert into import_log values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            [
                release_id,
                _now(),
                file.table,
                file.name,
                file.sha256,
                file.rows_in,
                file.rows_ok,
                file.rows_rejected,
                first,
                last,
                file.table in delivery.replace,
            ],
        )
    for table, book in (
        ("_note", "quality_note"),
        ("_total_check", "total_check"),
        ("_source_column", "source_column"),
    ):
        present = one_row(
            connection.execute(
                """select 1 from duckdb_tables()
                where database_name = 'staging' and table_name = $name""",
                {"name": table},
            )
        )
        if present:
            connection.execute(
                f"insert into {book} by name select $id as release_id, * from staging.{table}",
                {"id": release_id},
            )


def holds(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> bool:
    """Whether a release already holds exactly these files, nothing having overwritten them."""
    if not delivery.files:
        return False
    hashes = [file.sha256 for file in delivery.files]
    for file in delivery.files:
        found = one_row(
            connection.execute(
                """select 1 from import_log e
            where e.table_name = $table and e.file_hash = $hash and e.replaced = $replaced
                and not exists (
                    select 1 from import_log l
                    where l.table_name = e.table_name and l.release_id > e.release_id
                        and l.file_hash not in (select unnest($hashes))
                        and (l.first_date is null or e.first_date is null or l.replaced
                            or (l.first_date <= e.last_date and l.last_date >= e.first_date)))""",
                {
                    "table": file.table,
                    "hash": file.sha256,
                    "replaced": file.table in delivery.replace,
                    "hashes": hashes,
                },
            )
        )
        if found is None:
            return False
    return True


def _date_range(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
) -> tuple[date | None, date | None]:
    if TABLES[table].delivery != "dates":
        return None, None
    row = one_row(
        connection.execute(
            f"""select min(snapshot_date), max(snapshot_date) from staging.{table}
            where _file = $name""",
            {"name": name},
        )
    )
    return (row[0], row[1]) if row else (None, None)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
