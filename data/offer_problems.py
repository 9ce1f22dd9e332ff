"""What can be wrong with offers as they are typed, pasted or saved."""

from __future__ import annotations

from data.problems import Problem


class OfferIncomplete(Problem):
    code = "E_OFFER_INCOMPLETE"
    message = "Row {row}: {column} is empty. Fill it in: an offer is not saved without it."


class OfferVersionOverlaps(Problem):
    code = "E_OFFER_VERSION_OVERLAPS"
    message = (
        "Row {row}: version {version} of offer {offer} holds on {day} too. Let it end on the day "
        "before, correct it instead, or let the new one take its place."
    )


class OfferNotThere(Problem):
    code = "E_OFFER_NOT_THERE"
    message = "The offer book has no version {version} of {offer}. Nearest: {nearest}."


class ObservedLater(Problem):
    code = "E_OFFER_OBSERVED_LATER"
    message = "An offer cannot have been seen on {value}, which is still to come. Write a past day."


class PastedNothing(Problem):
    code = "E_PASTE_EMPTY"
    message = "There is no row to read. Copy the rows in Excel, header included, and paste them."


class PastedMerged(Problem):
    code = "E_PASTE_MERGED"
    message = (
        "{column} is empty, and the row above has {above}: the cells were probably merged. "
        "Write it in every row, or unmerge the cells in Excel and fill them down."
    )


class PastedHeaderEmpty(Problem):
    code = "E_PASTE_HEADER_EMPTY"
    message = (
        "Column {place} has values but no header: its cells were probably merged. "
        "Unmerge the header in Excel and give every column its own name."
    )


class PastedHeaderUnknown(Problem):
    code = "E_PASTE_HEADER_UNKNOWN"
    message = "The header {value} is not known, so its column is not read. The nearest are {known}."


class PastedHeaderTwice(Problem):
    code = "E_PASTE_HEADER_TWICE"
    message = "The header {value} stands twice. Rename or delete one of the two columns."


class PastedTooWide(Problem):
    code = "E_PASTE_TOO_WIDE"
    message = (
        "There are more cells than columns: {value} has no column. Unmerge the cells in Excel, or "
        "put the text in quotation marks if it holds a comma."
    )


class PastedUnreadable(Problem):
    code = "E_PASTE_UNREADABLE"
    message = "{column} cannot be {value}. Write it as a person would read it."


class PastedNoNumber(PastedUnreadable):
    code = "E_PASTE_NUMBER"
    message = "{column} cannot be {value}. Write a number such as 5 or 5.4, without a unit."


class PastedNoAmount(PastedUnreadable):
    code = "E_PASTE_AMOUNT"
    message = "{column} cannot be {value}. Write an amount such as 300000."


class PastedNoWholeNumber(PastedUnreadable):
    code = "E_PASTE_WHOLE"
    message = "{column} cannot be {value}. Write a whole number such as 36."


class PastedNoDay(PastedUnreadable):
    code = "E_PASTE_DAY"
    message = "{column} cannot be {value}. Write a date such as 2026-06-30."


class PastedNoFlag(PastedUnreadable):
    code = "E_PASTE_FLAG"
    message = "{column} cannot be {value}. Write yes or no."
