"""Where a product is held less than it could be: part of the customers × product, and the prize.

Peers are the branches: within one part (a tier, a segment) of one customer type, the upper quartile
of the branches' penetrations is what a good quarter of them reaches. Branches with fewer than ten
such customers say nothing; with fewer than four branches the parts themselves are the peers. The
prize is what it would take every branch below to reach that quartile. Source: domain model 3.13;
quartile by linear interpolation (Hyndman & Fan 1996, type 7).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics import problems
from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.products_held import (
    NAMES,
    catalogue,
    checked_part,
    eligible,
    given_tables,
    streamed,
    types_in,
)
from analytics.products_penetration import FEWEST, in_order
from analytics.rates import ratio, wilson
from analytics.scope import Scope

FEWEST_PEERS = 4
UPPER = 0.75
CELL = ["customer_type", "part", "product_id"]


def white_space(engine: Engine, scope: Scope, *, by: str = "tier") -> pd.DataFrame:
    """In which part of the customers is a product held less than peers show possible?

    by: one of products_held.PARTS.

    Returns:
        customer_type, part, product_id, name_en, name_zh, line, customer_count, holder_count,
        penetration with _low and _high, peers (branches or parts), peer_count, peer_upper (their
        upper quartile), gap (peer_upper − penetration, 0 or more), prize_count (customers it takes
        every branch below to reach it), typical_balance (median of holders of the part; of the type
        where fewer than ten; null without balances), prize_amount (prize_count × typical_balance),
        consented_share (of the part's customers without the product), consented_count (that part of
        the prize). One row per part with ten customers or more and product on sale to the type; the
        largest prize first. Null consent without a consent table.

    Raises:
        TableNotProvided, EmptyScope, PartUnknown.
    """
    products = catalogue(engine, scope)
    people, holders = _counted(engine, scope, checked_part(by))
    if people.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    rows = [row for kind in types_in(people) for row in _cells(people, holders, products, kind, by)]
    if not rows:
        raise problems.EmptyScope(date=scope.at.isoformat())
    frame = pd.DataFrame(rows)
    frame = frame.join(products.set_index("product_id")[list(NAMES[1:])], on="product_id")
    frame = _with_money(frame, engine.ask("products/typical_balances", scope.single, dimension=by))
    if not given_tables(engine, scope)["consent"]:
        frame["consented_share"] = np.nan
    frame["consented_count"] = frame["prize_count"] * frame["consented_share"]
    low, high = wilson(frame["holder_count"], frame["customer_count"])
    frame["penetration_low"], frame["penetration_high"] = low, high
    order = ["customer_type", "part", *NAMES, "customer_count", "holder_count", "penetration"]
    order += ["penetration_low", "penetration_high", "peers", "peer_count", "peer_upper", "gap"]
    order += ["prize_count", "typical_balance", "prize_amount", "consented_share"]
    return (
        frame[[*order, "consented_count"]]
        .sort_values(["prize_count", "product_id"], ascending=[False, True], kind="stable")
        .reset_index(drop=True)
    )


def _counted(engine: Engine, scope: Scope, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers and holders by type, part and branch; parts as words, "" where unknown."""
    found = [
        streamed(engine, question, scope.single, dimension=by)
        for question in ("products/white_people", "products/white_holders")
    ]
    people, holders = (frame.fillna({"part": "", "branch_id": ""}) for frame in found)
    return people, holders


def _cells(
    people: pd.DataFrame, holders: pd.DataFrame, products: pd.DataFrame, kind: str, by: str
) -> Iterator[dict[str, object]]:
    """One cell per part and product on sale to the type."""
    mine = people[people["customer_type"] == kind]
    sizes = mine.pivot_table(
        index="part", columns="branch_id", values="customer_count", aggfunc="sum", fill_value=0
    )
    agreed = mine.groupby("part")["consented_count"].sum()
    on_sale = products[products["on_sale"].to_numpy(bool) & eligible(products, kind)]
    for product in on_sale["product_id"]:
        held = holders[(holders["customer_type"] == kind) & (holders["product_id"] == product)]
        have = held.pivot_table(
            index="part", columns="branch_id", values="holder_count", aggfunc="sum", fill_value=0
        ).reindex(index=sizes.index, columns=sizes.columns, fill_value=0)
        with_it = held.groupby("part")["consented_count"].sum()
        totals, owners = sizes.sum(axis=1), have.sum(axis=1)
        enough = totals >= FEWEST
        parts_share = ratio(owners[enough], totals[enough])
        for part in in_order(sizes.index[enough], kind, by):
            n, holder_count = int(totals[part]), int(owners[part])
            without = n - holder_count
            yield {
                "customer_type": kind,
                "part": part,
                "product_id": product,
                "customer_count": n,
                "holder_count": holder_count,
                "consented_share": float(
                    ratio(int(agreed[part]) - int(with_it.get(part, 0)), without)
                ),
            } | gap_to_peers(
                sizes.loc[part].to_numpy(np.float64),
                have.loc[part].to_numpy(np.float64),
                parts_share,
            )


def gap_to_peers(sizes: Floats, have: Floats, parts_share: Floats) -> dict[str, object]:
    """Return penetration, the peers' upper quartile, the gap, and the customers to reach it.

    sizes, have: customers and holders of one part, by branch. parts_share: the penetration of each
    part, the peers where fewer than four branches have ten such customers.
    """
    share = float(have.sum() / sizes.sum())
    known = sizes >= FEWEST
    branches = int(known.sum())
    if branches >= FEWEST_PEERS:
        shares = have[known] / sizes[known]
        upper = float(np.quantile(shares, UPPER))
        missing = float((np.maximum(upper - shares, 0) * sizes[known]).sum())
        peers, count = "branches", branches
    else:
        upper = float(np.quantile(parts_share, UPPER))
        missing = max(upper - share, 0) * float(sizes.sum())
        peers, count = "parts", len(parts_share)
    return {
        "penetration": share,
        "peers": peers,
        "peer_count": count,
        "peer_upper": upper,
        "gap": max(upper - share, 0.0),
        "prize_count": missing,
    }


def _with_money(frame: pd.DataFrame, typical: pd.DataFrame) -> pd.DataFrame:
    """The cells with the typical balance and the money of the prize."""
    typical = typical.fillna({"part": ""})
    few = typical["holder_count"] < FEWEST
    of_part = typical[~few].set_index(CELL)["typical_balance"]
    weighted = typical.assign(weight=typical["typical_balance"] * typical["holder_count"])
    sums = weighted.groupby(["customer_type", "product_id"])[["weight", "holder_count"]].sum()
    of_type = (sums["weight"] / sums["holder_count"]).rename("of_type")
    frame = frame.join(of_part, on=CELL).join(of_type, on=["customer_type", "product_id"])
    frame["typical_balance"] = frame["typical_balance"].fillna(frame.pop("of_type"))
    frame["prize_amount"] = frame["prize_count"] * frame["typical_balance"]
    return frame
