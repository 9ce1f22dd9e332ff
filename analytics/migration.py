"""Who moved between tiers? The matrix, its rates, and their course; one ladder per customer type.

All take `counting` (ladder, attrition, amount), count people chosen once per pair of dates, and
raise NoEarlierDate, EmptyScope, NotProvided, UnknownScheme and UnknownMeasure. Source: domain model
3.5; intervals: Wilson (1927).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.contribution_change import bank_judgement
from analytics.engine import Engine
from analytics.flows import (
    BY_TIER,
    CAME,
    CUSTOMER_TYPES,
    ENTRIES,
    EXITS,
    LEFT,
    UNKNOWN,
    Counting,
    earlier_flows,
    flows,
    levels_of,
)
from analytics.rates import net_interval, wilson
from analytics.scope import Scope

RATES = ("up", "down", "net", "stable", "retained", "lost")
LEVEL_RATES = ("up", "down", "stable", "lost")
KEYS = ("customer_type", "from_level", "to_level")
STATE_COUNTS = {
    "closed": "closed",
    "invalid": "invalid",
    "out": "transferred_out",
    "in": "transferred_in",
    "new": "new",
    "back": "reactivated",
}
HAPPENED = ("opening", "closing", "up", "down", "stable", "lost", *STATE_COUNTS.values())
FROM, TO = tuple(dict.fromkeys(ENTRIES.values())), tuple(dict.fromkeys(EXITS.values()))


def migration_matrix(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Who went from which level to which between the two dates?

    Returns:
        One row per customer_type, from_level and to_level that somebody went: levels of the
        ladder, lowest first, `unknown` for who has none; besides new, reactivated,
        transferred_in on the from side and lost, transferred_out on the to side. customer_count;
        row_share of the level's opening customers with its 95 % interval row_share_low and
        row_share_high (null for who came); value_before, value_after; closed_count and
        invalid_count (how the lost were lost); few (the row has fewer than `min_cell` customers).
        Rows add up to the opening, columns to the closing.
    """
    found = flows(engine, scope, counting)
    few = bank_judgement(engine, scope).min_cell
    return matrix_of(found, counting.scheme, few=few)


def matrix_of(found: pd.DataFrame, scheme: str, *, few: float) -> pd.DataFrame:
    """Return the matrix of one pair's flows; `few`: fewest customers of a row for a rate."""
    cells: dict[tuple[str, str, str], list[float]] = {}
    opening: dict[tuple[str, str], float] = {}
    for row in found.to_dict("records"):
        kind, state, count = row["customer_type"], row["state"], row["customer_count"]
        was = ENTRIES[state] if state in CAME else row["from_level"]
        now = EXITS[state] if state in LEFT else row["to_level"]
        cell = cells.setdefault((kind, was, now), [0, 0.0, 0.0, 0, 0])
        closed, invalid = count * (state == "closed"), count * (state == "invalid")
        added = (count, row["value_before"], row["value_after"], closed, invalid)
        cell[:] = [old + new for old, new in zip(cell, added, strict=True)]
        if state not in CAME:
            opening[kind, was] = opening.get((kind, was), 0) + count
    keys = sorted(cells, key=_order(scheme))
    sums = np.array([cells[key] for key in keys]).reshape(len(keys), 5)
    row_count = np.array([opening.get(key[:2], np.nan) for key in keys])
    low, high = wilson(sums[:, 0], row_count)
    columns = dict(zip(KEYS, zip(*keys, strict=True), strict=True))
    return pd.DataFrame(
        columns
        | {
            "customer_count": sums[:, 0].astype(np.int64),
            "row_share": sums[:, 0] / row_count,
            "row_share_low": low,
            "row_share_high": high,
            "value_before": sums[:, 1],
            "value_after": sums[:, 2],
            "closed_count": sums[:, 3].astype(np.int64),
            "invalid_count": sums[:, 4].astype(np.int64),
            "few": row_count < few,
        }
    )


def _order(scheme: str) -> Callable[[tuple[str, str, str]], tuple[int, ...]]:
    """Types, then levels as the ladder has them, then who came and who left."""

    def place(key: tuple[str, str, str]) -> tuple[int, ...]:
        kind, was, now = key
        codes = levels_of(scheme, kind)
        return CUSTOMER_TYPES.index(kind), (*codes, *FROM).index(was), (*codes, *TO).index(now)

    return place


def migration_rates(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Which share of the opening customers rose, fell, stayed or left?

    Returns:
        Six rows per customer type: customer_type, rate (up, down, net, stable, retained, lost),
        value, value_low, value_high (95 %: Wilson; net: Bonett & Price), n (how many; net: up less
        down), denominator (opening customers).
    """
    return rates_of(flows(engine, scope, counting))


def rates_of(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rates of one pair's flows, per customer type."""
    rows = []
    for kind, part in found.groupby("customer_type", sort=False):
        counts = counts_of(part)
        rows += [{"customer_type": kind} | row for row in _rate_rows(counts, RATES)]
    columns = ["customer_type", "rate", "value", "value_low", "value_high", "n", "denominator"]
    return pd.DataFrame(rows, columns=columns)


def migration_level_rates(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER
) -> pd.DataFrame:
    """Which share of each level's opening customers rose, fell, stayed or left?

    Returns:
        customer_type, from_level, rate (up, down, stable, lost), value, value_low, value_high, n,
        denominator. The top level cannot rise, the lowest cannot fall.
    """
    found = flows(engine, scope, counting)
    rows = []
    standing = found[~found["state"].isin(CAME)]
    for (kind, level), part in standing.groupby(["customer_type", "from_level"], sort=False):
        counts = counts_of(part)
        place = {"customer_type": kind, "from_level": level}
        rows += [place | row for row in _rate_rows(counts, LEVEL_RATES)]
    columns = ["customer_type", "from_level", "rate", "value", "value_low", "value_high"]
    return pd.DataFrame(rows, columns=[*columns, "n", "denominator"])


def migration_trend(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    periods: int | None = None,
) -> pd.DataFrame:
    """How have the rates moved over all dates that follow each other?

    Returns:
        One row per later date and customer type: snapshot_date, customer_type, opening_count,
        closing_count, up_count, down_count, lost_count, new_count, reactivated_count; up_rate,
        down_rate, net_rate, stable_rate, retained_rate, lost_rate, each with _low and _high.
        Rates null where nobody was there to move.
    """
    found = earlier_flows(engine, scope, counting, periods=periods)
    rows = []
    for (day, kind), part in found.groupby(["at_date", "customer_type"], sort=False):
        counts = counts_of(part)
        row: dict[str, object] = {"snapshot_date": day, "customer_type": kind}
        names = ("opening", "closing", "up", "down", "lost", "new", "reactivated")
        row |= {f"{name}_count": counts[name] for name in names}
        for rate in _rate_rows(counts, RATES):
            name = f"{rate['rate']}_rate"
            row |= {name: rate["value"]}
            row |= {f"{name}_low": rate["value_low"], f"{name}_high": rate["value_high"]}
        rows.append(row)
    return pd.DataFrame(rows)


def migration_returned(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER
) -> pd.DataFrame:
    """How many of those who were missing or closed at the later date have come back since?

    Returns:
        One row: customer_count; 0 where `at` is the newest date.
    """
    asked = counting.checked()
    return engine.ask(
        "migration/returned",
        scope.pair,
        scheme=asked.scheme,
        attrition=asked.attrition,
        measure=asked.measure,
    )


def counts_of(found: pd.DataFrame) -> dict[str, int]:
    """Count flows by what happened (HAPPENED). Gaining or losing a level is no rise and no fall."""
    sums = dict.fromkeys(HAPPENED, 0)
    columns = ("state", "customer_count", "from_level", "to_level", "from_rank", "to_rank")
    for state, count, was, now, before, after in zip(
        *(found[name] for name in columns), strict=True
    ):
        sums["opening"] += count * (state not in CAME)
        sums["closing"] += count * (state not in LEFT)
        if state == "stay":
            known = UNKNOWN not in {was, now}
            sums["stable"] += count * (after == before)
            sums["up"] += count * (known and after > before)
            sums["down"] += count * (known and after < before)
        else:
            sums[STATE_COUNTS[state]] += count
    sums["lost"] = sums["closed"] + sums["invalid"]
    return {name: int(value) for name, value in sums.items()}


def _rate_rows(counts: dict[str, int], names: tuple[str, ...]) -> list[dict[str, object]]:
    n = counts["opening"]
    taken = counts | {"net": counts["up"] - counts["down"], "retained": n - counts["lost"]}
    rows: list[dict[str, object]] = []
    for name in names:
        value = taken[name] / n if n else np.nan
        if name == "net":
            found = net_interval([counts["up"]], [counts["down"]], [n])
        else:
            found = wilson([taken[name]], [n])
        low, high = (float(end[0]) for end in found)
        row = {"rate": name, "value": value, "value_low": low, "value_high": high}
        rows.append(row | {"n": taken[name], "denominator": n})
    return rows
