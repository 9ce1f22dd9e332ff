"""The four numbers of the segments page. No Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import cards
from pages.parts import segments_words as words
from pages.parts.segments_card_words import verdict_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.text import Text


def tiles(
    t: Text, described: Described, portraits: Sequence[Portrait], verdict: str, pairs: pd.DataFrame
) -> list[cards.Tile]:
    """How firm the groups are, whom they hold, the most valuable one, and who looks higher.

    pairs: who banks like another tier, direction `up`; empty where that is not known.
    """
    found = [_verdict_tile(t, verdict), _size_tile(t, described, len(portraits))]
    star = words.star(portraits)
    if star is not None:
        found.append(_star_tile(t, star, described.measure))
    up = pairs[pairs["direction"] == "up"]
    if up["customer_count"].sum():
        found.append(_potential_tile(t, up))
    return found


def _verdict_tile(t: Text, verdict: str) -> cards.Tile:
    return cards.Tile(
        label=t("How firm the groups are"),
        value=verdict_word(t, verdict),
        note=words.verdict_note(t, verdict),
    )


def _size_tile(t: Text, described: Described, count: int) -> cards.Tile:
    without = described.without_count
    return cards.Tile(
        label=t("Customers in {count} groups", count=t.exact(count)),
        value=t.exact(described.count),
        number=float(described.count),
        unit="count",
        note=t("{count} lack a feature and are in none", count=t.exact(without))
        if without
        else t("Nobody is left out"),
    )


def _star_tile(t: Text, star: Portrait, measure: str) -> cards.Tile:
    bring = t("{segment} bring", segment=star.name)
    return cards.Tile(
        label=bring if measure == "contribution_ttm" else t("{segment} hold", segment=star.name),
        value=t.percent(star.value_share),
        number=star.value_share,
        unit="share",
        exact=t.exact_money(star.value),
        note=t("{share} of the customers", share=t.percent(star.share)),
    )


def _potential_tile(t: Text, up: pd.DataFrame) -> cards.Tile:
    return cards.Tile(
        label=t("Bank like a higher tier"),
        value=t.exact(int(up["customer_count"].sum())),
        number=float(up["customer_count"].sum()),
        unit="count",
        note=t("{gap} short of its line together", gap=t.money(float(up["gap"].sum()))),
    )
