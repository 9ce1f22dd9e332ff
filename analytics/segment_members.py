"""The customers of a segment, page by page and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from analytics.engine import Engine
    from analytics.scope import Scope
    from data.segmentation import Segmentation

NO_SEGMENT = ""
"""The code of who lacks a feature and so belongs to no segment."""


def segment_customers(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    segment: str,
    tier: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who is in a segment? One page of the list, the largest contribution first, ties by id.

    segment: a code of the segmentation, NO_SEGMENT for who lacks a feature. tier: only those of
    a tier, "" for who has none.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        segment, aum_mavg, loan_mavg, contribution_ttm (the release's currency, null where not
        given). At most 10,000 rows. Purpose: service.
    """
    return engine.ask(
        "segments/members",
        scope.single,
        segmentation=segmentation,
        segment=segment,
        tier=tier,
        page_size=min(limit, MAX_ANSWER_ROWS),
        skipped=offset,
    )


def segment_customers_blocks(
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    segment: str,
    tier: str | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield everybody in a segment, in blocks, with the columns of `segment_customers`."""
    batches = engine.stream(
        "segments/members",
        scope.single,
        segmentation=segmentation,
        segment=segment,
        tier=tier,
        page_size=EVERYTHING,
        skipped=0,
    )
    return (batch.to_pandas() for batch in batches if batch.num_rows)
