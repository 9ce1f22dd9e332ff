"""What the figures of segments show, in words, for who cannot see them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from pages.parts.segments_portraits import Portrait
    from pages.parts.text import Text


def shares_words(portraits: Sequence[Portrait], t: Text, *, measure: str) -> str:
    """Each group's share of customers and of value."""
    parts = [
        t(
            "{segment} {share} of customers and {value_share}",
            segment=each.name,
            share=t.percent(each.share),
            value_share=t.percent(each.value_share),
        )
        for each in portraits
    ]
    return t(
        "Share of customers and of {measure} by group: {parts}.",
        measure=measure,
        parts=t(", ").join(parts),
    )


def map_words(points: pd.DataFrame, t: Text, names: Mapping[str, str]) -> str:
    """How many points each group has."""
    counts = points["segment"].value_counts()
    parts = [
        t("{part}: {value}", part=name, value=t.exact(int(counts.get(code, 0))))
        for code, name in names.items()
    ]
    return t("Map of customers, alike ones near each other: {parts}.", parts=t(", ").join(parts))
