"""A, B or C: which customers bring their branch its contribution, date by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb
    from numpy.typing import NDArray

    from data.months import Month

CLASSES = ("A", "B", "C")
CUT_TENTHS = (7, 9)
"""A reaches 70 % of what a branch's positive customers bring, B 90 %."""


def branch_classes(
    branch: NDArray[np.int32],
    value: NDArray[np.int64],
    is_open: NDArray[np.bool_],
    ranks: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> NDArray[np.int8]:
    """Return each row's class within its branch, an index into `CLASSES`.

    Positive amounts are taken largest first. A goes up to and including the customer who reaches
    70 % of their sum, B to the one who reaches 90 %; all others are C. Whole numbers throughout,
    so a customer who reaches exactly 70 % is the last A. Source: domain model 3.4.

    Args:
        branch: a number per branch, -1 unknown.
        value: the amounts, in whole micro-units.
        ranks: the order of some rows by customer_id; asked only for equal amounts a cut divides.

    Returns:
        -1 where the row is not open or its branch unknown.
    """
    level = np.where(is_open & (branch >= 0), 2, -1).astype(np.int8)
    chosen = np.flatnonzero((level == 2) & (value > 0))
    if not len(chosen):
        return level
    order = chosen[_largest_first(branch[chosen], value[chosen])]
    place, amount = branch[order], value[order]
    starts = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
    found = _classes(amount, starts)
    same = (place[1:] == place[:-1]) & (amount[1:] == amount[:-1])
    divided = same & (found[1:] != found[:-1])
    if divided.any():
        run = np.cumsum(np.append(False, ~same))
        is_tied = np.zeros(run[-1] + 1, dtype=np.bool_)
        is_tied[run[1:][divided]] = True
        at = np.flatnonzero(is_tied[run])
        tied = order[at]
        order[at] = tied[np.lexsort((ranks(tied), run[at]))]
    level[order] = found
    return level


def classes_of(connection: duckdb.DuckDBPyConnection, month: Month) -> NDArray[np.int8]:
    """Return the classes of a date's rows by the contribution of their last 12 months."""
    branches = month.rows["branch_id"].combine_chunks().dictionary_encode()
    if isinstance(branches, pa.ChunkedArray):
        branches = branches.combine_chunks()
    numbers = branches.indices.fill_null(-1).to_numpy(zero_copy_only=False)

    def ranks(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        tied = pa.table({"customer_key": month.key[rows], "place": np.arange(len(rows))})
        connection.register("tied", tied)
        found = connection.execute(
            "select place from tied join customer using (customer_key) order by customer_id"
        ).fetchnumpy()
        connection.unregister("tied")
        rank = np.empty(len(rows), dtype=np.int64)
        rank[np.asarray(found["place"])] = np.arange(len(rows))
        return rank

    return branch_classes(numbers, month.derived["contribution_ttm"], month.is_open, ranks)


def _largest_first(branch: NDArray[np.int32], value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows' order by branch, then amount; equal amounts in any order."""
    order = np.argsort(-value)
    # A stable sort of 16 bits is a radix sort: ten times as fast as one of 32.
    small = branch.astype(np.int16) if branch.max() < np.iinfo(np.int16).max else branch
    return np.asarray(order[np.argsort(small[order], kind="stable")])


def _classes(amount: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the classes of positive amounts, falling within each branch that `starts` opens."""
    sizes = np.diff(np.append(starts, len(amount)))
    reached = np.cumsum(amount)
    before = reached - amount
    base = before[starts]
    total = reached[starts + sizes - 1] - base
    whole, rest = np.divmod(total, 10)
    level = np.zeros(len(amount), dtype=np.int8)
    for tenths in CUT_TENTHS:
        needed = base + whole * tenths - (-rest * tenths) // 10
        level += before >= np.repeat(needed, sizes)
    return level
