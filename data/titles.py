"""What bankers write around a table: units, dates, totals, and the spelling of headers."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date

UNITS = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}
TOTAL_WORDS = ("合计", "总计", "小计", "总合计", "共计", "total", "grandtotal", "subtotal", "sum")
SUBTOTAL_WORDS = ("小计", "subtotal")
FOOTER_WORDS = ("制表", "复核", "审核", "打印", "备注", "说明", "注:", "填表", "数据来源")

_UNIT = re.compile(r"单位\s*[::]?\s*(?:人民币)?\s*(百万元|百元|千元|万元|亿元|元)")
_UNIT_OF_HEADER = re.compile(r"[((\[【]\s*(?:人民币)?\s*(百万元|百元|千元|万元|亿元|元)\s*[))\]】]")
_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_DATES = (
    re.compile(_YEAR + r"[-/._年]\s*(\d{1,2})[-/._月]\s*(\d{1,2})(?!\d)"),
    re.compile(_YEAR + r"(\d{2})(\d{2})(?!\d)"),
    re.compile(_YEAR + r"[-/._年]\s*(\d{1,2})(?!\d)"),
    re.compile(_YEAR + r"(\d{2})(?!\d)"),
)


def unit_in(text: str) -> str | None:
    """Return the unit a title line states (元, 万元, 亿元 …), or None."""
    found = _UNIT.search(text)
    return found.group(1) if found else None


def unit_of_header(header: str) -> str | None:
    """Return the unit a header carries in brackets, or None."""
    found = _UNIT_OF_HEADER.search(header)
    return found.group(1) if found else None


def date_in(text: str) -> date | None:
    """Return the first date in the text; a month alone is its last day. None when there is none."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            parts = [int(part) for part in found.groups()]
            if not 1 <= parts[1] <= 12:
                continue
            last = calendar.monthrange(parts[0], parts[1])[1]
            day = parts[2] if len(parts) == 3 else last
            if 1 <= day <= last:
                return date(parts[0], parts[1], day)
    return None


def plain(header: str) -> str:
    """Return the header without unit, case, width, blanks and punctuation, to compare spellings."""
    text = _UNIT_OF_HEADER.sub("", header)
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in text if character.isalnum())


def is_total(text: str) -> bool:
    """Whether a first cell marks a total row."""
    return plain(text) in TOTAL_WORDS
