"""The general ledger beside the customers: control totals and targets, summed block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.sample.columns import Array
from data.sample.core import BRANCH_COUNT
from data.sample.network import table
from data.sample.paths import OPEN
from data.sample.plan import Plan
from data.sample.snapshots import BRANCHES, Block

CONTROL_BRANCH, CONTROL_DIFFERENCE = 11, 1_234_567.89
GROWTH: Mapping[str, float] = {
    "deposit_mavg": 0.10, "loan_mavg": 0.12, "aum_mavg": 0.11, "contribution": 0.08,
    "valid_customers": 0.05,
}  # fmt: skip
VALID_AUM = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums by branch and shown date (dates x branches). Interbank money is no deposit."""

    amounts: dict[str, Array]

    def __add__(self, other: Sums) -> Sums:
        """Return the sums of two blocks together."""
        return Sums(amounts={name: own + other.amounts[name] for name, own in self.amounts.items()})


def sums(made: Block) -> Sums:
    """Return what the rows of one block add up to."""
    who, dates = made.who, len(made.when.dates)
    branch = np.where(made.when.month[:, None] >= who.moved, who.next_branch, who.branch)
    cell = branch + BRANCH_COUNT * np.arange(dates)[:, None]
    counted = made.rows & (made.state == OPEN)
    earns = made.earns
    income = (earns.nii_deposit + earns.nii_loan + earns.fee_income
              - earns.cost_to_serve - earns.expected_loss)  # fmt: skip
    valid = (made.average >= VALID_AUM) | (made.loan > 0)
    weights = {
        "deposit_mavg": (made.parts[0] + made.parts[1]) * ~who.interbank,
        "loan_mavg": made.loan, "aum_mavg": made.average, "contribution": income,
        "customers": np.ones_like(made.average), "valid_customers": valid.astype(float),
    }  # fmt: skip
    flat = cell[counted]
    return Sums(amounts={
        name: np.bincount(flat, weight[counted], BRANCH_COUNT * dates).reshape(dates, -1)
        for name, weight in weights.items()
    })  # fmt: skip


def control_totals(made: Sums, dates: list[tuple[int, object]]) -> pa.Table:
    """Return the ledger at month-ends; at the newest, one branch differs by a planted amount."""
    rows = []
    for at, day in dates:
        for branch in range(BRANCH_COUNT):
            planted = at == dates[-1][0] and branch == CONTROL_BRANCH
            deposits = made.amounts["deposit_mavg"][at, branch]
            rows.append((
                day, BRANCHES[branch], deposits + (CONTROL_DIFFERENCE if planted else 0.0),
                made.amounts["loan_mavg"][at, branch], int(made.amounts["customers"][at, branch]),
            ))  # fmt: skip
    return table("control_total", rows,
                 ("snapshot_date", "branch_id", "deposits", "loans", "customer_count"))  # fmt: skip


def targets(plan: Plan, made: Sums, dates: list[tuple[int, object]]) -> pa.Table:
    """Return the year's targets by branch, from the figures of the last December shown."""
    rng = plan.rng(0, "targets")
    shown = [at for at, day in dates if getattr(day, "year", 0) < plan.end.year]
    start = shown[-1] if shown else dates[0][0]
    year = [at for at, day in dates if at <= start][-12:]
    rows = []
    for branch in range(BRANCH_COUNT):
        for metric, growth in GROWTH.items():
            amount = made.amounts[metric]
            base = amount[year, branch].sum() if metric == "contribution" else amount[start, branch]
            wanted = base * (1 + growth * rng.uniform(0.6, 1.4))
            first = None if metric == "contribution" else round(float(base), 2)
            rows.append(
                (str(plan.end.year), BRANCHES[branch], metric, round(float(wanted), 2), first)
            )
    return table("target", rows, ("period", "branch_id", "metric", "value", "year_start"))
