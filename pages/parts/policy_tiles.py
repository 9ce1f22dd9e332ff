"""The four numbers of a draft, each beside what it is under the current policy. No Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.migration_labels import level_word
from pages.parts.policy_words import movers_by_way

if TYPE_CHECKING:
    import pandas as pd

    from analytics.policy import Replay
    from pages.parts.text import Text


def tiles(t: Text, replay: Replay) -> list[cards.Tile]:
    """Mid and high customers, who would move, the contribution they bring, and the to and fro."""
    coverage = replay.coverage.set_index("policy")
    steady = replay.stability.set_index("policy")
    return [
        _size_tile(t, replay, coverage),
        _moved_tile(t, replay),
        _coverage_tile(t, coverage),
        _flapping_tile(t, steady),
    ]


def _size_tile(t: Text, replay: Replay, coverage: pd.DataFrame) -> cards.Tile:
    now, then = (int(coverage.loc[policy, "customer_count"]) for policy in ("current", "draft"))
    return cards.Tile(
        label=t("{level} and above", level=level_word(t, "tier", replay.draft.codes[1])),
        value=t.exact(then),
        change=t.signed(t.exact(then - now)) if then != now else None,
        direction=(then > now) - (then < now),
        good=0,
        note=t("now {count}", count=t.exact(now)) if then != now else t("as now"),
    )


def _moved_tile(t: Text, replay: Replay) -> cards.Tile:
    up, down = movers_by_way(replay)
    everybody = int(replay.sizes["draft_count"].sum())
    return cards.Tile(
        label=t("Would change tier"),
        value=t.exact(replay.movers.total),
        exact=t(
            "{share} of {count} customers",
            share=t.percent(replay.movers.total / everybody, decimals=2),
            count=t.exact(everybody),
        ),
        note=t("{up} up · {down} down", up=t.exact(up), down=t.exact(down)),
    )


def _coverage_tile(t: Text, coverage: pd.DataFrame) -> cards.Tile:
    change, direction, note = _against_now(t, coverage["contribution_share"])
    return cards.Tile(
        label=t("Contribution they bring"),
        value=t.percent(float(coverage.loc["draft", "contribution_share"])),
        exact=t.exact_money(float(coverage.loc["draft", "contribution"])),
        change=change,
        direction=direction,
        good=0,
        note=note or t("No contribution to share."),
    )


def _flapping_tile(t: Text, steady: pd.DataFrame) -> cards.Tile:
    change, direction, note = _against_now(t, steady["flapping_rate"])
    return cards.Tile(
        label=t("To and fro"),
        value=t.percent(float(steady.loc["draft", "flapping_rate"])),
        exact=t("Customers who changed tier and changed back within half a year."),
        change=change,
        direction=direction,
        good=-1,
        note=note or t("Too few months to say."),
    )


def _against_now(t: Text, rates: pd.Series) -> tuple[str | None, int, str]:
    """A rate's change from the current policy in words, its sign, and the rate now.

    A change that would read 0.0 is none; the last is empty where a rate is not known.
    """
    now, then = (float(rates[policy]) for policy in ("current", "draft"))
    if forms.is_missing(now) or forms.is_missing(then):
        return None, 0, ""
    change = round(then - now, 3)
    if not change:
        return None, 0, t("as now")
    direction = 1 if change > 0 else -1
    return t.points(then - now), direction, t("now {count}", count=t.percent(now))
