"""Which groups do our customers fall into? k-means on a sample, everybody assigned in the engine.

Sources: Lloyd (1982); silhouette Rousseeuw (1987); stability Hennig (2007); the reference without
groups is a calibrated Gaussian copula (Cario & Nelson 1997), after the gap statistic's idea
(Tibshirani, Walther & Hastie 2001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cluster_stability import Verdict, verdict
from analytics.engine import Engine, measure_column
from analytics.kmeans import Labels
from analytics.policy_months import Progress, silent
from analytics.scope import Scope
from analytics.segment_choice import FEWEST, JUDGED, MOST, Reason, candidates, reason
from analytics.segment_coordinates import code_blocks, coordinates
from analytics.segment_names import named
from analytics.segment_partition import candidate_rows, chosen_partitions
from analytics.segment_problems import OneCustomerHolds, SegmentsOutOfRange, TooFewDifferent
from analytics.segment_sample import FEWEST_PER_SEGMENT, Asked, asked, too_few, usable_sample
from analytics.segment_sizes import segment_sizes
from data.problems import Problem
from data.segmentation import Segmentation, Transform

if TYPE_CHECKING:
    from data.rules import Floats

HOLDS_MOST = 0.5
"""One customer with more than this share of all assets is said aloud."""

LETTERS = {"personal": "P", "corporate": "C", "institution": "I"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """A segmentation that is not adopted yet, and everything that speaks for or against it.

    segmentation: codes by size, without names. recommended: the number of segments the method
    advises, None when it advises none; reason: clear, or why none (no_structure: chance brings as
    much; unstable: other customers would bring other segments). verdict: of the segments shown,
    the worst of them; unreliable whatever their stability when chance brings as much.

    candidates: one row per number of segments: k, silhouette, reference_high,
    reference_family_high (what the silhouette has to exceed), calinski_harabasz, davies_bouldin,
    jaccard_low (the least), jaccard (tuple, by segment as coded where chosen), dissolved_count (of
    them below 0.60), clear, stable, eligible, recommended, chosen.

    sizes: see `segment_sizes`. open_count: customers in scope of the type. missing: how many of
    them lack each feature that was asked for. left_out: why a feature was not used. notices: what
    else has to be known. points (standardised, sample_count × coordinates), labels (place of the
    segment in segmentation.segments) and customer_key belong together, in the order of the ids'
    digests. values: the features of the same customers as they are.
    """

    segmentation: Segmentation
    recommended: int | None
    reason: Reason
    verdict: Verdict
    candidates: pd.DataFrame
    sizes: pd.DataFrame
    open_count: int
    sample_count: int
    missing: Mapping[str, int]
    left_out: Mapping[str, Problem]
    notices: tuple[Problem, ...]
    points: Floats = field(repr=False)
    labels: Labels = field(repr=False)
    customer_key: NDArray[np.int64] = field(repr=False)
    values: Mapping[str, Floats | NDArray[np.object_]] = field(repr=False)


def segment_fit(  # noqa: PLR0913 - what an analyst may choose, and progress
    engine: Engine,
    scope: Scope,
    *,
    features: Sequence[str] | None = None,
    k: int | Literal["auto"] = "auto",
    transform: Transform = "log",
    customer_type: str | None = None,
    progress: Progress = silent,
) -> Fit:
    """Return the segments of a type's customers in scope at its date.

    features: names of data.segment_features (its defaults when None). k: 2 to 10, or the advised
    number, or the best of a bad lot when none is. transform: how amounts and counts are compared.
    customer_type: the type with most customers when None. `progress` is called with a step
    (sample, clusters, reference, stability, assign) and the share of it done; what it raises
    cancels.

    Raises:
        EmptyScope, UnknownFeature, UnknownTransform, UnknownValue, SegmentsOutOfRange,
        TooFewFeatures, TooFewCustomers, TooFewDifferent.
    """
    check_count(k)
    progress("sample", 0.0)
    wanted = asked(engine, scope, features=features, customer_type=customer_type)
    wanted, sample, fitted = usable_sample(engine, scope, wanted, transform)
    points = coordinates(fitted, sample.values)
    tried = candidates(points, code_blocks(fitted), _numbers(points, k), progress)
    progress("assign", 0.0)
    advised, shown = chosen_partitions(points, tried, k)
    plain = Segmentation(
        customer_type=wanted.customer_type,
        features=fitted,
        segments=shown.segments(),
        fitted_on=scope.at,
        release=engine.release,
        sample_count=len(points),
        recommended=advised is not None and advised.k == shown.k,
    )
    segmentation, sizes, order = _coded(engine, scope, plain)
    jaccard = tuple(each.stability for each in segmentation.segments)
    progress("assign", 1.0)
    return Fit(
        segmentation=segmentation,
        recommended=None if advised is None else advised.k,
        reason=reason(tried) if advised is not None or reason(tried) != "clear" else "unstable",
        verdict=verdict(min(jaccard)) if shown.candidate.clear else "unreliable",
        candidates=candidate_rows(tried, advised, shown, jaccard),
        sizes=sizes,
        open_count=wanted.open_count,
        sample_count=len(points),
        missing=wanted.missing,
        left_out=wanted.left_out,
        notices=_notices(wanted),
        points=points,
        labels=np.argsort(order)[shown.labels],
        customer_key=sample.customer_key,
        values=sample.values,
    )


def segments(  # noqa: PLR0913 - what an analyst may choose
    engine: Engine,
    scope: Scope,
    *,
    features: str = "",
    k: str = "auto",
    transform: Transform = "log",
    customer_type: str | None = None,
    measure: str = "contribution_ttm",
) -> pd.DataFrame:
    """Which groups do our customers fall into, how large are they, and can they be relied on?

    Options as typed: `features` joined by commas (the type's defaults when empty), `k` auto or 2
    to 10; see `segment_fit`.

    Returns:
        One row per segment, the largest first, and a last one with segment null when customers
        lack a feature: customer_type, segment (code), name_en, name_zh, customer_count, share (of
        all open customers of the type in scope), stability_jaccard (0 to 1), verdict (reliable,
        fair, unreliable), value, value_share (null when the total is zero or negative),
        recommended_count (the number of segments advised, null when none is), reason (clear,
        no_structure, unstable), sample_count.

    Raises:
        UnknownMeasure, and what `segment_fit` raises.
    """
    measure_column(measure)
    fit = _typed_fit(engine, scope, features, k, transform, customer_type)
    known = {each.code: each for each in named(fit.segmentation).segments}
    frame = segment_sizes(engine, scope, fit.segmentation, measure=measure)
    found = [known.get(code) for code in frame["segment"]]
    clear = fit.candidates.set_index("k").loc[len(known), "clear"]
    verdicts = [each and (verdict(each.stability) if clear else "unreliable") for each in found]
    return pd.DataFrame(
        {
            "customer_type": fit.segmentation.customer_type,
            "segment": frame["segment"],
            "name_en": [each and each.name_en for each in found],
            "name_zh": [each and each.name_zh for each in found],
            "customer_count": frame["customer_count"],
            "share": frame["share"],
            "stability_jaccard": [np.nan if each is None else each.stability for each in found],
            "verdict": verdicts,
            "value": frame["value"],
            "value_share": frame["value_share"],
            "recommended_count": pd.array([fit.recommended] * len(frame), dtype="Int64"),
            "reason": fit.reason,
            "sample_count": fit.sample_count,
        }
    )


def segment_candidates(
    engine: Engine,
    scope: Scope,
    *,
    features: str = "",
    k: str = "auto",
    transform: Transform = "log",
    customer_type: str | None = None,
) -> pd.DataFrame:
    """How do the numbers of segments from 2 to 10 compare, and which one is advised?

    Options as in `segments`.

    Returns:
        One row per number of segments, see `Fit.candidates`; jaccard as text, joined by spaces.

    Raises:
        What `segment_fit` raises.
    """
    frame = _typed_fit(engine, scope, features, k, transform, customer_type).candidates
    frame["jaccard"] = [" ".join(f"{each:.3f}" for each in row) for row in frame["jaccard"]]
    return frame


def _typed_fit(
    engine: Engine,
    scope: Scope,
    features: str,
    k: str,
    transform: Transform,
    customer_type: str | None,
) -> Fit:
    return segment_fit(
        engine,
        scope,
        features=[name.strip() for name in features.split(",") if name.strip()] or None,
        k=int(k) if k.isdecimal() else k,  # type: ignore[arg-type]
        transform=transform,
        customer_type=customer_type,
    )


def check_count(k: int | str) -> None:
    """Refuse a number of segments that is none.

    Raises:
        SegmentsOutOfRange.
    """
    if k != "auto" and (not isinstance(k, int) or not FEWEST <= k <= MOST):
        raise SegmentsOutOfRange(value=k, minimum=FEWEST, maximum=MOST)


def _numbers(points: Floats, k: int | Literal["auto"]) -> list[int]:
    """The numbers of clusters to try; a number that was asked for is always among them."""
    asked_for = FEWEST if k == "auto" else k
    most = min(MOST, len(points) // FEWEST_PER_SEGMENT)
    if asked_for > most:
        raise too_few(len(points), asked_for)
    different = len(np.unique(points[:JUDGED], axis=0))
    if asked_for > different:
        raise TooFewDifferent(count=different, clusters=asked_for)
    return list(range(FEWEST, min(most, different) + 1))


def _coded(
    engine: Engine, scope: Scope, plain: Segmentation
) -> tuple[Segmentation, pd.DataFrame, NDArray[np.int64]]:
    """The segmentation with codes by the number of all customers, their sizes, and the order."""
    sizes = segment_sizes(engine, scope, plain)
    count = sizes["customer_count"].to_numpy()[: len(plain.segments)]
    order = np.array(
        sorted(range(len(count)), key=lambda at: (-count[at], plain.segments[at].centre))
    )
    letter = LETTERS[plain.customer_type]
    segments = tuple(
        replace(plain.segments[was], code=f"{letter}{at}", customer_count=int(count[was]))
        for at, was in enumerate(order, start=1)
    )
    sizes = sizes.iloc[[*order, *range(len(order), len(sizes))]].reset_index(drop=True)
    codes = [each.code for each in segments] + [None] * (len(sizes) - len(order))
    sizes["segment"] = pd.Series(codes, dtype=object)
    return replace(plain, segments=segments), sizes, order


def _notices(wanted: Asked) -> tuple[Problem, ...]:
    if wanted.largest_share > HOLDS_MOST:
        return (OneCustomerHolds(percent=f"{100 * wanted.largest_share:.0f}"),)
    return ()
