"""Which product line a segment lacks most, against all other customers of the type together.

Against the one segment that holds a line most, every segment would lack what that one is made of.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.scope import Scope
from data.contract import TABLES
from data.segmentation import Segmentation

FEWEST = 10
"""A segment of fewer customers is no example for others (the parameter min_cell as shipped)."""

LINES = tuple(code.value for code in TABLES["product"].column("line").codes)
COLUMNS = ["segment", "name_en", "name_zh", "line", "eligible_count", "holder_count", "held_share"]


def segment_product_gaps(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """How many customers of each segment hold each product line, and where is it held most?

    Lines with a product on sale for the type, channels left out. The rest: all other customers of
    the type who belong to a segment. The example is the segment of 10 or more customers, not
    itself, with the largest share of holders.

    Returns:
        segment, name_en, name_zh, line, eligible_count (customers of the segment), holder_count,
        held_share, rest_share, gap (rest_share - held_share, below 0 where the segment holds more),
        best_segment, best_share. One row per segment and line; no row without holdings.

    Raises:
        EmptyScope: nobody of the type is in scope.
    """
    sizes = engine.ask("segments/profile", scope.single, segmentation=segmentation)
    return product_gaps(engine, scope, segmentation, sizes)


def product_gaps(
    engine: Engine, scope: Scope, segmentation: Segmentation, sizes: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame of `segment_product_gaps`; `sizes` has segment and customer_count."""
    lines = engine.ask("segments/lines", scope.single, customer_type=segmentation.customer_type)[
        "line"
    ]
    held = engine.ask("segments/holders", scope.single, segmentation=segmentation)
    if held.empty:
        lines = lines[:0]
    holders = held.set_index(["segment", "line"])["holder_count"]
    counts = sizes.set_index("segment")["customer_count"]
    order = [line for line in LINES if line in set(lines)]
    rows = [
        {
            "segment": segment.code, "name_en": segment.name_en, "name_zh": segment.name_zh,
            "line": line, "eligible_count": int(counts.get(segment.code, 0)),
            "holder_count": int(holders.get((segment.code, line), 0)),
        }
        for segment in segmentation.segments
        for line in order
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    frame["held_share"] = frame["holder_count"] / frame["eligible_count"].replace(0, np.nan)
    counts_of = ["eligible_count", "holder_count"]
    rest = frame.groupby("line")[counts_of].transform("sum") - frame[counts_of]
    frame["rest_share"] = rest["holder_count"] / rest["eligible_count"].replace(0, np.nan)
    frame["gap"] = frame["rest_share"] - frame["held_share"]
    return _with_best(frame)


def widest_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return per segment the line with the widest gap above 0; without one the segment is absent.

    Returns:
        Index segment; gap_line, gap_share, gap_rest_share, gap_best_segment, gap_best_share,
        gap_eligible_count, gap_count (eligible who do not hold it), gap_customers (how many more
        would if it were as usual as with the rest, rounded down).
    """
    open_gaps = gaps[gaps["gap"] > 0].sort_values("gap", ascending=False, kind="stable")
    widest = open_gaps.drop_duplicates("segment").set_index("segment")
    more = widest["rest_share"] * widest["eligible_count"] - widest["holder_count"]
    return pd.DataFrame(
        {
            "gap_line": widest["line"],
            "gap_share": widest["held_share"],
            "gap_rest_share": widest["rest_share"],
            "gap_best_segment": widest["best_segment"],
            "gap_best_share": widest["best_share"],
            "gap_eligible_count": widest["eligible_count"],
            "gap_count": widest["eligible_count"] - widest["holder_count"],
            "gap_customers": np.floor(more + 1e-9).astype("int64"),
        }
    )


def _with_best(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the best other segment of each line: the best, or for itself the second."""
    examples = frame[frame["eligible_count"] >= FEWEST]
    best: list[tuple[str | None, float]] = []
    for row in frame.to_dict("records"):
        others = examples[
            (examples["line"] == row["line"]) & (examples["segment"] != row["segment"])
        ]
        if others.empty:
            best.append((None, np.nan))
        else:
            found = others.loc[others["held_share"].idxmax()]
            best.append((str(found["segment"]), float(found["held_share"])))
    frame["best_segment"] = pd.Series([code for code, _ in best], dtype="str")
    frame["best_share"] = [share for _, share in best]
    return frame
