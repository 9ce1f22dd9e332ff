"""Whether text fits a place, without a screen to measure it on: widths of signs, lines, cuts. Pure.

Widths are estimates of a wide sans serif face, in points: a machine without the file's own face
sets a wider one, and must not run over. Chinese signs are as wide as they are high.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

NARROW = frozenset("ilIjtfr.,:;'|!()[]· ")
ELLIPSIS = "…"
BOLD = 1.1
"""How much wider bold text is."""
SEAM = 0.2
"""How wide the gap between a Chinese sign and another is, in its size."""
LINE = 1.25
"""Height of a line, in its size."""


@lru_cache(maxsize=4096)
def _ems(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in NARROW:
        return 0.40
    return 0.74 if sign.isupper() or sign in "%mw@+" else 0.62


def width(text: str, size: float) -> float:
    """How wide a line of text is, with the gaps that are set between Chinese and figures."""
    wide = [_ems(sign) == 1.0 for sign in text]
    seams = sum(left != right for left, right in pairwise(wide))
    return size * (sum(_ems(sign) for sign in text) + SEAM * seams)


def cut(text: str, size: float, room: float) -> str:
    """The text, or as much of it as fits with an ellipsis; always one line."""
    line = " ".join(text.split())
    return _cut_to(line, lambda some: width(some, size) <= room)


def line_count(text: str, size: float, room: float) -> int:
    """How many lines the text takes; breaks between words, and anywhere in Chinese."""
    count = 0
    for paragraph in text.split("\n"):
        left, count = room, count + 1
        for word in _words(paragraph):
            wide = width(word, size)
            if wide > left and left < room:
                left, count = room, count + 1
            while wide > room:
                wide, count = wide - room, count + 1
            left -= wide
    return count


def _words(paragraph: str) -> list[str]:
    """Parts that are not broken: words with the space after them, single Chinese signs."""
    parts, word = [], ""
    for sign in paragraph:
        if _ems(sign) == 1.0:
            parts += [word, sign] if word else [sign]
            word = ""
        elif sign == " ":
            parts.append(word + sign)
            word = ""
        else:
            word += sign
    return [*parts, word] if word else parts


def fitting_size(text: str, room: float, lines: int, sizes: Sequence[float]) -> float:
    """The first of the sizes, largest first, at which the text takes at most so many lines."""
    return next((size for size in sizes if line_count(text, size, room) <= lines), sizes[-1])


def clamped(text: str, size: float, room: float, lines: int) -> str:
    """The text, cut so that it takes at most so many lines."""
    return _cut_to(text, lambda some: line_count(some, size, room) <= lines)


def _cut_to(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as many of its first signs as fit with an ellipsis after them."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle] + ELLIPSIS) else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS


def wanted_widths(columns: Sequence[Sequence[str]], size: float) -> list[float]:
    """How wide each column of a table would be, were there room for all of it.

    columns: the texts of each column, heading first; a heading may take two lines.
    """
    wanted = []
    for heading, *texts in columns:
        longest = max((width(text, size) for text in texts), default=0.0)
        words = max((width(word, size * BOLD) for word in _words(heading)), default=0.0)
        wanted.append(max(longest, words, width(heading, size * BOLD) / 2 + size) + 1.4 * size)
    return wanted


def column_widths(wanted: Sequence[float], gives: Sequence[bool], room: float) -> list[float]:
    """Widths that fill `room`: where it is too little, columns that may give way do, widest first.

    gives: whether a column's texts may be cut; numbers may not.
    """
    spare = room - sum(wanted)
    if spare >= 0:
        return [each + spare * each / sum(wanted) for each in wanted]
    fixed = sum(each for each, give in zip(wanted, gives, strict=True) if not give)
    cuttable = [each for each, give in zip(wanted, gives, strict=True) if give]
    if not cuttable or fixed > 0.8 * room:
        limit = _limit(wanted, room)
        return [min(each, limit) for each in wanted]
    limit = _limit(cuttable, room - fixed)
    return [min(each, limit) if give else each for each, give in zip(wanted, gives, strict=True)]


def _limit(wanted: Sequence[float], room: float) -> float:
    """The width no column may pass, so that all together take `room`."""
    left, rest = room, sorted(wanted)
    for place, each in enumerate(rest):
        share = left / (len(rest) - place)
        if each > share:
            return share
        left -= each
    return max(wanted)
