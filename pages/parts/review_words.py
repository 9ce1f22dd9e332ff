"""The weekly review in words: the thirteen questions, every number's name, value and change. Pure.

A row is one of `analytics.review.review_numbers` as a mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pandas as pd

from pages.parts import format as forms
from pages.parts.cards import strong
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.text import Text

Row = Mapping[str, Any]

STEPS: Mapping[int, str] = {
    1: sentence("Is the data fit to read?"),
    2: sentence("How big are we, and against the start of the year?"),
    3: sentence("Who came and went?"),
    4: sentence("Are customers moving up?"),
    5: sentence("Where did value come from?"),
    6: sentence("How concentrated are we, and who loses money?"),
    7: sentence("Who may leave?"),
    8: sentence("Who is about to move or mature?"),
    9: sentence("Are we looking after them?"),
    10: sentence("Do they use more of us?"),
    11: sentence("What do competitors do to us?"),
    12: sentence("Did campaigns and service work?"),
    13: sentence("What was promised last week?"),
}

NUMBERS: Mapping[str, str] = {
    "quality_score": sentence("Data quality"),
    "rejected_rows": sentence("Rejected rows"),
    "ledger_deposits": sentence("Deposits less the ledger's"),
    "ledger_loans": sentence("Loans less the ledger's"),
    "ledger_customers": sentence("Customers less the ledger's"),
    "deposit_ytd": sentence("Deposits, daily average this year"),
    "loan_ytd": sentence("Loans, daily average this year"),
    "aum_ytd": sentence("AUM, daily average this year"),
    "deposit_mavg": sentence("Deposits, monthly average"),
    "loan_mavg": sentence("Loans, monthly average"),
    "aum_mavg": sentence("AUM, monthly average"),
    "aum_eop": sentence("AUM, point in time"),
    "interbank_deposits": sentence("Deposits of other banks (not included)"),
    "customer_count": sentence("Customers"),
    "valid_count": sentence("Valid customers"),
    "valid_net": sentence("Net gain of valid customers"),
    "valid_new": sentence("New"),
    "valid_back": sentence("Reactivated"),
    "valid_lost": sentence("Lost"),
    "valid_in": sentence("Transferred in"),
    "valid_out": sentence("Transferred out"),
    "up_rate": sentence("Moved up"),
    "down_rate": sentence("Moved down"),
    "net_rate": sentence("Up less down"),
    "mid_high_count": sentence("Mid and high tiers"),
    "mid_high_share": sentence("Share of mid and high tiers"),
    "bridge_opening": sentence("AUM at the start"),
    "bridge_new": sentence("New"),
    "bridge_reactivated": sentence("Reactivated"),
    "bridge_transferred_in": sentence("Transferred in"),
    "bridge_up": sentence("Moved up"),
    "bridge_growth": sentence("Growth in the same tier"),
    "bridge_flat": sentence("Unchanged"),
    "bridge_decline": sentence("Decline in the same tier"),
    "bridge_down": sentence("Moved down"),
    "bridge_transferred_out": sentence("Transferred out"),
    "bridge_lost": sentence("Lost"),
    "bridge_closing": sentence("AUM at the end"),
    "contribution_ytd": sentence("Contribution this year"),
    "contribution_ttm": sentence("Contribution, 12 months"),
    "top20_share": sentence("Share of the best 20 %"),
    "peak_share": sentence("Peak of the cumulative curve"),
    "negative_count": sentence("Loss-making customers"),
    "negative_total": sentence("What they cost"),
    "near_count": sentence("Near the next tier"),
    "watch_count": sentence("About to fall"),
    "due_week": sentence("Due within 7 days"),
    "due_month": sentence("Due within 30 days"),
    "kept_share": sentence("Maturing money that stayed"),
    "managed_share": sentence("Mid and high customers with a manager"),
    "products_per_customer": sentence("Products per customer"),
    "three_plus_share": sentence("Three products or more"),
    "channel_share": sentence("Use mobile banking"),
    "dormant_count": sentence("Dormant customers"),
    "dormant_share": sentence("Dormant customers"),
    "activated_count": sentence("Woken since"),
    "exposed_count": sentence("Customers a rival's offer beats"),
    "exposed_balance": sentence("Their loans"),
    "margin_at_risk": sentence("Margin at risk (a year)"),
    "complaints_per_10k": sentence("Complaints per 10,000 customers"),
    "csat": sentence("Satisfaction"),
    "promises_done_share": sentence("Share done"),
    "promises_done": sentence("Done"),
    "promises_dismissed": sentence("Dismissed"),
    "promises_overdue": sentence("Overdue"),
    "promises_open": sentence("Open"),
}
METHODS: Mapping[str, str] = {
    "early_warning": sentence("early warning"),
    "care_coverage": sentence("care coverage"),
    "campaign_effect": sentence("effect of campaigns"),
    "complaint_deadlines": sentence("deadlines of complaints"),
}
FLAGS: Mapping[str, str] = {
    "incomplete": sentence("incomplete period"),
    "spring": sentence("spring inflow: compare with a year ago"),
}


def label(t: Text, row: Row) -> str:
    """What a number is called; a ladder's number says whose, unless personal customers'."""
    code = str(row["code"])
    name = t(NUMBERS[code]) if code in NUMBERS else t.column(code)
    kind = row.get("customer_type") or ""
    if kind in {"", "personal"}:
        return name
    return t("{name} ({whose})", name=name, whose=t.code("customer_type", kind))


def value(t: Text, unit: str, amount: Any) -> str:  # noqa: ANN401 - a frame's cell
    """A value as it is read: 1.23亿, 12,345, 71.3%, 2.41."""
    match unit:
        case "money":
            return t.money(amount)
        case "count":
            return t.exact(_whole(amount))
        case "share":
            return t.percent(amount)
        case "days":
            return t("{count} days", count=t.exact(amount))
        case _:
            return t.decimal(amount)


def exact(t: Text, unit: str, amount: Any) -> str:  # noqa: ANN401 - a frame's cell
    """All digits of it, for hover."""
    if unit == "money":
        return t.exact_money(amount)
    return t.percent(amount, decimals=4) if unit == "share" else value(t, unit, amount)


def change(t: Text, row: Row, since: str) -> tuple[str, int]:
    """The change since a column of the row, and its sign; a dash where there is no such value."""
    now, then = row["value"], row[since]
    if forms.is_missing(now) or forms.is_missing(then):
        return forms.MISSING, 0
    moved = float(now) - float(then)
    said = t.points(moved) if row["unit"] == "share" else ""
    said = said or t.signed(value(t, str(row["unit"]), moved))
    sign = (moved > 0) - (moved < 0) if set(said) & set("123456789") else 0
    if since == "before" or not then or row["unit"] not in {"money", "count"}:
        return said, sign
    return f"{said} ({t.signed(t.percent(moved / abs(float(then))))})", sign


def _whole(amount: Any) -> Any:  # noqa: ANN401 - a frame's cell
    return amount if forms.is_missing(amount) else round(float(amount))


def day(value: object) -> date | None:
    """A date of a frame's cell; None where there is none."""
    return None if value is None or pd.isna(value) else value  # type: ignore[return-value]


def progress(t: Text, row: Row) -> str:
    """How much of a target is reached, beside how much of the year is gone."""
    facts = {"done": t.percent(row["completion"]), "elapsed": t.percent(row["elapsed_share"])}
    if forms.is_missing(row.get("growth_completion")):
        return t("Target {done} · year {elapsed}", **facts)
    grown = t.percent(row["growth_completion"])
    return t("Target {done} · growth {grown} · year {elapsed}", grown=grown, **facts)


def parameters(row: Row) -> dict[str, str]:
    """What the link to a number's people adds to the scope: a=b&c=d as the URL has it."""
    return dict(parse_qsl(str(row["query"] or ""), keep_blank_values=True))


def headline(t: Text, tiles: pd.DataFrame) -> str:
    """The first sentence: how many customers, how many of them mid or high, and the deposits."""
    row = {each["code"]: each for each in tiles.to_dict("records")}
    known = {code for code, each in row.items() if not forms.is_missing(each["value"])}
    facts = {
        "valid": strong(t.exact(_whole(row["valid_count"]["value"]))),
        "mid": strong(t.exact(_whole(row["mid_high_count"]["value"])))
        if "mid_high_count" in known
        else "",
    }
    first = (
        t("{valid} valid customers, {mid} of them in the mid and high tiers.", **facts)
        if facts["mid"]
        else t("{valid} valid customers.", **facts)
    )
    code = next((code for code in ("deposit_ytd", "aum_ytd", "loan_ytd") if code in known), None)
    return f"{first} {_balance(t, row[code])}" if code else first


def _balance(t: Text, row: Row) -> str:
    facts = {
        "name": label(t, row),
        "amount": strong(t.money(row["value"])),
    }
    if not forms.is_missing(row["completion"]):
        facts |= {
            "done": strong(t.percent(row["completion"])),
            "elapsed": t.percent(row["elapsed_share"]),
        }
        return t("{name}: {amount}, {done} of the target with {elapsed} of the year gone.", **facts)
    moved, sign = change(t, row, "year_start")
    if not sign:
        return t("{name}: {amount}.", **facts)
    facts["change"] = strong(moved)
    return t("{name}: {amount}, {change} against the year before.", **facts)


def left_out(t: Text, found: pd.DataFrame) -> str:
    """The steps that cannot be shown at all, each with its reason, in one sentence."""
    whole = found[found["whole"].astype(bool)]
    told = [
        t("{place} {question} – {names}", place=place, question=t(STEPS[place]), names=names)
        for place, names in _by_step(t, whole)
    ]
    return t("Left out: {steps}.", steps=t("; ").join(told)) if told else ""


def lacking(t: Text, found: pd.DataFrame) -> list[str]:
    """What one step lacks, said in the step itself."""
    return [t("Missing here: {names}.", names=names) for _, names in _by_step(t, found)]


def missing(t: Text, found: pd.DataFrame) -> list[str]:
    """What the steps lack: one sentence per step that is left out, whole or in part."""
    whole = set(found.loc[found["whole"].astype(bool), "step"])
    lines = []
    for place, names in _by_step(t, found):
        facts = {"place": place, "question": t(STEPS[place]), "names": names}
        if place in whole:
            lines.append(t("{place} {question} Left out; missing: {names}.", **facts))
        else:
            lines.append(t("{place} {question} In part; missing: {names}.", **facts))
    return lines


def _by_step(t: Text, found: pd.DataFrame) -> list[tuple[int, str]]:
    """Each step with the names of what it lacks."""
    return [
        (int(place), t(", ").join(dict.fromkeys(lack(t, row) for row in rows.to_dict("records"))))
        for place, rows in found.groupby("step", sort=True)
    ]


def lack(t: Text, row: Row) -> str:
    """A missing table, column, method or date by name."""
    name = str(row["name"])
    match row["kind"]:
        case "table":
            return t("the record of the load") if name == "import_log" else t.table(name)
        case "column":
            return t.column(name)
        case "method":
            method = t(METHODS[name]) if name in METHODS else name
            return t("{method} (comes later)", method=method)
        case "waiting":
            return t("nothing promised yet") if name == "promises" else t("still being checked")
        case _:
            return t("an earlier date")
