"""What a customer is worth over the years he stays, and what a target customer is worth.

Pure formulas; the question on a bank's own tiers is `scenarios.customer_lifetime_value`. Sources:
Gupta & Lehmann (2003) for m·r/(1+d−r); Pfeifer & Carraway (2000) for values by tier with a matrix
of moves; the target-customer value: bank marketing practice, domain model 3.11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.scenario_problems import ValueUndefined

YEARS = 5


def simple_value(margin: float, retention: float, discount: float) -> float:
    """Return m·r/(1 + d − r): what a customer brings from next year on, discounted.

    margin: contribution a year; retention, discount: per year. A negative margin gives a negative
    value: such a customer is no case for keeping.

    Raises:
        ValueUndefined: the share kept is below 0, or not below 1 + the discount rate.
    """
    _check(retention, discount)
    return margin * retention / (1 + discount - retention)


def years_value(margin: float, retention: float, discount: float, years: int = YEARS) -> float:
    """Return Σ m·(r/(1 + d))ᵗ over the next `years` years: how much of the value comes so soon.

    Raises:
        ValueUndefined: as of `simple_value`.
    """
    _check(retention, discount)
    step = retention / (1 + discount)
    return margin * sum(step**year for year in range(1, years + 1))


def _check(retention: float, discount: float) -> None:
    if not 0 <= retention < 1 + discount:
        raise ValueUndefined(retention=f"{retention:g}", limit=f"{1 + discount:g}")


def tier_values(shares: Floats, margins: Floats, discount: float) -> Floats:
    """Return (I − Q/(1 + d))⁻¹·m: the value of one customer of each tier, this period included.

    shares: Q, k × k, who goes where in a period; rows end below 1 by who leaves. margins: k, per
    period. discount: per period.

    Raises:
        ValueUndefined: customers stay for longer than the discount rate forgets them.
    """
    step = shares / (1 + discount)
    radius = float(np.abs(np.linalg.eigvals(step)).max(initial=0.0))
    if radius >= 1:
        raise ValueUndefined(retention=f"{radius * (1 + discount):g}", limit=f"{1 + discount:g}")
    return np.asarray(np.linalg.solve(np.eye(len(margins)) - step, margins), dtype=np.float64)


def period_discount(yearly: float, periods: int) -> float:
    """Return the discount rate of one of `periods` equal periods of a year."""
    return float((1 + yearly) ** (1 / periods) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCustomer:
    """What is known of a target customer, all per year in the release's currency.

    nii, fees: explicit value. referred_count customers who bring `referred_margin` each, counted
    by `attribution`, and by `referral_win_rate` while they are prospects; external_assets × margin
    × win_rate: implicit value, estimated. cost_to_serve, gifts, rate_concession: explicit cost.
    expected_loss, capital × hurdle, complaint_count × complaint_cost: implicit cost.
    """

    nii: float
    fees: float
    referred_count: float = 0.0
    referred_margin: float = 0.0
    attribution: float = 0.5
    referral_win_rate: float = 1.0
    external_assets: float = 0.0
    external_margin: float = 0.0
    win_rate: float = 0.0
    cost_to_serve: float = 0.0
    gifts: float = 0.0
    rate_concession: float = 0.0
    expected_loss: float = 0.0
    capital: float = 0.0
    hurdle: float = 0.12
    complaint_count: float = 0.0
    complaint_cost: float = 0.0


def target_value(customer: TargetCustomer) -> pd.DataFrame:
    """Return the four boxes of a target customer's value and their total.

    Returns:
        Five rows: box (explicit_value, implicit_value, explicit_cost, implicit_cost, total),
        amount (costs negative), estimated (whether it rests on estimates). Boxes add up.
    """
    c = customer
    referred = c.referred_count * c.referred_margin * c.attribution * c.referral_win_rate
    elsewhere = c.external_assets * c.external_margin * c.win_rate
    boxes = {
        "explicit_value": c.nii + c.fees,
        "implicit_value": referred + elsewhere,
        "explicit_cost": -(c.cost_to_serve + c.gifts + c.rate_concession),
        "implicit_cost": -(
            c.expected_loss + c.capital * c.hurdle + c.complaint_count * c.complaint_cost
        ),
    }
    boxes["total"] = sum(boxes.values())
    estimated = [name.startswith("implicit") or name == "total" for name in boxes]
    return pd.DataFrame({"box": [*boxes], "amount": [*boxes.values()], "estimated": estimated})
