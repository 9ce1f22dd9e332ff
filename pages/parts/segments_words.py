"""The sentences of the segments page, computed from portraits of the segments. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.segments_labels import VERDICTS, amount_word, feature_word, of_ten
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from analytics.segment_rules import RuleTerm
    from pages.parts.segments_portraits import Portrait, Rule, Trait

CUSTOMERS: Mapping[str, str] = {
    "personal": sentence("personal customers"),
    "corporate": sentence("companies"),
    "institution": sentence("institutions"),
}
"""Customer type -> what its customers are called inside a sentence."""
WORST = ("unreliable", "fair", "reliable")
SHOWN_TERMS = 3


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
    facts = {"feature": feature_word(t, trait.feature, trait.value)}
    if trait.value:
        typical, rest = (t.percent(share, decimals=0) for share in (trait.typical, trait.rest))
        return t("{feature}: {typical} of them, {rest} of the others", **facts, typical=typical, rest=rest)
    typical, rest = (
        amount_word(t, trait.feature, amount) for amount in (trait.typical, trait.rest)
    )
    facts |= {"typical": typical, "rest": rest}
    if typical == rest or forms.is_missing(trait.typical) or forms.is_missing(trait.rest):
        return t("{feature}: higher than the others", **facts) if trait.high else t(
            "{feature}: lower than the others", **facts
        )
    if trait.high:
        return t("{feature}: high, typically {typical}; the others {rest}", **facts)
    return t("{feature}: low, typically {typical}; the others {rest}", **facts)


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
    amount = amount_word(t, term.feature, term.threshold)
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


def is_known(value: object) -> bool:
    """Whether the bank has given it."""
    return not forms.is_missing(value) and value != ""


def gap_line(t: Text, portrait: Portrait, names: Mapping[str, str]) -> str | None:
    """The best product gap of a segment; None where nobody knows what customers hold."""
    facts = portrait.facts
    if not is_known(facts.get("gap_line")) or not facts.get("gap_customers"):
        return None
    return t(
        "{line}: {share} hold it, {best} in {segment}; as many would be {count} more customers.",
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
        "{share} reached in time, half of them within {days} days",
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
