"""k-means: centres, and which is nearest. One thread, fixed seeds, so always the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from data.rules import Floats

Labels = NDArray[np.int64]
MOST_ROUNDS = 300


def centres_of(points: Floats, count: int, *, seed: int, starts: int) -> Floats:
    """Return the centres (count × columns) of the best of `starts` runs from k-means++ seeds.

    Source: Lloyd (1982), seeds by Arthur & Vassilvitskii (2007); scikit-learn's KMeans.
    """
    from sklearn.cluster import KMeans  # noqa: PLC0415 (0.7 s, only who fits needs it)

    model = KMeans(count, n_init=starts, random_state=seed, max_iter=MOST_ROUNDS)
    centres: Floats = model.fit(points).cluster_centers_
    return centres


def refined(points: Floats, centres: Floats) -> Floats:
    """Return the centres that Lloyd's rounds lead to from given ones."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 (see above)

    model = KMeans(len(centres), init=centres, n_init=1, max_iter=MOST_ROUNDS)
    found: Floats = model.fit(points).cluster_centers_
    return found


def nearest_centre(points: Floats, centres: Floats) -> Labels:
    """Return the number of each point's nearest centre; of equally near ones the first.

    The same arithmetic as data.segmentation.assignment: |z - c|² less |z|².
    """
    nearest: Labels = np.argmin((centres**2).sum(axis=1) - 2 * points @ centres.T, axis=1)
    return nearest
