"""Match a rival, or let customers go? The break-even of the book an offer threatens.

What a loan earns and costs is measured: rate, transfer price and expected loss of the exposed
balances, and what their customers bring besides. Who stays with and without a new rate is never
measured: the two shares are the user's assumptions. A new rate is a published one, for a line or
for a line and a part of the customers, never for one customer. Source: domain model 3.17 and 5.8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics import market_problems as problems
from analytics.break_even import Repricing, indifferent_rate
from analytics.engine import Engine
from analytics.exposure import Against
from analytics.offers import Offer
from analytics.offers_book import counting_offers
from analytics.rates import ratio
from analytics.scope import Scope

KEPT_WITHOUT, KEPT_WITH = 0.70, 0.95
"""Where the two sliders start: assumptions, not estimates."""

PARTS = ("tier", "segment", "customer_type")
"""What a published rule may tell apart besides the line."""

MONTHS = 12


def offer_break_even(  # noqa: PLR0913 - the assumptions of the question
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    kept_without: float = KEPT_WITHOUT,
    kept_with: float = KEPT_WITH,
    new_rate: float | None = None,
    other: float | None = None,
    switching_cost: float = 0.0,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """At which rate does matching an offer earn as much as letting its customers go?

    Args:
        offer: the id of a loan offer that counts; empty where only one does.
        kept_without, kept_with: shares of exposed balances that stay without and with a new rate;
            assumptions.
        new_rate: a year, a fraction; None: theirs.
        other: what else the customers bring a year per yuan of loan; None: as measured, 0 where
            the bank delivers no income.
        switching_cost: what changing banks costs a customer, as a share of the loan.
        offers: an offer book; None: that of the release.

    Returns:
        One row: offer, customer_count, balance (exposed), rate (ours), ftp, expected_loss, carry
        (the two), other, other_measured (null where unknown), their_rate, indifferent_rate,
        zero_margin_rate, break_even_rate, break_even_alone (with nothing besides the loan),
        new_rate, share_needed (above 1: impossible; null: never), before, after, saved, given_up,
        change (of a year's contribution, in the currency), kept_without, kept_with. Rates are
        fractions a year. Nothing exposed: amounts 0, rates null.

    Raises:
        LoanOfferNeeded, OfferNotNamed, RetainedShareOutOfRange, RetainedSharesReversed,
        OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    chosen = _loan(engine, scope, offers, offer)
    set_against = Against.of(engine, scope, (chosen,))
    book = engine.ask("offers/exposed_book", scope.single, **set_against.parameters).iloc[0]
    balance = float(book["balance"]) if book["customer_count"] else 0.0
    measured = _other_income(engine, scope, set_against) if balance else None
    rate = float(ratio(book["our_sum"], balance))
    theirs = float(ratio(book["our_sum"] - book["gap_sum"], balance))
    ftp, loss = (float(ratio(book[name], balance)) for name in ("transfer_sum", "loss_sum"))
    repricing = Repricing(
        rate=rate,
        carry=ftp + loss,
        kept_without=kept_without,
        kept_with=kept_with,
        balance=balance,
        other=other if other is not None else measured or 0.0,
    ).checked()
    wanted = theirs if new_rate is None else new_rate
    term = max(1, round(float(ratio(book["term_sum"], balance)))) if balance else MONTHS
    indifferent = (
        indifferent_rate(theirs, term, switching_cost_share=switching_cost) if balance else np.nan
    )
    row = {
        "offer": chosen.offer_id,
        "customer_count": int(book["customer_count"]),
        "balance": balance,
        "rate": rate,
        "ftp": ftp,
        "expected_loss": loss,
        "carry": repricing.carry,
        "other": repricing.other,
        "other_measured": measured,
        "their_rate": theirs,
        "indifferent_rate": indifferent,
    }
    return pd.DataFrame([row | _verdict(repricing, wanted)])


def repricing_of(row: pd.Series | Mapping[str, object]) -> Repricing:
    """Return the repricing behind a row of `offer_break_even`, to move its assumptions."""
    names = ("rate", "carry", "kept_without", "kept_with", "balance", "other")
    return Repricing(**{name: float(str(row[name])) for name in names})


def alternative_levers(
    repricing: Repricing, levers: Mapping[str, tuple[float, float]]
) -> pd.DataFrame:
    """What would keeping customers without a lower rate bring?

    Args:
        repricing: the exposed book.
        levers: by name (speed, repayment mode, group filing …) the share that stays with it, and
            what it costs a year per yuan kept; both assumptions.

    Returns:
        lever, kept_with, cost_rate, change (of a year's contribution, in the currency),
        cost_at_most (a year per yuan: up to it the lever pays).

    Raises:
        RetainedShareOutOfRange, RetainedSharesReversed.
    """
    rows = []
    for name, (kept_with, cost_rate) in levers.items():
        moved = replace(repricing, kept_with=kept_with)
        change = repricing.lever(kept_with, cost_rate).change
        rows.append((name, kept_with, cost_rate, change, moved.rate - moved.break_even_rate))
    return pd.DataFrame(rows, columns=["lever", "kept_with", "cost_rate", "change", "cost_at_most"])


def offer_repricing(  # noqa: PLR0913 - the assumptions of the question
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    by: str = "tier",
    new_rate: float | None = None,
    kept_without: float = KEPT_WITHOUT,
    kept_with: float = KEPT_WITH,
    other: float | None = None,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """What would a published rate for the offer's line cost and keep, part by part?

    A published rate holds for everybody of the part, threatened or not: who would have stayed
    anyway pays less too. Customers with several loans of the line count with their mean rate.

    Args:
        offer: the id of a loan offer that counts; empty where only one does.
        by: tier, segment or customer_type.
        new_rate: a year, a fraction; None: the offer's advertised rate.
        kept_without, kept_with: shares of the exposed balances that stay; assumptions.
        other: what else exposed customers bring per yuan of loan; None: as measured, else 0.
        offers: an offer book; None: that of the release.

    Returns:
        One row per part with loans above the new rate, the best change first: part, customer_count,
        balance, rate, exposed_count, exposed_balance, exposed_rate, carry (of what is exposed),
        new_rate, break_even_rate (of what is exposed; null without), saved, given_up (by exposed
        customers who would have stayed), given_up_others, change (of a year's contribution; saved
        and both given up). Amounts in the currency.

    Raises:
        ExposurePartUnknown, LoanOfferNeeded, OfferNotNamed, RetainedShareOutOfRange,
        RetainedSharesReversed, OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    if by not in PARTS:
        raise problems.ExposurePartUnknown(value=by, known=", ".join(PARTS))
    chosen = _loan(engine, scope, offers, offer)
    set_against = Against.of(engine, scope, (chosen,))
    wanted = chosen.quote.annual_rate if new_rate is None else new_rate
    if other is None:
        other = _other_income(engine, scope, set_against) or 0.0
    found = engine.ask(
        "offers/repricing",
        scope.single,
        dimension=by,
        line=str(chosen.line),
        new_rate=float(wanted),
        **set_against.parameters,
    )
    assumed = Repricing(
        rate=0.0, carry=0.0, kept_without=kept_without, kept_with=kept_with, other=other
    ).checked()
    rows = [_part(row, assumed, float(wanted)) for _, row in found.iterrows()]
    frame = pd.DataFrame(rows, columns=list(REPRICED))
    return frame.sort_values(["change", "part"], ascending=[False, True], ignore_index=True)


REPRICED = (
    "part", "customer_count", "balance", "rate", "exposed_count", "exposed_balance", "exposed_rate",
    "carry", "new_rate", "break_even_rate", "saved", "given_up", "given_up_others", "change",
)  # fmt: skip


def _part(row: pd.Series, assumed: Repricing, new_rate: float) -> dict[str, object]:
    """One part: exposed balances by the break-even's arithmetic, all others by the lower rate."""
    exposed = float(np.nan_to_num(row["exposed_balance"]))
    ours = float(np.nan_to_num(row["exposed_our_sum"]))
    carried = float(np.nan_to_num(row["exposed_carry_sum"]))
    repricing = replace(
        assumed,
        rate=ours / exposed if exposed else 0.0,
        carry=carried / exposed if exposed else 0.0,
        balance=exposed,
    )
    effect = repricing.effect(new_rate)
    others = row["our_sum"] - ours - new_rate * (row["balance"] - exposed)
    return {
        "part": row["part"],
        "customer_count": int(row["customer_count"]),
        "balance": row["balance"],
        "rate": float(ratio(row["our_sum"], row["balance"])),
        "exposed_count": int(row["exposed_count"]),
        "exposed_balance": exposed,
        "exposed_rate": repricing.rate if exposed else np.nan,
        "carry": repricing.carry if exposed else np.nan,
        "new_rate": new_rate,
        "break_even_rate": repricing.break_even_rate if exposed else np.nan,
        "saved": effect.saved,
        "given_up": effect.given_up,
        "given_up_others": -others,
        "change": effect.change - others,
    }


def _verdict(repricing: Repricing, new_rate: float) -> dict[str, object]:
    if not repricing.balance:
        rates = ("zero_margin_rate", "break_even_rate", "break_even_alone", "share_needed")
        amounts = ("before", "after", "saved", "given_up", "change")
        return {
            **dict.fromkeys(rates, np.nan),
            **dict.fromkeys(amounts, 0.0),
            "new_rate": new_rate,
            "kept_without": repricing.kept_without,
            "kept_with": repricing.kept_with,
        }
    alone = replace(repricing, other=0.0)
    effect, needed = repricing.effect(new_rate), repricing.share_needed(new_rate)
    return {
        "zero_margin_rate": repricing.zero_margin_rate,
        "break_even_rate": repricing.break_even_rate,
        "break_even_alone": alone.break_even_rate,
        "new_rate": new_rate,
        "share_needed": needed if np.isfinite(needed) else np.nan,
        "before": effect.before,
        "after": effect.after,
        "saved": effect.saved,
        "given_up": effect.given_up,
        "change": effect.change,
        "kept_without": repricing.kept_without,
        "kept_with": repricing.kept_with,
    }


def _loan(engine: Engine, scope: Scope, offers: Sequence[Offer] | None, offer: str) -> Offer:
    counting = counting_offers(engine, scope, offers, offer=offer, kind="" if offer else "loan")
    if len(counting) > 1:
        raise problems.OfferNotNamed(known=", ".join(each.offer_id for each in counting))
    (chosen,) = counting
    if chosen.kind != "loan":
        raise problems.LoanOfferNeeded(value=offer)
    return chosen


def _other_income(engine: Engine, scope: Scope, set_against: Against) -> float | None:
    """What exposed customers bring a year besides their loans, per yuan they owe.

    Deposits and fees less the cost to serve, of the 12 calendar months up to `at`, ×12/k of k
    delivered; None where the bank delivers no such income.
    """
    snapshots = engine.snapshots()
    first = _year_before(scope.at)
    days = snapshots["snapshot_date"]
    months = int(((snapshots["grain"] == "month") & (days > first) & (days <= scope.at)).sum())
    if not months:
        return None
    row = engine.ask(
        "offers/other_income",
        scope.single,
        first_month=first + dt.timedelta(days=1),
        **set_against.parameters,
    ).iloc[0]
    income = row[["nii_deposit", "fee_income"]].astype(float)
    loans = float(np.nan_to_num(float(row["loans"] or 0)))
    if income.isna().all() or loans <= 0:
        return None
    cost = float(np.nan_to_num(float(row["cost_to_serve"] or 0)))
    return (float(income.sum()) - cost) * MONTHS / months / loans


def _year_before(day: dt.date) -> dt.date:
    """The last day of the month a year earlier."""
    first = dt.date(day.year - 1, day.month, 1)
    return (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
