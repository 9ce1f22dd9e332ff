"""How large are the segments, and what are they worth? Everybody is assigned in the engine.

Any question gets everybody's segment by `{assigned}` in its SQL and `segmentation=` among its
parameters: the rows in scope of the segmentation's type, all columns of the fact, besides
segment_now (null for who lacks a feature), z0 … (coordinates), d0 … and nearest (squared distances
to each centre and the least of them, all less |z|²).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.scope import Scope
from data.segmentation import Segmentation


def segment_sizes(
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    measure: str = "contribution_ttm",
) -> pd.DataFrame:
    """How many customers does each segment of a segmentation hold, and what are they worth?

    Returns:
        One row per segment, in the segmentation's order, and a last one with segment null when
        customers lack a feature: segment, customer_count, share (of all open customers of the type
        in scope), value (of `measure`), value_share (of their total; null when that is zero or
        negative), contribution_ttm, aum_mavg, deposit_mavg, loan_mavg.

    Raises:
        UnknownMeasure.
    """
    found = engine.ask("segments/sizes", scope.single, segmentation=segmentation, measure=measure)
    found["segment"] = found["segment"].astype(object).where(found["segment"].notna(), None)
    codes: list[str | None] = [each.code for each in segmentation.segments]
    if found["segment"].isna().any():
        codes.append(None)
    rows = {row["segment"]: row for row in found.to_dict("records")}
    money = [name for name in found.columns if name not in {"segment", "customer_count"}]
    frame = pd.DataFrame({"segment": pd.Series(codes, dtype=object)})
    frame["customer_count"] = [
        int(rows[code]["customer_count"]) if code in rows else 0 for code in codes
    ]
    total = frame["customer_count"].sum()
    frame["share"] = frame["customer_count"] / total if total else np.nan
    for name in money:
        frame[name] = [_amount(rows, code, name) for code in codes]
    worth = frame["value"].sum(min_count=1)
    frame.insert(4, "value_share", frame["value"] / worth if worth > 0 else np.nan)
    return frame


def _amount(rows: Mapping[str | None, Mapping[str, object]], code: str | None, name: str) -> float:
    """A segment's total; 0 without customers, NaN where the column was not delivered."""
    if code not in rows:
        return 0.0
    found = rows[code][name]
    return float("nan") if found is None else float(found)  # type: ignore[arg-type]
