"""How many segments? Each number from 2 to 10 is judged against chance before one is advised.

A number of clusters is eligible when every cluster returns in resamples (mean Jaccard at least
0.75) and its silhouette exceeds what data without groups reaches that has the same margins and
correlations: the 95th percentile of 20 such references at that number, and over all numbers
together. Correlated data without groups passes stability alone. Among the eligible the best sum of
ranks over silhouette, Calinski-Harabasz, Davies-Bouldin and the least Jaccard is advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from analytics import cluster_indices, copula, cores
from analytics.cluster_stability import (
    FAIR,
    RESAMPLES,
    Resample,
    resample,
    stability,
)
from analytics.kmeans import Labels, centres_of, nearest_centre
from analytics.policy_months import Progress

if TYPE_CHECKING:
    from data.rules import Floats

FEWEST, MOST = 2, 10
JUDGED = 4_000
"""Clusters of each number are made, resampled and referred to chance on so many customers."""

SCORED = 2_000
"""Silhouettes are exact over so many of them: every two are compared."""

REFERENCES = 20
CHANCE = 0.95
CALIBRATED = 20_000
"""The references get the margins and correlations of so many of the sample."""

STARTS, STARTS_REFERENCE, STARTS_RESAMPLED = 10, 3, 2
"""Starts of a clustering, and of each of the many on references and resamples."""

SEED = 20_250_701

Reason = Literal["clear", "no_structure", "unstable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number of clusters: its centres on the judged customers, and its scores.

    silhouette: mean, -1 to 1. reference_high, reference_family_high: what it has to exceed.
    jaccard: per cluster, 0 to 1.
    """

    k: int
    centres: Floats
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    reference_high: float
    reference_family_high: float
    jaccard: tuple[float, ...]
    resamples: tuple[Resample, ...] = field(repr=False)

    @property
    def clear(self) -> bool:
        """Whether the clusters lie further apart than chance brings."""
        return self.silhouette > max(self.reference_high, self.reference_family_high)

    @property
    def stable(self) -> bool:
        """Whether every cluster returns in resamples."""
        return min(self.jaccard) >= FAIR

    @property
    def eligible(self) -> bool:
        """Whether it may be advised."""
        return self.clear and self.stable


def candidates(
    points: Floats,
    blocks: copula.Blocks,
    numbers: Sequence[int],
    progress: Progress,
) -> list[Candidate]:
    """Return the numbers of clusters with their scores on the first JUDGED of `points`.

    blocks: see copula.calibrated. `progress` is called with clusters, reference, stability.
    """
    judged = points[:JUDGED]
    made = cores.results(
        lambda k: centres_of(judged, k, seed=SEED, starts=STARTS),
        numbers,
        lambda share: progress("clusters", share),
    )
    centres = dict(zip(numbers, made, strict=True))
    labels = {k: nearest_centre(judged, centres[k]) for k in numbers}
    scored = silhouettes(judged, labels)
    high, family = _beaten(points, blocks, numbers, progress)
    found = _resampled(judged, numbers, progress)
    return [
        Candidate(
            k=k,
            centres=centres[k],
            silhouette=scored[k],
            calinski_harabasz=cluster_indices.calinski_harabasz(judged, labels[k]),
            davies_bouldin=cluster_indices.davies_bouldin(judged, labels[k]),
            reference_high=high[k],
            reference_family_high=family[k],
            jaccard=stability(labels[k], k, found[k]),
            resamples=tuple(found[k]),
        )
        for k in numbers
    ]


def silhouettes(judged: Floats, labels: Mapping[int, Labels]) -> dict[int, float]:
    """Return the silhouette of each labelling over the first SCORED points."""
    apart = cluster_indices.distances(judged[:SCORED])
    return {k: cluster_indices.silhouette(apart, each[:SCORED]) for k, each in labels.items()}


def ranked(found: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates, the best sum of ranks over the four scores first.

    Of equal sums the higher silhouette, then the fewer clusters.
    """
    scores = np.array(
        [
            (each.silhouette, each.calinski_harabasz, -each.davies_bouldin, min(each.jaccard))
            for each in found
        ]
    ).reshape(len(found), 4)
    places = (scores[None, :, :] > scores[:, None, :]).sum(axis=1).sum(axis=1)
    order = sorted(range(len(found)), key=lambda at: (places[at], -found[at].silhouette))
    return [found[at] for at in order]


def reason(found: Sequence[Candidate]) -> Reason:
    """Return why a number can be advised, or why none can."""
    if any(each.eligible for each in found):
        return "clear"
    return "unstable" if any(each.clear for each in found) else "no_structure"


def _beaten(
    points: Floats, blocks: copula.Blocks, numbers: Sequence[int], progress: Progress
) -> tuple[dict[int, float], dict[int, float]]:
    """The silhouettes chance reaches: at each number, and at each over all numbers together."""
    chance = copula.calibrated(points[:CALIBRATED], blocks, seed=SEED)
    size = min(JUDGED, len(points))

    def reference(at: int) -> list[float]:
        drawn = chance.draw(size, SEED + at)
        different = len(np.unique(drawn, axis=0))
        labels = {}
        for k in numbers:
            most = min(k, different)
            centres = centres_of(drawn, most, seed=SEED + at, starts=STARTS_REFERENCE)
            labels[k] = nearest_centre(drawn, centres)
        return list(silhouettes(drawn, labels).values())

    found = np.array(
        cores.results(
            reference,
            range(1, REFERENCES + 1),
            lambda share: progress("reference", share),
        )
    )
    means = found.mean(axis=0)
    together = float(np.quantile((found - means).max(axis=1), CHANCE))
    high = np.quantile(found, CHANCE, axis=0)
    return (
        {k: float(high[at]) for at, k in enumerate(numbers)},
        {k: float(means[at]) + together for at, k in enumerate(numbers)},
    )


def _resampled(
    judged: Floats, numbers: Sequence[int], progress: Progress
) -> dict[int, list[Resample]]:
    tries = list(product(numbers, range(RESAMPLES)))
    alike = np.unique(judged, axis=0, return_inverse=True)[1]

    def again(each: tuple[int, int]) -> Resample:
        k, at = each
        return resample(judged, alike, k, seed=SEED + 1_000 * k + at, starts=STARTS_RESAMPLED)

    made = iter(cores.results(again, tries, lambda share: progress("stability", share)))
    return {k: [next(made) for _ in range(RESAMPLES)] for k in numbers}
