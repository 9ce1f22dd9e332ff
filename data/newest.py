"""The newest month-end alone knows customers as they are today; a newer one takes that from it.

Credit, family and income arrive without a date. They count for the newest month-end only, and a
grade that needs them is not given to earlier ones, unless the dates themselves bring the credit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data import rules
from data.answers import one_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    import duckdb

    from data.dates import Snapshot


def newest_month(calendar: Iterable[Snapshot]) -> date | None:
    """Return the last month-end; the last date before there is any; None without dates."""
    days = [(s.month_date is not None, s.month_date or s.day) for s in calendar]
    return max(days)[1] if days else None


def step_down(
    connection: duckdb.DuckDBPyConnection, day: date, calendar: Iterable[Snapshot]
) -> None:
    """Make a kept date, and the weeks that carry its scores, an earlier one.

    Deriving it again would give the same and take ten times as long.
    """
    if one_row(
        connection.execute(
            """select 1 from customer_snapshot
            where snapshot_date = $day and credit_grade is not null limit 1""",
            {"day": day},
        )
    ):
        return
    found = connection.execute(
        """select customer_key, cast(aum_mavg as double) as aum,
            cast(contribution_ttm as double) as contribution_ttm, value_score
        from customer_snapshot where snapshot_date = $day""",
        {"day": day},
    ).fetchnumpy()
    key = np.asarray(found["customer_key"])
    aum, ttm, score = (
        np.ma.filled(found[name], np.nan) for name in ("aum", "contribution_ttm", "value_score")
    )
    unknown = np.full(len(key), -1, dtype=np.int8)
    right = rules.value_scores(aum, ttm, unknown)
    other = np.flatnonzero(~((right == score) | (np.isnan(right) & np.isnan(score))))
    days = [s.day for s in calendar if day in {s.day, s.month_date}]
    connection.execute(
        "update customer_snapshot set grade = null where snapshot_date in (select unnest($days))",
        {"days": days},
    )
    if len(other):
        scores = pa.array(right[other], mask=np.isnan(right[other]))
        _put_scores(connection, pa.table({"customer_key": key[other], "score": scores}), days)


def _put_scores(
    connection: duckdb.DuckDBPyConnection, scores: pa.Table, days: Collection[date]
) -> None:
    connection.register("scores", scores)
    connection.execute(
        """update customer_snapshot f set value_score = scores.score from scores
        where f.snapshot_date in (select unnest($days)) and f.customer_key = scores.customer_key""",
        {"days": list(days)},
    )
    connection.unregister("scores")
