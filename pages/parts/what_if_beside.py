"""What stands beside a lever: what was measured, what is folklore, and what it means. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.retention_economics import SUCCESS_EXISTING
from analytics.scenario_assumptions import assumed, measured_assumption
from analytics.scenario_levers import ASSUMPTIONS, Scenario
from pages.parts.what_if_levers import setting

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from pages.parts.text import Text


def measured(t: Text, base: Base, scenario: Scenario, lever: str) -> str:
    """What the bank's own data say of a lever, and what is supposed with it."""
    match lever:
        case "deposit_rate" | "loan_rate":
            return _price(t, base, scenario, lever)
        case "cross_sell":
            return _line(t, base, scenario)
        case "manager_hours":
            return _hours(t, base, scenario)
    plain = {
        "retention": t(
            "Measured: {share} of valid customers leave in a year.", share=_lost(t, base)
        ),
        "upgrade": t(
            "Measured: {share} rise a tier in a year, and gain {rise} of the distance between "
            "the tiers' averages.",
            share=_risen(t, base),
            rise=_rise(t, base),
        ),
        "cost_to_serve": t(
            "Measured: {amount} in the last 12 months.",
            amount=t.money(_total(base, "cost_to_serve")),
        ),
    }
    return plain[lever]


def _price(t: Text, base: Base, scenario: Scenario, lever: str) -> str:
    if lever == "deposit_rate":
        return t(
            "Measured: {balance} of deposits earn {margin} a year. Supposed: {response} of "
            "them go per 10 basis points less.",
            balance=t.money(_total(base, "deposits")),
            margin=_margin(t, base, "nii_deposit", "deposits"),
            response=setting(t, "deposit_response", assumed(base, scenario, "deposit_response")),
        )
    return t(
        "Measured: {balance} of loans earn {margin} a year. Supposed: {response} of them "
        "go per 10 basis points more.",
        balance=t.money(_total(base, "loans")),
        margin=_margin(t, base, "nii_loan", "loans"),
        response=setting(t, "loan_response", assumed(base, scenario, "loan_response")),
    )


def _line(t: Text, base: Base, scenario: Scenario) -> str:
    known = measured_assumption(base, "line_value")
    if known is None:
        return t(
            "Supposed: {value} for each more line and year.",
            value=setting(t, "line_value", scenario.line_value),
        )
    slope = _slope(base)
    if np.isnan(slope):
        return t("Measured: {fee} of fees for each line and year.", fee=t.money(known))
    return t(
        "Measured: {fee} of fees for each line and year. Customers of a tier with one line more "
        "bring {slope} more; that goes together and is no effect.",
        fee=t.money(known),
        slope=t.money(slope),
    )


def _hours(t: Text, base: Base, scenario: Scenario) -> str:
    each = assumed(base, scenario, "contacts_per_hour") * assumed(base, scenario, "reached")
    value = each * assumed(base, scenario, "success_value")
    cost = assumed(base, scenario, "hour_cost")
    facts = {
        "count": t.exact(base.manager_count),
        "success": t.percent(assumed(base, scenario, "success")),
        "thumb": t.percent(SUCCESS_EXISTING, decimals=0),
        "even": t.percent(cost / value) if value else "–",
    }
    if measured_assumption(base, "success") is None:
        return t(
            "{count} managers. Supposed by rule of thumb: {success} of talks succeed. The hours "
            "pay from {even} on.",
            **facts,
        )
    return t(
        "{count} managers. Measured: {success} of contacts succeed; rule of thumb {thumb}. The "
        "hours pay from {even} on.",
        **facts,
    )


def taken(base: Base, code: str) -> float | None:
    """What an assumption is when nobody says otherwise."""
    known = measured_assumption(base, code)
    return ASSUMPTIONS[code].prior if known is None else known


def source(t: Text, base: Base, code: str) -> str:
    """Where the value comes from that an empty field takes."""
    value = setting(t, code, taken(base, code))
    if measured_assumption(base, code) is not None:
        return t("Empty: {value}, as measured in the bank's data.", value=value)
    if ASSUMPTIONS[code].prior is None:
        return t("Not measured here. Write what you suppose.")
    return t("Empty: {value}, a rule of thumb; not measured here.", value=value)


def help_of(t: Text, lever: str) -> str:
    """What moving a lever means."""
    words = {
        "retention": t(
            "Of the customers who would be lost in a year, this share stays in its tier. Tiers "
            "that cost money are left out."
        ),
        "upgrade": t("So many more customers rise a tier than in the past year."),
        "deposit_rate": t("Basis points more paid on all deposits; 100 are one percent a year."),
        "loan_rate": t("Basis points more earned on all loans; 100 are one percent a year."),
        "cost_to_serve": t("So much more, or less, cost to serve every customer."),
        "cross_sell": t("This share of valid customers takes one more product line."),
        "manager_hours": t(
            "Hours for contacts with assigned customers, in 46 weeks of a year; their cost is "
            "taken off."
        ),
    }
    return words[lever]


def _total(base: Base, amount: str) -> float:
    return float(sum((b.valid.amounts[amount] + b.rest.amounts[amount]).sum() for b in base.blocks))


def _margin(t: Text, base: Base, income: str, balance: str) -> str:
    over = _total(base, balance)
    return t.percent(_total(base, income) / over, decimals=2) if over else "–"


def _weighted(base: Base, share: str) -> float:
    count = total = 0.0
    for block in base.blocks:
        moves = block.moves
        if moves is None:
            continue
        n = block.valid.count
        if share == "lost":
            each = moves.lost
        else:
            each = np.array(
                [moves.shares[at, at + 1 : -1].sum() for at in range(len(n))], dtype=float
            )
        count += n.sum()
        total += float((n * (1 - (1 - each) ** moves.periods)).sum())
    return total / count if count else np.nan


def _lost(t: Text, base: Base) -> str:
    return t.percent(_weighted(base, "lost"))


def _risen(t: Text, base: Base) -> str:
    return t.percent(_weighted(base, "up"))


def _rise(t: Text, base: Base) -> str:
    largest = max(base.blocks, key=lambda block: block.valid.count.sum())
    return t.percent(largest.moves.rise, decimals=0) if largest.moves else "–"


def _slope(base: Base) -> float:
    largest = max(base.blocks, key=lambda block: block.valid.count.sum())
    return largest.line_slope
