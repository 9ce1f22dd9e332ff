"""What products, lines, parts and windows are called on the products page. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.scope import SEGMENT
from pages.parts import format as forms
from pages.parts.text import Text, sentence

Row = Mapping[str, Any]

WINDOWS: Mapping[str, str] = {
    "week": sentence("Within 7 days"),
    "month": sentence("Within 30 days"),
    "ahead": sentence("In 31 to 60 days"),
}
SIGNS: Mapping[str, str] = {
    "both": sentence("Salary and agency or acquiring"),
    "payroll": sentence("Salary only"),
    "agency": sentence("Agency or acquiring only"),
    "none": sentence("Neither"),
}
WAYS = ("call", "visit", "sms", "wechat", "email")


def product_word(t: Text, row: Row, prefix: str = "name") -> str:
    """A product's name in the reader's language, else its other name, else its id."""
    names = [row.get(f"{prefix}_zh"), row.get(f"{prefix}_en")]
    order = names if t.language == "zh_CN" else names[::-1]
    known = [str(name) for name in order if name and not forms.is_missing(name)]
    return known[0] if known else str(row.get("product_id", ""))


def line_word(t: Text, line: str) -> str:
    """A line of products; all loans together are one line of money."""
    words = {"loans": t("Loans"), "total": t("Total")}
    return words[line] if line in words else t.code("line", line)


def part_word(t: Text, by: str, part: str) -> str:
    """A tier or segment; empty is nobody's."""
    if not part:
        return t.code(SEGMENT, None) if by == SEGMENT else t("No level")
    return t.code(by, part)


def days_word(t: Text, low: object, high: object) -> str:
    """A step of the maturity ladder."""
    first, last = (None if forms.is_missing(day) else int(day) for day in (low, high))  # type: ignore[call-overload]
    if first is None and last is None:
        return t("No maturity date")
    if first is None:
        return t("Due already")
    if last is None:
        return t("Over {count} days", count=t.exact(first - 1))
    return t("{first} to {last} days", first=t.exact(first), last=t.exact(last))


def ways_word(t: Text, row: Row) -> str:
    """How a customer may be reached."""
    return t(", ").join(t.code("channel", way) for way in WAYS if row.get(f"may_{way}") is True)


def contracts_word(t: Text, count: int) -> str:
    """How many contracts."""
    return t.many("{count} contract", "{count} contracts", int(count))


def rate_step_word(t: Text, low: object) -> str:
    """A step of loan rates, half a point wide."""
    if forms.is_missing(low):
        return t("No rate")
    first = float(low)  # type: ignore[arg-type]
    return t("{low} to {high}", low=t.percent(first), high=t.percent(first + 0.005))
