"""Which files go into which tables, read how: settled before any row is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from data.contract import TABLES
from data.mapping import Mapping, TableMapping, guess_tables, missing_columns
from data.problems import (
    ColumnsMissing,
    NothingToLoad,
    SnapshotDateMissing,
    TableNotGuessed,
    TableUnknown,
    nearest,
)
from data.read import as_csv, read_sheet
from data.selects import selected
from data.staging import Part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to load. Without `table` it is guessed from the headers; `replace` replaces the
    whole table; `mapping` stands over the load's mapping; `name` is shown instead of the path's.
    """

    path: Path
    table: str | None = None
    replace: bool = False
    name: str | None = None
    mapping: TableMapping | None = None


def parts_of(
    sources: Sequence[Source], mapping: Mapping, folder: Path, today: date
) -> list[tuple[Part, Source]]:
    """Return what is to be read into which table, customers first."""
    named = _told_apart(list(sources) or _beside(mapping))
    parts: list[tuple[Part, Source]] = []
    for source in named:
        parts += [
            (_part(replace(source, table=table), mapping, folder, today), source)
            for table in _tables_of(source)
        ]
    order = list(TABLES)
    return sorted(parts, key=lambda pair: order.index(pair[0].table.name))


def _told_apart(sources: Sequence[Source]) -> list[Source]:
    """Return the sources with names of their own: files of one name show their folder too."""
    names = Counter((source.table, source.name or source.path.name) for source in sources)
    seen: Counter[tuple[str | None, str]] = Counter()
    apart = []
    for source in sources:
        name = source.name or source.path.name
        key = (source.table, name)
        seen[key] += 1
        if names[key] > 1:
            name = f"{source.path.parent.name}/{name}" if source.name is None else name
            apart.append(replace(source, name=f"{name} ({seen[key]})"))
        else:
            apart.append(source)
    return apart


def _beside(mapping: Mapping) -> list[Source]:
    """Return the files a mapping names, looked for in its own folder."""
    folder = mapping.folder or Path()
    found = [
        Source(path=path, table=table)
        for table, described in mapping.tables.items()
        for pattern in described.files
        for path in sorted(folder.glob(pattern))
    ]
    if not found:
        patterns = [pattern for each in mapping.tables.values() for pattern in each.files]
        raise NothingToLoad(looked=", ".join(patterns) or "-")
    return found


def _tables_of(source: Source) -> tuple[str, ...]:
    if source.mapping is not None:
        return (source.mapping.table,)
    if source.table is None:
        sheet = read_sheet(source.path, name=source.name)
        tables = guess_tables(sheet)
        if not tables:
            raise TableNotGuessed(file=sheet.name)
        return tables
    if source.table not in TABLES:
        raise TableUnknown(table=source.table, nearest=nearest(source.table, TABLES))
    return (source.table,)


def _part(source: Source, mapping: Mapping, folder: Path, today: date) -> Part:
    table = TABLES[str(source.table)]
    described = source.mapping or mapping.tables.get(table.name) or TableMapping(table=table.name)
    sheet = read_sheet(source.path, name=source.name, encoding=described.encoding)
    settled = described.settled(sheet)
    if settled.select is not None:
        settled = selected(settled, sheet)
    elif "snapshot_date" in missing_columns(table, settled):
        if sheet.stated_date is None:
            raise SnapshotDateMissing(file=sheet.name)
        settled = replace(settled, snapshot_date=sheet.stated_date)
    missing = missing_columns(table, settled)
    if missing and settled.select is None:
        raise ColumnsMissing(
            file=sheet.name,
            table=table.name,
            columns=", ".join(missing),
            found=", ".join(sheet.headers),
        )
    text_file = sheet.path if sheet.kind == "parquet" else as_csv(sheet, folder)
    return Part(sheet=sheet, mapping=settled, text_file=text_file, today=today)
