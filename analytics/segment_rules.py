"""A rule of at most three conditions per segment that a branch can apply by hand.

A decision tree of depth 3 tells a segment from everybody else on the sample (Breiman et al. 1984;
scikit-learn's DecisionTreeClassifier). Its best leaf, or two where that finds clearly more, is
read as conditions, whose thresholds are rounded to numbers one can remember as long as that costs
next to nothing. How well the rounded rule does is then counted over everybody in scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cores import one_thread
from analytics.engine import Engine
from analytics.rule_rounding import FINENESS, rounded
from analytics.rule_terms import Alternative, Operator, Rule, Rules, RuleTerm, rule_text
from analytics.scope import Scope
from analytics.segment_people import People, segment_people
from data.segment_features import FEATURES
from data.segmentation import Segmentation

if TYPE_CHECKING:
    from data.rules import Flags, Floats

DEPTH = 3
FEWEST_IN_LEAF = 10
TWO_WAYS = 0.05
"""What a second alternative must add to the F1 of the best one: it doubles what is to be read."""

ROUNDING_COST = 0.01
"""What rounding may cost: so much of the F1 at most."""

WORTH_READING = 0.002
"""A condition that adds less to the F1 is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A rule and how well it does on a sample: F1, the harmonic mean of precision and recall."""

    rule: Rule
    f1: float


def segment_rules(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """By which rule can a branch tell who is in a segment, and how often is it right?

    Returns:
        segment, name_en, name_zh, rule (alternatives, each a tuple of RuleTerm), rule_text,
        precision (of those the rule names, the share in the segment; null when it names nobody),
        recall (of the segment, the share it names), named_count, hit_count, customer_count: over
        everybody in scope with the rounded thresholds; who lacks a feature counts as named where
        the rule does not ask for it. One row per segment.

    Raises:
        EmptyScope, FeatureMissing.
    """
    return measured(
        engine, scope, segmentation, drafted_rules(segment_people(engine, scope, segmentation))
    )


def drafted_rules(people: People) -> tuple[Rule, ...]:
    """Return a rule per segment, read off sampled customers; no alternative where nobody is."""
    one_thread()
    return tuple(
        _drafted(people, people.number == number)
        for number in range(len(people.segmentation.segments))
    )


def measured(
    engine: Engine, scope: Scope, segmentation: Segmentation, rules: Sequence[Rule]
) -> pd.DataFrame:
    """Return the frame of `segment_rules` for rules of the segments in their order."""
    features = tuple(dict.fromkeys(feature.name for feature in segmentation.features))
    counted = engine.ask(
        "segments/rules", scope.single, segmentation=segmentation, features=features,
        rules=Rules(features=features, rules=tuple(rules)),
    )  # fmt: skip
    counts = counted.set_index(counted["segment"].fillna("")).drop(columns="segment").astype(int)
    rows = []
    for number, (segment, rule) in enumerate(zip(segmentation.segments, rules, strict=True)):
        named = int(counts[f"named_{number}"].sum())
        there = segment.code in counts.index
        size = int(counts.loc[segment.code, "customer_count"]) if there else 0
        hits = int(counts.loc[segment.code, f"named_{number}"]) if there else 0
        rows.append(
            {
                "segment": segment.code, "name_en": segment.name_en, "name_zh": segment.name_zh,
                "rule": rule, "rule_text": rule_text(rule),
                "precision": hits / named if named else np.nan,
                "recall": hits / size if size else np.nan,
                "named_count": named, "hit_count": hits, "customer_count": size,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def names_whom(people: People, rule: Rule) -> Flags:
    """Return which sampled customers a rule names."""
    column = {(each.name, each.value): at for at, each in enumerate(people.segmentation.features)}
    named = np.zeros(len(people.raw), dtype=bool)
    for terms in rule:
        every = np.ones(len(people.raw), dtype=bool)
        for term in terms:
            every &= _holds(people.raw[:, column[term.feature, term.value]], term)
        named |= every
    return named


def _drafted(people: People, inside: Flags) -> Rule:
    if not inside.any():
        return ()
    if inside.all():
        return ((),)
    leaves = list(_leaves(people, inside))
    one = max((_judged(people, inside, (leaf,)) for leaf in leaves), key=lambda each: each.f1)
    two = max(
        (_judged(people, inside, pair) for pair in combinations(leaves, 2)),
        key=lambda each: each.f1,
        default=one,
    )
    best = two if two.f1 >= one.f1 + TWO_WAYS else one
    ways = (tuple(rounded(terms, way) for terms in best.rule) for way in range(FINENESS))
    tried = [_judged(people, inside, rule) for rule in ways]
    good = [each for each in tried if each.f1 >= best.f1 - ROUNDING_COST]
    return _shortened(people, inside, (good or tried[-1:])[0]).rule


def _shortened(people: People, inside: Flags, drafted: Drafted) -> Drafted:
    """Leave out alternatives and conditions, one after the other, that add next to nothing."""
    shorter = [_judged(people, inside, rule) for rule in _less_by_one(drafted.rule)]
    best = max(shorter, key=lambda each: each.f1, default=drafted)
    if best is drafted or best.f1 < drafted.f1 - WORTH_READING:
        return drafted
    return _shortened(people, inside, best)


def _less_by_one(rule: Rule) -> Iterator[Rule]:
    for at, terms in enumerate(rule):
        others = rule[:at], rule[at + 1 :]
        if len(rule) > 1:
            yield (*others[0], *others[1])
        if len(terms) > 1:
            for place in range(len(terms)):
                yield (*others[0], (*terms[:place], *terms[place + 1 :]), *others[1])


def _judged(people: People, inside: Flags, rule: Rule) -> Drafted:
    named = names_whom(people, rule)
    both = np.count_nonzero(named) + np.count_nonzero(inside)
    return Drafted(rule=rule, f1=2 * np.count_nonzero(named & inside) / both if both else 0.0)


def _leaves(people: People, inside: Flags) -> Iterator[Alternative]:
    """The leaves where the segment is more frequent than in the sample, as conditions."""
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 (0.7 s, only for rules)

    least = min(FEWEST_IN_LEAF, int(np.count_nonzero(inside)))
    model = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=least, class_weight="balanced", random_state=0
    )
    tree = model.fit(people.raw, inside).tree_
    yield from _paths(people.segmentation, tree, 0, {})


Bounds = dict[int, tuple[float, float]]


class Tree(Protocol):
    """The arrays of scikit-learn's fitted tree: one entry per node, feature below 0 for a leaf."""

    feature: NDArray[np.int64]
    threshold: Floats
    value: Floats
    children_left: NDArray[np.int64]
    children_right: NDArray[np.int64]


def _paths(
    segmentation: Segmentation, tree: Tree, node: int, bounds: Bounds
) -> Iterator[Alternative]:
    column = int(tree.feature[node])
    if column < 0:
        share_inside = float(tree.value[node][0][-1] / tree.value[node][0].sum())
        if share_inside > 0.5:
            yield tuple(
                term
                for at, (low, high) in sorted(bounds.items())
                for term in _terms(segmentation, at, low, high)
            )
        return
    cut = float(tree.threshold[node])
    low, high = bounds.get(column, (-np.inf, np.inf))
    left = bounds | {column: (low, min(high, cut))}
    right = bounds | {column: (max(low, cut), high)}
    yield from _paths(segmentation, tree, int(tree.children_left[node]), left)
    yield from _paths(segmentation, tree, int(tree.children_right[node]), right)


def _terms(segmentation: Segmentation, at: int, low: float, high: float) -> Iterator[RuleTerm]:
    """The conditions low < x <= high of a tree, whose thresholds lie between two values."""
    feature = segmentation.features[at]
    kind = FEATURES[feature.name].kind
    if feature.value:
        operator: Operator = "is" if low > -np.inf else "is_not"
        yield RuleTerm(feature=feature.name, operator=operator, value=feature.value, kind=kind)
        return
    if low > -np.inf:
        yield RuleTerm(feature=feature.name, operator=">=", threshold=low, kind=kind)
    if high < np.inf:
        yield RuleTerm(feature=feature.name, operator="<", threshold=high, kind=kind)


def _holds(raw: Floats, term: RuleTerm) -> Flags:
    holds: Flags
    match term.operator:
        case "is":
            holds = raw == 1
        case "is_not":
            holds = raw != 1
        case ">=":
            holds = raw >= term.threshold
        case ">":
            holds = raw > term.threshold
        case "<":
            holds = raw < term.threshold
        case "<=":
            holds = raw <= term.threshold
    return holds
