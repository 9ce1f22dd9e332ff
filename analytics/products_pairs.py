"""Which of our products go together: pairs with lift, interval and control of chance finds.

Customer types are never mixed: a business account and business banking go together because both
are for firms. Source: domain model 3.13; measures in analytics/relatedness.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.product_problems import LevelUnknown
from analytics.products_held import Flags, Held, held, types_in
from analytics.relatedness import relatedness
from analytics.scope import Scope

LEVELS = ("product", "line")
MOST = 20


def product_pairs(
    engine: Engine,
    scope: Scope,
    *,
    level: str = "product",
    customer_type: str = "",
    most: int = MOST,
    named_only: bool = False,
) -> pd.DataFrame:
    """Which products go together more than chance would have it?

    level: product, or line (channels left out). most: so many products, the most held; lines are
    all looked at. customer_type: only one. named_only: only pairs fit to be shown.

    Returns:
        customer_type, product, other (ids, or codes of lines), product_en, product_zh, other_en,
        other_zh, then as `relatedness.relatedness`: holder_count, other_count, both_count, support,
        confidence, lift and leverage with _low and _high, p_value, p_adjusted (false-discovery
        control over the type's pairs), enough (30 holders of both), named. One row per ordered pair
        of different products that somebody of the type holds. At most 20 × 19 rows a type.

    Raises:
        TableNotProvided, EmptyScope, LevelUnknown.
    """
    if level not in LEVELS:
        raise LevelUnknown(value=level, known=", ".join(LEVELS))
    owned = held(engine, scope)
    kinds = [kind for kind in types_in(owned.counts) if customer_type in {"", kind}]
    if not kinds:
        raise problems.EmptyScope(date=scope.at.isoformat())
    parts = [
        type_pairs(owned.of_type(kind), level, most).assign(customer_type=kind) for kind in kinds
    ]
    frame = with_names(pd.concat(parts, ignore_index=True), owned.products)
    return frame[frame["named"]].reset_index(drop=True) if named_only else frame


def type_pairs(owned: Held, level: str = "product", most: int = MOST) -> pd.DataFrame:
    """Return `relatedness` of the products (or lines) that the customers of one type hold."""
    if level == "line":
        names, holds = owned.lines
    else:
        names, holds = most_held(owned, most)
    return relatedness(owned.together(names, holds))


def most_held(owned: Held, most: int) -> tuple[tuple[str, ...], Flags]:
    """Return the ids of the `most` products with most holders, by id, and who holds them."""
    holds = owned.holds
    holders = owned.counts["customer_count"].to_numpy(np.int64) @ holds
    first = np.argsort(-holders, kind="stable")[:most]
    chosen = np.sort(first[holders[first] > 0])
    return tuple(owned.products["product_id"].iloc[chosen]), holds[:, chosen]


def with_names(frame: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with the names of both sides after their ids; a line is its own name."""
    for language in ("zh", "en"):
        names = dict(zip(products["product_id"], products[f"name_{language}"], strict=True))
        for side in ("other", "product"):
            found = [names.get(each, each) for each in frame[side]]
            frame.insert(frame.columns.get_loc("other") + 1, f"{side}_{language}", found)
    order = [
        "customer_type",
        "product",
        "other",
        "product_en",
        "product_zh",
        "other_en",
        "other_zh",
    ]
    return frame[[*order, *(name for name in frame.columns if name not in order)]]
