"""The long way for a file as bankers keep it: text first, then values, every fault with its row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from data import expressions as sql
from data.check import Fault, Reading, faults_of, first_filled, footer_condition, total_condition
from data.mapping import unit_of
from data.problems import (
    MappedColumnMissing,
    MappingSelectFailed,
    nearest,
)
from data.rawtext import note_short_lines, read_text
from data.selects import identifier
from data.staging import EXAMPLES, Outcome, Part, Staging
from data.titles import SUBTOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

MOSTLY_EMPTY = 0.5
SAYS_INSTITUTION = {
    "同业": "interbank",
    "事业单位": "government_public",
    "机关事业": "government_public",
}
"""Customer types that say the institution type too: interbank money is no deposit."""


def load_checked(staging: Staging, part: Part) -> Outcome:
    """Insert the good rows of the file into its table, and keep what is wrong with the others.

    Raises:
        BrokenCsv, BrokenParquet: the file stops being a table somewhere.
        MappedColumnMissing, MappingSelectFailed: the mapping does not fit the file.
    """
    read_text(staging, part)
    for sheet in part.sheet.other_sheets:
        staging.note(part, "sheet_not_read", "warning", 1, value=sheet)
    texts = _texts(staging, part)
    readings = _readings(staging, part, texts)
    _leave_out(staging, part, texts)
    note_short_lines(staging, part)
    _type(staging, readings)
    readings = [*readings, *_institutions(staging, part, readings)]
    _check_totals(staging, part, readings)
    faults = [
        fault
        for reading in readings
        if reading.column in part.provided
        for fault in faults_of(reading, part.today)
    ]
    _keep_faults(staging, part, faults)
    _keep_profile(staging, part)
    outcome = _insert_good(staging, part, readings)
    staging.run("drop table if exists _raw; drop table if exists _typed; drop table if exists _out")
    staging.run("drop table if exists _source")
    return outcome


def _texts(staging: Staging, part: Part) -> dict[str, str]:
    """Make `_raw` and return the text column of every source name in it."""
    headers = part.sheet.headers
    if part.mapping.select is None:
        staging.run("alter table _source rename to _raw")
        return {header: f"c{place}" for place, header in enumerate(headers)}
    named = ", ".join(f"c{place} as {identifier(name)}" for place, name in enumerate(headers))
    staging.run(f"create temp view source as select {named}, _row from _source")
    try:
        statements = duckdb.extract_statements(part.mapping.select)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise MappingSelectFailed(
                table=part.table.name, file=part.sheet.name, reason="it must be one SELECT"
            )
        described = staging.run(f"describe {part.mapping.select}")
        results = [str(row[0]) for row in described]
        aliases = ", ".join(
            f"{sql.cleaned(f'cast({identifier(name)} as varchar)')} as c{place}"
            for place, name in enumerate(results)
            if name != "_row"
        )
        row = "_row" if "_row" in results else f"row_number() over () + {part.sheet.header_row}"
        staging.run(
            f"create table _raw as select {aliases}, {row} as _row from ({part.mapping.select})"
        )
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise MappingSelectFailed(
            table=part.table.name, file=part.sheet.name, reason=reason
        ) from error
    finally:
        staging.run("drop view source")
    return {name: f"c{place}" for place, name in enumerate(results) if name != "_row"}


def _readings(staging: Staging, part: Part, texts: dict[str, str]) -> list[Reading]:
    mapping = part.mapping
    readings = []
    for column in part.provided:
        source = mapping.columns.get(column.name)
        constant = mapping.constants.get(column.name)
        if source is None and constant is None:
            constant = str(mapping.snapshot_date)
        if constant is not None:
            text = f"k_{column.name}"
            staging.run(f"alter table _raw add column {text} varchar")
            staging.run(f"update _raw set {text} = ?", [constant])
        elif source in texts:
            text = texts[str(source)]
        else:
            raise MappedColumnMissing(
                column=source, file=part.sheet.name, nearest=nearest(str(source), texts)
            )
        unit = 1 if constant is not None else unit_of(str(source), mapping, part.sheet)
        translated = tuple(mapping.codes.get(column.name, {}).items())
        readings.append(Reading(column=column, text=text, unit=unit, translated=translated))
    return readings


def _leave_out(staging: Staging, part: Part, texts: dict[str, str]) -> None:
    """Make `_out`: the blank, total and footer rows of `_raw`, which are no customers."""
    cells = tuple(texts.values())
    first = first_filled(cells)
    key = [texts[s] for n, s in part.mapping.columns.items() if n in part.table.key and s in texts]
    totals = " or ".join(total_condition(text) for text in [first, *key])
    staging.run(
        f"""create table _out as select rowid as place, _row, {first} as word,
        case when {first} is null then 'blank' when {totals} then 'total_row' else 'footer_row' end
        as what from _raw where {first} is null or {totals} or {footer_condition(first, cells)}"""
    )
    for what, count in staging.run(
        "select what, count(*) from _out where what <> 'blank' group by 1"
    ):
        staging.note(part, str(what), "warning", int(str(count)))


def _type(staging: Staging, readings: Sequence[Reading]) -> None:
    """Make `_typed`: one row per row of `_raw`, in its order."""
    values = ", ".join(f'{reading.value} as "{reading.column.name}"' for reading in readings)
    bound: list[object] = [text for reading in readings for text in reading.bound]
    staging.run(f"create table _typed as select {values} from _raw", bound)


def _institutions(staging: Staging, part: Part, readings: Sequence[Reading]) -> list[Reading]:
    """Keep the institution type that a customer type such as 同业 says too.

    Return the reading it adds when the file has no such column of its own.
    """
    said = {reading.column.name: reading for reading in readings}
    if part.table.name != "customer" or "customer_type" not in said:
        return []
    text = said["customer_type"].text
    listed = sql.listed(tuple(SAYS_INSTITUTION))
    if not staging.count(f"select count(*) from _raw where {text} in ({listed})"):
        return []
    added: list[Reading] = []
    if "institution_type" not in said:
        column = part.table.column("institution_type")
        staging.run("alter table _typed add column institution_type varchar")
        added = [Reading(column=column, text=text)]
    for word, kind in SAYS_INSTITUTION.items():
        staging.run(
            f"""update _typed set institution_type = ? where institution_type is null
            and rowid in (select rowid from _raw where {text} = ?)""",
            [kind, word],
        )
    return added


def _check_totals(staging: Staging, part: Part, readings: Sequence[Reading]) -> None:
    """Compare each grand total row with the sum of the rows it stands for."""
    if not staging.count("select count(*) from _out where what = 'total_row'"):
        return
    subtotal = sql.listed(SUBTOTAL_WORDS)
    for reading in readings:
        if reading.column.kind != "money" or reading.text.startswith("k_"):
            continue
        name = reading.column.name
        staging.run(
            f"""insert into _total_check
            with summed as (select coalesce(sum("{name}"), 0) as amount from _typed
                            where rowid not in (select place from _out)),
            stated as (select t."{name}" as amount from _typed t join _out o on o.place = t.rowid
                       where o.what = 'total_row' and lower(o.word) not in ({subtotal})
                       and t."{name}" is not null)
            select ?, '{name}', stated.amount, summed.amount, stated.amount - summed.amount
            from stated, summed""",
            [part.sheet.name],
        )


def _keep_faults(staging: Staging, part: Part, faults: Sequence[Fault]) -> None:
    """Count every fault in one pass, then fetch the rows of those that occur."""
    if not faults:
        return
    counts = ", ".join(f"count(*) filter (where {fault.condition})" for fault in faults)
    joined = "_raw r positional join _typed t"
    kept = "r.rowid not in (select place from _out)"
    found = staging.run(f"select {counts} from {joined} where {kept}")[0]
    for fault, count in zip(faults, found, strict=True):
        if count:
            _keep_fault(staging, part, fault, f"from {joined} where {kept} and {fault.condition}")


def _keep_fault(staging: Staging, part: Part, fault: Fault, rows: str) -> None:
    table, name = part.table.name, f'"{fault.column}"'
    if fault.severity == "reject":
        staging.run(
            f"insert into _reject select '{table}', ?, r._row, '{fault.column}', r.{fault.text}, "
            f"'{fault.rule}' {rows}",
            [part.sheet.name],
        )
        return
    staging.run(
        f"insert into _note select '{table}', ?, r._row, '{fault.column}', r.{fault.text}, "
        f"'{fault.rule}', '{fault.severity}', count(*) over () {rows} limit {EXAMPLES}",
        [part.sheet.name],
    )
    if fault.severity == "null":
        staging.run(f"update _typed set {name} = null where rowid in (select r.rowid {rows})")
    elif fault.rule == "blank_as_zero":
        staging.run(f"update _typed set {name} = 0 where rowid in (select r.rowid {rows})")


def _keep_profile(staging: Staging, part: Part) -> None:
    """Record how filled every source column is, read or not; a mostly empty one is noted."""
    source = "_source" if staging.has("_source") else "_raw"
    headers = part.sheet.headers
    counts = ", ".join(f"count(c{place})" for place in range(len(headers)))
    total, *filled = staging.run(
        f"select count(*), {counts} from {source} where rowid not in "
        f"(select place from _out where {str(part.mapping.select is None).lower()})"
    )[0]
    reads = {source: name for name, source in part.mapping.columns.items()}
    rows = int(str(total))
    for header, count in zip(headers, filled, strict=True):
        used = reads.get(header)
        if used is None and part.mapping.select:
            inside = re.search(rf"(?<!\w){re.escape(header)}(?!\w)", part.mapping.select)
            used = "select" if inside else None
        staging.run(
            "insert into _source_column values (?, ?, ?, ?, ?, ?)",
            [part.table.name, part.sheet.name, header, count, total, used],
        )
        empty = rows - int(str(count))
        if rows and empty / rows > MOSTLY_EMPTY:
            share = f"{empty / rows:.1%}"
            staging.note(part, "mostly_empty", "warning", empty, column=header, value=share)


def _insert_good(staging: Staging, part: Part, readings: Sequence[Reading]) -> Outcome:
    """Insert the rows that are neither left out nor refused; account rows are added up per key."""
    staging.ensure(part, also=[reading.column for reading in readings])
    table, file = part.table.name, part.sheet.name
    mine: list[object] = [table, file]
    refusals = "from _reject where table_name = ? and file_name = ?"
    refused = staging.count(f"select count(distinct row_number) {refusals}", mine)
    broken = staging.count(f"select count(*) {refusals} and rule = 'broken_line'", mine)
    listed = ", ".join(f'"{reading.column.name}"' for reading in readings)
    values, grouped = _values(part, readings)
    before = staging.count(f"select count(*) from {table}")
    staging.run(
        f"""insert into {table} ({listed}, _row, _file) select {values}, ?
        from _raw r positional join _typed t where r.rowid not in (select place from _out)
        {f"and r._row not in (select row_number {refusals})" if refused else ""} {grouped}""",
        [file, *(mine if refused else [])],
    )
    found = staging.count("select count(*) from _raw") + broken
    left_out = staging.count("select count(*) from _out")
    loaded = staging.count(f"select count(*) from {table}") - before
    return Outcome(
        rows_in=found - left_out, rows_ok=loaded, rows_rejected=refused, left_out=left_out
    )


def _values(part: Part, readings: Sequence[Reading]) -> tuple[str, str]:
    """Return the SELECT list and the GROUP BY of the part's rows."""
    if part.mapping.rows == "customer":
        return ", ".join(f't."{r.column.name}"' for r in readings) + ", r._row", ""
    values = []
    for reading in readings:
        name = f't."{reading.column.name}"'
        if reading.column.name in part.table.key:
            values.append(name)
        elif reading.column.kind == "money":
            values.append(f"sum({name})")
        elif reading.column.name == "status":
            values.append(f"case when bool_or({name} = 'open') then 'open' else 'closed' end")
        elif reading.column.kind in {"date", "timestamp", "integer"}:
            values.append(f"max({name})")
        else:
            values.append(f"first({name} order by r._row)")
    keys = ", ".join(f't."{name}"' for name in part.table.key)
    return ", ".join(values) + ", min(r._row)", f"group by {keys}"
