"""The customers a segmentation is fitted on, their features, and what had to be left out.

The sample is the customers whose id has a small digest: the same ones on every engine, whatever the
order of rows, and everybody while they are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics import problems
from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_coordinates import fitted_features
from analytics.segment_problems import (
    FeatureMissing,
    FeatureMostlyMissing,
    TooFewCustomers,
    TooFewFeatures,
    UnknownFeature,
)
from data.policy import CUSTOMER_TYPES
from data.problems import Problem, nearest
from data.segment_features import FEATURES, default_features
from data.segmentation import FittedFeature, Transform

if TYPE_CHECKING:
    from data.rules import Floats

SAMPLE_SIZE = 100_000
DRAWN = 98_000
"""Expected size of a drawn sample: what comes by chance stays below SAMPLE_SIZE."""

DIGESTS = 2**32
EVERY_DIGEST = "g"
FEWEST_FEATURES = 2
FEWEST_PER_SEGMENT = 10
MOST_MISSING = 0.5
"""A feature nobody asked for is left out when more than this share of customers lacks it."""

Values = Mapping[str, "Floats | NDArray[np.object_]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose features are wanted, and how many of the open customers there are have each.

    missing: customers without it, by feature that was asked for. left_out: why a feature cannot be
    used. largest_share: of the assets of them all, the largest customer's; 0 when nobody has any.
    """

    customer_type: str
    features: tuple[str, ...]
    open_count: int
    missing: Mapping[str, int]
    left_out: Mapping[str, Problem]
    largest_share: float

    def without(self, left_out: Mapping[str, Problem]) -> Asked:
        """Return the same without some features."""
        return replace(
            self,
            features=tuple(name for name in self.features if name not in left_out),
            left_out={**self.left_out, **left_out},
        )

    def digest(self, features: Sequence[str]) -> str:
        """Return below which digest of an id its customer is of a sample with these features."""
        known = self.open_count - max(self.missing[name] for name in features)
        return EVERY_DIGEST if known <= SAMPLE_SIZE else f"{DIGESTS * DRAWN // known:08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Customers who have all features, in the order of their ids' digests.

    values: one entry per customer by feature: a number as it is, or a code's text.
    """

    customer_key: NDArray[np.int64]
    values: Values


def asked(
    engine: Engine,
    scope: Scope,
    *,
    features: Sequence[str] | None = None,
    customer_type: str | None = None,
) -> Asked:
    """Return what can be fitted: the type with most customers and its default features unless said.

    Features are taken in the catalogue's order, so that the order they were named in is nothing.

    Raises:
        EmptyScope, UnknownValue, UnknownFeature.
    """
    kind = _wanted_type(engine, scope, customer_type)
    for name in features or ():
        if name not in FEATURES:
            raise UnknownFeature(feature=name, known=nearest(name, FEATURES))
    wanted = tuple(name for name in FEATURES if name in (features or default_features(kind)))
    found = engine.ask("segments/counts", scope.single, customer_type=kind, features=wanted)
    (row,) = found.to_dict("records")
    open_count = int(row["customer_count"])
    missing = {name: open_count - int(row[f"known_{at}"]) for at, name in enumerate(wanted)}
    most = 1.0 if features else MOST_MISSING
    assets = float(row["assets"] or 0)
    plain = Asked(
        customer_type=kind,
        features=wanted,
        open_count=open_count,
        missing=missing,
        left_out={},
        largest_share=float(row["largest_assets"]) / assets if assets > 0 else 0.0,
    )
    return plain.without(_lacking(missing, open_count, most))


def sampled(engine: Engine, scope: Scope, wanted: Asked) -> Sample:
    """Return the sample: at most SAMPLE_SIZE customers of the type in scope with all features."""
    batches = engine.stream(
        "segments/sample",
        scope.single,
        customer_type=wanted.customer_type,
        features=wanted.features,
        below=wanted.digest(wanted.features),
    )
    table = pa.Table.from_batches(list(batches))
    return Sample(
        customer_key=table.column("customer_key").to_numpy().astype(np.int64),
        values={name: table.column(f"f{at}").to_numpy() for at, name in enumerate(wanted.features)},
    )


def usable_sample(
    engine: Engine, scope: Scope, wanted: Asked, transform: Transform
) -> tuple[Asked, Sample, tuple[FittedFeature, ...]]:
    """Return the sample with the features that tell customers apart, and how they are compared.

    Drawn again when a feature is left out that some customers lack: they count then.

    Raises:
        TooFewFeatures, TooFewCustomers, UnknownTransform.
    """
    while True:
        _check_features(wanted)
        sample = sampled(engine, scope, wanted)
        if len(sample.customer_key) < 2 * FEWEST_PER_SEGMENT:
            raise too_few(len(sample.customer_key), 2)
        fitted, left_out = fitted_features(sample.values, transform)
        wanted = wanted.without(left_out)
        if not any(wanted.missing[name] for name in left_out):
            _check_features(wanted)
            return wanted, sample, fitted


def too_few(count: int, clusters: int) -> TooFewCustomers:
    """Return the problem of having `count` customers for so many segments."""
    return TooFewCustomers(count=count, clusters=clusters, needed=clusters * FEWEST_PER_SEGMENT)


def _check_features(wanted: Asked) -> None:
    if len(wanted.features) < FEWEST_FEATURES:
        raise TooFewFeatures(needed=FEWEST_FEATURES, count=len(wanted.features))


def _wanted_type(engine: Engine, scope: Scope, customer_type: str | None) -> str:
    known = ", ".join(CUSTOMER_TYPES)
    if customer_type is not None and customer_type not in CUSTOMER_TYPES:
        raise problems.UnknownValue(column="customer_type", value=customer_type, known=known)
    types = engine.ask("segments/types", scope.single)
    counts = dict(zip(types["customer_type"], types["customer_count"], strict=True))
    kind = customer_type or max(CUSTOMER_TYPES, key=lambda each: counts.get(each, 0))
    if not counts.get(kind):
        raise problems.EmptyScope(date=scope.at.isoformat())
    return kind


def _lacking(missing: Mapping[str, int], open_count: int, most: float) -> dict[str, Problem]:
    left_out: dict[str, Problem] = {}
    for name, count in missing.items():
        if count == open_count:
            left_out[name] = FeatureMissing(feature=name)
        elif count > most * open_count:
            percent = f"{100 * count / open_count:.0f}"
            left_out[name] = FeatureMostlyMissing(feature=name, percent=percent)
    return left_out
