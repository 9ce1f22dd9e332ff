"""Which moves are more than normal? Each flow and rate against earlier periods, one Holm family."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.contribution_change import bank_judgement
from analytics.engine import Engine
from analytics.flows import (
    BY_TIER,
    CAME,
    LEFT,
    Counting,
    comparable_pairs,
    flows_of_pairs,
)
from analytics.judgement import Judgement
from analytics.migration import counts_of
from analytics.problems import EmptyScope
from analytics.rates import Tally
from analytics.scope import Scope
from analytics.unusual_flows import EARLIER_PERIODS, Periods, flow_verdicts

SUMMARY = ("up", "down", "lost", "net")
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many of how many per rate in one period; `against` are subtracted (net)."""

    count: dict[Key, int]
    against: dict[Key, int]
    opening: dict[tuple[str, str], int]

    def tally(self, keys: Sequence[Key]) -> Tally:
        """The counts of some rates, 0 where there is nothing."""
        return Tally(
            count=np.array([self.count.get(key, 0) for key in keys], dtype=np.float64),
            n=np.array([self.opening.get(key[:1] + key[2:3], 0) for key in keys], dtype=np.float64),
            against=np.array([self.against.get(key, 0) for key in keys], dtype=np.float64),
        )


def migration_flow_changes(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    judgement: Judgement | None = None,
) -> pd.DataFrame:
    """Which moves between levels happened more or less often than usual?

    Every flow (level to another level or lost) and the summary rates up, down, lost and net are
    compared with the period before and the same period a year ago; all comparisons are one Holm
    family (analytics.unusual_flows). Earlier periods have the same length and do not overlap.

    Returns:
        customer_type, rate (flow, up, down, lost, net), from_level and to_level (empty for summary
        rates), and the columns of `flow_verdicts`: customer_count, n, rate_now, rate_previous,
        n_previous, rate_year, n_year, usual_rate, expected_count, excess_count, p_value,
        p_adjusted, history_low, history_high, history_count, unusual, verdict …

    Raises:
        NoEarlierDate, EmptyScope, NotProvided.
    """
    pairs, ago = comparable_pairs(engine, scope.pair, periods=EARLIER_PERIODS)
    found = flows_of_pairs(engine, scope, counting, pairs)
    counted = {day: count_rates(part) for day, part in found.groupby("at_date", sort=False)}
    now = counted.get(scope.at)
    if now is None:
        raise EmptyScope(date=scope.at.isoformat())
    earlier = [counted.get(at, NOTHING) for _, at in pairs[:-1]]
    year = _year_ago(engine, scope, counting, ago, counted)
    keys = sorted(
        key
        for key in {key for period in (now, *earlier) for key in period.count}
        if now.opening.get(key[:1] + key[2:3], 0)
    )
    periods = Periods(
        now=now.tally(keys),
        previous=(earlier[-1] if earlier else NOTHING).tally(keys),
        earlier=_stacked(earlier, keys),
        year_ago=None if year is None else year.tally(keys),
    )
    groups = [key[:1] + key[2:3] for key in keys]
    verdicts = flow_verdicts(periods, groups, judgement or bank_judgement(engine, scope))
    names = pd.DataFrame(keys, columns=["customer_type", "rate", "from_level", "to_level"])
    return pd.concat([names, verdicts.rename(columns={"rate": "rate_now"})], axis=1)


def count_rates(found: pd.DataFrame) -> Counted:
    """Count one period's flows as rates, by (customer_type, rate, from_level, to_level)."""
    count: dict[Key, int] = {}
    against: dict[Key, int] = {}
    opening: dict[tuple[str, str], int] = {}
    for row in found[~found["state"].isin(CAME)].itertuples(index=False):
        kind, was = str(row.customer_type), str(row.from_level)
        number = int(row.customer_count)
        opening[kind, was] = opening.get((kind, was), 0) + number
        if row.state == "out" or (row.state == "stay" and row.to_level == was):
            continue
        now = "lost" if row.state in LEFT else str(row.to_level)
        key = (kind, "flow", was, now)
        count[key] = count.get(key, 0) + number
    for kind, part in found.groupby("customer_type", sort=False):
        sums = counts_of(part)
        opening[str(kind), ""] = sums["opening"]
        for name in SUMMARY:
            count[str(kind), name, "", ""] = sums["up" if name == "net" else name]
        against[str(kind), "net", "", ""] = sums["down"]
    return Counted(count=count, against=against, opening=opening)


NOTHING = Counted(count={}, against={}, opening={})


def _year_ago(
    engine: Engine,
    scope: Scope,
    counting: Counting,
    ago: tuple[dt.date, dt.date] | None,
    counted: dict[object, Counted],
) -> Counted | None:
    if ago is None:
        return None
    if ago[1] in counted:
        return counted[ago[1]]
    return count_rates(flows_of_pairs(engine, scope, counting, [ago]))


def _stacked(periods: Sequence[Counted], keys: Sequence[Key]) -> Tally:
    """Rates × periods."""
    tallies = [period.tally(keys) for period in periods]
    if not tallies:
        none = np.zeros((len(keys), 0))
        return Tally(count=none, n=none, against=none)
    return Tally(
        count=np.stack([tally.count for tally in tallies], axis=1),
        n=np.stack([tally.n for tally in tallies], axis=1),
        against=np.stack([tally.minus for tally in tallies], axis=1),
    )
