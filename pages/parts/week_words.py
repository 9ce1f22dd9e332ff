"""The words of the week's list: why a customer is called, what to say, and how he may be reached.

No sentence speaks of a loan and of a deposit together, and none of a gift (domain model 5.9).
No Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from pages.parts import format as forms
from pages.parts.products_labels import WAYS, Row, ways_word
from pages.parts.text import Text, sentence

ADVICE: Mapping[str, str] = {
    "winback": sentence("Ask why the money went, and what would bring it back"),
    "large_outflow": sentence("Ask where the money went and what it is needed for"),
    "payroll_stopped": sentence("Ask whether the employer changed, and how the salary comes now"),
    "fell": sentence("Ask what changed, and tell what the former tier offers"),
    "protection_ending": sentence("Tell that the tier ends soon, and what is missing to keep it"),
    "maturing": sentence("Ask for the plans before the day, and tell the terms of renewing"),
    "offer_exposed": sentence("Review the terms, and set all costs of both offers side by side"),
    "dormant_high_value": sentence("Get back in touch: check contact details and needs"),
    "near_threshold": sentence("Tell what the next tier offers and how little is missing"),
}
"""What to do, by the advice of the week's list."""

LACKING: Mapping[str, str] = {
    "before": sentence("there is no earlier date"),
    "activity": sentence("no last transactions are given"),
    "payroll_in": sentence("no salaries are given"),
    "months": sentence("five months of salaries are needed"),
    "maturity": sentence("no contracts with their dates are given"),
    "holding": sentence("no products and contracts are given"),
    "offers": sentence("no rival offer counts at this date"),
    "consent": sentence("no consent to marketing is given"),
}
"""What keeps a reason from being judged."""


def reason(t: Text, code: str) -> str:
    """A reason in a word or two."""
    return t.code("action_reason", code)


def reasons(t: Text, row: Row) -> str:
    """Every reason of a customer, each with what it is about, the leading one first."""
    codes = [code for code in str(row["reasons"]).split(",") if code]
    return t("; ").join(_told(t, code, row) for code in codes)


def advice(t: Text, code: str) -> str:
    """What to do, in one sentence without its full stop."""
    return t(ADVICE[code]) if code in ADVICE else ""


def channels(t: Text, row: Row) -> str:
    """How the customer may be reached: for marketing as he agreed, for service always."""
    agreed = any(row.get(f"may_{way}") is True for way in WAYS)
    return ways_word(t, row) if agreed else t("service contact only")


def suitability(t: Text, row: Row) -> str:
    """Which investments may be offered."""
    level = row["suitable_level"]
    if forms.is_missing(level) or int(level) == 0:
        return t("no investments: no valid risk assessment")
    told = t("investments up to R{level}", level=int(level))
    return (
        t("{investments}, with extra care: 65 or older", investments=told)
        if row["extra_care"]
        else told
    )


def missing(t: Text, found: pd.DataFrame) -> list[str]:
    """Which reasons of `week_reasons` could not be judged, and why: a line each, none if all."""
    lacking = found[found["missing"] != ""]
    return [
        t(
            "{reason}: not judged, {what}",
            reason=reason(t, row["reason"]),
            what=t(LACKING[row["missing"]]),
        )
        for row in lacking.to_dict("records")
    ]


def _told(t: Text, code: str, row: Row) -> str:
    told = TOLD.get(code)
    return reason(t, code) if told is None else told(t, row)


def _outflow(t: Text, row: Row) -> str:
    amount = t.money(row["outflow"])
    if row["is_gone"]:
        return t("left the bank with {amount}", amount=amount)
    return t("{amount} went out", amount=amount)


def _payroll(t: Text, row: Row) -> str:
    name = reason(t, "payroll_stopped")
    return t("{reason}: last {amount}", reason=name, amount=t.money(row["last_payroll"]))


def _fell(t: Text, row: Row) -> str:
    return t("fell from {tier}", tier=t.code("tier", row["from_level"]))


def _protection(t: Text, row: Row) -> str:
    lacking = max(0.0, float(row["missing"]))
    return t("protection ends next month, {amount} missing", amount=t.money(lacking))


def _maturing(t: Text, row: Row) -> str:
    amount, day = row["maturing"], row["next_maturity"]
    if forms.is_missing(amount):
        return t("contracts fall due in 30 days")
    if forms.is_missing(day):
        return t("{amount} falls due in 30 days", amount=t.money(amount))
    return t("{amount} falls due from {date}", amount=t.money(amount), date=t.date(day))


def _exposed(t: Text, row: Row) -> str:
    name, amount = reason(t, "offer_exposed"), row["margin_at_risk"]
    if forms.is_missing(amount):
        return name
    return t("{reason}: {amount} a year", reason=name, amount=t.money(amount))


def _near(t: Text, row: Row) -> str:
    tier = t.code("tier", row["next_level"])
    return t("{amount} short of {tier}", amount=t.money(row["gap"]), tier=tier)


TOLD: Mapping[str, Callable[[Text, Row], str]] = {
    "large_outflow": _outflow,
    "payroll_stopped": _payroll,
    "fell": _fell,
    "protection_ending": _protection,
    "maturing": _maturing,
    "offer_exposed": _exposed,
    "near_threshold": _near,
}
"""Reason -> what says its amount; the others are their name alone."""
