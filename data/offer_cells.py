"""One cell of a typed or pasted offer as a value of its column: what a person writes, understood.

What cannot be understood is said with what to write instead; nothing is guessed. An unknown code
stays as it was written, for the checks of the offer book to name.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from data import offer_problems as problems
from data.expressions import DATE_FORMATS, NO, YES, spellings
from data.offer_entries import BOOK

if TYPE_CHECKING:
    from data.columns import Column

TIMES: Mapping[str, Decimal] = MappingProxyType(
    {"": Decimal(1), "千": Decimal(1_000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
)
"""What a Chinese unit behind an amount makes of it."""

NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*([千万亿]?)元?")
PERCENT = {"fee_pct", "quote_value"}
"""Columns of percentages, where the sign may stand behind the number."""

SEPARATORS = re.compile(r"[;,、|/\n]")
FIRST_DAY_OF_EXCEL = dt.date(1899, 12, 30)
PROBLEMS: Mapping[str, type[problems.PastedUnreadable]] = MappingProxyType(
    {
        "number": problems.PastedNoNumber,
        "money": problems.PastedNoAmount,
        "integer": problems.PastedNoWholeNumber,
        "date": problems.PastedNoDay,
        "flag": problems.PastedNoFlag,
    }
)
"""What is said of a cell that cannot be read, by the kind of its column."""


class Unreadable(ValueError):
    """A cell that cannot be a value of its column."""


def value_of(column: str, text: str) -> object:
    """Return the value of a cell that is not empty.

    Raises:
        PastedUnreadable: it cannot be read; by kind it says what can.
    """
    described = BOOK.column(column)
    wide = unicodedata.normalize("NFKC", text).strip()
    try:
        return _READ.get(described.kind, _as_text)(described, wide, text)
    except Unreadable:
        raise PROBLEMS[described.kind](column=column, value=text) from None


def _as_text(_column: Column, _wide: str, text: str) -> object:
    return text


def _number(column: Column, wide: str, _text: str) -> float:
    bare = wide.removesuffix("%").strip() if column.name in PERCENT else wide
    found = NUMBER.fullmatch(bare.replace("¥", ""))
    if found is None or not any(sign.isdigit() for sign in found.group(1)):
        raise Unreadable
    unit = found.group(2)
    if unit and column.kind != "money":
        raise Unreadable
    try:
        return float(Decimal(found.group(1).replace(",", "")) * TIMES[unit])
    except InvalidOperation:
        raise Unreadable from None


def _whole(column: Column, wide: str, text: str) -> int:
    months = re.fullmatch(r"(\d+)\s*(?:个?月|months?)", wide)
    years = re.fullmatch(r"(\d+)\s*(?:年|years?)", wide)
    if "term" in column.name and (months or years):
        return int(months.group(1)) if months else 12 * int(years.group(1))  # type: ignore[union-attr]
    number = _number(column, wide, text)
    if number != int(number):
        raise Unreadable
    return int(number)


def _day(_column: Column, wide: str, _text: str) -> dt.date:
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(wide, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if re.fullmatch(r"[2-7]\d{4}", wide):
        return FIRST_DAY_OF_EXCEL + dt.timedelta(days=int(wide))
    raise Unreadable


def _flag(_column: Column, wide: str, _text: str) -> bool:
    low = wide.lower()
    if low in YES or low in NO:
        return low in YES
    raise Unreadable


def _code(column: Column, wide: str, text: str) -> str:
    return _known(column).get(wide.lower(), text.strip())


def _codes(column: Column, wide: str, _text: str) -> tuple[str, ...]:
    known = _known(column)
    whole = known.get(wide.lower())
    if whole:
        return (whole,)
    parts = [part.strip() for part in SEPARATORS.split(wide) if part.strip()]
    return tuple(sorted({known.get(part.lower(), part) for part in parts}))


def _known(column: Column) -> dict[str, str]:
    return {
        unicodedata.normalize("NFKC", spelling): code.value
        for code in column.codes
        for spelling in spellings(code)
    }


_READ: Mapping[str, Callable[[Column, str, str], object]] = MappingProxyType(
    {
        "number": _number,
        "money": _number,
        "integer": _whole,
        "date": _day,
        "flag": _flag,
        "code": _code,
        "codes": _codes,
    }
)
