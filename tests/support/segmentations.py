"""Segmentations for tests, written by hand, and the plain numpy twin of their assignment."""

import datetime as dt
from dataclasses import replace

import numpy as np

from data.segment_features import FEATURES
from data.segmentation import FittedFeature, Segment, Segmentation

TRANSFORMS = {"money": "log", "count": "log", "share": "plain", "code": "plain"}
NAMES = (("Payroll households", "工资户"), ("Savers", "储蓄户"), ("Borrowers", "贷款户"))
SPREAD = {"money": (5.0, 4.0), "count": (2.0, 1.0), "share": (0.3, 0.25), "code": (0.3, 0.5)}


def segmentation(
    features=("demand_share", "loan_mavg", "txn_cnt_90d"),
    *,
    count=3,
    kind="personal",
    seed=1,
    codes=None,
    name="Draft",
    **facts,
):
    """A recommended segmentation with centres drawn around the middle; `codes`: feature -> code."""
    chance = np.random.default_rng(seed)
    fitted = []
    for feature in features:
        family = FEATURES[feature].kind
        mean, scale = SPREAD[family]
        fitted.append(
            FittedFeature(
                name=feature,
                transform=TRANSFORMS[family],
                low=-20.0,
                high=20.0,
                mean=mean,
                scale=scale,
                value=(codes or {}).get(feature, ""),
            )
        )
    segments = tuple(
        Segment(
            code=f"{kind[0].upper()}{number + 1}",
            name_en=f"{name} group {number + 1}",
            name_zh=f"{name}客群{number + 1}",
            centre=tuple(chance.normal(0, 1, len(features))),
            stability=0.9,
            customer_count=10,
        )
        for number in range(count)
    )
    plain = {"fitted_on": dt.date(2026, 6, 30), "release": "000001", "sample_count": 100}
    return Segmentation(
        customer_type=kind,
        features=tuple(fitted),
        segments=segments,
        **({"recommended": True} | plain | facts),
    )


def named_segmentation():
    """Three segments with NAMES of their own."""
    draft = segmentation()
    segments = tuple(
        replace(each, name_en=en, name_zh=zh)
        for each, (en, zh) in zip(draft.segments, NAMES, strict=True)
    )
    return replace(draft, segments=segments)


def plain_segments(model, raw):
    """The code of every customer from raw features by name (NaN: missing); None where missing."""
    places = []
    for feature in model.features:
        value = np.asarray(raw[feature.name], dtype=float)
        moved = np.sign(value) * np.log1p(np.abs(value)) if feature.transform == "log" else value
        places.append((np.clip(moved, feature.low, feature.high) - feature.mean) / feature.scale)
    here = np.column_stack(places)
    centres = np.array([segment.centre for segment in model.segments])
    distance = ((here[:, None, :] - centres[None]) ** 2).sum(axis=2)
    nearest = np.argmin(np.nan_to_num(distance, nan=np.inf), axis=1)
    codes = np.array([segment.code for segment in model.segments], dtype=object)[nearest]
    codes[np.isnan(here).any(axis=1)] = None
    return codes
