"""The sentences of the segments page, computed from portraits of the segments. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.segment_features import FEATURES
from pages.parts import cards
from pages.parts import format as forms
from pages.parts.segments_card_words import gap_line, is_known, size_line
from pages.parts.segments_labels import feature_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    import pandas as pd

    from analytics.segments import Fit
    from data.problems import Problem
    from pages.parts.segments_memory import Found
    from pages.parts.segments_portraits import Portrait

CUSTOMERS: Mapping[str, str] = {
    "personal": sentence("personal customers"),
    "corporate": sentence("companies"),
    "institution": sentence("institutions"),
}
"""Customer type -> what its customers are called inside a sentence."""
AXIS_WORDS = {"x": 3, "y": 2}
"""How many features fit along an axis: the upright one is short."""

FEATURE_FACTS = frozenset({"feature", "features", "known"})
ASSETS = frozenset({"aum_mavg", "aum_eop"})
WORST = ("unreliable", "fair", "reliable")
CARED_FOR = 0.8
"""Below this share reached in time, care is a thing to do."""


def opening(t: Text, kind: str) -> str:
    """What the page does, before anything was computed."""
    return t(
        "Find groups of {customers} who bank alike: whom each group holds, what it brings, and how "
        "to recognise it. It takes a few seconds, and nothing changes until you adopt the groups.",
        customers=t(CUSTOMERS[kind]),
    )


def star(portraits: Sequence[Portrait]) -> Portrait | None:
    """The segment whose share of value most exceeds its share of customers."""
    known = [each for each in portraits if not forms.is_missing(each.value_share)]
    return max(known, key=lambda each: each.value_share - each.share, default=None)


def headline(t: Text, kind: str, portraits: Sequence[Portrait], measure: str) -> str:
    """The page in one sentence; bold parts are marked for `cards.headline`."""
    facts = {
        "count": cards.strong(t.exact(sum(each.count for each in portraits))),
        "customers": t(CUSTOMERS[kind]),
        "groups": cards.strong(t.exact(len(portraits))),
    }
    if len(portraits) == 1:
        name = cards.strong(portraits[0].name)
        return t("These {count} {customers} are all of one group: {name}.", **facts, name=name)
    best = star(portraits)
    if best is None:
        return t("Your {count} {customers} fall into {groups} groups.", **facts)
    facts |= {
        "name": cards.strong(best.name),
        "share": cards.strong(t.percent(best.share, decimals=0)),
        "value_share": cards.strong(t.percent(best.value_share, decimals=0)),
    }
    if measure == "contribution_ttm":
        return t(
            "Your {count} {customers} fall into {groups} groups; {name} are {share} of them and "
            "bring {value_share} of contribution.",
            **facts,
        )
    return t(
        "Your {count} {customers} fall into {groups} groups; {name} are {share} of them and hold "
        "{value_share} of assets.",
        **facts,
    )


def no_groups(t: Text, kind: str, count: int, reason: str) -> str:
    """The headline when nothing is recommended."""
    facts = {"count": cards.strong(t.exact(count)), "customers": t(CUSTOMERS[kind])}
    if reason == "unstable":
        return t(
            "No clear groups: your {count} {customers} can be parted, but the parts come out "
            "differently each time. Nothing is recommended.",
            **facts,
        )
    return t(
        "No clear groups: your {count} {customers} differ by degrees and do not part into groups "
        "of their own. Nothing is recommended.",
        **facts,
    )


def overall(portraits: Sequence[Portrait]) -> str:
    """The verdict on all segments: that of the weakest."""
    found = {each.verdict for each in portraits}
    return next((verdict for verdict in WORST if verdict in found), "unreliable")


def verdict_note(t: Text, verdict: str) -> str:
    """What a verdict means, in plain words."""
    notes = {
        "reliable": t("The groups come out alike when other customers are drawn."),
        "fair": t("Most of each group comes out again when other customers are drawn."),
        "unreliable": t("At least one group comes out differently when other customers are drawn."),
    }
    return notes[verdict]


def steps(t: Text, portraits: Sequence[Portrait], pairs: pd.DataFrame) -> list[str]:
    """What follows from the groups, one sentence each. pairs: who banks like another tier."""
    found = []
    up = int(pairs.loc[pairs["direction"] == "up", "customer_count"].sum())
    best = star([each for each in portraits if gap_line(t, each)])
    if best is not None:
        found.append(
            t(
                "Offer {line} to {segment}: {count} of them do not hold it.",
                line=t.code("line", best.facts["gap_line"]),
                segment=best.name,
                count=t.exact(int(best.facts["gap_count"])),
            )
        )
    cared = [each for each in portraits if is_known(each.facts.get("care_share"))]
    star_one = star(cared)
    if star_one is not None and float(star_one.facts["care_share"]) < CARED_FOR:
        found.append(
            t(
                "Care for {segment} first: they bring most for their number, and only {share} were "
                "reached in time.",
                segment=star_one.name,
                share=t.percent(star_one.facts["care_share"], decimals=0),
            )
        )
    if up:
        found.append(
            t(
                "Invite the {count} customers who bank like a higher tier: their list stands under "
                "the figure.",
                count=t.exact(up),
            )
        )
    return found


def steps_without_groups(t: Text) -> list[str]:
    """What to do when nothing is recommended."""
    return [
        t("Keep working with the tiers: they part customers by amounts, which needs no groups."),
        t("Try fewer customers: one branch or one tier may hold groups the whole bank does not."),
        t("Try other features or a number of groups by hand, under In depth."),
    ]


def summary_text(t: Text, heading: str, portraits: Sequence[Portrait], measure: str) -> str:
    """The result as a short text to paste into a chat."""
    lines = [heading.replace("<b>", "").replace("</b>", "")]
    lines += [
        t("{name}: {told}", name=each.name, told=size_line(t, each, measure)) for each in portraits
    ]
    return "\n".join(lines)


def notices(t: Text, found: Found) -> list[str]:
    """What limits the reading of the result, a sentence each."""
    names = dict.fromkeys(each.name for each in found.segmentation.features)
    told = []
    guarded = [feature_word(t, name) for name in names if FEATURES[name].protected]
    if guarded:
        told.append(
            t(
                "Made with {features}, which describe a person: use these groups only where "
                "compliance allows it.",
                features=t(", ").join(guarded),
            )
        )
    kind = found.segmentation.customer_type
    leaking = [feature_word(t, name) for name in names if kind in FEATURES[name].leaks]
    if leaking:
        told.append(
            t(
                "Made with {features}, from which the tier is computed: these groups partly repeat "
                "the tiers.",
                features=t(", ").join(leaking),
            )
        )
    fit = found.fit
    if fit is not None:
        told += [cards.problem_text(worded(problem, t), t) for problem in fit.notices]
    if fit is not None and fit.left_out:
        told.append(
            t(
                "Not used, because it tells no customers apart here or too few have it: "
                "{features}. In depth says why.",
                features=t(", ").join(feature_word(t, name) for name in fit.left_out),
            )
        )
    if found.described is not None and not found.segmentation.recommended:
        told.append(override_warning(t, fit))
    return told


def matching_line(t: Text, frame: pd.DataFrame) -> str:
    """A new fit beside what is adopted, in one sentence."""
    counts = frame["state"].value_counts()
    return t(
        "Beside the adopted segments: {kept} kept with their names, {born} new, {died} gone.",
        **{state: t.exact(int(counts.get(state, 0))) for state in ("kept", "born", "died")},
    )


def not_given(t: Text, features: Sequence[str]) -> str:
    """Which columns would make up for features nobody here has; assets are always given."""
    columns = dict.fromkeys(column for name in features for column in FEATURES[name].needs)
    return t(
        "Nobody here has the following; load it on the data page: {columns}.",
        columns=t("; ").join(t.column(column) for column in columns if column not in ASSETS),
    )


def worded(problem: Problem, t: Text) -> Problem:
    """The same problem with features named as people name them."""
    facts = {
        name: _feature_fact(t, str(fact)) if name in FEATURE_FACTS else fact
        for name, fact in problem.facts.items()
    }
    return type(problem)(**facts)


def _feature_fact(t: Text, fact: str) -> str:
    return t(", ").join(
        feature_word(t, name) if name in FEATURES else name for name in fact.split(", ")
    )


def axis_words(t: Text, axes: pd.DataFrame, axis: str) -> str:
    """What grows along an axis of the map, the strongest features first."""
    rows = axes[axes["axis"] == axis].sort_values("place").head(AXIS_WORDS[axis])
    parts = [
        t("more {feature}", feature=feature_word(t, row["feature"], row["value"] or ""))
        if row["sign"] > 0
        else t("less {feature}", feature=feature_word(t, row["feature"], row["value"] or ""))
        for row in rows.to_dict("records")
    ]
    told = t(", ").join(parts)
    return t("{features} →", features=told) if axis == "x" else t("{features} ↑", features=told)


def override_warning(t: Text, fit: Fit | None) -> str:
    """Why these segments are not recommended."""
    if fit is not None and fit.recommended is not None:
        return t(
            "Recommended are {count} groups. These were chosen by hand: check that they help "
            "anybody before they become the bank's.",
            count=t.exact(fit.recommended),
        )
    return t(
        "No number of groups is recommended here: with other customers these groups would come "
        "out differently. Lists and filters built on them will not last."
    )
