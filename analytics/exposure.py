"""Which customers a rival's offer threatens: what they owe or keep here, and what it earns us.

A loan is exposed when the offer costs its customer less a year, all fees included, for the same way
of repaying and the same term, and he may take it; a deposit when the offer yields more for the same
term. Exposed is what the offer's limit covers of a customer's balance. Margin at risk: balance ×
(rate − transfer price − PD × LGD) of loans, balance × (transfer price − rate) of deposits. Who may
not take the offer is counted, never listed. Source: domain model 3.17, F4 and 5.9b.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics import market_problems as problems
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.exposure_prices import HIGHEST, STANDINGS, Prices
from analytics.offers import Offer
from analytics.offers_book import counting_offers, parameters_at
from analytics.products_held import need_tables
from analytics.rates import ratio
from analytics.scope import Scope

ALL = "all"
PARTS = ("branch_id", "manager_id", "tier", "segment", "customer_type")
LEAST_GAP = 1e-7
"""Rates nearer than this are the same: both are computed."""

DUE_DAYS = 90
EVERYBODY = 1 << 31
RISK = ("ftp_loan", "ftp_time", "ftp_demand", "pd", "lgd")
ROW = (
    "offer", "kind", "eligibility", "customer_count", "holding_count", "balance",
    "exposed_balance", "gap", "our_rate", "their_rate", "margin_at_risk", "saving",
)  # fmt: skip
CUSTOMER = (
    "customer_id", "customer_key", "customer_type", "branch_id", "branch_name", "manager_id",
    "tier", "segment", "offer", "line", "eligibility", "holding_count", "balance",
    "exposed_balance", "our_rate", "their_rate", "gap", "margin_at_risk", "saving",
    "maturing_balance", "occupation_group", "job_grade", "consented",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Against:
    """Our book set against some offers: what the questions on exposure are asked with."""

    prices: Prices
    parameters: dict[str, Any]

    @classmethod
    def of(cls, engine: Engine, scope: Scope, offers: Sequence[Offer]) -> Against:
        """Read our book of the offers' lines and price it.

        Raises:
            TableNotProvided: the bank gave no products or no holdings.
        """
        need_tables(engine, scope, "product", "holding")
        anybody = Scope(at=scope.at)
        flat = engine.ask("offers/flat", anybody, highest=HIGHEST)
        risk = parameters_at(engine, anybody)
        found = Prices(offers=tuple(offers), flat=flat)
        values: dict[str, Any] = {name: risk[name] for name in RISK}
        values |= {"highest": HIGHEST, "least_gap": LEAST_GAP, "least_quoted": found.least_quoted}
        values["due_until"] = scope.at + dt.timedelta(days=DUE_DAYS)
        return cls(prices=found, parameters=values | found.tables)


def offer_exposure(
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    kind: str = "",
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """How many customers do rival offers threaten, and how much would leave with them?

    Args:
        offer: id of one offer; empty: every one that counts, and all of a kind together.
        kind: loan or deposit; empty for both.
        offers: an offer book; None: that of the release.

    Returns:
        Three rows per offer, `all` first where there are several of a kind: offer, kind,
        eligibility (sure, possible, not), customer_count, holding_count, balance, exposed_balance
        (within the offer's limit; 0 for not), gap (our rate less theirs, of deposits theirs less
        ours, weighted by exposed balance), our_rate, their_rate (a year, with all costs),
        margin_at_risk and saving (the customers' gain; both a year in the currency). In `all` each
        customer's loans of a line, or deposits of a term, count once, with the offer that
        threatens most.

    Raises:
        OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    counting = counting_offers(engine, scope, offers, offer=offer, kind=kind)
    blocks = []
    for side in ("loan", "deposit"):
        own = tuple(each for each in counting if each.kind == side)
        if own:
            blocks.append(_kind_rows(engine, scope, side, own))
    return pd.concat(blocks, ignore_index=True)


def offer_exposure_by(
    engine: Engine,
    scope: Scope,
    *,
    by: str = "branch_id",
    offer: str = "",
    kind: str = "loan",
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """Where are the customers that rival offers threaten?

    Args:
        by: branch_id, manager_id, tier, segment or customer_type.
        offer, kind, offers: see `offer_exposure`.

    Returns:
        One row per part with somebody exposed, the largest margin at risk first: part (null where
        not known), customer_count, exposed_balance, gap, margin_at_risk, saving; of those who
        surely may take the offer sure_count, sure_balance, sure_margin; of those who possibly may
        possible_count, possible_balance, possible_margin.

    Raises:
        ExposurePartUnknown, OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    if by not in PARTS:
        raise problems.ExposurePartUnknown(value=by, known=", ".join(PARTS))
    counting = counting_offers(engine, scope, offers, offer=offer, kind="" if offer else kind)
    set_against = Against.of(engine, scope, counting)
    found = engine.ask("offers/exposure_by", scope.single, dimension=by, **set_against.parameters)
    return _by_part(found)


def offer_exposure_customers(  # noqa: PLR0913 - the options of a list
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    eligibility: str = "",
    kind: str = "loan",
    limit: int = 50,
    offset: int = 0,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """Which customers do rival offers threaten? One page, the largest margin at risk first.

    Purpose: service. Nobody is listed who may not take the offer.

    Args:
        eligibility: sure or possible; empty for both.
        offer, kind, offers: see `offer_exposure`.

    Returns:
        One row per customer and line (of deposits each term): customer_id, customer_key,
        customer_type, branch_id, branch_name, manager_id, tier, segment, offer, line, eligibility,
        holding_count, balance, exposed_balance, our_rate, their_rate, gap, margin_at_risk, saving,
        maturing_balance (falling due in 90 days), occupation_group, job_grade, consented (agreed
        to marketing). Amounts are null at dates whose balances are not known.

    Raises:
        EligibilityUnknown, OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    counting = counting_offers(engine, scope, offers, offer=offer, kind="" if offer else kind)
    set_against = Against.of(engine, scope, counting)
    rows = engine.ask(
        "offers/exposure_customers",
        scope.single,
        page_size=min(limit, MAX_ANSWER_ROWS),
        skipped=offset,
        **_wanted(eligibility),
        **set_against.parameters,
    )
    return _listed(rows, counting)


def offer_exposure_blocks(
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    eligibility: str = "",
    kind: str = "loan",
    offers: Sequence[Offer] | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield everybody of `offer_exposure_customers`, for files.

    Raises:
        EligibilityUnknown, OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    counting = counting_offers(engine, scope, offers, offer=offer, kind="" if offer else kind)
    set_against = Against.of(engine, scope, counting)
    batches = engine.stream(
        "offers/exposure_customers",
        scope.single,
        page_size=EVERYBODY,
        skipped=0,
        **_wanted(eligibility),
        **set_against.parameters,
    )
    for batch in batches:
        if batch.num_rows:
            yield _listed(batch.to_pandas(), counting)


def _wanted(eligibility: str) -> dict[str, int]:
    if eligibility not in {"", "sure", "possible"}:
        raise problems.EligibilityUnknown(value=eligibility)
    least, most = (1, 2) if not eligibility else (STANDINGS.index(eligibility),) * 2
    return {"least_standing": least, "most_standing": most}


def _kind_rows(engine: Engine, scope: Scope, kind: str, offers: tuple[Offer, ...]) -> pd.DataFrame:
    """Rows of one kind of offers; all of them together first."""
    set_against = Against.of(engine, scope, offers)
    found = engine.ask("offers/exposure", scope.single, **set_against.parameters)
    rows, side = [], 1 if kind == "loan" else -1
    if len(offers) > 1:
        together = engine.ask("offers/exposure_all", scope.single, **set_against.parameters)
        rows += _eligibilities(together, ALL, side)
    for place, each in enumerate(offers):
        own = found[found["place"] == place]
        rows += _eligibilities(own, each.offer_id, side)
    return pd.DataFrame(rows).assign(kind=kind)[list(ROW)]


def _eligibilities(found: pd.DataFrame, offer: str, side: int) -> list[dict[str, object]]:
    by_standing = found.set_index("standing")
    rows = []
    for standing in (2, 1, 0):
        row = by_standing.loc[standing] if standing in by_standing.index else None
        rows.append({"offer": offer, "eligibility": STANDINGS[standing], **_row(row, side)})
        if standing == 0:
            rows[-1] |= {"exposed_balance": 0.0, "margin_at_risk": 0.0, "saving": 0.0}
    return rows


def _row(found: pd.Series | None, side: int) -> dict[str, object]:
    if found is None:
        return {
            **dict.fromkeys(("customer_count", "holding_count"), 0),
            **dict.fromkeys(("balance", "exposed_balance", "margin_at_risk", "saving"), 0.0),
            **dict.fromkeys(("gap", "our_rate", "their_rate"), np.nan),
        }
    exposed = found["exposed_balance"]
    return {
        "customer_count": int(found["customer_count"]),
        "holding_count": int(found["holding_count"]),
        "balance": found["balance"],
        "exposed_balance": exposed,
        "gap": float(ratio(found["saving"], exposed)),
        "our_rate": float(ratio(found["our_sum"], exposed)),
        "their_rate": float(ratio(found["our_sum"] - side * found["saving"], exposed)),
        "margin_at_risk": found["margin"],
        "saving": found["saving"],
    }


def _by_part(found: pd.DataFrame) -> pd.DataFrame:
    amounts = ["customer_count", "exposed_balance", "margin", "saving"]
    whole = found.groupby("part", dropna=False)[amounts].sum(min_count=1)
    frame = whole.rename(columns={"margin": "margin_at_risk"})
    frame.insert(2, "gap", ratio(frame["saving"], frame["exposed_balance"]))
    names = {"customer_count": "count", "exposed_balance": "balance", "margin": "margin"}
    for standing in (2, 1):
        own = found[found["standing"] == standing].set_index("part")
        for name, short in names.items():
            column = f"{STANDINGS[standing]}_{short}"
            frame[column] = own[name].reindex(frame.index).fillna(0)
    counts = ["customer_count", "sure_count", "possible_count"]
    frame[counts] = frame[counts].astype(np.int64)
    frame = frame.rename_axis("part").reset_index()
    return frame.sort_values(["margin_at_risk", "part"], ascending=[False, True]).reset_index(
        drop=True
    )


def _listed(rows: pd.DataFrame, offers: Sequence[Offer]) -> pd.DataFrame:
    side = np.array([1 if offers[place].kind == "loan" else -1 for place in rows["place"]])
    frame = rows.assign(
        offer=[offers[place].offer_id for place in rows["place"]],
        line=[offers[place].line for place in rows["place"]],
        eligibility=[STANDINGS[standing] for standing in rows["standing"]],
        our_rate=ratio(rows["our_sum"], rows["exposed_balance"]),
        their_rate=ratio(rows["our_sum"] - side * rows["saving"], rows["exposed_balance"]),
        gap=ratio(rows["saving"], rows["exposed_balance"]),
    )
    return frame[list(CUSTOMER)]
