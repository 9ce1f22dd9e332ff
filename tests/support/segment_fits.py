"""Segmentations for tests: quick k-means fits of a release, and small ones written by hand."""

import datetime as dt

import numpy as np

from analytics.kmeans import centres_of, nearest_centre
from analytics.segment_coordinates import coordinates, fitted_features
from analytics.segment_names import named
from analytics.segment_sample import asked, sampled
from data.segmentation import FittedFeature, Segment, Segmentation

FITTED_ON = dt.date(2025, 12, 31)


def quick_fit(engine, scope, *, k=5, customer_type="personal", features=None, seed=0):
    """k segments of the scope, coded by size and named; whether k is right is not judged."""
    wanted = asked(engine, scope, customer_type=customer_type, features=features)
    values = sampled(engine, scope, wanted).values
    fitted, _ = fitted_features({name: values[name] for name in wanted.features})
    points = coordinates(fitted, values)
    centres = centres_of(points, k, seed=seed, starts=5)
    counts = np.bincount(nearest_centre(points, centres), minlength=k)
    letter = customer_type[0].upper()
    segments = tuple(
        segment(f"{letter}{number}", *centres[place], count=int(counts[place]))
        for number, place in enumerate(np.argsort(-counts, kind="stable"), start=1)
    )
    found = segmentation(fitted, segments, customer_type=customer_type)
    return named(found)


def feature(name, *, transform="plain", low=-1e9, high=1e9, mean=0.0, scale=1.0, value=""):
    return FittedFeature(
        name=name, transform=transform, low=low, high=high, mean=mean, scale=scale, value=value
    )


def segment(code, *centre, count=0, en="", zh=""):
    return Segment(
        code=code,
        name_en=en,
        name_zh=zh,
        centre=tuple(float(part) for part in centre),
        stability=0.9,
        customer_count=count,
    )


def segmentation(features, segments, *, customer_type="personal", **more):
    return Segmentation(
        customer_type=customer_type,
        features=tuple(features),
        segments=tuple(segments),
        fitted_on=FITTED_ON,
        release="000001",
        sample_count=sum(each.customer_count for each in segments),
        **more,
    )
