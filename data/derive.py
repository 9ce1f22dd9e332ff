"""The fact, date by date: delivered or kept rows plus everything the rules derive from them.

A date is one step over all its customers. State between dates lives in arrays indexed by
customer_key, a few bytes a customer, so memory does not grow with the number of months.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from data import deliver, rules
from data.contract import CONTRIBUTION_PARTS
from data.customers import Attributes
from data.dates import Snapshot
from data.policy import CUSTOMER_TYPES
from data.schema import FACT_DERIVED, FACT_KEY, fact_columns
from data.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb
    from numpy.typing import NDArray

    from data.policy import Parameters, TierPolicy

MICRO = 1_000_000
GIVEN = tuple(name for name in fact_columns() if name not in FACT_DERIVED | FACT_KEY)
NUMBERS = (
    "aum_mavg",
    "aum_eop",
    "dep_demand_mavg",
    "dep_time_mavg",
    "wealth_mavg",
    "loan_mavg",
    "txn_cnt_90d",
    *CONTRIBUTION_PARTS,
)
COUNTED = (*NUMBERS, "contribution", "last_txn_date", "credit_grade", "family_stage")


@dataclass(slots=True, kw_only=True)
class Origin:
    """Where a date's numbers come from, chosen for the date as a whole."""

    contribution: str
    aum: str
    loans_given: bool
    filled: dict[str, int]


@dataclass(slots=True, kw_only=True)
class Month:
    """The rows of one date as arrays in their stored order, and what was derived so far."""

    snapshot: Snapshot
    origin: Origin
    key: NDArray[np.int32]
    kind: NDArray[np.int8]
    is_open: NDArray[np.bool_]
    number: dict[str, NDArray[np.float64]]
    derived: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many customers the date has."""
        return len(self.key)


@dataclass(slots=True, kw_only=True)
class Derivation:
    """Derives dates in ascending order on an open, writable release."""

    connection: duckdb.DuckDBPyConnection
    parameters: Parameters
    policy: TierPolicy
    newest_month: Any
    provided: set[str]
    standing: Standing
    attributes: Attributes

    def month(self, snapshot: Snapshot, known: tuple[str, str] | None) -> Month:
        """Write one date's fact rows and return them.

        `known` is the contribution and AUM source of a kept date; None for a delivered one.
        """
        self._gather(snapshot, known)
        month = self._arrays(snapshot)
        if known is not None and known[1] == "eop":
            month.origin.aum = "eop"
        standing = self.standing
        if snapshot.month_date not in {None, snapshot.day}:
            standing.carry(month, self.policy)
        else:
            if snapshot.month_date is None:
                standing = Standing.before(self.connection, self.policy, [])
            self._contribution(month)
            standing.advance(month, self.policy)
            self._value(month, standing)
        self._behaviour(month)
        self._store(month, standing.codes)
        return month

    def _gather(self, snapshot: Snapshot, known: tuple[str, str] | None) -> None:
        self.connection.execute("drop table if exists temp.month_rows")
        if known is not None:
            given = ["contribution"] if known[0] == "given" else []
            kept = ", ".join(f"o.{name}" for name in (*GIVEN, "deposit_mavg", *given))
            self.connection.execute(
                f"""create temp table month_rows as
                select o.customer_key, o.snapshot_date, c.customer_type, o.branch_id,
                    o.manager_id, o.status, {kept}
                from customer_snapshot o join customer c using (customer_key)
                where o.snapshot_date = $day order by o.branch_id, o.customer_key""",
                {"day": snapshot.day},
            )
            self.connection.execute(
                "delete from customer_snapshot where snapshot_date = $day", {"day": snapshot.day}
            )
            return
        self.connection.execute(_staged_rows(self.provided), {"day": snapshot.day})
        unknown = self.connection.execute(
            "select 1 from month_rows where customer_key is null limit 1"
        ).fetchone()
        if unknown:
            deliver.add_unknown_customers(self.connection)
            self.standing.grow(self.connection)
            self.attributes = Attributes.read(self.connection, self.policy, snapshot.day)
            self.connection.execute("drop table temp.month_rows")
            self.connection.execute(_staged_rows(self.provided), {"day": snapshot.day})

    def _arrays(self, snapshot: Snapshot) -> Month:
        columns = self._columns()
        counts = self.connection.execute(
            "select "
            + ", ".join(f"count({name})" for name in COUNTED if name in columns)
            + " from month_rows"
        ).fetchone()
        named = [name for name in COUNTED if name in columns]
        filled = dict(zip(named, counts or (), strict=True))
        origin = _origin(filled)
        present = [name for name in NUMBERS if filled.get(name)]
        extra = ""
        if origin.contribution == "given":
            extra += f", cast(coalesce(contribution, 0) * {MICRO} as bigint) as micro"
        if filled.get("last_txn_date"):
            extra += ", cast(snapshot_date - last_txn_date as double) as idle_days"
        for name, codes in (("credit_grade", "ABCD"),):
            if filled.get(name):
                extra += f", cast(coalesce(instr('{codes}', {name}), 0) - 1 as tinyint) as credit"
        if present:
            extra += ", " + ", ".join(f"cast({name} as double) as {name}" for name in present)
        kinds = " ".join(f"when '{kind}' then {i}" for i, kind in enumerate(CUSTOMER_TYPES))
        arrays = self.connection.execute(
            f"""select customer_key, cast(case customer_type {kinds} else -1 end as tinyint)
                as kind, status = 'open' as is_open {extra} from month_rows"""
        ).fetchnumpy()
        key = np.asarray(arrays.pop("customer_key"))
        kind = np.asarray(arrays.pop("kind"))
        is_open = np.asarray(arrays.pop("is_open"))
        month = Month(
            snapshot=snapshot,
            origin=origin,
            key=key,
            kind=kind,
            is_open=is_open,
            number={name: _filled(values) for name, values in arrays.items()},
        )
        if "aum_mavg" not in month.number and "aum_eop" in month.number:
            month.number["aum_mavg"] = month.number["aum_eop"]
        return month

    def _columns(self) -> set[str]:
        rows = self.connection.execute(
            "select column_name from duckdb_columns() where table_name = 'month_rows'"
        ).fetchall()
        return {row[0] for row in rows}

    def _contribution(self, month: Month) -> None:
        origin = month.origin.contribution
        if origin == "given":
            month.derived["contribution"] = month.number.pop("micro").astype(np.int64)
            return
        absent = np.zeros(len(month))
        number = {name: month.number.get(name, absent) for name in NUMBERS}
        if origin == "parts":
            amount = rules.contribution_from_parts(number)
        else:
            has_parts = "dep_demand_mavg" in month.number or "dep_time_mavg" in month.number
            balances = {
                "demand": number["dep_demand_mavg"],
                "time": number["dep_time_mavg"] if has_parts else number["aum_mavg"],
                "wealth": number["wealth_mavg"] if has_parts else absent,
                "loan": number["loan_mavg"],
            }
            rates = self.parameters.at(month.snapshot.day)
            amount = rules.estimated_contribution(balances, rates)
        month.derived["contribution"] = np.rint(amount * MICRO).astype(np.int64)

    def _value(self, month: Month, standing: Standing) -> None:
        ttm = month.derived["contribution_ttm"] / MICRO
        absent = np.full(len(month), np.nan)
        aum = month.number.get("aum_mavg", absent)
        own_credit = month.number.get("credit")
        newest = month.snapshot.day == self.newest_month
        credit = np.full(len(month), -1, dtype=np.int8)
        if own_credit is not None:
            credit = own_credit.astype(np.int8)
        elif newest:
            credit = self.attributes.credit[month.key]
        value3 = np.full(len(month), -1, dtype=np.int8)
        for number, kind in enumerate(CUSTOMER_TYPES):
            ladder = self.policy.ladder("VALUE3", kind, month.snapshot.day)
            rows = month.kind == number
            value3[rows] = ladder.raw(ttm[rows])
        month.derived["value3"] = value3
        score = rules.value_scores(aum, ttm, credit)
        month.derived["value_score"] = score
        if newest or own_credit is not None:
            signals = self.attributes.signals[month.key] + standing.signals(month, aum)
            month.derived["grade"] = rules.grades(score, signals.astype(np.int8))

    def _behaviour(self, month: Month) -> None:
        rates = self.parameters.at(month.snapshot.day)
        absent = np.full(len(month), np.nan)
        month.derived["income_band"] = self.attributes.income[month.key]
        count = month.number.get("txn_cnt_90d")
        idle = month.number.get("idle_days")
        if idle is not None:
            today = np.datetime64(month.snapshot.day, "D").astype(np.int64)
            open_days = today - self.attributes.open_day[month.key]
            month.derived["activity"] = rules.activity_levels(
                idle,
                absent if count is None else count,
                open_days,
                dormant_days=rates["dormant_days"],
                active_count=rates["active_txn_90d"],
            )
        elif count is not None:
            active = count >= rates["active_txn_90d"]
            month.derived["activity"] = np.where(active, 2, -1).astype(np.int8)
        if idle is not None and count is not None:
            aum = month.number.get("aum_mavg", absent)
            month.derived["rfm"] = rules.rfm_codes(idle, count, aum)

    def _store(self, month: Month, codes: dict[int, tuple[str, ...]]) -> None:
        names = [name for name in fact_columns() if name in self._columns()]
        kept = [name for name in names if name not in FACT_DERIVED or name == "deposit_mavg"]
        values = ", ".join(
            "r.aum_eop" if name == "aum_mavg" and month.origin.aum == "eop" else f"r.{name}"
            for name in kept
        )
        if "aum_mavg" not in kept and month.origin.aum == "eop":
            kept.append("aum_mavg")
            values += ", r.aum_eop"
        table = derived_table(month, codes)
        self.connection.register("month_derived", table)
        self.connection.execute(
            f"""insert into customer_snapshot ({", ".join(kept)}, {", ".join(table.column_names)})
            select {values}, d.* from month_rows r positional join month_derived d"""
        )
        self.connection.unregister("month_derived")
        self.connection.execute("drop table temp.month_rows")


def derived_table(month: Month, tier_codes: dict[int, tuple[str, ...]]) -> pa.Table:
    """Return the derived columns as Arrow, in the rows' order; codes as strings."""
    derived = month.derived
    columns: dict[str, pa.Array] = {
        name: decimals(derived[name]) for name in ("contribution", "contribution_ttm")
    }
    for name in ("tier", "tier_raw"):
        columns[name] = _tier_strings(derived[name], month.kind, tier_codes)
    columns["tier_below_count"] = pa.array(derived["tier_below_count"].astype(np.int16))
    columns["tier_watch"] = pa.array(derived["tier_watch"])
    vocabularies = {
        "value3": ("low", "mid", "high"),
        "activity": rules.ACTIVITIES,
        "income_band": ("low", "mid", "high"),
        "grade": rules.GRADES,
    }
    for name, words in vocabularies.items():
        if name in derived:
            columns[name] = strings(derived[name], words)
    score = derived.get("value_score")
    if score is not None:
        columns["value_score"] = pa.array(score, mask=np.isnan(score))
    if "rfm" in derived:
        columns["rfm"] = pa.array(derived["rfm"]).cast(pa.string())
    return pa.table(columns)


def decimals(micro: NDArray[np.int64]) -> pa.Array:
    """Return whole micro-units as DECIMAL(18,6), without rounding."""
    words = np.empty((len(micro), 2), dtype=np.int64)
    words[:, 0] = micro
    words[:, 1] = micro >> 63
    kind = pa.decimal128(18, 6)
    return pa.Array.from_buffers(kind, len(micro), [None, pa.py_buffer(words)])


def strings(level: NDArray[np.int8], words: Iterable[str]) -> pa.Array:
    """Return levels as words; null where -1."""
    return pa.DictionaryArray.from_arrays(pa.array(level, mask=level < 0), pa.array(list(words)))


def _tier_strings(
    level: NDArray[np.int8],
    kind: NDArray[np.int8],
    tier_codes: dict[int, tuple[str, ...]],
) -> pa.Array:
    words: list[str] = []
    place = np.full(len(level), -1, dtype=np.int8)
    for number, codes in tier_codes.items():
        rows = (kind == number) & (level >= 0)
        place[rows] = level[rows] + len(words)
        words += [code for code in codes]
    return strings(place, words)


def _origin(filled: dict[str, int]) -> Origin:
    if filled.get("contribution"):
        contribution = "given"
    elif filled.get("nii_deposit") or filled.get("nii_loan"):
        contribution = "parts"
    elif not any(filled.get(name) for name in ("dep_demand_mavg", "dep_time_mavg", "loan_mavg")):
        contribution = "assets_only"
    else:
        contribution = "estimated"
    return Origin(
        contribution=contribution,
        aum="mavg" if filled.get("aum_mavg") or not filled.get("aum_eop") else "eop",
        loans_given=bool(filled.get("loan_mavg")),
        filled=filled,
    )


def _filled(values: Any) -> NDArray[np.float64]:  # noqa: ANN401 - masked where the column has nulls
    if isinstance(values, np.ma.MaskedArray):
        if values.dtype.kind == "f":
            return np.asarray(values.filled(np.nan))
        return np.asarray(values.filled(-1))
    return np.asarray(values)


def _staged_rows(provided: set[str]) -> str:
    """Return the SQL that gathers a delivered date's rows in their stored order."""
    given = [f"s.{name}" for name in GIVEN if name in provided]
    if "contribution" in provided:
        given.append("s.contribution")
    parts = [f"s.{name}" for name in ("dep_demand_mavg", "dep_time_mavg") if name in provided]
    if parts:
        total = " + ".join(f"coalesce({name}, 0)" for name in parts)
        known = f"coalesce({', '.join(parts)}) is null"
        given.append(
            f"cast(case when {known} then null else {total} end as decimal(18,2)) as deposit_mavg"
        )
    branch = "coalesce(s.branch_id, c.branch_id)" if "branch_id" in provided else "c.branch_id"
    manager = ["s.manager_id"] if "manager_id" in provided else []
    status = "coalesce(s.status, 'open')" if "status" in provided else "'open'"
    columns = ", ".join(
        (
            "c.customer_key",
            "s.snapshot_date",
            "c.customer_type",
            f"{branch} as branch_id",
            f"{status} as status",
            *manager,
            *given,
        )
    )
    return f"""create temp table month_rows as select {columns}
        from staging.customer_snapshot s left join customer c using (customer_id)
        where s.snapshot_date = $day order by 4, 1"""
