"""The review's tiles: the six numbers of the first screen and the five goals of the relationship.

Pure, but for the rows, which are those of `analytics.review.review_tiles` and `relationship_goals`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from pages.parts import format as forms
from pages.parts import review_words as words
from pages.parts.cards import Tile, tile_html
from pages.parts.sparks import spark
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.review_words import Row
    from pages.parts.text import Text

SHORT: Mapping[str, str] = {
    "deposit_ytd": sentence("Deposits, this year's average"),
    "loan_ytd": sentence("Loans, this year's average"),
    "aum_ytd": sentence("AUM, this year's average"),
    "mid_high_count": sentence("Mid and high tiers"),
}
GOALS: Mapping[str, str] = {
    "acquire": sentence("Acquire: new valid customers"),
    "satisfy": sentence("Satisfy: satisfaction"),
    "keep": sentence("Keep: customers kept"),
    "cross_sell": sentence("Cross-sell: products per customer"),
    "lifetime_value": sentence("Lifetime value per customer"),
}
UNITS = frozenset({"money", "count", "share"})


def six(t: Text, rows: pd.DataFrame) -> list[Tile]:
    """The six numbers against the start of the year, and where there is none the period before."""
    return [_tile(t, row) for row in rows.to_dict("records")]


def _tile(t: Text, row: Row) -> Tile:
    name = t(SHORT[row["code"]]) if row["code"] in SHORT else words.label(t, row)
    if forms.is_missing(row["value"]):
        note = _lack(t, row) if row.get("missing") else t("Not provided")
        return Tile(label=name, value=forms.MISSING, note=note)
    unit = str(row["unit"])
    since = "year_start" if not forms.is_missing(row["year_start"]) else "before"
    moved, direction = words.change(t, row, since)
    told = moved if moved != forms.MISSING else None
    return Tile(
        label=name,
        value=words.value(t, unit, row["value"]),
        exact=words.exact(t, unit, row["value"]),
        change=told,
        direction=direction,
        good=int(row["good"]),
        note=_since(t, row, since) if told else None,
        number=float(row["value"]),
        unit=unit if unit in UNITS else "number",
    )


def _lack(t: Text, row: Row) -> str:
    """What keeps a tile empty: a table or column by name, or an earlier date."""
    what = words.lack(t, {"kind": row["missing_kind"], "name": row["missing"]})
    return t("Not provided: {what}", what=what)


def _since(t: Text, row: Row, since: str) -> str:
    if str(row["code"]).endswith("_ytd"):
        return t("against last year's average") if since == "year_start" else t("since last month")
    day = words.day(row[f"{since}_date"])
    if since == "year_start":
        return t("since year start")
    return t("since {date}", date=t.date(day))


def below(t: Text, row: Row, history: Sequence[float]) -> str:
    """What stands under a number: how much of the target, beside how much of the year; its line."""
    if forms.is_missing(row["value"]):
        return ""
    name = words.label(t, row)
    parts = [_goal(t, row)] if not forms.is_missing(row.get("completion")) else []
    line = spark(history, told=t("{name}, the last {count} periods", name=name, count=len(history)))
    if line:
        parts.append(f'<dd class="s">{line}</dd>')
    if row.get("flag"):
        parts.append(f'<dd class="g">{escape(t(words.FLAGS[str(row["flag"])]))}</dd>')
    return "".join(parts)


def _goal(t: Text, row: Row) -> str:
    grown = row.get("growth_completion")
    of_growth = not forms.is_missing(grown)
    done, elapsed = float(grown if of_growth else row["completion"]), float(row["elapsed_share"])
    behind = " behind" if done < elapsed else ""
    gap = float(row["gap"])
    more = t("{gap} to go", gap=t.money(gap)) if gap > 0 else t("reached")
    return (
        f'<dd class="tv-goal{behind}" aria-hidden="true"><i style="width:{_css(done)}%"></i>'
        f'<b style="left:{_css(elapsed)}%"></b></dd>'
        f'<dd class="g" title="{escape(more, quote=True)}">{escape(words.progress(t, row))}</dd>'
    )


def _css(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}"


def html(t: Text, rows: Sequence[Row], series: Mapping[str, Sequence[float]]) -> list[str]:
    """Numbers as tiles in HTML, each with what stands below it."""
    return [
        tile_html(_tile(t, row), t, below(t, row, series.get(str(row["number"]), ())))
        for row in rows
    ]


def goals(t: Text, rows: pd.DataFrame) -> list[Tile]:
    """One tile per goal of the relationship; a goal without its data says what is missing."""
    return [_goal_tile(t, row) for row in rows.to_dict("records")]


def _goal_tile(t: Text, row: Row) -> Tile:
    name, unit = t(GOALS[row["goal"]]), str(row["unit"])
    if row["missing"]:
        return Tile(label=name, value=forms.MISSING, note=_lack(t, row))
    moved, direction = words.change(t, row, "before")
    told = moved if moved != forms.MISSING else None
    return Tile(
        label=name,
        value=words.value(t, unit, row["value"]),
        exact=words.exact(t, unit, row["value"]),
        change=told,
        direction=direction,
        note=t("since last time") if told else None,
        number=float(row["value"]),
        unit=unit if unit in UNITS else "number",
    )


def histories(series: pd.DataFrame) -> dict[str, list[float]]:
    """Number -> its values, oldest first."""
    ordered = series.sort_values("snapshot_date")
    return {str(name): list(rows["value"]) for name, rows in ordered.groupby("number", sort=False)}
