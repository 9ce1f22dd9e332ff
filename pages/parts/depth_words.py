"""The sentences and rows of the contribution page's second layer. No Streamlit."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.contribution_words import VERDICTS, Changes, Row, has_shares
from pages.parts.text import Text

PARTS = ("stayers", "entrants", "leavers", "growth")
SHARES = frozenset({"top20_share", "customers_for_80_share"})
INDEX = "gini_normalised"


def part_labels(t: Text) -> dict[str, str]:
    """What the parts of the change are called."""
    return {
        "stayers": t("Stayed among the best"),
        "entrants": t("Came in"),
        "leavers": t("Dropped out"),
        "growth": t("Growth of the whole book"),
    }


def number_labels(t: Text) -> dict[str, str]:
    """What the page's numbers are called."""
    return {
        "customer_count": t("Customers"),
        "total": t("Total"),
        "top01_share": t("Share of the best 1 %"),
        "top05_share": t("Share of the best 5 %"),
        "top10_share": t("Share of the best 10 %"),
        "top20_share": t("Share of the best 20 %"),
        "customers_for_80_count": t("Customers for 80 %"),
        "customers_for_80_share": t("Customers for 80 %, share"),
        "gini_normalised": t("Normalised Gini"),
        "negative_count": t("Customers below zero"),
        "negative_total": t("Total below zero"),
    }


def _shown(t: Text, name: str, value: object) -> str:
    """A number of the summary as its kind is written."""
    if forms.is_missing(value):
        return forms.MISSING
    if name.endswith("_share"):
        return t.percent(value, decimals=2)
    if name.endswith("_count"):
        return t.exact(value)
    if name == INDEX:
        return t.decimal(value, decimals=4)
    return t.money(value)


def _change(t: Text, name: str, value: object) -> str:
    """A difference of two such numbers, signed."""
    if forms.is_missing(value):
        return forms.MISSING
    if name.endswith("_share"):
        return t.points(value, decimals=2)
    return t.signed(_shown(t, name, value))


def change_rows(t: Text, changes: Changes) -> pd.DataFrame:
    """Each number at both dates, its change, its 95 % interval and the verdict, as text."""
    labels = number_labels(t)
    rows = [
        {
            "metric": labels[name],
            "before": _shown(t, name, row["value_before"]),
            "now": _shown(t, name, row["value"]),
            "change": _change(t, name, row["change"]),
            "interval": _interval(t, name, row),
            "p_value": _probability(t, row["p_adjusted"]),
            "verdict": cards.verdict(row["verdict"], t)
            if row["verdict"] in VERDICTS
            else forms.MISSING,
        }
        for name, row in changes.items()
    ]
    return pd.DataFrame(rows)


def _probability(t: Text, value: float | None) -> str:
    """Three decimals, and never a bare zero."""
    if value is None or forms.is_missing(value):
        return forms.MISSING
    return t.decimal(value, decimals=3) if value >= 0.001 else f"<{t.decimal(0.001, decimals=3)}"


def _interval(t: Text, name: str, row: Row) -> str:
    if forms.is_missing(row["change_low"]):
        return forms.MISSING
    return t(
        "{low} to {high}",
        low=_change(t, name, row["change_low"]),
        high=_change(t, name, row["change_high"]),
    )


def decomposition_note(t: Text, change: Row, *, residual: float) -> str:
    """From where to where the share went, and that the parts add up."""
    return t(
        "From {before} to {after}. The parts add up to the change; what is left over: {residual}.",
        before=t.percent(change["value_before"], decimals=2),
        after=t.percent(change["value"], decimals=2),
        residual=t.points(round(residual, 9), decimals=6),
    )


def panel_title(t: Text, name: str, curve: pd.DataFrame) -> str:
    """The part's name and the share of its best 20 %; `curve` is that part's alone."""
    reached = curve[curve["customer_share"] >= 0.2 - 1e-9]
    return t(
        "{name}: best 20 % bring {share}",
        name=name,
        share=t.percent(reached["value_share"].iloc[0], decimals=0),
    )


def trend_words(t: Text, trend: pd.DataFrame) -> str:
    """Where the trend began and where it is."""
    first, last = trend.iloc[0], trend.iloc[-1]
    return t(
        "{first} on {from_date}, {last} on {to_date}",
        first=t.percent(first["top20_share"]),
        from_date=t.date(first["snapshot_date"]),
        last=t.percent(last["top20_share"]),
        to_date=t.date(last["snapshot_date"]),
    )


STRESSED: Sequence[str] = (
    "customer_count",
    "total",
    "top20_share",
    "customers_for_80_count",
    "negative_total",
    INDEX,
)


def stress_sentence(t: Text, before: Row, after: Row) -> str:
    """What leaves with them."""
    if not after["left_count"]:
        return t("Nobody of these is in the selection: nothing would change.")
    facts = {
        "count": t.exact(after["left_count"]),
        "money": t.money(after["left_total"]),
    }
    if not has_shares(before):
        return t("If these {count} customers left, {money} would go with them.", **facts)
    share = t.percent(float(after["left_total"]) / float(before["total"]))
    return t(
        "If these {count} customers left, {money} would go with them: {share} of the total.",
        share=share,
        **facts,
    )


def stress_rows(t: Text, before: Row, after: Row) -> pd.DataFrame:
    """The page's numbers now and without them."""
    labels: Mapping[str, str] = number_labels(t)
    rows = []
    for name in STRESSED:
        known = not (forms.is_missing(before[name]) or forms.is_missing(after[name]))
        change = float(after[name]) - float(before[name]) if known else None
        rows.append(
            {
                "number": labels[name],
                "before": _shown(t, name, before[name]),
                "after": _shown(t, name, after[name]),
                "change": _change(t, name, change),
            }
        )
    return pd.DataFrame(rows)
