"""The `customer_snapshot` table of the demo bank: one row per customer and date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.sample import columns
from data.sample.behaviour import Behaviour, behaviour
from data.sample.columns import Array, ordinal
from data.sample.core import (
    BRANCH_COUNT,
    MANAGERS_A_BRANCH,
    Core,
    core,
)
from data.sample.income import Income, income
from data.sample.loans import Loans, loans, overdue_days, owed
from data.sample.paths import ABSENT, CLOSED, OPEN, Moments, Paths, at_dates, moments, paths
from data.sample.plan import Plan
from data.sample.traits import Traits, traits, values
from data.vocabularies import CREDIT_GRADE, FAMILY_STAGE, OCCUPATION_GROUP, PURSUIT_STAGE

BRANCHES = tuple(f"B{number + 1:03d}" for number in range(BRANCH_COUNT))
MANAGERS = tuple(f"M{number + 1:03d}" for number in range(BRANCH_COUNT * MANAGERS_A_BRANCH))
OFFICIAL = ("普通客户", "银卡客户", "金卡客户", "钻石客户")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Everything that was simulated for one block, arrays of shown dates x customers.

    `parts` is (4 x dates x customers): demand, time, wealth, other month averages that sum to
    `average`. `rows` says which date and customer has a row.
    """

    who: Core
    book: Loans
    has: Traits
    walk: Paths
    when: Moments
    acts: Behaviour
    earns: Income
    state: Array
    point: Array
    average: Array
    parts: Array
    loan: Array
    late: Array
    rows: Array


def simulated(plan: Plan, block: int) -> Block:
    """Return one simulated block of customers."""
    who = core(plan, block)
    book = loans(plan, block, who)
    walk, when = paths(plan, block, who), moments(plan)
    state, point, average = at_dates(walk, when)
    point, average = np.rint(point * 100) / 100, np.rint(average * 100) / 100
    parts = _parts(plan, block, who, average)
    loan = np.rint(_loan_average(plan, who, book, when) * 100) / 100 * (state == OPEN)
    acts = behaviour(plan, block, who, walk, when)
    return Block(
        who=who, book=book, walk=walk, when=when, acts=acts,
        has=traits(plan, block, who, book, walk),
        earns=income(plan, block, who, book, (acts, when, parts, loan)),
        state=state, point=point, average=average, parts=parts, loan=loan,
        late=overdue_days(plan, book, when.dates),
        rows=_rows(plan, block, who, when, state),
    )  # fmt: skip


def _parts(plan: Plan, block: int, who: Core, average: Array) -> Array:
    """Return the four parts of each average; demand takes what rounding leaves."""
    rng = plan.rng(block, "parts")
    tilt = np.exp(0.06 * rng.standard_normal(average.shape, np.float32))
    invested = np.minimum((1.0 - who.mix[:, 0]) * tilt, 1.0)
    scale = invested / np.maximum(1.0 - who.mix[:, 0], 1e-9) * np.maximum(average, 0.0)
    time, wealth, other = (np.rint(who.mix[:, at] * scale * 100) / 100 for at in (1, 2, 3))
    demand = np.rint((average - time - wealth - other) * 100) / 100
    return np.stack([demand, time, wealth, other])


def _loan_average(plan: Plan, who: Core, book: Loans, when: Moments) -> Array:
    balances = owed(plan, who, book)
    return np.asarray((balances[when.month - 1] + balances[when.month]) / 2)


def _rows(plan: Plan, block: int, who: Core, when: Moments, state: Array) -> Array:
    """Return which rows exist: gaps of planted customers, three final closings in ten unsaid."""
    silent = (who.number % 10 < 3) & (who.role == 0) & (who.back >= len(plan.months_made))
    rows = (state != ABSENT) & ~((state == CLOSED) & silent)
    rng, month_rows = plan.rng(block, "gaps"), np.flatnonzero(when.is_month)
    if len(month_rows) > 6:
        gap = rng.integers(2, len(month_rows) - 3, len(who.number))
        missing = month_rows[gap][None, :] == np.arange(len(state))[:, None]
        rows &= ~(missing & who.has("month_missing"))
    return np.asarray(rows)


def snapshot_table(plan: Plan, block: int, made: Block, products: Array) -> pa.Table:
    """Return the rows of one block, by date, then customer."""
    date_at, customer_at = np.nonzero(made.rows)
    taken = pa.array(customer_at.astype(np.int32))
    whole = made.rows
    is_open = (made.state == OPEN)[whole]
    month_row = made.when.is_month[date_at] & is_open
    days = np.array([ordinal(day) for day in made.when.dates])
    who = made.who
    moved = made.when.month[:, None] >= who.moved
    branch = np.where(moved, who.next_branch, who.branch)[whole]
    manager = np.where(moved, who.next_manager, who.manager)[whole]
    base = {
        "customer_id": columns.customer_ids(who.number).take(taken),
        "snapshot_date": columns.days(days[date_at]),
        "status": columns.codes(np.where(is_open, 0, 1), ["open", "closed"]),
        "branch_id": columns.codes(branch, BRANCHES),
        "manager_id": columns.codes(manager, MANAGERS),
    }
    return pa.table(
        base
        | _balances(plan, block, made)
        | _parts_of_income(made, month_row)
        | _deeds(plan, block, made, is_open)
        | {"product_cnt": columns.integers(products[whole], is_open)}
        | _history(made, taken)
    )


def _balances(plan: Plan, block: int, made: Block) -> dict[str, pa.Array]:
    """Return balances; planted faults: parts that miss the sum, a closed one with money."""
    rng, who = plan.rng(block, "balances"), made.who
    closed = (made.state == CLOSED) & who.has("closed_with_balance")
    left = np.rint(rng.uniform(500.0, 5_000.0, len(who.number)))
    average = np.where(closed, left, made.average)
    point = np.where(closed, left, made.point)
    off = np.rint(rng.uniform(150.0, 900.0, len(who.number)))
    last = np.zeros(len(made.state), bool)
    last[-1] = True
    wealth = made.parts[2] + np.where(last[:, None] & who.has("parts_mismatch"), off, 0.0)
    demand = np.where(closed, left, made.parts[0])
    parts = {"dep_demand_mavg": demand, "dep_time_mavg": made.parts[1],
             "wealth_mavg": wealth, "other_aum_mavg": made.parts[3]}  # fmt: skip
    amounts = {"aum_mavg": average, "loan_mavg": made.loan, "aum_eop": point} | parts
    return {name: columns.money(amount[made.rows]) for name, amount in amounts.items()}


def _parts_of_income(made: Block, month_row: Array) -> dict[str, pa.Array]:
    """Return the month's income; weekly rows have none."""
    earns, names = made.earns, Income.__slots__
    income_of = {name: getattr(earns, name)[made.rows] for name in names}
    given = dict.fromkeys(names, month_row) | {"capital": month_row & (made.loan[made.rows] > 0)}
    return {name: columns.money(income_of[name], given[name]) for name in names}


def _deeds(plan: Plan, block: int, made: Block, is_open: Array) -> dict[str, pa.Array]:
    """Return behaviour; the leaver's outflow is the largest of all."""
    acts, rows, who = made.acts, made.rows, made.who
    fall = np.maximum(np.concatenate([made.point[:1], made.point[:-1]]) - made.point, 0.0)
    usual = acts.txn_amount / 25
    outflow = np.rint(np.maximum(fall * 0.9, usual) * 100) / 100
    due = np.rint((made.parts[1] + 0.4 * made.parts[2]) * acts.maturing_share * 100) / 100
    invested = (made.parts[2] + made.parts[3])[rows] > 0
    rng = plan.rng(block, "returns")
    gain = rng.normal(0.024, 0.013, len(who.number))[np.nonzero(rows)[1]]
    risk = np.abs(rng.normal(0.012, 0.012, len(who.number)))[np.nonzero(rows)[1]]
    tier = np.digitize(made.point, [50_000.0, 200_000.0, 1_000_000.0])[rows]
    last = acts.last_txn[rows]
    return {
        "txn_cnt_90d": columns.integers(acts.txn_count[rows], is_open),
        "last_txn_date": columns.days(last, is_open & (last >= 0)),
        "digital_login_30d": columns.integers(acts.logins[rows], is_open),
        "payroll_in": columns.money(acts.payroll[rows], is_open),
        "max_outflow": columns.money(outflow[rows]),
        "maturing_next_30d": columns.money(due[rows], is_open),
        "overdue_days": columns.integers(
            np.maximum(made.late[rows], 0), is_open & (made.loan[rows] > 0)
        ),
        "txn_amt_90d": columns.money(acts.txn_amount[rows], is_open),
        "wealth_return_12m": columns.numbers(np.round(gain, 4), invested & is_open),
        "wealth_drawdown": columns.numbers(np.round(risk, 4), invested & is_open),
        "official_tier": columns.codes(np.where(is_open, tier, -1), OFFICIAL),
    }


def _history(made: Block, taken: pa.Array) -> dict[str, pa.Array]:
    """Return the attributes as of the date; here they do not change."""
    has = made.has
    return {
        "credit_grade": columns.codes(has.credit, values(CREDIT_GRADE)).take(taken),
        "risk_tolerance": columns.integers(has.risk, has.risk > 0).take(taken),
        "occupation_group": columns.codes(has.occupation, values(OCCUPATION_GROUP)).take(taken),
        "pursuit_stage": columns.codes(has.pursuit, values(PURSUIT_STAGE)).take(taken),
        "family_stage": columns.codes(has.family, values(FAMILY_STAGE)).take(taken),
    }
