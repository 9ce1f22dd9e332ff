"""The versions of a tier policy by date, as they are listed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import pandas as pd

from data.policy import ALWAYS
from pages.parts import lists
from pages.parts.migration_labels import level_word
from pages.parts.policy_tables import Table
from pages.parts.policy_text import line_word

if TYPE_CHECKING:
    from data.policy import TierPolicy
    from data.shipped import Level
    from pages.parts.text import Text

State = Literal["past", "current", "planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The levels of one ladder in force from a day to another; `until` is None for the last."""

    start: date
    until: date | None
    state: State
    levels: tuple[Level, ...]


def versions(policy: TierPolicy, customer_type: str, day: date) -> list[Version]:
    """The versions of a type's tiers, the newest first; `state` as of `day`."""
    own = [
        row for row in policy.levels if (row.scheme, row.customer_type) == ("TIER", customer_type)
    ]
    starts = sorted({row.effective_from for row in own})
    found = []
    for place, start in enumerate(starts):
        later = starts[place + 1 :]
        until = later[0] - timedelta(days=1) if later else None
        state: State = "planned" if start > day else "current"
        if until is not None and until < day:
            state = "past"
        found.append(
            Version(
                start=start,
                until=until,
                state=state if place or state == "past" else "current",
                levels=policy.in_force("TIER", customer_type, start),
            )
        )
    return found[::-1]


def table(t: Text, found: list[Version]) -> Table:
    """One row per version: when, what, who approved it."""
    states = {"past": t("past"), "current": t("in force"), "planned": t("planned")}
    rows = pd.DataFrame(
        [
            {
                "since": t("the beginning") if each.start == ALWAYS else t.date(each.start),
                "until": t("further notice") if each.until is None else t.date(each.until),
                "state": states[each.state],
                "lines": lines(t, each.levels),
                "months": months(t, each.levels),
                "name": each.levels[0].note or _usual(t, each),
                "approved": each.levels[0].approved_by or "–",
            }
            for each in found
        ]
    )
    columns = [
        lists.Column(name="since", label=t("From")),
        lists.Column(name="until", label=t("Until")),
        lists.Column(name="state", label=t("State")),
        lists.Column(name="name", label=t("Name of the version")),
        lists.Column(name="lines", label=t("Lines")),
        lists.Column(name="months", label=t("Protection")),
        lists.Column(name="approved", label=t("Approved by")),
    ]
    return Table(rows=rows, columns=columns)


def _usual(t: Text, version: Version) -> str:
    return t("Shipped with Tierview") if version.start == ALWAYS else "–"


def lines(t: Text, levels: tuple[Level, ...]) -> str:
    """Affluent ¥300,000 · VIP ¥1,000,000."""
    return " · ".join(
        f"{level_word(t, 'tier', level.code)} {line_word(t, level.lower_bound or 0.0)}"
        for level in levels[1:]
    )


def months(t: Text, levels: tuple[Level, ...]) -> str:
    """Months of protection of the levels above the lowest: 3 · 3 · 6 months."""
    held = " · ".join(t.exact(level.hold_months) for level in levels[1:])
    return t("{held} months", held=held)
