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
    select f.snapshot_date, f.branch_id,
        sum(f.deposit_mavg) filter (where c.institution_type is distinct from 'interbank')
            as deposits,
        sum(f.loan_mavg) as loans, count(*) as customer_count
    from customer_snapshot f join customer c using (customer_key)
    where f.status = 'open' and f.snapshot_date in (select snapshot_date from control_total)
    group by all),
brought as (
    select snapshot_date, count(deposit_mavg) > 0 as deposits, count(loan_mavg) > 0 as loans
    from customer_snapshot where snapshot_date in (select snapshot_date from control_total)
    group by all),
beside as (
    select t.snapshot_date, t.branch_id, unnest([
        {measure: 'deposits', stated: t.deposits::decimal(38,2),
         ours: case when b.deposits then coalesce(o.deposits, 0)::decimal(38,2) end},
        {measure: 'loans', stated: t.loans::decimal(38,2),
         ours: case when b.loans then coalesce(o.loans, 0)::decimal(38,2) end},
        {measure: 'customer_count', stated: t.customer_count::decimal(38,2),
         ours: coalesce(o.customer_count, 0)::decimal(38,2)}]) as pair
    from control_total t join brought b using (snapshot_date)
    left join ours o using (snapshot_date, branch_id))
select snapshot_date, branch_id, pair.measure, pair.stated, pair.ours, pair.ours - pair.stated
from beside where pair.stated is not null
order by 1, 2, 3"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDifference:
    """A ledger total beside ours: ours minus the ledger's, per date and branch, month averages
    of open customers, deposits without interbank. `ours` and `difference` are None when the
    date's balances do not bring the measure.
    """

    snapshot_date: date
    branch_id: str
    measure: str
    stated: Decimal
    ours: Decimal | None
    difference: Decimal | None


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
