"""What is entered in the offer book: versions of offers, and the entries a row makes in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data import offer_problems as problems
from data.contract import TABLES
from data.problems import nearest

BOOK = TABLES["competitor_offer"]
FIRST, LAST = dt.date.min, dt.date.max
VERSION = "version"

Origin = Literal["shipped", "release", "file", "typed"]
Entry = dict[str, Any]
"""A row of the log: offer_id, version, and as JSON keeps them offer (None: deleted), delivered."""
OfferRow = Mapping[str, Any]
"""An offer as columns of table competitor_offer, values of their types; empty ones left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedOffer:
    """One version of an offer.

    `row`: columns of the contract, empty ones left out; None: the version was deleted. `origin`:
    who said so last: Tierview, a release made before the book, a file, or a person. `created_at`
    UTC, None where nobody entered it. `revision`: how often it was entered, from 1.
    """

    offer_id: str
    version: int
    row: OfferRow | None
    origin: Origin
    author: str = ""
    created_at: dt.datetime | None = None
    revision: int = 1

    @property
    def reference(self) -> str:
        """How a link names it: id@version."""
        return f"{self.offer_id}@{self.version}"

    @property
    def offer(self) -> OfferRow:
        """Its columns; of a deleted version there are none."""
        return self.row or {}

    @property
    def name(self) -> tuple[str, str]:
        """Whose product it is: competitor and product."""
        return named(self.offer)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Its first and last day: valid from, else when it was seen."""
        start = self.offer.get("valid_from") or self.offer.get("observed_on") or FIRST
        return start, self.offer.get("valid_to") or LAST


def saved(entry: Entry, revision: int) -> SavedOffer:
    """Return what an entry of the log says."""
    told = entry["offer"]
    return SavedOffer(
        offer_id=entry["offer_id"],
        version=entry[VERSION],
        row=None if told is None else {name: typed(name, value) for name, value in told.items()},
        origin="typed" if entry["delivered"] is None else "file",
        author=entry.get("author", ""),
        created_at=entry.get("created_at"),
        revision=revision,
    )


def entry(
    offer_id: str, version: int, row: OfferRow | None, delivered: OfferRow | None = None
) -> Entry:
    """Return the entry that says so; without a row the version is deleted."""
    return {
        "offer_id": offer_id,
        VERSION: version,
        "offer": None if row is None else plain(row),
        "delivered": None if delivered is None else plain(delivered),
    }


def typed_entries(
    book: Sequence[SavedOffer], number: int, row: OfferRow, *, replace: bool
) -> list[Entry]:
    """Return the entries that the typed row `number` makes; see `OfferBook.save`.

    `book`: the state of everything, deleted versions too.

    Raises:
        OfferIncomplete, OfferVersionOverlaps, OfferNotThere.
    """
    for column in BOOK.required_names:
        if row.get(column) is None or not str(row[column]).strip():
            raise problems.OfferIncomplete(row=number, column=column)
    offer_id = str(row["offer_id"]).strip()
    own = live(book, offer_id)
    corrected = row.get(VERSION)
    if corrected is not None:
        was = version_of(book, offer_id, int(corrected))
        if plain(was.offer) == plain(row):
            return []
        own.remove(was)
    new = SavedOffer(
        offer_id=offer_id,
        version=_next(book, offer_id) if corrected is None else int(corrected),
        row={**row, "offer_id": offer_id},
        origin="typed",
    )
    touched = _overlapping(own, new)
    if any(plain(known.offer) == plain(row) for known in touched):
        return []
    if touched and not replace:
        raise _overlap(number, new, touched[0])
    gone = [entry(offer_id, known.version, None) for known in touched]
    return [*gone, entry(offer_id, new.version, new.row)]


def file_entries(book: Sequence[SavedOffer], row: OfferRow, columns: set[str]) -> list[Entry]:
    """Return the entries that a delivered row makes: it stands for every version it overlaps.

    Columns that the file does not have keep their values.
    """
    offer_id = str(row["offer_id"])
    alone = SavedOffer(offer_id=offer_id, version=0, row=row, origin="file")
    touched = _overlapping(live(book, offer_id), alone)
    before = touched[-1] if touched else None
    kept = {n: v for n, v in before.offer.items() if n not in columns} if before else {}
    version = before.version if before else _next(book, offer_id)
    gone = [entry(offer_id, known.version, None) for known in touched[:-1]]
    return [*gone, entry(offer_id, version, {**kept, **row}, delivered=row)]


def after(book: Sequence[SavedOffer], entries: Sequence[Entry]) -> list[SavedOffer]:
    """Return the state of the book with entries that are not written yet."""
    state = {(known.offer_id, known.version): known for known in book}
    for each in entries:
        state[each["offer_id"], each[VERSION]] = saved(each, revision=1)
    return list(state.values())


def live(book: Iterable[SavedOffer], offer_id: str) -> list[SavedOffer]:
    """Return the versions of an offer that are not deleted, oldest first."""
    own = [known for known in book if known.offer_id == offer_id and known.row is not None]
    return sorted(own, key=lambda known: known.version)


def version_of(book: Iterable[SavedOffer], offer_id: str, version: int) -> SavedOffer:
    """Return a version that is not deleted.

    Raises:
        OfferNotThere.
    """
    known = list(book)
    for each in live(known, offer_id):
        if each.version == version:
            return each
    raise not_there(known, offer_id, version)


def not_there(
    book: Iterable[SavedOffer], offer_id: str, version: int | None
) -> problems.OfferNotThere:
    """Return the problem of an offer or a version that the book does not have."""
    references = [known.reference for known in book if known.row is not None]
    wanted = f"{offer_id}@{version or 1}"
    return problems.OfferNotThere(
        offer=offer_id, version=version or 1, nearest=nearest(wanted, references) or "–"
    )


def named(row: OfferRow) -> tuple[str, str]:
    """Return competitor and product of a row."""
    return str(row.get("competitor", "")), str(row.get("product_name", ""))


def typed(name: str, value: object) -> object:
    """Return a value as its column of the contract has it: days, tuples of codes, floats."""
    kind = BOOK.column(name).kind
    if kind == "codes" and isinstance(value, (list, tuple, set, frozenset)):
        return tuple(sorted(str(each) for each in value))
    if kind == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return float(str(value)) if kind == "money" else value


def plain(row: OfferRow) -> dict[str, Any]:
    """Return a row as JSON keeps it, empty values left out."""
    kept: dict[str, Any] = {}
    for name, value in row.items():
        if name == VERSION or value is None or value == "":
            continue
        whole = typed(name, value)
        if whole == ():
            continue
        if isinstance(whole, dt.date):
            kept[name] = whole.isoformat()
        else:
            kept[name] = list(whole) if isinstance(whole, tuple) else whole
    return kept


def today() -> dt.date:
    """Return the day here."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def _next(book: Iterable[SavedOffer], offer_id: str) -> int:
    return max((known.version for known in book if known.offer_id == offer_id), default=0) + 1


def _overlapping(own: Iterable[SavedOffer], new: SavedOffer) -> list[SavedOffer]:
    start, end = new.days
    return [known for known in own if known.days[0] <= end and start <= known.days[1]]


def _overlap(number: int, new: SavedOffer, other: SavedOffer) -> problems.OfferVersionOverlaps:
    day = max(new.days[0], other.days[0])
    if day == FIRST:
        day = min(new.days[1], other.days[1], today())
    return problems.OfferVersionOverlaps(
        row=number, offer=new.offer_id, version=other.version, day=day
    )
