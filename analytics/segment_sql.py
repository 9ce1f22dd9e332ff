"""The pieces of SQL by which a question reads features, segments and rules of segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.rule_terms import Rules, rules_sql
from analytics.segment_problems import UnknownFeature
from data.problems import nearest
from data.segment_features import FEATURES, feature_parts
from data.segmentation import Segmentation, assignment

Bound = dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Former:
    """A second segmentation of the same customers in one question, such as the adopted one."""

    segmentation: Segmentation


Described = Segmentation | Former | Rules | Sequence[str]


def segment_parts(given: Described) -> tuple[dict[str, str], Bound]:
    """Return the placeholders that a segmentation, rules or names of features fill, and values.

    Segmentation: {assigned}, the rows in scope of its type with all columns of the fact and
    segment_now (null for who lacks a feature), z0 … (coordinates), d0 … and nearest (squared
    distances to each centre and the least of them, all less |z|²). Former: {former}, the same of
    another one. Rules: {rule_counts}. Names: see data.segment_features.feature_parts.

    Raises:
        UnknownFeature.
    """
    if isinstance(given, Segmentation):
        return _assigned(given, "assigned", "visible", "seg")
    if isinstance(given, Former):
        return _assigned(given.segmentation, "former", "former", "former")
    if isinstance(given, Rules):
        counts, bound = rules_sql(given)
        return {"rule_counts": counts}, dict(bound)
    for feature in given:
        if feature not in FEATURES:
            raise UnknownFeature(feature=feature, known=nearest(feature, FEATURES))
    return feature_parts(given), {}


def _assigned(
    segmentation: Segmentation, placeholder: str, alias: str, prefix: str
) -> tuple[dict[str, str], Bound]:
    found = assignment(segmentation, prefix)
    rows = f"(select visible.* from {{rows}} where visible.customer_type = :{prefix}_type)"
    bound = {**found.bound, f"{prefix}_type": segmentation.customer_type}
    return {placeholder: f"({found.over(rows)}) as {alias}"}, bound
