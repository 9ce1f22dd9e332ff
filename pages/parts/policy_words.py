"""The sentences of the policy page, computed from a finished replay. No Streamlit.

A draft is always compared with the rules in force on the page's date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.problems import Problem, Sentence
from pages.parts import cards
from pages.parts.migration_labels import level_word
from pages.parts.policy_changes import DROP_RULES, changes_line
from pages.parts.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from analytics.policy import Replay
    from analytics.policy_draft import Draft

LEVEL_FACTS = frozenset({"level", "lower", "higher", "known", "given", "code"})


def headline(t: Text, replay: Replay, room: int | None) -> str:
    """The page in one sentence; bold parts are marked for `cards.headline`.

    room: how many more customers would have no manager with room; None when that is not known.
    """
    if replay.draft == replay.current:
        return t("The draft is the current policy: nothing changes.")
    if not replay.movers.total:
        return t("The draft moves nobody: everybody keeps the tier of the current policy.")
    sizes = replay.sizes
    named = sizes[sizes["level"] != "unknown"].iloc[1:]
    most = named.loc[named["change"].abs().sort_values(kind="stable").index[-1]]
    facts = {
        "moved": cards.strong(t.exact(replay.movers.total)),
        "count": cards.strong(t.exact(int(most["draft_count"]))),
        "level": cards.strong(level_word(t, "tier", str(most["level"]))),
        "change": cards.strong(t.exact(abs(int(most["change"])))),
        "room": cards.strong(t.exact(abs(room or 0))),
    }
    if not most["change"]:
        return t(
            "With the draft {moved} customers would change tier, and every tier stays as large "
            "as now.",
            moved=facts["moved"],
        )
    return _size_sentence(t, facts, more=bool(most["change"] > 0), room=room or 0)


def _size_sentence(t: Text, facts: Mapping[str, str], *, more: bool, room: int) -> str:
    if not room:
        return t(
            "With the draft {count} customers would be {level}, {change} more than now."
            if more
            else "With the draft {count} customers would be {level}, {change} fewer than now.",
            **facts,
        )
    if room > 0:
        return t(
            "With the draft {count} customers would be {level}, {change} more than now; "
            "{room} more would have no manager with room."
            if more
            else "With the draft {count} customers would be {level}, {change} fewer than now; "
            "{room} more would have no manager with room.",
            **facts,
        )
    return t(
        "With the draft {count} customers would be {level}, {change} more than now; "
        "{room} fewer would have no manager with room."
        if more
        else "With the draft {count} customers would be {level}, {change} fewer than now; "
        "{room} fewer would have no manager with room.",
        **facts,
    )


def opening(t: Text, draft: Draft, sizes: pd.DataFrame) -> str:
    """Before any draft: whom the current policy lifts above the lowest tier.

    `sizes` has level, customer_count, and value (of contribution, null where not provided).
    """
    high = sizes["level"].isin(draft.codes[1:])
    count, everybody = (
        int(rows["customer_count"].sum()) for rows in (sizes[high], sizes[sizes["level"].notna()])
    )
    whole, part = float(sizes["value"].sum()), float(sizes.loc[high, "value"].sum())
    facts = {
        "count": cards.strong(t.exact(count)),
        "all": t.exact(everybody),
        "level": level_word(t, "tier", draft.codes[1]),
        "share": cards.strong(t.percent(part / whole if whole > 0 else None)),
    }
    if whole > 0:
        return t(
            "Under the current policy {count} of {all} customers are {level} or above; they "
            "bring {share} of contribution.",
            **facts,
        )
    return t("Under the current policy {count} of {all} customers are {level} or above.", **facts)


def notices(t: Text, *, grain: str, month: date | None, replay: Replay) -> list[str]:
    """What limits the reading of the result, a sentence each."""
    found = []
    if grain == "week" and month is not None:
        found.append(
            t(
                "This date is a week: tiers and contribution are those of the month-end {date}.",
                date=t.date(month),
            )
        )
    unknown = replay.sizes[replay.sizes["level"] == "unknown"]
    if len(unknown):
        found.append(
            t(
                "{count} customers have no tier: what the rules measure was never given for them.",
                count=t.exact(int(unknown["draft_count"].iloc[0])),
            )
        )
    if replay.movers.total > len(replay.movers):
        found.append(
            t(
                "The list names the {count} largest of {all} customers who would change tier.",
                count=t.exact(len(replay.movers)),
                all=t.exact(replay.movers.total),
            )
        )
    return found


def steps(t: Text, *, up: int, down: int, over: int | None, over_now: int | None) -> list[str]:
    """What follows from the draft, one sentence each. over: managers above their capacity."""
    found = []
    if down:
        found.append(
            t(
                "{count} customers would fall without having withdrawn anything: decide who tells "
                "them, and whether they keep their service for a while.",
                count=t.exact(down),
            )
        )
    if up:
        found.append(
            t(
                "{count} customers would rise without having brought anything: name who welcomes "
                "them.",
                count=t.exact(up),
            )
        )
    if (over or 0) > (over_now or 0):
        found.append(
            t(
                "{count} managers would have more customers above the lowest tier than they can "
                "care for ({now} now): share those out first.",
                count=t.exact(over),
                now=t.exact(over_now),
            )
        )
    return found


def summary_text(t: Text, heading: str, replay: Replay, up: int, down: int) -> str:
    """The result as a short text to paste into a chat."""
    lines = [
        t("What-if: {told}", told=heading.replace("<b>", "").replace("</b>", "")),
        changes_line(t, replay.draft, replay.current),
        t("{up} customers would rise, {down} would fall.", up=t.exact(up), down=t.exact(down)),
    ]
    return "\n".join(line for line in lines if line)


def movers_by_way(replay: Replay) -> tuple[int, int]:
    """How many would rise and how many would fall by the rules alone."""
    place = {code: number for number, code in enumerate(replay.movers.tiers)}
    effect = replay.effect
    was, now = effect["current_level"].map(place), effect["draft_level"].map(place)
    count = effect["customer_count"]
    return int(count[now > was].sum()), int(count[now < was].sum())


def without_room(managers: pd.DataFrame, capacity: float | None) -> tuple[int, int] | None:
    """Customers above the lowest tier whom no manager has room for, now and under the draft.

    Those without a manager, and those beyond their own manager's capacity; `capacity` stands in
    where the bank gave none. None when nothing is known of any manager.
    """
    own = managers[managers["manager_id"].notna()]
    limit = own["capacity"].astype(float)
    if capacity is not None:
        limit = limit.fillna(capacity)
    if not limit.notna().any():
        return None
    alone = managers[managers["manager_id"].isna()]
    now, then = (
        int(alone[name].sum() + (own[name] - limit).clip(lower=0).fillna(0).sum())
        for name in ("current_count", "draft_count")
    )
    return now, then


def worded(problem: Problem, t: Text) -> Problem:
    """The same problem with levels named as people name them."""
    facts = {
        name: _named(str(fact), t) if name in LEVEL_FACTS and isinstance(fact, str) else fact
        for name, fact in problem.facts.items()
    }
    return type(problem)(**facts)


def _named(fact: str, t: Text) -> str:
    if isinstance(fact, Sentence):
        return fact
    return t(", ").join(_code_word(t, code) for code in fact.split(", "))


def _code_word(t: Text, code: str) -> str:
    return t(DROP_RULES[code]) if code in DROP_RULES else level_word(t, "tier", code)
