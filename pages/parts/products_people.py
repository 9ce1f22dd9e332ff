"""A list of customers on the products page: its heading, its page, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from pages.parts import actions_make, cards, lists, segments_people
from pages.parts import format as forms
from pages.parts.products_labels import ways_word

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.shell import Page
    from pages.parts.text import Text

PAGE_SIZE = 10
WORTH = (
    lists.Column(name="aum_mavg", kind="money"),
    lists.Column(name="contribution_ttm", kind="money"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One list. title, note: its heading; count: how many rows it has in all.

    name: of the file, and with dashes of its METRICS entry unless `question` names that.
    read: the question that gives a page of it; everyone: all of it in blocks; scope, asked: what
    both are asked. columns: what stands beside who and where. worded: more columns, made of words.
    key: what a changed value of brings back to the first page; usually all that is asked. figure,
    summary: as in `cards.actions`.
    reason, risk, facts: of the actions made of it, as in `actions_make.button`.
    """

    title: str
    note: str
    count: int
    name: str
    scope: Scope
    read: Callable[..., pd.DataFrame]
    everyone: Callable[..., Iterator[pd.DataFrame]]
    columns: Sequence[lists.Column]
    asked: Mapping[str, object] = field(default_factory=dict)
    question: str = ""
    key: object = None
    worded: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    figure: str = ""
    summary: str | None = None
    empty: str = ""
    reason: str = "chosen"
    facts: Mapping[str, str] = field(default_factory=dict)
    risk: str = ""


def show(page: Page, people: People) -> None:
    """The list with its ways out."""
    t = page.t
    cards.section(people.title, people.note)
    if not people.count:
        cards.empty(t, people.empty or t("Nobody is on this list with these filters."))
        return
    key = people.key or (people.scope, *people.asked.values())
    window = lists.paged(people.name, people.count, t, page_size=PAGE_SIZE, scope_key=key)
    found = people.read(
        page.engine, people.scope, limit=window.limit, offset=window.offset, **people.asked
    )
    shown = segments_people.named(page, people.worded(found))
    lists.table(shown, _shown_columns(t, shown, people.columns), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = people.everyone(page.engine, people.scope, **people.asked)
        return (as_file(t, people.worded(block), people.columns) for block in blocks)

    cards.actions(
        page,
        people.name,
        everyone,
        figure_key=people.figure or None,
        summary=people.summary,
        question=people.question or people.name.replace("_", "-"),
        row_count=people.count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            people.name,
            lambda most: people.read(
                page.engine, people.scope, limit=most, offset=0, **people.asked
            ),
            reason=people.reason,
            words=people.title if people.reason == "chosen" and not people.facts else "",
            facts=people.facts,
            risk=people.risk,
            count=people.count,
        ),
    )


def _shown_columns(t: Text, shown: pd.DataFrame, own: Sequence[lists.Column]) -> list[lists.Column]:
    """Who and where, then what the list is about; what nobody has is left out."""
    told = [*segments_people.whose(t, shown), lists.Column(name="tier", kind="code"), *own]
    return [column for column in told if shown[column.name].notna().any()]


def as_file(t: Text, people: pd.DataFrame, own: Sequence[lists.Column]) -> pd.DataFrame:
    """The list as it is downloaded: codes and yes or no in words, headings in `attrs`."""
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
    }
    frame = people.assign(tier=[t.code("tier", code) for code in people["tier"]])
    for column in own:
        labels[column.name] = column.label or t.column(column.name)
        if column.kind == "code":
            dimension = column.dimension or column.name
            frame[column.name] = [t.code(dimension, code) for code in people[column.name]]
    frame = frame[list(labels)]
    frame.attrs["labels"] = labels
    return frame


def said(t: Text, flags: pd.Series) -> list[str]:
    """Yes, no, or a dash where it is not known."""
    return [forms.MISSING if pd.isna(flag) else t("Yes") if flag else t("No") for flag in flags]


def reached(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list with how customers may be reached, and whom with care, in words."""
    rows = people.to_dict("records")
    care = [t("65 or older") if row["extra_care"] else None for row in rows]
    return people.assign(
        ways=[ways_word(t, row) for row in rows],
        care=pd.Series(care, index=people.index, dtype=object),
    )


def reached_columns(t: Text) -> list[lists.Column]:
    """The columns that `reached` adds."""
    return [
        lists.Column(name="ways", label=t("May be reached by")),
        lists.Column(name="care", label=t("Extra care")),
    ]


def table(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[lists.Column],
    *,
    name: str,
    raw: pd.DataFrame,
    figure: str = "",
) -> None:
    """A table that is no list of customers, with its ways out; `raw` is its file."""
    lists.table(frame, [column for column in columns if frame[column.name].notna().any()], page.t)
    cards.actions(
        page, name, lambda: raw, figure_key=figure or None, question=name.replace("_", "-")
    )
