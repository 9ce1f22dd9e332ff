"""Names of customers, from the file they alone live in; for display, never for a question."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from data.release import Store


def display_names(store: Store, release_id: str, customer_ids: Sequence[str]) -> dict[str, str]:
    """Return customer_id -> name as loaded, unmasked; who has no name is left out.

    Opens the identity file of the release for this one look and closes it again.
    """
    with duckdb.connect(str(store.identity_path(release_id)), read_only=True) as connection:
        found = connection.execute(
            "select customer_id, display_name from identity "
            "where display_name is not null and customer_id in (select unnest(?))",
            [list(customer_ids)],
        ).fetchall()
    return dict(found)
