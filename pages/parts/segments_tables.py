"""The tables and squares of the second layer of segments, ready to be drawn. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.cluster_stability import verdict
from pages.parts import format as forms
from pages.parts import lists
from pages.parts.policy_tables import Table
from pages.parts.segments_card_words import verdict_word
from pages.parts.segments_labels import feature_word, name_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.segment_match import Matching
    from analytics.segments import Fit
    from data.segmentation import Segmentation
    from pages.parts.text import Text


SLIGHT = 0.05
"""A centre that moved less stayed where it was."""


def candidates(t: Text, fit: Fit) -> Table:
    """Every number of groups with its scores, whether it may be recommended, and which one is."""
    rows = [
        {
            "k": t.exact(row["k"]),
            "silhouette": t.decimal(row["silhouette"], decimals=3),
            "chance": t.decimal(
                max(row["reference_high"], row["reference_family_high"]), decimals=3
            ),
            "ch": t.exact(round(row["calinski_harabasz"])),
            "db": t.decimal(row["davies_bouldin"]),
            "jaccard": t.decimal(row["jaccard_low"]),
            "why": _why(t, row),
        }
        for row in fit.candidates.to_dict("records")
    ]
    columns = [
        lists.Column(name="k", kind="given", label=t("Groups")),
        lists.Column(name="silhouette", kind="given", label=t("Silhouette")),
        lists.Column(name="chance", kind="given", label=t("Must exceed")),
        lists.Column(name="ch", kind="given", label=t("Calinski-Harabasz")),
        lists.Column(name="db", kind="given", label=t("Davies-Bouldin")),
        lists.Column(name="jaccard", kind="given", label=t("Least Jaccard")),
        lists.Column(name="why", label=t("Verdict")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def chosen_row(fit: Fit) -> int | None:
    """The place of the number that is shown."""
    chosen = list(fit.candidates["chosen"])
    return chosen.index(True) if True in chosen else None


def _why(t: Text, row: Mapping[str, object]) -> str:
    if row["recommended"]:
        return t("Recommended: best on all four scores together")
    if row["eligible"]:
        return t("Possible")
    if not row["clear"]:
        return t("No clearer than customers without groups")
    return t("At least one group does not come back")


def features(t: Text, fit: Fit, left_out: Mapping[str, str]) -> Table:
    """What the groups were made of, and how many customers lack each feature.

    left_out: feature -> why it was not used, in words.
    """
    transforms = {"log": t("logarithm"), "rank": t("rank"), "plain": t("as it is")}
    used = {each.name: transforms[each.transform] for each in fit.segmentation.features}
    names = dict.fromkeys([*fit.missing, *used, *left_out])
    rows = [
        {
            "feature": feature_word(t, name),
            "missing": fit.missing.get(name),
            "used": used.get(name) or left_out.get(name) or t("not used"),
        }
        for name in names
    ]
    columns = [
        lists.Column(name="feature", label=t("Feature")),
        lists.Column(name="missing", kind="count", label=t("Customers without it")),
        lists.Column(name="used", label=t("How it was used")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def stability(t: Text, segmentation: Segmentation) -> Table:
    """How much of each group comes back in resamples."""
    rows = [
        {
            "name": name_word(t, segment),
            "code": segment.code,
            "count": segment.customer_count,
            "jaccard": t.decimal(segment.stability, decimals=3),
            "verdict": verdict_word(t, verdict(segment.stability)),
        }
        for segment in segmentation.segments
    ]
    columns = [
        lists.Column(name="name", label=t("Segment")),
        lists.Column(name="code", label=t("Code")),
        lists.Column(name="count", kind="count", label=t("Customers")),
        lists.Column(name="jaccard", kind="given", label=t("Mean Jaccard")),
        lists.Column(name="verdict", label=t("Verdict")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def matching(t: Text, found: Matching) -> Table:
    """How a new fit compares with what is adopted: kept, born and died."""
    names = {str(row["code"]): _row_name(t, row) for row in found.frame.to_dict("records")}
    rows = [
        {
            "name": names[str(row["code"])],
            "state": _state(t, row, names),
            "old": row["old_count"],
            "new": row["new_count"],
            "overlap": t.percent(row["jaccard"], decimals=0),
            "shift": _shift(t, row),
        }
        for row in found.frame.to_dict("records")
    ]
    columns = [
        lists.Column(name="name", label=t("Segment")),
        lists.Column(name="state", label=t("What became of it")),
        lists.Column(name="old", kind="count", label=t("Adopted")),
        lists.Column(name="new", kind="count", label=t("New")),
        lists.Column(name="overlap", kind="given", label=t("In common (Jaccard)")),
        lists.Column(name="shift", label=t("Moved most in")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def since_adoption(t: Text, segmentation: Segmentation, counts: Mapping[str, int]) -> Table:
    """Each segment's customers when it was learned and now. counts: code -> customers now."""
    rows = [
        {
            "name": name_word(t, segment),
            "then": segment.customer_count,
            "now": counts.get(segment.code, 0),
            "change": t.signed(t.exact(counts.get(segment.code, 0) - segment.customer_count)),
        }
        for segment in segmentation.segments
    ]
    columns = [
        lists.Column(name="name", label=t("Segment")),
        lists.Column(name="then", kind="count", label=t.date(segmentation.fitted_on)),
        lists.Column(name="now", kind="count", label=t("Now")),
        lists.Column(name="change", kind="given", label=t("Change")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def _row_name(t: Text, row: Mapping[str, object]) -> str:
    return str(row["name_zh"] if t.language == "zh_CN" else row["name_en"])


def _state(t: Text, row: Mapping[str, object], names: Mapping[str, str]) -> str:
    if row["state"] == "kept":
        return t("Kept, with its name")
    if row["state"] == "born":
        came = names.get(str(row["came_from"]))
        return t("New; most were in {segment}", segment=came) if came else t("New")
    went = names.get(str(row["went_to"]))
    return t("Gone; most are in {segment} now", segment=went) if went else t("Gone")


def _shift(t: Text, row: Mapping[str, object]) -> str:
    if forms.is_missing(row["centre_shift"]) or not row["shifted_feature"]:
        return forms.MISSING
    if float(row["centre_shift"]) < SLIGHT:
        return t("hardly")
    return t(
        "{feature} ({shift} standard deviations)",
        feature=feature_word(t, str(row["shifted_feature"])),
        shift=t.decimal(row["centre_shift"]),
    )
