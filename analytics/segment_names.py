"""Names proposed for segments: what many of something, or little of everything, is called.

A segment is named after the phrase whose features its centre has most of, in standard deviations
above the average customer. Each phrase is used once: where two segments want it, the one with more
gets it and the other says what else sets it apart. Only centres count, never their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from analytics.segment_phrases import (
    AVERAGE,
    PHRASES,
    QUALIFIERS,
    SLEEPERS,
    WHO,
    Phrase,
    Words,
)
from data.contract import TABLES
from data.segment_features import FEATURES
from data.segmentation import FittedFeature, Segment, Segmentation

MARKED = 0.5
"""Standard deviations above the average from which a feature names a segment."""

TOGETHER = 0.3
"""What each further feature of a phrase is worth: both borrowing and active says more than one."""

ACTIVITY = (
    "txn_cnt_90d",
    "digital_login_30d",
    "txn_amt_90d",
    "payroll_in",
    "loan_mavg",
    "loan_share",
    "product_cnt",
)
ASLEEP = -0.3
"""Mean of the activities from which a segment, below average in each, is asleep."""

FIRST = 100.0
"""Asleep says more than any feature of the sleepers; of two such segments the larger is it."""

CLOSE = 0.5
"""A phrase that fits less than this part of the best one does not stand in for it."""

LONGEST = 14
"""Most Chinese characters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A phrase a segment could be named by, and how well it fits: more is better."""

    fit: float
    segment: Segment
    features: frozenset[str]
    words: Words


def named(segmentation: Segmentation, keep: Mapping[str, Words] | None = None) -> Segmentation:
    """Return a segmentation whose segments have names, unique in both languages.

    keep: names that stay, English and Chinese, by code of the segment.
    """
    names: dict[str, Words] = dict(keep or {})
    taken = set(names.values())
    wishes = [
        wish
        for segment in segmentation.segments
        if segment.code not in names
        for wish in _wishes(segmentation, segment)
    ]
    best: dict[str, Wish] = {}
    for wish in sorted(wishes, key=_first):
        least = CLOSE * best.setdefault(wish.segment.code, wish).fit
        if wish.segment.code not in names and wish.fit >= least and _is_free(wish.words, taken):
            names[wish.segment.code] = wish.words
            taken.add(wish.words)
    for wish in sorted(best.values(), key=_first):
        if wish.segment.code not in names:
            words = next(w for w in _variants(segmentation, wish) if _is_free(w, taken))
            names[wish.segment.code] = words
            taken.add(words)
    return replace(
        segmentation,
        segments=tuple(
            replace(each, name_en=names[each.code][0], name_zh=names[each.code][1])
            for each in segmentation.segments
        ),
    )


def _first(wish: Wish) -> tuple[float, tuple[float, ...], Words]:
    return -wish.fit, wish.segment.centre, wish.words


def _is_free(words: Words, taken: set[Words]) -> bool:
    return all(words[0] != each[0] and words[1] != each[1] for each in taken)


def _wishes(segmentation: Segmentation, segment: Segment) -> Iterator[Wish]:
    """Phrases that fit a segment; one always does."""
    kind = segmentation.customer_type
    level = _levels(segmentation, segment)
    if _is_asleep(level):
        everybody = sum(each.customer_count for each in segmentation.segments)
        share = segment.customer_count / max(everybody, 1)
        yield _wish(SLEEPERS, FIRST + share, segment, kind)
    for phrase in PHRASES:
        much = [level.get(name, 0.0) for name in phrase.features]
        if min(much) >= MARKED:
            fit = max(much) + TOGETHER * (len(much) - 1)
            yield _wish(phrase, fit, segment, kind)
    for feature, part in zip(segmentation.features, segment.centre, strict=True):
        if feature.value and part >= MARKED:
            yield Wish(
                fit=part,
                segment=segment,
                features=frozenset([feature.name]),
                words=_of_code(feature),
            )
    yield _wish(AVERAGE, 0.0, segment, kind)


def _wish(phrase: Phrase, fit: float, segment: Segment, customer_type: str) -> Wish:
    words = phrase.person
    if customer_type in WHO:
        en, zh = WHO[customer_type]
        words = phrase.firm[0].format(who=en), phrase.firm[1].format(who=zh)
    return Wish(fit=fit, segment=segment, features=frozenset(phrase.features), words=words)


def _levels(segmentation: Segmentation, segment: Segment) -> dict[str, float]:
    """How many standard deviations above the average a segment is, by number feature."""
    return {
        feature.name: part
        for feature, part in zip(segmentation.features, segment.centre, strict=True)
        if not feature.value
    }


def _is_asleep(level: Mapping[str, float]) -> bool:
    """Whether all activity is below average, clearly so together, and nothing else is high."""
    active = [level[name] for name in ACTIVITY if name in level]
    others = [part for name, part in level.items() if name not in {*ACTIVITY, "demand_share"}]
    if len(active) < 2 or max(active) >= 0 or max(others, default=0.0) >= MARKED:
        return False
    return sum(active) / len(active) <= ASLEEP


def _of_code(feature: FittedFeature) -> Words:
    home = TABLES["customer"].column(feature.name)
    known = {code.value: (code.en, code.zh) for code in home.codes}
    en, zh = known.get(feature.value, (feature.value, feature.value))
    return f"{FEATURES[feature.name].en}: {en}", f"{zh}{'' if zh.endswith('户') else '客户'}"


def _variants(segmentation: Segmentation, wish: Wish) -> Iterator[Words]:
    """The wished words with what else sets the segment apart, most telling first; then numbered."""
    level = _levels(segmentation, wish.segment)
    en, zh = wish.words
    for name in sorted(level, key=lambda each: (-abs(level[each]), each)):
        if name in QUALIFIERS and name not in wish.features:
            much, little = QUALIFIERS[name]
            more = much if level[name] > 0 else little
            if len(more[1] + zh) <= LONGEST:
                yield f"{more[0]} {en[0].lower()}{en[1:]}", f"{more[1]}{zh}"
    yield from ((f"{en} {number}", f"{zh}{number}") for number in count(2))
