"""A bank of twelve customers, each with a reason of his own to be called, or with none."""

import datetime as dt

import pandas as pd

from tests.support.deliveries import rows_of
from tests.support.offer_banks import HOLDING, rival
from tests.support.product_banks import PRODUCT, agreed, consents, product_engine
from tests.support.releases import month

AT, BEFORE = month(12), month(11)
OFFERS = (rival(),)
"""A loan at 6 %."""

PEOPLE = rows_of("""
id manager tier_before tier aum_before aum loan_before loan contribution below watch act value3
a M1 affluent mass_affluent 350000 280000 0 0 4000 0 false active high
b M1 mass_affluent mass_affluent 290000 290000 0 0 2900 0 false active high
c M1 mass_affluent mass_affluent 290000 290000 0 0 2900 0 false active high
d M1 affluent affluent 500000 250000 0 0 5000 0 false active high
e M1 affluent affluent 300000 100000 250000 50000 9000 0 false active high
f M2 mass_affluent - 60000 - 0 - 600 0 false active mid
g M2 affluent affluent 270000 270000 0 0 2700 2 true active high
h M2 affluent affluent 260000 260000 0 0 9000 1 true active high
i M2 mass_affluent mass_affluent 100000 100000 0 0 1000 0 false active mid
j - mass mass 20000 20000 0 0 800 0 false active mid
k - mass mass 9000 9000 0 0 3000 0 false dormant high
l - mass mass 30000 30000 100000 100000 2000 0 false active mid
""")
SALARIES = {"j": (5_000, 5_000, 5_000, 0, 0), "i": (5_000, 5_000, 0, 0, 0)}
POLICY = pd.DataFrame(
    {
        "scheme": "TIER",
        "customer_type": "personal",
        "level": [1, 2, 3, 4],
        "code": ["mass", "mass_affluent", "affluent", "vip"],
        "metric": "aum_mavg",
        "lower_bound": [0, 50_000, 300_000, 1_000_000],
        "hold_months": [3, 3, 3, 6],
        "effective_from": dt.date(2020, 1, 1),
    }
)
CONSENT = pd.concat(
    [
        agreed("a", "b", "k", "l"),
        agreed("b", channel="sms"),
        # The newest record decides: c has withdrawn.
        agreed("c"),
        consents("c marketing call 2025-06-01 no"),
    ]
)
REFUSED = pd.DataFrame(
    {
        "contact_id": ["1", "2"],
        "customer_id": ["k", "b"],
        "channel": ["call", "call"],
        "type": ["marketing", "service"],
        "result": ["refused", "refused"],
        "contact_ts": pd.Timestamp("2025-05-01"),
    }
)
"""k refused a marketing call, b only a service call."""

ABOUT = pd.DataFrame(
    {
        "customer_id": ["a", "b", "g", "i"],
        "risk_tolerance": pd.array([2, 5, 4, 3], dtype="Int64"),
        "risk_assessed_on": [dt.date(2025, 3, 1), dt.date(2024, 3, 1), None, dt.date(2025, 12, 1)],
        "birth_year": pd.array([1950, 1990, 1990, 1961], dtype="Int64"),
        "occupation_group": ["teacher", None, None, None],
    }
)


def fact():
    """Five month-ends; before the last two as in November."""
    frames = []
    for place, number in enumerate(range(8, 13)):
        suffix = "" if number == 12 else "_before"
        frame = pd.DataFrame({"customer_id": PEOPLE["id"], "snapshot_date": month(number)})
        frame["manager_id"] = PEOPLE["manager"]
        frame["tier"] = PEOPLE[f"tier{suffix}"]
        frame["tier_raw"] = frame["tier"]
        frame["aum_mavg"] = pd.to_numeric(PEOPLE[f"aum{suffix}"])
        frame["loan_mavg"] = pd.to_numeric(PEOPLE[f"loan{suffix}"])
        frame["contribution_ttm"] = pd.to_numeric(PEOPLE["contribution"])
        frame["tier_below_count"] = pd.to_numeric(PEOPLE["below"])
        frame["tier_watch"] = PEOPLE["watch"] == "true"
        frame["activity"], frame["value3"] = PEOPLE["act"], PEOPLE["value3"]
        frame["payroll_in"] = [SALARIES.get(each, (0,) * 5)[place] for each in PEOPLE["id"]]
        frames.append(frame.dropna(subset="tier"))
    return pd.concat(frames, ignore_index=True)


def holding():
    """i has 50,000 falling due on 10 January, and l a loan of 100,000 at 7.2 %."""
    blank = HOLDING | {"rate": None, "rate_basis": None, "repay_mode": None, "term_months": None}
    rows = [
        blank | {"customer_id": "i", "product_id": "T", "balance": 50_000.0,
                 "maturity_date": dt.date(2026, 1, 10)},
        blank | {"customer_id": "a", "product_id": "T", "balance": 9_000.0,
                 "maturity_date": dt.date(2026, 1, 10)},
        HOLDING | {"customer_id": "l", "product_id": "L"},
    ]  # fmt: skip
    return pd.DataFrame([row | {"holding_id": str(at)} for at, row in enumerate(rows)])


def week_engine(folder, **less):
    """An engine on the bank; `less`: tables to give instead of its own."""
    tables = {
        "holding": holding(),
        "consent": CONSENT,
        "contact": REFUSED,
        "product": PRODUCT,
        "tier_policy": POLICY,
        "manager": pd.DataFrame(
            {"manager_id": ["M1", "M2"], "name": "x", "branch_id": "B01", "capacity": [2, 300]}
        ),
    }
    return product_engine(folder, fact(), customers=ABOUT, **(tables | less))
