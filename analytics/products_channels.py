"""Who has our electronic channels, who uses them, and which valuable customers do not.

Source: domain model row 50 (penetration = holders ÷ eligible; the branch-only elderly list).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine
from analytics.products_held import NAMES, catalogue, eligible, need_columns, need_tables
from analytics.rates import ratio, wilson
from analytics.scope import Scope


def channel_adoption(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many customers have each electronic channel, and how many of them use one?

    Returns:
        customer_type, product_id, name_en, name_zh, line, customer_count (eligible), enrolled_count
        and enrolled_share (of them), known_count (enrolled whose logins are known), active_count
        and active_share (of those known: logged in during 30 days, anywhere) with _low and _high.
        One row per type and channel on sale to it; channels of others that it holds too.

    Raises:
        TableNotProvided, NotProvided (logins), EmptyScope.
    """
    products = catalogue(engine, scope)
    need_columns(engine, scope, "digital_login_30d")
    channels = products[products["is_channel"].to_numpy(bool)]
    found = engine.ask("products/channels", scope.single).set_index(["customer_type", "product_id"])
    people = engine.ask("products/people", scope.single).set_index("customer_type")
    rows = []
    for kind, size in people["customer_count"].items():
        mine = channels[eligible(channels, str(kind)) & channels["on_sale"].to_numpy(bool)]
        own = {product for one, product in found.index if one == kind}
        for product in sorted({*mine["product_id"], *own}):
            row = {"customer_type": kind, "product_id": product, "customer_count": int(size)}
            rows.append(row)
    frame = pd.DataFrame(rows, columns=["customer_type", "product_id", "customer_count"])
    frame = frame.join(found, on=["customer_type", "product_id"])
    counts = ["enrolled_count", "known_count", "active_count"]
    frame[counts] = frame[counts].fillna(0).astype(np.int64)
    frame = frame.join(products.set_index("product_id")[list(NAMES[1:])], on="product_id")
    pairs = (("enrolled", "customer_count"), ("active", "known_count"))
    for name, whole in pairs:
        low, high = wilson(frame[f"{name}_count"], frame[whole])
        frame[f"{name}_share"] = ratio(frame[f"{name}_count"], frame[whole])
        frame[f"{name}_share_low"], frame[f"{name}_share_high"] = low, high
    order = ["customer_type", *NAMES, "customer_count", "enrolled_count", "enrolled_share"]
    order += ["enrolled_share_low", "enrolled_share_high", "known_count", "active_count"]
    order += ["active_share", "active_share_low", "active_share_high"]
    frame = frame.sort_values(["customer_type", "product_id"], ascending=[False, True])
    return frame[order].reset_index(drop=True)


def counter_only_customers(
    engine: Engine, scope: Scope, *, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Which valuable customers come to the counter only? One page, largest contribution first.

    Of the high value class, with transactions in 90 days and no login in 30.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        aum_mavg, contribution_ttm, txn_cnt_90d, enrolled (has a channel and does not use it),
        elderly (65 or older; null where unknown). At most 10,000 rows. Purpose: service.

    Raises:
        TableNotProvided, NotProvided (logins), EmptyScope.
    """
    _needed(engine, scope)
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return _typed(engine.ask("products/counter_only", scope.single, **page))


def counter_only_customers_blocks(engine: Engine, scope: Scope) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `counter_only_customers`."""
    _needed(engine, scope)
    page = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("products/counter_only", scope.single, **page)
    return (_typed(batch.to_pandas()) for batch in batches if batch.num_rows)


def _needed(engine: Engine, scope: Scope) -> None:
    need_tables(engine, scope, "product", "holding")
    need_columns(engine, scope, "digital_login_30d")


def _typed(page: pd.DataFrame) -> pd.DataFrame:
    return page.assign(elderly=page["elderly"].astype("boolean"))
