"""The four numbers of the migration page. No Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd

from pages.parts import cards
from pages.parts.migration_labels import level_word, rate_word

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.text import Text

MID = 1
"""Levels from this place of a ladder on are mid or high."""


def tiles(
    t: Text, choice: Choice, rates: pd.DataFrame, changes: pd.DataFrame, matrix: pd.DataFrame
) -> list[cards.Tile]:
    """Upgrades, downgrades, the lost and the mid and high customers, each with its rate."""
    rate = rates.set_index("rate")
    judged = changes[changes["rate"] != "flow"].set_index("rate")
    return [
        _rate_tile(t, "up", rate, judged),
        _rate_tile(t, "down", rate, judged),
        _lost_tile(t, rate, judged, matrix),
        _mid_tile(t, choice, matrix),
    ]


def _rate_tile(t: Text, name: str, rate: pd.DataFrame, judged: pd.DataFrame) -> cards.Tile:
    row = rate.loc[name]
    labels = {"up": t("Rose"), "down": t("Fell"), "lost": t("Lost")}
    return cards.Tile(
        label=labels[name],
        value=t.exact(row["n"]),
        number=float(row["n"]),
        unit="count",
        exact=t(
            "{rate}: {value}", rate=rate_word(t, name), value=t.percent(row["value"], decimals=3)
        ),
        verdict=_verdict(name, judged),
        range=_range(t, row),
        note=t(
            "{share} of {count} customers",
            share=t.percent(row["value"], decimals=2),
            count=t.exact(row["denominator"]),
        ),
    )


def _lost_tile(
    t: Text, rate: pd.DataFrame, judged: pd.DataFrame, matrix: pd.DataFrame
) -> cards.Tile:
    row = rate.loc["lost"]
    closed, invalid = (int(matrix[name].sum()) for name in ("closed_count", "invalid_count"))
    split = t(
        "{share} · closed {closed} · no longer valid {invalid}",
        share=t.percent(row["value"], decimals=2),
        closed=t.exact(closed),
        invalid=t.exact(invalid),
    )
    alone = t(
        "{share} of {count} customers",
        share=t.percent(row["value"], decimals=2),
        count=t.exact(row["denominator"]),
    )
    return cards.Tile(
        label=t("Lost"),
        value=t.exact(row["n"]),
        number=float(row["n"]),
        unit="count",
        exact=t(
            "{rate}: {value}",
            rate=rate_word(t, "lost"),
            value=t.percent(row["value"], decimals=3),
        ),
        verdict=_verdict("lost", judged),
        range=_range(t, row),
        note=split if invalid else alone,
    )


def _mid_tile(t: Text, choice: Choice, matrix: pd.DataFrame) -> cards.Tile:
    high = choice.levels[MID:]
    now = int(matrix.loc[matrix["to_level"].isin(high), "customer_count"].sum())
    before = int(matrix.loc[matrix["from_level"].isin(high), "customer_count"].sum())
    change = now - before
    return cards.Tile(
        label=t("{level} and above", level=level_word(t, choice.dimension, high[0])),
        value=t.exact(now),
        number=float(now),
        unit="count",
        change=t.signed(t.exact(change)),
        direction=(change > 0) - (change < 0),
        note=t("since {date}", date=t.date(choice.scope.before)),
    )


def _verdict(name: str, judged: pd.DataFrame) -> cards.Verdict | None:
    if name not in judged.index:
        return None
    return cast("cards.Verdict", str(judged.loc[name, "verdict"]))


def _range(t: Text, row: pd.Series) -> str:
    return t(
        "Between {low} and {high}, 95 % sure.",
        low=t.percent(row["value_low"], decimals=2),
        high=t.percent(row["value_high"], decimals=2),
    )
