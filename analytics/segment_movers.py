"""Who went from one segment to another between two dates, both sorted by the same rules."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analytics import problems
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.scope import Scope
from analytics.segment_members import NO_SEGMENT
from data.segmentation import Segmentation

CAME = ("new", "transferred_in")
WENT = ("lost", "transferred_out")
AMOUNTS = ("contribution_before", "contribution_after", "aum_before", "aum_after")
ASSETS = "aum_mavg"
MEASURES = ("contribution_ttm", ASSETS)


def segment_movers(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """How many customers went from which segment to which, and with how much?

    Both dates are sorted by the same rules and centres, so a move is the customer's.

    Returns:
        from_segment, to_segment: codes, "" for who lacks a feature; new (returned ones too) and
        transferred_in on the from side, lost and transferred_out on the to side; customer_count,
        from_share (of the from side's customers), contribution_before, contribution_after,
        aum_before, aum_after (sums, 0 where not in scope at the date). One row per pair that
        occurs, in the segmentation's order.

    Raises:
        NoEarlierDate, EmptyScope.
    """
    found = engine.ask("segments/movers", scope.pair, segmentation=segmentation)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    count = found["customer_count"]
    found["from_share"] = count / count.groupby(found["from_segment"]).transform("sum")
    for amount in AMOUNTS:
        found[amount] = found[amount].astype("float64").fillna(0.0)
    codes = [each.code for each in segmentation.segments] + [NO_SEGMENT]
    places = {code: at for at, code in enumerate([*codes, *CAME, *WENT])}
    order = found.assign(
        was=found["from_segment"].map(places), now=found["to_segment"].map(places)
    ).sort_values(["was", "now"])
    columns = ["from_segment", "to_segment", "customer_count", "from_share", *AMOUNTS]
    return order[columns].reset_index(drop=True)


def segment_mover_customers(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    move: str,
    measure: str = "contribution_ttm",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who went from one segment to another? One page of the list, the largest change first.

    move: from>to in the words of `segment_movers`: P1>P3, new>P2, P1>lost; a side left empty is
    who lacks a feature. measure: contribution_ttm or aum_mavg.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id (those after,
        else before), from_segment, to_segment, value_before, value_after, change (0 where not in
        scope at the date); ties by id. At most 10,000 rows. Purpose: service.

    Raises:
        NoEarlierDate, UnknownMove, UnknownMeasure.
    """
    asked = _asked(segmentation, move, measure)
    asked |= {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return engine.ask("segments/mover_customers", scope.pair, **asked)


def segment_mover_customers_blocks(
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    move: str,
    measure: str = "contribution_ttm",
) -> Iterator[pd.DataFrame]:
    """Yield everybody who made a move, in blocks, as `segment_mover_customers` has them."""
    asked = _asked(segmentation, move, measure) | {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("segments/mover_customers", scope.pair, **asked)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _asked(segmentation: Segmentation, move: str, measure: str) -> dict[str, Parameter]:
    was, arrow, now = move.partition(">")
    codes = {each.code for each in segmentation.segments} | {NO_SEGMENT}
    if not arrow or was not in codes | set(CAME) or now not in codes | set(WENT):
        known = ", ".join(sorted(codes - {NO_SEGMENT}))
        raise problems.UnknownMove(move=move, known=known)
    if measure not in MEASURES:
        raise problems.UnknownMeasure(measure=measure, known=", ".join(MEASURES))
    return {
        "segmentation": segmentation,
        "from_segment": was,
        "to_segment": now,
        "by_assets": measure == ASSETS,
    }
