"""The customers behind any cell, row, column or bar, and the lists of whom to contact.

A move is written from>to with the matrix' own words: `mass>affluent`, `vip>lost`, `new>mass`; a
side left empty means any: `affluent>` is a row, `>vip` a column. A bucket of the bridge goes by
its name: `up`, `growth`, `lost` …
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics import problems
from analytics.bridge import BUCKETS, OF_STATE, bridge_of
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.flows import (
    BY_TIER,
    CAME,
    ENTRIES,
    EXITS,
    LEFT,
    UNKNOWN,
    Counting,
    flows,
    place_of,
    with_levels,
)
from analytics.scope import Scope

NEAR = 0.9
DIRECTIONS = {"growth": 1, "decline": -1, "flat": 0}
EVERY_DIRECTION = 2
LISTS = ("near", "watch", "fell", "back")
STATES_AS_WORDS = ENTRIES | EXITS
NOT_COUNTED = {"new": 101, "back": 102, "in": 103, "closed": 101, "invalid": 102, "out": 103}
"""What stands for a place in customers.sql where a customer has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What a selection asks for: moves from>to as SQL writes them, and the sign of changes."""

    steps: tuple[int, ...]
    direction: int
    customer_count: int
    value_before: float
    value_after: float


def migration_selection(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    move: str = ">",
    customer_type: str | None = None,
) -> pd.DataFrame:
    """How many customers made a move, and with how much? One row.

    Returns:
        customer_count, value_before, value_after, change: those of the cell, row, column or bar.

    Raises:
        UnknownMove, NobodyMoved.
    """
    moves = moves_of(flows(engine, scope, counting), counting.scheme, move, customer_type)
    row = {
        "customer_count": moves.customer_count,
        "value_before": moves.value_before,
        "value_after": moves.value_after,
        "change": moves.value_after - moves.value_before,
    }
    return pd.DataFrame([row])


def migration_customers(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    move: str = ">",
    customer_type: str | None = None,
    least: float = 0.0,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who made a move? One page of the list, the largest change first, ties by id.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, segment
        (those after, else before), from_level, to_level, state, value_before, value_after, change.
        As many in all as `migration_selection` counts, or only those whose amount changed by
        `least`. At most 10,000 rows. Purpose: service.

    Raises:
        UnknownMove, NobodyMoved.
    """
    moves = moves_of(flows(engine, scope, counting), counting.scheme, move, customer_type)
    asked = _asked(counting, moves, least)
    asked |= {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return _page(engine.ask("migration/customers", scope.pair, **asked), counting.scheme)


def migration_customers_blocks(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    move: str = ">",
    customer_type: str | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield everybody who made a move, in blocks, with the columns of `migration_customers`."""
    moves = moves_of(flows(engine, scope, counting), counting.scheme, move, customer_type)
    asked = _asked(counting, moves) | {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("migration/customers", scope.pair, **asked)
    return (_page(b.to_pandas(), counting.scheme) for b in batches if b.num_rows)


def _asked(counting: Counting, moves: Moves, least: float = 0.0) -> dict[str, Parameter]:
    return {
        "scheme": counting.scheme,
        "attrition": counting.attrition,
        "measure": counting.measure,
        "steps": moves.steps,
        "direction": moves.direction,
        "least": least,
    }


def _page(people: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """The list with types and levels in words, in the order of its columns."""
    named = with_levels(people, scheme)
    order = ["customer_id", "customer_key", "customer_type", "branch_id", "branch_name"]
    order += ["manager_id", "segment", "from_level", "to_level", "state"]
    return named[[*order, "value_before", "value_after", "change"]]


def moves_of(
    found: pd.DataFrame, scheme: str, move: str, customer_type: str | None = None
) -> Moves:
    """Return what a move means among the flows of a pair.

    Raises:
        UnknownMove: no such level, entry, exit or bucket in these flows.
        NobodyMoved: it exists, and nobody made it.
    """
    if customer_type:
        found = found[found["customer_type"] == customer_type]
    direction = DIRECTIONS.get(move, EVERY_DIRECTION)
    chosen = _bucket(found, move) if move in BUCKETS else _between(found, move)
    rows = found[chosen]
    if direction == EVERY_DIRECTION:
        count = int(rows["customer_count"].sum())
        before, after = float(rows["value_before"].sum()), float(rows["value_after"].sum())
    else:
        part = bridge_of(found).set_index("bucket").loc[move]
        count, before, after = int(part["customer_count"]), 0.0, float(part["change"])
    if not count:
        raise problems.NobodyMoved(move=move)
    return Moves(
        steps=tuple(sorted({_step(row, scheme) for row in rows.to_dict("records")})),
        direction=direction,
        customer_count=count,
        value_before=before,
        value_after=after,
    )


def _step(row: Mapping[Hashable, Any], scheme: str) -> int:
    """One flow as SQL writes it: from * 1000 + to, of places or what happened."""
    kind, state = row["customer_type"], row["state"]
    was = NOT_COUNTED.get(state) if state in CAME else place_of(scheme, kind, row["from_level"])
    now = NOT_COUNTED.get(state) if state in LEFT else place_of(scheme, kind, row["to_level"])
    return int(was or 0) * 1000 + int(now or 0)


def _bucket(found: pd.DataFrame, bucket: str) -> pd.Series[bool]:
    stay = found["state"] == "stay"
    known = (found["from_level"] != UNKNOWN) & (found["to_level"] != UNKNOWN)
    up = stay & known & (found["to_rank"] > found["from_rank"])
    down = stay & known & (found["to_rank"] < found["from_rank"])
    if bucket in {"up", "down"}:
        return up if bucket == "up" else down
    if bucket in DIRECTIONS:
        return stay & ~up & ~down
    return found["state"].map(OF_STATE) == bucket


def _between(found: pd.DataFrame, move: str) -> pd.Series[bool]:
    was, arrow, now = move.partition(">")
    state = found["state"]
    words = state.map(STATES_AS_WORDS)
    starts = found["from_level"].where(~state.isin(CAME), words)
    ends = found["to_level"].where(~state.isin(LEFT), words)
    if not arrow:
        raise problems.UnknownMove(move=move, known=", ".join(BUCKETS))
    chosen = pd.Series(data=True, index=found.index)
    for side, wanted in ((starts, was), (ends, now)):
        exact = state == wanted if wanted in {"closed", "invalid"} else side == wanted
        if wanted:
            chosen &= exact
    return chosen


def tier_worklist(
    engine: Engine,
    scope: Scope,
    *,
    worklist: str = "near",
    counting: Counting = BY_TIER,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Whom to contact: near the next tier, about to fall, just fell, or come back?

    `near`: within a tenth of the next tier's line (tier_policy in force at `at`), the smallest gap
    first. `watch`: below their line, months left until they fall. `fell`, `back`: the moves.

    Returns:
        near: customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        segment, next_level, amount, next_bound, gap. watch: tier, segment, tier_raw, amount,
        missing, months_left instead. fell, back: as `migration_customers`.

    Raises:
        UnreadableOption: no such list.
    """
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    if worklist == "near":
        return engine.ask("migration/near", scope.single, near=NEAR, **page)
    if worklist == "watch":
        return engine.ask("migration/watch", scope.single, **page)
    moves = {"fell": "down", "back": "reactivated"}
    if worklist not in moves:
        raise problems.UnreadableOption(option="list", value=worklist, expected=" or ".join(LISTS))
    return migration_customers(
        engine, scope, counting=counting, move=moves[worklist], limit=limit, offset=offset
    )


def tier_worklist_sizes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many customers are near the next tier or about to fall? One row.

    Returns:
        near_count, first_gap (the smallest of theirs, null without any), watch_count.
    """
    return engine.ask("migration/worklist_sizes", scope.single, near=NEAR)


def tier_worklist_blocks(
    engine: Engine, scope: Scope, *, worklist: str, counting: Counting = BY_TIER
) -> Iterator[pd.DataFrame]:
    """Yield a whole worklist in blocks, for a file."""
    if worklist in {"fell", "back"}:
        move = "down" if worklist == "fell" else "reactivated"
        return migration_customers_blocks(engine, scope, counting=counting, move=move)
    near = {"near": NEAR} if worklist == "near" else {}
    batches = engine.stream(
        f"migration/{worklist}", scope.single, page_size=EVERYTHING, skipped=0, **near
    )
    return (batch.to_pandas() for batch in batches if batch.num_rows)
