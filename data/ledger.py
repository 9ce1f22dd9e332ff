"""The general ledger beside the customers' balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import release

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from data.release import Store

_DIFFERENCES = """
with ours as (
    select snapshot_date, branch_id,
        sum(deposit_mavg) as deposits, sum(loan_mavg) as loans, count(*) as customer_count
    from customer_snapshot
    where status = 'open' and snapshot_date in (select snapshot_date from control_total)
    group by all),
beside as (
    select c.snapshot_date, c.branch_id, unnest([
        {measure: 'deposits', stated: c.deposits::decimal(38,2), ours: o.deposits::decimal(38,2)},
        {measure: 'loans', stated: c.loans::decimal(38,2), ours: o.loans::decimal(38,2)},
        {measure: 'customer_count', stated: c.customer_count::decimal(38,2),
         ours: o.customer_count::decimal(38,2)}]) as pair
    from control_total c left join ours o using (snapshot_date, branch_id)
    where c.snapshot_date in (select snapshot_date from snapshot))
select snapshot_date, branch_id, pair.measure, pair.stated, coalesce(pair.ours, 0),
    coalesce(pair.ours, 0) - pair.stated
from beside where pair.stated is not null
order by 1, 2, 3"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDifference:
    """A ledger total beside ours: ours minus the ledger's, per date and branch, month averages
    of open customers.
    """

    snapshot_date: date
    branch_id: str
    measure: str
    stated: Decimal
    ours: Decimal
    difference: Decimal


def ledger_differences(store: Store, release_id: str | None = None) -> tuple[LedgerDifference, ...]:
    """Return every ledger total of a release (the current one) beside ours; none without ledger."""
    connection = release.connect(store, release_id)
    try:
        rows = connection.execute(_DIFFERENCES).fetchall()
    finally:
        connection.close()
    return tuple(
        LedgerDifference(
            snapshot_date=day,
            branch_id=branch,
            measure=measure,
            stated=stated,
            ours=ours,
            difference=difference,
        )
        for day, branch, measure, stated, ours, difference in rows
    )
