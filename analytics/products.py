"""How wide, how deep and how related our range is, and where its money lies and grows.

Source: domain model 3.13 and 5.9b.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.products_held import Held, catalogue, held, types_in
from analytics.rates import ratio, wilson
from analytics.relatedness import Range, herfindahl, range_of
from analytics.scope import Scope

ALL = "all"
MONEY_LINES = ("deposit_demand", "deposit_time", "wealth", "fund_insurance", "loans")
"""Where a customer's monthly averages lie; all loans are one line of money."""


def products_summary(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How wide, deep and related is our range, and how many products has a customer?

    Returns:
        customer_type (`all` first), width (lines somebody holds), offered_count (lines on sale for
        the type), customer_count, holder_count (with one line or more), per_customer (lines held ÷
        holders), three_plus_share with _low and _high (holders of three lines or more), depth
        (products per line held), relatedness (mean lift over pairs of lines with support of 1 % or
        more; null for `all`: mixing types would show types, not products), hhi and hhi_before
        (concentration of month averages over demand, time, wealth, fund and insurance, loans; null
        where one is not provided), per_customer_before, three_plus_before (null without an earlier
        date). Channels are no products.

    Raises:
        TableNotProvided, EmptyScope.
    """
    now = _ranges(held(engine, scope))
    frame = now.join(_hhi(line_money(engine, scope.single), "hhi"), on="customer_type")
    past = earlier(scope)
    if past is None:
        return frame.assign(hhi_before=np.nan, per_customer_before=np.nan, three_plus_before=np.nan)
    before = _ranges(held(engine, past)).set_index("customer_type")
    names = {"per_customer": "per_customer_before", "three_plus_share": "three_plus_before"}
    frame = frame.join(_hhi(line_money(engine, past), "hhi_before"), on="customer_type")
    return frame.join(before[list(names)].rename(columns=names), on="customer_type")


def product_lines(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Who holds each product line, and how much lies in it?

    Returns:
        customer_type, line, product_count (products held), holder_count, holder_before and
        holder_growth (a share; null without an earlier date or holders), balance (null where
        holdings without dates are asked about an earlier one) and balance_share (of the type's
        positive balances). One row per type and line held at a date, the most held first.

    Raises:
        TableNotProvided, EmptyScope.
    """
    catalogue(engine, scope)
    key = ["customer_type", "line"]
    now = engine.ask("products/lines", scope.single).set_index(key)
    past = earlier(scope)
    if past is None:
        now["holder_before"] = np.nan
    else:
        was = engine.ask("products/lines", past).set_index(key)["holder_count"]
        now = now.join(was.rename("holder_before"), how="outer")
        counts = ["product_count", "holder_count", "holder_before"]
        now[counts] = now[counts].fillna(0).astype(np.int64)
    positive = now["balance"].clip(lower=0)
    total = positive.groupby(level=0).transform("sum")
    now["holder_growth"] = ratio(now["holder_count"] - now["holder_before"], now["holder_before"])
    now["balance_share"] = ratio(positive, total)
    frame = now.reset_index().sort_values(
        ["customer_type", "holder_count", "line"], ascending=[True, False, True]
    )
    order = [*key, "product_count", "holder_count", "holder_before", "holder_growth"]
    return frame[[*order, "balance", "balance_share"]].reset_index(drop=True)


def line_growth(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How much money lies in each line, and how much more than before?

    Month averages, so that any two dates compare. Interbank money is left out.

    Returns:
        customer_type (`all` first), line (deposit_demand, deposit_time, wealth, fund_insurance,
        loans), before, at, change (in the currency), growth_share (change ÷ before; null from
        nothing or less), at_share (of the type's money at `at`). Null where not provided.

    Raises:
        NoEarlierDate, EmptyScope.
    """
    past = earlier(scope)
    if past is None:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    now, was = (line_money(engine, one) for one in (scope.single, past))
    parts = []
    for kind, row in now.iterrows():
        at = row.to_numpy(np.float64)
        before = was.loc[kind].to_numpy(np.float64) if kind in was.index else np.zeros(len(at))
        part = {"customer_type": kind, "line": MONEY_LINES, "before": before, "at": at}
        part |= {"change": at - before, "growth_share": ratio(at - before, before)}
        parts.append(pd.DataFrame(part | {"at_share": ratio(at, np.nansum(np.maximum(at, 0)))}))
    frame = pd.concat(parts, ignore_index=True)
    frame["growth_share"] = frame["growth_share"].where(frame["before"] > 0)
    return frame


def line_money(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return the money in each line, MONEY_LINES by customer type and `all`; NaN not provided."""
    found = engine.ask("products/line_growth", scope.single)
    money = found.groupby("customer_type")[list(MONEY_LINES)].sum(min_count=1)
    return pd.concat([money.sum(min_count=1).to_frame(ALL).T, money.loc[types_in(found)]])


def earlier(scope: Scope) -> Scope | None:
    """Return the scope at its earlier date alone, None without one."""
    if scope.before is None:
        return None
    return replace(scope.single, at=scope.before, before=None)


def _hhi(money: pd.DataFrame, name: str) -> pd.Series[float]:
    known = money.notna().all(axis=1)
    values = {kind: herfindahl(row) for kind, row in money.iterrows()}
    return pd.Series(values, dtype="float64").where(known).rename(name)


def _ranges(owned: Held) -> pd.DataFrame:
    """The range's figures for everybody and by customer type."""
    rows = [_row(owned, ALL)]
    rows += [_row(owned.of_type(kind), kind) for kind in types_in(owned.counts)]
    frame = pd.DataFrame(rows)
    low, high = wilson(frame.pop("three_plus_count"), frame["holder_count"])
    at = frame.columns.get_loc("three_plus_share") + 1
    frame.insert(at, "three_plus_high", high)
    frame.insert(at, "three_plus_low", low)
    return frame


def _row(owned: Held, kind: str) -> dict[str, object]:
    names, by_line = owned.lines
    count = owned.counts["customer_count"].to_numpy(np.int64)
    own = owned.holds[:, ~owned.products["is_channel"].to_numpy(bool)]
    lines, products = by_line.sum(axis=1), own.sum(axis=1)
    found = range_of(
        owned.together(names, by_line),
        np.bincount(lines, weights=count, minlength=4),
        np.bincount(products, weights=count),
    )
    return {
        "customer_type": kind,
        "width": found.width,
        "offered_count": _offered(owned.products, kind),
        "customer_count": int(count.sum()),
        "holder_count": int(count[lines > 0].sum()),
        "per_customer": found.per_customer,
        "three_plus_count": int(count[lines >= 3].sum()),
        "three_plus_share": found.three_plus_share,
        "depth": found.depth,
        "relatedness": _relatedness(found, kind),
    }


def _relatedness(found: Range, kind: str) -> float:
    return np.nan if kind == ALL else found.relatedness


def _offered(products: pd.DataFrame, kind: str) -> int:
    """How many lines are on sale, for a type or for anybody."""
    on_sale = products["on_sale"] & ~products["is_channel"]
    if kind != ALL:
        on_sale &= products[f"for_{kind}"]
    return int(products.loc[on_sale, "line"].nunique())
