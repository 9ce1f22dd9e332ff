"""The review's tables: branches against their targets, groups served, and the general ledger.

Source: domain model section 4 steps 1 and 2, rows 14 and 88, 5.9a.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.overview import names
from analytics.product_problems import TableNotProvided
from analytics.review_asked import Asked
from analytics.review_balances import AVERAGES, MEASURES
from analytics.review_kpis import kpis_at
from analytics.review_moments import on_day
from analytics.review_problems import LedgerNotForScope
from analytics.review_rows import COMPARED
from analytics.review_targets import TERRITORY, Completion, branch_targets
from analytics.scope import Scope

GROUP_FIGURES = ("customer_count", "valid_count", "aum_mavg", "deposit_mavg", "loan_mavg")
TOTAL = "total"
LEDGER_MEASURES = {
    "deposits": "deposit_mavg",
    "loans": "loan_mavg",
    "customer_count": "customer_count",
}
TARGET_PARTS = ("target", "completion", "growth_completion", "gap")


def review_branches(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How does each branch stand against its targets?

    Daily averages since 1 January only: a balance of the day carries no target and no ranking
    (5.9a). In the order of branch ids.

    Returns:
        branch_id, branch_name, customer_count, valid_count; for each of deposit, loan and aum:
        _ytd (the daily average; null where not given), _target, _completion (ytd ÷ target),
        _growth_completion (growth since the bank's figure at the year's start ÷ growth asked for),
        _gap (target − ytd), null without a target; elapsed_share (of the year, 0 to 1).

    Raises:
        EmptyScope.
    """
    asked = Asked(engine=engine, scope=scope)
    now = kpis_at(engine, scope)
    frame = now.groupby("branch_id")[["customer_count", "valid_count"]].sum()
    frame.insert(0, "branch_name", frame.index.map(names(engine, scope, "branch_id")))
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    with_targets = named <= TERRITORY and not scope.populations
    for name in AVERAGES:
        reached = asked.balances.year_to_date(name, scope.at)
        is_given = bool(now[MEASURES[name]].notna().any())
        known = reached if reached is not None and is_given else pd.Series(dtype="float64")
        frame[f"{name}_ytd"] = known.reindex(frame.index)
        allowed = with_targets and (name != "aum" or asked.moments.has_averages)
        targets = branch_targets(engine, scope, name) if allowed else None
        for part, values in _completions(frame[f"{name}_ytd"], targets).items():
            frame[f"{name}_{part}"] = values
    return frame.reset_index().assign(elapsed_share=asked.moments.elapsed_share)


def _completions(reached: pd.Series[float], targets: pd.DataFrame | None) -> pd.DataFrame:
    rows = []
    for branch, value in reached.items():
        if targets is None or branch not in targets.index or pd.isna(value):
            rows.append(dict.fromkeys(TARGET_PARTS, np.nan))
            continue
        target, start = targets.loc[branch, ["target", "start"]]
        found = Completion(target=target, start=start, reached=value)
        rows.append(
            {"target": target, "completion": found.share,
             "growth_completion": found.growth_share, "gap": found.gap}
        )  # fmt: skip
    return pd.DataFrame(rows, index=reached.index, columns=list(TARGET_PARTS))


def service_groups(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many customers and how much money has each group we serve, and how does it grow?

    Returns:
        service_group (as in the contract; "" not given, last but one; `total` last), and each of
        customer_count, valid_count, aum_mavg, deposit_mavg (without other banks), loan_mavg with
        _before, _year_start and _year_ago (0 where the group had nobody, null without such a date
        or where not given). The groups add up to the total, which is the headline's.

    Raises:
        EmptyScope, NotProvided (no customer has a group).
    """
    dates = Asked(engine=engine, scope=scope).moments.average
    found = {
        moment: on_day(scope, getattr(dates, moment), lambda s: _groups(engine, s))
        for moment in ("at", *COMPARED)
    }
    now = found.pop("at")
    if now is None:
        raise problems.EmptyScope(date=scope.at.isoformat())
    if list(now.index) == [""]:
        raise problems.NotProvided(column="service_group", date=scope.at.isoformat())
    frame = now
    for moment, earlier in found.items():
        then = pd.DataFrame(np.nan, now.index, list(GROUP_FIGURES)) if earlier is None else earlier
        frame = frame.join(then.add_suffix(f"_{moment}"), how="outer")
        if earlier is not None:
            given = [f"{name}_{moment}" for name in GROUP_FIGURES if earlier[name].notna().any()]
            frame[given] = frame[given].fillna(0.0)
    known = [name for name in frame if frame[name].notna().any()]
    frame[known] = frame[known].fillna(0.0)
    frame = frame.sort_index(key=lambda groups: groups == "", kind="stable")
    frame.loc[TOTAL] = frame.sum(min_count=1)
    return frame.rename_axis("service_group").reset_index()


def _groups(engine: Engine, scope: Scope) -> pd.DataFrame:
    found = engine.ask("review/service_groups", scope)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    return found.fillna({"service_group": ""}).set_index("service_group").astype("float64")


def ledger_difference(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How far are the sums of customers from the general ledger's totals at `at`?

    Month averages of open customers, deposits without other banks.

    Returns:
        measure (deposits, loans, customer_count), branch_id (null: all the ledger states, first),
        branch_name, stated (the ledger's), ours, difference (ours − stated). Measures the ledger
        or the bank's data lacks at the date are left out.

    Raises:
        TableNotProvided (no ledger at the date), LedgerNotForScope, EmptyScope.
    """
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    if scope.populations or not named <= TERRITORY:
        raise LedgerNotForScope
    stated = engine.ask("review/ledger", scope.single).set_index("branch_id")
    ours = (
        kpis_at(engine, scope).groupby("branch_id")[list(LEDGER_MEASURES.values())].sum(min_count=1)
    )
    if named:
        stated = stated[stated.index.isin(ours.index)]
    if stated.empty:
        raise TableNotProvided(table="control_total")
    label = names(engine, scope, "branch_id")
    parts = []
    for measure, column in LEDGER_MEASURES.items():
        theirs, own = stated[measure].dropna(), ours[column].astype("float64")
        if theirs.empty or own.isna().all():
            continue
        part = pd.DataFrame({"stated": theirs, "ours": own.reindex(theirs.index).fillna(0.0)})
        whole = part.sum().to_frame().T.assign(branch_id=None)
        part = pd.concat([whole, part.rename_axis("branch_id").reset_index()], ignore_index=True)
        parts.append(part.assign(measure=measure))
    frame = pd.concat(parts, ignore_index=True)
    frame["difference"] = (frame["ours"] - frame["stated"]).round(2) + 0.0
    frame["branch_name"] = frame["branch_id"].map(label)
    return frame[["measure", "branch_id", "branch_name", "stated", "ours", "difference"]]
