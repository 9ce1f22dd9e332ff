"""The tables and squares of the second layer of segments, ready to be drawn. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.cluster_stability import verdict
from pages.parts import format as forms
from pages.parts import lists
from pages.parts.figures_segments import Square
from pages.parts.migration_labels import level_word
from pages.parts.policy_tables import Table
from pages.parts.segments_labels import amount_word, feature_word, name_word
from pages.parts.segments_words import verdict_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.segment_match import Matching
    from analytics.segments import Fit
    from data.segmentation import Segmentation
    from pages.parts.text import Text

FULL = 1.5
"""Standard deviations from which on a square is as strong as it gets."""


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
    return t(
        "{feature} ({shift} standard deviations)",
        feature=feature_word(t, str(row["shifted_feature"])),
        shift=t.decimal(row["centre_shift"]),
    )


def profile(
    t: Text, heat: pd.DataFrame, names: Mapping[str, str]
) -> tuple[list[str], list[Square]]:
    """Rows' names, and one square per feature and segment: how far from the average customer."""
    rows = list(dict.fromkeys(zip(heat["feature"], heat["value"], strict=True)))
    labels = [feature_word(t, feature, value or "") for feature, value in rows]
    columns = list(names)
    squares = [
        Square(
            row=rows.index((each["feature"], each["value"])),
            column=columns.index(each["segment"]),
            text=_typical_word(t, each),
            hover="<br>".join(
                [
                    f"<b>{names[each['segment']]}</b>",
                    labels[rows.index((each["feature"], each["value"]))],
                    t("Typical: {value}", value=_typical_word(t, each)),
                    t(
                        "{shift} standard deviations from the average",
                        shift=t.signed(t.decimal(each["z"])),
                    ),
                ]
            ),
            strength=float(each["z"]) / FULL,
        )
        for each in heat.to_dict("records")
        if each["segment"] in names
    ]
    return labels, squares


def _typical_word(t: Text, row: Mapping[str, object]) -> str:
    if row["value"]:
        return t.percent(row["typical"], decimals=0)
    return amount_word(t, str(row["feature"]), float(row["typical"]))


def tiers(
    t: Text, found: pd.DataFrame, levels: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], list[Square]]:
    """Rows' names, and one square per tier and segment with its customers; picks are tier>code."""
    held = [*levels[::-1], ""]
    shown = [tier for tier in held if tier in set(found["tier"])]
    columns = list(names)
    squares = [
        Square(
            row=shown.index(row["tier"]),
            column=columns.index(row["segment"]),
            text=f"{t.exact(row['customer_count'])}<br>{t.percent(row['tier_share'], decimals=0)}",
            hover="<br>".join(
                [
                    f"<b>{tier_word(t, row['tier'])} · {names[row['segment']]}</b>",
                    t("Customers: {count}", count=t.exact(row["customer_count"])),
                    t("{share} of the tier", share=t.percent(row["tier_share"])),
                    t("{share} of the group", share=t.percent(row["segment_share"])),
                ]
            ),
            strength=float(row["tier_share"]),
            pick=f"{row['tier']}>{row['segment']}",
        )
        for row in found.to_dict("records")
        if row["segment"] in names and row["tier"] in shown
    ]
    return [tier_word(t, tier) for tier in shown], squares


def tier_word(t: Text, tier: str) -> str:
    """What a tier is called; who has none."""
    return level_word(t, "tier", tier or "unknown")


SIDES = ("new", "transferred_in", "lost", "transferred_out")


def side_word(t: Text, code: str, names: Mapping[str, str]) -> str:
    """A side of a move between segments: a segment, an entry or an exit, or none."""
    if code in names:
        return names[code]
    return level_word(t, "", code) if code in SIDES else t("In no group")


def moves(
    t: Text, found: pd.DataFrame, names: Mapping[str, str]
) -> tuple[list[str], list[str], list[Square]]:
    """Rows' and columns' names, and one square per move that anybody made; picks are from>to."""
    rows = [
        code for code in (*names, "", "new", "transferred_in") if code in set(found["from_segment"])
    ]
    columns = [
        code for code in (*names, "", "lost", "transferred_out") if code in set(found["to_segment"])
    ]
    squares = [
        Square(
            row=rows.index(row["from_segment"]),
            column=columns.index(row["to_segment"]),
            text=t.exact(row["customer_count"]),
            hover="<br>".join(
                [
                    t(
                        "{before} → {after}",
                        before=side_word(t, row["from_segment"], names),
                        after=side_word(t, row["to_segment"], names),
                    ),
                    t("Customers: {count}", count=t.exact(row["customer_count"])),
                ]
            ),
            strength=0.1 if row["from_segment"] == row["to_segment"] else _moved(row),
            pick=f"{row['from_segment']}>{row['to_segment']}",
        )
        for row in found.to_dict("records")
        if row["from_segment"] in rows and row["to_segment"] in columns
    ]
    return (
        [side_word(t, code, names) for code in rows],
        [side_word(t, code, names) for code in columns],
        squares,
    )


def _moved(row: Mapping[str, object]) -> float:
    """How strong a move looks: by its share of where it came from; entries have none."""
    share = row.get("from_share")
    return 0.3 if forms.is_missing(share) else min(1.0, 0.15 + 4.0 * float(share))
