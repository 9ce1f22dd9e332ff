"""The fact, date by date: delivered or kept rows plus everything the rules derive from them.

A date is one step over all its customers. State between dates lives in arrays indexed by
customer_key, a few bytes a customer, so memory does not grow with the number of months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data import deliver, rules
from data.branch_classes import CLASSES
from data.customers import Attributes
from data.kept import customer_size
from data.months import HELPERS, NUMBERS, delivered_rows, hundredths, kept_rows, month_of
from data.relationship import DEPTHS, Relationship
from data.replay import level_codes
from data.seen import FirstSeen
from data.standing import Standing
from data.words import dates, decimals, strings, tier_strings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb

    from data.dates import Snapshot
    from data.months import Month
    from data.policy import Parameters, Regime, TierPolicy

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
    seen: FirstSeen
    relationship: Relationship

    def month(self, snapshot: Snapshot, known: tuple[str, str] | None) -> Month:
        """Write one date's fact rows and return them.

        `known` is the contribution and AUM source of a kept date; None for a delivered one.
        """
        month = month_of(snapshot, self._rows(snapshot, known))
        if known is not None and known[1] == "eop":
            month.origin.aum = "eop"
        standing = self.standing
        if snapshot.month_date not in {None, snapshot.day}:
            standing.carry(month)
            self.relationship.carry(month)
        else:
            if snapshot.month_date is None:
                standing = standing.alone()
            self._contribution(month)
            standing.advance(month)
            self._value(month, standing)
            self.relationship.advance(month, self.policy, self.attributes.open_day)
        self._behaviour(month)
        month.derived["first_seen"] = self.seen.on(snapshot.day, month.key)
        self._store(month, standing.regime(snapshot.day))
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
        self.seen.grow(customer_size(self.connection))
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
        month.derived["is_valid"] = month.is_open & rules.has_business(
            month.number.get("aum_mavg", absent),
            month.number.get("loan_mavg", absent),
            absent if idle is None else idle,
            valid_aum=rates["valid_aum"],
        )
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

    def _store(self, month: Month, regime: Regime) -> None:
        rows = month.rows.drop_columns(
            [*HELPERS, *month.derived.keys() & {*month.rows.column_names}]
        )
        if month.origin.aum == "eop" and "aum_eop" in rows.column_names:
            rows = rows.drop_columns([n for n in ("aum_mavg",) if n in rows.column_names])
            rows = rows.append_column("aum_mavg", rows["aum_eop"])
        derived = derived_table(
            month, {scheme: level_codes(regime, scheme) for scheme in ("TIER", "VALUE3")}
        )
        for name in derived.column_names:
            rows = rows.append_column(name, derived[name])
        deliver.insert_rows(self.connection, "customer_snapshot", rows)


def derived_table(month: Month, codes: Mapping[str, Mapping[int, tuple[str, ...]]]) -> pa.Table:
    """Return the derived columns as Arrow, in the rows' order; levels as strings.

    `codes` are those of TIER and VALUE3 by the customer type's place in the policy's list.
    """
    derived = month.derived
    columns: dict[str, pa.Array] = {
        name: decimals(derived[name]) for name in ("contribution", "contribution_ttm")
    }
    for name, scheme in (("tier", "TIER"), ("tier_raw", "TIER"), ("value3", "VALUE3")):
        columns[name] = tier_strings(derived[name], month.kind, codes[scheme])
    columns["tier_below_count"] = pa.array(derived["tier_below_count"].astype(np.int16))
    columns["tier_watch"] = pa.array(derived["tier_watch"])
    columns["is_valid"] = pa.array(derived["is_valid"])
    columns["first_seen"] = dates(derived["first_seen"])
    vocabularies = {
        "activity": rules.ACTIVITIES,
        "income_band": ("low", "mid", "high"),
        "grade": rules.GRADES,
        "abc_class": CLASSES,
        "depth": DEPTHS,
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
