"""Who holds each product, who gained and lost it, and whether holders of more leave less.

Source: domain model 3.13 and 3.10 (the definition of leaving), 3.6 (intervals).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.flows import Counting
from analytics.product_problems import LevelUnknown
from analytics.products_held import (
    NAMES,
    Held,
    catalogue,
    eligible,
    held,
    need_tables,
    types_in,
)
from analytics.products_pairs import LEVELS
from analytics.rates import ratio, wilson
from analytics.scope import Scope
from data.contract import LADDERS

FEWEST = 10
MOST_LINES = 5
CORRELATION = "correlation"
CHANGES = ("kept", "gained", "gained_new", "lost", "lost_left")
SCHEMES = {"tier": "TIER", "activity": "ACT3", "value3": "VALUE3", "grade": "GRADE"}
"""The ladder of a part whose values have an order."""


def product_penetration(
    engine: Engine, scope: Scope, *, level: str = "product", by: str = "tier"
) -> pd.DataFrame:
    """What share of each tier, segment or customer type holds each product?

    level: product, or line (channels left out). by: one of products_held.PARTS.

    Returns:
        customer_type, part ("" where unknown), product_id, name_en, name_zh, line (a line has only
        line), holder_count, customer_count, penetration with _low and _high (Wilson), enough (10
        customers or more). One row per part and product that the type may hold or does; parts
        from the lowest level.

    Raises:
        TableNotProvided, EmptyScope, PartUnknown, LevelUnknown.
    """
    if level not in LEVELS:
        raise LevelUnknown(value=level, known=", ".join(LEVELS))
    owned = held(engine, scope, by=by)
    parts = [_of_type(owned.of_type(kind), kind, level, by) for kind in types_in(owned.counts)]
    frame = pd.concat(parts, ignore_index=True)
    low, high = wilson(frame["holder_count"], frame["customer_count"])
    frame["penetration"] = ratio(frame["holder_count"], frame["customer_count"])
    frame["penetration_low"], frame["penetration_high"] = low, high
    frame["enough"] = frame["customer_count"] >= FEWEST
    return frame


def _of_type(owned: Held, kind: str, level: str, by: str) -> pd.DataFrame:
    """Holders and customers by part and product (or line) of one customer type."""
    count = owned.counts["customer_count"].to_numpy(np.int64)
    if level == "line":
        names, holds = owned.lines
        told = pd.DataFrame({"line": names})
        mine = owned.products.loc[eligible(owned.products, kind), "line"]
        possible = told["line"].isin(mine).to_numpy(bool)
    else:
        holds, told = owned.holds, owned.products[list(NAMES)]
        possible = eligible(owned.products, kind)
    shown = np.flatnonzero(possible | (count @ holds > 0))
    parts = owned.counts["part"].astype(str)
    rows = []
    for part in in_order(parts.unique(), kind, by):
        mine_here = (parts == part).to_numpy(bool)
        holders = count[mine_here] @ holds[mine_here]
        row = told.iloc[shown].assign(holder_count=holders[shown])
        row["customer_count"] = int(count[mine_here].sum())
        row.insert(0, "part", part)
        rows.append(row)
    return pd.concat(rows, ignore_index=True).assign(customer_type=kind)[
        ["customer_type", "part", *told.columns, "holder_count", "customer_count"]
    ]


def in_order(parts: object, kind: str, by: str) -> list[str]:
    """Return parts from the lowest level where they have one, else by name; unknown last."""
    ladder = LADDERS[SCHEMES[by]].get(kind, ()) if by in SCHEMES else ()
    place = {code: number for number, code in enumerate(ladder)}
    found = [str(part) for part in parts]  # type: ignore[attr-defined]
    return sorted(found, key=lambda part: (part == "", place.get(part, len(place)), part))


def product_changes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Who gained and who lost each product between the two dates?

    Returns:
        customer_type, product_id, name_en, name_zh, line, holders_before, gained (by customers of
        both dates), gained_new (by new or returned ones), lost (by customers of both dates),
        lost_left (by those who left the scope), holders_at = holders_before + gained + gained_new −
        lost − lost_left, net, growth_share (null from nobody). By type and product id.

    Raises:
        NoEarlierDate, TableNotProvided.
    """
    products = catalogue(engine, scope).set_index("product_id")
    found = engine.ask("products/changes", scope.pair)
    found[list(CHANGES)] = found[list(CHANGES)].astype(np.int64)
    found["holders_before"] = found["kept"] + found["lost"] + found["lost_left"]
    found["net"] = found["gained"] + found["gained_new"] - found["lost"] - found["lost_left"]
    found["holders_at"] = found["holders_before"] + found["net"]
    found["growth_share"] = ratio(found["net"], found["holders_before"])
    found = found[(found["holders_before"] > 0) | (found["holders_at"] > 0)]
    frame = found.join(products[list(NAMES[1:])], on="product_id")
    frame = frame.sort_values(["customer_type", "product_id"], ascending=[False, True])
    order = ["holders_before", *CHANGES[1:], "holders_at", "net", "growth_share"]
    return frame[["customer_type", *NAMES, *order]].reset_index(drop=True)


def product_attrition(engine: Engine, scope: Scope, *, attrition: str = "valid") -> pd.DataFrame:
    """Did customers who held more product lines leave less? A correlation, not a cause.

    attrition: valid (who turned invalid is lost too) or closed.

    Returns:
        customer_type, line_count (held at `before`; 5: five or more), customer_count, lost_count,
        lost_share with _low and _high, halved_count and halved_share (stayed with half of their
        assets or less, and at least 10,000 less), enough (10 customers or more), reading
        (correlation). Customers transferred out of the scope are left out.

    Raises:
        NoEarlierDate, TableNotProvided.
    """
    need_tables(engine, scope, "product", "holding")
    counting = Counting(attrition=attrition, measure="aum_mavg").checked()  # type: ignore[arg-type]
    asked = {"scheme": counting.scheme, "attrition": attrition, "measure": counting.measure}
    found = engine.ask("products/attrition", scope.pair, **asked)
    found["line_count"] = found["line_count"].clip(upper=MOST_LINES)
    frame = found.groupby(["customer_type", "line_count"], as_index=False).sum()
    counts = ["customer_count", "lost_count", "halved_count"]
    frame[counts] = frame[counts].astype(np.int64)
    n = frame["customer_count"]
    frame["lost_share"] = ratio(frame["lost_count"], n)
    frame["lost_share_low"], frame["lost_share_high"] = wilson(frame["lost_count"], n)
    frame["halved_share"] = ratio(frame["halved_count"], n)
    frame["enough"] = n >= FEWEST
    frame = frame.sort_values(["customer_type", "line_count"], ascending=[False, True])
    order = ["customer_type", "line_count", "customer_count", "lost_count", "lost_share"]
    order += ["lost_share_low", "lost_share_high", "halved_count", "halved_share", "enough"]
    return frame[order].reset_index(drop=True).assign(reading=CORRELATION)
