"""Steps 8 to 13 of the review: who is about to move, who is looked after, what they use, rivals,
service, and what was promised.

Every number comes from the function behind its page. Source: domain model section 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analytics.exposure import ALL, offer_exposure
from analytics.flows import Counting, flows
from analytics.migration_lists import tier_worklist_sizes
from analytics.product_problems import TableNotProvided
from analytics.products import products_summary
from analytics.products_channels import channel_adoption
from analytics.products_maturity import maturing_sizes, maturity_retention
from analytics.review_asked import Asked
from analytics.review_moments import Dates, on_day
from analytics.review_problems import NotKnownYet
from analytics.review_rows import Listing, Number, Unit, Values, people, share
from data.contract import TIERS_BY_TYPE

ACTIVITY = Counting(scheme="ACT3")
DORMANT = "dormant"
DUE = {"due_week": "week", "due_month": "month"}
PROMISES = {"done": 1, "open": 0, "overdue": -1, "dismissed": 0}


def about_to_move(asked: Asked) -> Iterator[Number]:
    """临界客户数, 保级观察数: who is near the next tier, who is about to lose his."""
    dates = asked.moments.day.pair
    found = {
        moment: on_day(asked.scope, day, lambda s: tier_worklist_sizes(asked.engine, s).iloc[0])
        for moment, day in (("value", dates.at), ("before", dates.before))
    }
    for code, worklist, good in (("near_count", "near", 1), ("watch_count", "watch", -1)):
        listing = Listing(
            question="tier-worklist",
            options={"worklist": worklist},
            page="tier_migration",
            query={"view": "contact", "list": worklist},
        )
        values = {
            moment: np.nan if row is None else float(row[code]) for moment, row in found.items()
        }
        yield Number(
            code=code,
            unit="count",
            values=Values.of(values),
            dates=dates,
            good=good,
            listing=listing,
        )


def falling_due(asked: Asked) -> Iterator[Number]:
    """7/30日到期额: what falls due within a week and a month, and for how many holdings."""
    sizes = maturing_sizes(asked.engine, asked.scope.single).set_index("window")
    for code, window in DUE.items():
        own = sizes[sizes.index == window]
        known = own.empty or bool(own["balance"].notna().all())
        yield Number(
            code=code,
            unit="money",
            values=Values(value=float(own["balance"].sum()) if known else np.nan),
            dates=Dates(at=asked.scope.at),
            numerator=float(own["holding_count"].sum()),
            good=0,
            listing=Listing(
                question="maturing-customers", options={"window": window}, page="products",
                query={"view": "due"},
            ),
        )  # fmt: skip


def kept(asked: Asked) -> Iterator[Number]:
    """到期承接率: how much of what fell due between the dates stayed."""
    found = maturity_retention(asked.engine, asked.scope).set_index("part").loc["all"]
    yield Number(
        code="kept_share",
        unit="share",
        values=Values(value=found["kept_share"]),
        dates=asked.moments.day.pair,
        numerator=found["kept"],
        denominator=found["matured"],
        listing=Listing(page="products", query={"view": "due"}),
    )


def managed(asked: Asked) -> Iterator[Number]:
    """管户率: of the customers above the lowest tier, who has a manager."""
    dates = asked.moments.day.pair
    now, before = (_managed(asked, day) for day in (dates.at, dates.before))
    if now is None or not now[0]:
        raise TableNotProvided(table="manager")
    above = [code for ladder in TIERS_BY_TYPE.values() for code in ladder[1:]]
    number = share("managed_share", *now, dates)
    earlier = before[0] / before[1] if before and before[1] else np.nan
    yield replace(
        number,
        values=replace(number.values, before=earlier),
        listing=people([["manager_id", "not_given"], ["tier", "one_of", *above]]),
    )


def _managed(asked: Asked, day: dt.date | None) -> tuple[float, float] | None:
    found = on_day(asked.scope, day, lambda s: asked.engine.ask("review/managed", s))
    if found is None or not found["managed_count"].sum():
        return None
    lowest = found["customer_type"].map({kind: ladder[0] for kind, ladder in TIERS_BY_TYPE.items()})
    own = found[found["tier"].notna() & (found["tier"] != lowest)]
    return float(own["managed_count"].sum()), float(own["customer_count"].sum())


def products_used(asked: Asked) -> Iterator[Number]:
    """户均产品数 and ≥3产品占比, of holders."""
    found = products_summary(asked.engine, asked.scope).set_index("customer_type").loc["all"]
    dates, listing = asked.moments.day.pair, Listing(page="products")
    yield Number(
        code="products_per_customer",
        unit="number",
        values=Values(value=found["per_customer"], before=found["per_customer_before"]),
        dates=dates,
        denominator=float(found["holder_count"]),
        listing=listing,
    )
    yield Number(
        code="three_plus_share",
        unit="share",
        values=Values(value=found["three_plus_share"], before=found["three_plus_before"]),
        dates=dates,
        denominator=float(found["holder_count"]),
        low=found["three_plus_low"],
        high=found["three_plus_high"],
        listing=listing,
    )


def channel(asked: Asked) -> Iterator[Number]:
    """手机银行渗透率: how many of each type have the electronic channel most of them have."""
    found = channel_adoption(asked.engine, asked.scope.single)
    listing = Listing(question="counter-only-customers", page="products", query={"view": "bank"})
    for kind in TIERS_BY_TYPE:
        own = found[found["customer_type"] == kind]
        if own.empty:
            continue
        most = own.loc[own["enrolled_count"].idxmax()]
        enrolled, everybody = float(most["enrolled_count"]), float(most["customer_count"])
        number = share("channel_share", enrolled, everybody, Dates(at=asked.scope.at))
        yield replace(number, customer_type=kind, listing=listing)


def dormant(asked: Asked) -> Iterator[Number]:
    """沉睡客户数 and 激活数: who is dormant, and who was and no longer is."""
    found = flows(asked.engine, asked.scope, ACTIVITY)
    count, dates = found["customer_count"], asked.moments.day.pair
    woken = (found["state"] == "stay") & (found["from_level"] == DORMANT)
    woken &= found["to_rank"] > found["from_rank"]
    yield Number(
        code="dormant_count",
        unit="count",
        values=Values(
            value=float(count[found["to_level"] == DORMANT].sum()),
            before=float(count[found["from_level"] == DORMANT].sum()),
        ),
        dates=dates,
        good=-1,
        listing=people([["activity", "one_of", DORMANT]]),
    )
    yield Number(
        code="activated_count",
        unit="count",
        values=Values(value=float(count[woken].sum())),
        dates=dates,
        listing=Listing(page="tier_migration", query={"ladder": "ACT3", "view": "people"}),
    )


def exposed(asked: Asked) -> Iterator[Number]:
    """受影响客户/余额/利差收入: whom rivals' loan offers threaten, surely or possibly."""
    found = offer_exposure(asked.engine, asked.scope, kind="loan", offers=asked.given.offers)
    first = ALL if (found["offer"] == ALL).any() else found["offer"].iloc[0]
    own = found[(found["offer"] == first) & (found["eligibility"] != "not")]
    listing = Listing(
        question="offer-exposure-customers", options={"kind": "loan"}, page="competitors",
        query={"view": "affected"},
    )  # fmt: skip
    rows: tuple[tuple[str, str, Unit], ...] = (
        ("exposed_count", "customer_count", "count"),
        ("exposed_balance", "exposed_balance", "money"),
        ("margin_at_risk", "margin_at_risk", "money"),
    )
    for code, name, unit in rows:
        yield Number(
            code=code,
            unit=unit,
            values=Values(value=float(own[name].sum(min_count=1))),
            dates=Dates(at=asked.scope.at),
            good=-1,
            listing=listing,
        )


def promised(asked: Asked) -> Iterator[Number]:
    """待办完成率 and the promises of the last review by what became of them."""
    counts = dict(asked.given.promises)
    if not counts:
        raise NotKnownYet(name="promises")
    dates, listing = Dates(at=asked.scope.at), Listing(page="actions")
    made = sum(counts.get(status, 0) for status in ("done", "open", "dismissed"))
    yield replace(share("promises_done_share", counts.get("done", 0), made, dates), listing=listing)
    for status, good in PROMISES.items():
        yield Number(
            code=f"promises_{status}",
            unit="count",
            values=Values(value=float(counts.get(status, 0))),
            dates=dates,
            good=good,
            listing=listing,
        )
