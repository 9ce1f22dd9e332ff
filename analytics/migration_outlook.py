"""Where do the levels lead if rates stay as they are, and did last period's rates hold?

A scenario, never a forecast. Source: domain model 3.6 and 3.7; methods in analytics.markov and
analytics.matrix_difference. Types with too few customers in some level are left out; when no type
has enough, the reason is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analytics import markov
from analytics.engine import Engine
from analytics.flows import (
    BY_TIER,
    CAME,
    LEFT,
    Counting,
    comparable_pairs,
    flows,
    flows_of_pairs,
    levels_of,
)
from analytics.markov import Transitions
from analytics.matrix_difference import matrix_difference
from analytics.problems import NoEarlierDate, NoLongRun, Problem, TooFewToProject
from analytics.scope import Scope

PERIODS_SHOWN = 4


def migration_projection(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER, periods: int = PERIODS_SHOWN
) -> pd.DataFrame:
    """How many customers would each level have after some more periods at these rates?

    A period is as long as from `before` to `at`.

    Returns:
        customer_type, step (0: now), level, customer_count, low, high (95 % band).

    Raises:
        TooFewToProject, NoEarlierDate, EmptyScope.
    """

    def rows(kind: str, transitions: Transitions) -> list[dict[str, object]]:
        found = markov.projection(transitions, periods)
        return [
            {
                "customer_type": kind,
                "step": step,
                "level": level,
                "customer_count": found.expected[step, place],
                "low": found.low[step, place],
                "high": found.high[step, place],
            }
            for step in range(periods + 1)
            for place, level in enumerate(transitions.levels)
        ]

    return _by_type(flows(engine, scope, counting), counting.scheme, rows)


def migration_long_run(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER
) -> pd.DataFrame:
    """Where would the levels settle, how long do customers stay, and how mobile are they?

    Returns:
        customer_type, level, customer_count (now), long_run_count with _low and _high,
        expected_periods (the present one included) with _low and _high, settled_share (of those
        who stay customers), mobility (0 nobody moves, 1 the level before says nothing) and
        singular_mobility, the same for every level of a type.

    Raises:
        TooFewToProject, NoLongRun, NoEarlierDate, EmptyScope.
    """

    def rows(kind: str, transitions: Transitions) -> list[dict[str, object]]:
        settled = markov.long_run(transitions)
        share = markov.settled_shares(transitions)
        indices = {
            "mobility": markov.mobility(transitions),
            "singular_mobility": markov.singular_mobility(transitions),
        }
        return [
            {
                "customer_type": kind,
                "level": level,
                "customer_count": int(transitions.closing[place]),
                "long_run_count": settled.count[place],
                "long_run_low": settled.count_low[place],
                "long_run_high": settled.count_high[place],
                "expected_periods": settled.periods[place],
                "expected_periods_low": settled.periods_low[place],
                "expected_periods_high": settled.periods_high[place],
                "settled_share": share[place],
            }
            | indices
            for place, level in enumerate(transitions.levels)
        ]

    return _by_type(flows(engine, scope, counting), counting.scheme, rows)


def migration_back_test(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER
) -> pd.DataFrame:
    """What would the period before have said about this one, and how wrong was it?

    Returns:
        customer_type, level, expected_count, low, high (95 % band), customer_count (what came),
        error_count (expected less actual), error_share, unchanged_error (of "as many as before"),
        inside (within the band).

    Raises:
        NoEarlierDate: there is no earlier period of the same length; TooFewToProject, EmptyScope.
    """
    pairs, _ = comparable_pairs(engine, scope.pair, periods=1)
    if len(pairs) < 2:
        raise NoEarlierDate(date=pairs[0][0].isoformat())
    found = flows_of_pairs(engine, scope, counting, pairs)
    earlier = found[found["at_date"] == pairs[0][1]]

    def rows(kind: str, later: Transitions) -> list[dict[str, object]]:
        before = transitions_of(earlier, counting.scheme, kind, later.levels)
        test = markov.back_test(before, later)
        return [
            {
                "customer_type": kind,
                "level": level,
                "expected_count": test.expected[place],
                "low": test.low[place],
                "high": test.high[place],
                "customer_count": int(test.actual[place]),
                "error_count": test.error[place],
                "error_share": test.error_share[place],
                "unchanged_error": test.unchanged_error[place],
                "inside": bool(test.inside[place]),
            }
            for place, level in enumerate(later.levels)
        ]

    return _by_type(found[found["at_date"] == scope.at], counting.scheme, rows)


def migration_difference(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER
) -> pd.DataFrame:
    """Do the rates as a whole differ from the period before and from a year ago?

    Returns:
        customer_type, compared_with (previous, year_ago), statistic (χ², summed over rows), df,
        smallest_expected, p_value, permuted (from 5,000 seeded permutations, when an expected
        count is below 5).

    Raises:
        NoEarlierDate: there is nothing to compare with; EmptyScope.
    """
    pairs, ago = comparable_pairs(engine, scope.pair, periods=1)
    compared = {"previous": pairs[0]} if len(pairs) > 1 else {}
    compared |= {"year_ago": ago} if ago else {}
    if not compared:
        raise NoEarlierDate(date=pairs[0][0].isoformat())
    now = flows(engine, scope, counting)
    rows: list[dict[str, object]] = []
    for name, pair in compared.items():
        other = flows_of_pairs(engine, scope, counting, [pair])
        for kind in dict.fromkeys(now["customer_type"]):
            levels = levels_of(counting.scheme, kind)
            tables = [_table(part, kind, levels) for part in (now, other)]
            test = matrix_difference(*tables)
            rows.append(
                {
                    "customer_type": kind,
                    "compared_with": name,
                    "statistic": test.statistic,
                    "df": test.df,
                    "smallest_expected": test.smallest_expected,
                    "p_value": test.p_value,
                    "permuted": test.permutation_p is not None,
                }
            )
    return pd.DataFrame(rows)


def transitions_of(
    found: pd.DataFrame, scheme: str, kind: str, levels: tuple[str, ...] | None = None
) -> Transitions:
    """Return one type's flows as matrices; levels are those that occur, having none is one."""
    part = found[found["customer_type"] == kind]
    if levels is None:
        named = {*part["from_level"], *part["to_level"]}
        levels = tuple(code for code in levels_of(scheme, kind) if code in named)
    table = _table(part, kind, levels)
    came = part[part["state"].isin(CAME)].groupby("to_level")["customer_count"].sum()
    return Transitions(
        levels=levels,
        stayed=table[:, :-1],
        left=table[:, -1],
        entered=np.array([came.get(level, 0) for level in levels], dtype=np.float64),
    )


def _table(
    found: pd.DataFrame, kind: str, levels: tuple[str, ...]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Customers, levels before × levels after and, last, who left."""
    place = {level: number for number, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels) + 1))
    part = found[(found["customer_type"] == kind) & ~found["state"].isin(CAME)]
    for row in part.itertuples(index=False):
        column = len(levels) if row.state in LEFT else place[str(row.to_level)]
        table[place[str(row.from_level)], column] += float(row.customer_count)
    return table


def _by_type(
    found: pd.DataFrame,
    scheme: str,
    rows: Callable[[str, Transitions], list[dict[str, object]]],
) -> pd.DataFrame:
    """Rows of every type that has enough customers; the first reason when none has."""
    answered: list[dict[str, object]] = []
    reasons: list[Problem] = []
    for kind in dict.fromkeys(found["customer_type"]):
        try:
            answered += rows(str(kind), transitions_of(found, scheme, str(kind)))
        except (TooFewToProject, NoLongRun) as problem:
            reasons.append(problem)
    if not answered:
        raise reasons[0]
    return pd.DataFrame(answered)
