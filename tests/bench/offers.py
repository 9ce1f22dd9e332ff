"""Whom one rival offer threatens, among a million customers with three million holdings.

    python -m tests.bench.offers [STORE]

Ours reads the release. pandas has its columns in memory as delivered: holdings, products,
customers and the date's rows; it is written the fast way, boolean columns and three merges, and
knows this one kind of offer only. Both find the same people and money.
"""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from analytics.engine import DuckDBEngine
from analytics.exposure import offer_exposure, offer_exposure_by, offer_exposure_customers
from analytics.offer_compare import offer_cost
from analytics.offers import Offer
from analytics.offers_questions import loan_compare
from analytics.quotes import Quote
from analytics.scope import Scope
from data.release import SCHEMA_VERSION, Store
from tests.bench import bank, measure
from tests.bench.curve import compare, rounds
from tests.bench.products import CUSTOMERS, HOLDINGS, holdings_store

LOANS = """
create or replace table holding as
select * replace (
    case when what = 4 then 0.045 + (hash(holding_id, 'rate') % 450) / 10000.0
        when what = 1 then 0.010 + (hash(holding_id, 'rate') % 80) / 10000.0 end as rate,
    'annual_pct' as rate_basis,
    case when what = 4 then ['annuity', 'annuity', 'annuity', 'equal_principal', 'bullet']
        [1 + (hash(holding_id, 'mode') % 5)::integer] end as repay_mode,
    case when what in (1, 4) then [12, 24, 36, 36, 60][1 + (hash(holding_id, 'term') % 5)::integer]
        end as term_months,
    case when what = 4 and hash(holding_id, 'late') % 50 = 0 then 20 end as overdue_days,
    case when what = 4 then 0.002 + (hash(holding_id, 'pd') % 300) / 10000.0 end as pd
) from (select *, substr(product_id, 2)::integer % 12 as what from holding)
"""
PEOPLE = """
update customer set
    occupation_group = ['teacher', 'doctor', 'civil_servant', 'farmer', 'self_employed', 'other',
        null, null][1 + (hash(customer_id, 'work') % 8)::integer],
    job_grade = ['staff', 'deputy_section_or_mid_title_plus', null]
        [1 + (hash(customer_id, 'grade') % 3)::integer]
"""
BASES = {
    "annual_pct": 1.0, "annual_li": 0.01, "monthly_li": 0.012, "monthly_pct": 0.12,
    "daily_li": 0.036,
}  # fmt: skip
OFFER = Offer(
    offer_id="rival",
    competitor="rival",
    product_name="loan",
    quote=Quote(value=5, basis="monthly_li"),
    line="loan_personal",
    repay_modes=("annuity", "bullet"),
    eligible_occupations=frozenset({"teacher", "doctor", "civil_servant"}),
    eligible_grades=frozenset({"staff"}),
    max_amount=30_000.0,
    term_months=36,
)


def offers_store():
    """The bench bank of holdings with rates, terms, occupations. Built once."""
    folder = bank.BENCH / f"offers-{CUSTOMERS}x{HOLDINGS}"
    complete = folder / "complete"
    if complete.exists() and complete.read_text("utf-8") == str(SCHEMA_VERSION):
        return folder
    source = Store(holdings_store())
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source.folder, folder, ignore=shutil.ignore_patterns("complete"))
    with duckdb.connect(str(Store(folder).path("000001"))) as connection:
        connection.execute(LOANS.replace("select * replace", "select * exclude (what) replace"))
        connection.execute(PEOPLE)
    complete.write_text(str(SCHEMA_VERSION), "utf-8")
    return folder


def in_memory(engine, scope):
    """Holdings, products, customers and the date's rows, as delivered."""
    with engine._connection.cursor() as cursor:
        held = cursor.sql(
            """select product_id, customer_id, open_date, close_date,
                cast(balance as double) balance, rate, rate_basis, repay_mode, term_months,
                overdue_days, ftp, pd, lgd from holding"""
        ).df()
        products = cursor.sql("select product_id, line from product").df()
        customers = cursor.sql(
            "select customer_id, customer_type, occupation_group, job_grade from customer"
        ).df()
        snapshot = cursor.sql(
            """select customer_id, status, f.overdue_days as late
            from customer_snapshot f join customer using (customer_key)
            where snapshot_date = $at""",
            params={"at": scope.at},
        ).df()
    return held, products, customers, snapshot


def pandas_exposure(held, products, customers, snapshot, at):
    """The same answer: per standing customers, holdings, balances, gains and margin."""
    line = products.loc[products["line"] == OFFER.line, "product_id"]
    loans = held[held["product_id"].isin(line)]
    open_now = (loans["open_date"] <= at) & ~(loans["close_date"] <= at) & (loans["balance"] > 0)
    loans = loans[open_now]
    loans = loans.assign(our=loans["rate"] * loans["rate_basis"].map(BASES))
    mine = loans.merge(offer_cost(OFFER, loans["term_months"]), on=["repay_mode", "term_months"])
    mine = mine[mine["our"] - mine["apr"] > 1e-7].merge(customers, on="customer_id")
    mine = mine.merge(snapshot[snapshot["status"] == "open"], on="customer_id")
    work, grade = mine["occupation_group"], mine["job_grade"]
    fits = (work.isin(OFFER.eligible_occupations) | work.isna()) & (
        grade.isin(OFFER.eligible_grades) | grade.isna()
    )
    fits &= (mine["customer_type"] == "personal") & (mine["late"].fillna(0) == 0)
    fits &= mine["overdue_days"].fillna(0) == 0
    mine["standing"] = np.where(fits, np.where(work.isna() | grade.isna(), 1, 2), 0)
    loss = mine["pd"].fillna(0.015) * mine["lgd"].fillna(0.45)
    mine["margin"] = mine["balance"] * (mine["our"] - mine["ftp"].fillna(0.03) - loss)
    mine["saving"] = mine["balance"] * (mine["our"] - mine["apr"])
    mine["interest"] = mine["balance"] * mine["our"]
    amounts = ["balance", "interest", "saving", "margin"]
    told = {"standing": ("standing", "min"), "holdings": ("our", "size")}
    whole = mine.groupby("customer_id").agg(**told, **{name: (name, "sum") for name in amounts})
    whole["exposed"] = np.minimum(whole["balance"], OFFER.max_amount)
    share = whole["exposed"] / whole["balance"]
    for name in amounts[1:]:
        whole[name] *= share
    found = whole.groupby("standing").sum()
    return found.assign(customers=whole.groupby("standing").size())


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else offers_store()
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    columns = in_memory(engine, scope)
    at = np.datetime64(scope.at)
    book = (replace(OFFER, observed_on=scope.at),)
    check(
        offer_exposure(engine, scope, offer="rival", offers=book),
        pandas_exposure(*columns, at),
    )
    seconds = rounds(
        {
            "pandas": lambda: pandas_exposure(*columns, at),
            "exposure": lambda: offer_exposure(engine, scope, offer="rival", offers=book),
        },
        count=7,
    )
    compare(f"exposure of one offer, {HOLDINGS / 1e6:.1f} million holdings / pandas",
            seconds, "exposure", "pandas", bar=0.3)  # fmt: skip
    for name, work, bar in (
        (
            "exposure of one offer",
            lambda: offer_exposure(engine, scope, offer="rival", offers=book),
            400,
        ),
        ("the same by branch", lambda: offer_exposure_by(engine, scope, offers=book), None),
        (
            "first page of its customers",
            lambda: offer_exposure_customers(engine, scope, offers=book),
            None,
        ),
        ("loans compared, as typed", lambda: loan_compare(engine, scope, offers=book), 400),
    ):
        measure.bound(name, 1_000 * measure.timed(work, repeats=5), bar=bar, unit="ms")


def check(found, wanted):
    """Ours and pandas find the same people and money."""
    for standing, eligibility in enumerate(("not", "possible", "sure")):
        mine = found[found["eligibility"] == eligibility].iloc[0]
        theirs = wanted.loc[standing]
        assert mine["customer_count"] == theirs["customers"]
        assert mine["holding_count"] == theirs["holdings"]
        pairs = {"exposed_balance": "exposed", "margin_at_risk": "margin", "saving": "saving"}
        for name, other in pairs.items() if standing else ():
            assert np.isclose(mine[name], theirs[other], rtol=1e-9)


if __name__ == "__main__":
    main()
