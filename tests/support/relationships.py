"""Small banks whose customers' depth of relationship is known, and how a store reads."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from data import release
from tests.support.deliveries import rows_of

ENDS = [
    *(date(2025, month, 1) - timedelta(days=1) for month in range(2, 13)),
    *(date(2026, month, 1) - timedelta(days=1) for month in range(1, 5)),
]
LAST = ENDS[-1]
FACT = """select c.customer_id, f.snapshot_date, f.abc_class, f.depth from customer_snapshot f
    join customer c using (customer_key) order by f.snapshot_date, c.customer_id"""
PRODUCT = rows_of("""
product_id line is_channel name_zh
D deposit_demand false D
T deposit_time false T
T2 deposit_time false T2
W wealth false W
C card - C
A agency_acquiring false A
M e_channel true M
N e_channel - N
""")
LOYAL = "D T W C"


def bank(days=ENDS[-3:], *, people="P", **changes):
    """Rows of customers on month-ends; `changes` hold a value, or one per date, for all of them."""
    rows = pd.DataFrame(
        [
            {
                "customer_id": name,
                "snapshot_date": day,
                "status": "open",
                "aum_mavg": 400_000,
                "loan_mavg": 0,
                "contribution": 1,
                "payroll_in": 5_000,
            }
            for day in days
            for name in people.split()
        ]
    )
    for name, value in changes.items():
        each = value if isinstance(value, list) else [value] * len(days)
        rows[name] = np.repeat(np.array(each, dtype=object), len(people.split()))
    return rows


def described(kind="personal", opened="2010-01-01", names="P"):
    return pd.DataFrame(
        [
            {"customer_id": name, "customer_type": kind, "branch_id": "B1", "open_date": opened}
            for name in names.split()
        ]
    )


def held(products, *, opened="2015-01-01", closed=None, name="P", day=None):
    rows = [
        {
            "holding_id": f"{name}-{product}",
            "customer_id": name,
            "product_id": product,
            "open_date": opened,
            "close_date": closed,
        }
        | ({} if day is None else {"snapshot_date": day})
        for product in products.split()
    ]
    return pd.DataFrame(rows)


def contact(day, result="reached", purpose="care", name="P", number=1):
    row = {"contact_id": f"T{number}", "customer_id": name, "contact_ts": f"{day} 23:50:00"}
    return pd.DataFrame([row | {"channel": "call", "type": purpose, "result": result}])


def frame(store, sql=FACT):
    with release.connect(store) as connection:
        return connection.execute(sql).df()


def depths(store, name="P"):
    rows = frame(store).astype(object)
    rows = rows.where(rows.notna(), None)
    return rows[rows["customer_id"] == name]["depth"].tolist()
