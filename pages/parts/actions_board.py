"""The action board: whose week is full, what is to do, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analytics import action_facts, overview
from data import identity
from data.workspace import Workspace
from pages.parts import actions_capacity, actions_edit, cards, lists, migration_choice, notes, shell
from pages.parts import actions_words as words
from pages.parts.address import short_name
from pages.parts.answers import kept, remembered
from pages.parts.navigation import LINKS

if TYPE_CHECKING:
    from data.actions import Action
    from pages.parts.shell import Page

PARAMETERS = ("state",)
PAGE_SIZE = 10
MANAGERS = 10
TERRITORY = ("branch_id", "manager_id")
KEPT = ("tier", "customer_type")
"""What an action knows of its customer, besides whose he is."""

CAPACITY = remembered(action_facts.manager_capacity)
CAP = kept(action_facts.weekly_cap)
CLOSED = timedelta(days=91)
"""So long the board shows what was done or dismissed: a quarter. The log keeps everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The actions of the scope, and what is beyond capacity. managers: id -> name.

    closed_since: from that day on done and dismissed ones are among them.
    """

    actions: tuple[Action, ...]
    reserve: frozenset[int]
    caps: Mapping[str, int]
    managers: Mapping[str, str]
    branches: Mapping[str, str]
    today: date
    closed_since: date

    def of_state(self, state: str) -> list[Action]:
        """The actions of one column of the board, what is urgent or recent first."""
        if state in {"done", "dismissed"}:
            found = [each for each in self.actions if each.status == state]
            return sorted(found, key=lambda each: (each.changed_at, each.id), reverse=True)
        waiting = [each for each in self.actions if each.status == "open"]
        if state == "overdue":
            waiting = [each for each in waiting if each.overdue(self.today)]
        elif state == "reserve":
            waiting = [each for each in waiting if each.id in self.reserve]
        else:
            waiting = [each for each in waiting if each.id not in self.reserve]
        return sorted(waiting, key=lambda each: actions_capacity.urgency(each, self.today))


def board(page: Page, today: date) -> Board:
    """What is open, and what was closed in a quarter, as far as the scope lets it through.

    Raises:
        WorkspaceUnreachable.
    """
    staff = CAPACITY(page.engine, page.scope.single)
    caps = dict(zip(staff["manager_id"], staff["week_count"].astype(int), strict=True))
    caps[actions_capacity.BRANCH] = action_facts.weekly_cap(page.engine, page.scope)
    since = today - CLOSED
    everything = Workspace(page.store).actions.find("open", "done", "dismissed", since=since)
    beyond = actions_capacity.reserve(everything, caps, today)
    return Board(
        actions=tuple(each for each in everything if _in_scope(page, each)),
        reserve=beyond,
        caps=caps,
        managers=_names(staff, "manager_id", "manager_name"),
        branches=overview.names(page.engine, page.scope, "branch_id"),
        today=today,
        closed_since=since,
    )


def _names(frame: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    named = frame[frame[name].notna()]
    return dict(zip(named[key], named[name], strict=True))


def _in_scope(page: Page, action: Action) -> bool:
    """By who looks after it now, and by what the customer was when it was made."""
    where = dict(page.scope.where)
    owned = all(getattr(action, name) in where[name] for name in TERRITORY if name in where)
    return owned and all(action.baseline.get(name) in where[name] for name in KEPT if name in where)


def unused_filters(page: Page) -> bool:
    """Whether the scope names what the board cannot go by."""
    return bool(page.scope.populations) or any(
        name not in (*TERRITORY, *KEPT) for name, _ in page.scope.where
    )


def show(page: Page, found: Board) -> None:
    """The switch between the columns, the list of one of them, and its file."""
    t = page.t
    sizes = {state: len(found.of_state(state)) for state in words.STATES}
    asked = page.parameter("state")
    state = asked if asked in sizes else "open"
    offered = {
        name: f"{t(words.STATES[name])} {t.exact(size)}"
        for name, size in sizes.items()
        if size or name != "reserve" or name == state
    }
    migration_choice.segments(page, "state", offered, state, t("Which actions"))
    chosen = found.of_state(state)
    if state in {"done", "dismissed"}:
        told = t("Closed since {date}; older ones are not shown.", date=t.date(found.closed_since))
        st.html(f'<p class="tv-sub">{escape(told)}</p>')
    if not chosen:
        cards.empty(t, _nothing(page, found))
        return
    window = lists.paged(
        "actions", len(chosen), t, page_size=PAGE_SIZE, scope_key=(page.scope, state)
    )
    shown = chosen[window.offset : window.offset + window.limit]
    ids = [each.customer_id for each in shown]
    whole_bank = replace(page.scope.single, where=(), populations=())
    standing = action_facts.customer_standing(page.engine, whole_bank, customer_ids=ids)
    stand = standing.set_index("customer_id").to_dict("index")
    known = identity.display_names(page.store, page.release, ids)
    for each in shown:
        _card(page, found, each, known.get(each.customer_id), stand.get(each.customer_id, {}))
    cards.actions(
        page,
        "actions",
        lambda: words.file(t, chosen, found.today, found.reserve),
        summary=t("{list}: {count}", list=t(words.STATES[state]), count=t.exact(len(chosen))),
        row_count=len(chosen),
        by_manager=True,
    )


def _nothing(page: Page, found: Board) -> str:
    t = page.t
    if found.actions:
        return t("Nothing here with these filters.")
    return t(
        "Nothing to do here. Open a list, for instance who fell a tier, and press Make actions."
    )


def _card(
    page: Page, found: Board, action: Action, name: str | None, now: Mapping[str, Any]
) -> None:
    beside = {"horizontal": not shell.is_narrow(), "vertical_alignment": "center"}
    with st.container(border=True, key=f"action_{action.id}", **beside):
        st.html(card_html(page, found, action, name, now))
        ways = f"action_ways_{action.id}"
        with st.container(horizontal=True, gap="small", width="content", key=ways):
            if st.button(page.t("Edit"), key=f"edit_{action.id}", icon=":material/edit:"):
                actions_edit.open_dialog(page, action, found.managers)
            notes.pin(page, f"customer:{action.customer_id}", page.t("Pin a note"))
            _source(page, action)


def card_html(
    page: Page, found: Board, action: Action, name: str | None, now: Mapping[str, Any]
) -> str:
    """Who, why, how much, by when; everything that was typed is escaped."""
    t, today = page.t, found.today
    owner = found.managers.get(action.manager_id or "", action.manager_id) or t("No manager")
    who = [
        action.customer_id,
        t.code("tier", action.baseline["tier"]) if action.baseline.get("tier") else "",
        found.branches.get(action.branch_id, action.branch_id),
        owner,
    ]
    badges, late = [], action.overdue(today)
    if late:
        badges.append(("late", words.due_word(t, action, today)))
    elif action.id in found.reserve:
        badges.append(("reserve", t("Reserve")))
    if now and not now.get("may_market"):
        badges.append(("plain", t("Service contact only")))
    money = [
        t("{amount} at risk", amount=t.money(action.value_at_risk)) if action.value_at_risk else "",
        words.since_word(t, action, now),
        words.due_word(t, action, today) if action.status == "open" and not late else "",
    ]
    lines = [f'<p class="why">{escape(words.reasons_word(t, action))}</p>']
    advice = words.advice_word(t, action)
    if advice:
        lines.append(f"<p>{escape(advice)}</p>")
    lines.append(f'<p class="tv-sub">{escape(_joined(money))}</p>')
    result = words.result_word(t, action)
    if result:
        lines.append(f'<p class="result">{escape(result)}</p>')
    marks = "".join(f' <i class="{kind}">{escape(said)}</i>' for kind, said in badges)
    return (
        f'<div class="tv-action"><p class="who"><b>{escape(lists.masked_name(name))}</b> '
        f"<span>{escape(_joined(who))}</span>{marks}</p>{''.join(lines)}</div>"
    )


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)


def _source(page: Page, action: Action) -> None:
    """The way back to the list that an action came from; findings stand on the home page."""
    known = {link.path: link for link in LINKS}
    sources = (each.source for each in action.reasons if each.source in known)
    link = known[next(sources, "")]
    shell.next_page(page, link.path, page.t(link.title))


def managers(page: Page, found: Board) -> None:
    """Per manager: to do, overdue, this week against what he can do, the reserve."""
    t = page.t
    rows = actions_capacity.loads(found.actions, found.caps, found.today)
    if not rows:
        return
    cards.section(
        t("Whose week is full"),
        t(
            "Open actions due within 7 days against what a manager can do in a week; beyond it, "
            "those with the least at risk wait in reserve. Done: since {date}.",
            date=t.date(found.closed_since),
        ),
    )
    everyone = st.session_state.get("board_everyone", False)
    frame = pd.DataFrame([_row(page, found, each) for each in rows])
    lists.table(frame if everyone else frame.head(MANAGERS), _columns(page), t)
    if len(rows) > MANAGERS:
        st.toggle(t("Show all {count} managers", count=t.exact(len(rows))), key="board_everyone")
    _narrow(page, found, rows)


def _row(page: Page, found: Board, load: actions_capacity.Load) -> dict[str, object]:
    t = page.t
    name = found.managers.get(load.manager_id or "", load.manager_id)
    return {
        "manager": name or t("No manager"),
        "branch": found.branches.get(load.branch_id, load.branch_id),
        "open": load.open_count,
        "overdue": load.overdue_count,
        "week": t("{count} of {cap}", count=t.exact(load.week_count), cap=t.exact(load.cap)),
        "reserve": load.reserve_count,
        "done": load.done_count,
        "risk": load.value_at_risk,
    }


def _columns(page: Page) -> list[lists.Column]:
    t = page.t
    return [
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="branch", label=t("Branch")),
        lists.Column(name="open", kind="count", label=t("To do")),
        lists.Column(name="overdue", kind="count", label=t("Overdue")),
        lists.Column(name="week", kind="given", label=t("This week, of capacity")),
        lists.Column(name="reserve", kind="count", label=t("Reserve")),
        lists.Column(name="done", kind="count", label=t("Done")),
        lists.Column(name="risk", kind="money", label=t("Value at risk")),
    ]


def _narrow(page: Page, found: Board, rows: Sequence[actions_capacity.Load]) -> None:
    """One manager's board with one choice; the scope bar clears it."""
    t = page.t
    known = [each.manager_id for each in rows if each.manager_id]
    if len(known) < 2 or "manager_id" in dict(page.scope.where):
        return

    def choose() -> None:
        picked = st.session_state["board_manager"]
        if picked:
            page.set_parameter(short_name("manager_id"), picked)

    st.selectbox(
        t("Open one manager's board"),
        known,
        index=None,
        format_func=lambda each: found.managers.get(each, each),
        key="board_manager",
        on_change=choose,
        placeholder=t("Choose"),
        width=320,
    )
