"""All key figures of the two dates by branch and tier, and their sums and course.

Each date's people are chosen by that date's own row. From the prepared sums wherever they know the
scope. Deposits leave other banks' out (domain model 5.9b).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.products_held import streamed
from analytics.relations import KPI_DIMENSIONS
from analytics.scope import Scope

KEYS = ("customer_type", "branch_id", "tier")
COUNTS = ("customer_count", "valid_count")
MONEY = (
    "aum_mavg",
    "aum_eop",
    "deposit_mavg",
    "interbank_deposits",
    "dep_demand_mavg",
    "dep_time_mavg",
    "wealth_mavg",
    "other_aum_mavg",
    "loan_mavg",
    "contribution",
    "contribution_ttm",
)
INTERBANK = "interbank_deposits"


def review_kpis(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many customers and how much money, by branch and tier, at both dates?

    Returns:
        One row per date, customer type, branch and tier with anybody: moment (at, before),
        snapshot_date, customer_type, branch_id, tier (null where unknown), customer_count,
        valid_count, aum_mavg, aum_eop, deposit_mavg (without other banks' deposits),
        interbank_deposits, dep_demand_mavg, dep_time_mavg, wealth_mavg, other_aum_mavg, loan_mavg,
        contribution (of the month), contribution_ttm. Money in the currency, null where not given.
        The rows of a date add up to its headline.

    Raises:
        EmptyScope: nobody is in the scope at `at`.
    """
    parts = [kpis_at(engine, scope).assign(moment="at")]
    if scope.before is not None:
        past = replace(scope, at=scope.before, before=None)
        parts.append(_kpis(engine, past).assign(moment="before"))
    frame = pd.concat([part for part in parts if not part.empty], ignore_index=True)
    return frame[["moment", *frame.columns.drop("moment")]]


def kpis_at(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return the rows of `review_kpis` at `at` alone, without moment.

    Raises:
        EmptyScope.
    """
    found = _kpis(engine, scope)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    return found


def figures_of(kpis: pd.DataFrame) -> Mapping[str, float]:
    """Return the sums of one date's rows: COUNTS and MONEY; NaN where nothing was given."""
    sums = kpis[[*COUNTS, *MONEY]].sum(min_count=1)
    return {str(name): float(value) for name, value in sums.items()}


def course(engine: Engine, scope: Scope, periods: int) -> pd.DataFrame:
    """Return the key figures of the newest dates of the grain, by customer type and tier.

    Columns: snapshot_date, customer_type, tier, customer_count, valid_count, aum_mavg, aum_eop,
    deposit_mavg (without other banks), loan_mavg, contribution_ttm.
    """
    wanted = scope.trend(periods)
    found = streamed(engine, prepared("review/course", scope), wanted)
    other = streamed(engine, "overview/interbank", wanted)
    keys = ["snapshot_date", "tier"]
    amounts = other.groupby(keys, dropna=False)[INTERBANK].sum().reset_index()
    return _without_interbank(found, amounts.assign(customer_type="institution")).drop(
        columns=INTERBANK
    )


def prepared(question: str, scope: Scope) -> str:
    """Return the question that reads the prepared sums where they know the scope."""
    return f"{question}_cube" if fits(scope) else question


def fits(scope: Scope) -> bool:
    """Tell whether the prepared sums know a scope: it names type, branch and tier at most."""
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    return named <= KPI_DIMENSIONS and not scope.populations


def _kpis(engine: Engine, scope: Scope) -> pd.DataFrame:
    found = streamed(engine, prepared("review/kpis", scope), scope.single)
    other = streamed(engine, "overview/interbank", scope.single)
    frame = _without_interbank(found, other.assign(customer_type="institution"))
    return frame[["snapshot_date", *KEYS, *COUNTS, *MONEY]]


def _without_interbank(found: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Take other banks' money out of the deposits of the rows it lies in."""
    if other.empty:
        return found.assign(**{INTERBANK: 0.0})
    keys = [name for name in other.columns if name != INTERBANK]
    frame = found.merge(other, on=keys, how="left")
    frame[INTERBANK] = frame[INTERBANK].fillna(0.0)
    frame["deposit_mavg"] -= frame[INTERBANK]
    return frame
