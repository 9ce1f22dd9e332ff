"""Whom each manager calls this week: one row per customer, his reasons merged, as many as he can.

The longest lists of all put in order: by value at risk, up to the manager's cap; the others are the
reserve. Without a manager a customer is on the list of his branch. Source: domain model section 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine
from analytics.offers import Offer
from analytics.products_held import streamed
from analytics.scope import Scope
from analytics.week_reasons import AMOUNTS, FLAGS, MARKETING, REASONS, Week

__all__ = [
    "AMOUNTS",
    "MARKETING",
    "PARTS",
    "REASONS",
    "reasons_of",
    "week_list",
    "week_list_blocks",
    "week_reasons",
    "week_sizes",
]

PARTS = ("list", "reserve", "all")
COUNTS = ("list_count", "reserve_count")
GONE = "winback"
"""Advice for who is no longer a customer."""

COLUMNS = (
    "place", "is_listed", "customer_id", "customer_key", "customer_type", "branch_id",
    "branch_name", "manager_id", "tier", "segment", "reasons", "value_at_risk", "aum_mavg",
    "contribution_ttm", "loan_mavg", "from_level", "months_left", "missing", "next_level", "gap",
    "outflow", "is_gone", "maturing", "next_maturity", "margin_at_risk", "last_payroll", "advice",
    "purpose", "may_call", "may_visit", "may_sms", "may_wechat", "may_email", "suitable_level",
    "extra_care", "has_action",
)  # fmt: skip


def week_list(  # noqa: PLR0913 - the options of a list
    engine: Engine,
    scope: Scope,
    *,
    part: str = "list",
    reason: str = "",
    limit: int = 50,
    offset: int = 0,
    offers: Sequence[Offer] | None = None,
    busy: Collection[str] = (),
) -> pd.DataFrame:
    """Whom to contact this week, and why? One page, the largest value at risk first.

    A manager's list holds as many as the parameter rm_weekly_cap, of a manager who takes fewer
    customers at all as many as those; the others are the reserve.

    Args:
        part: list, reserve or all.
        reason: one of REASONS: only customers who have it; empty for any.
        offers: an offer book; None: that of the release.
        busy: ids of customers with an open action.

    Returns:
        One row per customer: place (1 the first of his manager's list), is_listed, customer_id,
        customer_key, customer_type, branch_id, branch_name, manager_id (null: on his branch's
        list), tier, segment, reasons (codes joined by commas, the first leads), value_at_risk (a
        year), aum_mavg, contribution_ttm, loan_mavg, from_level (the tier he fell from),
        months_left and missing (until he falls; to his tier's line), next_level and gap, outflow,
        is_gone (no longer a customer), maturing and next_maturity, margin_at_risk, last_payroll;
        null where the reason is not his. advice (the leading reason, or winback), purpose (service
        or marketing), may_call, may_visit, may_sms, may_wechat, may_email (for marketing; service
        needs no consent), suitable_level (highest risk level of an investment that may be offered,
        0 for none), extra_care, has_action. Money in the currency; at most 10,000 rows. attrs of a
        page with rows: list_count and reserve_count, how many all lists and all reserves have.

    Raises:
        UnreadableOption.
    """
    week = Week.of(engine, scope, offers)
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    asked = {
        "part": _known("part", part, PARTS),
        "reason": _known("reason", reason, ("", *REASONS)),
    }
    found = engine.ask("week/list", week.scope, **week.parameters, **asked, **page)
    return _told(found, busy)


def week_list_blocks(
    engine: Engine,
    scope: Scope,
    *,
    part: str = "list",
    reason: str = "",
    offers: Sequence[Offer] | None = None,
    busy: Collection[str] = (),
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `week_list`.

    Raises:
        UnreadableOption.
    """
    week = Week.of(engine, scope, offers)
    asked = {
        "part": _known("part", part, PARTS),
        "reason": _known("reason", reason, ("", *REASONS)),
    }
    page = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("week/list", week.scope, **week.parameters, **asked, **page)
    return (_told(batch.to_pandas(), busy) for batch in batches if batch.num_rows)


def week_sizes(
    engine: Engine, scope: Scope, *, offers: Sequence[Offer] | None = None
) -> pd.DataFrame:
    """How many customers are on whose list this week, how many in reserve, and why?

    Returns:
        One row per manager, and per branch for its customers without one, the largest value at
        risk first: branch_id, branch_name, manager_id (null: the branch's), cap, customer_count =
        list_count + reserve_count, value_at_risk (of all of them, a year in the currency); of each
        of REASONS …_count, and of marketing reasons …_left_out_count: for whom it holds but who
        may not be contacted for it.
    """
    week = Week.of(engine, scope, offers)
    return _sizes(streamed(engine, "week/sizes", week.scope, **week.parameters))


def week_reasons(
    engine: Engine, scope: Scope, *, offers: Sequence[Offer] | None = None
) -> pd.DataFrame:
    """Which reasons are there to contact customers this week, and for how many?

    Returns:
        One row per reason, in the order of REASONS: reason, purpose (service or marketing),
        customer_count (a customer with two counts in both), left_out_count (it holds, but he did
        not agree to marketing or may not be reached), missing (empty, or what keeps it from being
        judged: before, months, payroll_in, holding, maturity, offers, activity, consent).
    """
    week = Week.of(engine, scope, offers)
    sizes = _sizes(streamed(engine, "week/sizes", week.scope, **week.parameters))
    return reasons_in(sizes, week.missing)


def reasons_in(sizes: pd.DataFrame, missing: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of `week_reasons` out of those of `week_sizes`."""
    rows = [
        {
            "reason": reason,
            "purpose": "marketing" if reason in MARKETING else "service",
            "customer_count": int(sizes[f"{reason}_count"].sum()),
            "left_out_count": int(sizes[f"{reason}_left_out_count"].sum())
            if reason in MARKETING
            else 0,
            "missing": missing[reason],
        }
        for reason in REASONS
    ]
    return pd.DataFrame(rows)


def reasons_of(row: Mapping[str, Any]) -> tuple[tuple[str, float | None], ...]:
    """Return the reasons of a row of the list, each with its amount, None where not known."""
    codes = [code for code in str(row["reasons"]).split(",") if code]
    amounts = {code: row[AMOUNTS[code]] for code in codes}
    return tuple((code, None if pd.isna(each) else float(each)) for code, each in amounts.items())


def _asked(part: str, reason: str) -> dict[str, str]:
    return {
        "part": _known("part", part, PARTS),
        "reason": _known("reason", reason, ("", *REASONS)),
    }


def _known(option: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        expected = " or ".join(filter(None, known))
        raise problems.UnreadableOption(option=option, value=value, expected=expected)
    return value


def _told(found: pd.DataFrame, busy: Collection[str]) -> pd.DataFrame:
    """The list with reasons, advice and purpose in codes."""
    flags = np.column_stack([found[FLAGS[reason]].to_numpy(bool) for reason in REASONS])
    names = np.array(REASONS, dtype=object)
    told = [names[row] for row in flags]
    leading = pd.Series([row[0] for row in told], index=found.index, dtype=object)
    marketing = flags[:, [reason in MARKETING for reason in REASONS]].any(axis=1)
    frame = found.assign(
        reasons=[",".join(row) for row in told],
        advice=leading.where(~found["is_gone"], GONE),
        purpose=np.where(marketing, "marketing", "service"),
        has_action=found["customer_id"].isin(set(busy)),
    )
    answer = frame[list(COLUMNS)]
    answer.attrs = {name: int(found[name].iloc[0]) for name in COUNTS if len(found)}
    return answer


def _sizes(found: pd.DataFrame) -> pd.DataFrame:
    listed = np.minimum(found["customer_count"], found["cap"])
    frame = found[["branch_id", "branch_name", "manager_id", "cap", "customer_count"]].assign(
        list_count=listed,
        reserve_count=found["customer_count"] - listed,
        value_at_risk=found["value_at_risk"].fillna(0.0),
        **{f"{reason}_count": found[flag] for reason, flag in FLAGS.items()},
        **{
            f"{reason}_left_out_count": found[FLAGS[reason].replace("is_", "met_")]
            - found[FLAGS[reason]]
            for reason in REASONS
            if reason in MARKETING
        },
    )
    return frame.sort_values(
        ["value_at_risk", "manager_id", "branch_id"], ascending=[False, True, True]
    ).reset_index(drop=True)
