"""What can be wrong with files, stores and settings, as facts and a remedy."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class Problem(Exception):
    """Everything a user can be told, with what to do about it.

    `message` is an English sentence and the key of its translation; `facts` fill its
    `{placeholders}`. `code` is stable and may be matched by programs.
    """

    code: ClassVar[str] = "E_PROBLEM"
    message: ClassVar[str] = "Something is wrong with the request."

    def __init__(self, **facts: object) -> None:
        """Keep the facts that fill the message."""
        super().__init__()
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """Return the English sentence with its facts."""
        return self.message.format(**self.facts)


class Sentence(str):
    """An English sentence with its facts filled in, which keeps both for other languages."""

    __slots__ = ("facts", "message")
    message: str
    facts: dict[str, str]

    def __new__(cls, message: str, **facts: str) -> Self:
        """Fill the {placeholders} of `message`."""
        made = super().__new__(cls, message.format(**facts))
        made.message, made.facts = message, facts
        return made


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """Return up to `count` known names close to `name`, else all of them, joined by commas."""
    names = list(known)
    return ", ".join(get_close_matches(name, names, n=count, cutoff=0.5) or names)


class FileMissing(Problem):
    code = "E_FILE_MISSING"
    message = "There is no file {file}. Check the name and the folder."


class FileEmpty(Problem):
    code = "E_FILE_EMPTY"
    message = "{file} is empty. Export it again and check its size before loading."


class HeaderInTwoRows(Problem):
    code = "E_HEADER_IN_TWO_ROWS"
    message = (
        "The column names of {file} stand in two rows, {first} and {second}. "
        "Write each column's whole name in one row and unmerge its cells."
    )


class HeaderOnly(Problem):
    code = "E_HEADER_ONLY"
    message = "{file} has a header but no rows. Export it again for a date that has data."


class HeaderNotFound(Problem):
    code = "E_HEADER_NOT_FOUND"
    message = (
        "{file} has no recognisable header in its first {lines} lines. "
        "Put the column names in one row above the data."
    )


class HeaderRepeated(Problem):
    code = "E_HEADER_REPEATED"
    message = "{file} has the column {column} more than once. Rename or delete one of them."


class EncodingUnknown(Problem):
    code = "E_ENCODING"
    message = (
        "{file} is neither UTF-8 nor GB18030 text (byte {position}). "
        "Save it as CSV UTF-8, or name its encoding in the mapping file."
    )


class BrokenCsv(Problem):
    code = "E_BROKEN_CSV"
    message = "{file} cannot be read as a table near line {line}: {reason}. Export it again."


class BrokenParquet(Problem):
    code = "E_BROKEN_PARQUET"
    message = "{file} is not a complete Parquet file; it was probably cut off. Copy it again."


class BrokenWorkbook(Problem):
    code = "E_BROKEN_WORKBOOK"
    message = "{file} cannot be opened as an Excel workbook. Open it in Excel and save it as .xlsx."


class WorkbookTooLarge(Problem):
    code = "E_WORKBOOK_TOO_LARGE"
    message = (
        "{file} would unpack to {unpacked} MB, more than the {limit} MB allowed for a workbook. "
        "Save the sheet as CSV and load that."
    )


class FileKindUnknown(Problem):
    code = "E_FILE_KIND"
    message = (
        "{file} is of kind {kind}, which is not read. Use .csv, .txt, .xlsx, .xls or .parquet."
    )


class TableUnknown(Problem):
    code = "E_TABLE_UNKNOWN"
    message = "There is no table {table}. Nearest: {nearest}."


class TableNotGuessed(Problem):
    code = "E_TABLE_NOT_GUESSED"
    message = (
        "The columns of {file} fit no table. Name it, for example customer_snapshot={file}, "
        "or describe it in a mapping file."
    )


class ColumnsMissing(Problem):
    code = "E_COLUMNS_MISSING"
    message = (
        "{file} lacks columns that {table} needs: {columns}. Columns found: {found}. "
        "Add them, or say in a mapping which column holds them."
    )


class MappedColumnMissing(Problem):
    code = "E_MAPPED_COLUMN_MISSING"
    message = (
        "The mapping names the column {column}, which {file} does not have. Nearest: {nearest}."
    )


class SnapshotDateMissing(Problem):
    code = "E_DATE_MISSING"
    message = (
        "{file} has no date: no date column, none in its title and none in its name. "
        "Say which date it shows, or put it in the name, for example balances_2026-03-31.csv."
    )


class MappingUnreadable(Problem):
    code = "E_MAPPING_UNREADABLE"
    message = "The mapping file {file} cannot be read: {reason}."


class MappingKeyUnknown(Problem):
    code = "E_MAPPING_KEY"
    message = "The mapping file {file} has an unknown entry {key}. Nearest: {nearest}."


class MappingSelectFailed(Problem):
    code = "E_MAPPING_SELECT"
    message = "The SELECT for {table} in the mapping does not run on {file}: {reason}."


class RowsRejected(Problem):
    code = "E_ROWS_REJECTED"
    message = (
        "Nothing was loaded. Refused rows: {count}. The first: {file}, row {row}, "
        "column {column}, value {value}: {rule}. All of them are in {rejects}. "
        "Correct them, or load the good rows with --on-reject keep."
    )


class NothingLeft(Problem):
    code = "E_NOTHING_LEFT"
    message = (
        "No row of {file} can be loaded: all of its rows ({count}) are refused. "
        "They are listed in {rejects}."
    )


class FilesDisagree(Problem):
    code = "E_FILES_DISAGREE"
    message = (
        "{file} (row {row}) and {other} (row {other_row}) both bring {key} for {table} "
        "and disagree on {column}: {value} and {other_value}. Load one of them."
    )


class NothingToLoad(Problem):
    code = "E_NOTHING_TO_LOAD"
    message = (
        "No file was named. Give TABLE=FILE, or a mapping whose files are beside it: {looked}."
    )


class SourceUnclear(Problem):
    code = "E_SOURCE_UNCLEAR"
    message = "{text} cannot be understood. Write TABLE=FILE, TABLE:replace=FILE or FILE."


class CurrencyUnknown(Problem):
    code = "E_CURRENCY_UNKNOWN"
    message = "{currency} is no currency code. Write three letters, such as CNY or EUR."


class DemoMixed(Problem):
    code = "E_DEMO_MIXED"
    message = (
        "The store {store} holds the demo bank. "
        "Load real files into a new, empty store: --store DIR."
    )


class CurrencyDiffers(Problem):
    code = "E_CURRENCY"
    message = (
        "The store keeps amounts in {current}, the files are in {given}. "
        "Use another store for another currency."
    )
