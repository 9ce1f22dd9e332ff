"""The rows of one date: gathered in their stored order, and opened as arrays for the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from data.contract import CONTRIBUTION_PARTS
from data.policy import CUSTOMER_TYPES
from data.schema import FACT_DERIVED, FACT_KEY, fact_columns
from data.words import unscaled

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from data.dates import Snapshot

GIVEN = tuple(name for name in fact_columns() if name not in FACT_DERIVED | FACT_KEY)
NUMBERS = (
    "aum_mavg",
    "aum_eop",
    "dep_demand_mavg",
    "dep_time_mavg",
    "wealth_mavg",
    "loan_mavg",
    *CONTRIBUTION_PARTS,
)
ALWAYS_READ = ("aum_mavg", "loan_mavg")
HELPERS = ("kind_", "open_", "idle_", "credit_", "count_")
CENTS = 100


@dataclass(slots=True, kw_only=True)
class Origin:
    """Where a date's numbers come from, chosen for the date as a whole."""

    contribution: str
    aum: str
    loans_given: bool


@dataclass(slots=True, kw_only=True)
class Month:
    """One date. Arrays follow the order of `rows`; `number` holds what was given, NaN for null.

    `kind` is the customer type's place in the policy's list, -1 unknown; `credit` is 0 for A.
    """

    snapshot: Snapshot
    origin: Origin
    rows: pa.Table
    key: NDArray[np.int32]
    kind: NDArray[np.int8]
    is_open: NDArray[np.bool_]
    number: dict[str, NDArray[np.float64]]
    credit: NDArray[np.int8] | None
    derived: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many customers the date has."""
        return len(self.key)


def month_of(snapshot: Snapshot, rows: pa.Table) -> Month:
    """Open a date's rows as arrays."""
    filled = {name for name in rows.column_names if rows[name].null_count < len(rows)}
    origin = origin_of(filled)
    number = {name: amounts(rows[name]) for name in _amounts_read(origin) if name in filled}
    for name, helper in (("idle_days", "idle_"), ("txn_cnt_90d", "count_")):
        if helper in filled:
            number[name] = doubles(rows[helper])
    if "aum_mavg" not in number and "aum_eop" in number:
        number["aum_mavg"] = number["aum_eop"]
    return Month(
        snapshot=snapshot,
        origin=origin,
        rows=rows,
        key=rows["customer_key"].to_numpy(),
        kind=rows["kind_"].to_numpy(),
        is_open=rows["open_"].to_numpy(),
        number=number,
        credit=rows["credit_"].to_numpy() if "credit_" in filled else None,
    )


def _amounts_read(origin: Origin) -> tuple[str, ...]:
    """Return the amounts that what a date brings makes the rules read: 20 ms a million each."""
    if origin.contribution == "given":
        return (*ALWAYS_READ, "aum_eop") if origin.aum == "eop" else ALWAYS_READ
    return NUMBERS


def origin_of(filled: set[str]) -> Origin:
    """Choose a date's sources from the columns that hold anything on it."""
    if "contribution" in filled:
        contribution = "given"
    elif filled & {"nii_deposit", "nii_loan"}:
        contribution = "parts"
    elif filled & {"dep_demand_mavg", "dep_time_mavg", "loan_mavg"}:
        contribution = "estimated"
    else:
        contribution = "assets_only"
    return Origin(
        contribution=contribution,
        aum="eop" if "aum_mavg" not in filled and "aum_eop" in filled else "mavg",
        loans_given="loan_mavg" in filled,
    )


def hundredths(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a DECIMAL(18,2) column as whole cents; null is 0."""
    return unscaled(column)


def amounts(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a money column as doubles; null is NaN."""
    values = hundredths(column) / CENTS
    if column.null_count:
        values[column.is_null().to_numpy()] = np.nan
    return values


def doubles(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a numeric column as doubles; null is NaN."""
    return np.asarray(column.to_numpy(), dtype=np.float64)


def delivered_rows(provided: set[str]) -> str:
    """Return the SQL that gathers a delivered date's rows, by branch and customer."""
    columns = [f"s.{name}" for name in (*GIVEN, "manager_id", "contribution") if name in provided]
    parts = [f"s.{name}" for name in ("dep_demand_mavg", "dep_time_mavg") if name in provided]
    if parts:
        total = " + ".join(f"coalesce({name}, 0)" for name in parts)
        columns.append(
            f"""cast(case when coalesce({", ".join(parts)}) is not null then {total} end
                as decimal(18,2)) as deposit_mavg"""
        )
    branch = "coalesce(s.branch_id, c.branch_id)" if "branch_id" in provided else "c.branch_id"
    status = "coalesce(s.status, 'open')" if "status" in provided else "'open'"
    return f"""select c.customer_key, s.snapshot_date, c.customer_type, {branch} as branch_id,
            {status} as status, {", ".join(columns)},
            {_helpers("s", status, provided)}
        from staging.customer_snapshot s left join customer c using (customer_id)
        where s.snapshot_date = $day
        order by 4, 1"""


def kept_rows(contribution_source: str) -> str:
    """Return the SQL that gathers a stored date's rows, without what was derived of them.

    A given contribution was not derived, so it stays.
    """
    given = ["contribution"] if contribution_source == "given" else []
    names = ", ".join(f"s.{name}" for name in (*GIVEN, "deposit_mavg"))
    names += "".join(f", cast(s.{name} as decimal(18,2)) as {name}" for name in given)
    return f"""select s.customer_key, s.snapshot_date, c.customer_type, s.branch_id, s.status,
            s.manager_id, {names}, {_helpers("s", "s.status", set(GIVEN))}
        from customer_snapshot s join customer c using (customer_key)
        where s.snapshot_date = $day
        order by 4, 1"""


def _helpers(row: str, status: str, provided: set[str]) -> str:
    """Return the columns the rules read and the fact does not keep."""
    kinds = " ".join(f"when '{kind}' then {place}" for place, kind in enumerate(CUSTOMER_TYPES))
    idle = f"cast({row}.snapshot_date - {row}.last_txn_date as double)"
    grade = f"cast(instr('ABCD', coalesce({row}.credit_grade, 'x')) - 1 as tinyint)"
    known = f"nullif({grade}, -1)" if "credit_grade" in provided else "cast(null as tinyint)"
    return f"""cast(case c.customer_type {kinds} else -1 end as tinyint) as kind_,
        {status} = 'open' as open_,
        {idle if "last_txn_date" in provided else "cast(null as double)"} as idle_,
        {
        f"cast({row}.txn_cnt_90d as double)"
        if "txn_cnt_90d" in provided
        else "cast(null as double)"
    } as count_,
        {known} as credit_"""
