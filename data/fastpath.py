"""The short way for a clean file: one typed read, then one look for anything that is not clean.

Whatever this way does not take, the long way (data.slowpath) takes, with the same result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from data import expressions as sql
from data.check import ASSETS, MAY_BE_FUTURE, total_condition
from data.decode import blank_lines
from data.mapping import unit_of
from data.staging import EXAMPLES, Outcome, Part, Staging, file_options

if TYPE_CHECKING:
    from data.columns import Column

READ_AS = {"date": "DATE", "timestamp": "TIMESTAMP", "money": "DECIMAL(18,2)", "rate": "DOUBLE",
           "number": "DOUBLE", "integer": "DOUBLE", "year": "DOUBLE"}  # fmt: skip


def load_clean(staging: Staging, part: Part) -> Outcome | None:
    """Insert the whole file, or leave the table as it was and return None when it is not clean."""
    if not _may_be_clean(part):
        return None
    table = part.table.name
    staging.ensure(part)
    before = staging.count(f"select count(*) from {table}")
    staging.run("begin")
    try:
        _insert(staging, part)
        unclean = _suspicious(staging, part, before)
    except duckdb.Error:
        unclean = True
    if unclean:
        staging.run("rollback")
        return None
    staging.run("commit")
    _keep_notes(staging, part, before)
    count = staging.count(f"select count(*) - {before} from {table}")
    return Outcome(rows_in=count, rows_ok=count, rows_rejected=0)


def _may_be_clean(part: Part) -> bool:
    mapping, sheet = part.mapping, part.sheet
    return (
        sheet.kind == "csv"
        and mapping.select is None
        and not mapping.codes
        and mapping.rows == "customer"
        and set(mapping.columns.values()) == set(sheet.headers)
        and all(unit_of(header, mapping, sheet) == 1 for header in sheet.headers)
        and not any(column.kind in {"codes", "flag"} for column in part.provided)
        and not blank_lines(part.text_file, sheet.header_row)
    )


def _insert(staging: Staging, part: Part) -> None:
    mapping, headers = part.mapping, part.sheet.headers
    target = {source: name for name, source in mapping.columns.items()}
    types = ", ".join(
        f"'c{place}': '{READ_AS.get(part.table.column(target[header]).kind, 'VARCHAR')}'"
        for place, header in enumerate(headers)
    )
    bound: list[object] = []
    values = []
    for column in part.provided:
        if column.name in mapping.columns:
            values.append(_taken(column, f"c{headers.index(mapping.columns[column.name])}"))
        else:
            values.append(f"try_cast(? as {column.sql_type})")
            bound.append(mapping.constants.get(column.name, str(mapping.snapshot_date)))
    names = ", ".join(f'"{column.name}"' for column in part.provided)
    staging.run(
        f"insert into {part.table.name} ({names}, _row, _file) "
        f"select {', '.join(values)}, row_number() over () + {part.sheet.header_row}, ? "
        f"from read_csv(?, columns={{{types}}}, {file_options(part)})",
        [*bound, part.sheet.name, str(part.text_file)],
    )


def _taken(column: Column, source: str) -> str:
    """Return the value, or stop the read where the reader would round or keep an infinity."""
    if column.kind in {"integer", "year"}:
        exact, value = f"{source} = floor({source})", f"{source}::integer"
    elif column.kind in {"rate", "number"}:
        exact, value = f"isfinite({source})", source
    else:
        return source
    return f"case when {exact} or {source} is null then {value} else error('') end"


def _suspicious(staging: Staging, part: Part, before: int) -> bool:
    terms = [term for column in part.provided for term in _suspicions(column, part)]
    rows = f"from {part.table.name} where rowid >= {before}"
    return bool(staging.run(f"select 1 {rows} and ({' or '.join(terms)}) limit 1"))


def _suspicions(column: Column, part: Part) -> list[str]:
    """Return the conditions under which a value needs the long way."""
    name, kind = f'"{column.name}"', column.kind
    terms = [f"{name} is null"] if column.strict else []
    if kind in {"id", "text"}:
        terms += _text_suspicions(name, kind, first=column is part.provided[0])
    if kind == "code":
        terms.append(f"{name} not in ({sql.listed(column.code_values)})")
    if kind in {"money", "number", "rate"}:
        terms.append(f"abs({name}) >= {sql.ABSURD}")
    if kind == "year":
        terms.append(f"{name} > {part.today.year}")
    if kind in {"date", "timestamp"}:
        terms.append(f"{name} not between date '1800-01-01' and date '2200-12-31'")
        if column.name not in MAY_BE_FUTURE:
            terms.append(f"{name}::date > date '{part.today.isoformat()}'")
    if column.minimum is not None:
        terms.append(f"{name} < {column.minimum:g}")
    if column.maximum is not None:
        terms.append(f"{name} > {column.maximum:g}")
    return terms


def _text_suspicions(name: str, kind: str, *, first: bool) -> list[str]:
    terms = [f"{name} is distinct from {sql.cleaned(name)}"]
    if kind == "id":
        damaged = f"regexp_full_match({name}, {sql.quoted(sql.DAMAGED_ID)})"
        terms.append(f"(contains(lower({name}), 'e') and {damaged})")
    else:
        terms.append(f"(starts_with({name}, '=') or starts_with({name}, '@'))")
    if first:
        terms.append(total_condition(name))
    return terms


def _keep_notes(staging: Staging, part: Part, before: int) -> None:
    table, file = part.table.name, part.sheet.name
    for column in part.provided:
        if column.name in ASSETS:
            staging.run(
                f"""insert into _note select '{table}', ?, _row, '{column.name}',
                {column.name}::varchar, 'negative_assets', 'warning', count(*) over ()
                from {table} where rowid >= {before} and {column.name} < 0 limit {EXAMPLES}""",
                [file],
            )
    counts = ", ".join(f'count("{name}")' for name in part.mapping.columns)
    filled = staging.run(f"select count(*), {counts} from {table} where rowid >= {before}")[0]
    for (name, source), count in zip(part.mapping.columns.items(), filled[1:], strict=True):
        staging.run(
            "insert into _source_column values (?, ?, ?, ?, ?, ?)",
            [table, file, source, count, filled[0], name],
        )
