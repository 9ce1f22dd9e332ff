"""Column `segment` of the fact: what the adopted segmentations make of every row of a release.

A month-end is assigned by its own rows; a week carries its month-end's segment, as it does the
tier, because flows do not count on weeks. Nothing is read or written while nothing is adopted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.answers import one_row
from data.segment_features import FEATURES
from data.segmentation import Segmentation, assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    import duckdb

    from data.dates import Snapshot


def stored_segmentations(connection: duckdb.DuckDBPyConnection) -> tuple[Segmentation, ...]:
    """Return the segmentations a release was derived with, by customer type."""
    rows = connection.execute(
        "select distinct customer_type, model from segment order by customer_type"
    ).fetchall()
    return tuple(Segmentation.from_json(model) for _, model in rows)


def enter_segmentations(
    connection: duckdb.DuckDBPyConnection, adopted: Sequence[Segmentation]
) -> None:
    """Write table `segment`: one row per segment, with its segmentation's model."""
    if tuple(adopted) == stored_segmentations(connection):
        return
    connection.execute("delete from segment")
    rows = [
        [each.customer_type, each.name, each.version, segment.code, segment.name_en,
         segment.name_zh, segment.stability, segment.customer_count, each.to_json()]
        for each in adopted
        for segment in each.segments
    ]  # fmt: skip
    if rows:
        connection.executemany("insert into segment values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


@dataclass(slots=True, kw_only=True)
class Segments:
    """Gives rows their segment on an open, writable release.

    adopted: what shall hold. stale: types whose rows of all dates are to be assigned anew.
    """

    connection: duckdb.DuckDBPyConnection
    adopted: tuple[Segmentation, ...]
    step: Callable[[str], None]
    stale: set[str] = field(default_factory=set)

    def compare(self) -> None:
        """Mark types whose assignment differs from that of the release. Names make none."""
        stored = {each.customer_type: each for each in stored_segmentations(self.connection)}
        for kind in {*stored, *self._of_type}:
            if _model(stored.get(kind)) != _model(self._of_type.get(kind)):
                self.stale.add(kind)

    def expect(self, provided: Collection[str], *, replaced: bool) -> None:
        """Mark types that go by what the staged customers change. Before they are delivered.

        A customer's occupation or birth year has no date: as it is today it counts for all dates.
        """
        for each in self.adopted:
            needed = sorted(
                name
                for feature in each.features
                if FEATURES[feature.name].home == "customer"
                for name in FEATURES[feature.name].needs
                if replaced or name in provided
            )
            if needed and self._changes(needed, provided, replaced=replaced):
                self.stale.add(each.customer_type)

    def _changes(self, names: Sequence[str], provided: Collection[str], *, replaced: bool) -> bool:
        differs = " or ".join(
            f"o.{name} is distinct from {f's.{name}' if name in provided else 'null'}"
            for name in names
        )
        found = self.connection.execute(
            f"""select 1 from customer o {"left" if replaced else "inner"} join staging.customer s
                using (customer_id) where {differs} limit 1"""
        )
        return one_row(found) is not None

    def assign(self, calendar: Sequence[Snapshot], due: Collection[date]) -> None:
        """Give the rows of `due` dates their segment, and of all dates those of stale types.

        The calendar is ascending, so that a week finds its month-end assigned.
        """
        kinds = {*self.stale, *self._of_type}
        for snapshot in calendar:
            wanted = sorted(kinds if snapshot.day in due else self.stale)
            if not wanted:
                continue
            self.step(f"segment {snapshot.day}")
            for kind in wanted:
                self._assign(snapshot, kind)
            # An open transaction keeps the old values of every row.
            self.connection.execute("commit")
            self.connection.execute("begin")

    @property
    def _of_type(self) -> Mapping[str, Segmentation]:
        return {each.customer_type: each for each in self.adopted}

    def _assign(self, snapshot: Snapshot, kind: str) -> None:
        day, segmentation = snapshot.day, self._of_type.get(kind)
        if segmentation is None:
            self.connection.execute(
                """update customer_snapshot set segment = null
                where snapshot_date = $day and customer_type = $kind and segment is not null""",
                {"day": day, "kind": kind},
            )
        elif snapshot.month_date in {None, day}:
            self._run(*_own(segmentation), day=day, kind=kind)
        else:
            self._run(_CARRIED, {}, day=day, kind=kind, month_date=snapshot.month_date)

    def _run(self, found: str, bound: Mapping[str, float | str], **facts: object) -> None:
        """Write the codes of `found`, a select of place and code, where they differ."""
        statement = f"""update customer_snapshot set segment = found.code from ({found}) as found
            where customer_snapshot.rowid = found.place and snapshot_date = :day
                and segment is distinct from found.code"""
        marked = re.sub(r"(?<!:):(?=[a-z])", "$", statement)
        used = set(re.findall(r"\$(\w+)", marked))
        values = {name: value for name, value in {**bound, **facts}.items() if name in used}
        self.connection.execute(marked, values)


def _own(segmentation: Segmentation) -> tuple[str, Mapping[str, float | str]]:
    """SQL of every row's place and code by its own columns, and what it binds."""
    found = assignment(segmentation)
    rows = """(select rowid as place, * from customer_snapshot
        where snapshot_date = :day and customer_type = :kind)"""
    code = "case when status = 'open' then segment_now end"
    return f"select place, {code} as code from ({found.over(rows)}) as assigned", found.bound


_CARRIED = """select own.rowid as place,
        case when own.status = 'open' then month_end.segment end as code
    from customer_snapshot as own
    left join (select customer_key, segment from customer_snapshot
            where snapshot_date = :month_date) as month_end
        on month_end.customer_key = own.customer_key
    where own.snapshot_date = :day and own.customer_type = :kind"""


def _model(segmentation: Segmentation | None) -> object:
    """What decides which row gets which code."""
    if segmentation is None:
        return None
    return segmentation.features, [(each.code, each.centre) for each in segmentation.segments]
