"""Each segment in one line: size, value, consent, care and the product it lacks most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_care import care_of_segments
from analytics.segment_gaps import product_gaps, widest_gaps
from analytics.segment_members import NO_SEGMENT
from data.contract import TIERS_BY_TYPE
from data.segmentation import Segmentation

OPTIONAL_TABLES = ("consent", "contact", "holding")
AMOUNTS = ("contribution_ttm", "aum_mavg", "deposit_mavg", "loan_mavg")
COLUMNS = (
    *("name_en", "name_zh", "stability", "customer_count", "share"),
    *("contribution_ttm", "contribution_share", "contribution_mean", "contribution_median"),
    *("aum_mavg", "aum_share", "aum_mean", "aum_median", "deposit_mavg", "loan_mavg"),
    *("valid_count", "valid_share", "consented_count", "consented_share"),
    *("care_due_count", "care_kept_count", "care_share", "care_days_median"),
    *("never_reached_count", "gap_line", "gap_share", "gap_rest_share", "gap_best_segment"),
    *("gap_best_share", "gap_eligible_count", "gap_count", "gap_customers"),
)
"""The columns of a profile after its segment."""


def segment_profiles(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """How large is each segment, what is it worth, is it cared for, and what does it lack?

    Returns:
        One row per segment in the segmentation's order, then "" for who lacks a feature, if
        anybody: segment, name_en, name_zh, stability, customer_count, share;
        contribution_ttm, contribution_share (null when the total is not above 0),
        contribution_mean, contribution_median; aum_mavg, aum_share, aum_mean, aum_median,
        deposit_mavg, loan_mavg; valid_count, valid_share;
        consented_count, consented_share (agreed to marketing; null without a consent table);
        care_due_count (customers whose tier has a CARE limit), care_kept_count (reached in care or
        service within it), care_share, care_days_median (since the last time, of those ever
        reached), never_reached_count (null without a contact table);
        gap_line, gap_share, gap_rest_share, gap_best_segment, gap_best_share, gap_eligible_count,
        gap_count, gap_customers (see `segment_product_gaps`; null without holdings or a gap).

    Raises:
        EmptyScope: nobody of the type is in scope.
    """
    found = engine.ask("segments/profile", scope.single, segmentation=segmentation)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    found["segment"] = found["segment"].fillna(NO_SEGMENT)
    missing = missing_tables(engine, scope)
    parts = [_people(segmentation, found)]
    if "consent" not in missing:
        parts.append(_consent(engine, scope, segmentation, found))
    if "contact" not in missing:
        parts.append(care_of_segments(engine, scope, segmentation))
    if "holding" not in missing:
        parts.append(widest_gaps(product_gaps(engine, scope, segmentation, found)))
    frame = parts[0].join(parts[1:])
    return frame.reindex(columns=COLUMNS).rename_axis("segment").reset_index()


def missing_tables(engine: Engine, scope: Scope) -> tuple[str, ...]:
    """Return which of consent, contact and holding the bank never gave."""
    given = engine.ask("segments/given", scope.single).iloc[0]
    return tuple(name for name in OPTIONAL_TABLES if not given[name])


def segment_tier(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """How many customers of each tier does each segment hold, and what are they worth?

    Returns:
        customer_type, tier ("" without one), segment ("" for who lacks a feature), customer_count,
        tier_share (of the tier's customers), segment_share (of the segment's), contribution_ttm,
        aum_mavg. One row per combination that occurs; tiers from the lowest, segments in the
        segmentation's order. Counts and amounts add up to those of the type in scope.

    Raises:
        EmptyScope: nobody of the type is in scope.
    """
    found = engine.ask("segments/tiers", scope.single, segmentation=segmentation)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    found = found.fillna({"tier": "", "segment": NO_SEGMENT})
    count = found["customer_count"]
    found["tier_share"] = count / count.groupby(found["tier"]).transform("sum")
    found["segment_share"] = count / count.groupby(found["segment"]).transform("sum")
    found.insert(0, "customer_type", segmentation.customer_type)
    for amount in ("contribution_ttm", "aum_mavg"):
        found[amount] = found[amount].astype("float64")
    places = {code: at for at, code in enumerate(TIERS_BY_TYPE[segmentation.customer_type])}
    codes = {each.code: at for at, each in enumerate(segmentation.segments)}
    order = found.assign(
        tier_at=found["tier"].map(places).fillna(len(places)),
        segment_at=found["segment"].map(codes).fillna(len(codes)),
    ).sort_values(["tier_at", "segment_at"], kind="stable")
    columns = ["customer_type", "tier", "segment", "customer_count", "tier_share", "segment_share"]
    return order[[*columns, "contribution_ttm", "aum_mavg"]].reset_index(drop=True)


def _people(segmentation: Segmentation, found: pd.DataFrame) -> pd.DataFrame:
    """Names, counts and money by segment; a segment nobody is in has counts of 0."""
    order = [each.code for each in segmentation.segments]
    order += [NO_SEGMENT] * bool((found["segment"] == NO_SEGMENT).any())
    frame = found.set_index("segment").reindex(order)
    for amount in AMOUNTS:
        frame[amount] = frame[amount].astype("float64")
    counts = ["customer_count", "contribution_known", "aum_known", "valid_count"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    frame["share"] = frame["customer_count"] / frame["customer_count"].sum()
    known = {each.code: each for each in segmentation.segments}
    for name in ("name_en", "name_zh", "stability"):
        frame[name] = [getattr(known.get(code), name, None) for code in order]
    for amount, short in (("contribution_ttm", "contribution"), ("aum_mavg", "aum")):
        total = frame[amount].sum(min_count=1)
        frame[f"{short}_share"] = frame[amount] / (total if total > 0 else np.nan)
        frame[f"{short}_mean"] = frame[amount] / frame[f"{short}_known"].replace(0, np.nan)
    frame["valid_share"] = frame["valid_count"] / frame["customer_count"].replace(0, np.nan)
    return frame


def _consent(
    engine: Engine, scope: Scope, segmentation: Segmentation, found: pd.DataFrame
) -> pd.DataFrame:
    """Who agreed to marketing by segment: nobody where no row says so."""
    counted = engine.ask("segments/consented", scope.single, segmentation=segmentation)
    agreed = counted.set_index(counted["segment"].fillna(NO_SEGMENT))["consented_count"]
    sizes = found.set_index("segment")["customer_count"]
    count = agreed.reindex(sizes.index).fillna(0).astype("int64")
    return pd.DataFrame({"consented_count": count, "consented_share": count / sizes})
