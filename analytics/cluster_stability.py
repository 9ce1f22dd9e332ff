"""Would the same clusters come out of other customers? Bootstrap Jaccard, cluster by cluster.

Source: Hennig (2007), Cluster-wise assessment of cluster stability; clusterboot in R's fpc, whose
defaults are kept: resamples with replacement, compared on the points they hold, each once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.kmeans import Labels, centres_of, nearest_centre

if TYPE_CHECKING:
    from data.rules import Floats

RESAMPLES = 50
RELIABLE, FAIR, DISSOLVED = 0.85, 0.75, 0.60
"""Hennig's bands: highly stable, a valid cluster, dissolved below."""

Verdict = Literal["reliable", "fair", "unreliable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resample:
    """One resample clustered afresh: which points it holds, each once, and their new clusters.

    `clusters` is None when it holds fewer different points than clusters: all are dissolved.
    """

    rows: NDArray[np.int64]
    clusters: Labels | None


def resample(points: Floats, alike: Labels, count: int, *, seed: int, starts: int) -> Resample:
    """Return a resample with replacement of all points, clustered into `count`.

    alike: a number per point, the same for equal points.
    """
    drawn = np.random.default_rng(seed).integers(0, len(points), len(points))
    rows = np.flatnonzero(np.bincount(drawn, minlength=len(points)))
    if np.count_nonzero(np.bincount(alike[rows])) < count:
        return Resample(rows=rows, clusters=None)
    centres = centres_of(points[drawn], count, seed=seed, starts=starts)
    return Resample(rows=rows, clusters=nearest_centre(points[rows], centres))


def jaccard(original: Labels, found: Labels, count: int) -> Floats:
    """Return for each original cluster its best Jaccard similarity with a found one, 0 to 1.

    |both| ÷ |either| over the points given; 0 for a cluster without points.
    """
    both = np.zeros((count, int(found.max(initial=0)) + 1))
    np.add.at(both, (original, found), 1)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    best: Floats = (both / np.maximum(either, 1)).max(axis=1)
    return best


def stability(original: Labels, count: int, resamples: list[Resample]) -> tuple[float, ...]:
    """Return the mean over resamples of each cluster's best Jaccard similarity."""
    found = np.zeros((len(resamples), count))
    for at, each in enumerate(resamples):
        if each.clusters is not None:
            found[at] = jaccard(original[each.rows], each.clusters, count)
    return tuple(float(mean) for mean in found.mean(axis=0))


def verdict(similarity: float) -> Verdict:
    """Return what a mean Jaccard says in a word."""
    if similarity >= RELIABLE:
        return "reliable"
    return "fair" if similarity >= FAIR else "unreliable"
