"""Whom a draft would move: what a mark of a figure picks, its list in words and as a file. Pure.

A pick is a move of `Movers.places` (`up`, `affluent>mass`, `affluent>`, `>`), or a tier alone: who
would leave it and who would enter it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.engine import MAX_ANSWER_ROWS
from analytics.policy_movers import DIRECTIONS, movers_page
from pages.parts import lists
from pages.parts.migration_labels import UNKNOWN, level_word, pick_sides

if TYPE_CHECKING:
    from analytics.engine import Engine
    from analytics.policy import Replay
    from analytics.policy_movers import Movers
    from analytics.policy_people import Keys
    from analytics.scope import Scope
    from pages.parts.text import Text

EVERYBODY = ">"


def places(movers: Movers, pick: str) -> Keys:
    """The places in the list of those picked.

    Raises:
        UnknownMove: the pick names a tier these customers do not have.
    """
    if pick in (*movers.tiers, UNKNOWN):
        return np.union1d(movers.places(f"{pick}>"), movers.places(f">{pick}"))
    return movers.places(pick)


def pages(engine: Engine, scope: Scope, movers: Movers, pick: str) -> Iterator[pd.DataFrame]:
    """Everybody picked in blocks, for a file."""
    chosen = places(movers, pick)
    for start in range(0, len(chosen), MAX_ANSWER_ROWS):
        part = chosen[start : start + MAX_ANSWER_ROWS]
        yield movers_page(engine, scope, movers, part, first=start + 1)


def pick_word(t: Text, pick: str) -> str:
    """A pick as the title of its list."""
    if pick in DIRECTIONS:
        return t("Would rise") if pick == "up" else t("Would fall")
    was, now = pick_sides(pick)
    if ">" not in pick:
        return t("Into {level} and out of it", level=level_word(t, "tier", pick))
    if was and now:
        return t(
            "{before} → {after}",
            before=level_word(t, "tier", was),
            after=level_word(t, "tier", now),
        )
    if was:
        return t("Out of {level}", level=level_word(t, "tier", was))
    if now:
        return t("Into {level}", level=level_word(t, "tier", now))
    return t("Who would change tier")


def picked(replay: Replay, pick: str) -> pd.DataFrame:
    """The cells of the effect a pick takes, those who stay left out: they add up to its list."""
    effect = replay.effect
    was, now = effect["current_level"], effect["draft_level"]
    moved = was != now
    if pick in DIRECTIONS:
        place = {code: number for number, code in enumerate(replay.movers.tiers)}
        rises = now.map(place) > was.map(place)
        known = was.isin(place) & now.isin(place)
        return effect[moved & known & (rises == (pick == "up"))]
    if ">" not in pick:
        return effect[moved & ((was == pick) | (now == pick))]
    before, after = pick_sides(pick)
    return effect[moved & _is(was, before) & _is(now, after)]


def _is(levels: pd.Series, code: str) -> pd.Series:
    return levels == code if code else pd.Series(data=True, index=levels.index)


def effect_matrix(effect: pd.DataFrame) -> pd.DataFrame:
    """The effect as the frame of a matrix: from the tier now to the draft's; no intervals."""
    rows = effect.groupby("current_level")["customer_count"].transform("sum")
    return pd.DataFrame(
        {
            "customer_type": effect["customer_type"],
            "from_level": effect["current_level"],
            "to_level": effect["draft_level"],
            "customer_count": effect["customer_count"],
            "row_share": effect["customer_count"] / rows,
            "row_share_low": np.nan,
            "row_share_high": np.nan,
            "value_before": effect["value"],
            "value_after": np.nan,
            "closed_count": 0,
            "invalid_count": 0,
            "few": False,
        }
    )


def worded(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list with its tiers in words."""
    return people.assign(
        current_word=[level_word(t, "tier", code) for code in people["current_level"]],
        draft_word=[level_word(t, "tier", code) for code in people["draft_level"]],
    )


def columns(t: Text, people: pd.DataFrame, *, weighted: bool = False) -> list[lists.Column]:
    """The list on the screen; what nobody has is left out. weighted: assets count in part."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    found = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="current_word", label=t("Now")),
        lists.Column(name="draft_word", label=t("Draft")),
        *([lists.Column(name="metric", kind="money", label=counted(t))] if weighted else []),
        lists.Column(name="aum_mavg", kind="money", label=t.column("aum_mavg")),
        lists.Column(name="contribution_ttm", kind="money", label=t.column("contribution_ttm")),
    ]
    return [column for column in found if people[column.name].notna().any()]


def counted(t: Text) -> str:
    """What the weighted assets of a customer are called."""
    return t("Assets that count")


def file_of(t: Text, people: pd.DataFrame, *, weighted: bool = False) -> pd.DataFrame:
    """The list as it is downloaded: tiers in words, headings in `attrs`."""
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "current_word": t("Now"),
        "draft_word": t("Draft"),
        **({"metric": counted(t)} if weighted else {}),
        "aum_mavg": t.column("aum_mavg"),
        "contribution_ttm": t.column("contribution_ttm"),
    }
    frame = worded(t, people)[list(labels)].copy()
    frame.attrs["labels"] = labels
    return frame
