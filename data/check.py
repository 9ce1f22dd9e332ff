"""What is checked on every row, column by column, set-based: conditions on text and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from data import expressions as sql
from data.contract import TABLES
from data.problems import Sentence
from data.titles import FOOTER_WORDS, TOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from data.columns import Column

Severity = Literal["reject", "null", "warning"]

RULES = {
    "missing": "a required value is missing",
    "not_a_number": "this is not an amount or number",
    "too_large": "this amount is larger than any bank has",
    "not_a_date": "this is not a date; write 2026-03-31",
    "future_date": "this date is in the future",
    "unknown_code": "this code is unknown; translate it in the mapping",
    "not_yes_or_no": "this is neither yes nor no",
    "below_minimum": "this is below {limit}, the smallest allowed value",
    "above_maximum": "this is above {limit}, the largest allowed value",
    "id_damaged": ("Excel damaged this id: it keeps 15 digits only. Export the column as text"),
    "duplicate_key": "this key appears more than once with different values",
    "duplicate_row": "this row repeats an earlier one",
    "broken_line": "this line has the wrong number of columns or an unclosed quote",
    "short_line": "this line has too few columns; the missing ones are read as empty",
    "negative_assets": "negative assets (an overdraft) are kept",
    "blank_as_zero": "blank is read as 0",
    "formula_text": "this text looks like a formula; it is kept as text",
    "total_row": "a total row is not a customer; it was checked and left out",
    "footer_row": "a line of remarks under the table was left out",
    "later_file_wins": "a later file brings this key again; its row is kept",
    "sheet_not_read": "another sheet of this workbook was not read; save it as a file of its own",
    "mostly_empty": "more than half of this column is empty",
}
"""Rule -> English sentence, the key of its translation. Files and notes carry the rule's name."""


def explained(rule: str, table: str, column: str) -> Sentence:
    """Return what a rule says of a column of the contract, its limit named."""
    if rule not in {"below_minimum", "above_maximum"}:
        return Sentence(RULES[rule])
    limited = TABLES[table].column(column)
    limit = limited.minimum if rule == "below_minimum" else limited.maximum
    return Sentence(RULES[rule], limit=f"{limit:g}")


BLANK_IS_ZERO = ("loan_mavg", "contribution")
"""Strict amounts whose blank means none; a blank elsewhere in a strict column refuses the row.
A date on which no customer has a contribution does not bring it: it is estimated then."""

ASSETS = (
    "aum_mavg",
    "aum_eop",
    "dep_demand_mavg",
    "dep_time_mavg",
    "wealth_mavg",
    "other_aum_mavg",
)
"""Balances that may be negative (an overdraft) and then are noted."""

MAY_BE_FUTURE = frozenset(
    {"maturity_date", "expires_on", "valid_to", "effective_from", "effective_to", "start", "end"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way a value can be wrong: an SQL condition over `r.<text>` and `t.<value>`."""

    column: str
    rule: str
    condition: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one contract column is read: its text in the source, its value, and what refuses it."""

    column: Column
    text: str
    unit: int = 1
    translated: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str:
        """SQL of the typed value, null when the text cannot be read."""
        column, kind = self.column, self.column.kind
        if kind in {"id", "text"}:
            return self.text
        if kind == "money":
            return sql.money(self.text, self.unit)
        if kind == "code":
            return sql.code(self.text, column, len(self.translated))
        if kind == "codes":
            return sql.code_list(self.text, column)
        if kind == "date":
            return sql.day(self.text, month_end=column.name == "snapshot_date")
        simple = {"rate": sql.number, "number": sql.number, "integer": sql.integer,
                  "year": sql.year, "timestamp": sql.moment, "flag": sql.flag}  # fmt: skip
        return simple[kind](self.text)

    @property
    def bound(self) -> list[str]:
        """The parameters `value` binds, in order."""
        return [text for pair in self.translated for text in pair]


_UNREADABLE = {
    "year": "not_a_date",
    "date": "not_a_date",
    "timestamp": "not_a_date",
    "code": "unknown_code",
    "flag": "not_yes_or_no",
}


def faults_of(reading: Reading, today: date) -> Iterator[Fault]:
    """Yield what can be wrong with one column, the first to match being the one reported."""
    column = reading.column
    kept = f"r.{reading.text}"
    value = f"t.{column.name}"
    bad: Severity = "reject" if column.strict else "null"

    def fault(rule: str, condition: str, severity: Severity = bad) -> Fault:
        return Fault(
            column=column.name, rule=rule, condition=condition, severity=severity, text=reading.text
        )

    if column.kind == "id":
        damaged = f"regexp_full_match({kept}, {sql.quoted(sql.DAMAGED_ID)})"
        yield fault("id_damaged", _when(f"contains(lower({kept}), 'e')", damaged))
    if column.kind == "text":
        yield fault(
            "formula_text", f"starts_with({value}, '=') or starts_with({value}, '@')", "warning"
        )
    unread = f"{value} is null and {kept} is not null"
    if column.kind in {"money", "number", "integer", "rate"}:
        amount = f"abs(try_cast({sql.number_text(kept)} as double))"
        yield fault("too_large", _when(unread, f"{amount} >= {sql.ABSURD}"))
        yield fault("not_a_number", _when(unread, f"coalesce({amount} < {sql.ABSURD}, true)"))
    elif column.kind == "codes":
        yield fault("unknown_code", f"len({value}) = 0 and {kept} is not null")
    elif column.kind in _UNREADABLE:
        yield fault(_UNREADABLE[column.kind], unread)
    yield from _limits(reading, value, today, bad)
    if column.strict and column.name in BLANK_IS_ZERO:
        brought = "select snapshot_date from _typed where contribution is not null"
        some = f"{kept} is null and t.snapshot_date in ({brought})"
        whole = f"{kept} is null"
        condition = some if column.name == "contribution" else whole
        yield fault("blank_as_zero", condition, "warning")
    elif column.strict:
        yield fault("missing", f"{kept} is null")


def _when(condition: str, then: str) -> str:
    """Return SQL of a cheap condition and a dear one that is looked at only where it holds.

    DuckDB computes both sides of AND outside WHERE.
    """
    return f"(case when {condition} then {then} else false end)"


def _limits(reading: Reading, value: str, today: date, bad: Severity) -> Iterator[Fault]:
    column = reading.column
    limits: list[tuple[str, str, Severity]] = []
    if column.minimum is not None:
        limits.append(("below_minimum", f"{value} < {column.minimum:g}", bad))
    if column.maximum is not None:
        limits.append(("above_maximum", f"{value} > {column.maximum:g}", bad))
    if column.kind in {"date", "timestamp"} and column.name not in MAY_BE_FUTURE:
        limits.append(("future_date", f"{value}::date > date '{today.isoformat()}'", bad))
    if column.kind == "year":
        limits.append(("future_date", f"{value} > {today.year}", bad))
    if column.name in ASSETS:
        limits.append(("negative_assets", f"{value} < 0", "warning"))
    for rule, condition, severity in limits:
        yield Fault(
            column=column.name,
            rule=rule,
            condition=condition,
            severity=severity,
            text=reading.text,
        )


def first_filled(texts: tuple[str, ...]) -> str:
    """Return SQL of the first filled cell of a row."""
    return f"coalesce({', '.join(texts)}, null)"


def total_condition(text: str) -> str:
    """Return SQL that is true for the first cell of a total row."""
    initials = sorted({letter for word in TOTAL_WORDS for letter in (word[0], word[0].upper())})
    bare = f"lower(regexp_replace({text}, '[\\s\u3000::]', '', 'g'))"
    return (
        f"({text}[1] in ({sql.listed(tuple(initials))}) and {bare} in ({sql.listed(TOTAL_WORDS)}))"
    )


def footer_condition(text: str, texts: tuple[str, ...]) -> str:
    """Return SQL that is true for a line of remarks: a known first word and few filled cells."""
    initials = tuple(sorted({word[0] for word in FOOTER_WORDS}))
    starts = " or ".join(f"starts_with({text}, {sql.quoted(word)})" for word in FOOTER_WORDS)
    filled = " + ".join(f"({each} is not null)::integer" for each in texts)
    return (
        f"({text}[1] in ({sql.listed(initials)}) and ({starts}) "
        f"and {filled} <= greatest(2, {len(texts)} // 2))"
    )
