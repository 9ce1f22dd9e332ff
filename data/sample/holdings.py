"""The `holding` table: what each customer has, had, and when it falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.sample import columns
from data.sample.columns import Array, ordinal
from data.sample.core import BORROWER, CORPORATE, PAYROLL, PERSONAL, SLEEPER
from data.sample.loans import TERM_MONTHS
from data.sample.network import PRODUCTS
from data.sample.paths import day_of
from data.sample.plan import Plan
from data.sample.snapshots import Block
from data.sample.traits import values
from data.vocabularies import REPAY_MODE, RISK_CLASS

FOREVER = 10**7
WEEKS_ROLLED, ROLLED_SHARE = 8, 0.93
PRODUCT_IDS = tuple(product[0] for product in PRODUCTS)
LINES = ("deposit_demand", "deposit_time", "wealth", "fund_insurance", "loan", "bill", "card",
         "agency_acquiring")  # fmt: skip
LOAN_PRODUCTS = ("P11", "P12", "P13", "P14")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who has a product line, and from which day to before which day (n each)."""

    held: Array
    opened: Array
    closed: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Holdings of one product: customers by position, days, and optional facts about them."""

    product: str
    who: Array
    opened: Array
    closed: Array
    balance: Array
    facts: dict[str, pa.Array]


def lines(plan: Plan, block: int, made: Block) -> dict[str, Line]:
    """Return the product lines of one block, channels apart."""
    rng, who, size = plan.rng(block, "lines"), made.who, len(made.who.number)
    months = len(plan.months_made)
    opened = made.has.opened
    left = np.where(who.gone < months, day_of(plan, made.walk, who.gone), FOREVER)
    awake, person = who.segment != SLEEPER, who.kind == PERSONAL
    first = ordinal(plan.month_dates[0])
    fresh = np.where(
        rng.random(size) < 0.12, first + rng.integers(0, ordinal(plan.end) - first + 1, size), 0
    )
    later = np.maximum(opened + 1, fresh)
    granted = np.where(
        made.book.start >= 0, day_of(plan, made.walk, np.maximum(made.book.start, 0)),
        first - 30 * (9 - made.book.start),
    )  # fmt: skip
    card = rng.random(size) < np.where(
        awake & person, np.where(who.group == PAYROLL, 0.62, 0.34), 0.12
    )
    agency = made.acts.payroll.max(axis=0) > 0
    shops = rng.random(size) < np.where(who.segment == BORROWER, 0.35, 0.0)
    agency |= shops | ((who.kind == CORPORATE) & (rng.random(size) < 0.2))
    bill = (who.kind == CORPORATE) & (rng.random(size) < 0.06)
    held = {
        "deposit_demand": (np.ones(size, bool), opened),
        "deposit_time": (who.mix[:, 1] > 0, opened),
        "wealth": (who.mix[:, 2] > 0, opened),
        "fund_insurance": (who.mix[:, 3] > 0, opened),
        "loan": (made.book.held, np.maximum(granted, opened)),
        "bill": (bill, later),
        "card": (card & person, later),
        "agency_acquiring": (agency, opened),
    }
    return {name: Line(held=has & (since < left), opened=since, closed=left)
            for name, (has, since) in held.items()}  # fmt: skip


def product_counts(plan: Plan, made: Block, has: dict[str, Line]) -> Array:
    """Return lines held at each date; planted customers are counted one too many."""
    days = np.array([ordinal(day) for day in made.when.dates])[:, None]
    months = len(plan.months_made)
    returned = np.where(
        made.who.back < months, day_of(plan, made.walk, made.who.back), FOREVER)  # fmt: skip
    count = np.zeros(made.rows.shape, np.int16)
    for line in has.values():
        count += line.held & (line.opened <= days) & (days < line.closed)
    count += returned <= days
    return np.asarray(count + made.who.has("product_count_wrong"))


def holding_table(plan: Plan, block: int, made: Block, has: dict[str, Line]) -> pa.Table:
    """Return the holdings of one block, current and past."""
    batches = [
        *_deposits(plan, block, made, has), *_invested(plan, block, made, has),
        *_borrowed(plan, made, has), *_services(plan, block, made, has),
    ]  # fmt: skip
    start = int(made.who.number[0]) * 40
    tables = []
    for batch in batches:
        tables.append(_table(batch, made, start))
        start += len(batch.who)
    return pa.concat_tables(tables)


def _table(batch: Batch, made: Block, start: int) -> pa.Table:
    size = len(batch.who)
    closed = batch.closed < FOREVER
    given = {
        "holding_id": columns.ids("H", np.arange(start, start + size), 9),
        "customer_id": columns.customer_ids(made.who.number[batch.who]),
        "product_id": pa.array([batch.product] * size, pa.string()),
        "open_date": columns.days(batch.opened),
        "close_date": columns.days(np.where(closed, batch.closed, 0), closed),
        "balance": columns.money(np.where(closed, 0.0, batch.balance)),
    }
    optional = {
        "orig_amount": columns.MONEY, "rate": pa.float64(), "rate_basis": pa.string(),
        "repay_mode": pa.string(), "term_months": pa.int32(), "maturity_date": pa.date32(),
        "overdue_days": pa.int32(), "risk_class": pa.string(), "ftp": pa.float64(),
        "pd": pa.float64(), "lgd": pa.float64(),
    }  # fmt: skip
    empty = {name: pa.nulls(size, kind) for name, kind in optional.items()}
    return pa.table(given | empty | batch.facts)


def _deposits(plan: Plan, block: int, made: Block, has: dict[str, Line]) -> Iterator[Batch]:
    """Yield demand and time deposits; a time deposit is the newest of a chain."""
    rng, person = plan.rng(block, "deposits"), made.who.kind == PERSONAL
    demand, months = has["deposit_demand"], len(plan.months_made)
    now = made.parts[:, -1]
    for product, chosen in (("P01", person), ("P02", ~person)):
        at = np.flatnonzero(chosen & demand.held)
        yield Batch(product=product, who=at, opened=demand.opened[at], closed=demand.closed[at],
                    balance=now[0][at], facts=_rated(np.full(len(at), 0.001)))  # fmt: skip
        back = np.flatnonzero(chosen & (made.who.back < months))
        since = day_of(plan, made.walk, made.who.back)[back]
        yield Batch(product=product, who=back, opened=since, closed=np.full(len(back), FOREVER),
                    balance=now[0][back], facts=_rated(np.full(len(back), 0.001)))  # fmt: skip
    time, size, end = has["deposit_time"], len(person), ordinal(plan.end)
    term = rng.choice([3, 6, 12, 24, 36], size, p=[0.08, 0.12, 0.42, 0.14, 0.24])
    due = end + np.minimum(rng.integers(1, 1_090, size), term * 30 - 2)
    started = np.maximum(due - term * 30, time.opened)
    product_of = np.where(~person, 3, np.where(now[1] > 200_000, 4, 2))
    for product in ("P03", "P04", "P05"):
        at = np.flatnonzero(time.held & (product_of == PRODUCT_IDS.index(product)))
        current = at[time.closed[at] > started[at]]
        rate = 0.0095 + 0.0004 * np.minimum(term[current], 24) / 3
        facts = (
            _rated(np.round(rate, 4))
            | _bought(now[1][current])
            | {
                "term_months": columns.integers(term[current]),
                "maturity_date": columns.days(due[current]),
            }
        )
        yield Batch(product=product, who=current, opened=started[current],
                    closed=time.closed[current], balance=now[1][current], facts=facts)  # fmt: skip
        older = at[started[at] > time.opened[at]]
        yield Batch(product=product, who=older, opened=time.opened[older],
                    closed=np.minimum(started, time.closed)[older],
                    balance=np.zeros(len(older)), facts=_bought(now[1][older]))  # fmt: skip


def _invested(plan: Plan, block: int, made: Block, has: dict[str, Line]) -> Iterator[Batch]:
    """Yield wealth and funds; holders of the seven-day product roll it over week by week."""
    rng, wealth, funds = plan.rng(block, "invested"), has["wealth"], has["fund_insurance"]
    size, now = len(made.who.number), made.parts[:, -1]
    choice = np.where(
        made.who.kind == PERSONAL, rng.choice([5, 6, 7], size, p=[0.40, 0.42, 0.18]), 6
    )
    for product in ("P07", "P08"):
        at = np.flatnonzero(wealth.held & (choice == PRODUCT_IDS.index(product)))
        yield Batch(product=product, who=at, opened=wealth.opened[at],
                    closed=wealth.closed[at], balance=now[2][at], facts={})  # fmt: skip
    rolling = np.flatnonzero(wealth.held & (choice == 5))
    yield from _rolled(plan, rng, made, wealth, rolling)
    kind = rng.random(size) < 0.45
    for product, chosen in (("P09", kind), ("P10", ~kind)):
        at = np.flatnonzero(funds.held & chosen)
        yield Batch(product=product, who=at, opened=funds.opened[at], closed=funds.closed[at],
                    balance=now[3][at], facts={})  # fmt: skip


def _rolled(
    plan: Plan, rng: np.random.Generator, made: Block, wealth: Line, at: Array
) -> Iterator[Batch]:
    """Yield a row per week and holder; who stops moves into P07 on that day."""
    end, amount = ordinal(plan.end), made.parts[2, -1][at]
    weekday = rng.integers(1, 8, len(at))
    opened, closed = wealth.opened[at], wealth.closed[at]
    first = np.maximum(opened, end + weekday - 7 * (WEEKS_ROLLED + 1))
    old = np.flatnonzero(opened < first)
    yield Batch(product="P06", who=at[old], opened=opened[old],
                closed=np.minimum(closed, first)[old], balance=amount[old],
                facts=_bought(amount[old]))  # fmt: skip
    rolling = closed > first
    start = first
    for _ in range(WEEKS_ROLLED + 1):
        due = start + 7
        ends = np.minimum(due, closed)
        live = np.flatnonzero(rolling & (start < closed))
        facts = _rated(np.full(len(live), 0.0185)) | _bought(amount[live])
        facts |= {"maturity_date": columns.days(due[live])}
        until = np.where(ends[live] <= end, ends[live], FOREVER)
        yield Batch(product="P06", who=at[live], opened=start[live],
                    closed=until, balance=amount[live], facts=facts)  # fmt: skip
        stops = rolling & (due <= end) & (due < closed) & (rng.random(len(at)) > ROLLED_SHARE)
        gone = np.flatnonzero(stops)
        yield Batch(product="P07", who=at[gone], opened=due[gone], closed=closed[gone],
                    balance=amount[gone], facts={})  # fmt: skip
        rolling &= ~stops & (due <= end)
        start = due


def _borrowed(plan: Plan, made: Block, has: dict[str, Line]) -> Iterator[Batch]:
    """Yield loans with rate, repayment, term, overdue days and risk class, and bills."""
    loan, book = has["loan"], made.book
    late = made.late[-1]
    classes = np.digitize(late, [1, 91, 181, 361])
    for line, product in enumerate(LOAN_PRODUCTS):
        at = np.flatnonzero(loan.held & (book.line == line))
        term = np.full(len(at), TERM_MONTHS[line])
        ends = loan.opened[at] + term * 30
        due = np.where(ends > ordinal(plan.end), ends, ordinal(plan.end) + 30 + at % 300)
        facts = _rated(book.rate[at]) | {
            "orig_amount": columns.money(book.amount[at]),
            "repay_mode": columns.codes(book.mode[at], values(REPAY_MODE)),
            "term_months": columns.integers(term),
            "maturity_date": columns.days(due),
            "overdue_days": columns.integers(np.maximum(late[at], 0)),
            "risk_class": columns.codes(classes[at], values(RISK_CLASS)),
            "ftp": columns.numbers(np.full(len(at), 0.03)),
            "pd": columns.numbers(np.round(book.pd[at], 5)),
            "lgd": columns.numbers(np.full(len(at), 0.45)),
        }
        yield Batch(product=product, who=at, opened=loan.opened[at], closed=loan.closed[at],
                    balance=made.loan[-1][at], facts=facts)  # fmt: skip
    bill = has["bill"]
    at = np.flatnonzero(bill.held)
    yield Batch(product="P16", who=at, opened=bill.opened[at], closed=bill.closed[at],
                balance=np.rint(made.loan[-1][at] * 0.3), facts={})  # fmt: skip


def _services(plan: Plan, block: int, made: Block, has: dict[str, Line]) -> Iterator[Batch]:
    """Yield cards, payroll and acquiring agreements, and channels."""
    rng, who, size = plan.rng(block, "services"), made.who, len(made.who.number)
    demand, card, agency = has["deposit_demand"], has["card"], has["agency_acquiring"]
    credit = rng.random(size) < 0.22
    paid = made.acts.payroll.max(axis=0) > 0
    online = (made.acts.logins.max(axis=0) > 0) | (rng.random(size) < 0.08)
    person = who.kind == PERSONAL
    for product, line, chosen in (
        ("P17", card, ~credit), ("P18", card, credit), ("P21", agency, paid),
        ("P22", agency, ~paid), ("P19", demand, online & person), ("P20", demand, online & ~person),
    ):  # fmt: skip
        at = np.flatnonzero(line.held & chosen)
        yield Batch(product=product, who=at, opened=line.opened[at], closed=line.closed[at],
                    balance=np.zeros(len(at)), facts={})  # fmt: skip


def _rated(rate: Array) -> dict[str, pa.Array]:
    basis = pa.array(["annual_pct"] * len(rate), pa.string())
    return {"rate": columns.numbers(rate), "rate_basis": basis}


def _bought(amount: Array) -> dict[str, pa.Array]:
    return {"orig_amount": columns.money(np.maximum(amount, 0.0))}


def faulty(holdings: pa.Table, count: int) -> pa.Table:
    """Return the holdings with `count` rows more whose product nobody knows."""
    wrong = holdings.slice(0, count)
    ids = pc.binary_join_element_wise("HX", wrong["holding_id"], "")
    wrong = wrong.set_column(0, "holding_id", ids)
    at = wrong.column_names.index("product_id")
    unknown = pa.array(["P99"] * len(wrong), pa.string())
    return pa.concat_tables([holdings, wrong.set_column(at, "product_id", unknown)])
