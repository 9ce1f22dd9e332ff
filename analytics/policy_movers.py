"""Customers who would stand elsewhere under a draft: a frozen list of numbers, paged by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.policy_frames import UNKNOWN
from analytics.policy_people import Keys
from analytics.policy_replay import Outcome
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.rules import Flags, Floats, Levels

MAX_MOVERS = 100_000
ANY_MOVE = ">"
DIRECTIONS = ("up", "down")
NOBODY = "-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movers:
    """At most 100,000 movers, largest metric first, equal ones by customer_id; `total` is all.

    `metric` is the draft's; levels are places among `tiers`, -1 unknown.
    """

    customer_type: str
    tiers: tuple[str, ...]
    total: int
    key: Keys
    current: Levels
    draft: Levels
    metric: Floats

    def __len__(self) -> int:
        """Return how many are listed."""
        return len(self.key)

    def places(self, move: str = ANY_MOVE) -> Keys:
        """Return the places in the list of those who make a move.

        A move is written from>to, from the level in force to the draft's: `vip>affluent`; a side
        left empty means any. `up` and `down` are all between known levels in that direction.

        Raises:
            UnknownMove: a level that these customers do not have.
        """
        known = (self.current >= 0) & (self.draft >= 0)
        if move in DIRECTIONS:
            rises = self.draft > self.current
            return np.flatnonzero(known & (rises == (move == "up")))
        was, arrow, now = move.partition(">")
        names = {code: place for place, code in enumerate(self.tiers)} | {UNKNOWN: -1}
        if not arrow or not {was, now} <= {*names, ""}:
            raise problems.UnknownMove(move=move, known=", ".join((*DIRECTIONS, *names)))
        chosen: Flags = np.ones(len(self), dtype=np.bool_)
        for level, wanted in ((self.current, was), (self.draft, now)):
            if wanted:
                chosen &= level == names[wanted]
        return np.flatnonzero(chosen)


def movers_of(engine: Engine, scope: Scope, outcome: Outcome) -> Movers:
    """Return who stands elsewhere under the last draft than under the first."""
    current, draft = outcome.lives[0], outcome.lives[-1]
    rows = np.flatnonzero(current.level != draft.level)
    key, metric = outcome.people.key[rows], np.nan_to_num(draft.metric[rows], nan=-np.inf)
    ranked = np.lexsort((key, -metric))
    if len(np.unique(metric)) < len(metric):
        ranked = np.lexsort((_by_id(engine, scope, outcome.customer_type, key), -metric))
    kept = ranked[:MAX_MOVERS]
    return Movers(
        customer_type=outcome.customer_type,
        tiers=outcome.tiers,
        total=len(rows),
        key=key[kept],
        current=current.level[rows[kept]],
        draft=draft.level[rows[kept]],
        metric=metric[kept],
    )


def movers_page(
    engine: Engine, scope: Scope, movers: Movers, places: Keys, *, first: int
) -> pd.DataFrame:
    """Return the movers at some places of the list, in its order; `first` is the first's rank."""
    tiers = np.asarray([*movers.tiers, UNKNOWN], dtype=object)
    key = movers.key[places]
    page = pd.DataFrame(
        {
            "rank": np.arange(first, first + len(places)),
            "customer_key": key,
            "current_level": tiers[movers.current[places]],
            "draft_level": tiers[movers.draft[places]],
            "metric": movers.metric[places],
        }
    )
    names = [str(each) for each in key] or [NOBODY]
    found = engine.ask("policy/movers", scope.single, keys=names)
    page = page.merge(found, on="customer_key", how="inner", sort=False)
    named = ["customer_key", "current_level", "draft_level", "metric", "rank", "customer_id"]
    facts = [name for name in found.columns if name not in named]
    columns = ["rank", "customer_id", "customer_key", *facts, *named[1:4]]
    return page.sort_values("rank", ignore_index=True)[columns]


def pages_of(
    engine: Engine, scope: Scope, movers: Movers, move: str = ANY_MOVE
) -> Iterator[pd.DataFrame]:
    """Yield everybody listed who makes a move in blocks, for a file."""
    places = movers.places(move)
    for start in range(0, len(places), MAX_ANSWER_ROWS):
        part = places[start : start + MAX_ANSWER_ROWS]
        yield movers_page(engine, scope, movers, part, first=start + 1)


def _by_id(engine: Engine, scope: Scope, customer_type: str, key: Keys) -> Keys:
    """Return each customer's place in the order of ids: equal amounts are listed by it."""
    ids: dict[int, str] = {}
    wanted = np.sort(key)
    for batch in engine.stream("policy/ids", scope.single, customer_type=customer_type):
        number = batch.column("customer_key").to_numpy()
        mine = np.isin(number, wanted)
        names = batch.column("customer_id").filter(mine)
        ids.update(zip(number[mine].tolist(), names.to_pylist(), strict=True))
    return _places(ids, key)


def _places(ids: Mapping[int, str], key: Keys) -> Keys:
    order = np.argsort(np.asarray([ids[each] for each in key.tolist()], dtype=object))
    place = np.empty(len(key), dtype=np.int64)
    place[order] = np.arange(len(key))
    return place
