"""Whom to call this week: one row per customer, reasons merged, as many as a manager can call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import week_list
from analytics.week_reasons import Week
from data.problems import Problem
from pages.parts import (
    actions_make,
    cards,
    lists,
    migration_choice,
    segments_people,
    shell,
    week_words,
)
from pages.parts import review_remembered as questions
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from pages.parts.review_state import State
    from pages.parts.shell import Page

PAGE_SIZE, ON_A_PHONE = 8, 4
ASKED_AT_ONCE = 64
"""A multiple of both: eight turns of the page ask nothing."""

DUE_IN = timedelta(days=7)
PARTS: Mapping[str, str] = {
    "list": sentence("This week's list"),
    "reserve": sentence("Reserve"),
}


@st.fragment(parallel=True)
def section(page: Page, state: State) -> None:
    """The list with its reserve, its downloads and its actions."""
    t = page.t
    with st.spinner(t("Putting this week's list together …")):
        try:
            part = page.parameter("part")
            part = part if part in PARTS else "list"
            counts = counts_of(page, state, rows(page, state, part, ASKED_AT_ONCE))
        except Problem as problem:
            cards.section(t("This week's list"))
            cards.show_problem(problem, t)
            return
        with st.container(horizontal=True, vertical_alignment="bottom", key="week_head"):
            cards.section(
                t("This week's list: {count}", count=t.exact(counts["list"])),
                t(
                    "Every customer once, the largest value at risk first; nobody has more than "
                    "a week's work. In reserve: {count}.",
                    count=t.exact(counts["reserve"]),
                ),
            )
            migration_choice.segments(page, "part", PARTS, part, t("List"))
        _list(page, state, part, counts[part])


def _list(page: Page, state: State, part: str, count: int) -> None:
    t = page.t
    size = ON_A_PHONE if shell.is_narrow() else PAGE_SIZE
    window = lists.paged("week", count, t, page_size=size, scope_key=(page.scope, part))
    first = window.offset // ASKED_AT_ONCE * ASKED_AT_ONCE
    block = rows(page, state, part, ASKED_AT_ONCE, first)
    found = block.iloc[window.offset - first :].head(window.limit)
    shown = worded(t, segments_people.named(page, found))
    with st.container(key="wrapped_week"):
        lists.table(shown, columns(t, shown), t, empty=t("Nobody is on this list this week."))
    not_judged(page, state)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = week_list.week_list_blocks(page.engine, page.scope, part=part, offers=state.offers)
        return (as_file(t, block, state) for block in blocks)

    cards.actions(
        page,
        "week_list",
        everyone,
        question="week-list",
        row_count=count,
        by_manager=True,
        beside=partial(_make_actions, page, state, part, count),
    )


def not_judged(page: Page, state: State) -> None:
    """Why somebody may be missing on the list: the reasons for which data are lacking."""
    lacking = Week.of(page.engine, page.scope, state.offers).missing
    found = pd.DataFrame(list(lacking.items()), columns=["reason", "missing"])
    if told := week_words.missing(page.t, found):
        said = page.t("; ").join(told)
        st.html(f'<p class="tv-sub">{escape(said)}</p>')


def _make_actions(page: Page, state: State, part: str, count: int) -> None:
    actions_make.button(
        page,
        f"week_{part}",
        partial(for_actions, page, state, part),
        reason="chosen",
        count=count,
        risk="value_at_risk",
    )


def rows(page: Page, state: State, part: str, limit: int, offset: int = 0) -> pd.DataFrame:
    """Some rows of the list or of the reserve."""
    return questions.week_customers(
        page.engine,
        page.scope,
        part=part,
        limit=limit,
        offset=offset,
        offers=state.offers,
        busy=state.busy,
    )


def counts_of(page: Page, state: State, found: pd.DataFrame) -> dict[str, int]:
    """How many all lists and all reserves have: told by any of their rows."""
    if len(found):
        return {name: int(found.attrs[f"{name}_count"]) for name in PARTS}
    sizes = questions.week_sizes(page.engine, page.scope, offers=state.offers)
    return {name: int(sizes[f"{name}_count"].sum()) for name in PARTS}


def for_actions(page: Page, state: State, part: str, limit: int) -> pd.DataFrame:
    """The first customers with the reasons and the advice their actions carry."""
    from data.actions import Reason  # noqa: PLC0415 - SQLAlchemy loads on the click

    found = rows(page, state, part, limit)
    records = found.to_dict("records")
    reasons = [
        tuple(
            Reason(code=code, amount=amount, source="week-list")
            for code, amount in week_list.reasons_of(row)
        )
        for row in records
    ]
    return found.assign(
        reasons=pd.Series(reasons, index=found.index, dtype=object),
        advice=found["advice"],
    )


def worded(t: Text, found: pd.DataFrame) -> pd.DataFrame:
    """The list with reasons, advice, open ways and suitability in words."""
    records = found.to_dict("records")
    return found.assign(
        why=[week_words.reasons(t, row) for row in records],
        what=[week_words.advice(t, row["advice"]) for row in records],
        ways=[week_words.channels(t, row) for row in records],
        suits=[week_words.suitability(t, row) for row in records],
        standing=[t("has an open action") if row.get("has_action") else "–" for row in records],
    )


def columns(t: Text, shown: pd.DataFrame) -> list[lists.Column]:
    """What the screen shows of the list; what nobody has is left out."""
    told = [
        *segments_people.whose(t, shown),
        lists.Column(name="tier", kind="code"),
        lists.Column(name="why", label=t("Why")),
        lists.Column(
            name="value_at_risk", kind="money", label=t("Value at risk"), unit=t("a year")
        ),
        lists.Column(name="what", label=t("What to do")),
        lists.Column(name="ways", label=t("May be reached by")),
        lists.Column(name="suits", label=t("Suitable")),
        lists.Column(name="standing", label=t("Action")),
    ]
    return [
        column
        for column in told
        if shown[column.name].notna().any() and (shown[column.name] != "–").any()
    ]


def as_file(t: Text, found: pd.DataFrame, state: State) -> pd.DataFrame:
    """The list as it is downloaded, with room for the result."""
    labels = {
        "place": t("Place"),
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
        "why": t("Why"),
        "value_at_risk": t("Value at risk"),
        "what": t("What to do"),
        "ways": t("May be reached by"),
        "suits": t("Suitable"),
        "due_on": t("Due"),
        "result": t("Result"),
    }
    frame = worded(t, found).assign(
        tier=[t.code("tier", code) for code in found["tier"]],
        due_on=state.today + DUE_IN,
        result=None,
    )[list(labels)]
    frame.attrs["labels"] = labels
    return frame
