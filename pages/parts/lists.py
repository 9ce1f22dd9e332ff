"""Lists of people and numbers as HTML tables: every cell escaped, cards on a phone, paged.

Not st.dataframe: its menus speak English only, and a screen reader sees a canvas.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import pandas as pd
import streamlit as st

from analytics.scope import SEGMENT
from pages.parts import format as forms
from pages.parts.text import Text

Kind = Literal[
    "text",
    "id",
    "name",
    "phone",
    "count",
    "number",
    "money",
    "percent",
    "points",
    "date",
    "code",
    "change",
    "given",
]
RIGHT = frozenset({"given", "count", "number", "money", "percent", "points", "change"})
MASKED_PHONE_LENGTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    name: column of the frame. label: heading (default: the contract's label). unit: small second
    line of the heading. dimension: whose codes a `code` column holds (default: name).
    decimals: for number and percent. good: for `change`, +1 if a rise is gain, −1 if it is loss.
    `given` is text that is already formatted and stands right. language: HTML code of a column
    that is not in the reader's language, for screen readers.
    """

    name: str
    kind: Kind = "text"
    label: str | None = None
    unit: str | None = None
    dimension: str | None = None
    decimals: int = 1
    good: int = 1
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rows a page of a list shows: `limit` rows from `offset`."""

    offset: int
    limit: int


def segment_column(t: Text) -> tuple[Column, ...]:
    """The column of customers' segments; none while no segments are adopted."""
    return (Column(name=SEGMENT, kind="code"),) if t.segments else ()


def masked_name(name: str | None) -> str:
    """张三丰 -> 张**; only the first sign stays."""
    return forms.MISSING if not name else name[0] + "*" * max(len(name.strip()) - 1, 1)


def masked_phone(phone: str | None) -> str:
    """13812341234 -> 138****1234; short numbers keep their last two digits."""
    if not phone:
        return forms.MISSING
    if len(phone) < MASKED_PHONE_LENGTH:
        return "*" * (len(phone) - 2) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def _plain(value: object) -> object:
    """Numpy's scalars as Python's, so that formats meet one kind of number."""
    return value.item() if hasattr(value, "item") else value


def _formats(column: Column, t: Text) -> Callable[[object], tuple[str, str]]:
    """A function from a value to what is shown and what is shown on hover."""
    by_kind: dict[str, Callable[..., tuple[str, str]]] = {
        "count": lambda value: (t.exact(value), ""),
        "number": lambda value: (t.decimal(value, decimals=column.decimals), ""),
        "money": lambda value: (t.money(value), t.exact_money(value)),
        "percent": lambda value: (
            t.percent(value, decimals=column.decimals),
            t.percent(value, decimals=4),
        ),
        "points": lambda value: (t.points(value), t.points(value, decimals=4)),
        "change": lambda value: (t.signed(t.money(value)), t.signed(t.exact_money(value))),
        "date": lambda value: (t.date(value), ""),
        "code": lambda value: (t.code(column.dimension or column.name, value), ""),
        "name": lambda value: (masked_name(value), ""),
        "phone": lambda value: (masked_phone(value), ""),
    }
    return by_kind.get(column.kind, lambda value: (str(value), ""))


def _cell(column: Column, value: object, t: Text, label: str) -> str:
    plain = _plain(value)
    if forms.is_missing(plain) and column.kind != "code":
        shown, exact = forms.MISSING, ""
    else:
        shown, exact = _formats(column, t)(plain)
    classes = ["r"] if column.kind in RIGHT else []
    content = escape(shown)
    signed = column.kind in {"points", "change"} and isinstance(plain, int | float)
    if signed and plain and shown != forms.MISSING:
        content = moved(content, direction=1 if plain > 0 else -1, good=column.good)
    title = f' title="{escape(exact, quote=True)}"' if exact and exact != shown else ""
    kind = f' class="{" ".join(classes)}"' if classes else ""
    kind += f' lang="{column.language}"' if column.language else ""
    return f'<td{kind} data-label="{escape(label, quote=True)}"{title}><span>{content}</span></td>'


def moved(content: str, *, direction: int, good: int = 1) -> str:
    """Escaped text of a change with its arrow and the colour of gain or loss."""
    arrow = {1: "▲", -1: "▼", 0: "■"}[direction]
    kind = {1: "gain", -1: "loss", 0: "flat"}[direction * good]
    return f'<span class="tv-{kind}">{arrow if direction else ""} {content}</span>'


def _heading(column: Column, t: Text) -> str:
    return column.label if column.label is not None else t.column(column.name)


def _row(values: Mapping[str, object], columns: Sequence[Column], t: Text, kind: str) -> str:
    cells = "".join(
        _cell(column, values[column.name], t, _heading(column, t))
        if column.name in values
        else _unsaid(column, columns, t, kind)
        for column in columns
    )
    return f'<tr class="{kind}">{cells}</tr>' if kind else f"<tr>{cells}</tr>"


def _unsaid(column: Column, columns: Sequence[Column], t: Text, kind: str) -> str:
    """A cell without a value; the first of a total row says what the row is."""
    if kind == "total" and column is columns[0]:
        return f"<td>{escape(t('Total'))}</td>"
    return '<td class="none"></td>'


def _row_kind(position: int, highlight: int | None, muted: Collection[int]) -> str:
    """The class of a row: marked, grey or neither."""
    if position == highlight:
        return "on"
    return "muted" if position in muted else ""


def table_html(  # noqa: PLR0913 - the anatomy of a table
    frame: pd.DataFrame,
    columns: Sequence[Column],
    t: Text,
    *,
    caption: str | None = None,
    total: Mapping[str, object] | None = None,
    highlight: int | None = None,
    muted: Collection[int] = (),
) -> str:
    """The list as HTML. `total`: a last row in bold; `highlight`: position of a marked row.

    muted: positions of rows that do not count, grey.
    """
    heads = "".join(
        f'<th scope="col"{" class=r" if column.kind in RIGHT else ""}>'
        f"{escape(_heading(column, t))}"
        f"{f'<small>{escape(column.unit)}</small>' if column.unit else ''}</th>"
        for column in columns
    )
    names = [column.name for column in columns]
    records = frame.loc[:, names].to_dict("records")
    rows = "".join(
        _row(record, columns, t, _row_kind(position, highlight, muted))
        for position, record in enumerate(records)
    )
    if total is not None:
        rows += _row(total, columns, t, "total")
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="tv-tablewrap"><table class="tv-table">{above}'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def table(  # noqa: PLR0913 - the anatomy of a table
    frame: pd.DataFrame,
    columns: Sequence[Column],
    t: Text,
    *,
    empty: str | None = None,
    caption: str | None = None,
    total: Mapping[str, object] | None = None,
    highlight: int | None = None,
    muted: Collection[int] = (),
) -> None:
    """Draws a list, or `empty` (what it means and what to do) when there are no rows."""
    if frame.empty:
        st.html(
            f'<div class="tv-empty">{escape(empty or t("Nobody here with these filters."))}</div>'
        )
        return
    st.html(
        table_html(
            frame, columns, t, caption=caption, total=total, highlight=highlight, muted=muted
        )
    )


def paged(
    key: str, total_count: int, t: Text, *, page_size: int = 20, scope_key: object = None
) -> Window:
    """Draws « previous · 1–20 of 532 · next » and returns the rows to show.

    A changed `scope_key` (the scope, a selection) returns to the first page.
    """
    place, seen = f"offset_{key}", f"offset_{key}_scope"
    if st.session_state.get(seen) != scope_key:
        st.session_state[seen], st.session_state[place] = scope_key, 0
    last = max(total_count - 1, 0) // page_size * page_size
    offset = min(int(st.session_state.get(place, 0)), last)
    window = Window(offset=offset, limit=page_size)
    if total_count <= page_size:
        return window

    def step(by: int) -> None:
        st.session_state[place] = max(0, min(offset + by, last))

    with st.container(horizontal=True, vertical_alignment="center", key=f"pager_{key}"):
        st.button(
            t("Previous"),
            key=f"{key}_previous",
            on_click=step,
            args=(-page_size,),
            disabled=offset == 0,
        )
        shown = t(
            "{first}–{last} of {count}",
            first=t.exact(offset + 1),
            last=t.exact(min(offset + page_size, total_count)),
            count=t.exact(total_count),
        )
        st.html(f'<span class="tv-sub">{escape(shown)}</span>', width="content")
        st.button(
            t("Next"), key=f"{key}_next", on_click=step, args=(page_size,), disabled=offset >= last
        )
    return window
