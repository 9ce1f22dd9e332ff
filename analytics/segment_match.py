"""Which segment of a refit is which of the adopted ones: codes and names stay, what is new is told.

Both segmentations sort the same customers at the same date; the more of their members two segments
share, the more they are one (Jaccard: shared ÷ in either). The best pairing of all is Hungarian
assignment (Kuhn 1955; Jonker & Volgenant 1987); a pair is one segment when it shares at least half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_drift import drift
from analytics.segment_members import NO_SEGMENT
from analytics.segment_names import named
from analytics.segment_sql import Former
from data.segmentation import Segment, Segmentation

if TYPE_CHECKING:
    from data.rules import Floats

KEPT = 0.5
"""Jaccard from which a segment is the former one: no other can then share as much of either."""

LAST_NUMBER = "last_number"
"""Where a segmentation remembers the highest number of a code ever used: none comes back."""

COLUMNS = (
    *("code", "name_en", "name_zh", "state", "jaccard", "overlap_count", "old_count", "new_count"),
    *("size_change", "centre_shift", "shifted_feature", "came_from", "went_to"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A refit with the adopted codes and names, and what became of every segment.

    segmentation: the refit, its segments in their order. frame: one row per segment kept, born and
    died, in that order, by code: code, name_en, name_zh, state, jaccard (0-1; of the best partner
    where born or died), overlap_count (shared with that partner), old_count, new_count,
    size_change (customers), centre_shift (how far the centre moved, in standard deviations of the
    adopted fit; root of the summed squares over features both have; null unless kept),
    shifted_feature (the one that moved most, else ""), came_from (born: the adopted segment most of
    its customers were in, else ""), went_to (died: where most of its customers are, else "").
    """

    segmentation: Segmentation
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Counts of an old segmentation's segments (rows) against a new one's (columns)."""

    both: Floats
    old: Floats
    new: Floats

    @classmethod
    def of(cls, old: Segmentation, new: Segmentation, overlaps: pd.DataFrame) -> Shared:
        """Return the counts; who lacks a feature of one counts for a segment of the other."""
        filled = overlaps.fillna({"old": NO_SEGMENT, "new": NO_SEGMENT})
        table = filled.pivot_table(
            index="old", columns="new", values="customer_count", aggfunc="sum", fill_value=0
        ).astype("float64")
        rows = [each.code for each in old.segments]
        columns = [each.code for each in new.segments]
        return cls(
            both=table.reindex(index=rows, columns=columns, fill_value=0).to_numpy(),
            old=table.sum(axis=1).reindex(rows, fill_value=0).to_numpy(),
            new=table.sum(axis=0).reindex(columns, fill_value=0).to_numpy(),
        )

    @property
    def jaccard(self) -> Floats:
        """Shared customers over those in either, 0 to 1."""
        either = self.old[:, None] + self.new[None, :] - self.both
        return np.divide(self.both, either, out=np.zeros_like(self.both), where=either > 0)


def rematched(engine: Engine, scope: Scope, old: Segmentation, new: Segmentation) -> Matching:
    """Return how a refit matches the adopted segmentation over the scope's customers at `at`."""
    return matched(old, new, segment_overlaps(engine, scope, old, new))


def segment_overlaps(
    engine: Engine, scope: Scope, old: Segmentation, new: Segmentation
) -> pd.DataFrame:
    """How many customers do segments of two segmentations share?

    Returns:
        old, new (codes, "" for who lacks a feature), customer_count. One row per pair with
        customers.
    """
    found = engine.ask("segments/overlaps", scope.single, segmentation=new, former=Former(old))
    return found.fillna({"old": NO_SEGMENT, "new": NO_SEGMENT})


def matched(old: Segmentation, new: Segmentation, overlaps: pd.DataFrame) -> Matching:
    """Return a refit with the adopted codes and names where segments are the same.

    overlaps: see `segment_overlaps`. A new segment gets a code never used before.
    """
    shared = Shared.of(old, new, overlaps)
    partner = _partners(shared.jaccard)
    last = max((_number(each.code) for each in old.segments), default=0)
    last = max(last, int(old.extra.get(LAST_NUMBER, 0)))
    segments: list[Segment] = []
    for at, segment in enumerate(new.segments):
        if at in partner:
            same = old.segments[partner[at]]
            found = replace(segment, code=same.code, name_en=same.name_en, name_zh=same.name_zh)
        else:
            last += 1
            found = replace(segment, code=f"{new.segments[0].code[0]}{last}")
        segments.append(found)
    coded = replace(new, segments=tuple(segments), extra={**new.extra, LAST_NUMBER: last})
    kept = {old.segments[was].code for was in partner.values()}
    # Where something is kept, a name that died does not come back for others.
    names = {each.code: (each.name_en, each.name_zh) for each in old.segments if kept}
    segmentation = named(coded, keep=names)
    return Matching(segmentation=segmentation, frame=_frame(old, segmentation, shared, partner))


def _partners(jaccard: Floats) -> dict[int, int]:
    """The adopted segment, by place, that each new one is."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 (0.3 s, only refits need it)

    rows, columns = linear_sum_assignment(-jaccard)
    return {
        int(column): int(row)
        for row, column in zip(rows, columns, strict=True)
        if jaccard[row, column] >= KEPT
    }


def _number(code: str) -> int:
    return int(code[1:])


def _frame(
    old: Segmentation, new: Segmentation, shared: Shared, partner: Mapping[int, int]
) -> pd.DataFrame:
    kept, born, died = [], [], []
    for at, segment in enumerate(new.segments):
        was = partner.get(at)
        if was is None:
            best = int(shared.both[:, at].argmax())
            came = old.segments[best].code if shared.both[best, at] else ""
            born.append(
                _row(segment, "born", shared, best, at) | {"old_count": 0, "came_from": came}
            )
        else:
            moved = drift(old, old.segments[was], new, segment)
            kept.append(_row(segment, "kept", shared, was, at) | moved)
    for was, segment in enumerate(old.segments):
        if was not in partner.values():
            best = int(shared.both[was].argmax())
            went = new.segments[best].code if shared.both[was, best] else ""
            died.append(
                _row(segment, "died", shared, was, best) | {"new_count": 0, "went_to": went}
            )
    rows = [row for part in (kept, born, died) for row in sorted(part, key=_by_code)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["size_change"] = frame["new_count"] - frame["old_count"]
    frame["centre_shift"] = frame["centre_shift"].astype("float64")
    return frame


def _by_code(row: Mapping[str, object]) -> int:
    return _number(str(row["code"]))


def _row(segment: Segment, state: str, shared: Shared, was: int, now: int) -> dict[str, object]:
    return {
        "code": segment.code,
        "name_en": segment.name_en,
        "name_zh": segment.name_zh,
        "state": state,
        "jaccard": float(shared.jaccard[was, now]),
        "overlap_count": int(shared.both[was, now]),
        "old_count": int(shared.old[was]),
        "new_count": int(shared.new[now]),
        "centre_shift": None,
        "shifted_feature": "",
        "came_from": "",
        "went_to": "",
    }
