"""The state of the data in words: what the release is made of, how good it is. Pure."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from data import quality
from data.quality import RuleResult
from pages.parts.text import Text, sentence

SOURCES = {
    "given": sentence("as delivered"),
    "parts": sentence("from its parts"),
    "estimated": sentence("estimated"),
    "assets_only": sentence("unknown: assets only"),
}
BALANCES = {"mavg": sentence("monthly average"), "eop": sentence("month end")}


def state_of_data(
    snapshots: pd.DataFrame, snapshot: Mapping[str, object], facts: Mapping[str, object], t: Text
) -> dict[str, str]:
    """What the release is made of: dates, sources, versions."""
    months = snapshots[snapshots["grain"] == "month"]["snapshot_date"]
    weeks = snapshots[snapshots["grain"] == "week"]["snapshot_date"]
    state = {
        t("Release"): t(
            "{release}, made {date}", release=facts["release_id"], date=t.date(facts["created_at"])
        )
    }
    if len(months):
        state[t("Months")] = t(
            "{count}: {first} to {last}",
            count=t.exact(len(months)),
            first=t.month(months.min()),
            last=t.month(months.max()),
        )
    if len(weeks):
        state[t("Weeks")] = t(
            "{count}: {first} to {last}",
            count=t.exact(len(weeks)),
            first=t.date(weeks.min()),
            last=t.date(weeks.max()),
        )
    state[t("Open customers")] = t.exact(int(snapshot["open_count"]))
    state[t("Balances")] = t(BALANCES[str(snapshot["aum_source"])])
    state[t("Contribution")] = contribution_source(snapshot, facts, t)
    return state


def quality_text(results: Sequence[RuleResult] | None, t: Text) -> str:
    """The quality score and what it loses most to."""
    if results is None:
        return t("being checked …")
    score = t.percent(math.floor(quality.score(results) * 1000) / 1000)
    worst = quality.worst(results)
    if not worst:
        return score
    names = t(" and ").join(rule_name(result, t) for result in worst[:2])
    return t("{score}, loses most to: {rules}", score=score, rules=names)


def rule_name(result: RuleResult, t: Text) -> str:
    """What a quality rule looks for, in the reader's language."""
    return result.rule.zh if t.language == "zh_CN" else result.rule.en


def contribution_source(
    snapshot: Mapping[str, object], facts: Mapping[str, object], t: Text
) -> str:
    """Where contribution comes from on this date, in words."""
    source = str(snapshot["contribution_source"])
    if source == "estimated" and facts["default_parameters"]:
        return t("estimated (system defaults)")
    return t(SOURCES[source])
