"""How a text becomes a typed value, as SQL: one expression per kind of column.

Every function takes SQL for a text and returns SQL. Nothing here holds a bank's values: those bind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.columns import Code, Column

BLANKS = " \t\r\n\u00a0\u3000\ufeff"
NULL_WORDS = ("null", "n/a", "#n/a", "nan", "none", "\\n", "nil")
WIDE = "0123456789,.-+()%/:−"
NARROW = "0123456789,.-+()%/:-"
ABSURD = 10**15
"""Amounts and counts from here on are refused: no bank has them."""
DAMAGED_ID = r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}"
DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M",
)  # fmt: skip
YES = ("1", "true", "t", "y", "yes", "是", "有", "在岗", "在职", "同意", "√")
NO = ("0", "false", "f", "n", "no", "否", "无", "离岗", "离职", "不同意", "拒绝", "×")


def quoted(text: str) -> str:
    """Return the text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: tuple[str, ...]) -> str:
    """Return the texts as an SQL list of literals."""
    return ", ".join(quoted(text) for text in texts)


def cleaned(text: str) -> str:
    """Return the text without surrounding blanks; null for nothing and for the ways programs
    write null.

    Texts that begin and end with visible ASCII, nearly all, take the short branch.
    """
    nothing = "(?i)^(" + "|".join(re.escape(word) for word in NULL_WORDS) + ")$"
    visible = f"{text}[1] between '!' and '~' and {text}[-1] between '!' and '~'"
    long_way = f"regexp_replace(trim({text}, {quoted(BLANKS)}), {quoted(nothing)}, '')"
    return (
        f"(case when {visible} and not (strlen({text}) < 5 and lower({text}) in "
        f"({listed(NULL_WORDS)})) then {text} else nullif({long_way}, '') end)"
    )


def number_text(text: str) -> str:
    """Return what `try_cast` can read of 1,234.56, (1,234), full-width digits, ¥12 and a lone dash.

    Commas go only where they separate thousands, so 1.234,56 stays unreadable instead of wrong.
    The text is mentioned once: DuckDB would compute a repeated part for every row beforehand.
    """
    steps = (
        (r"[¥¥$€\s]|元$", "", "g"),
        (r"^[-–—]+$", "0", ""),
        (r"^\((.+)\)$", r"-\1", ""),
        (r"^.*(\.[0-9]*,|[0-9]{4},).*$", "?", ""),
        (r",([0-9]{3})\b", r"\1", "g"),
    )
    result = f"translate({text}, {quoted(WIDE)}, {quoted(NARROW)})"
    for pattern, replacement, option in steps:
        result = f"regexp_replace({result}, {quoted(pattern)}, {quoted(replacement)}, '{option}')"
    return result


def money(text: str, unit: int = 1) -> str:
    """Return a DECIMAL(18,2), rounded half away from zero; null when it is no amount."""
    kept = "decimal(18,2)" if unit == 1 else "decimal(28,10)"
    amount = f"coalesce(try_cast({text} as {kept}), try_cast({number_text(text)} as {kept}))"
    if unit == 1:
        return amount
    return f"try_cast({amount} * {unit}::decimal(10,0) as decimal(18,2))"


def number(text: str) -> str:
    """Return a finite DOUBLE below ABSURD; a per cent sign divides by 100."""
    parsed = (
        f"coalesce(try_cast({text} as double), try_cast({number_text(text)} as double), "
        f"try_cast(regexp_extract({number_text(text)}, '^(.*)%$', 1) as decimal(18,8)) * 0.01)"
    )
    return f"(case when isfinite({parsed}) and abs({parsed}) < {ABSURD} then {parsed} end)"


def integer(text: str) -> str:
    """Return an INTEGER; null when there is a fraction."""
    number = (
        f"coalesce(try_cast({text} as decimal(18,4)), "
        f"try_cast({number_text(text)} as decimal(18,4)))"
    )
    return f"(case when {number} = floor({number}) then try_cast({number} as integer) end)"


def year(text: str) -> str:
    """Return the year of a year, a month or a day."""
    pattern = r"'^([0-9]{4})(\.0)?([-/.年].*|[0-9]{2}|[0-9]{4})?$'"
    return f"try_cast(nullif(regexp_extract({text}, {pattern}, 1), '') as integer)"


def day(text: str, *, month_end: bool = False) -> str:
    """Return a DATE; a month alone is its last day (`month_end`) or its first."""
    month = (
        r"try_cast(regexp_replace(each, '^((?:19|20)[0-9]{2})[-/.年]?([0-9]{1,2})月?$', "
        r"'\1-\2-01') as date)"
    )
    serial = (
        r"case when regexp_full_match(each, '[2-7][0-9]{4}(\.0)?') "
        "then date '1899-12-30' + try_cast(each as double)::integer end"
    )
    formats = f"[{listed(DATE_FORMATS)}]"
    months = f"last_day({month})" if month_end else month
    long_way = (
        f"list_transform([translate({text}, {quoted(WIDE)}, {quoted(NARROW)})], "
        f"lambda each: coalesce(try_strptime(each, {formats})::date, {months}, {serial}))[1]"
    )
    parsed = f"coalesce(try_cast({text} as date), {long_way})"
    return f"(case when {parsed} between date '1800-01-01' and date '2200-12-31' then {parsed} end)"


def moment(text: str) -> str:
    """Return a TIMESTAMP; a day alone is its midnight."""
    return f"coalesce(try_cast({text} as timestamp), {day(text)}::timestamp)"


def flag(text: str) -> str:
    """Return a BOOLEAN; null when it is neither yes nor no."""
    low = f"lower({text})"
    yes, no = listed(YES), listed(NO)
    return f"(case when {low} in ({yes}) then true when {low} in ({no}) then false end)"


def spellings(code: Code) -> tuple[str, ...]:
    """Return every way a bank may write the code, in lower case."""
    return tuple(dict.fromkeys(s.lower() for s in (code.value, code.en, code.zh, *code.aliases)))


def code(text: str, column: Column, translated: int = 0) -> str:
    """Return the code's value; null for an unknown one.

    `translated` pairs of bound parameters (the bank's spelling, our value) are asked first.
    """
    shipped = f"case lower({text}) {_known(column)} end"
    given = " ".join(["when ? then ?"] * translated)
    return f"(case coalesce({text}, '') {given} else {shipped} end)" if given else f"({shipped})"


def code_list(text: str, column: Column) -> str:
    """Return the sorted values of a list written with ; , 、 or |; unknown ones are left out."""
    parts = f"regexp_split_to_array(trim({text}, '[] '), '[;,,;、|]')"
    known = f"lambda part: case lower(trim(part)) {_known(column)} end"
    return (
        f"list_sort(list_distinct(list_filter(list_transform({parts}, {known}), "
        "lambda part: part is not null)))"
    )


def _known(column: Column) -> str:
    return " ".join(
        f"when {quoted(spelling)} then {quoted(item.value)}"
        for item in column.codes
        for spelling in spellings(item)
    )
