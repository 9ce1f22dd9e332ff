"""One click makes actions of a list's customers, another takes them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analytics.action_facts import customer_standing
from data.problems import Problem
from pages.parts import cards
from pages.parts.navigation import file_of

if TYPE_CHECKING:
    from data.actions import Made
    from pages.parts.actions_drafts import Allowed
    from pages.parts.shell import Page
    from pages.parts.text import Text

MOST = 200
"""So many customers of one list become actions at once: more is nobody's week."""

SOME = (10, 20, 50, 100)
DAYS = (1, 3, 7, 14, 30)
USUAL_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a click came to. whose: of which list, so that another one under its name is not it."""

    whose: object
    due_on: date
    made: Made | None = None
    allowed: Allowed | None = None
    problem: Problem | None = None
    undone: bool = False


def button(  # noqa: PLR0913 - a list and what its actions say
    page: Page,
    name: str,
    people: Callable[[int], pd.DataFrame],
    *,
    reason: str,
    count: int,
    risk: str = "",
    words: str = "",
    facts: Mapping[str, object] = MappingProxyType({}),
    source: str = "",
) -> None:
    """Stands beside the downloads of a list and makes actions of its first customers.

    people: the first so many rows, asked on the click; see `actions_drafts.drafts` for columns.
    reason: a code of the contract's action_reason; words: what else it says, a name as it was
    typed; facts: what else it says in codes and numbers, see `actions_words.facts_word`. risk: the
    column with the value at risk, the contribution where there is none. count: rows of the list.
    source: the key of a finding, so that two on one customer are two reasons; else it is the page.
    A marketing reason makes no action for who may not be contacted for it; that is told.
    """
    if page.engine is None or not count:
        return
    said = {"code": reason, "source": source or page.path, "words": words, "facts": facts}
    t, key, whose = page.t, f"todo_{name}", (page.scope, count, reason, words, str(dict(facts)))
    outcome: Outcome | None = st.session_state.get(f"{key}_outcome")
    if outcome is not None and outcome.whose == whose:
        _told(page, key, outcome)
        return

    def make() -> None:
        most = int(st.session_state.get(f"{key}_most") or min(count, MOST))
        due_on = _today() + timedelta(days=st.session_state.get(f"{key}_days") or USUAL_DAYS)
        outcome = Outcome(whose=whose, due_on=due_on)
        try:
            made, allowed = _make(page, people(most), said, risk, due_on)
            outcome = replace(outcome, made=made, allowed=allowed)
        except Problem as problem:
            outcome = replace(outcome, problem=problem)
        st.session_state[f"{key}_outcome"] = outcome

    most = min(count, MOST)
    st.button(_label(t, count, most), key=key, icon=":material/add_task:", on_click=make)
    _choices(t, key, most)


def _label(t: Text, count: int, most: int) -> str:
    if count > most:
        return t("Make actions: the first {count}", count=t.exact(most))
    return t.many("Make an action", "Make {count} actions", most)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the user's


def _choices(t: Text, key: str, most: int) -> None:
    """How many, and by when; nobody has to open it."""
    today = _today()
    with st.popover(t("Options"), key=f"{key}_how", help=t("How many, and due when")):
        st.selectbox(
            t("Due"),
            DAYS,
            index=DAYS.index(USUAL_DAYS),
            format_func=lambda days: t.date(today + timedelta(days=days)),
            key=f"{key}_days",
        )
        st.selectbox(
            t("From the top of the list"),
            [*(each for each in SOME if each < most), most],
            index=len([each for each in SOME if each < most]),
            format_func=lambda number: t.many("{count} customer", "{count} customers", number),
            key=f"{key}_most",
        )
        said = t(
            "Each goes to the customer's manager. Who has an open action already gets the reason "
            "added to it."
        )
        st.html(f'<p class="tv-sub">{escape(said)}</p>')


def _make(
    page: Page, people: pd.DataFrame, said: Mapping[str, Any], risk: str, due_on: date
) -> tuple[Made, Allowed]:
    from data.actions import Reason  # noqa: PLC0415 - SQLAlchemy loads on the first click
    from data.workspace import Workspace  # noqa: PLC0415
    from pages.parts.actions_drafts import allowed, drafts  # noqa: PLC0415

    whole_bank = replace(page.scope.single, where=(), populations=())
    ids = [str(each) for each in people["customer_id"]]
    standing = customer_standing(page.engine, whole_bank, customer_ids=ids)
    wanted = drafts(
        people,
        standing,
        reason=Reason(**said),
        risk=risk,
        due_on=due_on,
        at=page.scope.at,
        release=page.release,
    )
    may = allowed(wanted, standing)
    return Workspace(page.store).actions.make(may.drafts, today=_today()), may


def _told(page: Page, key: str, outcome: Outcome) -> None:
    """What the click came to, and the ways on: take it back, or go to the board."""
    t = page.t

    def undo() -> None:
        from data.workspace import Workspace  # noqa: PLC0415 - see _make

        try:
            Workspace(page.store).actions.undo(outcome.made)
        except Problem as problem:
            st.session_state[f"{key}_outcome"] = replace(outcome, problem=problem)
        else:
            st.session_state[f"{key}_outcome"] = replace(outcome, undone=True, made=None)

    def again() -> None:
        st.session_state.pop(f"{key}_outcome", None)

    if outcome.problem is not None:
        cards.show_problem(outcome.problem, t)
        st.button(t("Understood"), key=f"{key}_again", on_click=again)
        return
    st.html(f'<span class="tv-sub">{escape(made_words(t, outcome))}</span>', width="content")
    if outcome.undone:
        st.button(t("Make them again"), key=f"{key}_again", on_click=again)
        return
    if not outcome.made.actions:
        st.button(t("Understood"), key=f"{key}_again", on_click=again)
        return
    st.button(t("Undo"), key=f"{key}_undo", icon=":material/undo:", on_click=undo)
    st.page_link(
        file_of("actions"),
        label=t("Open the actions"),
        query_params=page.link(),
        icon=":material/arrow_forward:",
    )


def made_words(t: Text, outcome: Outcome) -> str:
    """How many were made, merged, left out, or taken back."""
    if outcome.undone or outcome.made is None:
        return t("Taken back: the list is as it was.")
    told = [_made_word(t, outcome)] if outcome.made.actions else [t("No action made.")]
    if outcome.allowed is not None and outcome.allowed.left_out:
        told.append(left_out_words(t, outcome.allowed))
    return ("" if t.language == "zh_CN" else " ").join(told)


def left_out_words(t: Text, allowed: Allowed) -> str:
    """How many customers got no action, and why."""
    why = []
    if allowed.not_agreed:
        count = t.exact(allowed.not_agreed)
        why.append(t("{count} did not agree to marketing", count=count))
    if allowed.refused:
        count = t.exact(allowed.refused)
        why.append(t("{count} refused contact or did not agree to personal offers", count=count))
    return t("Left out: {count} ({why}).", count=t.exact(allowed.left_out), why=t(", ").join(why))


def _made_word(t: Text, outcome: Outcome) -> str:
    made, due = outcome.made, t.date(outcome.due_on)
    if made.new_count and made.merged_count:
        return t(
            "{count} actions made, due {date}; {merged} customers had one already: merged.",
            count=t.exact(made.new_count),
            date=due,
            merged=t.exact(made.merged_count),
        )
    if made.new_count:
        return t("{count} actions made, due {date}.", count=t.exact(made.new_count), date=due)
    return t("No new action: all {merged} had an open one.", merged=t.exact(made.merged_count))
