"""From numbers of customers to standardised coordinates, and how each was made.

The twin of the SQL in data.segmentation: what a fit learns here, an engine repeats for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast, get_args

import numpy as np
from numpy.typing import NDArray

from analytics.segment_problems import (
    FeatureConstant,
    FeatureRare,
    FeatureTooManyCodes,
    UnknownTransform,
)
from data.problems import Problem
from data.segment_features import FEATURES
from data.segmentation import RANK_PIECES, FittedFeature, Transform

if TYPE_CHECKING:
    from analytics.segment_sample import Values
    from data.rules import Floats

CUT = 0.005
"""The share of customers at either end that is cut to the value at the cut."""

MOST_CODES = 8
TRANSFORMS: tuple[Transform, ...] = get_args(Transform)


def fitted_features(
    values: Values, transform: Transform = "log"
) -> tuple[tuple[FittedFeature, ...], dict[str, Problem]]:
    """Return how each feature becomes coordinates, and why some features cannot.

    Amounts and counts are moved by `transform`, shares stay as they are, a code becomes one
    yes-or-no coordinate per value. Numbers are cut at 0.5 and 99.5 % of the sample, at least the
    one customer at either end, so that nobody alone decides a scale; then standardised. A code's
    coordinates have a variance of 1 together: it counts as one feature however many values it has.

    Raises:
        UnknownTransform.
    """
    if transform not in TRANSFORMS:
        raise UnknownTransform(transform=transform, known=", ".join(TRANSFORMS))
    fitted: list[FittedFeature] = []
    left_out: dict[str, Problem] = {}
    for name, column in values.items():
        if FEATURES[name].kind == "code":
            found = _fitted_code(name, cast("NDArray[np.object_]", column))
        else:
            moved = "plain" if FEATURES[name].kind == "share" else transform
            found = _fitted_number(name, cast("Floats", column), moved)
        if isinstance(found, Problem):
            left_out[name] = found
        else:
            fitted.extend(found)
    return tuple(fitted), left_out


def coordinates(features: Sequence[FittedFeature], values: Values) -> Floats:
    """Return one row per customer and one column per fitted feature, standardised."""
    columns = [_coordinate(each, values[each.name]) for each in features]
    return np.column_stack(columns)


def code_blocks(features: Sequence[FittedFeature]) -> tuple[tuple[int, ...], ...]:
    """Return which columns belong together: those of one code; a number stands alone."""
    blocks: dict[str, list[int]] = {}
    for at, each in enumerate(features):
        blocks.setdefault(each.name, []).append(at)
    return tuple(tuple(block) for block in blocks.values())


def _fitted_code(name: str, column: NDArray[np.object_]) -> list[FittedFeature] | Problem:
    codes, counts = np.unique(column.astype(str), return_counts=True)
    if len(codes) < 2:
        return FeatureConstant(feature=name)
    if len(codes) > MOST_CODES:
        return FeatureTooManyCodes(feature=name, count=len(codes), most=MOST_CODES)
    shares = counts / counts.sum()
    scale = float(np.sqrt((shares * (1 - shares)).sum()))
    return [
        FittedFeature(
            name=name, transform="plain", low=0.0, high=1.0, mean=float(share), scale=scale,
            value=str(code),
        )
        for code, share in zip(codes, shares, strict=True)
    ]  # fmt: skip


def _fitted_number(
    name: str, column: Floats, transform: Transform
) -> list[FittedFeature] | Problem:
    if not len(column) or column.min() == column.max():
        return FeatureConstant(feature=name)
    knots: tuple[float, ...] = ()
    if transform == "rank":
        parts = np.linspace(0, 1, RANK_PIECES + 1)
        knots = tuple(float(knot) for knot in np.quantile(column, parts))
    moved = _moved(column, transform, knots)
    low = float(np.quantile(moved, CUT, method="higher"))
    high = float(np.quantile(moved, 1 - CUT, method="lower"))
    if low >= high:
        return FeatureRare(feature=name)
    cut = np.clip(moved, low, high)
    return [
        FittedFeature(
            name=name, transform=transform, low=low, high=high, mean=float(cut.mean()),
            scale=float(cut.std()), knots=knots,
        )
    ]  # fmt: skip


def _coordinate(feature: FittedFeature, column: Floats | NDArray[np.object_]) -> Floats:
    raw = cast("Floats", column)
    if feature.value:
        raw = (column == feature.value).astype(np.float64)
    moved = _moved(raw, feature.transform, feature.knots)
    cut = np.minimum(np.maximum(moved, feature.low), feature.high)
    standard: Floats = (cut - feature.mean) / feature.scale
    return standard


def _moved(raw: Floats, transform: Transform, knots: Sequence[float]) -> Floats:
    if transform == "log":
        logarithm: Floats = np.sign(raw) * np.log(1 + np.abs(raw))
        return logarithm
    if transform == "rank":
        return _rank(raw, knots)
    return raw


def _rank(raw: Floats, knots: Sequence[float]) -> Floats:
    """The share of the sample below: a line through the knots, a step where two are equal."""
    below = np.zeros(len(raw))
    for low, high in pairwise(knots):
        if high > low:
            below += (np.clip(raw, low, high) - low) / (high - low)
        else:
            below += raw > low
    return below / (len(knots) - 1)
