"""Meeting mode: five views, each on one screen, turned with the arrow keys."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics import overview
from data.problems import Problem
from pages.parts import (
    cards,
    lists,
    notes,
    review_bridge,
    review_extras,
    review_findings,
    review_finish,
    review_keys,
    review_list,
    review_promises,
    review_tiles,
    segments_people,
    shell,
)
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts.review_given import given
from pages.parts.stylesheets import sheet
from pages.parts.text import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pages.parts.review_state import State
    from pages.parts.review_words import Row
    from pages.parts.shell import Page

VIEWS = (
    sentence("What was promised"),
    sentence("Size and targets"),
    sentence("Who came, went, rose and fell"),
    sentence("Leaving and maturing"),
    sentence("Sharing out this week"),
)
LEAVING = {"left", "lost", "drained", "fell", "given_up"}
MOST_FINDINGS, MOST_PEOPLE, MOST_MANAGERS, MOST_DECISIONS = 3, 7, 11, 2


def view_of(page: Page) -> int:
    """Which view the link asks for, 1 to 5; 0 for the page as usual."""
    asked = page.parameter("meeting") or ""
    return int(asked) if asked.isdigit() and 1 <= int(asked) <= len(VIEWS) else 0


def show(page: Page, state: State, view: int) -> None:
    """One view, with the row of views above it."""
    t = page.t
    st.html(f"<style>{sheet('review_meeting.css')}</style>")

    def go(place: int) -> None:
        page.set_parameter("meeting", str(place) if place else None)

    review_keys.draw(t, VIEWS, view, go)
    facts = f"{t.date(page.scope.at)} · {shell.scope_text(page.scope, t)}"
    demo = f'<span class="demo">{escape(t("Demo data"))}</span>' if page.is_demo else ""
    st.html(
        f'<div class="tvm-head"><h2>{escape(t(VIEWS[view - 1]))}</h2>'
        f"<span>{escape(facts)}</span>{demo}</div>"
    )
    drawn = (_promises, _size, _moves, _leaving, _sharing)[view - 1]
    try:
        drawn(page, state)
    except Problem as problem:
        cards.show_problem(problem, t)


def _promises(page: Page, state: State) -> None:
    t = page.t
    row = review_promises.counts(page, state)
    if row is None:
        _first_promises(page, state)
        return
    st.html(review_promises.line_html(t, state, row))
    if told := review_promises.happened(t, row):
        cards.headline(told)
    if tiles := review_promises.money(t, row):
        cards.tiles(tiles, t)
    review_promises.people(page, state, limit=MOST_PEOPLE)


def _first_promises(page: Page, state: State) -> None:
    """Nothing was promised: what this week found is what the first promises are made from."""
    t = page.t
    told = (
        t("Nothing is promised yet: this week's findings are what the first promises come from.")
        if state.last is None
        else t("The last review ended without an open action: here is what this week found.")
    )
    cards.headline(told)
    rows = review_findings.shown(page)
    if not rows:
        cards.empty(t, review_findings.nothing(t))
    with st.container(key="meeting_first"):
        for place, row in enumerate(rows, start=1):
            known = state.is_known(str(row["key"]))
            st.html(review_findings.sentence_html(t, row, place, known=known))


def _size(page: Page, _state: State) -> None:
    t = page.t
    rows = questions.review_tiles(page.engine, page.scope)
    series = review_tiles.histories(questions.review_series(page.engine, page.scope))
    drawn = review_tiles.html(t, rows.to_dict("records"), series)
    st.html(f'<div class="tv-six row">{"".join(drawn)}</div>')
    try:
        groups, total = review_extras.group_rows(
            t, questions.service_groups(page.engine, page.scope)
        )
        lists.table(groups, review_extras.group_columns(t), t, total=total)
    except Problem as problem:
        # A bank without service groups has its size all the same.
        cards.empty(t, cards.problem_text(problem, t))


def _moves(page: Page, state: State) -> None:
    t = page.t
    rows = _numbers(page, state, (3, 4, 5))
    wanted = ("valid_net", "valid_new", "valid_lost", "up_rate", "down_rate", "mid_high_count")
    _tiles(page, rows, wanted)
    st.html(review_bridge.bars(t, rows))
    _findings(page, {"moves"})


def _leaving(page: Page, state: State) -> None:
    t = page.t
    wanted = ("near_count", "watch_count", "due_week", "due_month", "kept_share")
    _tiles(page, _numbers(page, state, (7, 8)), wanted)
    found = questions.week_customers(
        page.engine,
        page.scope,
        part="all",
        limit=MOST_PEOPLE,
        offset=0,
        offers=state.offers,
        busy=state.busy,
    )
    cards.section(t("The largest value at risk"))
    shown = review_list.worded(t, segments_people.named(page, found))
    for_the_caller = {"what", "ways", "suits", "standing"}
    told = [each for each in review_list.columns(t, shown) if each.name not in for_the_caller]
    lists.table(shown, told, t, empty=t("Nobody is on this list this week."))
    if found.empty:
        review_list.not_judged(page, state)
    _findings(page, {"leaving"})


def _sharing(page: Page, state: State) -> None:
    t = page.t
    sizes = questions.week_sizes(page.engine, page.scope, offers=state.offers)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        shown = managers(page, sizes)
        lists.table(shown.head(MOST_MANAGERS), manager_columns(page), t, total=_sum(sizes))
        if len(shown) > MOST_MANAGERS:
            more = len(shown) - MOST_MANAGERS
            told = t(
                "{count} more are in the workbook with a sheet per manager.", count=t.exact(more)
            )
            st.html(f'<p class="tv-sub">{escape(told)}</p>')
    with right:
        _findings(page, {"product"})
        notes.decisions(page, limit=MOST_DECISIONS)
        review_finish.button(page, state)


def managers(page: Page, sizes: pd.DataFrame) -> pd.DataFrame:
    """Who has how much to do, the largest value at risk first, in words."""
    names = overview.names(page.engine, page.scope, "manager_id")
    ordered = sizes.sort_values("value_at_risk", ascending=False)
    nobody = page.t("No manager")
    owner = [
        nobody if forms.is_missing(key) else names.get(key, key) for key in ordered["manager_id"]
    ]
    where = ordered["branch_name"].where(ordered["branch_name"].notna(), ordered["branch_id"])
    return ordered.assign(owner=owner, where=where)


def manager_columns(page: Page) -> list[lists.Column]:
    """What the table of managers shows."""
    t = page.t
    return [
        lists.Column(name="where", label=t("Branch")),
        lists.Column(name="owner", label=t("Manager")),
        lists.Column(name="list_count", kind="count", label=t("This week's list")),
        lists.Column(name="reserve_count", kind="count", label=t("Reserve")),
        lists.Column(name="value_at_risk", kind="money", label=t("Value at risk")),
    ]


def _sum(sizes: pd.DataFrame) -> dict[str, float]:
    names = ("list_count", "reserve_count", "value_at_risk")
    return {name: sizes[name].sum() for name in names}


def _numbers(page: Page, state: State, steps: tuple[int, ...]) -> list[Row]:
    asked = {"given": given(page, state), "steps": steps}
    return questions.review_numbers(page.engine, page.scope, **asked).to_dict("records")


def _tiles(page: Page, rows: Sequence[Row], wanted: Sequence[str]) -> None:
    """The wanted numbers of one ladder as tiles."""
    t = page.t
    first = {str(row["code"]): row for row in reversed(rows)}
    found = [first[code] for code in wanted if code in first]
    series = review_tiles.histories(questions.review_series(page.engine, page.scope))
    drawn = review_tiles.html(t, found, series)
    st.html(f'<div class="tv-six row">{"".join(drawn)}</div>')


def _findings(page: Page, kinds: set[str]) -> None:
    """The findings that belong to a view."""
    t = page.t
    rows = [row for row in review_findings.shown(page) if belongs(row) in kinds]
    if rows:
        told = (
            review_findings.sentence_html(t, row, int(row["rank"])) for row in rows[:MOST_FINDINGS]
        )
        st.html("".join(told))


def belongs(row: Row) -> str:
    """To which view a finding belongs."""
    if row["kind"] in {"product", "service"}:
        return "product"
    if row["kind"] == "single_customer" or row["move"] in LEAVING:
        return "leaving"
    return "moves"
