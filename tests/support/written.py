"""What managers write, for tests: drafts of actions."""

import datetime as dt

from data.actions import Draft, Reason

TODAY = dt.date(2026, 6, 1)
AT = dt.date(2026, 5, 31)


def draft(customer_id="C1", *codes, **facts):
    """A draft for a customer with reasons of these codes, else `fell`."""
    reasons = tuple(Reason(code=code) for code in codes or ("fell",))
    usual = {
        "branch_id": "B1",
        "manager_id": "M1",
        "reasons": reasons,
        "due_on": dt.date(2026, 6, 8),
        "value_at_risk": 1_000.0,
        "at": AT,
        "release": "000001",
        "baseline": {"aum_mavg": 500_000.0, "tier": "affluent"},
    }
    return Draft(customer_id=customer_id, **(usual | facts))
