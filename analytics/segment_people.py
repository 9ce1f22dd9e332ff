"""The sampled customers of a scope as a segmentation sees them: what describes its segments.

Typical values, effects, the map and the drafts of the rules are read off this sample; counts,
money, precision and recall are asked of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from analytics.engine import Engine
from analytics.kmeans import nearest_centre
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates
from analytics.segment_sample import Asked, Sample, asked, sampled
from data.segmentation import Segmentation

if TYPE_CHECKING:
    from data.rules import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Sampled customers who have all features of a segmentation, in the order of their digests.

    raw: customers x fitted features in original units, 1 or 0 for a yes-or-no feature.
    standard: the same standardised. number: each one's segment, its place in the segmentation.
    """

    segmentation: Segmentation
    customer_key: NDArray[np.int64]
    raw: Floats
    standard: Floats
    number: NDArray[np.int64]

    @classmethod
    def of(cls, segmentation: Segmentation, sample: Sample) -> People:
        """Return the sample as a segmentation sees it."""
        standard = coordinates(segmentation.features, sample.values)
        centres = np.array([segment.centre for segment in segmentation.segments])
        columns = []
        for feature in segmentation.features:
            column = sample.values[feature.name]
            is_it = column == feature.value if feature.value else column
            columns.append(cast("Floats", is_it).astype(np.float64))
        return cls(
            segmentation=segmentation,
            customer_key=sample.customer_key,
            raw=np.column_stack(columns),
            standard=standard,
            number=nearest_centre(standard, centres).astype(np.int64),
        )


def segment_people(engine: Engine, scope: Scope, segmentation: Segmentation) -> People:
    """Return at most 100,000 customers of a scope, the same ones whatever the order of rows.

    Raises:
        EmptyScope, FeatureMissing: nobody in scope has one of the features.
    """
    return People.of(segmentation, sampled(engine, scope, asked_of(engine, scope, segmentation)))


def asked_of(engine: Engine, scope: Scope, segmentation: Segmentation) -> Asked:
    """Return how many customers in scope have the features of a segmentation.

    Raises:
        EmptyScope, FeatureMissing: nobody in scope has one of the features.
    """
    names = tuple(dict.fromkeys(feature.name for feature in segmentation.features))
    wanted = asked(engine, scope, features=names, customer_type=segmentation.customer_type)
    for problem in wanted.left_out.values():
        raise problem
    return wanted
