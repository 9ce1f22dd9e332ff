"""The tables of squares of segments: their profile, their tiers, who changed segment. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import format as forms
from pages.parts.figures_segments import Square
from pages.parts.migration_labels import level_word
from pages.parts.segments_labels import amount_word, feature_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from pages.parts.text import Text

FULL = 1.5
"""Standard deviations from which on a square is as strong as it gets."""

SIDES = ("new", "transferred_in", "lost", "transferred_out")


def profile(
    t: Text, heat: pd.DataFrame, names: Mapping[str, str]
) -> tuple[list[str], list[Square]]:
    """Rows' names, and one square per feature and segment: how far from the average customer."""
    rows = list(dict.fromkeys(zip(heat["feature"], heat["value"], strict=True)))
    labels = [feature_word(t, feature, value or "") for feature, value in rows]
    columns = list(names)
    squares = [
        Square(
            row=rows.index((each["feature"], each["value"])),
            column=columns.index(each["segment"]),
            text=_typical_word(t, each),
            hover="<br>".join(
                [
                    f"<b>{names[each['segment']]}</b>",
                    labels[rows.index((each["feature"], each["value"]))],
                    t("Typical: {value}", value=_typical_word(t, each)),
                    t(
                        "{shift} standard deviations from the average",
                        shift=t.signed(t.decimal(each["z"])),
                    ),
                ]
            ),
            strength=float(each["z"]) / FULL,
        )
        for each in heat.to_dict("records")
        if each["segment"] in names
    ]
    return labels, squares


def _typical_word(t: Text, row: Mapping[str, object]) -> str:
    if row["value"]:
        return t.percent(row["typical"], decimals=0)
    return amount_word(t, str(row["feature"]), float(row["typical"]))


def tiers(
    t: Text, found: pd.DataFrame, levels: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], list[Square]]:
    """Rows' names, and one square per tier and segment with its customers; picks are tier>code."""
    held = [*levels[::-1], ""]
    shown = [tier for tier in held if tier in set(found["tier"])]
    columns = list(names)
    squares = [
        Square(
            row=shown.index(row["tier"]),
            column=columns.index(row["segment"]),
            text=f"{t.exact(row['customer_count'])}<br>{t.percent(row['tier_share'], decimals=0)}",
            hover="<br>".join(
                [
                    f"<b>{tier_word(t, row['tier'])} · {names[row['segment']]}</b>",
                    t("Customers: {count}", count=t.exact(row["customer_count"])),
                    t("{share} of the tier", share=t.percent(row["tier_share"])),
                    t("{share} of the group", share=t.percent(row["segment_share"])),
                ]
            ),
            strength=float(row["tier_share"]),
            pick=f"{row['tier']}>{row['segment']}",
        )
        for row in found.to_dict("records")
        if row["segment"] in names and row["tier"] in shown
    ]
    return [tier_word(t, tier) for tier in shown], squares


def tier_word(t: Text, tier: str) -> str:
    """What a tier is called; who has none."""
    return level_word(t, "tier", tier or "unknown")


def side_word(t: Text, code: str, names: Mapping[str, str]) -> str:
    """A side of a move between segments: a segment, an entry or an exit, or none."""
    if code in names:
        return names[code]
    return level_word(t, "", code) if code in SIDES else t("In no group")


def moves(
    t: Text, found: pd.DataFrame, names: Mapping[str, str]
) -> tuple[list[str], list[str], list[Square]]:
    """Rows' and columns' names, and one square per move that anybody made; picks are from>to."""
    rows = [
        code for code in (*names, "", "new", "transferred_in") if code in set(found["from_segment"])
    ]
    columns = [
        code for code in (*names, "", "lost", "transferred_out") if code in set(found["to_segment"])
    ]
    squares = [
        Square(
            row=rows.index(row["from_segment"]),
            column=columns.index(row["to_segment"]),
            text=t.exact(row["customer_count"]),
            hover="<br>".join(
                [
                    t(
                        "{before} → {after}",
                        before=side_word(t, row["from_segment"], names),
                        after=side_word(t, row["to_segment"], names),
                    ),
                    t("Customers: {count}", count=t.exact(row["customer_count"])),
                ]
            ),
            strength=0.1 if row["from_segment"] == row["to_segment"] else _moved(row),
            pick=f"{row['from_segment']}>{row['to_segment']}",
        )
        for row in found.to_dict("records")
        if row["from_segment"] in rows and row["to_segment"] in columns
    ]
    return (
        [side_word(t, code, names) for code in rows],
        [side_word(t, code, names) for code in columns],
        squares,
    )


def _moved(row: Mapping[str, object]) -> float:
    """How strong a move looks: by its share of where it came from; entries have none."""
    share = row.get("from_share")
    return 0.3 if forms.is_missing(share) else min(1.0, 0.15 + 4.0 * float(share))
