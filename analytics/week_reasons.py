"""Why customers are contacted this week, and what each reason needs to be judged.

A reason selects as its own list does; see analytics/sql/relations/reasons.sql. Marketing reasons
hold only for who agreed to it and may be reached (domain model 5.1–5.3). Large outflow: 200,000 of
assets, or half of them and at least 10,000, less what paid down loans. Falling due: at least 10,000
in 30 days. Sources: domain model 3.3, 3.10, 3.20, 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from analytics.action_facts import weekly_cap
from analytics.bound_table import BoundTable, Cell
from analytics.engine import Engine
from analytics.exposure import Against
from analytics.market_problems import NoOfferCounts
from analytics.migration_lists import NEAR
from analytics.offers import Offer
from analytics.offers_book import counting_offers
from analytics.products_main_bank import MONTHS, months_table, salary_months
from analytics.scope import Scope

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "large_outflow": "met_outflow",
        "payroll_stopped": "met_payroll",
        "fell": "met_fell",
        "protection_ending": "met_watch",
        "maturing": "met_maturing",
        "offer_exposed": "is_exposed",
        "dormant_high_value": "is_dormant",
        "near_threshold": "is_near",
    }
)
"""Reason -> the column that tells whether a customer may be contacted for it."""

REASONS = tuple(FLAGS)
"""Every reason, in the order in which a customer's are told."""

MARKETING = frozenset({"offer_exposed", "dormant_high_value", "near_threshold"})
AMOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "large_outflow": "outflow",
        "payroll_stopped": "last_payroll",
        "fell": "aum_mavg",
        "protection_ending": "missing",
        "maturing": "maturing",
        "offer_exposed": "margin_at_risk",
        "dormant_high_value": "aum_mavg",
        "near_threshold": "gap",
    }
)
"""Reason -> the column of the week's list that holds its amount."""

OUTFLOW, HALF = 200_000, 0.5
LEAST = 10_000
"""The smallest amount leaving or falling due that is worth a call."""

DUE_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed(BoundTable):
    """Customers whom offers threaten, where a table without rows stands for none."""

    def sql(self, name: str) -> tuple[str, dict[str, Cell]]:  # noqa: ARG002 - as its parent's
        """Return the relation of that name."""
        return "{now_exposed}", {}


NOBODY_EXPOSED = BoundTable(columns=("customer_key", "standing", "margin"), rows=())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Week:
    """What the week's questions are asked with.

    scope: both dates, or one where there is no earlier. missing: reason -> what it lacks.
    """

    scope: Scope
    parameters: Mapping[str, Any]
    missing: Mapping[str, str]

    @classmethod
    def of(cls, engine: Engine, scope: Scope, offers: Sequence[Offer] | None = None) -> Week:
        """Read what the bank gives at `at`; `offers`: an offer book, None: that of the release."""
        given = engine.ask("week/given", scope.single).iloc[0]
        ends = salary_months(engine, scope.at) if given["payroll_in"] else []
        against = _against(engine, scope, offers) if given["holding"] else {}
        values: dict[str, Any] = {
            "scheme": "TIER",
            "by_day": _is_week(engine, scope.at),
            "outflow": OUTFLOW,
            "least": LEAST,
            "half": HALF,
            "near": NEAR,
            "months": months_table(ends if len(ends) == MONTHS else ()),
            "from_holdings": bool(given["holding"]),
            "first_day": scope.at + dt.timedelta(days=1),
            "last_day": scope.at + dt.timedelta(days=DUE_DAYS),
            "cap": weekly_cap(engine, scope),
            "threats": NOBODY_EXPOSED,
        }
        return cls(
            scope=scope.single if scope.before is None else scope.pair,
            parameters=values | against,
            missing=_missing(scope, given, len(ends), threatened=bool(against)),
        )

    def asked(self, *without: str) -> dict[str, Any]:
        """The values a question binds, without some."""
        return {name: value for name, value in self.parameters.items() if name not in without}


def _is_week(engine: Engine, at: dt.date) -> bool:
    known = engine.snapshots()
    return bool((known.loc[known["snapshot_date"] == at, "grain"] == "week").any())


def _against(engine: Engine, scope: Scope, offers: Sequence[Offer] | None) -> dict[str, Any]:
    """What exposure is asked with; nothing where no offer counts."""
    try:
        counting = counting_offers(engine, scope, offers)
    except NoOfferCounts:
        return {}
    against = Against.of(engine, scope, counting)
    return against.parameters | {"threats": Exposed(columns=(), rows=())}


def _missing(
    scope: Scope, given: pd.Series[Any], month_count: int, *, threatened: bool
) -> dict[str, str]:
    lacking = dict.fromkeys(REASONS, "")
    if scope.before is None:
        lacking |= {"large_outflow": "before", "fell": "before"}
    if not given["payroll_in"]:
        lacking["payroll_stopped"] = "payroll_in"
    elif month_count < MONTHS:
        lacking["payroll_stopped"] = "months"
    if not given["holding"]:
        lacking["offer_exposed"] = "holding"
        lacking["maturing"] = "" if given["maturing_next_30d"] else "maturity"
    elif not threatened:
        lacking["offer_exposed"] = "offers"
    if not given["activity"]:
        lacking["dormant_high_value"] = "activity"
    if not given["consent"]:
        lacking |= {reason: "consent" for reason in MARKETING if not lacking[reason]}
    return lacking
