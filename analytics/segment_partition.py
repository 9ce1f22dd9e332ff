"""The number of segments that is advised, carried from the judged customers to the whole sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cluster_stability import DISSOLVED, FAIR, stability
from analytics.kmeans import Labels, nearest_centre, refined
from analytics.segment_choice import JUDGED, Candidate, ranked
from data.segmentation import Segment

if TYPE_CHECKING:
    from data.rules import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A candidate carried to the whole sample: centres, everybody's cluster, stability."""

    candidate: Candidate
    centres: Floats
    labels: Labels
    jaccard: tuple[float, ...]

    @property
    def k(self) -> int:
        """How many clusters."""
        return self.candidate.k

    @classmethod
    def of(cls, points: Floats, candidate: Candidate) -> Partition:
        """Return it after Lloyd's rounds over all `points`, begun at the candidate's centres."""
        centres = refined(points, candidate.centres)
        labels = nearest_centre(points, centres)
        again = stability(labels[:JUDGED], candidate.k, list(candidate.resamples))
        return cls(candidate=candidate, centres=centres, labels=labels, jaccard=again)

    def segments(self) -> tuple[Segment, ...]:
        """Return its clusters as segments that have no names yet, their places as codes."""
        return tuple(
            Segment(
                code=str(at), name_en="", name_zh="", stability=jaccard,
                centre=tuple(float(part) for part in centre),
            )
            for at, (centre, jaccard) in enumerate(zip(self.centres, self.jaccard, strict=True))
        )  # fmt: skip


def chosen_partitions(
    points: Floats, tried: Sequence[Candidate], k: int | str
) -> tuple[Partition | None, Partition]:
    """Return the advised partition of the whole sample, and the one to show.

    Advised is the best eligible number whose clusters are stable on the whole sample too. Shown is
    `k`, or the advised one for auto, or the best of all when none is.
    """
    eligible = (
        Partition.of(points, each) for each in ranked([each for each in tried if each.eligible])
    )
    advised = next((each for each in eligible if min(each.jaccard) >= FAIR), None)
    if k == "auto":
        return advised, advised or Partition.of(points, ranked(tried)[0])
    if advised is not None and advised.k == k:
        return advised, advised
    return advised, Partition.of(points, next(each for each in tried if each.k == k))


def candidate_rows(
    tried: Sequence[Candidate],
    advised: Partition | None,
    shown: Partition,
    jaccard: tuple[float, ...],
) -> pd.DataFrame:
    """Return the candidates as a frame, see `Fit.candidates`; `jaccard` of the one shown."""
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
                "dissolved_count": sum(similarity < DISSOLVED for similarity in again),
                "clear": each.clear,
                "stable": min(again) >= FAIR,
                "eligible": each.clear and min(again) >= FAIR,
                "recommended": advised is not None and each.k == advised.k,
                "chosen": each.k == shown.k,
            }
        )
    return pd.DataFrame(rows)
