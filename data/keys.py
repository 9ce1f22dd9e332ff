"""One row per key: repeated rows refused with their numbers, files that disagree refused whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.problems import FilesDisagree
from data.staging import EXAMPLES

if TYPE_CHECKING:
    from data.contract import Table
    from data.staging import Staging


def keep_keys_unique(staging: Staging, table: Table) -> None:
    """Refuse rows whose key repeats within a file; settle keys that several files bring.

    Within a file, a row that repeats an earlier one exactly is refused, and all rows of a key
    whose values differ. Between files, the same values count once; other values are refused for
    snapshots and replaced tables, while for upserted tables the later file wins.

    Raises:
        FilesDisagree: two files bring different values for one key.
    """
    there = staging.columns(table.name)
    keys = [name for name in table.key if name in there]
    listed = ", ".join(f'"{name}"' for name in keys)
    staging.run(
        f"create or replace temp table twice as select {listed}, count(*) as times "
        f"from {table.name} group by {listed} having count(*) > 1"
    )
    if staging.count("select count(*) from twice"):
        same = " and ".join(f't."{name}" is not distinct from w."{name}"' for name in keys)
        values = ", ".join(f'"{name}"' for name in there if name not in {"_row", "_file"})
        staging.run(
            f"""create or replace temp table again as
            select t.rowid as place, t._row, t._file, {", ".join(f't."{name}"' for name in keys)},
                md5(to_json(row({_of("t", values)}))::varchar) as content
            from {table.name} t join twice w on {same}"""
        )
        _refuse_within_files(staging, table, listed)
        _settle_between_files(staging, table, keys, values)
        staging.run("drop table again")
    staging.run("drop table twice")


def _of(alias: str, names: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in names.split(", "))


def _refuse_within_files(staging: Staging, table: Table, listed: str) -> None:
    staging.run(
        f"""create or replace temp table refused as
        select place, _row, _file, {listed}, rule from (
            select *, case when min(content) over file_key <> max(content) over file_key
                           then 'duplicate_key'
                           when row_number() over (partition by {listed}, _file order by _row) > 1
                           then 'duplicate_row' end as rule
            from again window file_key as (partition by {listed}, _file)) where rule is not null"""
    )
    keys = listed.replace('"', "").split(", ")
    text = " || ', ' || ".join(f'"{name}"::varchar' for name in keys)
    staging.run(
        f"insert into _reject select '{table.name}', _file, _row, '{', '.join(keys)}', {text}, "
        "rule from refused"
    )
    _drop(staging, table)


def _drop(staging: Staging, table: Table) -> None:
    staging.run(f"delete from {table.name} where rowid in (select place from refused)")
    staging.run("delete from again where place in (select place from refused)")
    staging.run("drop table refused")


def _settle_between_files(staging: Staging, table: Table, keys: list[str], values: str) -> None:
    listed = ", ".join(f'"{name}"' for name in keys)
    if table.delivery != "upsert":
        pair = staging.run(
            f"""select min(place), max(place) from again group by {listed}
            having min(content) <> max(content) order by 1 limit 1"""
        )
        if pair:
            raise _disagreement(staging, table, keys, values, pair[0])
    staging.run(
        f"""create or replace temp table refused as
        select place, _row, _file from again
        qualify row_number() over (partition by {listed} order by place desc) > 1"""
    )
    if table.delivery == "upsert":
        staging.run(
            f"""insert into _note select '{table.name}', _file, _row, '', '', 'later_file_wins',
            'warning', count(*) over (partition by _file)
            from refused
            qualify row_number() over (partition by _file order by _row) <= {EXAMPLES}"""
        )
    _drop(staging, table)


def _disagreement(
    staging: Staging, table: Table, keys: list[str], values: str, pair: tuple[object, ...]
) -> FilesDisagree:
    names = [name.strip('"') for name in values.split(", ")]
    first, second = (
        staging.run(f"select _file, _row, {values} from {table.name} where rowid = ?", [place])[0]
        for place in pair
    )
    place = next(i for i, name in enumerate(names) if first[i + 2] != second[i + 2])
    key = ", ".join(str(first[names.index(name) + 2]) for name in keys)
    return FilesDisagree(
        file=first[0],
        row=first[1],
        other=second[0],
        other_row=second[1],
        key=key,
        table=table.name,
        column=names[place],
        value=first[place + 2],
        other_value=second[place + 2],
    )
