"""Every truth planted in the demo bank, in one place: what later questions must find again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from data.sample import columns
from data.sample.campaigns import OPEN_ARM, PLACEBO, REAL, Outcome, outcomes
from data.sample.core import LEAVER_BRANCH, OUTFLOW_BRANCH, PERSONAL, SEGMENTS, SLEEPER, core
from data.sample.ledger import CONTROL_BRANCH, CONTROL_DIFFERENCE
from data.sample.paths import paths
from data.sample.plan import Plan
from data.sample.relations import COMPLAINT_BRANCH
from data.sample.snapshots import BRANCHES

Ids = tuple[str, ...]
LEAVER_AMOUNT = 30_000_000
UNKNOWN_PRODUCT_HOLDINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What was planted. Branches and campaigns by id, customers as sorted ids.

    leaver: closes in the last month, in the last week shown, taking `leaver_amount`.
    outflow: affluent in `outflow_branch`, just below their line for two months, most of it
        withdrawn in the last month and week; they fall a tier at the last month-end.
    potentials: income, transactions, logins and wealth of the best, balances of the middle.
    exposed_sure, exposed_possible, not_eligible: personal borrowers at 7.2 to 8.8 per cent that
        the offers O01 and O02 surely, possibly (occupation unknown) or never take: another
        occupation, a rate of ours below theirs, or overdue.
    payroll_stopped: salaries until two months before the end, none since.
    control_branch: its ledger deposits exceed the customers' by `control_difference` at the end.
    complaint_branch: three times the complaints of the others.
    parts_mismatch: parts exceed aum_mavg at the last date. month_missing: one month absent.
    closed_with_balance: closed at the end with money left. product_count_wrong: one too many.
    unknown_product_holdings: so many holdings name the product P99, which is in no list.
    """

    leaver: str
    leaver_branch: str
    leaver_amount: int
    outflow_branch: str
    outflow: Ids
    event_month: date
    event_week: date | None
    potentials: Ids
    exposed_sure: Ids
    exposed_possible: Ids
    not_eligible: Ids
    payroll_stopped: Ids
    real_campaign: str
    placebo_campaign: str
    campaign_without_control: str
    outcomes: tuple[Outcome, ...]
    complaint_branch: str
    control_branch: str
    control_difference: float
    parts_mismatch: Ids
    month_missing: Ids
    closed_with_balance: Ids
    product_count_wrong: Ids
    unknown_product_holdings: int
    segments: tuple[str, ...]


def planted(plan: Plan) -> Planted:
    """Return the truths of a plan's bank without making the bank."""
    who = core(plan, 0)

    def members(role: str) -> Ids:
        return tuple(sorted(columns.customer_id(number) for number in who.number[who.has(role)]))

    return Planted(
        leaver=members("leaver")[0], leaver_branch=BRANCHES[LEAVER_BRANCH],
        leaver_amount=LEAVER_AMOUNT,
        outflow_branch=BRANCHES[OUTFLOW_BRANCH], outflow=members("outflow"),
        event_month=plan.end, event_week=plan.week_dates[-1] if plan.week_dates else None,
        potentials=members("potential"), exposed_sure=members("exposed_sure"),
        exposed_possible=members("exposed_possible"), not_eligible=members("not_eligible"),
        payroll_stopped=members("payroll_stopped"),
        real_campaign=REAL, placebo_campaign=PLACEBO, campaign_without_control=OPEN_ARM,
        outcomes=outcomes(plan), complaint_branch=BRANCHES[COMPLAINT_BRANCH],
        control_branch=BRANCHES[CONTROL_BRANCH], control_difference=CONTROL_DIFFERENCE,
        parts_mismatch=members("parts_mismatch"), month_missing=members("month_missing"),
        closed_with_balance=members("closed_with_balance"),
        product_count_wrong=members("product_count_wrong"),
        unknown_product_holdings=UNKNOWN_PRODUCT_HOLDINGS, segments=SEGMENTS,
    )  # fmt: skip


def latent_segments(plan: Plan) -> pa.Table:
    """Return customer_id and the segment each person truly behaves like at the end.

    Who walked away leaving a few yuan behaves like a sleeper. Firms and institutions have none.
    """
    tables = []
    for block in range(len(plan.blocks)):
        who = core(plan, block)
        awake = paths(plan, block, who).awake[-1]
        now = np.where(awake, who.segment, SLEEPER)
        at = np.flatnonzero(who.kind == PERSONAL)
        tables.append(pa.table({
            "customer_id": columns.customer_ids(who.number[at]),
            "segment": columns.codes(now[at], SEGMENTS),
        }))  # fmt: skip
    return pa.concat_tables(tables)
