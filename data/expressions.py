"""How a text becomes a typed value, as SQL: one expression per kind of column.

Every function takes SQL for a text and returns SQL. Nothing here holds a bank's values: those bind.
"""

from __future__ import annotations

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


def trimmed(text: str) -> str:
    """Return the text without surrounding blanks; null when nothing is left."""
    return f"nullif(trim({text}, {quoted(BLANKS)}), '')"


def words(text: str) -> str:
    """Return the trimmed text; null for the ways programs write null."""
    return f"(case when lower({trimmed(text)}) in ({listed(NULL_WORDS)}) then null else {trimmed(text)} end)"


def number_text(text: str) -> str:
    """Return what `try_cast` can read of 1,234.56, (1,234), full-width digits, ¥12 and a lone dash.

    Commas go only where they separate thousands, so 1.234,56 stays unreadable instead of wrong.
    """
    narrow = f"translate(trim({text}, {quoted(BLANKS)}), {quoted(WIDE)}, {quoted(NARROW)})"
    bare = f"regexp_replace({narrow}, '[¥¥$€\\s]|元$', '', 'g')"
    dash = f"regexp_replace({bare}, '^[-–—]+$', '0')"
    signed = f"regexp_replace({dash}, '^\\((.+)\\)$', '-\\1')"
    grouped = r"'[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?%?'"
    return (
        f"(case when regexp_full_match({signed}, {grouped}) then replace({signed}, ',', '') "
        f"else {signed} end)"
    )


def money(text: str, unit: int = 1) -> str:
    """Return a DECIMAL(18,2), rounded half away from zero; null when it is no amount."""
    if unit == 1:
        return (
            f"coalesce(try_cast({text} as decimal(18,2)), "
            f"try_cast({number_text(text)} as decimal(18,2)))"
        )
    exact = (
        f"coalesce(try_cast({text} as decimal(24,8)), "
        f"try_cast({number_text(text)} as decimal(24,8)))"
    )
    return f"try_cast({exact} * {unit}::decimal(10,0) as decimal(18,2))"


def number(text: str) -> str:
    """Return a finite DOUBLE below ABSURD; a per cent sign divides by 100."""
    clean = number_text(text)
    parsed = (
        f"coalesce(try_cast({text} as double), try_cast({clean} as double), "
        f"try_cast(regexp_extract({clean}, '^(.*)%$', 1) as double) / 100)"
    )
    return f"(case when isfinite({parsed}) and abs({parsed}) < {ABSURD} then {parsed} end)"


def integer(text: str) -> str:
    """Return an INTEGER; null when there is a fraction."""
    clean = f"coalesce(try_cast({text} as decimal(18,4)), try_cast({number_text(text)} as decimal(18,4)))"
    return f"(case when {clean} = floor({clean}) then try_cast({clean} as integer) end)"


def year(text: str) -> str:
    """Return the year of a year, a month or a day."""
    pattern = r"'^([0-9]{4})(\.0)?([-/.年].*|[0-9]{2}|[0-9]{4})?$'"
    return f"try_cast(nullif(regexp_extract({trimmed(text)}, {pattern}, 1), '') as integer)"


def day(text: str, *, month_end: bool = False) -> str:
    """Return a DATE; a month alone is its last day (`month_end`) or its first."""
    clean = f"translate({trimmed(text)}, {quoted(WIDE)}, {quoted(NARROW)})"
    formats = f"[{listed(DATE_FORMATS)}]"
    month = f"try_cast(regexp_replace({clean}, '^((?:19|20)[0-9]{{2}})[-/.年]?([0-9]{{1,2}})月?$', '\\1-\\2-01') as date)"
    month = f"last_day({month})" if month_end else month
    serial = (
        f"case when regexp_full_match({clean}, '[2-7][0-9]{{4}}(\\.0)?') "
        f"then date '1899-12-30' + try_cast({clean} as double)::integer end"
    )
    parsed = f"coalesce(try_cast({text} as date), try_strptime({clean}, {formats})::date, {month}, {serial})"
    return f"(case when {parsed} between date '1800-01-01' and date '2200-12-31' then {parsed} end)"


def moment(text: str) -> str:
    """Return a TIMESTAMP; a day alone is its midnight."""
    return f"coalesce(try_cast({text} as timestamp), {day(text)}::timestamp)"


def flag(text: str) -> str:
    """Return a BOOLEAN; null when it is neither yes nor no."""
    low = f"lower({trimmed(text)})"
    return f"(case when {low} in ({listed(YES)}) then true when {low} in ({listed(NO)}) then false end)"


def spellings(code: Code) -> tuple[str, ...]:
    """Return every way a bank may write the code, in lower case."""
    return tuple(dict.fromkeys(s.lower() for s in (code.value, code.en, code.zh, *code.aliases)))


def code(text: str, column: Column, translated: int = 0) -> str:
    """Return the code's value; null for an unknown one.

    `translated` pairs of bound parameters (the bank's spelling, our value) are asked first.
    """
    own = f"trim({text}, {quoted(BLANKS)})"
    given = " ".join(["when ? then ?"] * translated)
    known = " ".join(
        f"when {quoted(spelling)} then {quoted(item.value)}"
        for item in column.codes
        for spelling in spellings(item)
    )
    shipped = f"case lower({own}) {known} end"
    return f"(case coalesce({own}, '') {given} else {shipped} end)" if given else f"({shipped})"


def code_list(text: str, column: Column) -> str:
    """Return the sorted values of a list written with ; , 、 or |; unknown ones are left out."""
    known = " ".join(
        f"when {quoted(spelling)} then {quoted(item.value)}"
        for item in column.codes
        for spelling in spellings(item)
    )
    parts = f"regexp_split_to_array(trim({text}, '[] '), '[;,,;、|]')"
    return (
        f"(case when {trimmed(text)} is null then null else list_sort(list_distinct(list_filter("
        f"list_transform({parts}, lambda part: case lower(trim(part)) {known} end), "
        f"lambda part: part is not null))) end)"
    )
