"""A map of customers in two directions: which ones are alike, and what the directions mean.

The two principal components of the standardised features (Pearson 1901): the directions in which
customers differ most. Directions are turned so that their largest loading is positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_people import People, segment_people
from data.segmentation import FittedFeature, Segmentation

if TYPE_CHECKING:
    from data.rules import Floats

MOST_POINTS = 1_500
FEWEST_POINTS = 30
"""So many of each segment are shown, all of a smaller one, however few they are in the bank."""

AXES = ("x", "y")
MOST_LOADINGS = 3
WEAK = 0.15
"""A loading below it does not help to say what a direction means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMap:
    """The map as three frames.

    points: customer_key, segment, x, y; at most 1,500, the larger a segment the more of them.
    axes: axis (x, y), variance_share (0-1), place (1 to 3), feature, value, sign (1 more of the
    feature to the right or upwards, -1 less), loading (-1 to 1); the strongest first.
    centres: segment, x, y.
    """

    points: pd.DataFrame
    axes: pd.DataFrame
    centres: pd.DataFrame


def segment_map(engine: Engine, scope: Scope, segmentation: Segmentation) -> SegmentMap:
    """Return the map of a segmentation's customers in scope.

    Raises:
        EmptyScope, FeatureMissing.
    """
    return map_of(segment_people(engine, scope, segmentation))


def segment_map_axes(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """In which two directions do customers differ most, and what do they mean?

    Returns:
        axis, variance_share, place, feature, value, sign, loading: as of SegmentMap.axes.

    Raises:
        EmptyScope, FeatureMissing.
    """
    return segment_map(engine, scope, segmentation).axes


def map_of(people: People) -> SegmentMap:
    """Return the map of sampled customers."""
    mean = people.standard.mean(axis=0)
    directions, variance = _directions(people.standard - mean)
    shown = _shown(people.number, len(people.segmentation.segments))
    place = (people.standard[shown] - mean) @ directions.T
    centres = np.array([each.centre for each in people.segmentation.segments]) - mean
    centred = centres @ directions.T
    codes = np.array([each.code for each in people.segmentation.segments])
    points = {"customer_key": people.customer_key[shown], "segment": codes[people.number[shown]]}
    return SegmentMap(
        points=pd.DataFrame(points | {"x": place[:, 0], "y": place[:, 1]}),
        axes=_axes(people.segmentation.features, directions, variance),
        centres=pd.DataFrame({"segment": codes, "x": centred[:, 0], "y": centred[:, 1]}),
    )


def _directions(centred: Floats) -> tuple[Floats, Floats]:
    """Two unit vectors, the wider spread first, and their shares of all variance."""
    spread, vectors = np.linalg.eigh(centred.T @ centred)
    found = vectors.T[::-1][:2]
    largest = np.abs(found).argmax(axis=1)
    found = found * np.sign(found[np.arange(len(found)), largest])[:, None]
    total = max(float(spread.sum()), 1e-12)
    shares = np.clip(spread[::-1][:2], 0, None) / total
    if len(found) == 1:
        return np.vstack([found, np.zeros_like(found)]), np.append(shares, 0.0)
    return found, shares


def _shown(number: NDArray[np.int64], segments: int) -> NDArray[np.int64]:
    """The first customers of each segment in the order of their digests, in that order."""
    sizes = np.bincount(number, minlength=segments)
    least = np.minimum(sizes, FEWEST_POINTS)
    rest = max(MOST_POINTS - int(least.sum()), 0)
    share = min(rest / max(int((sizes - least).sum()), 1), 1.0)
    wanted = least + np.floor((sizes - least) * share).astype(np.int64)
    members = [np.flatnonzero(number == each)[: wanted[each]] for each in range(segments)]
    return np.sort(np.concatenate(members))


def _axes(
    features: tuple[FittedFeature, ...], directions: Floats, variance: Floats
) -> pd.DataFrame:
    rows = []
    for axis, loadings, share in zip(AXES, directions, variance, strict=True):
        order = sorted(range(len(features)), key=lambda at: (-abs(loadings[at]), at))
        told = [at for at in order[:MOST_LOADINGS] if abs(loadings[at]) >= WEAK]
        rows += [
            {
                "axis": axis, "variance_share": float(share), "place": place,
                "feature": features[at].name, "value": features[at].value,
                "sign": 1 if loadings[at] > 0 else -1, "loading": float(loadings[at]),
            }
            for place, at in enumerate(told, start=1)
        ]  # fmt: skip
    columns = ["axis", "variance_share", "place", "feature", "value", "sign", "loading"]
    return pd.DataFrame(rows, columns=columns)
