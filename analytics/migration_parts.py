"""Branches and managers side by side: only what their own mix of levels does not explain."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analytics.engine import Engine
from analytics.flows import BY_TIER, Counting, levels_of, with_levels
from analytics.funnel import Funnel, funnel
from analytics.overview import names
from analytics.problems import EmptyScope, UnreadableOption
from analytics.scope import Scope
from analytics.tiers import known_part

COMPARED = ("up", "down", "lost")
Table: TypeAlias = npt.NDArray[np.float64]


def migration_by_part(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    part: str = "branch_id",
    rate: str = "down",
    customer_type: str | None = None,
) -> pd.DataFrame:
    """Which branches or managers have more or fewer moves than their mix of levels explains?

    Customers count where they were at `before`. Indirect standardisation by level, funnel limits
    (analytics.funnel). No verdict and no ranking below 30 customers.

    Returns:
        part, label (its name), and the columns of `funnel`: n, count, rate, expected_count,
        expected_rate, ratio, standardised_rate, effective_n, low95, high95, low998, high998,
        verdict …; in the order of their ids. attrs: customer_type (the one asked for, else the type
        with most customers), overall_rate, dispersion, spread, judged_count, expected_outside998.

    Raises:
        EmptyScope, UnreadableOption.
    """
    if rate not in COMPARED:
        raise UnreadableOption(option="rate", value=rate, expected=" or ".join(COMPARED))
    batches = engine.stream(
        "migration/parts",
        scope.pair,
        scheme=counting.scheme,
        attrition=counting.attrition,
        measure=counting.measure,
        origin=known_part(part),
    )
    found = with_levels(pa.Table.from_batches(batches).to_pandas(), counting.scheme)
    found = found[found["part"].notna() & found["customer_type"].notna()]
    if found.empty:
        raise EmptyScope(date=scope.at.isoformat())
    kind = customer_type or str(
        found.groupby("customer_type")["customer_count"].sum().sort_values().index[-1]
    )
    found = found[found["customer_type"] == kind]
    if found.empty:
        raise EmptyScope(date=scope.at.isoformat())
    parts, n, count = _tables(found, counting.scheme, kind, rate)
    found_funnel = funnel(n, count)
    judged = found_funnel.parts
    label = names(engine, scope, part)
    judged.insert(0, "label", [label.get(each) for each in parts])
    judged.insert(0, "part", parts)
    judged.attrs = {
        "customer_type": kind,
        "overall_rate": found_funnel.overall_rate,
        "dispersion": found_funnel.dispersion,
        "spread": found_funnel.spread,
        "judged_count": found_funnel.judged_count,
        "expected_outside998": found_funnel.expected_outside998,
    }
    return judged


def funnel_limits(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the limits to draw around `migration_by_part`: n, low95, high95, low998, high998."""
    shape = {name: judged.attrs[name] for name in ("overall_rate", "dispersion", "spread")}
    return Funnel(parts=judged, **shape).curves()


def _tables(
    found: pd.DataFrame, scheme: str, kind: str, rate: str
) -> tuple[list[object], Table, Table]:
    """Parts, and per part and level the opening customers and those of them who moved so."""
    levels = levels_of(scheme, kind)
    parts = sorted(found["part"].unique())
    row = found["part"].map({part: number for number, part in enumerate(parts)}).to_numpy()
    column = np.array([levels.index(level) for level in found["from_level"]])
    counted = found["customer_count"].to_numpy(dtype=np.float64)
    n = np.zeros((len(parts), len(levels)))
    np.add.at(n, (row, column), counted)
    chosen = _moved(found, scheme, kind, rate)
    count = np.zeros_like(n)
    np.add.at(count, (row[chosen], column[chosen]), counted[chosen])
    return parts, n, count


def _moved(found: pd.DataFrame, scheme: str, kind: str, rate: str) -> npt.NDArray[np.bool_]:
    state = found["state"].to_numpy()
    if rate == "lost":
        return np.isin(state, ("closed", "invalid"))
    levels = levels_of(scheme, kind)
    highest = len(levels) - 1
    was, now = (
        np.array([-1 if pd.isna(level) else levels.index(level) for level in found[side]])
        for side in ("from_level", "to_level")
    )
    known = (state == "stay") & (was < highest) & (now < highest)
    return np.asarray(known & ((now > was) if rate == "up" else (now < was)))
