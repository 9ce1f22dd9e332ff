"""What a delivery changes inside a release file: tables, dates, cubes and the books about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data import books, cubes, deliver, newest, touched, verify
from data.answers import one_row
from data.customers import Attributes
from data.dates import Snapshot, snapshot_calendar
from data.derive import Derivation
from data.offer_book import enter_offers
from data.offer_entries import BOOK
from data.policy import Parameters, TierPolicy
from data.relationship import Relationship
from data.restate import History
from data.seen import FirstSeen
from data.segments import Segments, enter_segmentations
from data.standing import Standing
from data.store_problems import CustomersMissing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb

    from data.delivery import Delivery
    from data.offer_entries import OfferRow
    from data.segmentation import Segmentation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a release is derived with: parameters, tier policy, one segmentation per type at most.

    The segmentations are in the order of their customer types. `offers`: the offer book, None
    where the release keeps and takes in its own.
    """

    parameters: Parameters = field(default_factory=Parameters)
    policy: TierPolicy = field(default_factory=TierPolicy)
    segmentations: tuple[Segmentation, ...] = ()
    offers: tuple[OfferRow, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What changed: delivered dates, all dates derived again, and who was not described."""

    dates: tuple[date, ...]
    derived_dates: tuple[date, ...]
    customer_count: int
    unknown_customer_count: int


@dataclass(slots=True, kw_only=True)
class Change:
    """One delivery, or one change of rules, applied to an open copy of the release."""

    connection: duckdb.DuckDBPyConnection
    delivery: Delivery | None
    rules: Rules
    release_id: str
    parent_id: str | None
    step: Callable[[str], None]
    columns: dict[str, set[str]] = field(default_factory=dict)
    touched: date | None = None
    corrected: set[date] = field(default_factory=set)

    def apply(self) -> Outcome:
        """Apply everything, verify, and write the file out.

        The file is a scratch copy nobody reads, so what makes the change whole is the pointer
        moved afterwards; transactions here end with each date to bound memory.
        """
        self.connection.execute("begin")
        segments = Segments(
            connection=self.connection, adopted=self.rules.segmentations, step=self.step
        )
        types_changed = self._deliver(segments)
        before = snapshot_calendar(self._stored_days())
        staged = self._staged_days()
        after = snapshot_calendar(
            staged if self._replaced("customer_snapshot") else {*staged, *(s.day for s in before)}
        )
        due = self._due(before, after, staged, everything=types_changed)
        sums = verify.kept_sums(self.connection, [s.day for s in due if s.day not in staged])
        self._step_down(before, after, due)
        self._derive(after, due, staged)
        segments.assign(after, {snapshot.day for snapshot in due})
        self.step("cubes")
        valid_aum = self.rules.parameters.at(after[-1].day)["valid_aum"] if after else 0
        cubes.build(self.connection, [snapshot.day for snapshot in due], valid_aum)
        self._keep_books()
        self.step("transitions")
        month_ends = [snapshot.day for snapshot in after if snapshot.grain == "month"]
        moved = {snapshot.day for snapshot in due} | self.corrected
        cubes.build_flows(self.connection, month_ends, moved)
        self.step("verify")
        verify.check(self.connection, [s.day for s in due], staged, self.columns, sums)
        outcome = self._outcome(staged, due)
        self.step("commit")
        self.connection.execute("commit")
        self.step("names")
        deliver.store_names(self.connection, replaced=self._replaced("customer"))
        self.step("checkpoint")
        self.connection.execute("checkpoint")
        self.connection.execute("checkpoint identity")
        return outcome

    def _replaced(self, table: str) -> bool:
        return self.delivery is not None and table in self.delivery.replace

    def _deliver(self, segments: Segments) -> bool:
        segments.compare()
        if self.delivery is None:
            return False
        self.columns = deliver.staged_columns(self.connection)
        self.touched = touched.first_day_touched(
            self.connection, self.columns, self.delivery.replace
        )
        kept_elsewhere = {"customer_snapshot", "parameter", "tier_policy"}
        if self.rules.offers is not None:
            kept_elsewhere.add(BOOK.name)
        types_changed = False
        for table, provided in self.columns.items():
            self.step(f"deliver {table}")
            if table == "customer":
                segments.expect(provided, replaced=self._replaced(table))
                types_changed = deliver.deliver_customers(
                    self.connection, provided, replaced=self._replaced(table)
                )
            elif table not in kept_elsewhere:
                deliver.deliver_table(
                    self.connection, table, provided, replaced=self._replaced(table)
                )
        if not one_row(self.connection.execute("select 1 from customer limit 1")):
            raise CustomersMissing
        return types_changed

    def _stored_days(self) -> list[date]:
        rows = self.connection.execute("select snapshot_date from snapshot").fetchall()
        return [row[0] for row in rows]

    def _staged_days(self) -> set[date]:
        if "customer_snapshot" not in self.columns:
            return set()
        rows = self.connection.execute(
            "select distinct snapshot_date from staging.customer_snapshot"
        ).fetchall()
        return {row[0] for row in rows}

    def _due(
        self,
        before: list[Snapshot],
        after: list[Snapshot],
        staged: set[date],
        *,
        everything: bool,
    ) -> list[Snapshot]:
        """Return the dates to derive: changed ones and those that build on them."""
        if everything:
            return after
        known = {snapshot.day: snapshot for snapshot in before}
        changed = {
            s.day
            for s in after
            if s.day in staged or s.day not in known or known[s.day].basis != s.basis
        }
        changed |= self._days_under_new_rules(after)
        if self.touched is not None:
            changed |= {
                s.day for s in after if s.day >= self.touched and s.month_date in {None, s.day}
            }
        now = newest.newest_month(after)
        if now != newest.newest_month(before):
            changed |= {s.day for s in after if s.day == now}
        first = min(
            (s.day for s in after if s.day in changed and s.month_date == s.day), default=None
        )
        return [
            s
            for s in after
            if s.day in changed
            or (first is not None and s.month_date is not None and s.month_date >= first)
        ]

    def _days_under_new_rules(self, after: list[Snapshot]) -> set[date]:
        stored = books.stored_rules(self.connection)
        if stored is None:
            return set()
        first = books.first_difference(stored, (self.rules.parameters, self.rules.policy))
        return set() if first is None else {s.day for s in after if s.day >= first}

    def _step_down(
        self, before: list[Snapshot], after: list[Snapshot], due: list[Snapshot]
    ) -> None:
        """Take from the month-end that was the newest what only the newest has."""
        former = newest.newest_month(before)
        kept = {s.day for s in after} - {s.day for s in due}
        if former in kept and former != newest.newest_month(after):
            self.step(f"step down {former}")
            newest.step_down(self.connection, former, after)

    def _derive(self, after: list[Snapshot], due: list[Snapshot], staged: set[date]) -> None:
        sources = books.sources(self.connection)
        chosen = {snapshot.day for snapshot in due}
        days = {snapshot.day for snapshot in after}
        gone = [day for day in sources if day not in days]
        self._forget([*gone, *(day for day in staged if day in sources)])
        history = History(
            connection=self.connection, policy=self.rules.policy, calendar=tuple(after)
        )
        stored = books.stored_rules(self.connection)
        history.forget(stored[1] if stored else None, chosen)
        work = self._derivation(history, due) if due else None
        for snapshot in after:
            if work is not None and snapshot.day in chosen:
                self.step(f"derive {snapshot.day}")
                known = None if snapshot.day in staged else sources[snapshot.day]
                books.enter_snapshot(self.connection, work.month(snapshot, known))
            elif work is not None and snapshot.day > due[0].day:
                self.corrected |= {snapshot.day} if work.seen.correct(snapshot.day) else set()
            # An open transaction keeps every registered frame alive: 400 MB a million rows.
            self.connection.execute("commit")
            self.connection.execute("begin")
        history.complete()
        books.enter_completeness(self.connection, after)

    def _derivation(self, history: History, due: list[Snapshot]) -> Derivation:
        policy, last = self.rules.policy, history.calendar[-1].day
        return Derivation(
            connection=self.connection,
            parameters=self.rules.parameters,
            policy=policy,
            newest_month=newest.newest_month(history.calendar) or last,
            provided=self.columns.get("customer_snapshot", set()),
            standing=Standing.of(history),
            attributes=Attributes.read(self.connection, policy, last),
            seen=FirstSeen.before(self.connection, due[0].day),
            relationship=Relationship.between(self.connection, due[0].day, due[-1].day),
        )

    def _forget(self, days: list[date]) -> None:
        for day in days:
            for table in ("customer_snapshot", "snapshot", *cubes.TABLES):
                self.connection.execute(
                    f"delete from {table} where snapshot_date = $day", {"day": day}
                )

    def _keep_books(self) -> None:
        books.enter_release(self.connection, self.release_id, self.parent_id, self.delivery)
        books.enter_rules(self.connection, self.rules.parameters, self.rules.policy)
        enter_segmentations(self.connection, self.rules.segmentations)
        if self.rules.offers is not None:
            enter_offers(self.connection, self.rules.offers)
        if self.delivery is not None:
            books.enter_delivery(self.connection, self.release_id, self.delivery)

    def _outcome(self, staged: set[date], due: list[Snapshot]) -> Outcome:
        row = one_row(
            self.connection.execute(
                "select count(*), count(*) filter (where customer_type is null) from customer"
            )
        )
        return Outcome(
            dates=tuple(sorted(staged)),
            derived_dates=tuple(snapshot.day for snapshot in due),
            customer_count=int(row[0]) if row else 0,
            unknown_customer_count=int(row[1]) if row else 0,
        )
