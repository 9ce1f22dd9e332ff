"""Which characters a file is written in, and the same file as UTF-8."""

from __future__ import annotations

import codecs
import csv
from typing import TYPE_CHECKING, BinaryIO

from data.problems import BrokenCsv, EncodingUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 4 * 1024 * 1024
DELIMITERS = (",", "\t", ";", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """Return utf-8, utf-8-sig, utf-16 or gb18030, after reading the whole file.

    Raises:
        EncodingUnknown: it is none of them.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    failed_at = 0
    for encoding in ("utf-8", "gb18030"):
        failed_at = _first_undecodable(path, encoding)
        if failed_at < 0:
            return encoding
    raise EncodingUnknown(file=path.name, position=failed_at)


def _first_undecodable(path: Path, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
                offset += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return offset + error.start
    return -1


def as_utf8(path: Path, encoding: str, target: Path) -> Path:
    """Return a UTF-8 copy of the file with one kind of line end at `target`, or the file itself
    when it is that already. DuckDB would drop every row after a change of line ends.

    Raises:
        EncodingUnknown: the file is not written in `encoding`, or there is no such encoding.
    """
    if encoding in {"utf-8", "utf-8-sig"} and not _mixes_line_ends(path):
        return path
    try:
        with (
            path.open("r", encoding=encoding) as source,
            target.open("w", encoding="utf-8", newline="\n") as copy,
        ):
            while block := source.read(BLOCK):
                copy.write(block)
    except UnicodeDecodeError as error:
        raise EncodingUnknown(file=path.name, position=error.start) from error
    except LookupError as error:
        raise EncodingUnknown(file=path.name, position=0) from error
    return target


def _mixes_line_ends(path: Path) -> bool:
    line_feeds = pairs = 0
    last = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            line_feeds += block.count(b"\n")
            pairs += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
    return 0 < pairs < line_feeds


def first_rows(path: Path, encoding: str, delimiter: str, count: int) -> list[list[str]]:
    """Return the first `count` rows as text.

    Raises:
        BrokenCsv: a quoted value never ends, or a field is absurdly long.
    """
    rows: list[list[str]] = []
    with path.open("r", encoding=encoding, newline="") as file:
        try:
            for row in csv.reader(_without_nul(file), delimiter=delimiter):
                rows.append(row)
                if len(rows) == count:
                    break
        except csv.Error as error:
            raise BrokenCsv(file=path.name, line=len(rows) + 1, reason=str(error)) from error
        except UnicodeDecodeError as error:
            raise EncodingUnknown(file=path.name, position=error.start) from error
    return rows


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def delimiter_of(path: Path, encoding: str) -> str:
    """Return the delimiter that gives the first rows the most, and most even, columns."""
    best, most = ",", 1.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in first_rows(path, encoding, delimiter, 60) if any(row)]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        widest = usual if usual > 1 else max(widths)
        score = widest * (widths.count(widest) / len(widths)) ** 2
        if widest > 1 and score > most:
            best, most = delimiter, score
    return best


def blank_lines(path: Path, after: int) -> list[int]:
    """Return the numbers of the empty lines after line `after`, counting from 1.

    The table reader passes over them; row numbers must not.
    """
    with path.open("rb") as file:
        if not _has_blank(file):
            return []
        file.seek(0)
        return [
            number
            for number, line in enumerate(file, start=1)
            if number > after and not line.strip(b"\r\n")
        ]


def _has_blank(file: BinaryIO) -> bool:
    tail = b""
    while block := file.read(BLOCK):
        seen = tail + block
        if b"\n\n" in seen or b"\n\r\n" in seen:
            return True
        tail = seen[-2:]
    return False
