"""Names of customers, from the file they alone live in; for display, never for a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb

from data.release import Store

KEPT_OPEN = 3
SMALL: Final[dict[str, str | bool | int | float | list[str]]] = {
    "memory_limit": "64MB",
    "threads": 1,
}


def display_names(store: Store, release_id: str, customer_ids: Sequence[str]) -> dict[str, str]:
    """Return customer_id -> name as loaded, unmasked; who has no name is left out."""
    path = store.identity_path(release_id)
    with _opened(path, path.stat().st_mtime_ns).cursor() as cursor:
        found = cursor.execute(
            "select customer_id, display_name from identity "
            "where display_name is not null and customer_id in (select unnest(?))",
            [list(customer_ids)],
        ).fetchall()
    return dict(found)


@lru_cache(maxsize=KEPT_OPEN)
def _opened(path: Path, _written: int) -> duckdb.DuckDBPyConnection:
    """The identity file, kept open: opening costs more than looking up a page of names."""
    return duckdb.connect(str(path), read_only=True, config=SMALL)
