"""Our loan products: the book, its rates and what of it is overdue.

A rate is the yearly one the contract says, in its basis; it is no cost to the borrower (fees and
ways of repaying are compared on the competitors page). Source: domain model rows 46, 47.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.products_held import NAMES, catalogue
from analytics.rates import ratio, wilson
from analytics.scope import Scope

STEP = 0.005
"""Width of a step of rates: half a point."""


def loan_book(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What is lent with each loan product, at what rate, and how much of it is overdue?

    Returns:
        customer_type, product_id, name_en, name_zh, line, loan_count, customer_count, balance (null
        where it is not known at `at`), average_rate (weighted by balance), lowest_rate,
        highest_rate, overdue_count, overdue_share (of loans whose days are known) with _low and
        _high, overdue_balance, overdue_balance_share. The largest book first.

    Raises:
        TableNotProvided.
    """
    products = catalogue(engine, scope).set_index("product_id")
    found = engine.ask("products/loan_book", scope.single)
    found = found.join(products[list(NAMES[1:])], on="product_id")
    found["average_rate"] = ratio(found["interest"], found["rated_balance"])
    known = found["judged_count"].to_numpy(np.float64)
    found["overdue_share"] = ratio(found["overdue_count"], known)
    found["overdue_share_low"], found["overdue_share_high"] = wilson(found["overdue_count"], known)
    late = found["overdue_balance"].fillna(0.0).where(found["judged_balance"].notna())
    found["overdue_balance"] = late
    found["overdue_balance_share"] = ratio(late, found["judged_balance"])
    order = ["customer_type", *NAMES, "loan_count", "customer_count", "balance", "average_rate"]
    order += ["lowest_rate", "highest_rate", "overdue_count", "overdue_share", "overdue_share_low"]
    order += ["overdue_share_high", "overdue_balance", "overdue_balance_share"]
    return found.sort_values(
        ["balance", "loan_count", "product_id"], ascending=[False, False, True]
    )[order].reset_index(drop=True)


def loan_rates(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How are the rates of each loan product spread?

    Returns:
        customer_type, product_id, name_en, name_zh, line, rate_from (included) and rate_to (not),
        half a point apart, both null for loans without a rate, loan_count, balance, balance_share
        (of the product's book). Rates rising.

    Raises:
        TableNotProvided.
    """
    products = catalogue(engine, scope).set_index("product_id")
    found = engine.ask("products/loan_rates", scope.single, step=STEP)
    found = found.join(products[list(NAMES[1:])], on="product_id")
    step = found["step"].to_numpy(dtype=np.float64, na_value=np.nan)
    found["rate_from"], found["rate_to"] = np.round(step * STEP, 6), np.round((step + 1) * STEP, 6)
    book = found.groupby(["customer_type", "product_id"])["balance"].transform("sum")
    found["balance_share"] = ratio(found["balance"], book)
    found = found.sort_values(["customer_type", "product_id", "rate_from"])
    order = ["customer_type", *NAMES, "rate_from", "rate_to", "loan_count", "balance"]
    return found[[*order, "balance_share"]].reset_index(drop=True)
