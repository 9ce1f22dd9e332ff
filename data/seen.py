"""Since when each customer is known: the first date of the release with any row of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data import words
from data.answers import one_row
from data.kept import absent_keys, customer_size

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

NEVER = np.iinfo(np.int32).max


@dataclass(slots=True, kw_only=True)
class FirstSeen:
    """The first date of each customer so far, by customer_key, in days since 1970.

    Dates pass in ascending order, from the first that changes; before it all is as it was.
    """

    connection: duckdb.DuckDBPyConnection
    day: NDArray[np.int32]

    @classmethod
    def before(cls, connection: duckdb.DuckDBPyConnection, first: date) -> FirstSeen:
        """Return what the dates before `first` say."""
        size = customer_size(connection)
        seen = cls(connection=connection, day=np.full(size, NEVER, dtype=np.int32))
        row = one_row(
            connection.execute(
                "select max(snapshot_date) from snapshot where snapshot_date < $first",
                {"first": first},
            )
        )
        if row is None or row[0] is None:
            return seen
        key = seen._take(_ON_A_DATE, {"day": row[0]})
        missing = absent_keys(connection, key, size)
        if len(missing):
            connection.register("missing", pa.table({"customer_key": missing}))
            seen._take(_OF_MISSING, {"first": first})
            connection.unregister("missing")
        return seen

    def grow(self, size: int) -> None:
        """Make room for customers added since."""
        more = size - len(self.day)
        self.day = np.append(self.day, np.full(more, NEVER, dtype=np.int32))

    def on(self, day: date, key: NDArray[np.int32]) -> NDArray[np.int32]:
        """Let a date pass whose rows are these customers' and return their first dates."""
        first = np.minimum(self.day[key], np.int32(days_since_1970(day)))
        self.day[key] = first
        return first

    def correct(self, day: date) -> bool:
        """Let a date pass that is not derived again; return whether rows of it had to change."""
        found = self.connection.execute(_ON_A_DATE, {"day": day}).fetchnumpy()
        key = np.asarray(found["customer_key"])
        first = self.on(day, key)
        other = np.flatnonzero(first != np.ma.filled(found["first_seen"], NEVER))
        if not len(other):
            return False
        right = pa.table({"customer_key": key[other], "first_seen": words.dates(first[other])})
        self.connection.register("corrected", right)
        self.connection.execute(
            """update customer_snapshot f set first_seen = c.first_seen from corrected c
            where f.snapshot_date = $day and f.customer_key = c.customer_key""",
            {"day": day},
        )
        self.connection.unregister("corrected")
        return True

    def _take(self, sql: str, values: dict[str, object]) -> NDArray[np.int32]:
        found = self.connection.execute(sql, values).fetchnumpy()
        key = np.asarray(found["customer_key"])
        self.day[key] = np.ma.filled(found["first_seen"], NEVER)
        return key


def days_since_1970(day: date) -> int:
    """Return a day as the number the arrays use."""
    return int(np.datetime64(day, "D").astype(np.int64))


_ON_A_DATE = """select customer_key, first_seen - date '1970-01-01' as first_seen
    from customer_snapshot where snapshot_date = $day"""
_OF_MISSING = """select customer_key, min(first_seen) - date '1970-01-01' as first_seen
    from customer_snapshot semi join missing using (customer_key)
    where snapshot_date < $first group by customer_key"""
