"""Who moved between tiers? The matrix, its rates, and their course; one ladder per customer type.

All take `counting` (ladder, attrition, amount), count people chosen once per pair of dates, and
raise NoEarlierDate, EmptyScope, NotProvided, UnknownScheme and UnknownMeasure. Source: domain model
3.5; intervals: Wilson (1927).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.contribution_change import bank_judgement
from analytics.engine import Engine
from analytics.flows import (
    BY_TIER,
    CAME,
    ENTRIES,
    EXITS,
    LEFT,
    Counting,
    earlier_flows,
    flows,
    levels_of,
)
from analytics.rates import wilson
from analytics.scope import Scope

RATES = ("up", "down", "net", "stable", "retained", "lost")
LEVEL_RATES = ("up", "down", "stable", "lost")
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
    named = found.assign(
        from_level=found["from_level"].where(
            ~found["state"].isin(CAME), found["state"].map(ENTRIES)
        ),
        to_level=found["to_level"].where(~found["state"].isin(LEFT), found["state"].map(EXITS)),
        closed_count=found["customer_count"].where(found["state"] == "closed", 0),
        invalid_count=found["customer_count"].where(found["state"] == "invalid", 0),
    )
    keys = ["customer_type", "from_level", "to_level"]
    sums = [
        "customer_count",
        "value_before",
        "value_after",
        "closed_count",
        "invalid_count",
    ]
    cells = named.groupby(keys, sort=False)[sums].sum().reset_index()
    stood = ~cells["from_level"].isin(FROM)
    row = cells.groupby(["customer_type", "from_level"])["customer_count"].transform("sum")
    low, high = wilson(cells["customer_count"].to_numpy(), row.to_numpy())
    share = cells["customer_count"] / row
    cells = cells.assign(
        row_share=share.where(stood),
        row_share_low=pd.Series(low).where(stood),
        row_share_high=pd.Series(high).where(stood),
        few=stood & (row < few),
    )
    columns = [*keys, "customer_count", "row_share", "row_share_low", "row_share_high"]
    columns += ["value_before", "value_after", "closed_count", "invalid_count", "few"]
    return _in_order(cells, scheme)[columns]


def migration_rates(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Which share of the opening customers rose, fell, stayed or left?

    Returns:
        Six rows per customer type: customer_type, rate (up, down, net, stable, retained, lost),
        value, value_low, value_high (95 %: Wilson; net: paired normal), n (how many; net: up less
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
    """Count flows by what happened: opening, closing, up, down, stable, lost and who came."""
    count, state = found["customer_count"], found["state"]
    stayed = state == "stay"
    sums = {
        "opening": count[~state.isin(CAME)],
        "closing": count[~state.isin(LEFT)],
        "up": count[stayed & (found["to_rank"] > found["from_rank"]) & _known(found)],
        "down": count[stayed & (found["to_rank"] < found["from_rank"]) & _known(found)],
        "stable": count[stayed & (found["to_rank"] == found["from_rank"])],
        "lost": count[state.isin(("closed", "invalid"))],
        "closed": count[state == "closed"],
        "invalid": count[state == "invalid"],
        "transferred_out": count[state == "out"],
        "transferred_in": count[state == "in"],
        "new": count[state == "new"],
        "reactivated": count[state == "back"],
    }
    return {name: int(part.sum()) for name, part in sums.items()}


def _known(found: pd.DataFrame) -> pd.Series[bool]:
    """Who has a level at both dates: gaining or losing any is no rise and no fall."""
    return (found["from_level"] != "unknown") & (found["to_level"] != "unknown")


def _rate_rows(counts: dict[str, int], names: tuple[str, ...]) -> list[dict[str, object]]:
    n = counts["opening"]
    taken = counts | {"net": counts["up"] - counts["down"], "retained": n - counts["lost"]}
    rows: list[dict[str, object]] = []
    for name in names:
        value = taken[name] / n if n else np.nan
        if name == "net":
            low, high = _net_interval(counts["up"], counts["down"], n)
        else:
            found = wilson(np.array([taken[name]]), np.array([n]))
            low, high = (float(end[0]) for end in found)
        row = {"rate": name, "value": value, "value_low": low, "value_high": high}
        rows.append(row | {"n": taken[name], "denominator": n})
    return rows


def _net_interval(up: int, down: int, n: int) -> tuple[float, float]:
    """The normal interval of the mean of +1 for who rose, −1 for who fell and 0 for the others."""
    if not n:
        return np.nan, np.nan
    mean = (up - down) / n
    error = 1.959964 * float(np.sqrt(max((up + down) / n - mean**2, 0) / n))
    return mean - error, mean + error


def _in_order(cells: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Types, then levels as the ladder has them, then who came and who left."""
    kinds = list(cells["customer_type"].unique())

    def place(kind: str, level: str, ends: tuple[str, ...]) -> int:
        order = (*levels_of(scheme, kind), *ends)
        return order.index(level)

    rows = zip(cells["customer_type"], cells["from_level"], cells["to_level"], strict=True)
    keys = [
        (kinds.index(kind), place(kind, was, FROM), place(kind, now, TO)) for kind, was, now in rows
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return cells.iloc[order].reset_index(drop=True)
