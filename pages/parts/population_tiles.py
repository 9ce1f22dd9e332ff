"""The four numbers of a population, each beside those of the other. No Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.population_words import (
    ASSETS,
    CONTRIBUTION,
    amounts,
    figure_word,
    is_known,
    share_of_all,
    shown,
    verdict,
)

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.population_words import Names, Row
    from pages.parts.text import Text


def tiles(
    t: Text, compared: pd.DataFrame, counts: Row, other: Row, names: Names
) -> list[cards.Tile]:
    """The four numbers of A, each beside B's: customers, contribution, and both per customer.

    counts, other: customer_count and customer_share of A and of B.
    """
    found = [
        cards.Tile(
            label=t("Customers"),
            value=t.exact(counts["customer_count"]),
            note=t(
                "{share} of all · {b}: {count}",
                share=t.percent(counts["customer_share"]),
                b=names.label,
                count=t.exact(other["customer_count"]),
            ),
        )
    ]
    rows = amounts(compared)
    total = next((rows[name] for name in (CONTRIBUTION, ASSETS) if is_known(rows.get(name))), None)
    if total is not None:
        found.append(_total_tile(t, total, names))
    found += [
        _each_tile(t, rows[name], names)
        for name in (CONTRIBUTION, ASSETS)
        if is_known(rows.get(name))
    ]
    return found


def _total_tile(t: Text, row: Row, names: Names) -> cards.Tile:
    share = share_of_all(row)
    other = t.money(row["b_total"])
    return cards.Tile(
        label=figure_word(t, row),
        value=t.money(row["a_total"]),
        exact=t.exact_money(row["a_total"]),
        note=t("{b}: {count}", b=names.label, count=other)
        if forms.is_missing(share)
        else t("{share} of all · {b}: {count}", share=t.percent(share), b=names.label, count=other),
    )


def _each_tile(t: Text, row: Row, names: Names) -> cards.Tile:
    return cards.Tile(
        label=t("{measure}, each", measure=figure_word(t, row)),
        value=shown(t, row, row["a_mean"]),
        exact=t.exact_money(row["a_mean"]),
        verdict=verdict(row),
        note=t("{b}: {count}", b=names.label, count=shown(t, row, row["b_mean"])),
    )
