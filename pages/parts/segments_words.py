"""The sentences of the segments page, computed from portraits of the segments. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.segment_features import FEATURES
from pages.parts import cards
from pages.parts import format as forms
from pages.parts.segments_labels import VERDICTS, amount_word, feature_word, line_of, of_ten
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    import pandas as pd

    from analytics.segments import Fit
    from data.problems import Problem
    from analytics.rule_terms import RuleTerm
    from pages.parts.segments_portraits import Portrait, Rule, Trait

CUSTOMERS: Mapping[str, str] = {
    "personal": sentence("personal customers"),
    "corporate": sentence("companies"),
    "institution": sentence("institutions"),
}
"""Customer type -> what its customers are called inside a sentence."""
AXIS_WORDS = {"x": 3, "y": 2}
"""How many features fit along an axis: the upright one is short."""

FEATURE_FACTS = frozenset({"feature", "features", "known"})
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


def verdict_word(t: Text, verdict: str) -> str:
    """Reliable, fair or unreliable."""
    return t(VERDICTS[verdict])


def trait_line(t: Text, trait: Trait) -> str:
    """A distinguishing feature with what is typical of the segment and of all others."""
    feature = feature_word(t, trait.feature, trait.value)
    if trait.value:
        typical, rest = (t.percent(each, decimals=0) for each in (trait.typical, trait.rest))
    else:
        typical, rest = (
            amount_word(t, trait.feature, each) for each in (trait.typical, trait.rest)
        )
    facts = {"feature": feature, "typical": typical, "rest": rest}
    if typical == rest:
        return (
            t("{feature}: somewhat higher than the others", feature=feature)
            if trait.high
            else t("{feature}: somewhat lower than the others", feature=feature)
        )
    if trait.value:
        return t("{feature}: {typical} of them, {rest} of the others", **facts)
    if trait.is_mean:
        return t("{feature}: {typical} on average, the others {rest}", **facts)
    return t("{feature}: typically {typical}, the others {rest}", **facts)


def rule_line(t: Text, rule: Rule) -> str:
    """A rule a branch can apply by hand: terms joined by and, alternatives by or."""
    return t("; or ").join(t(" and ").join(_term(t, term) for term in each) for each in rule)


def _term(t: Text, term: RuleTerm) -> str:
    feature = feature_word(t, term.feature)
    if term.operator in {"is", "is_not"}:
        value = t.code(term.feature, term.value)
        if term.operator == "is":
            return t("{feature} is {value}", feature=feature, value=value)
        return t("{feature} is not {value}", feature=feature, value=value)
    amount = line_of(t, term.feature, term.threshold)
    words = {
        ">=": t("{feature} {amount} or more", feature=feature, amount=amount),
        ">": t("{feature} above {amount}", feature=feature, amount=amount),
        "<": t("{feature} below {amount}", feature=feature, amount=amount),
        "<=": t("{feature} {amount} or less", feature=feature, amount=amount),
    }
    return words[term.operator]


def rule_quality(t: Text, portrait: Portrait) -> str:
    """How often the rule is right and how many it finds, in plain words."""
    return t(
        "Right for {right} it picks, finds {found}.",
        right=of_ten(t, portrait.precision),
        found=of_ten(t, portrait.recall),
    )


def rule_text(t: Text, portrait: Portrait) -> str | None:
    """The rule and how good it is; None where no short rule tells the segment apart."""
    if not portrait.rule:
        return None
    return t(
        "{rule}. {quality}",
        rule=rule_line(t, portrait.rule),
        quality=rule_quality(t, portrait),
    )


def is_known(value: object) -> bool:
    """Whether the bank has given it."""
    return not forms.is_missing(value) and value != ""


def gap_line(t: Text, portrait: Portrait, names: Mapping[str, str]) -> str | None:
    """The best product gap of a segment; None where nobody knows what customers hold."""
    facts = portrait.facts
    if not is_known(facts.get("gap_line")) or not facts.get("gap_customers"):
        return None
    return t(
        "{line}: {share} hold it, {best} of {segment}; as many here would be {count} customers more.",
        line=t.code("line", facts["gap_line"]),
        share=t.percent(facts["gap_share"], decimals=0),
        best=t.percent(facts["gap_best_share"], decimals=0),
        segment=names.get(str(facts["gap_best_segment"]), str(facts["gap_best_segment"])),
        count=t.exact(round(float(facts["gap_customers"]))),
    )


def care_line(t: Text, portrait: Portrait) -> str | None:
    """How often somebody cares for a segment; None without contacts."""
    facts = portrait.facts
    if not is_known(facts.get("care_share")):
        return None
    if not is_known(facts.get("care_days_median")):
        return t("{share} reached in time", share=t.percent(facts["care_share"], decimals=0))
    return t(
        "{share} reached in time; the middle customer last {days} days ago",
        share=t.percent(facts["care_share"], decimals=0),
        days=t.exact(round(float(facts["care_days_median"]))),
    )


def consent_line(t: Text, portrait: Portrait) -> str | None:
    """How many may be addressed; None without consents."""
    facts = portrait.facts
    if not is_known(facts.get("consented_share")):
        return None
    return t(
        "{count} may be addressed ({share})",
        count=t.exact(int(facts["consented_count"])),
        share=t.percent(facts["consented_share"], decimals=0),
    )


def size_line(t: Text, portrait: Portrait, measure: str) -> str:
    """How many and how much of everything, under a segment's name."""
    facts = {
        "count": t.exact(portrait.count),
        "share": t.percent(portrait.share),
        "value": t.money(portrait.value),
        "value_share": t.percent(portrait.value_share),
    }
    if measure == "contribution_ttm":
        return t(
            "{count} customers ({share}) bring {value} in 12 months, {value_share} of "
            "contribution.",
            **facts,
        )
    return t("{count} customers ({share}) hold {value}, {value_share} of assets.", **facts)


def missing_line(t: Text, tables: Sequence[str]) -> str:
    """Which optional tables would add lines to the cards; empty when all were given."""
    if not tables:
        return ""
    named = t(", ").join(t.table(table) for table in tables)
    return t("Not shown because it was not loaded: {tables}.", tables=named)


def steps(t: Text, portraits: Sequence[Portrait], pairs: pd.DataFrame) -> list[str]:
    """What follows from the groups, one sentence each. pairs: who banks like another tier."""
    found = []
    names = {each.code: each.name for each in portraits}
    up = int(pairs.loc[pairs["direction"] == "up", "customer_count"].sum())
    best = star([each for each in portraits if gap_line(t, each, names)])
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


def notices(t: Text, fit: Fit | None) -> list[str]:
    """What limits the reading of the result, a sentence each."""
    if fit is None:
        return []
    problems = [*fit.notices, *fit.left_out.values()]
    return [cards.problem_text(worded(problem, t), t) for problem in problems]


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
