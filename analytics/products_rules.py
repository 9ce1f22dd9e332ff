"""From which product to which: the rules behind a next-best product.

What customers hold today hides what was replaced, so rules are read off everything they ever
opened up to the date. A rule A → B needs 30 customers with both, a lift above 1.1 that is no chance
find, B on sale for the customer's type, and A usually opened first. The strongest rule is the one
after whose A most customers went on to open B on a later day. How often A came first is read off at
most 100,000 customers, those whose id has a small digest; everything else counts everybody. Going
together is no cause: a campaign with a control group shows whether one sells the other. Source:
domain model 3.13, 5.6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import problems
from analytics.bound_table import BoundTable, Cell
from analytics.engine import Engine
from analytics.products_held import (
    NAMES,
    Held,
    eligible,
    products_looked_at,
    streamed,
    types_in,
)
from analytics.products_pairs import type_pairs
from analytics.rates import ratio
from analytics.scope import Scope
from analytics.segment_sample import DIGESTS, DRAWN, EVERY_DIGEST, SAMPLE_SIZE

LOWEST_LIFT = 1.1
INVESTMENTS = ("wealth", "fund_insurance")
"""Lines whose products must suit the customer's risk tolerance."""

RULE_COLUMNS = (
    "customer_type", "product", "other", "holder_count", "both_count", "confidence",
    "confidence_low", "confidence_high", "lift", "lift_low", "lift_high",
)  # fmt: skip


def rules(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return the rules of the customers in scope at `at`, strongest first within a type.

    Columns: RULE_COLUMNS (holder_count: who ever had `product`; both_count: both), went_on_share
    (opened `other` on a later day; of the holders), went_on_count, first_share (of who opened the
    two on different days; null when nobody did), needs_level (0 for what is no investment, null
    where an investment has no level: blocked as a fault of the data), blocked, place
    (1 the strongest of all types; null where blocked).

    Raises:
        TableNotProvided, EmptyScope.
    """
    products = products_looked_at(engine, scope)
    ids = tuple(products["product_id"])
    past = streamed(engine, "products/histories", scope.single, products=ids)
    if past.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    people = int(past["customer_count"].sum())
    below = EVERY_DIGEST if people <= SAMPLE_SIZE else f"{DIGESTS * DRAWN // people:08x}"
    order = streamed(engine, "products/order", scope.single, products=ids, below=below)
    parts = []
    for kind in types_in(past):
        ever = Held(products=products, counts=past[past["customer_type"] == kind])
        pairs = type_pairs(ever, most=len(products)).assign(customer_type=kind)
        pairs = pairs[pairs["named"] & (pairs["lift"] > LOWEST_LIFT)]
        on_sale = products["on_sale"].to_numpy(bool) & eligible(products, kind)
        pairs = pairs[pairs["other"].isin(products.loc[on_sale, "product_id"])]
        parts.append(_ordered(pairs, order[order["customer_type"] == kind]))
    return _placed(pd.concat(parts, ignore_index=True), products)


def _ordered(pairs: pd.DataFrame, order: pd.DataFrame) -> pd.DataFrame:
    """The pairs whose first product usually comes first, with how often it does."""
    key = ["product", "other"]
    counts = ["both", "first", "later"]
    there = order.rename(columns={f"{name}_count": name for name in counts}).set_index(key)[counts]
    back = there.rename(columns={"first": "later", "later": "first"}).swaplevel().rename_axis(key)
    known = pd.concat([there, back]).astype(np.float64)
    found = pairs[list(RULE_COLUMNS)].join(known, on=key).fillna(dict.fromkeys(counts, 0.0))
    both, first, later = (found.pop(name) for name in counts)
    after = found["both_count"] * np.nan_to_num(ratio(first, both))
    found["went_on_count"] = np.rint(after).astype(np.int64)
    found["went_on_share"] = after / found["holder_count"]
    found["first_share"] = ratio(first, first + later)
    return found[first >= later]


def _placed(found: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The rules with what their product asks of a customer, strongest first."""
    told = products.set_index("product_id")
    other = told.reindex(found["other"])
    invests = other["line"].isin(INVESTMENTS).to_numpy()
    level = other["risk_level"].to_numpy(dtype=np.float64, na_value=np.nan)
    found = found.assign(needs_level=np.where(invests, level, 0.0))
    found["blocked"] = found["needs_level"].isna()
    found = found.sort_values(
        ["blocked", "went_on_share", "confidence", "customer_type", "product", "other"],
        ascending=[True, False, False, True, True, True],
        ignore_index=True,
    )
    place = pd.Series(np.arange(1, len(found) + 1), index=found.index, dtype="Int64")
    return found.assign(place=place.mask(found["blocked"]))


def rules_table(found: pd.DataFrame) -> BoundTable:
    """Return the rules that may be applied, as a table a question reads; see proposals.sql."""
    usable = found[~found["blocked"]]
    columns: dict[str, list[Cell]] = {
        "customer_type": [str(each) for each in usable["customer_type"]],
        "product": [str(each) for each in usable["product"]],
        "other": [str(each) for each in usable["other"]],
        "place": [int(each) for each in usable["place"]],
        "needs_level": [int(each) for each in usable["needs_level"]],
    }
    return BoundTable.of(columns)


def with_product_names(
    frame: pd.DataFrame, products: pd.DataFrame, column: str, prefix: str = ""
) -> pd.DataFrame:
    """Return a frame with name_en, name_zh and line of the products in `column`, after it."""
    told = products.set_index("product_id").reindex(frame[column])
    at = frame.columns.get_loc(column) + 1
    for name in reversed(NAMES[1:]):
        frame.insert(at, f"{prefix}{name}", told[name].to_numpy(object))
    return frame
