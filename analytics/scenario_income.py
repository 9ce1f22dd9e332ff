"""What a group of customers has and brings in 12 months, tier by tier, with its income in parts.

Where the bank delivers no income columns, the parts are estimated as the load estimates
contribution: balances times margins in force. `other` closes the parts to the contribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.flows import CUSTOMER_TYPES, levels_of
from analytics.scope import Scope
from data.contract import PLACES
from data.policy import PARAMETERS

MONTHS_A_YEAR = 12
FEWEST_PRODUCTS = 30
BALANCES = ("aum", "deposits", "demand", "loans")
PARTS = ("nii_deposit", "nii_loan", "fee_income", "cost_to_serve", "expected_loss")
AMOUNTS = ("contribution", *BALANCES, *PARTS, "other", "managed")
SUMS = (
    "product_customers",
    "product_sum",
    "product_squares",
    "product_contribution",
    "product_moment",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Totals of some customers by tier, lowest first, unknown last; k each.

    Balances in the release's currency, income of 12 months; cost_to_serve and expected_loss are
    positive and are subtracted. products: sums for the slope of contribution on product lines.
    """

    count: Floats
    amounts: Mapping[str, Floats]
    products: Mapping[str, Floats]

    @property
    def managed(self) -> Floats:
        """Customers who have a manager."""
        return self.amounts["managed"]

    def per_customer(self) -> dict[str, Floats]:
        """Every amount per customer; NaN in a tier without any."""
        count = np.where(self.count > 0, self.count, np.nan)
        return {name: amount / count for name, amount in self.amounts.items()}

    def line_value(self) -> Floats:
        """Fees of 12 months per product line held, k; the type's where a tier holds few.

        NaN where no number of products or no fee is known.
        """
        held, fees = self.products["product_sum"], self.amounts["fee_income"]
        if held.sum() < FEWEST_PRODUCTS or not fees.any():
            return np.full(len(held), np.nan)
        overall = fees.sum() / held.sum()
        own = fees / np.where(held > 0, held, np.nan)
        value: Floats = np.where(held >= FEWEST_PRODUCTS, own, overall)
        return value

    def line_slope(self) -> float:
        """By how much those of the same tier with one product line more differ in contribution.

        The pooled least-squares slope within tiers. It goes together; it is no effect. NaN where
        numbers of products do not vary.
        """
        n = np.where(
            self.products["product_customers"] > 0, self.products["product_customers"], np.nan
        )
        x, y = self.products["product_sum"], self.products["product_contribution"]
        spread = np.nansum(self.products["product_squares"] - x * x / n)
        return (
            float(np.nansum(self.products["product_moment"] - x * y / n) / spread)
            if spread > 0
            else np.nan
        )


def parameters_at(engine: Engine, scope: Scope) -> dict[str, float]:
    """Return the bank's parameters in force at `at`, shipped ones where it has none."""
    found = engine.ask("scenarios/parameters", scope.single)
    shipped = {parameter.name: parameter.value for parameter in PARAMETERS}
    return shipped | dict(zip(found["name"], map(float, found["value"]), strict=True))


def books_of(
    cells: pd.DataFrame,
    income: pd.DataFrame,
    rates: Mapping[str, float],
    *,
    months_delivered: int,
) -> dict[tuple[str, bool], Book]:
    """Return the books by customer type and whether their customers are valid.

    cells, income: answers of the SQL of those names. Both books of a type are there when one is.
    """
    whole = cells[cells["cell"].notna()].merge(income, on="cell", how="left")
    year = MONTHS_A_YEAR / months_delivered
    rows = [_amounts(row, rates, year) for row in whole.to_dict("records")]
    books = {}
    for kind in dict.fromkeys(row["kind"] for row in rows):
        k = len(levels_of("TIER", kind))
        for valid in (True, False):
            chosen = [row for row in rows if row["kind"] == kind and row["valid"] == valid]
            books[kind, valid] = Book(
                count=_by_level(chosen, "count", k),
                amounts={name: _by_level(chosen, name, k) for name in AMOUNTS},
                products={name: _by_level(chosen, name, k) for name in SUMS},
            )
    return books


def _by_level(rows: list[dict[str, Any]], name: str, k: int) -> Floats:
    found = np.zeros(k)
    for row in rows:
        found[row["level"]] = row[name]
    return found


def _amounts(row: Mapping[Any, Any], rates: Mapping[str, float], year: float) -> dict[str, Any]:
    """One cell's totals: income scaled to a year, estimated where the bank gives none."""
    place, valid = divmod(int(_number(row["cell"])), 2)
    kind, level = divmod(place, PLACES)
    parts = {name: _number(row.get(name)) * year for name in PARTS}
    if all(pd.isna(row.get(name)) for name in PARTS):
        parts = _estimated(row, rates, year)
    contribution = _number(row["contribution"])
    earned = parts["nii_deposit"] + parts["nii_loan"] + parts["fee_income"]
    spent = parts["cost_to_serve"] + parts["expected_loss"]
    balances = {name: _number(row[name]) for name in BALANCES}
    return (
        parts
        | balances
        | {name: _number(row[name]) for name in SUMS}
        | {
            "kind": CUSTOMER_TYPES[kind],
            "valid": bool(valid),
            "level": level,
            "count": float(_number(row["customer_count"])),
            "managed": float(_number(row["managed_count"])),
            "contribution": contribution,
            "other": contribution - (earned - spent),
        }
    )


def _estimated(row: Mapping[Any, Any], rates: Mapping[str, float], year: float) -> dict[str, float]:
    """Parts from balances, as `data.rules.estimated_contribution` has them.

    A month's balance earns a twelfth of its yearly margin.
    """
    has_parts = not (pd.isna(row.get("demand_months")) and pd.isna(row.get("time_months")))
    demand = _number(row.get("demand_months"))
    time = _number(row.get("time_months" if has_parts else "aum_months"))
    wealth = _number(row.get("wealth_months")) if has_parts else 0.0
    loan = _number(row.get("loan_months"))
    month = year / MONTHS_A_YEAR
    return {
        "nii_deposit": month
        * (
            demand * (rates["ftp_demand"] - rates["rate_demand"])
            + time * (rates["ftp_time"] - rates["rate_time"])
        ),
        "nii_loan": month * loan * (rates["rate_loan"] - rates["ftp_loan"]),
        "fee_income": month * wealth * rates["wealth_fee"],
        "cost_to_serve": year * _number(row.get("month_count")) * rates["cost_base_month"],
        "expected_loss": month * loan * rates["pd"] * rates["lgd"],
    }


def _number(value: object) -> float:
    """A number of a frame; 0 where it is null."""
    return 0.0 if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]
