"""Steps 3 to 6 of the review: who came, went and rose, where the money came from, who brings it.

Moves are counted as on the migration page: valid customers, by tier, with their assets. Ladders are
never mixed: tiers have one number per customer type. Source: domain model 3.5, 3.8, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.bridge import BUCKETS, bridge_of
from analytics.contribution import contribution_summary
from analytics.migration import counts_of, rates_of
from analytics.problems import NoEarlierDate, NotProvided
from analytics.review_asked import Asked
from analytics.review_moments import Dates, on_day
from analytics.review_rows import Flag, Listing, Number, Unit, Values, people, share
from data.contract import LADDERS, TIERS_BY_TYPE

MIGRATION = "tier_migration"
LISTED = "migration-customers"
MOVES = {
    "valid_new": ("new", "new>", 1),
    "valid_back": ("reactivated", "reactivated>", 1),
    "valid_lost": ("lost", ">lost", -1),
    "valid_in": ("transferred_in", "transferred_in>", 0),
    "valid_out": ("transferred_out", ">transferred_out", 0),
}
"""Number -> what flows call it, the move of its list, whether more is good."""

GOOD_BUCKETS = {"lost": -1, "decline": -1, "down": -1}
RATES = {"up": 1, "down": -1, "net": 1}


def customers(asked: Asked) -> Iterator[Number]:
    """Open and valid customers."""
    dates = asked.moments.day
    listings = {
        "customer_count": Listing(
            question="contribution-customers", options={"measure": "aum_mavg"}, page="contribution"
        ),
        "valid_count": people([["is_valid", "yes"]]),
    }
    for code, listing in listings.items():
        yield Number(
            code=code,
            unit="count",
            values=asked.values(code, dates),
            dates=dates,
            listing=listing,
        )


def came_and_went(asked: Asked) -> Iterator[Number]:
    """有效客户净增 = 新增 + 回流 − 流失, and its parts; transfers are apart."""
    counts = asked.own_moves.each(counts_of)
    dates = _pair(asked.moments.day)
    net = {
        name: found["new"] + found["reactivated"] - found["lost"] for name, found in counts.items()
    }
    flag = asked.flag(dates)
    yield _moved("valid_net", net, dates, flag, good=1, listing=Listing(page=MIGRATION))
    for code, (name, move, good) in MOVES.items():
        values = {moment: found[name] for moment, found in counts.items()}
        listing = _movers(move, "people")
        yield _moved(code, values, dates, flag, good=good, listing=listing)


def tiers(asked: Asked) -> Iterator[Number]:
    """Rates up and down, and how many customers are above the lowest tier, type by type."""
    dates = _pair(asked.moments.month)
    moves = asked.month_moves
    for kind in TIERS_BY_TYPE:
        rates = moves.of_type(kind).each(lambda found: rates_of(found).set_index("rate"))
        if "value" not in rates or rates["value"].empty:
            continue
        for rate, good in RATES.items():
            now = rates["value"].loc[rate]
            values = {name: found["value"].get(rate, np.nan) for name, found in rates.items()}
            yield Number(
                code=f"{rate}_rate",
                unit="share",
                customer_type=kind,
                values=Values.of(values),
                dates=dates,
                numerator=now["n"],
                denominator=now["denominator"],
                low=now["value_low"],
                high=now["value_high"],
                good=good,
                listing=_movers("" if rate == "net" else rate, "people", kind),
            )


def mid_and_high(asked: Asked) -> Iterator[Number]:
    """中高端客户数: customers above the lowest tier, and their share, type by type."""
    dates = asked.moments.month
    found = {moment: asked.kpis(day) for moment, day in dates.by_moment.items()}
    for kind, ladder in TIERS_BY_TYPE.items():
        counts = {moment: _above(frame, kind) for moment, frame in found.items()}
        above, everybody = counts["value"]
        if not everybody:
            continue
        listing = people(
            [["customer_type", "one_of", kind], ["tier", "one_of", *ladder[1:]]],
            MIGRATION,
            {"kind": kind},
        )
        yield Number(
            code="mid_high_count",
            unit="count",
            customer_type=kind,
            values=Values.of({moment: count for moment, (count, _) in counts.items()}),
            dates=dates,
            numerator=above,
            denominator=everybody,
            listing=listing,
        )
        shares = {moment: n / whole if whole else np.nan for moment, (n, whole) in counts.items()}
        yield replace(
            share("mid_high_share", above, everybody, dates),
            values=Values.of(shares),
            customer_type=kind,
            listing=listing,
        )


def value_bridge(asked: Asked) -> Iterator[Number]:
    """增减变动分解 of assets: opening + buckets = closing, to the cent; and by customer type."""
    dates = _pair(asked.moments.month)
    kinds = [kind for kind in TIERS_BY_TYPE if not asked.month_moves.of_type(kind).now.empty]
    for kind in ("", *(kinds if len(kinds) > 1 else ())):
        bridges = asked.month_moves.of_type(kind).each(
            lambda found: bridge_of(found).set_index("bucket")
        )
        for bucket in ("opening", *BUCKETS, "closing"):
            values = {moment: found.loc[bucket, "change"] for moment, found in bridges.items()}
            yield Number(
                code=f"bridge_{bucket}",
                unit="money",
                customer_type=kind,
                values=Values.of(values),
                dates=dates,
                numerator=float(bridges["value"].loc[bucket, "customer_count"]),
                flag=asked.flag(dates),
                good=GOOD_BUCKETS.get(bucket, 1),
                listing=_movers(bucket if bucket in BUCKETS else "", "money", kind),
            )


def contribution_of_year(asked: Asked) -> Iterator[Number]:
    """What the months since January brought."""
    dates = asked.moments.month
    compared = _pair(dates)
    found = {
        moment: asked.balances.contribution_to_date(day)
        for moment, day in compared.by_moment.items()
    }
    if np.isnan(asked.figures(dates.at)["contribution"]):
        raise NotProvided(column="contribution", date=dates.at.isoformat())
    if np.isnan(found["value"]):
        raise NoEarlierDate(date=dates.at.replace(month=1, day=31).isoformat())
    yield Number(
        code="contribution_ytd",
        unit="money",
        values=Values.of(found),
        dates=compared,
        listing=Listing(page="contribution"),
    )


def contribution_ttm(asked: Asked) -> Iterator[Number]:
    """The contribution of the trailing twelve months."""
    dates = asked.moments.month
    values = asked.values("contribution_ttm", dates)
    if np.isnan(values.value):
        raise NotProvided(column="contribution", date=dates.at.isoformat())
    yield Number(
        code="contribution_ttm",
        unit="money",
        values=values,
        dates=dates,
        listing=Listing(
            question="contribution-customers",
            options={"measure": "contribution_ttm"},
            page="contribution",
        ),
    )


def concentration(asked: Asked) -> Iterator[Number]:
    """前20%客户贡献占比, the peak of the curve, and the loss-makers."""
    dates = asked.moments.month
    compared = _pair(dates)
    found = {
        moment: on_day(asked.scope, day, lambda s: contribution_summary(asked.engine, s).iloc[0])
        for moment, day in compared.by_moment.items()
    }
    now = found["value"]
    if now is None:
        raise NotProvided(column="contribution", date=dates.at.isoformat())
    best = Listing(question="contribution-customers", options={"best": "0.2"}, page="contribution")
    losses = Listing(
        question="contribution-customers", options={"value_high": "0"}, page="contribution"
    )
    rows: tuple[tuple[str, Unit, int, Listing], ...] = (
        ("top20_share", "share", 0, best),
        ("peak_share", "share", -1, losses),
        ("negative_count", "count", -1, losses),
        ("negative_total", "money", 1, losses),
    )
    for code, unit, good, listing in rows:
        values = {
            moment: np.nan if row is None or pd.isna(row[code]) else float(row[code])
            for moment, row in found.items()
        }
        yield Number(
            code=code,
            unit=unit,
            values=Values.of(values),
            dates=compared,
            denominator=float(now["customer_count"]),
            good=good,
            listing=listing,
        )


def _moved(
    code: str, values: Mapping[str, float], dates: Dates, flag: Flag, *, good: int, listing: Listing
) -> Number:  # fmt: skip
    return Number(
        code=code,
        unit="count",
        values=Values.of(values),
        dates=dates,
        flag=flag,
        good=good,
        listing=listing,
    )


def _movers(move: str, view: str, kind: str = "") -> Listing:
    """The list of a move; without one the page alone."""
    query = {"view": view} | ({"kind": kind} if kind else {}) | ({"move": move} if move else {})
    if not move:
        return Listing(page=MIGRATION, query=query)
    options = {"attrition": "valid", "move": move} | ({"customer_type": kind} if kind else {})
    return Listing(question=LISTED, options=options, page=MIGRATION, query=query)


def _pair(dates: Dates) -> Dates:
    """The dates of moves: from `before` to `at`; they are no level to compare with a year start."""
    return Dates(at=dates.at, before=dates.before, year_ago=dates.year_ago)


def _above(found: pd.DataFrame | None, kind: str) -> tuple[float, float]:
    """Customers of a type above its lowest tier, and all of them; NaN where nobody is known."""
    if found is None:
        return np.nan, np.nan
    own = found[found["customer_type"] == kind]
    above = own["tier"].isin(LADDERS["TIER"][kind][1:])
    return float(own.loc[above, "customer_count"].sum()), float(own["customer_count"].sum())
