"""A few customers through all months, in memory: what a search tries many drafts on.

The sample is the customers whose id has a small digest: the same whatever the order of rows, and
everybody while they are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.engine import Engine
from analytics.policy_draft import Draft
from analytics.policy_lanes import Lane
from analytics.policy_months import customer_numbers, keys, months, replay_dates
from analytics.policy_people import Keys
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.rules import Flags, Floats

SAMPLE_SIZE = 50_000
DRAWN = 49_000
"""Expected size of a drawn sample: what comes by chance stays below SAMPLE_SIZE."""

DIGESTS = 2**32
EVERY_DIGEST = "g"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Months over the sampled customers: amount (NaN absent), present, closed, month number."""

    customer_count: int
    metric: tuple[Floats, ...]
    present: tuple[Flags, ...]
    closed: tuple[Keys, ...]
    number: tuple[int, ...]

    def replayed(self, draft: Draft, window: int) -> Lane:
        """Return the lane of a draft after all months."""
        lane = Lane.of(draft, self.customer_count, window)
        for metric, present, closed, number in zip(
            self.metric, self.present, self.closed, self.number, strict=True
        ):
            lane.advance(metric, present, number)
            if len(closed):
                lane.close(closed)
        return lane


def sampled(engine: Engine, scope: Scope, draft: Draft, population: int) -> Sample:
    """Return a sample of the `population` customers a scope counts, with what a draft measures."""
    below = EVERY_DIGEST
    if population > SAMPLE_SIZE:
        below = f"{DIGESTS * DRAWN // population:08x}"
    kind = draft.customer_type
    chosen = np.sort(
        keys(
            engine,
            "policy/sample",
            scope.single,
            day=scope.at,
            customer_type=kind,
            below=below,
        )
    )
    size = customer_numbers(engine, scope.at)
    place = np.full(size, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    days = replay_dates(engine.snapshots(), scope.at)
    metric, present, closed, number = [], [], [], []
    for month in months(engine, days, kind, [draft.source], size=size):
        metric.append(month.metric[draft.source][chosen])
        present.append(month.present[chosen])
        gone = place[month.closed]
        closed.append(gone[gone >= 0])
        number.append(month.number)
    return Sample(
        customer_count=len(chosen),
        metric=tuple(metric),
        present=tuple(present),
        closed=tuple(closed),
        number=tuple(number),
    )
