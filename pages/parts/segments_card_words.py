"""What a segment's card says of it, line by line. No Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pages.parts import format as forms
from pages.parts.segments_labels import VERDICTS, amount_word, feature_word, line_of, of_ten

if TYPE_CHECKING:
    from analytics.rule_terms import RuleTerm
    from pages.parts.segments_portraits import Portrait, Rule, Trait
    from pages.parts.text import Text


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
    return t("; or ").join(t(", and ").join(_term(t, term) for term in each) for each in rule)


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


def gap_line(t: Text, portrait: Portrait) -> str | None:
    """The best product gap of a segment; None where nobody knows what customers hold."""
    facts = portrait.facts
    if not is_known(facts.get("gap_line")) or not facts.get("gap_customers"):
        return None
    return t(
        "{line}: {share} hold it, {rest} of all others; as many here would be {count} customers "
        "more.",
        line=t.code("line", facts["gap_line"]),
        share=t.percent(facts["gap_share"], decimals=0),
        rest=t.percent(facts["gap_rest_share"], decimals=0),
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
