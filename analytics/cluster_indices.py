"""How well apart clusters lie: three indices of a partition. Pure numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analytics.kmeans import Labels

if TYPE_CHECKING:
    from data.rules import Floats


def distances(points: Floats) -> Floats:
    """Return the Euclidean distance of every two points; one matrix serves all partitions."""
    norms = np.einsum("ij,ij->i", points, points)
    squared = norms[:, None] + norms - 2 * points @ points.T
    np.fill_diagonal(squared, 0.0)
    apart: Floats = np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)
    return apart


def silhouette(apart: Floats, labels: Labels) -> float:
    """Return the mean silhouette, -1 to 1: how much nearer a point is to its own cluster.

    apart: the matrix of `distances`. labels: 0 … k-1. A point alone in its cluster has 0, and so
    has everything when there is one cluster. Source: Rousseeuw (1987).
    """
    labels = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    rows = np.arange(len(labels))
    totals = apart @ np.eye(len(sizes))[labels]
    within = totals[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = totals / sizes
    means[rows, labels] = np.inf
    between = means.min(axis=1)
    larger = np.maximum(within, between)
    scores = np.divide(between - within, larger, out=np.zeros(len(labels)), where=larger > 0)
    scores[sizes[labels] == 1] = 0.0
    return float(scores.mean())


def calinski_harabasz(points: Floats, labels: Labels) -> float:
    """Return the variance between clusters over that within, each per degree of freedom.

    NaN for one cluster, infinite when nothing varies within. Source: Calinski & Harabasz (1974).
    """
    centres, sizes, labels = _centres(points, labels)
    count = len(sizes)
    if count < 2 or len(points) <= count:
        return float("nan")
    between = float((sizes * ((centres - points.mean(axis=0)) ** 2).sum(axis=1)).sum())
    within = float(((points - centres[labels]) ** 2).sum())
    if within <= 0:
        return float("inf")
    return (between / (count - 1)) / (within / (len(points) - count))


def davies_bouldin(points: Floats, labels: Labels) -> float:
    """Return the mean over clusters of the worst (spread + spread) ÷ distance of centres.

    0 is best; NaN for one cluster. Source: Davies & Bouldin (1979).
    """
    centres, sizes, labels = _centres(points, labels)
    if len(sizes) < 2:
        return float("nan")
    reach = np.sqrt(((points - centres[labels]) ** 2).sum(axis=1))
    spread = np.bincount(labels, weights=reach) / sizes
    gaps = np.sqrt(((centres[:, None] - centres) ** 2).sum(axis=2))
    both = spread[:, None] + spread
    ratio = np.divide(both, gaps, out=np.full_like(gaps, np.inf), where=gaps > 0)
    np.fill_diagonal(ratio, -np.inf)
    return float(ratio.max(axis=1).mean())


def _centres(points: Floats, labels: Labels) -> tuple[Floats, NDArray[np.int64], Labels]:
    labels = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(labels)
    totals = np.eye(len(sizes))[labels].T @ points
    return totals / sizes[:, None], sizes, labels
