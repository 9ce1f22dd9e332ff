"""What conditions can be asked about: the closed set of columns and of operators."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from data.contract import DERIVED, DIMENSIONS, IDENTITY_COLUMNS, TABLES, Code, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ConditionKind = Literal["code", "tags", "flag", "money", "number", "integer", "date", "id", "text"]
Home = Literal["fact", "customer", "branch"]
Topic = Literal["class", "place", "amount", "activity", "customer"]
Takes = Literal["none", "one", "two", "many", "days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionColumn:
    """A column that conditions may name, with its labels.

    home: the table that holds it. unit: currency, count, days, year, share (0-1), or empty.
    topic: the group of a menu. codes: what a `code` or `tags` column may hold; empty for
    segments, whose codes are in the release. protected: says who somebody is rather than what
    they do with the bank.
    """

    name: str
    kind: ConditionKind
    home: Home
    en: str
    zh: str
    topic: Topic
    unit: str = ""
    codes: tuple[Code, ...] = ()
    protected: bool = False

    @property
    def sql(self) -> str:
        """The column inside the relation that holds it."""
        return COMPUTED.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Operator:
    """How a column is compared. `takes`: no value, one, two (low and high, both included), many,
    or a number of days. `opposite`: what holds exactly where this does not.
    """

    code: str
    takes: Takes
    opposite: str | None = None


COMPUTED: Mapping[str, str] = MappingProxyType(
    {
        "sign": "case when contribution_ttm > 0 then 'positive' when contribution_ttm < 0 "
        "then 'loss_making' when contribution_ttm = 0 then 'zero' end"
    }
)
"""Columns of the contract that the fact does not hold, as SQL of it."""

OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        operator.code: operator
        for operator in (
            Operator("one_of", "many", "none_of"),
            Operator("none_of", "many", "one_of"),
            Operator("has_any", "many", "has_none"),
            Operator("has_all", "many"),
            Operator("has_none", "many", "has_any"),
            Operator("yes", "none"),
            Operator("no", "none"),
            Operator("at_least", "one"),
            Operator("at_most", "one"),
            Operator("above", "one"),
            Operator("below", "one"),
            Operator("equal", "one", "not_equal"),
            Operator("not_equal", "one", "equal"),
            Operator("between", "two"),
            Operator("on", "one"),
            Operator("before", "one"),
            Operator("after", "one"),
            Operator("last_days", "days"),
            Operator("contains", "one"),
            Operator("starts_with", "one"),
            Operator("given", "none", "not_given"),
            Operator("not_given", "none", "given"),
        )
    }
)
"""Operators by their codes, which stay the same for good: links and saved populations hold them."""

_KNOWN = ("given", "not_given")
_NUMBERS = ("at_least", "at_most", "above", "below", "equal", "not_equal", "between", *_KNOWN)
_WORDS = ("one_of", "none_of", "contains", "starts_with", *_KNOWN)
_OPERATORS_OF_KIND: Mapping[ConditionKind, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("one_of", "none_of", *_KNOWN),
        "tags": ("has_any", "has_all", "has_none", *_KNOWN),
        "flag": ("yes", "no", *_KNOWN),
        "money": _NUMBERS,
        "number": _NUMBERS,
        "integer": _NUMBERS,
        "date": ("on", "before", "after", "between", "last_days", *_KNOWN),
        "id": _WORDS,
        "text": _WORDS,
    }
)
_KIND_OF: Mapping[str, ConditionKind] = MappingProxyType(
    {
        "code": "code",
        "codes": "tags",
        "flag": "flag",
        "money": "money",
        "rate": "number",
        "number": "number",
        "integer": "integer",
        "year": "integer",
        "date": "date",
        "id": "id",
        "text": "text",
    }
)
_CLASSES = (
    "customer_type", "tier", "segment", "value3", "grade", "activity", "income_band", "abc_class",
    "depth", "sign", "is_valid", "official_tier", "value_score", "rfm", "tier_raw", "tier_watch",
    "tier_below_count",
)  # fmt: skip
_PLACES = ("branch_id", "manager_id", "area", "parent_id", "staff_cnt")
_FIRST_AMOUNTS = (
    "contribution_ttm", "contribution", "aum_mavg", "deposit_mavg", "loan_mavg", "aum_eop",
)  # fmt: skip
_NOT_ASKED = frozenset({"snapshot_date", "status", *IDENTITY_COLUMNS})
"""A question is about one date's open customers; names and phones are in a file of their own."""

_PROTECTED = frozenset({"gender", "birth_year", "family_stage"})
_COUNTS = frozenset(
    {"txn_cnt_90d", "digital_login_30d", "product_cnt", "staff_cnt", "tier_below_count"}
)


def operators_of(column: str) -> tuple[str, ...]:
    """Return the codes of the operators a column can be asked with, the usual one first."""
    return _OPERATORS_OF_KIND[COLUMNS[column].kind]


def _homes() -> dict[str, tuple[Home, Column]]:
    """Every column once, in the table where the scope bar looks for it, else in the first."""
    customer, branch = TABLES["customer"], TABLES["branch"]
    snapshot = TABLES["customer_snapshot"].columns
    tables: tuple[tuple[Home, Iterable[Column]], ...] = (
        ("fact", (customer.column("customer_type"), *snapshot, *DERIVED.values())),
        ("customer", customer.columns),
        ("branch", map(branch.column, ("area", "parent_id", "staff_cnt"))),
    )
    usual: dict[str, Home] = {name: known.home for name, known in DIMENSIONS.items()}
    usual["customer_id"] = "customer"
    return {
        column.name: (home, column)
        for home, columns in tables
        for column in columns
        if column.name not in _NOT_ASKED and usual.setdefault(column.name, home) == home
    }


def _unit(column: Column) -> str:
    if column.kind == "money":
        return "currency"
    if column.kind == "rate":
        return "share"
    if column.kind == "year":
        return "year"
    if column.name.endswith("_days"):
        return "days"
    return "count" if column.name in _COUNTS else ""


def _topic(name: str, home: Home, kind: ConditionKind) -> Topic:
    if name in _CLASSES:
        return "class"
    if name in _PLACES:
        return "place"
    if home == "customer":
        return "customer"
    return "amount" if kind == "money" else "activity"


def _column(name: str, home: Home, column: Column) -> ConditionColumn:
    kind: ConditionKind = "code" if name == "segment" else _KIND_OF[column.kind]
    return ConditionColumn(
        name=name,
        kind=kind,
        home=home,
        en=column.en,
        zh=column.zh,
        topic=_topic(name, home, kind),
        unit=_unit(column),
        codes=column.codes,
        protected=name in _PROTECTED,
    )


def _in_order(columns: Iterable[ConditionColumn]) -> list[ConditionColumn]:
    """Columns by topic, the usual ones first."""
    topics: tuple[Topic, ...] = ("class", "amount", "activity", "customer", "place")
    first = (*_CLASSES, *_FIRST_AMOUNTS, *_PLACES)

    def place(column: ConditionColumn) -> tuple[int, bool, int]:
        usual = first.index(column.name) if column.name in first else len(first)
        return topics.index(column.topic), column.name == "customer_id", usual

    return sorted(columns, key=place)


COLUMNS: Mapping[str, ConditionColumn] = MappingProxyType(
    {
        column.name: column
        for column in _in_order(
            _column(name, home, column) for name, (home, column) in _homes().items()
        )
    }
)
"""Every column that conditions may name, in the order of a menu."""
