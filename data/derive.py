"""The fact, date by date: delivered or kept rows plus everything the rules derive from them.

A date is one step over all its customers. State between dates lives in arrays indexed by
customer_key, a few bytes a customer, so memory does not grow with the number of months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from data import deliver, rules
from data.customers import Attributes
from data.months import HELPERS, NUMBERS, delivered_rows, hundredths, kept_rows, month_of
from data.policy import CUSTOMER_TYPES
from data.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.dates import Snapshot
    from data.months import Month
    from data.policy import Parameters, TierPolicy

MICRO = 1_000_000
CENT = MICRO // 100
RFM_WORDS = range(111, 556)


@dataclass(slots=True, kw_only=True)
class Derivation:
    """Derives dates in ascending order on an open, writable release."""

    connection: duckdb.DuckDBPyConnection
    parameters: Parameters
    policy: TierPolicy
    newest_month: date
    provided: set[str]
    standing: Standing
    attributes: Attributes

    def month(self, snapshot: Snapshot, known: tuple[str, str] | None) -> Month:
        """Write one date's fact rows and return them.

        `known` is the contribution and AUM source of a kept date; None for a delivered one.
        """
        month = month_of(snapshot, self._rows(snapshot, known))
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

    def _rows(self, snapshot: Snapshot, known: tuple[str, str] | None) -> pa.Table:
        day = {"day": snapshot.day}
        if known is not None:
            rows = self.connection.sql(kept_rows(known[0]), params=day).to_arrow_table()
            self.connection.execute("delete from customer_snapshot where snapshot_date = $day", day)
            return rows
        rows = self.connection.sql(delivered_rows(self.provided), params=day).to_arrow_table()
        if rows["customer_key"].null_count == 0:
            return rows
        deliver.add_unknown_customers(self.connection)
        self.standing.grow(self.connection)
        self.attributes = Attributes.read(self.connection, self.policy, snapshot.day)
        return self.connection.sql(delivered_rows(self.provided), params=day).to_arrow_table()

    def _contribution(self, month: Month) -> None:
        origin = month.origin.contribution
        if origin == "given":
            month.derived["contribution"] = hundredths(month.rows["contribution"]) * CENT
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
        newest = month.snapshot.day == self.newest_month
        credit = np.full(len(month), -1, dtype=np.int8)
        if month.credit is not None:
            credit = np.nan_to_num(month.credit, nan=-1).astype(np.int8)
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
        if newest or month.credit is not None:
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
        rows = month.rows.drop_columns(
            [*HELPERS, *month.derived.keys() & {*month.rows.column_names}]
        )
        if month.origin.aum == "eop" and "aum_eop" in rows.column_names:
            rows = rows.drop_columns([n for n in ("aum_mavg",) if n in rows.column_names])
            rows = rows.append_column("aum_mavg", rows["aum_eop"])
        derived = derived_table(month, codes)
        for name in derived.column_names:
            rows = rows.append_column(name, derived[name])
        deliver.insert_rows(self.connection, "customer_snapshot", rows)


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
        place = (derived["rfm"] - RFM_WORDS[0]).astype(np.int16)
        columns["rfm"] = strings(place, [str(code) for code in RFM_WORDS])
    return pa.table(columns)


def decimals(micro: NDArray[np.int64]) -> pa.Array:
    """Return whole micro-units as DECIMAL(18,6), without rounding."""
    words = np.empty((len(micro), 2), dtype=np.int64)
    words[:, 0] = micro
    words[:, 1] = micro >> 63
    kind = pa.decimal128(18, 6)
    return pa.Array.from_buffers(kind, len(micro), [None, pa.py_buffer(words)])


def strings(level: NDArray[Any], words: Iterable[str]) -> pa.Array:
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
        words += list(codes)
    return strings(place, words)
