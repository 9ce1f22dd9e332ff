"""From a list of customers to the actions that are to be made of it. No Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics import week_reasons
from data.actions import Draft, Reason
from pages.parts import format as forms

if TYPE_CHECKING:
    from datetime import date

BASELINE = ("aum_mavg", "contribution_ttm", "loan_mavg", "tier", "customer_type")
"""What an action keeps of its customer, so that next week's check has something to compare with."""

USUAL_RISK = "contribution_ttm"
MARKETING = week_reasons.MARKETING | {"next_product"}
"""Reasons to sell something: only for who agreed to that and may be reached (5.1, 5.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What may be made of some drafts, and how many customers were left out.

    not_agreed: who never agreed to marketing, or withdrew it. refused: who agreed, but has since
    refused to be contacted, or did not agree to offers chosen for him.
    """

    drafts: tuple[Draft, ...]
    not_agreed: int = 0
    refused: int = 0

    @property
    def left_out(self) -> int:
        """How many customers get no action."""
        return self.not_agreed + self.refused


def allowed(drafts: Iterable[Draft], standing: pd.DataFrame) -> Allowed:
    """Leave out marketing reasons of who may not be contacted for them, and who has no other.

    standing: see `analytics.action_facts`; who has no row there has agreed to nothing.
    """
    stand = standing.set_index("customer_id").to_dict("index")
    kept: list[Draft] = []
    not_agreed = refused = 0
    for draft in drafts:
        now = stand.get(draft.customer_id, {})
        reachable = now.get("may_market") is True
        reasons = tuple(each for each in draft.reasons if reachable or each.code not in MARKETING)
        if reasons:
            kept.append(replace(draft, reasons=reasons))
        elif now.get("marketing_agreed") is True:
            refused += 1
        else:
            not_agreed += 1
    return Allowed(drafts=tuple(kept), not_agreed=not_agreed, refused=refused)


def drafts(  # noqa: PLR0913 - what an action is made of
    people: pd.DataFrame,
    standing: pd.DataFrame,
    *,
    reason: Reason,
    risk: str,
    due_on: date,
    at: date,
    release: str,
) -> tuple[Draft, ...]:
    """One draft per customer, in the order of the list.

    people: customer_id, and where there branch_id, manager_id, the column `risk` with the value at
    risk, `reasons` (tuples of Reason that take the place of `reason`), `advice`. standing: see
    `analytics.action_facts`; who has no row there is no longer a customer.
    """
    stand = standing.set_index("customer_id").to_dict("index")
    found: dict[str, Draft] = {}
    for row in people.to_dict("records"):
        customer = str(row["customer_id"])
        now = stand.get(customer, {})
        if customer not in found:
            found[customer] = Draft(
                customer_id=customer,
                branch_id=_text(row.get("branch_id")) or _text(now.get("branch_id")),
                manager_id=_text(row.get("manager_id")) or _text(now.get("manager_id")),
                reasons=row.get("reasons") or (_with_amount(reason, row, risk),),
                due_on=due_on,
                value_at_risk=_at_risk(row, now, risk),
                advice=_text(row.get("advice")),
                at=at,
                release=release,
                baseline={name: now.get(name) for name in BASELINE},
            )
    return tuple(found.values())


def _text(value: object) -> str:
    return "" if forms.is_missing(value) else str(value)


def _with_amount(reason: Reason, row: Mapping[str, Any], risk: str) -> Reason:
    return replace(reason, amount=row[risk]) if risk else reason


def _at_risk(row: Mapping[str, Any], now: Mapping[str, Any], risk: str) -> float | None:
    """The list's amount without its sign, else what the customer brings; a loss is no risk."""
    amount = row[risk] if risk else now.get(USUAL_RISK)
    if forms.is_missing(amount):
        return None
    return abs(float(amount)) if risk else max(float(amount), 0.0)
