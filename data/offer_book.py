"""The offer book: rivals' offers and ours in versions, each with author and day of entry.

An offer may have several versions, valid one after the other. Correcting one appends an entry,
deleting one too, so the log tells every state it was ever in. Files and people write into the same
book: what a file says counts as news only where it differs from what files said last, so a bank
that delivers its table every night does not undo what people typed since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data import release, schema
from data.desk import Desk, Row
from data.offer_entries import (
    BOOK,
    VERSION,
    OfferRow,
    SavedOffer,
    after,
    entry,
    file_entries,
    named,
    not_there,
    plain,
    saved,
    today,
    typed,
    typed_entries,
    version_of,
)
from data.offer_problems import ObservedLater
from data.shipped_offers import SHIPPED_OFFERS
from data.workspace_tables import OFFER

if TYPE_CHECKING:
    import duckdb

    from data.release import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferBook:
    """The offers of one workspace. `released`: those of the release shown, as rows."""

    desk: Desk
    released: tuple[OfferRow, ...] = ()

    def all(self) -> tuple[SavedOffer, ...]:
        """Return every version that is not deleted, by competitor, product and version.

        An offer nobody entered here is as the release has it. Shipped ones are there until an
        offer of the same competitor and product is.
        """
        state = self._after(self.desk.read(sa.select(OFFER).order_by(OFFER.c.id)))
        return tuple(known for known in state if known.row is not None)

    def history(self, offer_id: str) -> tuple[SavedOffer, ...]:
        """Return every entry about an offer, oldest first; deleted ones have no row."""
        count: dict[int, int] = {}
        found = []
        for row in self.desk.log(OFFER, "offer_id", offer_id):
            count[row[VERSION]] = count.get(row[VERSION], 0) + 1
            found.append(saved(row, count[row[VERSION]]))
        return tuple(found)

    def save(self, rows: Sequence[OfferRow], *, replace: bool = False) -> tuple[SavedOffer, ...]:
        """Enter offers, all or none; return the versions that changed by it.

        A row with `version` corrects that version, any other is a new one; a row the book has
        already makes no entry. With `replace` a new version takes the place of those it overlaps.

        Raises:
            OfferIncomplete, OfferVersionOverlaps, OfferNotThere: the row is named, from 1.
        """
        changed: set[tuple[str, int]] = set()

        def decide(known: list[Row]) -> list[Row]:
            changed.clear()
            made: list[Row] = []
            state = self._after(known)
            for number, row in enumerate(rows, start=1):
                entries = typed_entries(state, number, row, replace=replace)
                state = after(state, entries)
                made += entries
            changed.update((row["offer_id"], row[VERSION]) for row in made if row["offer"])
            return made

        self.desk.append_all(OFFER, "offer_id", decide)
        return tuple(each for each in self.all() if (each.offer_id, each.version) in changed)

    def confirm(self, offer_id: str, observed_on: dt.date, *, version: int = 1) -> SavedOffer:
        """Say when a version was seen, so that it counts; return it.

        Raises:
            OfferNotThere, OfferVersionOverlaps.
            ObservedLater: the day is still to come.
        """
        if observed_on > today():
            raise ObservedLater(value=observed_on)
        seen = version_of(self.all(), offer_id, version)
        self.save([{**seen.offer, "observed_on": observed_on, VERSION: version}])
        return version_of(self.all(), offer_id, version)

    def delete(self, offer_id: str, *, version: int | None = None) -> None:
        """Delete a version, or without one all versions of an offer.

        Raises:
            OfferNotThere.
        """

        def decide(known: list[Row]) -> list[Row]:
            state = [each for each in self._after(known) if each.row is not None]
            gone = [e for e in state if e.offer_id == offer_id and version in {None, e.version}]
            if not gone:
                raise not_there(state, offer_id, version)
            return [entry(each.offer_id, each.version, None) for each in gone]

        self.desk.append_all(OFFER, "offer_id", decide)

    def take_in(
        self, rows: Sequence[OfferRow], columns: set[str], *, replaced: bool = False
    ) -> None:
        """Take in a delivered table: what differs from what files said last.

        `columns`: those the file has. `replaced`: offers that came from a file and are not in this
        one are deleted; what people typed stays.
        """

        def decide(known: list[Row]) -> list[Row]:
            said = {row["offer_id"]: row["delivered"] for row in known if row["delivered"]}
            state, made = self._after(known), []
            for row in rows:
                if plain(row) != said.get(str(row["offer_id"])):
                    entries = file_entries(state, row, columns)
                    state = after(state, entries)
                    made += entries
            if replaced:
                kept = {str(row["offer_id"]) for row in rows}
                filed = said.keys() | {str(row["offer_id"]) for row in self.released}
                made += [
                    entry(each.offer_id, each.version, None)
                    for each in state
                    if each.row is not None and each.offer_id in filed - kept
                ]
            return made

        self.desk.append_all(OFFER, "offer_id", decide)

    def _after(self, known: list[Row]) -> list[SavedOffer]:
        """The book's state after these entries, deleted versions too."""
        state: dict[tuple[str, int], SavedOffer] = {}
        for row in known:
            place = row["offer_id"], row[VERSION]
            state[place] = saved(row, state[place].revision + 1 if place in state else 1)
        entered = {offer_id for offer_id, _ in state}
        for told in self.released:
            offer_id = str(told["offer_id"])
            if offer_id not in entered:
                number = 1 + sum(1 for known_id, _ in state if known_id == offer_id)
                state[offer_id, number] = SavedOffer(
                    offer_id=offer_id, version=number, row=told, origin="release"
                )
        names = {each.name for each in state.values() if each.row is not None}
        for told in SHIPPED_OFFERS:
            offer_id = str(told["offer_id"])
            if offer_id not in entered and named(told) not in names:
                state[offer_id, 1] = SavedOffer(
                    offer_id=offer_id, version=1, row=told, origin="shipped"
                )
        return sorted(state.values(), key=lambda each: (*each.name, each.offer_id, each.version))


def released_rows(store: Store) -> tuple[OfferRow, ...]:
    """Return the offers of a store's current release; none without one."""
    current = store.current
    return () if current is None else _read_once(str(store.folder), current)


@lru_cache(maxsize=8)
def _read_once(folder: str, release_id: str) -> tuple[OfferRow, ...]:
    with release.connect(release.Store(folder), release_id) as connection:
        return stored_rows(connection)


def stored_rows(
    connection: duckdb.DuckDBPyConnection, table: str = BOOK.name
) -> tuple[OfferRow, ...]:
    """Return the rows of a table of offers, whichever of the contract's columns it has."""
    found = connection.execute(f"select * from {table} order by offer_id")
    names = [column[0] for column in found.description or ()]
    return tuple(
        {
            name: typed(name, value)
            for name, value in zip(names, values, strict=True)
            if name in BOOK.names and value is not None
        }
        for values in found.fetchall()
    )


def staged_offers(
    staging: duckdb.DuckDBPyConnection,
) -> tuple[tuple[OfferRow, ...], set[str]]:
    """Return the offers that a delivery brings, and the columns it has of them."""
    present = staging.execute("select table_name from duckdb_tables()").fetchall()
    if (BOOK.name,) not in present:
        return (), set()
    columns = staging.execute(
        "select column_name from duckdb_columns() where table_name = $name", {"name": BOOK.name}
    ).fetchall()
    return stored_rows(staging), {name for (name,) in columns}


def enter_offers(connection: duckdb.DuckDBPyConnection, offers: Sequence[OfferRow]) -> None:
    """Write the book into a release, so that it tells what was known when it was made.

    The table is made anew: releases of earlier versions lack columns.
    """
    columns = schema.contract_columns(BOOK.name)
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f"create or replace table {BOOK.name} ({listed})")
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    for offer in offers:
        values = [offer.get(name) for name in columns]
        values = [list(value) if isinstance(value, tuple) else value for value in values]
        connection.execute(f"insert into {BOOK.name} values ({places})", values)
