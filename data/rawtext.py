"""A file as text in the scratch database, every row with the number a spreadsheet shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from data import expressions as sql
from data.decode import blank_lines
from data.problems import BrokenCsv, BrokenParquet
from data.selects import identifier
from data.staging import EXAMPLES, file_options

if TYPE_CHECKING:
    from data.staging import Part, Staging


def read_text(staging: Staging, part: Part) -> None:
    """Make `_source`: every column of the file as text c0, c1 …, with its row number."""
    width = len(part.sheet.headers)
    if part.sheet.kind == "parquet":
        names = ", ".join(
            f"{sql.cleaned(f'cast({identifier(header)} as varchar)')} as c{place}"
            for place, header in enumerate(part.sheet.headers)
        )
        source, bound = f"select {names} from read_parquet(?)", [str(part.text_file)]
        broken: type[BrokenCsv | BrokenParquet] = BrokenParquet
    else:
        types = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
        names = ", ".join(f"{sql.cleaned(f'c{place}')} as c{place}" for place in range(width))
        source = (
            f"select {names} from read_csv(?, columns={{{types}}}, {file_options(part)}, "
            "null_padding=true, store_rejects=true)"
        )
        bound, broken = [str(part.text_file)], BrokenCsv
    statement = f"create table _source as select *, 0::bigint as _row from ({source})"
    try:
        try:
            staging.run(statement, list(bound))
        except duckdb.InvalidInputException:
            serial = statement.replace("null_padding=true", "null_padding=true, parallel=false")
            staging.run(serial, list(bound))
    except duckdb.Error as error:
        line = re.search(r"[Ll]ine:? (\d+)", str(error))
        reason = str(error).splitlines()[0]
        raise broken(
            file=part.sheet.name, line=line.group(1) if line else "?", reason=reason
        ) from error
    if not staging.count("select count(*) from _source") and not staging.has("reject_errors"):
        raise BrokenCsv(file=part.sheet.name, line=part.sheet.header_row + 1, reason="no row found")
    _number_rows(staging, part)


def _number_rows(staging: Staging, part: Part) -> None:
    """Give each row the number a spreadsheet shows, counting lines the reader passed over."""
    if part.sheet.kind == "parquet":
        staging.run("update _source set _row = rowid + 2")
        return
    first = part.sheet.header_row + 1
    gaps = sorted({*_broken_lines(staging, part), *blank_lines(part.text_file, first - 1)})
    if not gaps:
        staging.run(f"update _source set _row = rowid + {first}")
        return
    staging.run(
        """create temp table gap as select threshold, max(shift) as shift from (
            select line - row_number() over (order by line) + 1 as threshold,
                row_number() over (order by line) as shift from (select unnest(?) as line))
        group by threshold order by threshold""",
        [gaps],
    )
    staging.run(
        f"""create temp table numbered as
        select s.rowid as place, s.rowid + {first} + coalesce(g.shift, 0) as number
        from _source s asof left join gap g on s.rowid + {first} >= g.threshold"""
    )
    staging.run("update _source set _row = number from numbered where place = _source.rowid")
    staging.run("drop table gap; drop table numbered")


def note_short_lines(staging: Staging, part: Part) -> None:
    """Note the rows with fewer columns than the header, which the reader filled with nothing.

    Rows in `_out`, such as remarks under the table, may be short.
    """
    last = len(part.sheet.headers) - 1
    source = "_source" if staging.has("_source") else "_raw"
    if part.sheet.kind == "parquet" or not staging.count(
        f"select count(*) from (select 1 from {source} where c{last} is null limit 1)"
    ):
        return
    types = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(last + 1))
    staging.run(
        f"select count(c{last}) from read_csv(?, columns={{{types}}}, {file_options(part)}, "
        "store_rejects=true)",
        [str(part.text_file)],
    )
    staging.run(
        f"""insert into _note select '{part.table.name}', ?, line, '', text, 'short_line',
            'warning', count(*) over () from (
            select line, first(csv_line)[:200] as text from reject_errors
            where error_type = 'MISSING COLUMNS' and trim(csv_line) <> ''
            and line not in (select _row from _out) group by line)
        order by line limit {EXAMPLES}""",
        [part.sheet.name],
    )
    _forget_errors(staging)


def _forget_errors(staging: Staging) -> None:
    staging.run("drop table if exists reject_errors; drop table if exists reject_scans")


def _broken_lines(staging: Staging, part: Part) -> list[int]:
    """Refuse the lines that are no rows, and return their numbers."""
    if not staging.has("reject_errors"):
        return []
    rows = staging.run(
        "select line, first(csv_line) from reject_errors group by line order by line"
    )
    for line, text in rows:
        staging.run(
            "insert into _reject values (?, ?, ?, '', ?, 'broken_line')",
            [part.table.name, part.sheet.name, line, str(text)[:200]],
        )
    _forget_errors(staging)
    return [int(str(line)) for line, _ in rows]
