"""The four numbers of the products page. No Streamlit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.products_labels import contracts_word

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.products_labels import Row
    from pages.parts.text import Text


def tiles(
    t: Text, summary: Row, sizes: pd.DataFrame, kept: Row | None, before: date | None
) -> list[cards.Tile]:
    """Products per customer, who holds three, what falls due, and how much of it stays.

    sizes: `maturing-sizes`; kept: the first row of `maturity-retention`, None where not known.
    """
    found = [_width(t, summary, before), _three(t, summary, before), _due(t, sizes)]
    if kept is not None and not forms.is_missing(kept["kept_share"]):
        found.append(_kept(t, kept, before))
    return found


def _width(t: Text, summary: Row, before: date | None) -> cards.Tile:
    change = _change(summary, "per_customer", "per_customer_before")
    return cards.Tile(
        label=t("Products per customer"),
        value=t.decimal(summary["per_customer"]),
        number=summary["per_customer"],
        unit="number",
        exact=t(
            "{count} of {offered} product lines on sale are held",
            count=t.exact(summary["width"]),
            offered=t.exact(summary["offered_count"]),
        ),
        change=None if change is None else t.signed(t.decimal(change)),
        direction=_sign(change, 0.005),
        note=None if change is None else t("since {date}", date=t.date(before)),
    )


def _three(t: Text, summary: Row, before: date | None) -> cards.Tile:
    change = _change(summary, "three_plus_share", "three_plus_before")
    return cards.Tile(
        label=t("Hold three or more"),
        value=t.percent(summary["three_plus_share"]),
        number=summary["three_plus_share"],
        unit="share",
        exact=t("of {count} customers with products", count=t.exact(summary["holder_count"])),
        change=None if change is None else t.points(change),
        direction=_sign(change, 0.0005),
        note=None if change is None else t("since {date}", date=t.date(before)),
    )


def _due(t: Text, sizes: pd.DataFrame) -> cards.Tile:
    month, week = (sizes[sizes["window"] == window] for window in ("month", "week"))
    amount = month["balance"].sum(min_count=1)
    count = t.exact(int(month["holding_count"].sum()))
    told = week["balance"].sum()
    known = not forms.is_missing(amount)
    return cards.Tile(
        label=t("Falls due within 30 days"),
        value=t.money(amount) if known else count,
        number=float(amount) if known else float(month["holding_count"].sum()),
        unit="money" if known else "count",
        exact=t.exact_money(amount) if known else None,
        note=t(
            "{contracts}; {week} within 7 days",
            contracts=contracts_word(t, int(month["holding_count"].sum())),
            week=t.money(told) if known else t.exact(int(week["holding_count"].sum())),
        )
        if len(month)
        else t("nothing falls due"),
    )


def _kept(t: Text, kept: Row, before: date | None) -> cards.Tile:
    return cards.Tile(
        label=t("Maturing funds that stayed"),
        value=t.percent(kept["kept_share"]),
        number=float(kept["kept_share"]),
        unit="share",
        exact=t(
            "{kept} of {matured}",
            kept=t.exact_money(kept["kept"]),
            matured=t.exact_money(kept["matured"]),
        ),
        note=t(
            "of {money} that fell due since {date}",
            money=t.money(kept["matured"]),
            date=t.date(before),
        ),
    )


def _change(summary: Row, now: str, before: str) -> float | None:
    if forms.is_missing(summary[now]) or forms.is_missing(summary[before]):
        return None
    return float(summary[now]) - float(summary[before])


def _sign(change: float | None, shown: float) -> int:
    """The sign of a change that is not shown as zero."""
    return 0 if change is None or abs(change) < shown else (1 if change > 0 else -1)
