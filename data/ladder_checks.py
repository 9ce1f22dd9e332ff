"""What a ladder must be before it is saved: whole on every day, ascending, and of its scheme."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from data.policy_problems import (
    LadderIncomplete,
    LadderMetric,
    LadderOutOfOrder,
    LadderOverlaps,
    LadderWithoutFloor,
    LevelUnknown,
    ProtectionOutOfRange,
    ProtectionOutsideTier,
    WatchOutOfRange,
)
from data.problems import nearest
from data.shipped import TIER_POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.shipped import Level

LONGEST_PROTECTION = 120
"""Months; the counter of a replay is one byte."""

METRICS = {
    "TIER": ("aum_mavg", "contrib_ttm", "contribution_ttm"),
    "VALUE3": ("contrib_ttm", "contribution_ttm"),
}
LEVEL_CODES: dict[tuple[str, str], tuple[str, ...]] = {
    (scheme, customer_type): tuple(
        level.code
        for level in TIER_POLICY
        if level.scheme == scheme and level.customer_type == customer_type
    )
    for scheme, customer_type in {(level.scheme, level.customer_type) for level in TIER_POLICY}
}


def check_ladder(levels: Sequence[Level]) -> None:
    """Refuse a ladder (all versions of its levels) that is not sound on some day.

    CARE is a number of days per tier, no ladder: only its codes and dates are checked.

    Raises:
        Problem: one of `data.policy_problems`, naming the level and the remedy.
    """
    for level in levels:
        _check_level(level)
    days = {level.effective_from for level in levels}
    days |= {
        level.effective_to + timedelta(days=1) for level in levels if level.effective_to is not None
    }
    before: list[Level] = []
    for day in sorted(days):
        rows = sorted((row for row in levels if row.applies(day)), key=lambda row: row.level)
        _check_dates(before, rows, day)
        _check_bounds(rows)
        before = rows


def _check_level(level: Level) -> None:
    known = LEVEL_CODES.get((level.scheme, level.customer_type))
    if known is not None and level.code not in known:
        raise LevelUnknown(code=level.code, scheme=level.scheme, nearest=nearest(level.code, known))
    facts = {
        "scheme": level.scheme,
        "customer_type": level.customer_type,
        "level": level.code,
        "hold_months": level.hold_months,
    }
    if level.scheme != "TIER":
        if level.hold_months > 0 and level.scheme != "CARE":
            raise ProtectionOutsideTier(**facts)
        return
    if not 0 <= level.hold_months <= LONGEST_PROTECTION:
        raise ProtectionOutOfRange(**facts, most=LONGEST_PROTECTION)
    most = max(level.hold_months, 1)
    if not 1 <= level.watch_months <= most:
        raise WatchOutOfRange(**facts, watch_months=level.watch_months, most=most)


def _check_dates(before: Sequence[Level], rows: Sequence[Level], day: date) -> None:
    for place, row in enumerate(rows):
        if any(row.level == other.level or row.code == other.code for other in rows[:place]):
            raise LadderOverlaps(
                scheme=row.scheme, customer_type=row.customer_type, level=row.code, day=day
            )
    if rows and all(row.effective_from == day for row in rows):
        return
    lost = [row for row in before if row.code not in {kept.code for kept in rows}]
    if lost:
        raise LadderIncomplete(
            scheme=lost[0].scheme,
            customer_type=lost[0].customer_type,
            level=lost[0].code,
            day=day,
        )


def _check_bounds(rows: Sequence[Level]) -> None:
    first = rows[0]
    if first.lower_bound not in (None, 0) or any(row.lower_bound is None for row in rows[1:]):
        raise LadderWithoutFloor(scheme=first.scheme, customer_type=first.customer_type)
    allowed = METRICS.get(first.scheme)
    for row in rows:
        if allowed is not None and (row.metric not in allowed or row.metric != first.metric):
            raise LadderMetric(
                scheme=row.scheme,
                customer_type=row.customer_type,
                level=row.code,
                metric=row.metric,
                allowed=", ".join(name for name in allowed if name != "contribution_ttm"),
            )
    if first.metric == "rule":
        return
    for lower, higher in pairwise(rows):
        if (higher.lower_bound or 0) <= (lower.lower_bound or 0):
            raise LadderOutOfOrder(
                scheme=first.scheme,
                customer_type=first.customer_type,
                lower=lower.code,
                higher=higher.code,
            )
