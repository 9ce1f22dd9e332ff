"""What the last review promised and what happened: one line, and the whole of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from data.problems import Problem
from pages.parts import cards, lists, segments_people, shell
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.review_state import State
    from pages.parts.review_words import Row
    from pages.parts.shell import Page

import streamlit as st

SHOWN = 10
COUNTS = {
    "done_count": sentence("done"),
    "overdue_count": sentence("overdue"),
    "open_count": sentence("open, in time"),
    "dismissed_count": sentence("dismissed"),
}


def counts(page: Page, state: State) -> Row | None:
    """Promised and happened as one row; None where nothing was promised."""
    if not state.promised.actions:
        return None
    asked = {"cohort": state.promised, "today": state.today}
    row: Row = questions.promises(page.engine, page.scope, **asked).iloc[0].to_dict()
    return row if row["action_count"] else None


def line(page: Page, state: State) -> None:
    """How many promises were kept: the first thing a review reads."""
    t = page.t
    try:
        row = counts(page, state)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="review_promises"):
        st.html(line_html(t, state, row))
        shell.next_page(page, "actions", t("All actions"))
    if row is not None and (told := happened(t, row)):
        st.html(f'<p class="tv-sub">{escape(told)}</p>')


def line_html(t: Text, state: State, row: Row | None) -> str:
    """The promises' line as HTML."""
    if row is None:
        told = (
            t("The last review ended without an open action: nothing was promised.")
            if state.last is not None
            else t("Nothing is promised yet: make actions from a finding or from the list below.")
        )
        return f'<div class="tv-promise"><span>{escape(told)}</span></div>'
    when = (
        t("Promised on {date}", date=t.date(state.last.held_on))
        if state.last is not None
        else t("Promised so far")
    )
    parts = [f"<span>{escape(when)}</span>"]
    shown = {"open_count": row["open_count"] - row["overdue_count"]}
    for name, word in COUNTS.items():
        count = int(shown.get(name, row[name]))
        if count or name in {"done_count", "overdue_count"}:
            late = ' class="late"' if name == "overdue_count" and count else ""
            parts.append(f"<span{late}><b>{escape(t.exact(count))}</b> {escape(t(word))}</span>")
    return f'<div class="tv-promise">{"".join(parts)}</div>'


def happened(t: Text, row: Row) -> str:
    """What became of the promised customers' money, beside that of similar ones left alone."""
    if not row["customer_count"] or forms.is_missing(row["kept_share"]):
        waiting = int(row["waiting_count"])
        return t("No newer data for them yet.") if waiting else ""
    told = t(
        "{kept} of {count} promised customers hold 90 % or more of the assets they had ({share}).",
        kept=t.exact(row["kept_count"]),
        count=t.exact(row["customer_count"]),
        share=t.percent(row["kept_share"]),
    )
    if forms.is_missing(row["drift_share"]):
        return told
    beside = t(
        "Of {count} similar customers without an action: {share}. {verdict}",
        count=t.exact(row["drift_count"]),
        share=t.percent(row["drift_share"]),
        verdict=verdict(t, row),
    )
    return f"{told} {beside}"


def verdict(t: Text, row: Row) -> str:
    """Whether the promised customers kept more than the others, in plain words."""
    low, high = row["difference_low"], row["difference_high"]
    if forms.is_missing(low) or forms.is_missing(high):
        return t("Too few to say.")
    if low > 0:
        return t("Clearly better.")
    return t("Clearly worse.") if high < 0 else t("No clear difference.")


def money(t: Text, row: Row) -> list[cards.Tile]:
    """Assets and contribution of the promised customers, then, now, and as expected."""
    found = []
    for name, what in (("aum", t("AUM of the promised")), ("contribution", t("Contribution"))):
        before, now, expected = (row[f"{name}_{when}"] for when in ("before", "now", "expected"))
        if forms.is_missing(before) or forms.is_missing(now):
            continue
        moved = float(now) - float(before)
        note = (
            t("since the promise")
            if forms.is_missing(expected)
            else t(
                "since the promise; similar customers would stand at {money}",
                money=t.money(expected),
            )
        )
        found.append(
            cards.Tile(
                label=what,
                value=t.money(now),
                exact=t.exact_money(now),
                change=t.signed(t.money(moved)),
                direction=(moved > 0) - (moved < 0),
                note=note,
                number=float(now),
                unit="money",
            )
        )
    return found


def people(page: Page, state: State, *, limit: int = SHOWN) -> None:
    """The promised customers: overdue ones first, then the largest value at risk."""
    t = page.t
    asked = {"cohort": state.promised, "today": state.today}
    found = questions.promised_customers(page.engine, page.scope, **asked)
    found = found.sort_values(["is_overdue", "value_at_risk"], ascending=[False, False])
    shown = segments_people.named(page, found.head(limit))
    lists.table(worded(t, shown), columns(t, shown), t, empty=t("Nothing is promised yet."))


def worded(t: Text, found: pd.DataFrame) -> pd.DataFrame:
    """The promised customers with their standing in words."""
    said = [
        t("overdue") if late else t.code("action_status", status)
        for status, late in zip(found["status"], found["is_overdue"], strict=True)
    ]
    return found.assign(standing=said)


def columns(t: Text, shown: pd.DataFrame) -> list[lists.Column]:
    """Who, what was promised, and what happened."""
    return [
        *segments_people.whose(t, shown),
        lists.Column(name="standing", label=t("Promise")),
        lists.Column(name="due_on", kind="date", label=t("Due")),
        lists.Column(name="value_at_risk", kind="money", label=t("Value at risk")),
        lists.Column(name="aum_before", kind="money", label=t("AUM then")),
        lists.Column(name="aum_now", kind="money", label=t("AUM now")),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]
