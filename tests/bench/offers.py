"""Whom one rival offer threatens, among a million customers with three million holdings.

    python -m tests.bench.offers [STORE]

Ours reads the release. pandas has its columns in memory: of all loans of the line customer, days,
balance, rate, way of repaying, term and risk, and the open customers with occupation, grade and
days overdue; it is written the fast way, one merge and boolean columns. Both count the same people.
"""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from analytics.engine import DuckDBEngine
from analytics.exposure import offer_exposure, offer_exposure_by, offer_exposure_customers
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
    """Loans of the line as delivered, and the open customers."""
    with engine._connection.cursor() as cursor:
        loans = cursor.sql(
            """select customer_id, open_date, close_date, cast(balance as double) balance, rate,
                repay_mode, term_months, overdue_days, ftp, pd, lgd
            from holding join product using (product_id) where line = 'loan_personal'"""
        ).df()
        people = cursor.sql(
            """select customer_id, f.customer_type, c.occupation_group, job_grade, f.overdue_days
                as late from customer_snapshot f join customer c using (customer_key)
            where snapshot_date = $at and status = 'open'""",
            params={"at": scope.at},
        ).df()
    return loans, people


def pandas_exposure(loans, people, at):
    """Customers, exposed balance and margin at risk: surely exposed, then possibly."""
    open_now = (loans["open_date"] <= at) & ~(loans["close_date"] <= at) & (loans["balance"] > 0)
    alike = loans["repay_mode"].isin(OFFER.repay_modes) & (loans["term_months"] <= 36)
    beaten = loans[open_now & alike & (loans["rate"] > 0.06 + 1e-7)]
    mine = beaten.merge(people, on="customer_id")
    work, grade = mine["occupation_group"], mine["job_grade"]
    fits = work.isin(OFFER.eligible_occupations) | work.isna()
    fits &= grade.isin(OFFER.eligible_grades) | grade.isna()
    fits &= (mine["customer_type"] == "personal") & (mine["late"].fillna(0) == 0)
    fits &= mine["overdue_days"].fillna(0) == 0
    loss = mine["pd"].fillna(0.015) * mine["lgd"].fillna(0.45)
    mine["margin"] = mine["balance"] * (mine["rate"] - mine["ftp"].fillna(0.03) - loss)
    mine["possible"] = work.isna() | grade.isna()
    mine["late"] = ~fits
    whole = mine.groupby("customer_id").agg(
        balance=("balance", "sum"), margin=("margin", "sum"), late=("late", "max"),
        possible=("possible", "max"),
    )  # fmt: skip
    whole = whole[~whole["late"]]
    share = np.minimum(1, OFFER.max_amount / whole["balance"])
    exposed = whole[["balance", "margin"]].mul(share, axis=0)
    return exposed.groupby(whole["possible"]).agg(["count", "sum"])


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else offers_store()
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    loans, people = in_memory(engine, scope)
    at = np.datetime64(scope.at)
    book = (replace(OFFER, observed_on=scope.at),)
    check(
        offer_exposure(engine, scope, offer="rival", offers=book),
        pandas_exposure(loans, people, at),
    )
    seconds = rounds(
        {
            "pandas": lambda: pandas_exposure(loans, people, at),
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
    for eligibility, possible in (("sure", False), ("possible", True)):
        row = found[found["eligibility"] == eligibility].iloc[0]
        assert row["customer_count"] == wanted.loc[possible, ("balance", "count")]
        for mine, theirs in (("exposed_balance", "balance"), ("margin_at_risk", "margin")):
            assert np.isclose(row[mine], wanted.loc[possible, (theirs, "sum")], rtol=1e-9)


if __name__ == "__main__":
    main()
