"""Banks with loans and deposits that rival offers beat or not, and a plain twin that tells."""

import datetime as dt
from collections import defaultdict

import numpy as np
import pandas as pd

from analytics.internal_rate import internal_rate
from analytics.loan_plan import Loan, payment_plan
from analytics.offers import Offer
from analytics.quotes import Quote
from tests.support.product_banks import AT, product_engine
from tests.support.releases import month

BEFORE = month(11)
OPENED = dt.date(2025, 3, 1)
PRODUCT = pd.DataFrame(
    {
        "product_id": ["P", "M", "T", "D", "C"],
        "name_zh": ["P", "M", "T", "D", "C"],
        "line": ["loan_personal", "loan_merchant", "deposit_time", "deposit_demand", "card"],
        "is_channel": False,
        "status": "active",
    }
)
LINE = dict(zip(PRODUCT["product_id"], PRODUCT["line"], strict=True))
BASES = {None: 1.0, "annual_pct": 1.0, "monthly_li": 0.012, "daily_li": 0.036,
         "flat_monthly_pct": 0.12}  # fmt: skip
SHIPPED = {"ftp_loan": 0.03, "ftp_time": 0.02, "ftp_demand": 0.016, "pd": 0.015, "lgd": 0.45}
HOLDING = {
    "product_id": "P", "open_date": OPENED, "close_date": None, "balance": 100_000.0,
    "rate": 0.072, "rate_basis": "annual_pct", "repay_mode": "annuity", "term_months": 36,
    "maturity_date": None, "overdue_days": None, "ftp": None, "pd": None, "lgd": None,
}  # fmt: skip


def rival(value=5.0, basis="monthly_li", **more):
    """A rival's loan at 6 % a year, seen on the day of the data."""
    given = {
        "offer_id": "rival",
        "competitor": "邮政储蓄银行",
        "product_name": "优享贷",
        "line": "loan_personal",
        "repay_modes": ("annuity", "bullet"),
        "observed_on": AT,
    }
    return Offer(quote=Quote(value=value, basis=basis), **(given | more))


def holding_rows(rows):
    """Holdings of dictionaries: customer_id and what differs from HOLDING."""
    made = [HOLDING | {"holding_id": f"H{at:05d}"} | row for at, row in enumerate(rows)]
    return pd.DataFrame(made).astype({"balance": float, "rate": float})


def offer_engine(folder, customers, holdings, **tables):
    """An engine at AT. `customers`: customer_id and columns of customer or of the fact."""
    people = pd.DataFrame(customers)
    fact = ("customer_type", "branch_id", "manager_id", "tier", "segment", "status",
            "overdue_days", "contribution_ttm", "nii_deposit", "fee_income", "cost_to_serve",
            "loan_mavg", "deposit_mavg")  # fmt: skip
    rows = people[["customer_id", *(name for name in fact if name in people)]]
    rows = pd.concat([rows.assign(snapshot_date=day) for day in (BEFORE, AT)])
    about = people[["customer_id", *(n for n in ABOUT if n in people)]]
    return product_engine(
        folder, rows, customers=about, product=PRODUCT, holding=holdings, **tables
    )


ABOUT = ("occupation_group", "job_grade", "institution_type")


def drawn(count=400, *, seed=3):
    """Customers and holdings with everything that can happen, as frames."""
    chance = np.random.default_rng(seed)
    kind = chance.choice(["personal", "corporate", "institution"], count, p=[0.85, 0.1, 0.05])
    interbank = (kind == "institution") & (chance.random(count) < 0.5)
    people = pd.DataFrame(
        {
            "customer_id": [f"C{at:04d}" for at in range(count)],
            "customer_type": kind,
            "branch_id": chance.choice(["B01", "B02", "B03"], count),
            "tier": chance.choice(["mass", "affluent"], count),
            "status": np.where(chance.random(count) < 0.05, "closed", "open"),
            "overdue_days": chance.choice([0, 0, 0, 0, 9], count),
            "occupation_group": chance.choice(
                np.array(["teacher", "doctor", "farmer", None], dtype=object), count
            ),
            "job_grade": chance.choice(
                np.array(["staff", "deputy_section_or_mid_title_plus", None], dtype=object), count
            ),
            "institution_type": np.where(interbank, "interbank", None),
        }
    )
    rows = []
    for customer in people["customer_id"]:
        rows += [_drawn_holding(chance, customer) for _ in range(chance.integers(0, 4))]
    return people, holding_rows(rows)


def _drawn_holding(chance, customer):
    product = str(chance.choice(["P", "P", "M", "T", "D"]))
    row = {
        "customer_id": customer,
        "product_id": product,
        "open_date": AT - dt.timedelta(days=int(chance.integers(-20, 400))),
        "close_date": AT - dt.timedelta(days=int(chance.integers(-50, 50)))
        if chance.random() < 0.15
        else None,
        "balance": [0.0, None, -5.0][chance.integers(3)]
        if chance.random() < 0.05
        else round(float(np.exp(chance.normal(11, 1))), 2),
        "overdue_days": int(chance.choice([0, 0, 0, 0, 0, 3])),
        "ftp": 0.028 if chance.random() < 0.5 else None,
        "pd": 0.02 if chance.random() < 0.5 else None,
    }
    if product in {"P", "M"}:
        mode = chance.choice(
            np.array(["annuity", "equal_principal", "bullet", "flat", None], dtype=object)
        )
        rate, basis = round(float(chance.uniform(0.03, 0.09)), 4), "annual_pct"
        if chance.random() < 0.2:
            rate, basis = round(rate / 0.012, 3), "monthly_li"
        if mode == "flat" and chance.random() < 0.6:
            rate, basis = round(float(chance.uniform(0.2, 0.6)), 2), "flat_monthly_pct"
        if chance.random() < 0.03:
            rate, basis = 7.2, "annual_pct"
        term = [12, 24, 36, 60, None][chance.integers(5)]
        return row | {"rate": rate, "rate_basis": basis, "repay_mode": mode, "term_months": term}
    term = [12, 36, None][chance.integers(3)] if product == "T" else None
    rate = round(float(chance.uniform(0.001, 0.02)), 4)
    due = AT + dt.timedelta(days=int(chance.integers(1, 300)))
    known = rate if chance.random() < 0.95 else None
    return row | {"rate": known, "repay_mode": None, "term_months": term, "maturity_date": due}


def plain_exposure(people, holdings, offer):
    """One dictionary per customer that the offer beats us with, worked out loan by loan."""
    known = people.astype(object).where(people.notna(), None)
    about = known[known["status"] == "open"].set_index("customer_id").to_dict("index")
    mine = defaultdict(list)
    for row in holdings.astype(object).where(holdings.notna(), None).to_dict("records"):
        if row["customer_id"] in about and LINE[row["product_id"]] == offer.line:
            found = _beaten(row, offer, about[row["customer_id"]])
            if found:
                mine[row["customer_id"]].append(found)
    exposed = {customer: _exposed(about[customer], rows, offer) for customer, rows in mine.items()}
    return {customer: found for customer, found in exposed.items() if found}


def _beaten(row, offer, customer):
    """What one holding adds, None where the offer does not beat it."""
    opened = row["open_date"] <= AT and (row["close_date"] is None or row["close_date"] > AT)
    rate = row["rate"]
    if not opened or rate is None or (row["balance"] is not None and row["balance"] <= 0):
        return None
    rate *= BASES[row["rate_basis"]]
    compared = _deposit if offer.kind == "deposit" else _loan
    found = None if rate > 0.36 else compared(row, rate, offer, customer)
    if found is None or found["gap"] <= 1e-7:
        return None
    return found | {"balance": row["balance"]}


def _deposit(row, rate, offer, customer):
    term = row["term_months"]
    if customer["institution_type"] == "interbank" or term != offer.term_months:
        return None
    ours, theirs = _yield(rate, term), _yield(offer.quote.annual_rate, term)
    transfer = row["ftp"] or SHIPPED["ftp_time" if term else "ftp_demand"]
    return {"ours": ours, "gap": theirs - ours, "sure": True, "late": False,
            "margin": transfer - rate}  # fmt: skip


def _loan(row, rate, offer, _customer):
    term = row["term_months"]
    mode = "flat" if row["rate_basis"] == "flat_monthly_pct" else row["repay_mode"]
    if mode is not None and mode not in offer.modes:
        return None
    outside = term is not None and offer.limit(offer.min_amount or 1, term).startswith("term")
    if outside or (mode == "flat" and term is None):
        return None
    compared = term or offer.term_months or 12
    ours = _cost(mode, rate, compared) if mode == "flat" else rate
    usual = mode or offer.modes[0]
    theirs = _cost(usual, offer.quote.annual_rate, compared, offer.fee_share)
    loss = (row["pd"] or SHIPPED["pd"]) * (row["lgd"] or SHIPPED["lgd"])
    return {"ours": ours, "gap": ours - theirs, "sure": None not in (term, mode),
            "late": (row["overdue_days"] or 0) > 0,
            "margin": ours - (row["ftp"] or SHIPPED["ftp_loan"]) - loss}  # fmt: skip


def _exposed(customer, rows, offer):
    known = [row for row in rows if row["balance"] is not None]
    balance = sum(row["balance"] for row in known) if known else None
    if balance is not None and balance < (offer.min_amount or 0):
        return None
    share = 1.0 if balance is None else min(1.0, (offer.max_amount or np.inf) / balance)
    late = offer.kind == "loan" and (
        customer["overdue_days"] > 0 or any(row["late"] for row in rows)
    )
    restricted = offer.eligible_occupations or offer.eligible_grades
    taken = offer.eligibility(customer["occupation_group"], customer["job_grade"])
    if late or (restricted and customer["customer_type"] != "personal"):
        taken = "not"
    if taken == "sure" and not all(row["sure"] for row in rows):
        taken = "possible"
    sums = {
        name: share * sum(row["balance"] * row[name] for row in known)
        for name in ("ours", "gap", "margin")
    }
    return {"eligibility": taken, "holdings": len(rows), "balance": balance or 0.0,
            "exposed": share * (balance or 0.0), **sums}  # fmt: skip


def _cost(mode, annual, term, fee=0.0):
    loan = Loan(amount=1e5, term_months=int(term), monthly_rate=annual / 12, repay_mode=mode,
                fee_share=fee)  # fmt: skip
    return 12 * internal_rate(payment_plan(loan).flows)


def _yield(rate, term):
    if term is None:
        return (1 + rate / 4) ** 4 - 1
    return (1 + rate * term / 12) ** (12 / term) - 1
