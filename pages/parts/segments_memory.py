"""Finished segmentations with what describes them, kept for the process and shared. Pure.

The key says everything an answer depends on; what a user may see is part of the scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from analytics.cluster_stability import verdict
from pages.parts.policy_memory import Memory

if TYPE_CHECKING:
    import pandas as pd

    from analytics.cluster_stability import Verdict
    from analytics.segment_map import SegmentMap
    from analytics.segment_match import Matching
    from analytics.segments import Fit
    from data.segmentation import Segmentation
    from pages.parts.segments_portraits import Described


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What the page shows. fit: None when it shows what was adopted before.

    described: None when nothing is recommended and nobody chose a number by hand. matching: how a
    new fit compares with what is adopted, None where nothing is.
    """

    fit: Fit | None
    described: Described | None
    matching: Matching | None = None
    heat: pd.DataFrame | None = field(default=None, repr=False)
    chart: SegmentMap | None = field(default=None, repr=False)

    @property
    def segmentation(self) -> Segmentation:
        """What is shown, or was tried in vain."""
        return self.fit.segmentation if self.described is None else self.described.segmentation

    @property
    def verdict(self) -> Verdict:
        """How firm the segments are: as firm as the weakest, and not at all without structure."""
        if self.fit is not None:
            return self.fit.verdict
        return verdict(min(each.stability for each in self.segmentation.segments))


def light(fit: Fit) -> Fit:
    """The same fit without its sample: 100,000 customers are not kept for a page."""
    return replace(
        fit,
        points=np.empty((0, 0)),
        labels=fit.labels[:0],
        customer_key=fit.customer_key[:0],
        values={},
    )


FOUND: Memory[Found] = Memory()
