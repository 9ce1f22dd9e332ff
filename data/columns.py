"""What a table, a column and a code are: the words the contract is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPE_OF_KIND: dict[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "codes": "VARCHAR[]",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "money": "DECIMAL(18,2)",
    "rate": "DOUBLE",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "year": "INTEGER",
    "flag": "BOOLEAN",
}

Kind = Literal[
    "id",
    "text",
    "code",
    "codes",
    "date",
    "timestamp",
    "money",
    "rate",
    "number",
    "integer",
    "year",
    "flag",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One allowed value, its labels, and the spellings banks use for it."""

    value: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `required`: the file must bring it. `strict`: a bad value refuses the row;
    otherwise it becomes null and is counted. Money is in the release's currency, rates are
    decimals per year, bounds are inclusive.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    required: bool = False
    strict: bool = False
    minimum: float | None = None
    maximum: float | None = None
    references: str = ""
    help_en: str = ""
    help_zh: str = ""

    @property
    def sql_type(self) -> str:
        """The DuckDB type that holds it."""
        return TYPE_OF_KIND[self.kind]

    @property
    def code_values(self) -> tuple[str, ...]:
        """The allowed values, in their order (ladders ascend)."""
        return tuple(code.value for code in self.codes)

    def code(self, value: str) -> Code | None:
        """Return the code with that value, or None."""
        return next((code for code in self.codes if code.value == value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `delivery` says what a second file does: replaces its dates, upserts by key,
    or replaces the table.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    delivery: Literal["dates", "upsert", "replace"]
    en: str
    zh: str
    required: bool = False
    unlocks_en: str = ""
    unlocks_zh: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required_names(self) -> tuple[str, ...]:
        """Columns without which a file cannot be this table."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the column; KeyError when the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An amount of the fact that questions can be asked about."""

    name: str
    columns: tuple[str, ...]
    en: str
    zh: str
    nature: Literal["flow", "balance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A column a scope may name. `home` is the relation that holds it."""

    name: str
    home: Literal["fact", "customer", "branch"]
    kind: Kind
    en: str
    zh: str
    part: Literal["territory", "population"]
    more: bool
    codes: tuple[Code, ...] = ()


def codes(text: str) -> tuple[Code, ...]:
    """Read codes written one per line: `value | English | 中文 | alias alias …`."""
    lines = [line.split("|") for line in text.strip().splitlines()]
    return tuple(_code([part.strip() for part in parts]) for parts in lines)


def _code(parts: list[str]) -> Code:
    aliases = tuple(parts[3].split()) if len(parts) > 3 else ()
    return Code(value=parts[0], en=parts[1], zh=parts[2], aliases=aliases)


def labels(columns: Iterable[Column]) -> dict[str, Column]:
    """Index columns by name."""
    return {column.name: column for column in columns}


def columns(text: str, words: dict[str, tuple[Code, ...]]) -> tuple[Column, ...]:
    """Read columns written one per line:

    `name | kind [CODES] | facts | English | 中文 | alias alias …`, where facts are blank-separated:
    `required`, `strict`, `min=…`, `max=…`, `ref=table`.
    """
    return tuple(_column(line, words) for line in text.strip().splitlines())


def _column(line: str, words: dict[str, tuple[Code, ...]]) -> Column:
    name, kind_text, fact_text, en, zh, aliases = (part.strip() for part in line.split("|"))
    kind, _, vocabulary = kind_text.partition(" ")
    if kind not in TYPE_OF_KIND:
        raise ValueError(line)
    facts = dict(fact.partition("=")[::2] for fact in fact_text.split())
    return Column(
        name=name,
        kind=cast("Kind", kind),
        en=en,
        zh=zh,
        aliases=tuple(aliases.split()),
        codes=words[vocabulary] if vocabulary else (),
        required="required" in facts,
        strict="strict" in facts,
        minimum=float(facts["min"]) if "min" in facts else None,
        maximum=float(facts["max"]) if "max" in facts else None,
        references=facts.get("ref", ""),
    )
