"""What a pack holds, whatever it is written as: views of numbers, charts and tables. Pure.

The three writers (`powerpoint`, `excel`, `web`) draw these values and compute nothing. Values are
unrounded; `shown` is how all of them write one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

from pages.parts import format as forms
from pages.parts import lists

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from pages.parts.cards import Tile
    from pages.parts.text import Text

Unit = Literal["money", "count", "share", "number"]
Form = Literal["curve", "line", "columns", "bars", "stacked", "steps"]
Role = Literal["accent", "soft", "reference", "caution", "gain", "loss", "none"]

ORDER: Mapping[Role, int] = {"none": 0, "gain": 1, "loss": 2, "accent": 3}
"""How the parts of hanging bars follow each other: what holds them up comes first."""
NUMBERS = frozenset({"count", "number", "money", "percent", "points", "change"})
"""Kinds of columns whose values are numbers; the others are text or dates."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its own unit, where the rows of a column differ; `moved`: it is a change."""

    value: float
    unit: Unit
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of marks. values: a number per label, None (also for a NaN) where there is none."""

    name: str
    values: tuple[float | None, ...]
    role: Role = "accent"

    def __post_init__(self) -> None:
        """No file can hold a NaN."""
        known = tuple(None if forms.is_missing(value) else value for value in self.values)
        object.__setattr__(self, "values", known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart, native in each file.

    form: `curve` (x against y, both shares), `line` (along labels), `columns`, `bars` (lying,
    the first label on top), `stacked` (lying, end to end), `steps` (lying, each from where the
    one before ended; the last from zero). x: places of a curve's points. axis: what values are.
    """

    title: str
    form: Form
    unit: Unit
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    x: tuple[float, ...] = ()
    axis: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value is not None for each in self.series for value in each.values)

    @property
    def is_lying(self) -> bool:
        """Whether bars run from left to right."""
        return self.form in {"bars", "stacked", "steps"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table. kind: as in lists; names are masked, codes said, before they come."""

    heading: str
    kind: lists.Kind = "text"
    decimals: int = 1

    @property
    def is_number(self) -> bool:
        """Whether it stands right, and is a number in a workbook."""
        return self.kind in NUMBERS

    @property
    def stands_right(self) -> bool:
        """Whether its values stand right."""
        return self.kind in lists.RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of values. note: how many there are in all, and in which order.

    shades: a colour per cell as #RRGGBB, empty for none; last_is_total: the last row sums the rest.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""
    shades: tuple[tuple[str, ...], ...] = ()
    last_is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page on paper. sentence: what it says; missing: why it says nothing, else empty.

    details: the tests behind its sentences; lacking: questions the data cannot answer yet.
    definition: how its numbers are computed.
    """

    key: str
    title: str
    sentence: str = ""
    tiles: tuple[Tile, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    definition: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a file is written from.

    facts: dates, selection, release and the state of the data, in words. quality: the score, 0 to
    1, None while it is not known. watermark: said on every slide and page, empty for a real bank.
    """

    title: str
    subtitle: str
    facts: Mapping[str, str]
    views: tuple[View, ...]
    made: datetime
    watermark: str = ""
    quality: float | None = None
    is_red: bool = False
    footer: str = ""
    row_count: int = field(default=0)


def table_of(
    title: str,
    frame: pd.DataFrame,
    columns: Sequence[lists.Column],
    t: Text,
    *,
    note: str = "",
    total: Mapping[str, object] | None = None,
) -> Table:
    """A page's list as a table: the same columns, names masked, codes in words, numbers as such."""
    shown = [column for column in columns if column.name in frame.columns]
    records = frame[[column.name for column in shown]].to_dict("records")
    if total is not None:
        records.append({column.name: total.get(column.name) for column in shown})
    rows = tuple(tuple(_value(record[each.name], each, t) for each in shown) for record in records)
    heads = tuple(
        Column(
            heading=" ".join(filter(None, (_heading(each, t), each.unit))),
            kind="text" if each.kind in {"code", "name", "phone"} else each.kind,
            decimals=each.decimals,
        )
        for each in shown
    )
    return Table(title=title, columns=heads, rows=rows, note=note, last_is_total=total is not None)


def _heading(column: lists.Column, t: Text) -> str:
    return column.label if column.label is not None else t.column(column.name)


def _value(value: object, column: lists.Column, t: Text) -> object:
    plain = value.item() if hasattr(value, "item") else value
    if column.kind == "code":
        return t.code(column.dimension or column.name, plain)
    if forms.is_missing(plain):
        return None
    if column.kind == "name":
        return lists.masked_name(str(plain))
    if column.kind == "phone":
        return lists.masked_phone(str(plain))
    return plain


def shown(value: object, column: Column, t: Text) -> str:
    """A value of a table as it is read."""
    if forms.is_missing(value):
        return forms.MISSING
    if isinstance(value, Amount):
        return _amount(value, t)
    ways: dict[str, Callable[[Any], str]] = {
        "count": t.exact,
        "money": t.money,
        "change": lambda money: t.signed(t.money(money)),
        "percent": lambda share: t.percent(share, decimals=column.decimals),
        "points": t.points,
        "number": lambda number: t.decimal(number, decimals=column.decimals),
        "date": t.date,
    }
    return ways.get(column.kind, str)(value)


def _amount(amount: Amount, t: Text) -> str:
    if not amount.moved:
        return said(amount.value, amount.unit, t)
    if amount.unit == "share":
        return t.points(amount.value)
    return t.signed(said(amount.value, amount.unit, t))


def said(value: float | None, unit: Unit, t: Text) -> str:
    """A value of a chart as it is read."""
    match unit:
        case "money":
            return t.money(value)
        case "share":
            return t.percent(value)
        case "count":
            return t.exact(None if value is None else round(value))
    return t.decimal(value)


def change_of(tile: Tile) -> str:
    """A tile's change with its arrow and what it is compared with, on one line."""
    if tile.change is None:
        return tile.note or ""
    arrow = {1: "▲ ", -1: "▼ ", 0: ""}[tile.direction]
    return " ".join(filter(None, (arrow + tile.change, tile.note)))


def floating(chart: Chart) -> Chart:
    """A chart of steps as one of stacked bars that hang where the bar before ended.

    A bar that crosses zero needs a part on either side of it; bars that do not, only one.
    """
    values = [value or 0.0 for value in chart.series[0].values]
    # The last step is the sum of the others, and like the first it starts from zero.
    starts = [0.0, *accumulate(values[:-2]), 0.0][-len(values) :]
    bars: dict[tuple[Role, bool], list[float]] = {}
    for place, (start, value) in enumerate(zip(starts, values, strict=True)):
        low, high = sorted((start, start + value))
        last = place == len(values) - 1
        role: Role = "accent" if last else "gain" if value >= 0 else "loss"
        for below in (False, True):
            gap = min(high, 0.0) if below else max(low, 0.0)
            size = min(low, 0.0) - gap if below else max(high, 0.0) - gap
            bars.setdefault(("none", below), [0.0] * len(values))[place] = gap
            bars.setdefault((role, below), [0.0] * len(values))[place] = size
    used = sorted(
        (ORDER[role], below, role, row) for (role, below), row in bars.items() if any(row)
    )
    series = tuple(
        Series(name=chart.series[0].name, values=tuple(row), role=role) for _, _, role, row in used
    )
    return replace(chart, form="stacked", series=series or chart.series)
