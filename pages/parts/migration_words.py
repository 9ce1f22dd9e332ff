"""The sentences of the migration page, computed from its small frames. No Streamlit.

`changes` is `migration-flow-changes` of one customer type: a row per flow and summary rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.migration_labels import level_word
from pages.parts.text import Text

Row = Mapping[str, Any]
Way = Literal["up", "down", "lost"]
BULLETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable:
    """The customers of a level who rose, fell or were lost, and how many would be usual."""

    level: str
    way: Way
    count: int
    expected: float
    unusual: bool

    @property
    def excess(self) -> int:
        """How many more (or fewer, below zero) than usual, rounded."""
        return round(self.count - self.expected)


def notables(changes: pd.DataFrame, levels: Sequence[str]) -> list[Notable]:
    """Every level's rises, falls and losses, the unusual ones with the largest excess first."""
    flows = changes[changes["rate"] == "flow"]
    place = {level: number for number, level in enumerate(levels)}
    found = []
    for level, rows in flows.groupby("from_level", sort=False):
        if level not in place:
            continue
        target = rows["to_level"].map(place)
        for way, chosen in (
            ("up", target > place[level]),
            ("down", target < place[level]),
            ("lost", rows["to_level"] == "lost"),
        ):
            part = rows[chosen]
            if len(part):
                found.append(
                    Notable(
                        level=str(level),
                        way=way,
                        count=int(part["customer_count"].sum()),
                        expected=float(part["expected_count"].sum(min_count=len(part))),
                        unusual=bool(part["unusual"].any()),
                    )
                )
    return sorted(found, key=lambda each: (not each.unusual, -abs(_size(each))))


def _size(each: Notable) -> float:
    return 0.0 if forms.is_missing(each.expected) else each.count - each.expected


def headline(
    t: Text, changes: pd.DataFrame, *, levels: Sequence[str], dimension: str, before: date
) -> str:
    """The page in one sentence; bold parts are marked for `cards.headline`."""
    found = notables(changes, levels)
    if found and found[0].unusual:
        return _notable_sentence(t, found[0], dimension, before)
    rates = changes.set_index("rate")
    facts = {
        name: cards.strong(t.exact(_count(rates, name))) for name in ("up", "down", "lost")
    } | {"date": t.date(before)}
    few = all(rates.loc[name, "verdict"] == "few" for name in ("up", "down") if name in rates.index)
    if few:
        return t(
            "Since {date} {up} customers rose, {down} fell and {lost} were lost: "
            "too few to say more.",
            **facts,
        )
    return t(
        "Since {date} {up} customers rose, {down} fell and {lost} were lost: normal variation.",
        **facts,
    )


def _count(rates: pd.DataFrame, name: str) -> int:
    return int(rates.loc[name, "customer_count"]) if name in rates.index else 0


def _notable_sentence(t: Text, found: Notable, dimension: str, before: date) -> str:
    facts = {
        "count": cards.strong(t.exact(found.count)),
        "level": cards.strong(level_word(t, dimension, found.level)),
        "excess": t.exact(abs(found.excess)),
        "date": t.date(before),
    }
    more = found.excess >= 0
    if found.way == "down":
        if more:
            return t(
                "{count} customers fell from {level} since {date}, about {excess} more than usual.",
                **facts,
            )
        return t(
            "{count} customers fell from {level} since {date}, about {excess} fewer than usual.",
            **facts,
        )
    if found.way == "up":
        if more:
            return t(
                "{count} customers rose from {level} since {date}, about {excess} more than usual.",
                **facts,
            )
        return t(
            "{count} customers rose from {level} since {date}, about {excess} fewer than usual.",
            **facts,
        )
    if more:
        return t(
            "{count} customers of {level} were lost since {date}, about {excess} more than usual.",
            **facts,
        )
    return t(
        "{count} customers of {level} were lost since {date}, about {excess} fewer than usual.",
        **facts,
    )


def unusual_flows(t: Text, changes: pd.DataFrame, dimension: str) -> tuple[str, list[str]]:
    """How many flows are unusual, and the largest of them, a line each."""
    flows = changes[changes["rate"] == "flow"]
    judged = flows[flows["verdict"] != "few"]
    odd = judged[judged["unusual"]]
    told = t(
        "{odd} of {count} moves are unusual.", odd=t.exact(len(odd)), count=t.exact(len(judged))
    )
    order = (odd["excess_count"]).abs().sort_values(ascending=False).index
    lines = []
    for row in odd.loc[order].head(BULLETS).to_dict("records"):
        facts = {
            "before": level_word(t, dimension, row["from_level"]),
            "after": level_word(t, dimension, row["to_level"]),
            "count": t.exact(row["customer_count"]),
            "excess": t.exact(abs(round(row["excess_count"]))),
        }
        if row["excess_count"] >= 0:
            lines.append(t("{before} → {after}: {count}, about {excess} more than usual", **facts))
        else:
            lines.append(t("{before} → {after}: {count}, about {excess} fewer than usual", **facts))
    return told, lines


def notices(t: Text, *, grain: str, month: date | None, returned: int, restated: Row) -> list[str]:
    """What limits the reading of this page, a sentence each."""
    found = []
    if grain == "week" and month is not None:
        found.append(
            t(
                "This date is a week: tiers and contribution are those of the month-end {date}.",
                date=t.date(month),
            )
        )
    if restated.get("count"):
        found.append(
            t(
                "The tier policy changed between the two dates. Both are shown under today's "
                "policy; the change of rules alone moved {count} customers ({up} up, {down} down) "
                "and is not counted here.",
                **{name: t.exact(restated[name]) for name in ("count", "up", "down")},
            )
        )
    if returned:
        found.append(
            t(
                "{count} of the lost customers are back at a later date: a month of theirs was "
                "missing, or they returned.",
                count=t.exact(returned),
            )
        )
    return found


def steps(t: Text, *, near: int, near_gap: float, watch: int, fell: int) -> list[str]:
    """What follows from the page, one sentence each."""
    found = []
    if watch:
        found.append(
            t(
                "{count} customers are below their line and will fall if nothing happens: call "
                "them first.",
                count=t.exact(watch),
            )
        )
    if near:
        found.append(
            t(
                "{count} customers lack less than a tenth to the next tier, the first of them "
                "{money}.",
                count=t.exact(near),
                money=t.money(near_gap),
            )
        )
    if fell:
        found.append(
            t(
                "{count} customers just fell: ask why, and where the money went.",
                count=t.exact(fell),
            )
        )
    return found


def summary_text(t: Text, heading: str, rates: pd.DataFrame, bridge: pd.DataFrame) -> str:
    """The page as a short text to paste into a chat."""
    value = rates.set_index("rate")
    lines = [heading.replace("<b>", "").replace("</b>", "")]
    lines.append(
        t(
            "Of {n} customers {up} rose ({up_rate}), {down} fell ({down_rate}), {lost} were lost "
            "({lost_rate}).",
            n=t.exact(value.loc["up", "denominator"]),
            up=t.exact(value.loc["up", "n"]),
            up_rate=t.percent(value.loc["up", "value"], decimals=2),
            down=t.exact(value.loc["down", "n"]),
            down_rate=t.percent(value.loc["down", "value"], decimals=2),
            lost=t.exact(value.loc["lost", "n"]),
            lost_rate=t.percent(value.loc["lost", "value"], decimals=2),
        )
    )
    change = bridge["change"]
    lines.append(
        t(
            "Money: {opening} → {closing}, {change}.",
            opening=t.money(change.iloc[0]),
            closing=t.money(change.iloc[-1]),
            change=t.signed(t.money(change.iloc[-1] - change.iloc[0])),
        )
    )
    return "\n".join(lines)
