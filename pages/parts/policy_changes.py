"""What a draft has otherwise than the rules in force, in words; and what rules are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pages.parts.migration_labels import level_word
from pages.parts.policy_text import line_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from analytics.policy_draft import Draft

DROP_RULES: Mapping[str, str] = {
    "last": sentence("Falls to the tier of the last month"),
    "window_max": sentence("Falls to the tier of the best month below the line"),
}
METRICS: Mapping[str, str] = {
    "aum_mavg": sentence("Assets, monthly average"),
    "contribution_ttm": sentence("Contribution of 12 months"),
}
WEIGHTS: Mapping[str, str] = {
    "dep_demand": sentence("Demand deposits"),
    "dep_time": sentence("Time deposits"),
    "wealth": sentence("Wealth products"),
    "other_aum": sentence("Other assets"),
}
CHANGES_SHOWN = 3


def changes(t: Text, draft: Draft, base: Draft) -> list[str]:
    """What the draft has otherwise than the rules in force, a phrase each, lines first."""
    found = []
    if draft.metric != base.metric:
        found.append(
            t(
                "measured by {after} instead of {before}",
                after=t(METRICS[draft.metric]),
                before=t(METRICS[base.metric]),
            )
        )
    pairs = list(zip(draft.levels[1:], base.levels[1:], strict=True))
    for now, was in pairs:
        if now.bound != was.bound:
            found.append(
                t(
                    "{level} from {after} (now {before})",
                    level=level_word(t, "tier", now.code),
                    after=line_word(t, now.bound),
                    before=line_word(t, was.bound),
                )
            )
    for now, was in pairs:
        found += _month_changes(
            t,
            level_word(t, "tier", now.code),
            (now.hold_months, was.hold_months),
            (now.watch_months, was.watch_months),
        )
        if now.drop_rule != was.drop_rule:
            found.append(
                t(
                    "{level}: {rule}",
                    level=level_word(t, "tier", now.code),
                    rule=t(DROP_RULES[now.drop_rule]),
                )
            )
    for part, weight in draft.weights.by_part.items():
        if weight != base.weights.by_part[part]:
            found.append(
                t("{part} count {weight} times", part=t(WEIGHTS[part]), weight=f"{weight:g}")
            )
    return found


def _month_changes(t: Text, level: str, hold: tuple[int, int], watch: tuple[int, int]) -> list[str]:
    found = []
    if hold[0] != hold[1]:
        found.append(
            t(
                "{level}: {after} months of protection (now {before})",
                level=level,
                after=t.exact(hold[0]),
                before=t.exact(hold[1]),
            )
        )
    if watch[0] != watch[1]:
        found.append(
            t(
                "{level}: watched from month {after} (now {before})",
                level=level,
                after=t.exact(watch[0]),
                before=t.exact(watch[1]),
            )
        )
    return found


def changes_line(t: Text, draft: Draft, base: Draft) -> str:
    """The first changes in one line, and how many more there are."""
    told = changes(t, draft, base)
    shown = t("; ").join(told[:CHANGES_SHOWN])
    more = len(told) - CHANGES_SHOWN
    if more > 0:
        return t("Draft: {changes}; and {count} more changes.", changes=shown, count=t.exact(more))
    return t("Draft: {changes}.", changes=shown) if told else ""
