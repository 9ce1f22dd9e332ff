"""What somebody typed as the value of a condition, read by the column's kind."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from analytics import condition_problems as problems
from analytics.condition_columns import COLUMNS, OPERATORS
from data.problems import nearest

if TYPE_CHECKING:
    from analytics.condition_columns import ConditionColumn

ConditionValue = str | int | Decimal | dt.date

MOST_DAYS = 36_500
LARGEST = Decimal(10) ** 15
DECIMALS = 9
YEARS = (1800, 2200)

_NUMBER = re.compile(r"([+-]?)(\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(万|亿|k|m|%)?", re.ASCII)
_TIMES = {
    None: Decimal(1),
    "k": Decimal(1_000),
    "万": Decimal(10_000),
    "m": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "%": Decimal("0.01"),
}
_DATE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII
)
_NARROW = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")

EXPECTED = {
    "money": "an amount such as 50000, 5万 or 1.2亿",
    "number": "a number such as 0.25 or 80",
    "integer": "a whole number such as 12",
    "date": "a date such as 2026-06-30",
    "days": f"a whole number of days from 1 to {MOST_DAYS}",
    "text": "text without control characters",
}


def read_value(column: str, operator: str, given: object) -> ConditionValue:
    """Return one value of a condition as typed: text, or a number or date of a form.

    Amounts may be written 50,000, 5万, 1.2亿, 2k or 3m, shares as 5%, dates in the usual ways,
    codes by their value or label in either language.

    Raises:
        ConditionValueUnreadable: names the value and the expected form.
        ConditionValueUnknown: no code of the column.
    """
    known = COLUMNS[column]
    if OPERATORS[operator].takes == "days":
        days = _number(known, given, "days")
        if not 1 <= days <= MOST_DAYS or days != int(days):
            raise _unreadable(known, given, "days")
        return int(days)
    if known.kind == "date":
        return _date(known, given)
    if known.kind in {"money", "number", "integer"}:
        number = _number(known, given, known.kind)
        return int(number) if known.kind == "integer" else number
    text = _text(known, given)
    return _code(known, text) if known.codes else text


def _unreadable(
    column: ConditionColumn, given: object, form: str
) -> problems.ConditionValueUnreadable:
    shown = str(given)
    shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in shown)
    return problems.ConditionValueUnreadable(
        column=column.name, value=shown, expected=EXPECTED[form]
    )


def _number(column: ConditionColumn, given: object, form: str) -> Decimal:
    """A number in plain form: no exponent, no trailing zeros, no negative zero."""
    number = _decimal(column, given)
    if number is None or not number.is_finite() or abs(number) > LARGEST:
        raise _unreadable(column, given, form)
    whole = number == number.to_integral_value()
    if form in {"integer", "days"} and not whole:
        raise _unreadable(column, given, form)
    if number != round(number, DECIMALS):
        raise _unreadable(column, given, form)
    plain = number.quantize(Decimal(1)) if whole else number.normalize()
    return plain or Decimal(0)


def _decimal(column: ConditionColumn, given: object) -> Decimal | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, (int, Decimal)):
        return Decimal(given)
    if isinstance(given, float):
        return Decimal(repr(given))
    written = str(given).translate(_NARROW).replace(",", "").replace(" ", "").lower()
    found = _NUMBER.fullmatch(written.replace("\N{MINUS SIGN}", "-"))
    if found is None or (found.group(3) == "%" and column.unit != "share"):
        return None
    try:
        return Decimal(f"{found.group(1)}{found.group(2)}") * _TIMES[found.group(3)]
    except InvalidOperation:
        return None


def _date(column: ConditionColumn, given: object) -> dt.date:
    if isinstance(given, dt.datetime):
        given = given.date()
    if not isinstance(given, dt.date):
        found = _DATE.fullmatch(str(given).translate(_NARROW).strip())
        if found is None:
            raise _unreadable(column, given, "date")
        year, month, day = (int(part) for part in found.group(1, 3, 4, 5, 6, 7, 8) if part)
        try:
            given = dt.date(year, month, day)
        except ValueError:
            raise _unreadable(column, found.group(0), "date") from None
    if not YEARS[0] <= given.year <= YEARS[1]:
        raise _unreadable(column, given, "date")
    return given


def _text(column: ConditionColumn, given: object) -> str:
    if isinstance(given, (str, int, Decimal)) and not isinstance(given, bool):
        text = str(given).strip()
        if text and "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text):
            return text
    raise _unreadable(column, given, "text")


def _code(column: ConditionColumn, text: str) -> str:
    wanted = text.casefold()
    for code in column.codes:
        if wanted in {each.casefold() for each in (code.value, code.en, code.zh, *code.aliases)}:
            return code.value
    known = nearest(text[:60], [code.value for code in column.codes])
    raise problems.ConditionValueUnknown(column=column.name, value=text[:60], known=known)
