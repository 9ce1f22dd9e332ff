"""Which groups do our customers fall into? k-means on a sample, everybody assigned in the engine.

Sources: Lloyd (1982); silhouette Rousseeuw (1987); stability Hennig (2007); the reference without
groups is a calibrated Gaussian copula (Cario & Nelson 1997), after the gap statistic's idea
(Tibshirani, Walther & Hastie 2001).

Another question gets everybody's segment by `{assigned}` in its SQL and `segmentation=` in its
parameters: the rows in scope of the segmentation's type, all columns of the fact, besides
segment_now (null for who lacks a feature), z0 … (coordinates), d0 … and nearest (squared distances
to each centre and the least, all less |z|²).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cluster_stability import FAIR, Verdict, stability, verdict
from analytics.engine import Engine
from analytics.kmeans import Labels, nearest_centre, refined
from analytics.policy_months import Progress, silent
from analytics.scope import Scope
from analytics.segment_choice import (
    FEWEST,
    JUDGED,
    MOST,
    Candidate,
    Reason,
    candidates,
    ranked,
    reason,
)
from analytics.segment_coordinates import code_blocks, coordinates, fitted_features
from analytics.segment_problems import (
    OneCustomerHolds,
    SegmentsOutOfRange,
    TooFewCustomers,
    TooFewDifferent,
    TooFewFeatures,
)
from analytics.segment_sample import Asked, Sample, asked, sampled
from data.problems import Problem
from data.segmentation import FittedFeature, Segment, Segmentation, Transform

if TYPE_CHECKING:
    from data.rules import Floats

FEWEST_FEATURES = 2
FEWEST_PER_SEGMENT = 10
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
    jaccard_low (the least), jaccard (tuple, by segment as coded where chosen), clear, stable,
    eligible, recommended, chosen.

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


def segment_fit(
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
        EmptyScope, UnknownFeature, UnknownTransform, UnknownValue, TooFewFeatures, TooFewCustomers.
    """
    check_count(k)
    progress("sample", 0.0)
    wanted = asked(engine, scope, features=features, customer_type=customer_type)
    wanted, sample, fitted = _usable(engine, scope, wanted, transform)
    points = coordinates(fitted, sample.values)
    tried = candidates(points, code_blocks(fitted), _numbers(points, k), progress)
    progress("assign", 0.0)
    advised, shown = _chosen(points, tried, k)
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
        candidates=_candidate_rows(tried, advised, shown, jaccard),
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


def segment_sizes(
    engine: Engine,
    scope: Scope,
    segmentation: Segmentation,
    *,
    measure: str = "contribution_ttm",
) -> pd.DataFrame:
    """How many customers does each segment of a segmentation hold, and what are they worth?

    Returns:
        One row per segment, in the segmentation's order, and a last one with segment null when
        customers lack a feature: segment, customer_count, share (of all open customers of the type
        in scope), value (of `measure`), value_share (of their total; null when that is zero or
        negative), contribution_ttm, aum_mavg, deposit_mavg, loan_mavg.

    Raises:
        UnknownMeasure.
    """
    found = engine.ask("segments/sizes", scope.single, segmentation=segmentation, measure=measure)
    found["segment"] = found["segment"].astype(object).where(found["segment"].notna(), None)
    codes: list[str | None] = [each.code for each in segmentation.segments]
    if found["segment"].isna().any():
        codes.append(None)
    rows = {row["segment"]: row for row in found.to_dict("records")}
    money = [name for name in found.columns if name not in {"segment", "customer_count"}]
    frame = pd.DataFrame({"segment": pd.array(codes, dtype=object)})
    frame["customer_count"] = [
        int(rows[code]["customer_count"]) if code in rows else 0 for code in codes
    ]
    total = frame["customer_count"].sum()
    frame["share"] = frame["customer_count"] / total if total else np.nan
    for name in money:
        frame[name] = [_amount(rows, code, name) for code in codes]
    worth = frame["value"].sum(min_count=1)
    frame.insert(4, "value_share", frame["value"] / worth if worth > 0 else np.nan)
    return frame


def check_count(k: int | str) -> None:
    """Refuse a number of segments that is none.

    Raises:
        SegmentsOutOfRange.
    """
    if k != "auto" and (not isinstance(k, int) or not FEWEST <= k <= MOST):
        raise SegmentsOutOfRange(value=k, minimum=FEWEST, maximum=MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Partition:
    """A candidate carried to the whole sample: centres, everybody's cluster, stability."""

    candidate: Candidate
    centres: Floats
    labels: Labels
    jaccard: tuple[float, ...]

    @property
    def k(self) -> int:
        return self.candidate.k

    @classmethod
    def of(cls, points: Floats, candidate: Candidate) -> _Partition:
        centres = refined(points, candidate.centres)
        labels = nearest_centre(points, centres)
        again = stability(labels[:JUDGED], candidate.k, list(candidate.resamples))
        return cls(candidate=candidate, centres=centres, labels=labels, jaccard=again)

    def segments(self) -> tuple[Segment, ...]:
        return tuple(
            Segment(
                code=str(at), name_en="", name_zh="", stability=jaccard,
                centre=tuple(float(part) for part in centre),
            )
            for at, (centre, jaccard) in enumerate(zip(self.centres, self.jaccard, strict=True))
        )  # fmt: skip


def _usable(
    engine: Engine, scope: Scope, wanted: Asked, transform: Transform
) -> tuple[Asked, Sample, tuple[FittedFeature, ...]]:
    """The sample with the features that tell customers apart.

    Drawn again when one is left out that some customers lack: they count then.
    """
    while True:
        _check_features(wanted)
        sample = sampled(engine, scope, wanted)
        if len(sample.customer_key) < FEWEST * FEWEST_PER_SEGMENT:
            raise _too_few(len(sample.customer_key), FEWEST)
        fitted, left_out = fitted_features(sample.values, transform)
        wanted = wanted.without(left_out)
        if not any(wanted.missing[name] for name in left_out):
            _check_features(wanted)
            return wanted, sample, fitted


def _check_features(wanted: Asked) -> None:
    if len(wanted.features) < FEWEST_FEATURES:
        raise TooFewFeatures(needed=FEWEST_FEATURES, count=len(wanted.features))


def _numbers(points: Floats, k: int | Literal["auto"]) -> list[int]:
    """The numbers of clusters to try; a number that was asked for is always among them."""
    asked_for = FEWEST if k == "auto" else k
    most = min(MOST, len(points) // FEWEST_PER_SEGMENT)
    if asked_for > most:
        raise _too_few(len(points), asked_for)
    different = len(np.unique(points[:JUDGED], axis=0))
    if asked_for > different:
        raise TooFewDifferent(count=different, clusters=asked_for)
    return list(range(FEWEST, min(most, different) + 1))


def _too_few(count: int, clusters: int) -> TooFewCustomers:
    return TooFewCustomers(count=count, clusters=clusters, needed=clusters * FEWEST_PER_SEGMENT)


def _chosen(
    points: Floats, tried: list[Candidate], k: int | Literal["auto"]
) -> tuple[_Partition | None, _Partition]:
    """The advised partition of the whole sample, and the one shown.

    The best eligible number whose clusters are stable on the whole sample too.
    """
    eligible = (
        _Partition.of(points, each) for each in ranked([each for each in tried if each.eligible])
    )
    advised = next((each for each in eligible if min(each.jaccard) >= FAIR), None)
    if k == "auto":
        return advised, advised or _Partition.of(points, ranked(tried)[0])
    if advised is not None and advised.k == k:
        return advised, advised
    return advised, _Partition.of(points, next(each for each in tried if each.k == k))


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
    sizes.loc[: len(order) - 1, "segment"] = [each.code for each in segments]
    return replace(plain, segments=segments), sizes, order


def _candidate_rows(
    tried: list[Candidate],
    advised: _Partition | None,
    shown: _Partition,
    jaccard: tuple[float, ...],
) -> pd.DataFrame:
    rows = []
    for each in tried:
        again = each.jaccard
        if advised is not None and each.k == advised.k:
            again = advised.jaccard
        if each.k == shown.k:
            again = jaccard
        rows.append(
            {
                "k": each.k,
                "silhouette": each.silhouette,
                "reference_high": each.reference_high,
                "reference_family_high": each.reference_family_high,
                "calinski_harabasz": each.calinski_harabasz,
                "davies_bouldin": each.davies_bouldin,
                "jaccard_low": min(again),
                "jaccard": again,
                "clear": each.clear,
                "stable": min(again) >= FAIR,
                "eligible": each.clear and min(again) >= FAIR,
                "recommended": advised is not None and each.k == advised.k,
                "chosen": each.k == shown.k,
            }
        )
    return pd.DataFrame(rows)


def _notices(wanted: Asked) -> tuple[Problem, ...]:
    if wanted.largest_share > HOLDS_MOST:
        return (OneCustomerHolds(percent=f"{100 * wanted.largest_share:.0f}"),)
    return ()


def _amount(rows: Mapping[str | None, Mapping[str, object]], code: str | None, name: str) -> float:
    """A segment's total; 0 without customers, NaN where the column was not delivered."""
    if code not in rows:
        return 0.0
    found = rows[code][name]
    return float("nan") if found is None else float(found)  # type: ignore[arg-type]
